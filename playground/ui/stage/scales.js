// Axes that grow in steps, and the curve's own arithmetic.

const finite = (values) => values.filter(Number.isFinite);

// The end of the epoch axis: 50, 100, 150, 200, ... each step a fifth or more, so that a fast run
// doesn't have its axis drawn anew all the time.
const ENDS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
export function epochEnd(last) {
  if (last <= 100) return last <= 50 ? 50 : 100;
  const power = 10 ** Math.floor(Math.log10(last));
  return Math.round(power * ENDS.find((end) => end * power >= last));
}

const STEPS = [1, 2, 5];
// Four ticks from 0 that hold every value: {range, ticks}.
export function lossScale(values) {
  const top = Math.max(...finite(values), 1e-6);
  const power = 10 ** Math.floor(Math.log10(top / 3));
  const step = [...STEPS, 10].map((s) => s * power).find((s) => 3 * s >= top * 0.999) ?? 10 * power;
  return { range: [0, 3 * step], ticks: [0, 1, 2, 3].map((k) => k * step), step };
}

// Whole decades that hold every positive value.
export function logScale(values) {
  const seen = finite(values).filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(...seen, 1)) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...seen, 10 ** low * 10)) - 1e-9));
  const each = Math.ceil((high - low) / 4);
  const within = high - low < 2 ? [1, 2, 5] : [1]; // few decades need lines between them
  const ticks = [];
  for (let power = low; power <= high; power += each) {
    ticks.push(...within.map((factor) => Number(`${factor}e${power}`)));
  }
  return { range: [low, high], ticks: ticks.filter((tick) => tick <= 10 ** high * 1.001) };
}

const WIDE = 30;
const DEPTH = 1e-4; // of the highest: what is lower lies on the floor
// A learning rate's axis, {type, range, ticks}: from 0, or in decades where a fifth of the values
// (0 is none) are WIDE times lower than the highest: a warm-up or a cosine's end stays linear.
export function rateScale(values) {
  const sorted = finite(values).filter((value) => value > 0).sort((a, b) => a - b);
  const top = sorted.at(-1) ?? 0;
  if (top <= WIDE * (sorted[Math.floor(sorted.length / 5)] ?? top)) {
    return { type: "linear", ...lossScale(sorted) };
  }
  return { type: "log", ...logScale(sorted.filter((value) => value >= top * DEPTH)) };
}

const SHARES = [
  { from: 0.9, ticks: [0.9, 0.95, 1] }, { from: 0.8, ticks: [0.8, 0.9, 1] },
  { from: 0.4, ticks: [0.4, 0.6, 0.8, 1] }, { from: 0, ticks: [0, 0.25, 0.5, 0.75, 1] },
  { from: -1, ticks: [-1, -0.5, 0, 0.5, 1] },
];
// Accuracy, or R² (which may fall below any floor: the axis stops at -1).
export function shareScale(values) {
  const low = Math.min(...finite(values), 1);
  const { from, ticks } = SHARES.find((share) => low >= share.from) ?? SHARES.at(-1);
  return { range: [from, 1], ticks };
}

// The wider of two scales: axes don't shrink while training runs.
export const wider = (a, b) =>
  a && a.range[0] <= b.range[0] && a.range[1] >= b.range[1] ? a : b;

// Exponential moving average that starts unbiased: s = (1 - k) v + k s, divided by 1 - k^n.
export function smooth(values, k) {
  if (!k) return values;
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    sum = k * sum + (1 - k) * value;
    weight = k * weight + (1 - k);
    return sum / weight;
  });
}

const BUCKETS = 90;
// The line's lowest and highest point of each bucket: what a line of some 200 px can show.
export function thin(x, y) {
  if (y.length <= 2 * BUCKETS) return { x, y };
  const keep = { x: [], y: [] };
  const add = (i) => { keep.x.push(x[i]); keep.y.push(y[i]); };
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const from = Math.floor((bucket * y.length) / BUCKETS);
    const to = Math.floor(((bucket + 1) * y.length) / BUCKETS);
    let low = from;
    let high = from;
    for (let i = from; i < to; i += 1) {
      if (y[i] < y[low]) low = i;
      if (y[i] > y[high]) high = i;
    }
    add(Math.min(low, high));
    if (low !== high) add(Math.max(low, high));
  }
  if (keep.x.at(-1) !== x.at(-1)) add(y.length - 1);
  return keep;
}

export function tickText(value, { ticks, step }) {
  const size = Math.max(...ticks.map(Math.abs));
  const isTiny = value !== 0 && (size < 0.001 || (!step && Math.abs(value) < 0.001));
  let words = "";
  if (isTiny || size >= 1e4) words = value.toExponential(0);
  else if (step) words = value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  else words = String(Number(value.toPrecision(2)));
  return words.replace("-", "\u2212");
}

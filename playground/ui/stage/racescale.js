// Axes of the race: as tight as the curves, in steps of 1, 2 and 5.

const finite = (values) => values.filter(Number.isFinite);
const STEPS = [1, 2, 5];
const LEAST = 1e-6; // a loss below counts as this

// The largest step not above a value, and the smallest not below it.
const floorStep = (value) => step(value, (tick) => tick <= value * 1.0001, "findLast");
const ceilStep = (value) => step(value, (tick) => tick >= value * 0.9999, "find");

function step(value, fits, which) {
  const power = Math.floor(Math.log10(value));
  const ticks = [power - 1, power, power + 1].flatMap((p) => STEPS.map((s) => Number(`${s}e${p}`)));
  return ticks[which](fits);
}

// A logarithmic scale: {range (powers of ten), ticks, texts}.
export function fine(values) {
  const seen = finite(values).filter((value) => value > 0).map((value) => Math.max(value, LEAST));
  const low = floorStep(seen.length ? Math.min(...seen) : 0.1);
  const high = Math.max(ceilStep(seen.length ? Math.max(...seen) : 1), 2 * low);
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    ticks.push(...STEPS.map((s) => Number(`${s}e${power}`)));
  }
  const all = ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  const kept = all.length > 7 ? all.filter((tick) => String(tick.toExponential()).startsWith("1e")) : all;
  const room = 0.02 * Math.log10(high / low);
  return { range: [Math.log10(low) - room, Math.log10(high) + room], ticks: kept, texts: kept.map(written) };
}

// A scale for accuracies, in percent, or R²: {range, ticks, texts}.
export function share(values, isPercent) {
  const low = Math.min(...finite(values), 1);
  const from = [0.9, 0.8, 0.6, 0.4, 0, -1].find((end) => low >= end) ?? -1;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => from + part * (1 - from));
  const plain = (tick) => (from < 0 ? tick.toFixed(1).replace("-", "−") : String(+tick.toFixed(3)));
  const texts = ticks.map((tick) => (isPercent ? `${+(100 * tick).toFixed(1)}%` : plain(tick)));
  return { range: [from, 1.01], ticks, texts };
}

// Three or four even ticks from 0 to the end itself.
export function ticksTo(end) {
  const power = 10 ** Math.floor(Math.log10(end / 3));
  const pitch = [1, 2, 5, 10].map((s) => s * power).find((s) => end / s <= 4.5) ?? 10 * power;
  const ticks = [];
  for (let tick = 0; tick < end - 0.7 * pitch; tick += pitch) ticks.push(tick);
  return [...ticks, end];
}

const written = (value) => {
  if (value < 0.001 || value >= 1e4) return value.toExponential(0).replace("-", "−");
  return String(Number(value.toPrecision(1)));
};

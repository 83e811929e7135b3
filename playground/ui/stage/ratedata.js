// The frames of a trial as what its chart, its list and its table show.

import { fine, share } from "./racescale.js";

const BEYOND = 4; // times what the lowest rate leaves: such a loss has left the picture
const PITCH = 2; // rows a decade in the table of a range test

// Rates travel as float32 but have four digits.
export const rateOf = (value) => Number(value.toPrecision(4));

const row = (array, index, length) => Array.from(array.subarray(index * length, (index + 1) * length));

// {rates, lines: [{x, y, low, high, diverged}], picks: [[rate, ...] a racer], isScore}
export function read(kind, frame) {
  return kind === "u_curve" ? readCurve(frame) : readRange(frame);
}

function readCurve(frame) {
  if (!frame.median) return null;
  const [racers, count] = frame.shapes.median;
  const rates = Array.from(frame.rates, rateOf);
  const lines = Array.from({ length: racers }, (_, racer) => ({
    x: rates,
    y: row(frame.median, racer, count),
    low: row(frame.low, racer, count),
    high: row(frame.high, racer, count),
    diverged: row(frame.diverged, racer, count),
  }));
  const picks = frame.trial.best.map((rate) => (rate === null ? [] : [rate]));
  return { rates, lines, picks, isScore: frame.trial.is_score };
}

function readRange(frame) {
  if (!frame.losses) return null;
  const [racers, count] = frame.shapes.losses;
  const lines = Array.from({ length: racers }, (_, racer) => {
    const x = row(frame.rates, racer, count).filter(Number.isFinite);
    return { x, y: row(frame.losses, racer, count).slice(0, x.length) };
  });
  const rounded = (rate) => (rate === null ? null : Number(rate.toPrecision(2)));
  const picks = frame.trial.advice.map(({ careful, steepest }) =>
    [rounded(careful), rounded(steepest)].filter((rate) => rate !== null));
  return { rates: decades(lines), lines, picks, isScore: false };
}

function decades(lines) {
  const all = lines.flatMap(({ x }) => x);
  if (!all.length) return [];
  const [low, high] = [Math.min(...all), Math.max(...all)].map((rate) => Math.log10(rate) * PITCH);
  const rates = [];
  for (let k = Math.ceil(low - 0.01); k <= high + 0.01; k += 1) {
    rates.push(Number((10 ** (k / PITCH)).toPrecision(1)));
  }
  return rates;
}

// What a line says at a rate: its nearest point, if that is near enough.
export function at(line, rate) {
  let near = -1;
  let least = 0.15;
  line.x.forEach((x, i) => {
    const distance = Math.abs(Math.log10(x / rate));
    if (distance < least) [near, least] = [i, distance];
  });
  return near < 0 ? null : { value: line.y[near], diverged: line.diverged?.[near] ?? 0 };
}

// The axis, which values it shows, and where: {scale, type, seen(value), placed(value)}. What is too
// high, or no number, has a mark of its own instead; what is too low lies on the floor.
export function axisOf({ lines, isScore }, isPercent) {
  const values = lines.flatMap(({ y }) => y).filter(Number.isFinite);
  if (isScore) {
    const scale = share(values, isPercent);
    const [edge] = scale.range;
    return { scale, type: "linear", seen: (y) => Number.isFinite(y) && y >= edge, placed: (y) => y };
  }
  const first = lines.map(({ y }) => y[0]).filter(Number.isFinite);
  const most = first.length ? BEYOND * Math.max(...first) : Infinity;
  const seen = (y) => Number.isFinite(y) && y <= most;
  const scale = fine(values.filter(seen));
  const floor = 10 ** scale.range[0];
  return { scale, type: "log", seen, placed: (y) => Math.max(y, floor) };
}

export const DECADES = [0.001, 0.01, 0.1, 1, 10];
// The axis of the rates, in decades.
export function rateAxis({ lines }) {
  const all = lines.flatMap(({ x }) => x);
  const low = Math.log10(all.length ? Math.min(...all) : 0.0001);
  const high = Math.max(Math.log10(all.length ? Math.max(...all) : 10), low + 1);
  const ticks = DECADES.filter((tick) => Math.log10(tick) >= low && Math.log10(tick) <= high + 0.01);
  return { range: [low - 0.08, high + 0.08], ticks, texts: ticks.map(String) };
}

// What one output number is made of, in figures: value × weight for each cell, their sum, the answer.

import { el } from "./dom.js";
import { colourOf, palette, short } from "./palette.js";

const FINE = 5; // a wider window shows only the products

export function tableOf(seen, job, { place, answer }, app) {
  const { text } = app;
  const { kernel } = job.how;
  const channels = job.input.channels;
  const isPool = job.kind.endsWith("_pool");
  const most = seen.cells.reduce((top, { sum }) => Math.max(top, Math.abs(sum)), 1e-9);
  const tones = palette(app.theme());
  const values = seen.cells.map((cell) => isPool ? cell.values[job.channel] ?? 0 : cell.sum);
  const best = values.indexOf(Math.max(...values));
  const cells = seen.cells.map((cell, i) => {
    const node = el("span", {}, el("b", {}, short(values[i])));
    if (!isPool && channels === 1 && kernel <= FINE) {
      node.prepend(el("small", {}, `${short(cell.values[0])} × ${short(cell.weights[0])}`));
    }
    node.style.background = colourOf(tones, isPool ? (i === best ? 0.8 : 0.1) : cell.sum / most);
    if (!cell.isInside) node.classList.add("np-beyond");
    return node;
  });
  const grid = el("div", { class: "np-window-grid", style: `--np-kernel: ${kernel}` }, ...cells);
  const beyond = seen.cells.filter(({ isInside }) => !isInside).length;
  const lines = [text("conv_place", { row: place.row + 1, column: place.column + 1 })];
  if (beyond) lines.push(text("conv_border", { count: beyond, all: seen.cells.length }));
  if (job.kind === "max_pool") lines.push(text("pool_largest", { answer: short(answer) }));
  else if (job.kind === "average_pool") lines.push(text("pool_mean", { answer: short(answer) }));
  else {
    if (channels > 1) lines.push(text("conv_channels", { count: channels }));
    const { bias } = job.filter;
    const facts = { sum: short(seen.total - bias), bias: short(bias), total: short(seen.total) };
    lines.push(text(bias ? "conv_sum" : "conv_sum_plain", facts));
    if (job.level?.how.activation && job.level.how.activation !== "linear") {
      lines.push(text("conv_activated", { name: job.level.note, total: short(seen.total), answer: short(answer) }));
    }
  }
  return el("div", {}, grid, ...lines.map((line) => el("p", {}, line)));
}

// Softmax: e to each score less the largest, and its share of the sum.
export function shares(frame, scene, app) {
  const { text } = app;
  const at = frame.sight.variant * scene.classes;
  const found = Array.from(frame.probabilities?.subarray(at, at + scene.classes) ?? []);
  const top = Math.max(...found);
  const sum = 1 / top;
  const head = ["softmax_class", "softmax_score", "softmax_power", "softmax_share"];
  const rows = found.map((share, i) => {
    const power = share / top;
    const cells = [scene.names[i], short(Math.log(Math.max(power, 1e-30))), short(power), `${(100 * share).toFixed(1)} %`];
    return el("tr", {}, ...cells.map((cell) => el("td", {}, cell)));
  });
  return el("div", {}, el("table", { class: "np-baselines" },
    el("tr", {}, ...head.map((key) => el("th", {}, text(key)))), ...rows),
  el("p", {}, text("softmax_sum", { sum: short(sum) })));
}

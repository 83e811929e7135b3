// Racers as they are told apart: a colour and a dash by optimizer, a sample of both, a name.
//
// The names are always written in text colour beside the sample: never colour alone.

import { el } from "./dom.js";

// Optimizer -> light, dark, dash (px); closest pair of the first six under any colour-vision
// simulation: 7.5 light, 10.7 dark.
const STROKES = {
  sgd: ["#5A6472", "#929CAA", "2 3"],
  momentum: ["#0B4F94", "#4F86D8", "7 4"],
  nesterov: ["#00998F", "#B5EBB0", "7 3 2 3"],
  adagrad: ["#AF8A1A", "#E9A23B", "14 4 2 4"],
  adadelta: ["#AF8A1A", "#E9A23B", "4 2"],
  rmsprop: ["#6A1048", "#F5B6F2", "14 5"],
  adam: ["#BE3A0A", "#DB5A4A", ""],
  amsgrad: ["#BE3A0A", "#DB5A4A", "7 4"],
  adamw: ["#1C2430", "#E9ECF0", ""],
  adamax: ["#1C2430", "#E9ECF0", "7 4"],
  nadam: ["#BE3A0A", "#DB5A4A", "2 3"],
  lion: ["#00998F", "#B5EBB0", "14 5"],
  ftrl: ["#5A6472", "#929CAA", "14 5"],
};
const DASHES = ["", "7 4", "2 3", "14 5", "7 3 2 3", "14 4 2 4", "4 2", "10 3", "2 6", "18 4 4 4",
  "5 5", "12 2 2 2 2 2"];

// racers: [{optimizer, ...}] -> the same with {colour, dash}: no two of a hue share a dash.
export function lineup(racers, theme) {
  const used = new Set();
  return racers.map((racer) => {
    const [light, dark, own] = STROKES[racer.optimizer] ?? STROKES.sgd;
    const colour = theme === "dark" ? dark : light;
    const isFree = (dash) => !used.has(`${colour} ${dash}`);
    const dash = [own, ...DASHES].find(isFree) ?? own;
    used.add(`${colour} ${dash}`);
    return { ...racer, colour, dash };
  });
}

// Streamlit's and Plotly's own word for a dash: lengths in px, or a full line.
export const plotlyDash = (dash) => (dash ? dash.split(" ").map((n) => `${n}px`).join(",") : "solid");

// A short piece of the racer's line.
export function sample({ colour, dash }, width = 26) {
  const line = el("line", {
    x1: 0, x2: width, y1: 5, y2: 5, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash || null,
  });
  return el("svg", { class: "np-sample", width, height: 10, "aria-hidden": "true" }, line);
}

// What a cell computes in one step of one unit: each gate's formula with the moment's numbers.

import { el } from "./dom.js";
import { fixed } from "./palette.js";

const BEFORE = "\u209c\u208b\u2081"; // t - 1
const NOW = "\u209c";
// Gate -> [its sign, its formula, how its numbers stand in it (at: a gate's number, now or before)].
const FORMULAS = {
  simple_rnn: {
    state: ["h", `tanh(W x${NOW} + U h${BEFORE} + b)`, null],
  },
  gru: {
    update: ["z", `\u03c3(W x${NOW} + U h${BEFORE} + b)`, null],
    reset: ["r", `\u03c3(W x${NOW} + U h${BEFORE} + b)`, null],
    candidate: ["g", `tanh(W x${NOW} + r \u00b7 (U h${BEFORE}) + b)`, null],
    state: ["h", `z \u00b7 h${BEFORE} + (1 \u2212 z) \u00b7 g`,
      (now, before) => `${now("update")} \u00b7 ${before("state")} + ${now("update", (z) => 1 - z)} \u00b7 ${now("candidate")}`],
  },
  lstm: {
    input: ["i", `\u03c3(W x${NOW} + U h${BEFORE} + b)`, null],
    forget: ["f", `\u03c3(W x${NOW} + U h${BEFORE} + b)`, null],
    candidate: ["g", `tanh(W x${NOW} + U h${BEFORE} + b)`, null],
    output: ["o", `\u03c3(W x${NOW} + U h${BEFORE} + b)`, null],
    cell: ["c", `f \u00b7 c${BEFORE} + i \u00b7 g`,
      (now, before) => `${now("forget")} \u00b7 ${before("cell")} + ${now("input")} \u00b7 ${now("candidate")}`],
    state: ["h", `o \u00b7 tanh(c${NOW})`,
      (now) => `${now("output")} \u00b7 ${now("cell", Math.tanh)}`],
  },
};

// `at(gate, step, row)` gives a number; a step before the first has zeros.
export function accountOf({ cell, step, row, at, text, gate, read }) {
  const now = (name, change = (v) => v) => bracket(change(at(name, step, row)));
  const before = (name) => bracket(at(name, step - 1, row));
  const rows = Object.entries(FORMULAS[cell]).reverse().map(([name, [sign, formula, numbers]]) => el(
    "div", { class: name === gate ? "np-this" : null },
    el("span", {}, text(`gate_${name}`)),
    numbers ? el("code", {}, `${sign}${NOW} = ${formula}`)
      : el("code", {}, `${sign}${NOW} = ${formula} = `, el("b", {}, fixed(at(name, step, row)))),
    numbers && el("b", {}, `= ${numbers(now, before)} = ${fixed(at(name, step, row))}`),
  ));
  return [
    el("p", {}, text("at_step", { step: step + 1, unit: row + 1 }), " ", el("b", {}, text("was_read", { read }))),
    ...rows,
  ];
}

const bracket = (value) => (value < -0.005 ? `(${fixed(value)})` : fixed(value));

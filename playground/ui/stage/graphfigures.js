// Numbers in few signs: 0.247, −1.12, 34.1, 1.6e−5; a dash for what is no number.

import { MINUS } from "./format.js";

export function figure(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  let text = size === 0 ? "0" : size < 0.001 || size >= 1e5 ? size.toExponential(1)
    : size.toFixed(size >= 100 ? 1 : size >= 0.1 ? 3 : 4);
  if (!text.includes("e") && text.includes(".")) text = text.replace(/\.?0+$/, "");
  return (value < 0 ? MINUS : "") + text.replace("-", MINUS).replace("e+", "e");
}

const LOW = "₀₁₂₃₄₅₆₇₈₉";
const HIGH = "⁰¹²³⁴⁵⁶⁷⁸⁹";
export const lowered = (number) => String(number).replace(/\d/g, (digit) => LOW[digit]);
export const raised = (number) => `⁽${String(number).replace(/\d/g, (digit) => HIGH[digit])}⁾`;

// One neuron written out: what comes in, times its weight, summed, through the activation.

import { fixed, short } from "./palette.js";
import { activeFeatures, kernelStart, sourceCount, unitCount, unitIndex } from "./shape.js";
import { featureName } from "./names.js";

const TERMS = 4;
const LOW_DIGITS = "₀₁₂₃₄₅₆₇₈₉";
const lowered = (number) => String(number).replace(/\d/g, (digit) => LOW_DIGITS[digit]);

// The terms of a neuron: [{symbol, source, weight, value}], its bias, sum and value. Values are NaN
// until a probe has come. `symbol` is x₁ for a feature, a₃ for the third neuron of the layer before.
export function terms(frame, scene, layer, unit) {
  const sources = sourceCount(scene, layer);
  const targets = unitCount(scene, layer);
  const start = kernelStart(scene, layer);
  const features = activeFeatures(scene);
  const seen = frame.probe_values;
  const from = layer === 0 ? 0 : features.length + unitIndex(scene, layer - 1, 0);
  const list = [];
  let sum = frame.weights[start + sources * targets + unit];
  const bias = sum;
  for (let source = 0; source < sources; source++) {
    const weight = frame.weights[start + source * targets + unit];
    const value = seen ? seen[from + source] : NaN;
    sum += weight * value;
    const symbol = layer === 0 ? featureName(features[source].word) : `a${lowered(source + 1)}`;
    list.push({ symbol, source, weight, value });
  }
  const value = seen ? seen[features.length + unitIndex(scene, layer, unit)] : NaN;
  return { list, bias, sum, value };
}

// The strongest terms, in the order of their sources: by what they add at the probe, else by weight.
function strongest(list, count) {
  const force = ({ weight, value }) => Math.abs(Number.isFinite(value) ? weight * value : weight);
  return [...list].sort((a, b) => force(b) - force(a)).slice(0, count)
    .sort((a, b) => a.source - b.source);
}

// "tanh(0.52·x₁ − 1.30·x₂ + 0.10) = 0.43"; what more than `most` terms would say stands as "…".
export function formula({ list, bias, value }, activation, most = TERMS) {
  const kept = list.length > most ? strongest(list, most) : list;
  let words = kept.map(({ symbol, weight }, i) => term(weight, `·${symbol}`, i === 0)).join(" ");
  if (kept.length < list.length) words += " + …";
  words += ` ${term(bias, "", false)}`;
  return `${activation}(${words}) = ${fixed(value, 2)}`;
}

function term(weight, tail, isFirst) {
  const size = short(Math.abs(weight)) + tail;
  if (isFirst) return weight < 0 ? `\u2212${size}` : size;
  return `${weight < 0 ? "\u2212" : "+"} ${size}`;
}

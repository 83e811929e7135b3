// Where things lie in a network's arrays, and what its parts are called.
//
// Layers are counted from 0; layer `scene.layers.length` is the output. Weights are laid out per
// layer as kernel (I, O) row by row, then bias (O,). Units are all hidden ones, then the outputs.

import { featureName } from "./names.js";

export const unitCount = (scene, layer) =>
  layer < scene.layers.length ? scene.layers[layer].units : scene.output.units;

// Features in use, in the order of the network's inputs (`index`; without it as they are listed).
export const activeFeatures = (scene) => scene.features.filter((feature) => feature.on)
  .sort((a, b) => (a.index ?? 0) - (b.index ?? 0));

export const sourceCount = (scene, layer) =>
  layer === 0 ? activeFeatures(scene).length : unitCount(scene, layer - 1);

// Index of the first weight of a layer's kernel; its biases follow after I * O.
export function kernelStart(scene, layer) {
  let start = 0;
  for (let l = 0; l < layer; l++) start += (sourceCount(scene, l) + 1) * unitCount(scene, l);
  return start;
}

export const outputStart = (scene) => kernelStart(scene, scene.layers.length);

// Index of a weight; source -1 is the bias.
export function weightIndex(scene, layer, source, target) {
  const sources = sourceCount(scene, layer);
  return kernelStart(scene, layer) +
    (source < 0 ? sources : source) * unitCount(scene, layer) + target;
}

// Index among all units (views "units"/"tiles").
export function unitIndex(scene, layer, unit) {
  let index = unit;
  for (let l = 0; l < layer; l++) index += unitCount(scene, l);
  return index;
}

export function unitName(scene, layer, unit, text) {
  if (layer < scene.layers.length) return text("neuron", { layer: layer + 1, unit: unit + 1 });
  if (scene.output.units === 1) return text("output");
  return text("output_class", { name: className(scene, unit, text) });
}

// What feeds a layer: a feature of the input or a neuron of the layer before.
export function sourceName(scene, layer, source, text) {
  if (layer === 0) return featureName(activeFeatures(scene)[source].word);
  return unitName(scene, layer - 1, source, text);
}

export const className = (scene, index, text) =>
  scene.class_names?.[index] ?? text("class_number", { number: index + 1 });

// "blue, +1" for two classes, the class's name for more.
export function classLabel(scene, frame, index, text) {
  if (scene.classes > 2) return className(scene, index, text);
  const isSigned = frame.map_range ? frame.map_range[0] < 0 : false;
  const value = index ? (isSigned ? "+1" : "1") : isSigned ? "\u22121" : "0";
  return index ? text("blue", { value }) : text("orange", { value });
}

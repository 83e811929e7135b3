// Which picture a frame asks for, in one form for all: numbers on a grid, or winners of classes.

import { unitIndex } from "./shape.js";
import { isAt } from "./readout.js";

const FULL = 32767;

// One view, filled anew by `take`; false when the frame has nothing finite to show.
export function createView() {
  const view = {
    values: null, from: 0, size: 0, gain: 1, bias: 0, // table entry = gain * value + bias
    plain: null, level: 0, // the same numbers for its lines; level null: no line
    winner: null, confidence: null, // picture of several classes
    table: null, hardTable: null, range: [-1, 1], isUnit: false, tableClass: -1,
    take, at,
  };
  const probed = { value: NaN, index: -1, tone: 0 };
  let own = new Int16Array(0); // two classes by softmax, written as one signed map

  function take(frame, scene, tones) {
    view.winner = null;
    view.from = 0;
    view.level = 0;
    view.gain = 127.4 / FULL;
    view.bias = 128;
    view.table = tones.divergingTable;
    view.hardTable = tones.hardTable;
    view.tableClass = -1;
    view.isUnit = Boolean(frame.look);
    if (frame.look) return unit(frame, scene, tones);
    if (frame.winner) return several(frame, scene);
    return scalar(frame.map, frame.shapes.map, frame.map_range);
  }

  function scalar(values, shape, range) {
    if (!values || !isFinite(range?.[0] ?? NaN) || !isFinite(range?.[1] ?? NaN)) return false;
    view.values = view.plain = values;
    view.size = shape[shape.length - 1];
    view.range = range;
    return true;
  }

  function several(frame, scene) {
    view.size = frame.shapes.winner.at(-1);
    view.range = [0, 1];
    if (scene.classes > 2) {
      view.winner = frame.winner;
      view.confidence = frame.confidence;
      return true;
    }
    if (own.length !== frame.winner.length) own = new Int16Array(frame.winner.length);
    for (let i = 0; i < own.length; i++) {
      const share = frame.winner[i] ? frame.confidence[i] : 255 - frame.confidence[i];
      own[i] = (share / 127.5 - 1) * FULL;
    }
    view.values = view.plain = own;
    return true;
  }

  // A unit looked at: in full size when the frame brings it, else enlarged from its tile.
  function unit(frame, scene, tones) {
    const [layer, index] = frame.look;
    if (scene.classes > 2 && layer === scene.layers.length) {
      view.table = tones.regionTables[index];
      view.hardTable = tones.regionHardTables[index];
      view.tableClass = index;
    }
    if (frame.look_map) return scalar(frame.look_map, frame.shapes.look_map, frame.look_range);
    const at = unitIndex(scene, layer, index);
    const [units, size] = frame.shapes.tiles ?? [0, 0];
    if (at >= units || !frame.unit_ranges?.[at]) return false;
    view.values = frame.tiles;
    view.size = size;
    view.from = at * size * size;
    view.gain = 1;
    view.bias = 0.5;
    view.plain = frame.tiles.subarray(view.from, view.from + size * size);
    view.level = 127.5;
    view.range = frame.unit_ranges[at];
    return true;
  }

  // What the network says at a place: {value, index of the class, tone in [-1, 1]}.
  function at(place, frame, scene) {
    const cell = nearestCell(place, scene.board, view.size);
    const [low, high] = view.range;
    const exact = isAt(frame.probe, place) ? frame.probe_values : null;
    const outputs = scene.output.units;
    if (view.winner) {
      probed.index = view.winner[cell];
      probed.value = view.confidence[cell] / 255;
      if (exact) best(exact, outputs);
      probed.tone = 0;
      return probed;
    }
    const tone = view.level ? view.plain[cell] / view.level - 1 : view.plain[cell] / FULL;
    probed.value = low + ((tone + 1) / 2) * (high - low);
    if (exact) {
      const from = exact.length - outputs - hidden(scene);
      probed.value = frame.look ? exact[from + unitIndex(scene, ...frame.look)] : exact.at(-1);
    }
    probed.tone = Math.max(-1, Math.min(1, (2 * (probed.value - low)) / (high - low) - 1));
    probed.index = probed.tone > 0 ? 1 : 0;
    return probed;
  }

  function best(values, outputs) {
    const from = values.length - outputs;
    probed.index = 0;
    for (let k = 1; k < outputs; k++) {
      if (values[from + k] > values[from + probed.index]) probed.index = k;
    }
    probed.value = values[from + probed.index];
  }

  return view;
}

const hidden = (scene) => scene.layers.reduce((sum, layer) => sum + layer.units, 0);

function nearestCell([x1, x2], [low, high], size) {
  const index = (share) => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
  const column = index((x1 - low) / (high - low));
  return index((high - x2) / (high - low)) * size + column;
}

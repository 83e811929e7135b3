// A board's map of values as pixels: interpolated first, coloured then, so that edges stay sharp.

import { tones as greys } from "./relief.js";

const FINE = 420; // pixels a side of a map that stands still or has lines in it
const COARSE = 160; // of one that moves

// now: {rows, shape: [G, G]}, the lowest y first. Returns the canvas.
export function paintHeat(mark, now, view, canvas = document.createElement("canvas")) {
  const side = now.frame === undefined || mark.edge ? FINE : COARSE;
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const image = new ImageData(side, side);
  const pixels = new Uint32Array(image.data.buffer);
  PAINTERS[mark.scale](pixels, side, now, mark, view);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

// Calls put(value, pixel, column, row) with the value at each pixel's centre.
function sample({ rows, shape }, side, put) {
  const [high, wide] = shape;
  let place = 0;
  for (let j = 0; j < side; j += 1) {
    const v = (1 - (j + 0.5) / side) * (high - 1);
    const down = Math.min(high - 2, Math.floor(v));
    const part = v - down;
    for (let i = 0; i < side; i += 1) {
      const u = ((i + 0.5) / side) * (wide - 1);
      const left = Math.min(wide - 2, Math.floor(u));
      const share = u - left;
      const at = down * wide + left;
      const lower = rows[at] + share * (rows[at + 1] - rows[at]);
      const upper = rows[at + wide] + share * (rows[at + wide + 1] - rows[at + wide]);
      put(lower + part * (upper - lower), place, i, j);
      place += 1;
    }
  }
}

const table = (gain, bias) => (pixels, side, now, mark, view) => {
  const colours = view.tones.divergingTable;
  const scale = gain(mark);
  const ink = packed(view.tones.text);
  let left = 0;
  const above = new Float32Array(side);
  sample(now, side, (value, place, i, j) => {
    const level = scale * value + bias;
    pixels[place] = colours[level < 0 ? 0 : level > 255 ? 255 : level | 0];
    if (mark.edge) {
      const isEdge = (i > 0 && (left < 127.5) !== (level < 127.5)) || (j > 0 && (above[i] < 127.5) !== (level < 127.5));
      if (isEdge) pixels[place] = ink;
      left = above[i] = level;
    }
  });
};

function relief(pixels, side, now, mark, view) {
  const { low, high } = greys(view.theme);
  const most = mark.limit;
  const above = new Int16Array(side);
  let left = 0;
  sample(now, side, (value, place, i, j) => {
    const band = Math.floor(value);
    const isLine = (i > 0 && left !== band) || (j > 0 && above[i] !== band);
    const share = Math.min(1, Math.max(0, band / (most - 1)));
    const grey = Math.round((low + share * (high - low)) * (isLine ? 0.72 : 1));
    pixels[place] = ((255 << 24) | (Math.min(255, grey + 3) << 16) | (grey << 8) | grey) >>> 0;
    left = above[i] = band;
  });
}

// Values are class + share: nearest sample, so that two classes never mix into a third.
function classes(pixels, side, { rows, shape }, mark, view) {
  const [high, wide] = shape;
  let place = 0;
  for (let j = 0; j < side; j += 1) {
    const row = Math.round((1 - (j + 0.5) / side) * (high - 1)) * wide;
    for (let i = 0; i < side; i += 1) {
      const value = rows[row + Math.round(((i + 0.5) / side) * (wide - 1))];
      const winner = Math.floor(value);
      const floor = 1 / mark.count;
      const share = Math.max(0, ((value - winner) - floor) / (1 - floor));
      pixels[place++] = view.tones.regionTables[winner][Math.min(255, share * 255) | 0];
    }
  }
}

const packed = (hex) => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
};

const PAINTERS = {
  diverging: table(({ limit }) => 127.5 / limit, 127.5),
  probability: table(() => 255, 0),
  relief,
  classes,
};

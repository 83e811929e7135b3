// The large map's picture: samples at G x G cell centres become SIDE x SIDE pixels.
//
// Values are interpolated first and coloured then, so the pale middle of the scale stays sharp
// between two strong colours, and a discretised map has a clean edge instead of blocks. The canvas
// keeps SIDE x SIDE pixels; CSS stretches it to the card, which costs no drawing.

import { lead } from "./contour.js";

export const SIDE = 400;

// A painter on one canvas; every buffer is made here, once.
export function createField(canvas) {
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext("2d", { alpha: false });
  const image = new ImageData(SIDE, SIDE);
  const pixels = new Uint32Array(image.data.buffer);
  const left = new Uint16Array(SIDE);
  const weight = new Float32Array(SIDE);
  let row = new Float32Array(2);
  let size = 0;
  let small = null;

  function prepare(next) {
    if (next === size) return;
    size = next;
    row = new Float32Array(size + 1);
    for (let i = 0; i < SIDE; i++) {
      const where = Math.min(size - 1, Math.max(0, ((i + 0.5) * size) / SIDE - 0.5));
      left[i] = Math.min(size - 1, Math.floor(where));
      weight[i] = where - left[i];
    }
  }

  // Values v become entries gain * v + 128 of a 256-entry table; `from` is where the map begins.
  function scalar(values, from, grid, gain, bias, colours) {
    prepare(grid);
    let p = 0;
    for (let y = 0; y < SIDE; y++) {
      const top = from + left[y] * grid;
      const below = left[y] + 1 < grid ? top + grid : top;
      const w = weight[y];
      for (let x = 0; x < grid; x++) {
        const v = values[top + x];
        row[x] = gain * (v + w * (values[below + x] - v)) + bias;
      }
      row[grid] = row[grid - 1];
      for (let x = 0; x < SIDE; x++) {
        const k = left[x];
        const v = row[k];
        pixels[p++] = colours[(v + weight[x] * (row[k + 1] - v)) | 0];
      }
    }
    pen.putImageData(image, 0, 0);
  }

  // Regions of several classes, each fading to the middle as its probability falls to 1/C.
  function blended(winner, confidence, grid, classes, tables) {
    if (!small || small.width !== grid) small = smallCanvas(grid);
    const floor = 255 / classes;
    const gain = 255 / (255 - floor);
    const out = small.pixels;
    for (let i = 0; i < out.length; i++) {
      const share = (confidence[i] - floor) * gain;
      out[i] = tables[winner[i]][share > 0 ? share | 0 : 0];
    }
    small.pen.putImageData(small.image, 0, 0);
    pen.imageSmoothingEnabled = true;
    pen.drawImage(small.canvas, 0, 0, SIDE, SIDE);
  }

  // The same as flat regions: each pixel goes to the class that leads among its four samples.
  function flat(winner, confidence, grid, classes, tables) {
    prepare(grid);
    const votes = new Float32Array(classes);
    let p = 0;
    for (let y = 0; y < SIDE; y++) {
      const top = left[y] * grid;
      const below = left[y] + 1 < grid ? top + grid : top;
      for (let x = 0; x < SIDE; x++) {
        const k = left[x];
        const next = k + 1 < grid ? k + 1 : k;
        const a = winner[top + k];
        const b = winner[top + next];
        const c = winner[below + k];
        const d = winner[below + next];
        let best = a;
        if (a !== b || a !== c || a !== d) {
          votes.fill(0);
          const u = weight[x];
          const v = weight[y];
          votes[a] += (1 - u) * (1 - v) * lead(confidence[top + k]);
          votes[b] += u * (1 - v) * lead(confidence[top + next]);
          votes[c] += (1 - u) * v * lead(confidence[below + k]);
          votes[d] += u * v * lead(confidence[below + next]);
          for (const one of [b, c, d]) if (votes[one] > votes[best]) best = one;
        }
        pixels[p++] = tables[best][255];
      }
    }
    pen.putImageData(image, 0, 0);
  }

  return { scalar, blended, flat };
}

function smallCanvas(grid) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = grid;
  const image = new ImageData(grid, grid);
  const pixels = new Uint32Array(image.data.buffer);
  return { canvas, width: grid, image, pixels, pen: canvas.getContext("2d") };
}

// The large map's picture: samples at G x G cell centres become a larger square of pixels.
//
// Values are interpolated first and coloured then, so the pale middle of the scale stays sharp
// between two strong colours, and a discretised map has a clean edge instead of blocks. CSS
// stretches the canvas to the card, which costs no drawing.

import { lead } from "./contour.js";

const SIDE = 400; // pixels a side, or the next even multiple of the grid

// A painter on one canvas; every buffer is made once for a size of grid.
export function createField(canvas) {
  const pen = canvas.getContext("2d", { alpha: false });
  let size = 0;
  let zoom = 0; // pixels a cell, even: half of them lie on either side of a cell's centre
  let side = 0;
  let image, pixels, row;
  let small = null;

  function prepare(grid) {
    if (grid === size) return;
    size = grid;
    zoom = 2 * Math.ceil(SIDE / 2 / size);
    side = canvas.width = canvas.height = zoom * size;
    image = new ImageData(side, side);
    pixels = new Uint32Array(image.data.buffer);
    row = new Float32Array(size);
  }

  // The sample above a line of pixels, and how far below it the line lies (0 to 1).
  const above = (y) => Math.max(0, Math.floor((y - zoom / 2) / zoom));
  const way = (y) => Math.max(0, (y + 0.5 - zoom / 2) / zoom - above(y));

  // Values v become entries gain * v + bias of a 256-entry table; `from` is where the map begins.
  function scalar(values, from, grid, gain, bias, colours) {
    prepare(grid);
    let p = 0;
    for (let y = 0; y < side; y++) {
      const top = from + above(y) * size;
      const below = above(y) + 1 < size ? top + size : top;
      const w = way(y);
      for (let x = 0; x < size; x++) {
        const v = values[top + x];
        row[x] = gain * (v + w * (values[below + x] - v)) + bias;
      }
      const half = zoom / 2;
      const first = colours[row[0] | 0];
      for (let x = 0; x < half; x++) pixels[p++] = first;
      for (let k = 1; k < size; k++) {
        const step = (row[k] - row[k - 1]) / zoom;
        let v = row[k - 1] + step / 2;
        for (let x = 0; x < zoom; x++) {
          pixels[p++] = colours[v | 0];
          v += step;
        }
      }
      const last = colours[row[size - 1] | 0];
      for (let x = 0; x < half; x++) pixels[p++] = last;
    }
    pen.putImageData(image, 0, 0);
  }

  // Regions of several classes, each fading to the middle as its probability falls to 1/C.
  function blended(winner, confidence, grid, classes, tables) {
    prepare(grid);
    if (small?.width !== grid) small = smallCanvas(grid);
    const floor = 255 / classes;
    const gain = 255 / (255 - floor);
    const out = small.pixels;
    for (let i = 0; i < out.length; i++) {
      const share = (confidence[i] - floor) * gain;
      out[i] = tables[winner[i]][share > 0 ? share | 0 : 0];
    }
    small.pen.putImageData(small.image, 0, 0);
    pen.imageSmoothingEnabled = true;
    pen.drawImage(small.canvas, 0, 0, side, side);
  }

  // The same as flat regions: each pixel goes to the class that leads among its four samples.
  function flat(winner, confidence, grid, classes, tables) {
    prepare(grid);
    const votes = new Float32Array(classes);
    let p = 0;
    for (let y = 0; y < side; y++) {
      const top = above(y) * grid;
      const below = above(y) + 1 < grid ? top + grid : top;
      for (let x = 0; x < side; x++) {
        const k = above(x);
        const next = k + 1 < grid ? k + 1 : k;
        const a = winner[top + k];
        const b = winner[top + next];
        const c = winner[below + k];
        const d = winner[below + next];
        let best = a;
        if (a !== b || a !== c || a !== d) {
          votes.fill(0);
          const u = way(x);
          const v = way(y);
          votes[a] += (1 - u) * (1 - v) * lead(confidence[top + k]);
          votes[b] += u * (1 - v) * lead(confidence[top + next]);
          votes[c] += (1 - u) * v * lead(confidence[below + k]);
          votes[d] += u * v * lead(confidence[below + next]);
          if (votes[b] > votes[best]) best = b;
          if (votes[c] > votes[best]) best = c;
          if (votes[d] > votes[best]) best = d;
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

// The loss on a plane of weights in greys, dark is low, with its contours; and its numbers.
//
// A grid is {levels: i2 (G * G), size, low, high}: powers of ten of the loss, the first row on top,
// each sample the middle of its cell.

import { createTracer } from "./contour.js";

const CONTOURS = 14;
const STEPS = 32767;
const TONES = {
  light: { low: [186, 192, 196], high: [250, 250, 248], line: "#9AA1A8" },
  dark: { low: [15, 19, 25], high: [66, 76, 89], line: "#6B7582" },
};
const tracers = new Map();

// The loss's power of ten at a place (shares of the window, from the left and the top).
export function levelAt(grid, x, y) {
  const { levels, size, low, high } = grid;
  const within = (share) => Math.min(size - 1, Math.max(0, share * size - 0.5));
  const [c, r] = [within(x), within(y)];
  const [left, top] = [Math.min(size - 2, Math.floor(c)), Math.min(size - 2, Math.floor(r))];
  const [right, down] = [c - left, r - top];
  const at = top * size + left;
  const upper = levels[at] * (1 - right) + levels[at + 1] * right;
  const lower = levels[at + size] * (1 - right) + levels[at + size + 1] * right;
  const share = ((upper * (1 - down) + lower * down) / STEPS + 1) / 2;
  return low + share * (high - low);
}

// Draws a grid all over a canvas; its size in pixels is the canvas' own.
export function drawTerrain(canvas, grid, theme) {
  const { width, height } = canvas;
  const pen = canvas.getContext("2d");
  const tones = TONES[theme];
  const image = pen.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const bands = Uint32Array.from({ length: CONTOURS + 1 }, (_, i) => {
    const share = i / CONTOURS;
    const [red, green, blue] = tones.low.map((low, k) => Math.round(low + share * (tones.high[k] - low)));
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
  const scale = (CONTOURS + 1) / (grid.high - grid.low);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const level = levelAt(grid, (x + 0.5) / width, (y + 0.5) / height);
      pixels[y * width + x] = bands[Math.min(CONTOURS, Math.max(0, Math.floor((level - grid.low) * scale)))];
    }
  }
  pen.putImageData(image, 0, 0);
  pen.strokeStyle = tones.line;
  pen.lineWidth = Math.max(1, 0.75 * devicePixelRatio);
  contours(pen, grid, width, height);
}

function contours(pen, { levels, size }, width, height) {
  if (!tracers.has(size)) tracers.set(size, createTracer(size));
  const tracer = tracers.get(size);
  const [across, down] = [width / size, height / size];
  // The tracer knows squares only: the cells are stretched on the way.
  const stretched = {
    beginPath: () => pen.beginPath(),
    moveTo: (x, y) => pen.moveTo(x * across, y * down),
    lineTo: (x, y) => pen.lineTo(x * across, y * down),
    closePath: () => pen.closePath(),
    stroke: () => pen.stroke(),
  };
  for (let line = 1; line <= CONTOURS; line++) {
    tracer.level(levels, (2 * line / (CONTOURS + 1) - 1) * STEPS);
    tracer.stroke(stretched, 1);
  }
}

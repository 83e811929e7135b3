// One plane of numbers as a square of pixels, with cells that can be framed and pointed at.

import { palette } from "./palette.js";
import { sized } from "./visionpaint.js";

// How large a cell is, so that the plane fills a square of `edge` pixels.
const scaleOf = ({ width, height }, edge) => edge / Math.max(width, height);

// values (H * W * I): with several channels their mean is drawn; a photograph in grey, all else in
// the colours of sizes.
export function paintPlane(canvas, { values, width, height, channels }, theme, edge, isPhotograph = false) {
  const scale = scaleOf({ width, height }, edge);
  const pen = sized(canvas, Math.round(width * scale), Math.round(height * scale));
  const mean = new Float32Array(width * height);
  for (let i = 0; i < mean.length; i++) {
    for (let c = 0; c < channels; c++) mean[i] += values[i * channels + c] / channels;
  }
  const top = mean.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const isSigned = mean.some((value) => value < 0);
  const tones = palette(theme);
  const colours = isSigned ? tones.divergingTable : tones.sequentialTable;
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  mean.forEach((value, i) => {
    const level = isSigned ? 127.5 + (127.5 * value) / top : (255 * value) / top;
    if (isPhotograph) return void (pixels[i] = grey(level));
    pixels[i] = colours[Math.max(0, Math.min(255, Math.round(level)))];
  });
  const small = new OffscreenCanvas(width, height);
  small.getContext("2d").putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, canvas.width, canvas.height);
}

const grey = (level) => (0xff000000 | (Math.round(level) * 0x010101)) >>> 0;

export function frameCell(canvas, { width }, row, column, theme, isStrong) {
  const pen = canvas.getContext("2d");
  const cell = canvas.width / width;
  pen.lineWidth = isStrong ? 4 : 2;
  pen.strokeStyle = palette(theme).text;
  pen.strokeRect(column * cell + 1, row * cell + 1, cell - 2, cell - 2);
}

export function placeUnder(canvas, event, { width, height }) {
  const box = canvas.getBoundingClientRect();
  return {
    row: Math.floor(((event.clientY - box.top) / box.height) * height),
    column: Math.floor(((event.clientX - box.left) / box.width) * width),
  };
}

// A place that the plane has.
export const fit = ({ row, column }, { width, height }) => ({
  row: Math.min(row, height - 1), column: Math.min(column, width - 1),
});

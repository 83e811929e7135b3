// Maps, kernels and images as pixels: bytes through a table of colours, drawn sharp or smooth.

import { palette } from "./palette.js";

const sheet = document.createElement("canvas");
const brush = sheet.getContext("2d", { willReadFrequently: true });

// Puts map k of a quantised layer {bytes, width, height, signed} into a rectangle of `pen`.
export function paintMap(pen, layer, k, theme, x, y, width, height) {
  const tones = palette(theme);
  const colours = layer.signed ? tones.divergingTable : tones.sequentialTable;
  const size = layer.width * layer.height;
  const image = new ImageData(layer.width, layer.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0, from = k * size; i < size; i++) pixels[i] = colours[layer.bytes[from + i]];
  put(pen, image, x, y, width, height, false);
}

// An image (H, W, C) of bytes, grey or in colours; grey ones as ink on paper where `ink` is given.
export function paintImage(pen, bytes, at, [height, width, channels], box, ink = null) {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      const level = bytes[at + i * channels + (channels === 3 ? c : 0)];
      image.data[4 * i + c] = ink && channels === 1
        ? ink.paper[c] + ((ink.text[c] - ink.paper[c]) * level) / 255 : level;
    }
    image.data[4 * i + 3] = 255;
  }
  put(pen, image, ...box, Boolean(ink?.smooth));
}

// Signed values (H, W) in [-1, 1] as colours, over `below` where alpha is under 1.
export function paintValues(pen, values, width, height, theme, box, isSigned = true) {
  const tones = palette(theme);
  const colours = isSigned ? tones.divergingTable : tones.sequentialTable;
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < width * height; i++) {
    const level = isSigned ? 127.5 + 127.5 * values[i] : 255 * values[i];
    pixels[i] = colours[Math.max(0, Math.min(255, Math.round(level)))];
  }
  put(pen, image, ...box, false);
}

function put(pen, image, x, y, width, height, isSmooth) {
  if (sheet.width !== image.width) sheet.width = image.width;
  if (sheet.height !== image.height) sheet.height = image.height;
  brush.putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = isSmooth;
  pen.imageSmoothingQuality = "high";
  pen.drawImage(sheet, x, y, width, height);
}

// Ink on paper of a theme, for drawings and grey images.
export const inkOf = (theme, smooth = false) => theme === "dark"
  ? { paper: [31, 37, 46], text: [233, 236, 240], smooth }
  : { paper: [251, 251, 250], text: [28, 36, 48], smooth };

// The maps of a frame by the name of their layer: {bytes, width, height, channels, of, signed}.
export function mapsOf(frame) {
  const found = {};
  for (const told of frame.maps ?? []) {
    const key = `map:${told.name}`;
    const [count, height, width] = frame.shapes[key];
    found[told.name] = { ...told, bytes: frame[key], count, height, width };
  }
  return found;
}

export function sized(canvas, width, height) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return canvas.getContext("2d");
}

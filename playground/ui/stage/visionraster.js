// What stands on the pad: SIDE x SIDE pixels of one or three bytes, dark where nothing is.

export const SIDE = 64;
const RADIUS = 2.6;
const SOFT = 1.6;

export function createRaster() {
  let channels = 1;
  const raster = {
    bytes: new Uint8Array(SIDE * SIDE),
    isEmpty: true,
    prepare(count) {
      channels = count;
      raster.bytes = new Uint8Array(SIDE * SIDE * channels);
      raster.isEmpty = true;
    },
    clear() {
      raster.bytes.fill(0);
      raster.isEmpty = true;
    },
    // A soft line from one place to another.
    draw(from, to, ink) {
      const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y)));
      for (let i = 0; i <= steps; i++) {
        dot(from.x + ((to.x - from.x) * i) / steps, from.y + ((to.y - from.y) * i) / steps, ink);
      }
      raster.isEmpty = false;
    },
    // The picture that the network is given, as it stands in a frame (channels, height, width).
    take({ bytes, width, height, count, signed }) {
      const floor = signed ? Math.min(...bytes) : 0;
      const span = Math.max(1, Math.max(...bytes) - floor);
      const plane = width * height;
      for (let y = 0; y < SIDE; y++) {
        for (let x = 0; x < SIDE; x++) {
          for (let c = 0; c < channels; c++) {
            const level = between(bytes, (c % count) * plane, width, height, x, y);
            raster.bytes[(y * SIDE + x) * channels + c] = (255 * (level - floor)) / span;
          }
        }
      }
      raster.isEmpty = false;
    },
    // An image file: its middle square, read by the browser; only small pixels leave this page.
    async read(file) {
      const image = await createImageBitmap(file);
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = SIDE;
      const pen = canvas.getContext("2d");
      const side = Math.min(image.width, image.height);
      pen.imageSmoothingQuality = "high";
      pen.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
      const { data } = pen.getImageData(0, 0, SIDE, SIDE);
      image.close();
      const grey = (i) => 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
      for (let i = 0; i < SIDE * SIDE; i++) {
        for (let c = 0; c < channels; c++) {
          raster.bytes[i * channels + c] = channels === 3 ? data[4 * i + c] : grey(i);
        }
      }
      raster.isEmpty = false;
    },
    written: () => btoa(String.fromCharCode(...raster.bytes)),
  };

  function dot(x, y, ink) {
    const reach = RADIUS + SOFT;
    for (let row = Math.max(0, Math.floor(y - reach)); row < Math.min(SIDE, y + reach); row++) {
      for (let col = Math.max(0, Math.floor(x - reach)); col < Math.min(SIDE, x + reach); col++) {
        const cover = Math.min(1, Math.max(0, (reach - Math.hypot(col + 0.5 - x, row + 0.5 - y)) / SOFT));
        for (let c = 0; c < channels; c++) {
          const at = (row * SIDE + col) * channels + c;
          const level = channels === 3 ? ink[c] : 255;
          raster.bytes[at] = channels === 3
            ? raster.bytes[at] + cover * (level - raster.bytes[at])
            : Math.max(raster.bytes[at], cover * level);
        }
      }
    }
  }

  return raster;
}

// The value of a small picture under a pixel of the pad, between the centres of its own pixels.
function between(bytes, from, width, height, x, y) {
  const col = Math.min(width - 1, Math.max(0, ((x + 0.5) * width) / SIDE - 0.5));
  const row = Math.min(height - 1, Math.max(0, ((y + 0.5) * height) / SIDE - 0.5));
  const [left, top] = [Math.floor(col), Math.floor(row)];
  const [right, below] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
  const at = (r, c) => bytes[from + r * width + c];
  const upper = at(top, left) + (col - left) * (at(top, right) - at(top, left));
  const lower = at(below, left) + (col - left) * (at(below, right) - at(below, left));
  return upper + (row - top) * (lower - upper);
}

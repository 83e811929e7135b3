// A surface's heights as greys, dark where it is low, with a line at each contour level.

const GREYS = {
  light: { low: 150, high: 246, text: "#1C2430", halo: "#FFFFFF", none: [255, 255, 255] },
  dark: { low: 20, high: 98, text: "#E9ECF0", halo: "#12161C", none: [23, 28, 35] },
};
const LINE = 0.72; // how much of its grey a contour line keeps

export const tones = (theme) => GREYS[theme === "dark" ? "dark" : "light"];

// scene.levels (G, G): the height in contour levels, the lowest y first; NaN where there is none.
export function paint(canvas, scene, theme) {
  const { low, high, none } = tones(theme);
  const size = canvas.width;
  const [, side] = scene.shapes.levels;
  const image = new ImageData(size, size);
  const most = scene.surface.levels;
  const row = new Int16Array(size + 1);
  const above = new Int16Array(size + 1).fill(-2);
  let place = 0;
  for (let j = 0; j < size; j += 1) {
    const v = (1 - (j + 0.5) / size) * (side - 1);
    const down = Math.min(side - 2, Math.floor(v));
    for (let i = 0; i < size; i += 1) {
      const band = bandAt(scene.levels, side, ((i + 0.5) / size) * (side - 1), down, v - down);
      row[i + 1] = band;
      const isLine = band >= 0 && ((i > 0 && row[i] !== band) || (above[i + 1] !== -2 && above[i + 1] !== band));
      const share = Math.min(1, Math.max(0, band / (most - 1)));
      const grey = (low + share * (high - low)) * (isLine ? LINE : 1);
      const [r, g, b] = band < 0 ? none : [grey, grey, Math.min(255, grey + 3)];
      image.data[place] = r;
      image.data[place + 1] = g;
      image.data[place + 2] = b;
      image.data[place + 3] = 255;
      place += 4;
    }
    above.set(row);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// The contour band at a place between samples, -1 where the height is unknown.
function bandAt(levels, side, u, down, part) {
  const left = Math.min(side - 2, Math.floor(u));
  const at = down * side + left;
  const share = u - left;
  const lower = levels[at] + share * (levels[at + 1] - levels[at]);
  const upper = levels[at + side] + share * (levels[at + side + 1] - levels[at + side]);
  const level = lower + part * (upper - lower);
  return Number.isNaN(level) ? -1 : Math.floor(level);
}

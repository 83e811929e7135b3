// Convolution by hand, as Keras does it: cross-correlation with stride, padding and dilation.

// Where the windows lie along a side: {places, before}, before zeros stand before the first pixel.
export function sliding(size, { kernel, stride, padding, dilation }) {
  const reach = dilation * (kernel - 1) + 1;
  if (padding === "valid") return { places: Math.max(0, Math.floor((size - reach) / stride) + 1), before: 0 };
  const places = Math.ceil(size / stride);
  return { places, before: Math.floor(Math.max(0, (places - 1) * stride + reach - size) / 2) };
}

// input: {values (H * W * I), width, height, channels}; weights (k * k * I) of one filter.
export function windowAt(input, filter, how, row, column) {
  const rows = sliding(input.height, how);
  const columns = sliding(input.width, how);
  const cells = [];
  for (let a = 0; a < how.kernel; a++) {
    for (let b = 0; b < how.kernel; b++) {
      const y = row * how.stride - rows.before + a * how.dilation;
      const x = column * how.stride - columns.before + b * how.dilation;
      const isInside = y >= 0 && x >= 0 && y < input.height && x < input.width;
      let sum = 0;
      const values = [];
      const weights = [];
      for (let i = 0; i < input.channels; i++) {
        const value = isInside ? input.values[(y * input.width + x) * input.channels + i] : 0;
        const weight = filter.weights[(a * how.kernel + b) * input.channels + i];
        values.push(value);
        weights.push(weight);
        sum += value * weight;
      }
      cells.push({ y, x, isInside, values, weights, sum });
    }
  }
  const total = cells.reduce((sum, cell) => sum + cell.sum, 0);
  return { cells, total: total + filter.bias };
}

// The whole output of one filter: {values, width, height}.
export function convolved(input, filter, how) {
  const height = sliding(input.height, how).places;
  const width = sliding(input.width, how).places;
  const values = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      values[row * width + column] = windowAt(input, filter, how, row, column).total;
    }
  }
  return { values, width, height };
}

const MOST_SIDE = 7;

// A kernel as it is typed: rows by lines or semicolons, numbers or fractions by spaces; else null.
export function typed(words) {
  const rows = words.replace(/[\u2212\u2013]/g, "-").split(/[\n;]/).map((line) =>
    line.trim().split(/[\s,]+/).filter(Boolean).map(number)).filter((row) => row.length);
  const isSquare = rows.length % 2 === 1 && rows.length <= MOST_SIDE && rows.every((row) => row.length === rows.length);
  return isSquare && rows.flat().every((value) => Math.abs(value) <= 1000) ? rows : null;
}

function number(word) {
  const found = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:\/(\d+))?$/.exec(word);
  return found ? Number(found[1]) / Number(found[2] ?? 1) : NaN;
}

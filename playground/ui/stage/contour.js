// Lines where a map changes side, by marching squares.
//
// Both functions write segments x1 y1 x2 y2 into `out` (Float32Array) and return how many floats
// they wrote. Units are cells: a G x G map covers [0, G] and its samples lie at cell centres. The
// map is continued by its edge values, so that lines reach the rim of the picture.

const at = (index, size) => (index < 0 ? 0 : index >= size ? size - 1 : index);
const place = (index, size) => (index < 0 ? 0 : index >= size ? size : index + 0.5);

// The level line of `values` (G*G numbers, row 0 on top).
export function levelLine(values, size, level, out) {
  let n = 0;
  const most = out.length - 8;
  for (let r = -1; r < size && n <= most; r++) {
    const up = at(r, size) * size;
    const down = at(r + 1, size) * size;
    const y0 = place(r, size);
    const y1 = place(r + 1, size);
    let a = values[up] - level;
    let d = values[down] - level;
    for (let c = -1; c < size && n <= most; c++) {
      const right = at(c + 1, size);
      const b = values[up + right] - level;
      const e = values[down + right] - level;
      const code = (a < 0) | ((b < 0) << 1) | ((e < 0) << 2) | ((d < 0) << 3);
      if (code !== 0 && code !== 15) {
        const x0 = place(c, size);
        const x1 = place(c + 1, size);
        const start = n;
        if ((code & 1) !== ((code >> 1) & 1)) { out[n++] = x0 + ((x1 - x0) * a) / (a - b); out[n++] = y0; }
        if (((code >> 1) & 1) !== ((code >> 2) & 1)) { out[n++] = x1; out[n++] = y0 + ((y1 - y0) * b) / (b - e); }
        if (((code >> 2) & 1) !== ((code >> 3) & 1)) { out[n++] = x0 + ((x1 - x0) * d) / (d - e); out[n++] = y1; }
        if (((code >> 3) & 1) !== (code & 1)) { out[n++] = x0; out[n++] = y0 + ((y1 - y0) * a) / (a - d); }
        if ((n - start) & 3) n = start;
      }
      a = b;
      d = e;
    }
  }
  return n;
}

// How far a winner is ahead: exact where two classes share the probability.
export const lead = (confidence) => Math.max(6, 2 * confidence - 255);

// The borders between regions of different winners (u1, G*G), placed by how far each is ahead.
export function borderLines(winner, confidence, size, out) {
  let n = 0;
  const most = out.length - 16;
  const xs = new Float32Array(4);
  const ys = new Float32Array(4);
  for (let r = -1; r < size && n <= most; r++) {
    const up = at(r, size) * size;
    const down = at(r + 1, size) * size;
    const y0 = place(r, size);
    const y1 = place(r + 1, size);
    for (let c = -1; c < size && n <= most; c++) {
      const left = at(c, size);
      const right = at(c + 1, size);
      const a = winner[up + left];
      const b = winner[up + right];
      const d = winner[down + left];
      const e = winner[down + right];
      if (a === b && a === d && a === e) continue;
      const la = lead(confidence[up + left]);
      const lb = lead(confidence[up + right]);
      const ld = lead(confidence[down + left]);
      const le = lead(confidence[down + right]);
      const x0 = place(c, size);
      const x1 = place(c + 1, size);
      let k = 0;
      if (a !== b) { xs[k] = x0 + ((x1 - x0) * la) / (la + lb); ys[k++] = y0; }
      if (b !== e) { xs[k] = x1; ys[k++] = y0 + ((y1 - y0) * lb) / (lb + le); }
      if (d !== e) { xs[k] = x0 + ((x1 - x0) * ld) / (ld + le); ys[k++] = y1; }
      if (a !== d) { xs[k] = x0; ys[k++] = y0 + ((y1 - y0) * la) / (la + ld); }
      if (k === 2) {
        out[n++] = xs[0]; out[n++] = ys[0]; out[n++] = xs[1]; out[n++] = ys[1];
      } else {
        let mx = 0;
        let my = 0;
        for (let i = 0; i < k; i++) { mx += xs[i] / k; my += ys[i] / k; }
        for (let i = 0; i < k; i++) { out[n++] = xs[i]; out[n++] = ys[i]; out[n++] = mx; out[n++] = my; }
      }
    }
  }
  return n;
}

// Stroke segments as one path; `scale` is pixels a cell.
export function strokeSegments(pen, segments, count, scale) {
  pen.beginPath();
  for (let i = 0; i < count; i += 4) {
    pen.moveTo(segments[i] * scale, segments[i + 1] * scale);
    pen.lineTo(segments[i + 2] * scale, segments[i + 3] * scale);
  }
  pen.stroke();
}

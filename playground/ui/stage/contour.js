// Lines where a map changes side, by marching squares, linked to whole curves before they are drawn
// (one curve of 600 corners is drawn twice as fast as 600 lines, and its joins are clean).
//
// A G x G map covers [0, G] in units of cells, its samples lie at cell centres; it is continued by
// its edge values, so that lines reach the rim of the picture.

const at = (index, size) => (index < 0 ? 0 : index >= size ? size - 1 : index);
const place = (index, size) => (index < 0 ? 0 : index >= size ? size : index + 0.5);

// How far a winner is ahead: exact where two classes share the probability.
export const lead = (confidence) => Math.max(6, 2 * confidence - 255);

// A tracer keeps its buffers. Nodes are crossings of grid edges (and middles of cells where three
// regions meet), pieces join two nodes; `level` or `borders` finds them, `stroke` draws them.
export function createTracer(size) {
  const row = size + 2;
  const layer = row * row;
  const x = new Float32Array(3 * layer); // crossings of horizontal edges, of vertical ones, middles
  const y = new Float32Array(3 * layer);
  const degree = new Uint8Array(3 * layer);
  const one = new Int32Array(3 * layer); // the first two pieces at a node
  const two = new Int32Array(3 * layer);
  const from = new Int32Array(8 * layer);
  const to = new Int32Array(8 * layer);
  const used = new Uint8Array(8 * layer);
  const found = new Int32Array(4);
  let pieces = 0;

  function clear() {
    for (let s = 0; s < pieces; s++) degree[from[s]] = degree[to[s]] = 0;
    pieces = 0;
  }

  function join(a, b) {
    from[pieces] = a;
    to[pieces] = b;
    for (let k = 0; k < 2; k++) {
      const node = k ? b : a;
      if (degree[node] === 0) one[node] = pieces;
      else two[node] = pieces;
      degree[node] += 1;
    }
    used[pieces++] = 0;
  }

  // Crossings of the edge right of (r, c) and of the edge below it, at a share of the way.
  function across(r, c, share) {
    const node = (r + 1) * row + c + 1;
    const left = place(c, size);
    x[node] = left + (place(c + 1, size) - left) * share;
    y[node] = place(r, size);
    return node;
  }
  function down(r, c, share) {
    const node = layer + (r + 1) * row + c + 1;
    const top = place(r, size);
    x[node] = place(c, size);
    y[node] = top + (place(r + 1, size) - top) * share;
    return node;
  }

  // The level line of `values` (G*G numbers, row 0 on top).
  function level(values, threshold) {
    clear();
    for (let r = -1; r < size; r++) {
      const up = at(r, size) * size;
      const below = at(r + 1, size) * size;
      let a = values[up] - threshold;
      let d = values[below] - threshold;
      for (let c = -1; c < size; c++) {
        const right = at(c + 1, size);
        const b = values[up + right] - threshold;
        const e = values[below + right] - threshold;
        if ((a < 0) !== (b < 0) || (a < 0) !== (d < 0) || (a < 0) !== (e < 0)) {
          let k = 0;
          if ((a < 0) !== (b < 0)) found[k++] = across(r, c, a / (a - b));
          if ((b < 0) !== (e < 0)) found[k++] = down(r, c + 1, b / (b - e));
          if ((d < 0) !== (e < 0)) found[k++] = across(r + 1, c, d / (d - e));
          if ((a < 0) !== (d < 0)) found[k++] = down(r, c, a / (a - d));
          for (let i = 0; i + 1 < k; i += 2) join(found[i], found[i + 1]);
        }
        a = b;
        d = e;
      }
    }
  }

  // The borders between regions of different winners (u1), placed by how far each is ahead.
  function borders(winner, confidence) {
    clear();
    for (let r = -1; r < size; r++) {
      const up = at(r, size) * size;
      const below = at(r + 1, size) * size;
      for (let c = -1; c < size; c++) {
        const a = up + at(c, size);
        const b = up + at(c + 1, size);
        const d = below + at(c, size);
        const e = below + at(c + 1, size);
        const first = winner[a];
        if (first === winner[b] && first === winner[d] && first === winner[e]) continue;
        const share = (p, q) => {
          const own = lead(confidence[p]);
          return own / (own + lead(confidence[q]));
        };
        let k = 0;
        if (first !== winner[b]) found[k++] = across(r, c, share(a, b));
        if (winner[b] !== winner[e]) found[k++] = down(r, c + 1, share(b, e));
        if (winner[d] !== winner[e]) found[k++] = across(r + 1, c, share(d, e));
        if (first !== winner[d]) found[k++] = down(r, c, share(a, d));
        if (k === 2) join(found[0], found[1]);
        else meet(r, c, k);
      }
    }
  }

  // Where three or four regions meet, their borders run to the middle.
  function meet(r, c, count) {
    const node = 2 * layer + (r + 1) * row + c + 1;
    x[node] = y[node] = 0;
    for (let i = 0; i < count; i++) {
      x[node] += x[found[i]] / count;
      y[node] += y[found[i]] / count;
    }
    for (let i = 0; i < count; i++) join(found[i], node);
  }

  // Draw what was found as one path; `scale` is pixels a cell. Open curves first, then rings.
  function stroke(pen, scale) {
    pen.beginPath();
    for (let s = 0; s < pieces; s++) {
      if (!used[s] && degree[from[s]] !== 2) walk(pen, scale, s, from[s]);
      else if (!used[s] && degree[to[s]] !== 2) walk(pen, scale, s, to[s]);
    }
    for (let s = 0; s < pieces; s++) if (!used[s]) walk(pen, scale, s, from[s]);
    pen.stroke();
  }

  function walk(pen, scale, start, begin) {
    let s = start;
    let node = begin;
    pen.moveTo(x[node] * scale, y[node] * scale);
    for (;;) {
      used[s] = 1;
      node = from[s] === node ? to[s] : from[s];
      if (node === begin) { pen.closePath(); return; }
      pen.lineTo(x[node] * scale, y[node] * scale);
      if (degree[node] !== 2) return;
      s = one[node] === s ? two[node] : one[node];
      if (used[s]) return;
    }
  }

  return { level, borders, stroke, size };
}

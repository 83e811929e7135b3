// What marks share: their rows at a moment, the stroke of their lines, the head of an arrow.

const HEAD_PX = 9;

// An array's rows at a moment: `depth` axes stand still; one more in front is the frames'.
export function moment(entry, depth, at) {
  if (entry.shape.length === depth) return { rows: entry.values, shape: entry.shape };
  const shape = entry.shape.slice(1);
  const size = shape.reduce((product, n) => product * n, 1);
  const low = Math.max(0, Math.min(entry.shape[0] - 1, Math.floor(at + 1e-6)));
  const share = Math.min(1, Math.max(0, at - low));
  const first = entry.values.subarray(low * size, (low + 1) * size);
  if (share < 1e-3 || low + 1 >= entry.shape[0]) return { rows: first, shape, frame: low };
  const next = entry.values.subarray((low + 1) * size, (low + 2) * size);
  const rows = new Float32Array(size);
  for (let i = 0; i < size; i += 1) rows[i] = first[i] + share * (next[i] - first[i]);
  return { rows, shape, frame: at };
}

export function stroke(view, mark, width = 2) {
  const { pen } = view;
  pen.strokeStyle = view.colour(mark.hue);
  pen.lineWidth = mark.width ?? width;
  pen.globalAlpha = mark.alpha ?? 1;
  pen.setLineDash(mark.dash ? mark.dash.split(" ").map(Number) : []);
}

export function rest(pen) {
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

export function head(pen, a, b, c, d) {
  const angle = Math.atan2(d - b, c - a);
  for (const turn of [-0.45, 0.45]) {
    pen.moveTo(c, d);
    pen.lineTo(c - HEAD_PX * Math.cos(angle + turn), d - HEAD_PX * Math.sin(angle + turn));
  }
}

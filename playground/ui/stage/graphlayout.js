// Where the boxes of a computation graph stand: layers from left to right, on narrow paper from top
// to bottom. Boxes are {x, y, w, h} round their centre, by id: x0.i inputs, u1.j units, E the loss.

const UNIT = { w: 128, h: 78 };
const SLIM = 112; // px, of a unit where many layers stand side by side
const INPUT = { w: 62, h: 34 };
const LOSS = { w: 96, h: 62 };
const NARROW = 560; // px, from which layers stand side by side
const AISLE = 92; // px between layers that stand above each other
const EDGE = 8;
const FAN = 10; // px between links that arrive at the same box
const TALL = 372;
const TAIL = 44; // px from the outputs to the loss: nothing is written on these links
export const LABEL = { w: 54, h: 34 };

export function arrange(sizes, width) {
  const isUpright = width < NARROW;
  const beside = isUpright ? Math.floor(width / Math.max(...sizes)) - 6 : Infinity;
  const slim = isUpright || sizes.length > 3 ? SLIM : UNIT.w;
  const unitBox = { ...UNIT, w: Math.min(slim, beside) };
  const rows = sizes.map((count, layer) =>
    Array.from({ length: count }, (_, unit) => ({
      id: layer ? `u${layer}.${unit}` : `x0.${unit}`, ...(layer ? unitBox : INPUT),
    })),
  );
  rows.push([{ id: "E", ...LOSS }]);
  const [along, across] = isUpright ? ["h", "w"] : ["w", "h"];
  const lengths = rows.map((row) => row[0][along]);
  const sum = lengths.reduce((a, b) => a + b, 0);
  const gap = isUpright ? AISLE : (width - 2 * EDGE - sum - TAIL) / (rows.length - 2);
  const gaps = lengths.map((_, layer) => (layer === rows.length - 2 ? TAIL : gap));
  const breadth = isUpright ? width : TALL;
  let start = isUpright ? 18 : EDGE;
  const boxes = new Map();
  rows.forEach((row, layer) => {
    const middle = start + lengths[layer] / 2;
    const share = breadth / row.length;
    const pitch = Math.min(share, isUpright ? 176 : row[0][across] + 84);
    row.forEach((box, unit) => {
      const side = breadth / 2 + (unit - (row.length - 1) / 2) * pitch;
      [box.x, box.y] = isUpright ? [side, middle] : [middle, side];
      boxes.set(box.id, box);
    });
    start += lengths[layer] + gaps[layer];
  });
  const most = Math.max(...sizes.slice(0, -1));
  const isDense = isUpright ? most > 2 : gap < most * (LABEL.w + 10);
  return { isUpright, isDense, gap, boxes, width, height: isUpright ? start - gaps.at(-1) + 12 : TALL };
}

// From where to where a link runs: [x1, y1, x2, y2]; `source` of so many arrives in its order.
export function way({ isUpright, boxes }, from, to, source = 0, count = 1) {
  const a = boxes.get(from);
  const b = boxes.get(to);
  const fan = (source - (count - 1) / 2) * FAN;
  return isUpright
    ? [a.x, a.y + a.h / 2, b.x + fan, b.y - b.h / 2]
    : [a.x + a.w / 2, a.y, b.x - b.w / 2, b.y + fan];
}

// Where along its link a weight is written: those that meet at a box stand behind each other.
export function share({ isUpright, gap }, source, count) {
  const length = (isUpright ? LABEL.h : LABEL.w) + 10;
  const most = (1 - length / gap) / Math.max(1, count - 1);
  return 0.5 + (source - (count - 1) / 2) * Math.max(0, Math.min(most, length / gap));
}

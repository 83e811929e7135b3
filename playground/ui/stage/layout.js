// Where the network's parts stand: pure geometry, no DOM.
//
// plan({width, height, features, layers, outputs, isNarrow, showsAll}) gives
//   columns: [{x (centre), size, tiles: [{x, y, size}], head: "full"|"narrow"|"stacked", reach}],
//   features first (only those that are drawn, `shown`: indices), then hidden layers, then the
//   output; tiles stand on whole pixels; `reach` is how far a finger may miss
//   a tile above, right, below and left;
//   width, height: of the drawing, which may be larger than the card (then the card scrolls);
//   labels: room left of the features for their names.
// Tiles shrink with the count of units; very wide layers stand in two or more ranks.

export const HEAD = 52;
const FOOT = 4;
const LEAST = 14; // no tile is smaller
const GAP = 2; // between tiles of the least size
const USUAL = 400; // px of height from which tiles grow
const MOST_ZOOM = 1.4;
const FULL_HEAD = 76;
const NARROW_HEAD = 58;
const STACKED_HEAD = 44;
const TOUCH = 44; // px a finger needs

export function plan(wish) {
  const { features, layers, outputs, isNarrow, showsAll } = wish;
  const large = Math.min(MOST_ZOOM, Math.max(1, (wish.height - HEAD - FOOT) / USUAL));
  const [feature, hidden, output] = isNarrow ? [30, 30, 36] : [34, 38, 48];
  const zoom = (size) => (isNarrow ? size : Math.round(size * large));
  const sizes = { feature: zoom(feature), hidden: zoom(hidden), output: zoom(output) };
  const labels = isNarrow ? 46 : 58;
  const shown = features.map((_, i) => i).filter((i) => showsAll || features[i].on);
  const left = labels + sizes.feature;
  const count = layers.length;
  // The width that the heads of so many layers need at least.
  const width = Math.max(wish.width, left + sizes.output + 2 + STACKED_HEAD * count + 16);
  const room = width - left - sizes.output - 2;
  const widest = count <= 4 ? sizes.hidden : Math.min(sizes.hidden, isNarrow ? 26 : zoom(30));
  const slot = room / (count + 1);
  const size = Math.max(LEAST, Math.min(widest, Math.floor(slot * 0.55)));
  const pitch = count ? (room - count * size) / (count + 1) + size : room;
  const bodies = layers.map((units) => ranks(units, wish.height - HEAD - FOOT, size, pitch));
  // What fits the card is centred in the part that is seen before any scrolling.
  const view = Math.max(
    wish.height - HEAD - FOOT, shown.length * (LEAST + GAP + 6), outputs * (LEAST + GAP + 6),
  );
  const body = Math.max(
    view, ...bodies.map((one) => Math.ceil(one.perRank) * (LEAST + GAP)),
  );
  const head = pitch >= FULL_HEAD ? "full" : pitch >= NARROW_HEAD ? "narrow" : "stacked";
  const gap = pitch - size;
  const columns = [
    column(labels + sizes.feature / 2, shown.length, view, sizes.feature, isNarrow ? 48 : zoom(52), 6),
    ...layers.map((units, l) =>
      rankedColumn(
        left + gap * (l + 1) + size * l + size / 2, units,
        bodies[l].perRank * (LEAST + GAP) > view ? body : view, size, bodies[l].ranks, zoom(56))),
    column(width - 2 - sizes.output / 2, outputs, view, sizes.output, zoom(56), 8),
  ];
  const apart = between(columns);
  for (const one of columns) {
    one.head = head;
    one.reach = reach(one, apart, width);
  }
  return { columns, shown, labels, width, height: HEAD + body + FOOT, head, pitch };
}

// How many ranks a layer needs, and how many units then stand above each other.
function ranks(units, body, size, pitch) {
  const fits = Math.max(1, Math.floor(body / (LEAST + GAP)));
  const most = Math.max(1, Math.floor((pitch * 0.62) / (LEAST + GAP)));
  const count = Math.min(most, Math.ceil(units / fits));
  return { ranks: count, perRank: units / count };
}

function column(x, count, body, size, pitch, air) {
  const step = Math.min(pitch, body / count);
  const side = Math.max(LEAST, Math.min(size, Math.floor(step - air)));
  const top = HEAD + (body - step * count) / 2;
  const tiles = Array.from({ length: count }, (_, i) => spot(x, top + step * (i + 0.5), side));
  return { x, size: side, width: side, gaps: [Infinity, step - side], tiles };
}

function rankedColumn(x, units, body, size, count, pitch) {
  if (count === 1) return column(x, units, body, size, pitch, units > 12 ? 3 : 6);
  const perRank = Math.ceil(units / count);
  const step = Math.min(LEAST + 6, body / perRank);
  const side = LEAST;
  const across = side + GAP + 1;
  const top = HEAD + (body - step * perRank) / 2;
  const tiles = Array.from({ length: units }, (_, i) => spot(
    x + ((i % count) - (count - 1) / 2) * across, top + step * (Math.floor(i / count) + 0.5), side));
  return { x, size: side, width: across * count, gaps: [across - side, step - side], tiles };
}

// A tile by its middle, on whole pixels: its picture and its button must agree.
const spot = (x, y, size) => ({ x: Math.round(x - size / 2), y: Math.round(y - size / 2), size });

// What a finger's tile needs beyond its edges, at most half way to its neighbours. Nothing may stick
// out on the right, the card would scroll: the left side has the rest.
function reach({ x, size, width, gaps }, apart, rim) {
  const [across, along] = [Math.min(apart, gaps[0]), gaps[1]]
    .map((gap) => Math.max(0, Math.min(TOUCH - size, gap) / 2));
  const right = Math.min(across, rim - x - width / 2);
  return [along, right, along, Math.min(2 * across - right, apart / 2)];
}

// The least room between two columns.
function between(columns) {
  const rooms = columns.slice(1).map((one, i) =>
    one.x - columns[i].x - (one.width + columns[i].width) / 2);
  return Math.min(...rooms);
}

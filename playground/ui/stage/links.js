// The links of a network on one canvas, and which of them the pointer is on.
//
// Width = clamp(1.25 |w|, 0.75, 5) px, opacity = 0.26 + 0.66 min(1, |w| / 2.4), weakest first. At
// most MOST links are drawn, the strongest ones. Curves are cubic with handles at 45 % of the way.
// A neuron in focus keeps its own links, with their weights written at the far ends.

import { fixed } from "./palette.js";
import { kernelStart } from "./shape.js";

const MOST = 1600;
const CROWD = 480; // more links than that are drawn fainter
const LEVELS = 96;
const PER_UNIT = 24; // levels a unit of |w|
const HANDLE = 0.45;
const REACH = 5; // px from a link that still count as on it
const FADED = 0.08;
const LEGIBLE = 15; // px between neighbours that a written weight needs

export function createLinks(pen) {
  const { canvas } = pen;
  let count = 0;
  let total = 0;
  let x1, y1, x2, y2; // Float32Array each
  let index, layer, source, target; // weight index and what the link joins
  let order, heads; // counting sort by |w|
  let pitch = []; // px between neighbours, by column
  let paths = [];
  let scale = 1;
  let extent = [0, 0];
  let font = "";
  let drawn = 0;
  let crowd = 1;
  let finite = 0; // links whose weight is a number, the first of `order`

  // New geometry: `columns` as of layout.js, column 0 holding active features only.
  function arrange(columns, scene, width, height, density) {
    scale = density;
    font = `600 12px ${getComputedStyle(canvas).fontFamily}`;
    extent = [width, height].map((length) => Math.round(length * scale));
    total = 0;
    for (let l = 1; l < columns.length; l++) total += columns[l - 1].length * columns[l].length;
    [x1, y1, x2, y2] = [0, 0, 0, 0].map(() => new Float32Array(total));
    [index, order] = [new Int32Array(total), new Int32Array(total)];
    [layer, source, target] = [0, 0, 0].map(() => new Uint8Array(total));
    heads = new Int32Array(LEVELS + 1);
    pitch = columns.map(([a, b]) => (b ? Math.hypot(b.y - a.y, 0) : Infinity));
    paths = new Array(total).fill(null);
    count = drawn = finite = 0;
    for (let l = 1; l < columns.length; l++) join(columns[l - 1], columns[l], l - 1, kernelStart(scene, l - 1));
  }

  function join(from, to, l, start) {
    const many = from.length;
    to.forEach((b, j) => {
      // Links arrive fanned out over the tile's edge, in the order of their sources.
      const fan = Math.min(to.length > 1 ? 3 : 3.5, (0.6 * b.size) / many);
      from.forEach((a, i) => {
        x1[count] = a.x + a.size + 1;
        y1[count] = a.y + a.size / 2;
        x2[count] = b.x - 1;
        y2[count] = b.y + b.size / 2 + (i - (many - 1) / 2) * fan;
        index[count] = start + i * to.length + j;
        layer[count] = l;
        source[count] = i;
        target[count] = j;
        count += 1;
      });
    });
  }

  function path(k) {
    if (paths[k]) return paths[k];
    const way = (x2[k] - x1[k]) * HANDLE;
    const one = new Path2D();
    one.moveTo(x1[k], y1[k]);
    one.bezierCurveTo(x1[k] + way, y1[k], x2[k] - way, y2[k], x2[k], y2[k]);
    paths[k] = one;
    return one;
  }

  const level = (size) => (size * PER_UNIT < LEVELS ? (size * PER_UNIT) | 0 : LEVELS - 1);

  // Fill `order` from weak to strong without allocating; what is not a number comes nowhere.
  function sort(weights) {
    heads.fill(0);
    finite = 0;
    for (let k = 0; k < count; k++) {
      const size = Math.abs(weights[index[k]]);
      if (size < Infinity) { heads[level(size) + 1] += 1; finite += 1; }
    }
    for (let i = 1; i <= LEVELS; i++) heads[i] += heads[i - 1];
    for (let k = 0; k < count; k++) {
      const size = Math.abs(weights[index[k]]);
      if (size < Infinity) order[heads[level(size)]++] = k;
    }
  }

  // `focus` {layer, unit} keeps its own links, others fade; a feature is layer -1. `dashes`: - as 6 3.
  function draw(weights, tones, focus, dashes) {
    // Cleared only when there is something new to show: until then the last picture stays.
    const [wide, high] = extent;
    if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = extent;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, wide / scale, high / scale);
    sort(weights);
    drawn = Math.min(finite, MOST);
    crowd = Math.max(0.35, Math.min(1, Math.sqrt(CROWD / drawn)));
    for (let n = finite - drawn; n < finite; n++) {
      const k = order[n];
      if (focus && touches(k, focus)) continue;
      stroke(k, weights[index[k]], tones, dashes, focus ? FADED : 0);
    }
    if (focus) {
      crowd = 1;
      for (let n = 0; n < finite; n++) {
        const k = order[n];
        if (touches(k, focus)) stroke(k, weights[index[k]], tones, dashes, 0);
      }
    }
    pen.globalAlpha = 1;
    if (dashes) pen.setLineDash(SOLID);
    if (focus) figures(weights, tones, focus);
  }

  function stroke(k, weight, tones, dashes, alpha) {
    const size = Math.abs(weight);
    pen.globalAlpha = alpha || crowd * (0.26 + 0.66 * Math.min(1, size / 2.4));
    pen.lineWidth = Math.min(5, Math.max(0.75, 1.25 * size));
    pen.strokeStyle = tones.links[weight < 0 ? 0 : 1];
    if (dashes) pen.setLineDash(weight < 0 ? DASH : SOLID);
    pen.stroke(path(k));
  }

  // The weights of a focus, each at the end where its links lie apart.
  function figures(weights, tones, focus) {
    pen.font = font;
    pen.lineJoin = "round";
    pen.lineWidth = 3.5;
    pen.strokeStyle = tones.card;
    pen.fillStyle = tones.text;
    for (let k = 0; k < count; k++) {
      if (!touches(k, focus)) continue;
      const isInward = layer[k] === focus.layer;
      if (pitch[layer[k] + (isInward ? 0 : 1)] < LEGIBLE) continue;
      const words = fixed(weights[index[k]], 2);
      const x = isInward ? x1[k] + 5 : x2[k] - 5;
      const y = isInward ? y1[k] - 5 : y2[k] - 5;
      pen.textAlign = isInward ? "left" : "right";
      pen.strokeText(words, x, y);
      pen.fillText(words, x, y);
    }
  }

  const touches = (k, focus) =>
    (layer[k] === focus.layer && target[k] === focus.unit) ||
    (layer[k] === focus.layer + 1 && source[k] === focus.unit);

  // Make one link stand out, e.g. the one under the pointer.
  function accent(k, weights, tones) {
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.globalAlpha = 1;
    pen.lineWidth = Math.max(2, Math.min(5, 1.25 * Math.abs(weights[index[k]]))) + 2.5;
    pen.strokeStyle = tones.text;
    pen.stroke(path(k));
    pen.lineWidth -= 2;
    pen.strokeStyle = tones.links[weights[index[k]] < 0 ? 0 : 1];
    pen.stroke(path(k));
  }

  // The drawn link nearest to a place, or -1; strong links win over weak ones at equal distance.
  function find(x, y, weights) {
    let best = -1;
    let least = REACH;
    for (let n = finite - drawn; n < finite; n++) {
      const k = order[n];
      if (x < x1[k] + 2 || x > x2[k] - 2) continue;
      if (y < Math.min(y1[k], y2[k]) - REACH || y > Math.max(y1[k], y2[k]) + REACH) continue;
      const t = timeAt((x - x1[k]) / (x2[k] - x1[k]));
      const rise = y2[k] - y1[k];
      const slope = (rise * 6 * t * (1 - t)) / ((x2[k] - x1[k]) * speedAt(t));
      const off = Math.abs(y1[k] + rise * t * t * (3 - 2 * t) - y) / Math.hypot(1, slope);
      const reach = off - Math.min(2, Math.abs(weights[index[k]]));
      if (reach < least) { least = reach; best = k; }
    }
    return best;
  }

  const ends = (k) => ({ layer: layer[k], source: source[k], target: target[k], index: index[k] });
  const middle = (k) => [(x1[k] + x2[k]) / 2, (y1[k] + y2[k]) / 2];
  return {
    arrange, draw, accent, find, ends, middle,
    get total() { return total; },
    get drawn() { return drawn; },
  };
}

const DASH = [6, 3];
const SOLID = [];

// x of the curve as a share of its width at parameter t, its derivative, and the inverse.
const shareAt = (t) => 3 * HANDLE * t * (1 - t) ** 2 + 3 * (1 - HANDLE) * t * t * (1 - t) + t ** 3;
const speedAt = (t) => 3 * HANDLE * (1 - t) ** 2 + 6 * (1 - 2 * HANDLE) * t * (1 - t) + 3 * HANDLE * t * t;
function timeAt(share) {
  let t = share;
  for (let i = 0; i < 3; i++) t -= (shareAt(t) - share) / speedAt(t);
  return Math.min(1, Math.max(0, t));
}

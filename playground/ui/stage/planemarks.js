// The marks of a board: each draws itself at a moment `at` (a frame, or a place between two).

import { classColour, outline, shapeOf, signed } from "./palette.js";
import { paintHeat } from "./planeheat.js";
import { chances, half, straight } from "./planemodels.js";
import { head, moment, rest, stroke } from "./planepen.js";

const WIDE_LINK = 1.25;
const paths = new Map();
const path2d = (shape) => {
  if (!paths.has(shape)) paths.set(shape, new Path2D(outline(shape)));
  return paths.get(shape);
};

function heat(view, mark, array, at, index) {
  const now = moment(array("values"), 2, at);
  const key = `heat ${index} ${view.theme} ${now.frame ?? "still"}`;
  const made = now.frame === undefined
    ? view.cache(key, () => paintHeat(mark, now, view))
    : paintHeat(mark, now, view, view.cache(`canvas ${index}`, () => document.createElement("canvas")));
  const { left, top, width, height } = view.frame;
  view.pen.imageSmoothingEnabled = true;
  view.pen.drawImage(made, left, top, width, height);
}

// A line that grows ends between its last two places, at the moment's share of the way.
function line(view, mark, array, at) {
  const { pen } = view;
  const { rows, shape } = moment(array("places"), 2, mark.grows ? 0 : at);
  const last = mark.grows ? Math.min(shape[0] - 1, at * (mark.each ?? 1)) : shape[0] - 1;
  const whole = Math.floor(last + 1e-6);
  pen.beginPath();
  let isDown = false;
  const to = (x, y) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) { isDown = false; return; }
    if (isDown) pen.lineTo(view.x(x), view.y(y));
    else pen.moveTo(view.x(x), view.y(y));
    isDown = true;
  };
  for (let i = 0; i <= whole; i += 1) to(rows[2 * i], rows[2 * i + 1]);
  const share = last - whole;
  if (share > 1e-3 && whole + 1 < shape[0]) {
    to(rows[2 * whole] + share * (rows[2 * whole + 2] - rows[2 * whole]),
      rows[2 * whole + 1] + share * (rows[2 * whole + 3] - rows[2 * whole + 1]));
  }
  if (mark.halo) {
    pen.strokeStyle = view.tones.halo;
    pen.lineWidth = (mark.width ?? 2) + 2.5;
    pen.globalAlpha = 0.7;
    pen.stroke();
  }
  stroke(view, mark);
  pen.stroke();
  rest(pen);
}

function dots(view, mark, array, at) {
  const { pen, tones } = view;
  const { rows, shape } = moment(array("places"), 2, at);
  const classes = array("classes")?.values;
  const count = mark.count ?? 2;
  const radius = mark.radius ?? 4;
  for (let i = 0; i < shape[0]; i += 1) {
    const [x, y] = [view.x(rows[2 * i]), view.y(rows[2 * i + 1])];
    if (!Number.isFinite(x + y)) continue;
    const fill = classes ? classColour(tones, count, classes[i]) : view.colour(mark.hue ?? "text");
    pen.save();
    pen.translate(x, y);
    pen.scale(radius, radius);
    const shapePath = path2d(classes && count === 2 && mark.shaped !== false
      ? (classes[i] ? "circle" : "square") : shapeOf(count === 3 ? 4 : count, classes?.[i] ?? 0));
    pen.lineWidth = 2 * 1.75 / radius;
    pen.strokeStyle = tones.halo;
    pen.stroke(shapePath);
    pen.fillStyle = fill;
    if (!mark.hollow) pen.fill(shapePath);
    pen.lineWidth = (mark.hollow ? 2 : 0.8) / radius;
    pen.strokeStyle = mark.hollow ? fill : tones.halo;
    pen.stroke(shapePath);
    pen.restore();
  }
}

function ring(view, mark, array, at) {
  const chosen = array("index");
  const which = chosen.values[Math.max(0, Math.min(chosen.values.length - 1, Math.floor(at + 1e-6)))];
  if (!(which >= 0)) return;
  const { rows } = moment(array("places"), 2, at);
  const { pen } = view;
  pen.beginPath();
  pen.arc(view.x(rows[2 * which]), view.y(rows[2 * which + 1]), mark.radius ?? 14, 0, 7);
  pen.strokeStyle = view.colour(mark.hue ?? "text");
  pen.lineWidth = 2.5;
  pen.stroke();
}

function segments(view, mark, array, at) {
  const { pen } = view;
  const { rows, shape } = moment(array("ends"), 2, at);
  stroke(view, mark);
  pen.fillStyle = pen.strokeStyle;
  pen.beginPath();
  for (let i = 0; i < shape[0]; i += 1) {
    const [a, b, c, d] = [view.x(rows[4 * i]), view.y(rows[4 * i + 1]), view.x(rows[4 * i + 2]), view.y(rows[4 * i + 3])];
    if (!Number.isFinite(a + b + c + d)) continue;
    pen.moveTo(a, b);
    pen.lineTo(c, d);
    if (mark.arrow && Math.hypot(c - a, d - b) > 3) head(pen, a, b, c, d);
  }
  pen.stroke();
  rest(pen);
}

// As the network draws its links: width by size, colour and dash by sign.
function links(view, mark, array, at) {
  const { pen, tones } = view;
  const ends = moment(array("ends"), 2, at);
  const { rows } = moment(array("values"), 1, at);
  for (let i = 0; i < ends.shape[0]; i += 1) {
    const size = Math.abs(rows[i]);
    if (!Number.isFinite(size)) continue;
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => (k % 2 ? view.y : view.x)(ends.rows[4 * i + k]));
    pen.beginPath();
    pen.moveTo(a, b);
    pen.bezierCurveTo(a + (c - a) * 0.45, b, c - (c - a) * 0.45, d, c, d);
    pen.lineWidth = Math.max(0.75, Math.min(5, WIDE_LINK * size));
    pen.globalAlpha = 0.26 + 0.66 * Math.min(1, size / 2.4);
    pen.strokeStyle = tones.links[rows[i] < 0 ? 0 : 1];
    pen.setLineDash(rows[i] < 0 ? [6, 3] : []);
    pen.stroke();
    rest(pen);
    if (mark.digits !== undefined) {
      const t = mark.at ?? 0.5; // along the curve
      const ease = t * t * (3 - 2 * t);
      const across = 3 * t * (1 - t) * ((1 - t) * 0.45 + t * 0.55) + t ** 3;
      words(view, signed(rows[i], mark.digits), a + (c - a) * across, b + (d - b) * ease, { size: 13 });
    }
  }
}

function bars(view, mark, array, at) {
  const { pen, tones } = view;
  const { rows, shape } = moment(array("ends"), 2, at);
  for (let i = 0; i < shape[0]; i += 1) {
    const [a, b, c, d] = [view.x(rows[4 * i]), view.y(rows[4 * i + 1]), view.x(rows[4 * i + 2]), view.y(rows[4 * i + 3])];
    if (!Number.isFinite(a + b + c + d)) continue;
    pen.fillStyle = mark.hues[i] ? view.colour(mark.hues[i], mark.count) : tones.links[rows[4 * i + 3] < rows[4 * i + 1] ? 0 : 1];
    pen.globalAlpha = mark.alpha ?? 0.85;
    pen.fillRect(Math.min(a, c), Math.min(b, d), Math.abs(c - a), Math.max(1, Math.abs(d - b)));
    rest(pen);
  }
}

function nodes(view, mark, array, at) {
  const { pen, tones } = view;
  const places = moment(array("places"), 2, at);
  const values = array("values") ? moment(array("values"), 1, at).rows : null;
  const radius = mark.radius ?? 22;
  for (let i = 0; i < places.shape[0]; i += 1) {
    const [x, y] = [view.x(places.rows[2 * i]), view.y(places.rows[2 * i + 1])];
    const value = values?.[i];
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fillStyle = Number.isFinite(value) && mark.limit
      ? tones.css[Math.max(0, Math.min(64, Math.round(32 + (32 * value) / mark.limit)))] : view.colour("card");
    pen.fill();
    pen.lineWidth = mark.hues?.[i] ? 3 : 1.5;
    pen.strokeStyle = mark.hues?.[i] ? view.colour(mark.hues[i]) : tones.ink;
    pen.stroke();
    words(view, view.app.fill(mark.names[i]), x, y, { size: radius > 18 ? 15 : 13, bold: true, halo: false });
    if (Number.isFinite(value) && mark.digits !== undefined) {
      words(view, signed(value, mark.digits).replace("+", ""), x, y + radius + 11, { size: 14 });
    }
  }
}

function label(view, mark) {
  const said = view.app.fill(mark.words);
  words(view, said, view.x(mark.place[0]), view.y(mark.place[1]), { ...mark, colour: view.colour(mark.hue) });
}

export function words(view, said, x, y, { size = 14, align = "center", bold = false, halo = true, colour = null } = {}) {
  const { pen, tones } = view;
  pen.font = `${bold ? 600 : 400} ${size}px ${view.font}`;
  pen.textAlign = align;
  pen.textBaseline = "middle";
  if (halo) {
    pen.lineWidth = 3.5;
    pen.strokeStyle = view.spec.axes ? tones.halo : view.colour("card");
    pen.strokeText(said, x, y);
  }
  pen.fillStyle = colour ?? tones.text;
  pen.fillText(said, x, y);
}

// The rail of a slider; its grip is a button (planegrips.js).
function track(view, mark) {
  const { pen } = view;
  const [a, b, c, d] = [view.x(mark.ends[0]), view.y(mark.ends[1]), view.x(mark.ends[2]), view.y(mark.ends[3])];
  pen.beginPath();
  pen.moveTo(a, b);
  pen.lineTo(c, d);
  pen.lineWidth = 4;
  pen.strokeStyle = view.colour("line2");
  pen.stroke();
  const zero = -mark.low / (mark.high - mark.low);
  if (zero > 0 && zero < 1) {
    pen.beginPath();
    pen.arc(a + zero * (c - a), b + zero * (d - b), 3, 0, 7);
    pen.fillStyle = view.colour("mute");
    pen.fill();
  }
}

export const MARKS = { heat, line, half, straight, chances, dots, ring, segments, links, bars, nodes, label, track };

// Marks that are models: a line with its sticks, the two sides of a boundary, a map of probabilities.

import { paintHeat } from "./planeheat.js";
import { head, moment, rest, stroke } from "./planepen.js";

const CHANCE_SIDE = 48; // samples a side of a map that is worked out here
const CLASS_SIDE = 120;

// The line y = w x + b, and sticks from it to points where there are any.
export function straight(view, mark, array, at) {
  const { pen, spec } = view;
  const [w, b] = moment(array("weights"), 1, at).rows;
  if (!Number.isFinite(w + b)) return;
  const points = array("places");
  if (points) {
    const { rows, shape } = moment(points, 2, at);
    stroke(view, { ...mark, width: 1.25, alpha: 0.55 });
    pen.beginPath();
    for (let i = 0; i < shape[0]; i += 1) {
      const x = view.x(rows[2 * i]);
      pen.moveTo(x, view.y(rows[2 * i + 1]));
      pen.lineTo(x, view.y(w * rows[2 * i] + b));
    }
    pen.stroke();
  }
  stroke(view, mark);
  pen.beginPath();
  for (const x of [spec.x[0], spec.x[1]]) pen.lineTo(view.x(x), view.y(w * x + b));
  pen.stroke();
  rest(pen);
}

// The probability 1 / (1 + exp(-(w1 x + w2 y + b))), or of several classes the winner and its share.
export function chances(view, mark, array, at, index) {
  const { spec, frame } = view;
  const given = array("weights");
  const depth = mark.count > 2 ? 2 : 1;
  const { rows: w } = moment(given, depth, at);
  const side = mark.count > 2 ? CLASS_SIDE : CHANCE_SIDE;
  const values = new Float32Array(side * side);
  for (let j = 0; j < side; j += 1) {
    const y = spec.y[0] + (j / (side - 1)) * (spec.y[1] - spec.y[0]);
    for (let i = 0; i < side; i += 1) {
      const x = spec.x[0] + (i / (side - 1)) * (spec.x[1] - spec.x[0]);
      values[j * side + i] = depth === 1 ? 1 / (1 + Math.exp(-(w[0] * x + w[1] * y + w[2]))) : winner(w, mark.count, x, y);
    }
  }
  const shown = { rows: values, shape: [side, side], frame: at };
  const made = paintHeat({ scale: depth === 1 ? "probability" : "classes", count: mark.count }, shown, view,
    view.cache(`canvas ${index}`, () => document.createElement("canvas")));
  view.pen.imageSmoothingEnabled = true;
  view.pen.drawImage(made, frame.left, frame.top, frame.width, frame.height);
}

function winner(w, count, x, y) {
  let [best, most, sum] = [0, -Infinity, 0];
  const z = Array.from({ length: count }, (_, k) => w[3 * k] * x + w[3 * k + 1] * y + w[3 * k + 2]);
  for (let k = 0; k < count; k += 1) if (z[k] > most) [best, most] = [k, z[k]];
  for (let k = 0; k < count; k += 1) sum += Math.exp(z[k] - most);
  return best + 0.999 / sum;
}

// Both sides of w1 x + w2 y + b = 0, the board's rectangle cut along it.
export function half(view, mark, array, at) {
  const { pen, spec } = view;
  const [a, b, c] = moment(array("weights"), 1, at).rows;
  const [left, right, low, high] = [spec.x[0], spec.x[1], spec.y[0], spec.y[1]];
  const corners = [[left, low], [right, low], [right, high], [left, high]];
  const side = ([x, y]) => a * x + b * y + c;
  const cut = [];
  for (const sign of [-1, 1]) {
    pen.beginPath();
    corners.forEach((from, i) => {
      const to = corners[(i + 1) % 4];
      const [s, t] = [side(from), side(to)];
      if (s * sign >= 0) pen.lineTo(view.x(from[0]), view.y(from[1]));
      if (s * t < 0) {
        const share = s / (s - t);
        const place = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
        pen.lineTo(view.x(place[0]), view.y(place[1]));
        if (sign > 0) cut.push(place);
      }
    });
    pen.closePath();
    pen.fillStyle = view.tones.links[sign < 0 ? 0 : 1];
    pen.globalAlpha = (a || b || c) && !mark.bare ? 0.22 : 0;
    pen.fill();
  }
  rest(pen);
  if (cut.length < 2) return;
  pen.beginPath();
  for (const [x, y] of cut) pen.lineTo(view.x(x), view.y(y));
  pen.strokeStyle = view.colour("text");
  pen.lineWidth = mark.width ?? 2.5;
  pen.setLineDash(mark.dash ? mark.dash.split(" ").map(Number) : []);
  pen.stroke();
  pen.setLineDash([]);
  if (mark.bare) return;
  const [x, y] = [(cut[0][0] + cut[1][0]) / 2, (cut[0][1] + cut[1][1]) / 2];
  const size = Math.hypot(a, b) / (mark.reach ?? 0.35);
  pen.beginPath();
  pen.moveTo(view.x(x), view.y(y));
  pen.lineTo(view.x(x + a / size), view.y(y + b / size));
  head(pen, view.x(x), view.y(y), view.x(x + a / size), view.y(y + b / size));
  pen.stroke();
}

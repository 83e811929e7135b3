// The loss on the straight line between two racers: a curve, both ends, how far it rises between.

import { ticksTo } from "./racescale.js";

const MARGIN = { l: 44, r: 16, t: 22, b: 26 };
const MOST = 4; // times the higher end, or the barrier: what is above runs out of the picture

// cut: {at, losses, ends: [a, b], barrier}; racers: the two; say(loss) writes one.
export function drawSlice(pen, cut, { width, height, tones, line, font, racers, say }) {
  const { at, losses, ends, barrier } = cut;
  const top = Math.max(...ends, 1e-9) + barrier;
  const high = Math.max(1.25 * top, Math.min(MOST * top, Math.max(...losses.filter(Number.isFinite))));
  const [low, last] = [at[0], at.at(-1)];
  const x = (share) => MARGIN.l + ((share - low) / (last - low)) * (width - MARGIN.l - MARGIN.r);
  const y = (loss) => height - MARGIN.b - (loss / high) * (height - MARGIN.t - MARGIN.b);
  pen.font = `12px ${font}`;
  pen.lineWidth = 1;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  for (const tick of ticksTo(high).slice(0, -1)) {
    pen.strokeStyle = line;
    pen.beginPath();
    pen.moveTo(MARGIN.l, y(tick));
    pen.lineTo(width - MARGIN.r, y(tick));
    pen.stroke();
    pen.fillStyle = tones.mute;
    pen.fillText(say(tick), MARGIN.l - 6, y(tick));
  }
  pen.save();
  pen.beginPath();
  pen.rect(MARGIN.l, MARGIN.t - 8, width - MARGIN.l - MARGIN.r, height - MARGIN.t - MARGIN.b + 12);
  pen.clip();
  pen.beginPath();
  let isDrawing = false;
  at.forEach((share, i) => {
    if (Number.isFinite(losses[i])) pen[isDrawing ? "lineTo" : "moveTo"](x(share), y(losses[i]));
    isDrawing = Number.isFinite(losses[i]);
  });
  pen.strokeStyle = tones.text;
  pen.lineWidth = 2.5;
  pen.lineJoin = "round";
  pen.stroke();
  pen.restore();
  racers.forEach((racer, end) => mark(pen, racer, x(end), y(ends[end] ?? 0), { height, tones, line, font }));
}

// One end: a dot on the curve, a line down, the racer's name under it.
function mark(pen, racer, x, y, { height, tones, line, font }) {
  pen.strokeStyle = line;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x, height - MARGIN.b);
  pen.stroke();
  pen.beginPath();
  pen.arc(x, y, 5, 0, 7);
  pen.fillStyle = racer.colour;
  pen.fill();
  pen.strokeStyle = tones.halo;
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.font = `600 13px ${font}`;
  pen.textAlign = "center";
  pen.fillStyle = tones.text;
  pen.fillText(racer.name, x, height - MARGIN.b / 2);
}

// Lines over a common axis on a canvas: cheap enough for every frame, with one step pointed at.
//
// draw({lines, bands, range: [low, high], log, ends: [first, last], marks, axis, point}):
//   lines [{y, colour, dash, width, from}], bands [{low, high, colour}], marks [{at, colour, dash}]
//   are horizontal, `point` is a place on the x axis, axis(value) writes a tick.

import { el } from "./dom.js";

const LEFT = 44;
const RIGHT = 10;
const TOP = 8;
const BELOW = 20;

export function createPlot(host, app, pointed = null) {
  const canvas = el("canvas", { class: "np-lines", role: "img", tabindex: pointed ? "0" : null });
  host.append(canvas);
  let shown = null;
  const token = (name) => getComputedStyle(host).getPropertyValue(`--np-${name}`).trim();

  if (pointed) follow(canvas, () => shown && { left: LEFT, right: RIGHT, ends: shown.ends }, pointed, () => shown?.point);

  function draw(next) {
    shown = next;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!shown || width < 60 || height < 40) return;
    const sharp = Math.min(2, devicePixelRatio || 1);
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    const pen = canvas.getContext("2d");
    pen.scale(sharp, sharp);
    const { range: [low, high], log, ends: [first, last] } = shown;
    const scaled = log ? (v) => Math.log10(Math.max(v, 1e-30)) : (v) => v;
    const [floor, roof] = [scaled(low), scaled(high)];
    const x = (at) => LEFT + ((at - first) / Math.max(1e-9, last - first)) * (width - LEFT - RIGHT);
    const y = (v) => height - BELOW - ((scaled(v) - floor) / Math.max(1e-9, roof - floor)) * (height - TOP - BELOW);
    pen.font = `12px ${getComputedStyle(host).fontFamily}`;
    pen.fillStyle = token("mute");
    pen.lineWidth = 1;
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    for (const tick of log ? decades(low, high) : steps(low, high)) {
      pen.strokeStyle = token("line");
      pen.beginPath();
      pen.moveTo(LEFT, y(tick));
      pen.lineTo(width - RIGHT, y(tick));
      pen.stroke();
      pen.fillText(written(tick), LEFT - 5, y(tick));
    }
    pen.textBaseline = "top";
    [first, last].forEach((end, i) => {
      pen.textAlign = i ? "right" : "left";
      pen.fillText(shown.axis(end), x(end), height - BELOW + 5);
    });
    pen.save();
    pen.beginPath();
    pen.rect(LEFT, TOP - 3, width - LEFT - RIGHT + 3, height - TOP - BELOW + 6);
    pen.clip();
    for (const band of shown.bands ?? []) {
      pen.globalAlpha = 0.14;
      pen.fillStyle = band.colour;
      pen.beginPath();
      band.high.forEach((v, i) => pen.lineTo(x(shown.xs?.[i] ?? first + i), y(v)));
      for (let i = band.low.length - 1; i >= 0; i -= 1) pen.lineTo(x(shown.xs?.[i] ?? first + i), y(band.low[i]));
      pen.fill();
      pen.globalAlpha = 1;
    }
    for (const { at, colour, dash } of shown.marks ?? []) stroke(pen, [[LEFT, y(at)], [width - RIGHT, y(at)]], { colour, dash, width: 1.25 });
    for (const line of shown.lines) {
      const from = line.from ?? first;
      stroke(pen, Array.from(line.y, (v, i) => Number.isFinite(v) ? [x(line.xs?.[i] ?? from + i), y(v)] : null), line);
    }
    if (Number.isFinite(shown.point)) {
      stroke(pen, [[x(shown.point), TOP - 3], [x(shown.point), height - BELOW]], { colour: token("ink"), width: 1 });
    }
    pen.restore();
  }

  return { draw, canvas, again: () => draw(shown), token };
}

function stroke(pen, places, { colour, dash = "", width = 2 }) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineJoin = "round";
  pen.setLineDash(dash ? dash.split(" ").map(Number) : []);
  pen.beginPath();
  let isOn = false;
  for (const place of places) {
    if (place) isOn ? pen.lineTo(...place) : pen.moveTo(...place);
    isOn = Boolean(place);
  }
  pen.stroke();
  pen.setLineDash([]);
}

// A step of the axis under the pointer, a finger, or moved by the arrow keys.
export function follow(canvas, frame, pointed, current) {
  const at = (event) => {
    const known = frame();
    if (!known) return;
    const { left, right, ends: [first, last] } = known;
    const share = (event.offsetX - left) / Math.max(1, canvas.clientWidth - left - right);
    pointed(Math.min(last, Math.max(first, Math.round(first + share * (last - first)))));
  };
  canvas.addEventListener("pointermove", at);
  canvas.addEventListener("pointerdown", at);
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const known = frame();
    if (!step || !known) return;
    event.preventDefault();
    event.stopPropagation();
    const [first, last] = known.ends;
    pointed(Math.min(last, Math.max(first, (current() ?? last) + step)));
  });
}

const written = (value) => {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 0.001 || size >= 1e5) ? value.toExponential(0) : String(+value.toPrecision(3));
  return text.replace("-", "\u2212");
};

function decades(low, high) {
  const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const each = Math.max(1, Math.ceil((to - from) / 4));
  return Array.from({ length: Math.floor((to - from) / each) + 1 }, (_, i) => 10 ** (from + i * each));
}

function steps(low, high) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const each = [1, 2, 5, 10].map((s) => s * power).find((s) => s >= rough);
  const from = Math.ceil(low / each - 1e-9);
  return Array.from({ length: Math.floor(high / each + 1e-9) - from + 1 }, (_, i) => (from + i) * each);
}

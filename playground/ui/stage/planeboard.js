// One board of a plane: axes, marks on a canvas, handles above it that are real buttons.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { createGrips } from "./planegrips.js";
import { MARKS } from "./planemarks.js";
import { createPlaneSpace } from "./planespace.js";
import { palette } from "./palette.js";

const MARGIN = { left: 46, right: 12, top: 8, bottom: 36 };
const BARE = { left: 6, right: 6, top: 6, bottom: 6 };
const FONT_PX = 12;

export function createBoard(host, app, first) {
  const title = el("h3", { class: "np-title" });
  const canvas = el("canvas", { role: "img" });
  const hold = el("div", { class: "np-plane-hold" }, canvas);
  host.append(title, hold);
  const isSpace = first.marks[0]?.kind === "space";
  const space = isSpace ? createPlaneSpace(hold, app) : null;
  let spec = first;
  let arrayOf = () => null;
  let size = { width: 0, height: 0 };
  let frame = null; // where the axes lie, in pixels
  let caches = new Map();
  let pen = null;

  const view = {
    app,
    get theme() { return app.theme(); },
    get tones() { return palette(app.theme()); },
    get pen() { return pen; },
    get frame() { return frame; },
    get spec() { return spec; },
    x: (value) => frame.left + ((value - spec.x[0]) / (spec.x[1] - spec.x[0])) * frame.width,
    y: (value) => frame.top + (1 - (value - spec.y[0]) / (spec.y[1] - spec.y[0])) * frame.height,
    valueX: (pixel) => spec.x[0] + ((pixel - frame.left) / frame.width) * (spec.x[1] - spec.x[0]),
    valueY: (pixel) => spec.y[0] + (1 - (pixel - frame.top) / frame.height) * (spec.y[1] - spec.y[0]),
    get font() { return fontOf(); },
    colour,
    cache: (key, make) => {
      if (!caches.has(key)) caches.set(key, make());
      return caches.get(key);
    },
    redraw: () => draw(lastAt),
  };
  const grips = space ? null : createGrips(hold, view);
  let lastAt = 0;
  let family = "";
  const fontOf = () => (family ||= getComputedStyle(host).fontFamily || "sans-serif");

  function colour(word, count = 2) {
    const own = app.hue(word);
    if (own) return own;
    const tones = palette(app.theme());
    if (word?.startsWith("class")) {
      const index = Number(word.slice(5));
      return count === 2 ? tones.points[index ? 2 : 0] : tones.classes[index];
    }
    if (word === "neg") return tones.points[0];
    if (word === "pos") return tones.points[2];
    return view.cache(`${app.theme()} ${word}`, () =>
      getComputedStyle(host).getPropertyValue(`--np-${word}`).trim() || tones.text);
  }

  function measure() {
    size = { width: hold.clientWidth, height: hold.clientHeight };
    const margin = spec.axes ? MARGIN : BARE;
    let width = Math.max(10, size.width - margin.left - margin.right);
    let height = Math.max(10, size.height - margin.top - margin.bottom);
    let left = margin.left;
    if (spec.square) {
      const scale = Math.min(width / (spec.x[1] - spec.x[0]), height / (spec.y[1] - spec.y[0]));
      left += (width - scale * (spec.x[1] - spec.x[0])) / 2;
      width = scale * (spec.x[1] - spec.x[0]);
      height = scale * (spec.y[1] - spec.y[0]);
    }
    frame = { left, top: margin.top, width, height };
    const dense = Math.min(2, devicePixelRatio || 1);
    canvas.width = Math.round(size.width * dense);
    canvas.height = Math.round(size.height * dense);
  }

  function draw(at) {
    lastAt = at;
    write(title, app.fill(spec.title));
    if (space) return space.draw(spec, arrayOf, at);
    if (size.width < 40) measure();
    if (size.width < 40) return;
    pen = canvas.getContext("2d");
    const dense = canvas.width / size.width;
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    pen.clearRect(0, 0, size.width, size.height);
    pen.lineJoin = pen.lineCap = "round";
    if (spec.axes) grid();
    pen.save();
    pen.beginPath();
    if (spec.axes) pen.rect(frame.left, frame.top, frame.width, frame.height);
    else pen.rect(0, 0, size.width, size.height);
    pen.clip();
    spec.marks.forEach((mark, index) => {
      const when = mark.whole ? Math.floor(at + 1e-6) : at; // numbers that are never between two
      MARKS[mark.kind]?.(view, mark, (name) => grips.own(index, name) ?? arrayOf(index, name), when, index);
    });
    pen.restore();
    if (spec.axes) ticks();
    grips.place(at);
    const spoken = app.fill(spec.spoken);
    if (canvas.getAttribute("aria-label") !== spoken) canvas.setAttribute("aria-label", spoken);
  }

  function grid() {
    pen.strokeStyle = colour("line");
    pen.lineWidth = 1;
    pen.strokeRect(frame.left, frame.top, frame.width, frame.height);
  }

  function ticks() {
    pen.font = `${FONT_PX}px ${fontOf()}`;
    pen.fillStyle = colour("mute");
    pen.textBaseline = "top";
    pen.textAlign = "center";
    const under = frame.top + frame.height;
    for (const value of spec.x[3] ? steps(spec.x[0], spec.x[1], Math.max(2, frame.width / 58)) : []) {
      pen.fillText(format("number", value, app.language()), view.x(value), under + 4);
    }
    pen.fillText(spec.x[2], frame.left + frame.width / 2, under + 19);
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    for (const value of spec.y[3] ? steps(spec.y[0], spec.y[1], Math.max(2, frame.height / 48)) : []) {
      pen.fillText(format("number", value, app.language()), frame.left - 5, view.y(value));
    }
    pen.save();
    pen.translate(10, frame.top + frame.height / 2);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = "center";
    pen.fillText(spec.y[2], 0, 0);
    pen.restore();
  }

  return {
    take(next, arrays) {
      const isOther = spec.square !== next.square || spec.axes !== next.axes ||
        String([spec.x, spec.y]) !== String([next.x, next.y]);
      spec = next;
      arrayOf = arrays;
      caches = new Map();
      if (isOther || !frame) measure();
      grips?.take(spec, arrayOf);
    },
    measure() {
      caches = new Map();
      measure();
    },
    draw,
    destroy() {
      grips?.destroy();
      space?.destroy();
    },
  };
}

// Round numbers from low to high, about so many.
export function steps(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((m) => m >= rough) ?? rough;
  const out = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) {
    out.push(Number((i * step).toPrecision(10)));
  }
  return out;
}

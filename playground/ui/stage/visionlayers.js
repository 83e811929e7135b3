// The layers of one network as a row: what comes out of each for the image that is looked at.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { palette } from "./palette.js";
import { mapsOf, paintMap, sized } from "./visionpaint.js";

const RATIO = 2; // canvas pixels for one of the page
const STEP = 5; // px between the maps of a pile
const SIDES = [[20, 54], [10, 42], [0, 32]]; // a map of so many pixels is drawn so large
const PILE = { 1: 1, 2: 2, 3: 3 };
const HEIGHT = 70;

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const chips = el("span", { class: "np-vision-chips", role: "group" });
  const add = el("button", { class: "np-small np-push", type: "button" });
  const row = el("div", { class: "np-layer-row", role: "group" });
  host.append(el("div", { class: "np-head" }, title, sub, chips, add), row);
  add.onclick = () => app.send({ name: "stack", act: "add", layer: app.seen().layer });
  row.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...row.querySelectorAll("button")];
    const next = all[all.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };

  let scene = null;
  let nodes = [];
  let shown = "";

  function rebuild() {
    const variant = app.variant();
    const key = JSON.stringify([variant, scene.language]);
    if (key === shown) return;
    shown = key;
    const number = (value) => format("integer", value, scene.language);
    write(sub, text("layers_sub", { count: variant.parameters }));
    nodes = variant.levels.map((level) => {
      const canvas = el("canvas");
      const words = level.parameters === null ? "\u00a0"
        : level.parameters ? text("parameters", { count: level.parameters }) : text("no_parameters");
      const note = level.note ? ` · ${level.note}` : "";
      const button = el(
        "button", { type: "button", class: "np-layer" }, el("div", { class: "np-layer-picture" }, canvas),
        el("b", {}, level.label),
        el("small", {}, level.shape.map(number).join(" × ") + note),
        el("small", {}, level.kind === "input" ? "\u00a0" : words),
      );
      button.title = level.kind === "input" ? level.label
        : text("sees", { name: level.label, field: level.field });
      button.onclick = () => { app.see({ layer: level.name }); mark(); };
      return { level, canvas, button };
    });
    row.replaceChildren(...nodes.flatMap(({ button }, i) =>
      i ? [el("i", { class: "np-layer-link", "aria-hidden": "true" }), button] : [button]));
  }

  function mark() {
    const { layer } = app.seen();
    for (const { level, button } of nodes) {
      button.setAttribute("aria-pressed", String(level.name === layer));
    }
  }

  function choose() {
    const { variant } = app.seen();
    chips.hidden = scene.variants.length < 2;
    chips.replaceChildren(...scene.variants.map(({ name }, place) => {
      const chip = el("button", {
        type: "button", "aria-pressed": String(place === variant), onclick: () => app.see({ variant: place }),
      }, name);
      return chip;
    }));
  }

  function pile(canvas, maps) {
    const side = Math.max(maps.width, maps.height);
    const [, size] = SIDES.find(([least]) => side >= least);
    const count = PILE[maps.count] ?? Math.min(maps.count, side > 20 ? 4 : 6);
    const across = size + STEP * (count - 1);
    const pen = sized(canvas, across * RATIO, across * RATIO);
    canvas.style.background = "none";
    canvas.style.width = canvas.style.height = `${across}px`;
    const tones = palette(app.theme());
    pen.clearRect(0, 0, canvas.width, canvas.height);
    for (let i = count - 1; i >= 0; i--) {
      const at = (count - 1 - i) * STEP * RATIO;
      pen.fillStyle = tones.card;
      pen.fillRect(at - 3, at - 3, size * RATIO + 6, size * RATIO + 6);
      paintMap(pen, maps, i, app.theme(), at, at, size * RATIO, size * RATIO);
      pen.strokeStyle = app.theme() === "dark" ? "#3B4450" : "#CDD0CF";
      pen.lineWidth = RATIO;
      pen.strokeRect(at + 1, at + 1, size * RATIO - 2, size * RATIO - 2);
    }
  }

  // A row of numbers as a column of colours, at most one for each pixel of its height.
  function column(canvas, maps) {
    const pen = sized(canvas, 20, HEIGHT * RATIO);
    canvas.style.width = "10px";
    canvas.style.height = `${HEIGHT}px`;
    const cells = Math.min(HEIGHT, maps.width);
    const bin = { ...maps, width: 1, height: cells, bytes: new Uint8Array(cells) };
    for (let cell = 0; cell < cells; cell++) {
      const from = Math.floor((cell * maps.width) / cells);
      const to = Math.max(from + 1, Math.floor(((cell + 1) * maps.width) / cells));
      let most = maps.bytes[from];
      for (let i = from; i < to; i++) {
        const isFurther = Math.abs(maps.bytes[i] - 128) > Math.abs(most - 128);
        if (maps.signed ? isFurther : maps.bytes[i] > most) most = maps.bytes[i];
      }
      bin.bytes[cell] = most;
    }
    paintMap(pen, bin, 0, app.theme(), 0, 0, 20, HEIGHT * RATIO);
  }

  function bars(canvas, answers) {
    const each = Math.max(4, Math.floor(75 / answers.length)) * RATIO;
    const pen = sized(canvas, each * answers.length, HEIGHT * RATIO);
    canvas.style.width = `${canvas.width / RATIO}px`;
    canvas.style.height = `${HEIGHT}px`;
    canvas.style.background = "none";
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const best = answers.indexOf(Math.max(...answers));
    const tones = palette(app.theme());
    answers.forEach((share, i) => {
      const tall = Math.max(3, share * 116);
      pen.fillStyle = i === best ? tones.links[1] : app.theme() === "dark" ? "#3B4450" : "#CDD0CF";
      pen.fillRect(i * each + 1, 120 - tall, each - 2, tall);
      if (!scene.has_numerals) return;
      pen.fillStyle = tones.mute;
      pen.font = '18px "Source Sans", sans-serif';
      pen.textAlign = "center";
      pen.fillText(String(i), i * each + each / 2, 138);
    });
  }

  return {
    scene(next) {
      scene = next;
      write(title, text("layers_title"));
      write(add, text("add_layer"));
      row.setAttribute("aria-label", text("layers_title"));
      shown = "";
      rebuild();
      choose();
      mark();
    },
    frame(frame, _scene, isDue) {
      if (!isDue) return;
      rebuild();
      choose();
      mark();
      const found = mapsOf(frame);
      const classes = scene.classes;
      nodes.forEach(({ level, canvas }) => {
        const maps = found[level.name];
        if (level.kind === "output") {
          if (!frame.probabilities) return;
          const at = frame.sight.variant * classes;
          bars(canvas, Array.from(frame.probabilities.slice(at, at + classes)));
        } else if (maps && maps.height === 1 && maps.count === 1) column(canvas, maps);
        else if (maps) pile(canvas, maps);
      });
    },
  };
}

// What the cells remember: units (rows) by time steps (columns), gate by gate, with the numbers of
// the step that is pointed at; below it what was read.

import { el, write } from "./dom.js";
import { fixed, palette } from "./palette.js";
import { accountOf } from "./recurrentcells.js";
import { follow } from "./recurrentplot.js";
import { paintMap, sized } from "./visionpaint.js";

const READ = 30; // pixels below the map for what was read
const LEAST = 8; // pixels that a sign needs
const GATES = { // its name, and what it does
  state: ["gate_state", "gate_state_help"], update: ["gate_update", "gate_update_help"],
  reset: ["gate_reset", "gate_reset_help"], candidate: ["gate_candidate", "gate_candidate_help"],
  input: ["gate_input", "gate_input_help"], forget: ["gate_forget", "gate_forget_help"],
  output: ["gate_output", "gate_output_help"], cell: ["gate_cell", "gate_cell_help"],
};

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const layers = el("select", { class: "np-choice" });
  const another = el("button", { type: "button", class: "np-small np-push" });
  const tabs = el("div", { class: "np-segment np-gates", role: "group" });
  const canvas = el("canvas", { class: "np-memory", role: "img", tabindex: "0" });
  const account = el("div", { class: "np-account" });
  host.append(
    el("div", { class: "np-head" }, title, sub, layers, another),
    tabs, el("div", { class: "np-memory-row" }, canvas, account),
  );
  let scene = null;
  let frame = null; // the newest one that holds gates
  let gate = "state";
  let unit = null;
  let drawn = "";

  const shape = () => frame?.shapes.gates ?? [0, 1, 1];
  follow(canvas, () => frame && { left: 0, right: 0, ends: [0, shape()[1] - 1] }, (step) => app.point(step), app.pointed);
  canvas.addEventListener("click", (event) => {
    const [, , units] = shape();
    unit = Math.min(units - 1, Math.max(0, Math.floor((event.offsetY / (canvas.clientHeight - READ)) * units)));
    draw();
  });
  canvas.addEventListener("keydown", (event) => {
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!move || !frame) return;
    event.preventDefault();
    event.stopPropagation();
    unit = Math.min(shape()[2] - 1, Math.max(0, chosen() + move));
    draw();
  });
  canvas.addEventListener("pointerleave", () => app.point(null));
  another.onclick = () => app.see({ sequence: `validation.${Math.floor(Math.random() * scene.held)}` });
  layers.onchange = () => app.see({ layer: layers.value });

  // A gate's number at a step and unit; 0 before the first step.
  function at(name, step, row) {
    const place = frame.gates_told.findIndex((one) => one.name === name);
    if (place < 0 || step < 0) return 0;
    const { top, signed } = frame.gates_told[place];
    const [, steps, units] = shape();
    const byte = frame.gates[(place * steps + step) * units + row];
    return top * (signed ? (byte - 127.5) / 127.5 : byte / 255);
  }

  // Without a choice, the unit whose state changes most over the sequence.
  function chosen() {
    const [, steps, units] = shape();
    if (unit !== null && unit < units) return unit;
    let best = 0;
    let most = -1;
    for (let row = 0; row < units; row += 1) {
      let low = Infinity;
      let high = -Infinity;
      for (let step = 0; step < steps; step += 1) {
        const value = at("state", step, row);
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      if (high - low > most) [best, most] = [row, high - low];
    }
    return best;
  }

  function draw() {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!scene || !frame || width < 80 || height < 60) return;
    const [, steps, units] = shape();
    const told = frame.gates_told;
    const place = Math.max(0, told.findIndex((one) => one.name === gate));
    const sharp = Math.min(2, devicePixelRatio || 1);
    const pen = sized(canvas, Math.round(width * sharp), Math.round(height * sharp));
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.clearRect(0, 0, width, height);
    const tall = height - READ;
    const bytes = new Uint8Array(steps * units);
    for (let t = 0; t < steps; t += 1) {
      for (let u = 0; u < units; u += 1) bytes[u * steps + t] = frame.gates[(place * steps + t) * units + u];
    }
    paintMap(pen, { bytes, width: steps, height: units, signed: told[place].signed }, 0, app.theme(), 0, 0, width, tall);
    read(pen, width, tall, steps);
    const row = chosen();
    const step = app.pointed() ?? steps - 1;
    pen.strokeStyle = palette(app.theme()).text ?? "#888";
    pen.lineWidth = 1.5;
    pen.strokeRect((step * width) / steps + 0.75, 0.75, Math.max(2, width / steps - 1.5), height - 1.5);
    pen.strokeRect(0.75, (row * tall) / units, width - 1.5, tall / units);
    account.replaceChildren(...accountOf({
      cell: app.variant().cell, step, row, at, text, gate,
      read: frame.words?.[step] ?? numbers(step).map((v) => fixed(v)).join(", "),
    }));
  }

  const numbers = (step) => {
    const [steps, count] = frame.shapes.inputs ?? [0, 0];
    return step < steps && count ? Array.from(frame.inputs.subarray(step * count, (step + 1) * count)) : [];
  };

  // Signs under their columns; numbers as bars, a second one (a mark) as a triangle.
  function read(pen, width, top, steps) {
    const style = getComputedStyle(host);
    const wide = width / steps;
    pen.fillStyle = style.getPropertyValue("--np-text").trim();
    pen.font = `${Math.min(14, Math.max(10, wide))}px ${style.fontFamily}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (let step = 0; step < steps; step += 1) {
      const x = (step + 0.5) * wide;
      const word = frame.words?.[step];
      if (word !== undefined) {
        if (wide >= LEAST) pen.fillText(cut(pen, word, wide), x, top + READ / 2);
        continue;
      }
      const [value, mark] = numbers(step);
      pen.globalAlpha = 0.45;
      const size = Math.min(1, Math.abs(value ?? 0) / most()) * (READ - 12);
      pen.fillRect(x - wide * 0.35, top + READ - size, wide * 0.7, size);
      pen.globalAlpha = 1;
      if (mark > 0.5) {
        pen.beginPath();
        pen.moveTo(x - 4, top + 2);
        pen.lineTo(x + 4, top + 2);
        pen.lineTo(x, top + 9);
        pen.fill();
      }
    }
  }

  const most = () => {
    const [, count] = frame.shapes.inputs;
    return frame.inputs.reduce((top, v, i) => (i % count ? top : Math.max(top, Math.abs(v))), 1e-6);
  };

  function cut(pen, word, wide) {
    let shown = word;
    while (shown.length > 1 && pen.measureText(shown).width > wide - 2) shown = shown.slice(0, -1);
    return shown;
  }

  function heads() {
    const variant = app.variant();
    if (!variant.gates.includes(gate)) gate = "state";
    const key = `${variant.name}:${variant.layers}:${gate}:${scene.language}`;
    write(title, text("states_of", { name: variant.name }));
    if (key === drawn) return;
    drawn = key;
    tabs.replaceChildren(...variant.gates.map((word) => {
      const button = el("button", { type: "button" }, text(GATES[word][0]));
      button.setAttribute("aria-pressed", String(word === gate));
      button.title = text(GATES[word][1]);
      button.onclick = () => { gate = word; heads(); draw(); };
      return button;
    }));
    tabs.hidden = variant.gates.length < 2;
    layers.replaceChildren(...variant.layers.map((word, i) => el("option", { value: word }, text(word.endsWith("_back") ? "layer_backward" : "layer_number", { layer: Number(word.split("_")[1]) || i + 1 }))));
    layers.hidden = variant.layers.length < 2;
    layers.value = app.seen().layer;
  }

  return {
    scene(next) {
      if (next.generation !== scene?.generation) { frame = null; unit = null; }
      scene = next;
      drawn = "";
      write(sub, text("states_sub"));
      write(another, text("another_sequence"));
      layers.setAttribute("aria-label", text("layer"));
      canvas.setAttribute("aria-label", text("states_spoken"));
      heads();
      draw();
    },
    frame(next) {
      heads();
      if (!next.gates?.length) return;
      frame = next;
      draw();
    },
    pointed: draw,
    resize: draw,
  };
}

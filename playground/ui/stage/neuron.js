// The card of one neuron, opened by a click: its formula, and every weight as a number field with
// what it adds at the pointer. This is also how a keyboard or a finger reaches the weights.

import { el, name, write } from "./dom.js";
import { formula, terms } from "./formula.js";
import { fixed, short } from "./palette.js";
import { unitName } from "./shape.js";

const AWAY = 10; // px between tile and card

export function createNeuron(host, app, closed) {
  const text = app.text;
  const title = el("b");
  const close = el("button", { class: "np-close", type: "button", onclick: () => closed() }, "×");
  const line = el("p", { class: "np-formula" });
  const heads = [0, 1, 2, 3].map(() => el("th", { scope: "col" }));
  const body = el("tbody");
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body);
  const node = el("div", { class: "np-neuron", role: "dialog", hidden: "" },
    el("div", { class: "np-neuron-head" }, title, close), line, el("div", { class: "np-terms" }, table));
  host.append(node);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closed();
    event.stopPropagation();
  });
  let shown = null; // {layer, unit}
  let rows = [];

  function open(tile, frame, scene, scrolled) {
    shown = { layer: tile.layer, unit: tile.unit };
    rows = [];
    body.replaceChildren();
    node.hidden = false;
    update(frame, scene);
    place(tile, scrolled);
    (body.querySelector("input") ?? close).focus({ preventScroll: true });
  }

  function hide() {
    shown = null;
    node.hidden = true;
  }

  // Beside the tile, to the right where there is room, never outside the drawing.
  function place(tile, [dx, dy]) {
    const room = [host.clientWidth - node.offsetWidth, host.clientHeight - node.offsetHeight];
    const within = (value, most) => `${Math.max(0, Math.min(most, value))}px`;
    const right = tile.x - dx + tile.size + AWAY;
    const left = tile.x - dx - AWAY - node.offsetWidth;
    node.style.left = within(right <= room[0] || left < 0 ? right : left, room[0]);
    node.style.top = within(tile.y - dy + (tile.size - node.offsetHeight) / 2, room[1]);
  }

  function update(frame, scene) {
    if (!shown) return;
    const { layer, unit } = shown;
    const part = layer < scene.layers.length ? scene.layers[layer] : scene.output;
    const seen = terms(frame, scene, layer, unit);
    const words = unitName(scene, layer, unit, text);
    write(title, words);
    node.setAttribute("aria-label", words);
    name(close, text("close"));
    write(line, formula(seen, part.activation));
    write(heads[0], layer ? text("hidden", { layer }) : text("features"));
    write(heads[1], text("weight"));
    write(heads[2], text("value_here"));
    write(heads[3], text("adds"));
    seen.list.forEach(({ symbol, source, weight, value }, i) => row(i).set(symbol, source, weight, value));
    row(seen.list.length).set(text("bias"), -1, seen.bias, NaN);
  }

  function row(i) {
    if (rows[i]) return rows[i];
    const label = el("th", { scope: "row" });
    const input = el("input", { type: "number", step: "0.1" });
    const value = el("td");
    const product = el("td");
    body.append(el("tr", {}, label, el("td", {}, input), value, product));
    let from = -1;
    input.addEventListener("change", () => {
      const { layer, unit } = shown;
      if (!Number.isFinite(input.valueAsNumber)) return;
      app.send({ name: "weight", layer, source: from, target: unit, value: input.valueAsNumber });
    });
    function set(symbol, source, amount, at) {
      from = source;
      write(label, symbol);
      if (input !== node.getRootNode().activeElement) {
        const next = Number.isFinite(amount) ? String(Number(amount.toFixed(3))) : "";
        if (input.value !== next) input.value = next;
        input.setAttribute("aria-label", `${text("weight")} ${symbol}`);
      }
      write(value, source < 0 ? "" : `× ${short(at)}`);
      write(product, fixed(source < 0 ? amount : amount * at, 2));
    }
    rows[i] = { set };
    return rows[i];
  }

  return { open, hide, update, contains: (target) => node.contains(target) };
}

// What a screen reader hears of a neuron: its bias and its three strongest links.
export function spoken(frame, scene, layer, unit, text) {
  const { list, bias } = terms(frame, scene, layer, unit);
  const links = [...list].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 3)
    .map(({ symbol, weight }) => `${symbol} ${fixed(weight, 2)}`).join(", ");
  return text("neuron_spoken", {
    name: unitName(scene, layer, unit, text), bias: fixed(bias, 2), links,
  });
}

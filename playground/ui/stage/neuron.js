// The card of one neuron: its formula with numbers, and every weight with what it adds just here.
//
// Pointing at a neuron shows it; a click holds it open, then the weights are number fields (this is
// also how a keyboard or a finger reaches them).

import { el, name, write } from "./dom.js";
import { formula, strongest, terms } from "./formula.js";
import { fixed, short } from "./palette.js";
import { unitName } from "./shape.js";

const ROWS = 8;
const AWAY = 10; // px between tile and card

export function createNeuron(host, app, closed) {
  const text = app.text;
  const title = el("b");
  const close = el("button", { class: "np-close", type: "button", onclick: () => closed() }, "×");
  const line = el("p", { class: "np-formula" });
  const heads = [el("th", { scope: "col" }), el("th", { scope: "col" }), el("th", { scope: "col" }), el("th", { scope: "col" })];
  const body = el("tbody");
  const rest = el("p", { class: "np-rest" });
  const node = el("div", { class: "np-neuron", hidden: "" },
    el("div", { class: "np-neuron-head" }, title, close), line,
    el("div", { class: "np-terms" }, el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body)), rest);
  host.append(node);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closed();
    event.stopPropagation();
  });
  let shown = null; // {layer, unit, isHeld}
  let rows = [];

  function open(tile, isHeld, frame, scene, offset) {
    shown = { layer: tile.layer, unit: tile.unit, isHeld };
    rows = [];
    body.replaceChildren();
    node.hidden = false;
    node.classList.toggle("np-held", isHeld);
    if (isHeld) node.setAttribute("role", "dialog");
    else node.removeAttribute("role");
    update(frame, scene);
    place(tile, offset);
    if (isHeld) (body.querySelector("input") ?? close).focus({ preventScroll: true });
  }

  function hide() {
    shown = null;
    node.hidden = true;
  }

  // Beside the tile, on the side with more room, never outside the card.
  function place(tile, [dx, dy]) {
    const x = tile.x - dx;
    const width = node.offsetWidth;
    const right = x + tile.size + AWAY;
    const left = x - AWAY - width;
    const isRight = right + width <= host.clientWidth || left < 0;
    const most = Math.max(0, host.clientWidth - width);
    node.style.left = `${Math.max(0, Math.min(most, isRight ? right : left))}px`;
    const top = tile.y - dy + tile.size / 2 - node.offsetHeight / 2;
    node.style.top = `${Math.max(0, Math.min(host.clientHeight - node.offsetHeight, top))}px`;
  }

  function update(frame, scene) {
    if (!shown) return;
    const { layer, unit, isHeld } = shown;
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
    const list = isHeld || seen.list.length <= ROWS ? seen.list : pick(seen.list);
    list.forEach((term, i) => row(i, isHeld).set(term.symbol, term.source, term.weight, term.value));
    row(list.length, isHeld).set(text("bias"), -1, seen.bias, NaN);
    const hidden = seen.list.length - list.length;
    rest.hidden = hidden === 0;
    if (hidden) write(rest, text("weaker_terms", { count: hidden }));
  }

  // The same rows as before while they last: a list that reorders itself can't be read.
  function pick(list) {
    const held = rows.length > ROWS ? rows.slice(0, ROWS).map((one) => one.source) : null;
    if (held && held.every((source) => source >= 0 && source < list.length)) {
      return held.map((source) => list[source]);
    }
    return strongest(list, ROWS);
  }

  function row(i, isHeld) {
    if (rows[i]) return rows[i];
    const label = el("th", { scope: "row" });
    const weight = el("td");
    const input = isHeld ? el("input", { type: "number", step: "0.1" }) : null;
    if (input) weight.append(input);
    const value = el("td");
    const product = el("td");
    body.append(el("tr", {}, label, weight, value, product));
    const one = { source: -1, set };
    input?.addEventListener("change", () => {
      const { layer, unit } = shown;
      if (!Number.isFinite(input.valueAsNumber)) return;
      app.send({ name: "weight", layer, source: one.source, target: unit, value: input.valueAsNumber });
    });
    function set(symbol, source, amount, at) {
      one.source = source;
      write(label, symbol);
      if (!input) write(weight, fixed(amount, 2));
      else if (input !== node.getRootNode().activeElement) {
        const next = Number.isFinite(amount) ? String(Number(amount.toFixed(3))) : "";
        if (input.value !== next) input.value = next;
        input.setAttribute("aria-label", `${text("weight")} ${symbol}`);
      }
      write(value, source < 0 ? "" : `× ${short(at)}`);
      write(product, fixed(source < 0 ? amount : amount * at, 2));
    }
    rows[i] = one;
    return one;
  }

  return {
    open, hide, update,
    get shown() { return shown; },
    contains: (target) => node.contains(target),
  };
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


// The racers as chips: one for each that is in, and one for each optimizer that could join.
//
// A chip in use has its line's colour and dash; it is a pressed button. The order is the
// registry's, so that no chip moves when another is pressed.

import { el, name, roomIn, sheet, themeOf, write } from "./dom.js";
import { lineup, sample } from "./lineup.js";

// Optimizers whose chips are always there.
const USUAL = new Set(["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]);
const fields = new Map();

export default async function show({ key, data, parentElement, setTriggerValue }) {
  await Promise.all([sheet("stage.css"), sheet("racers.css")]);
  const field = fields.get(key) ?? build();
  fields.set(key, field);
  clearTimeout(field.departure);
  const room = roomIn(parentElement);
  if (field.root.parentNode !== room) room.append(field.root);
  field.update(data, themeOf(parentElement), (change) => {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    setTriggerValue("change", { ...change, id });
  });
  return () => {
    field.departure = setTimeout(() => {
      fields.delete(key);
      field.root.remove();
    }, 2000);
  };
}

function build() {
  const title = el("span");
  const count = el("b");
  const chips = el("div", { class: "np-chips", role: "group" });
  const root = el(
    "div", { class: "np-racers np-tokens" },
    el("div", { class: "np-racers-head" }, title, count), chips,
  );
  let isOpen = false;

  function chip(label, racer, pressed) {
    const button = el(
      "button", { type: "button", class: "np-racer", "aria-pressed": String(racer !== null) },
      racer ? sample(racer, 18) : null, el("span", {}, label),
    );
    button.onclick = pressed;
    return button;
  }

  return {
    root,
    update(data, theme, tell) {
      root.dataset.theme = theme;
      write(title, data.texts.title);
      chips.setAttribute("aria-label", data.texts.title);
      write(count, `${data.racers.length} / ${data.most}`);
      const racers = lineup(data.racers, theme).map((racer, index) => ({ ...racer, index }));
      const isFull = racers.length >= data.most;
      const nodes = [];
      let hidden = 0;
      for (const { word, label } of data.optimizers) {
        const own = racers.filter((racer) => racer.optimizer === word);
        for (const racer of own) {
          const node = chip(racer.name, racer, () => tell({ remove: racer.index, optimizer: word }));
          name(node, racer.name);
          node.title = data.texts.remove;
          nodes.push(node);
        }
        if (own.length) continue;
        if (!isOpen && !USUAL.has(word)) {
          hidden += 1;
          continue;
        }
        const node = chip(label, null, () => tell({ add: word }));
        node.title = data.texts.add;
        node.disabled = isFull;
        nodes.push(node);
      }
      if (hidden || isOpen) {
        const more = el("button", { type: "button", class: "np-racer", "aria-expanded": String(isOpen) });
        write(more, isOpen ? "−" : `+${hidden}`);
        name(more, isOpen ? data.texts.less : data.texts.more);
        more.onclick = () => {
          isOpen = !isOpen;
          this.update(data, theme, tell);
        };
        nodes.push(more);
      }
      // The chip that was pressed is another node now: the focus stays in its place.
      const at = [...chips.children].indexOf(document.activeElement);
      chips.replaceChildren(...nodes);
      if (at >= 0) (nodes[at] ?? nodes.at(-1)).focus();
    },
  };
}

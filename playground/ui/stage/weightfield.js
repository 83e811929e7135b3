// A number field at a link or a bias: Enter sets the weight, Escape leaves it.

import { el, write } from "./dom.js";

export function createWeightField(host, send) {
  const label = el("label");
  const input = el("input", { type: "number", step: "0.1", inputmode: "decimal" });
  label.append(el("span"), input);
  const node = el("form", { class: "np-weight", hidden: "" }, label);
  let target = null;
  let before = "";
  let back = null;
  host.append(node);

  function close(returnsFocus) {
    if (!target) return;
    target = null;
    node.hidden = true;
    if (returnsFocus) back?.focus({ preventScroll: true });
  }

  function commit(returnsFocus) {
    const value = input.valueAsNumber;
    if (target && Number.isFinite(value) && input.value !== before) {
      send({ name: "weight", ...target, value });
    }
    close(returnsFocus);
  }

  node.addEventListener("submit", (event) => { event.preventDefault(); commit(true); });
  node.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close(true);
  });
  input.addEventListener("blur", () => commit(false));

  // `place` [x, y] in the host; `weight` {layer, source, target}; `from` gets the focus back.
  function open(place, weight, value, words, from = null) {
    target = weight;
    back = from;
    write(label.firstChild, words);
    input.value = before = String(Number(value.toFixed(3)));
    node.hidden = false;
    const width = node.offsetWidth;
    const height = node.offsetHeight;
    node.style.left = `${clamp(place[0] - width / 2, host.clientWidth - width)}px`;
    node.style.top = `${clamp(place[1] - height - 8, host.clientHeight - height)}px`;
    input.focus({ preventScroll: true });
    input.select();
  }

  return { open, close, get isOpen() { return target !== null; } };
}

const clamp = (value, most) => Math.max(0, Math.min(most, value));

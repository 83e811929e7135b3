// Numbers that a hand can change: dragged up and down, by arrow keys, or typed after a click.
//
// `changed(what, value, isPassing)` is told of each change; on the way of a drag it is passing.
// `looked(what)` is told which number has the focus.

import { el } from "./dom.js";
import { figure } from "./graphfigures.js";

const PER_PIXEL = 0.01;
const STEP = 0.1;
const STILL = 3; // px that a click may tremble
const BOUNDS = { weight: 100, input: 10, target: 10 };

export function createHands(host, { value, label, changed, looked }) {
  const neat = (number) => Math.round(number * 100) / 100;
  const within = ({ kind }, number) => Math.min(BOUNDS[kind], Math.max(-BOUNDS[kind], neat(number)));

  // Opens a number field over the handle.
  function type(node, what) {
    const at = node.getBoundingClientRect();
    const paper = host.getBoundingClientRect();
    const field = el("input", {
      class: "np-graph-field", type: "text", inputmode: "decimal", "aria-label": label(what),
      style: `left:${at.left - paper.left + at.width / 2}px;top:${at.top - paper.top + at.height / 2}px`,
    });
    let isOpen = true;
    const close = (isKept) => {
      if (!isOpen) return;
      isOpen = false;
      const typed = field.value.trim();
      const number = Number(typed.replace("\u2212", "-").replace(",", "."));
      field.remove();
      node.focus({ preventScroll: true });
      if (isKept && typed && Number.isFinite(number)) changed(what, within(what, number), false);
    };
    field.value = String(value(what));
    field.onblur = () => close(true);
    field.onkeydown = (event) => {
      event.stopPropagation();
      if (event.key === "Enter") close(true);
      if (event.key === "Escape") close(false);
    };
    host.append(field);
    field.select();
  }

  function drag(node, what, event) {
    if (event.button) return;
    event.preventDefault();
    node.focus({ preventScroll: true });
    node.setPointerCapture(event.pointerId);
    const [from, start] = [event.clientY, value(what)];
    let hasMoved = false;
    let last = start;
    const move = (next) => {
      hasMoved ||= Math.abs(next.clientY - from) > STILL;
      if (!hasMoved) return;
      last = within(what, start + (from - next.clientY) * PER_PIXEL);
      changed(what, last, true);
    };
    const end = (next) => {
      node.removeEventListener("pointermove", move);
      node.removeEventListener("pointerup", end);
      node.removeEventListener("pointercancel", end);
      if (hasMoved) changed(what, last, false);
      else if (next.type === "pointerup") type(node, what);
    };
    node.addEventListener("pointermove", move);
    node.addEventListener("pointerup", end);
    node.addEventListener("pointercancel", end);
  }

  function pressed(node, what, event) {
    const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
    if (way && !event.ctrlKey && !event.metaKey && !event.altKey) {
      changed(what, within(what, value(what) + way * STEP * (event.shiftKey ? 0.1 : 1)), false);
    } else if (event.key === "Enter") type(node, what);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    // `also` is another thing that can be dragged in its place, as the link of a weight.
    handle(node, what, also = null) {
      node.classList.add("np-graph-handle");
      node.setAttribute("tabindex", "0");
      node.setAttribute("role", "spinbutton");
      node.setAttribute("aria-label", label(what));
      node.addEventListener("pointerdown", (event) => drag(node, what, event));
      also?.addEventListener("pointerdown", (event) => {
        if (event.pointerType !== "touch") drag(node, what, event); // a finger scrolls the page
      });
      node.addEventListener("keydown", (event) => pressed(node, what, event));
      node.addEventListener("focus", () => looked(what));
      return () => {
        node.setAttribute("aria-valuenow", String(value(what)));
        node.setAttribute("aria-valuetext", figure(value(what)));
      };
    },
  };
}

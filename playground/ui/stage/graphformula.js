// Formulas as elements: symbols with index and layer, derivatives as fractions, numbers that know
// what they stand for. Pointing at a term tells its id; `light(ids)` marks the terms of some ids.

import { el } from "./dom.js";
import { figure } from "./graphfigures.js";

function symbol({ s, b, u }) {
  const marks = b || u
    ? el("span", { class: "np-graph-marks" }, el("sup", {}, u ? `(${u})` : ""), el("sub", {}, b))
    : null;
  if (s.length > 2) return el("span", {}, s); // the name of a function stands upright
  return el("span", { class: "np-graph-symbol" }, el("i", {}, s), marks);
}

function token(piece, before, pointed) {
  if (typeof piece === "string") return document.createTextNode(piece);
  const node = el("span", {
    class: "np-graph-term", "data-term": piece.id,
    onpointerenter: () => pointed(piece.id), onpointerleave: () => pointed(null),
  });
  if ("n" in piece) {
    const value = piece.n ?? NaN;
    const shown = figure(value);
    const isInner = typeof before === "string" && /[·−+]\s*$/.test(before);
    node.append(value < 0 && isInner ? `(${shown})` : shown);
    node.dataset.sign = Math.sign(value) || 0;
  } else if (piece.by) {
    const below = el("span", {}, "∂", symbol(piece));
    node.append(el("span", { class: "np-graph-fraction" }, el("span", {}, "∂", el("i", {}, "E")), below));
  } else node.append(symbol(piece));
  return node;
}

export function createFormula(pointed) {
  const node = el("div", { class: "np-graph-formula" });
  let shown = null;
  return {
    node,
    write(lines) {
      const signature = JSON.stringify(lines);
      if (signature === shown) return;
      shown = signature;
      node.replaceChildren(
        ...lines.map((line) => el("div", {}, ...line.map((piece, at) => token(piece, line[at - 1], pointed)))),
      );
    },
    light(ids) {
      for (const term of node.querySelectorAll("[data-term]")) {
        term.classList.toggle("np-lit", ids.has(term.dataset.term));
      }
    },
  };
}

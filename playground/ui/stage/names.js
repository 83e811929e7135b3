// Names of input features: as plain text for labels, as nodes with real sub- and superscripts.

import { el } from "./dom.js";

// word -> pieces [kind, text]: "" plain, "b" sub, "p" sup.
const PIECES = {
  x1: ["x", "b1"], x2: ["x", "b2"],
  x1_squared: ["x", "b1", "p2"], x2_squared: ["x", "b2", "p2"],
  x1_x2: ["x", "b1", "x", "b2"],
  sin_x1: ["sin x", "b1"], sin_x2: ["sin x", "b2"],
  cos_x1: ["cos x", "b1"], cos_x2: ["cos x", "b2"],
};
const PLAIN = { b1: "₁", b2: "₂", p2: "²" };

export const featureName = (word) =>
  (PIECES[word] ?? [word]).map((piece) => PLAIN[piece] ?? piece).join("");

export function featureNodes(word) {
  return (PIECES[word] ?? [word]).map((piece) => {
    if (!(piece in PLAIN)) return piece;
    return el(piece[0] === "b" ? "sub" : "sup", {}, piece[1]);
  });
}

// The worst mistakes: unseen images of whose class the network was least sure; a click looks closer.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { inkOf, paintImage, sized } from "./visionpaint.js";

const EDGE = 152;

export function create(host, app) {
  const { text } = app;
  const note = el("p", { class: "np-note" });
  const grid = el("div", { class: "np-mistakes" });
  host.append(note, grid);
  let told = "";

  return {
    scene() {
      write(note, text("mistakes_note"));
      told = "";
    },
    frame(frame, scene) {
      if (!frame.mistakes) return;
      const key = `${frame.mistakes.join()}${app.theme()}`;
      if (key === told) return;
      told = key;
      const [count] = frame.shapes.mistakes;
      write(note, text(count ? "mistakes_note" : "no_mistakes"));
      grid.replaceChildren(...Array.from({ length: count }, (_, i) => mistake(frame, scene, i)));
    },
  };

  function mistake(frame, scene, i) {
    const [index, truth, answer, share] = frame.mistakes.subarray(4 * i, 4 * i + 4);
    const canvas = el("canvas");
    const size = scene.shape.reduce((product, side) => product * side, 1);
    const pen = sized(canvas, EDGE, EDGE);
    if (frame.mistakes_pictures) {
      paintImage(pen, frame.mistakes_pictures, i * size, scene.shape, [0, 0, EDGE, EDGE], inkOf(app.theme()));
    }
    const percent = format("percent", share, scene.language);
    const facts = { truth, answer, share: percent };
    const node = el(
      "button", { type: "button", "aria-label": text("mistake_spoken", facts) }, canvas,
      el("b", {}, `${app.className(truth)} → ${app.className(answer)}`), el("small", {}, percent),
    );
    node.title = text("mistake_spoken", facts);
    node.onclick = () => app.see({ picture: `validation.${index}` });
    return node;
  }
}

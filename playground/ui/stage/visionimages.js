// The images: some of each class with their count, and what augmentation makes of a few.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { inkOf, paintImage, sized } from "./visionpaint.js";

const EDGE = 40;
const COLUMNS = 12;
const COPIES = 8;

export function create(host, app) {
  const { text } = app;
  const note = el("p", { class: "np-note" });
  const rows = el("div", { class: "np-gallery-rows" });
  const changed = el("p", { class: "np-note" });
  const copies = el("div", { class: "np-gallery-rows" });
  host.append(note, rows, changed, copies);
  let told = null;

  return {
    scene() {
      told = null;
      write(note, text("gallery_note"));
      write(changed, text("augmented_note"));
    },
    frame(frame, scene) {
      if (!frame.gallery || frame.gallery === told) return;
      told = frame.gallery;
      const [train, held] = [0, 1].map((part) => Array.from(
        frame.balance.subarray(part * scene.classes, (part + 1) * scene.classes)));
      const most = Math.max(...train);
      rows.replaceChildren(...scene.names.map((name, label) => el(
        "div", { class: "np-gallery-row" }, el("b", {}, name), strip(frame, scene, "gallery", label, COLUMNS),
        el("div", { class: "np-balance" }, el("i", { style: `width: ${(100 * train[label]) / most}%` })),
        el("span", {}, `${format("integer", train[label], scene.language)} + ${format("integer", held[label], scene.language)}`),
      )));
      const count = frame.shapes.augmented ? frame.shapes.augmented[0] / scene.shape[0] : 0;
      copies.replaceChildren(...Array.from({ length: count }, (_, row) => el(
        "div", { class: "np-gallery-row" }, el("b", {}, scene.names[row]), strip(frame, scene, "augmented", row, COPIES),
      )));
    },
  };

  // One row of a contact sheet.
  function strip(frame, scene, name, row, columns) {
    const [height, , channels] = scene.shape;
    const [, wide] = frame.shapes[name];
    const canvas = el("canvas");
    canvas.style.width = `${EDGE * columns}px`;
    canvas.style.height = `${EDGE}px`;
    const pen = sized(canvas, EDGE * columns * 2, EDGE * 2);
    paintImage(pen, frame[name], row * height * wide * channels, [height, wide, channels],
      [0, 0, canvas.width, canvas.height], inkOf(app.theme()));
    return canvas;
  }
}

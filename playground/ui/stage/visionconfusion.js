// The confusion matrix: rows the true classes, columns the answers; a field shows its images.

import { el, write } from "./dom.js";
import { colourOf, palette } from "./palette.js";
import { inkOf, paintImage, sized } from "./visionpaint.js";

const SHORT = 4; // letters of a long name at the head of a column

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const grid = el("div", { class: "np-matrix" });
  const drawer = el("div", { class: "np-cell-drawer", hidden: "" });
  host.append(el("div", { class: "np-head" }, title, sub), grid, drawer);
  let scene = null;
  let fields = [];

  function rebuild() {
    const { names } = scene;
    const head = (name) => {
      const node = el("span", {}, name.length > 2 ? name.slice(0, SHORT) : name);
      node.title = name;
      return node;
    };
    grid.style.setProperty("--np-classes", names.length);
    grid.classList.toggle("np-worded", names.some((name) => name.length > 2));
    fields = names.flatMap((_, truth) => names.map((__, answer) => {
      const field = el("button", { type: "button" });
      field.onclick = () => app.send({ name: "cell", truth, answer });
      return field;
    }));
    const rows = names.flatMap((name, truth) =>
      [head(name), ...fields.slice(truth * names.length, (truth + 1) * names.length)]);
    grid.replaceChildren(el("span"), ...names.map(head), ...rows);
  }

  function fill(frame) {
    const { names } = scene;
    const tones = palette(app.theme());
    for (let truth = 0; truth < names.length; truth++) {
      const row = frame.confusion.subarray(truth * names.length, (truth + 1) * names.length);
      const all = row.reduce((sum, count) => sum + count, 0) || 1;
      row.forEach((count, answer) => {
        const field = fields[truth * names.length + answer];
        const share = count / all;
        const tone = truth === answer ? 0.25 + 0.75 * share : -(0.45 + Math.min(0.55, 6 * share));
        write(field, count ? String(count) : "");
        field.style.background = count ? colourOf(tones, tone) : "var(--np-sunk)";
        const facts = { count, truth, answer };
        field.setAttribute("aria-label", text("cell_spoken", facts));
        field.title = text("cell_spoken", facts);
      });
    }
  }

  function open(frame) {
    const { cell } = frame.sight;
    drawer.hidden = cell === null;
    if (cell === null) return;
    const [truth, answer] = cell;
    const close = el("button", { type: "button", class: "np-small np-push" }, text("close"));
    close.onclick = () => app.send({ name: "cell", truth: -1, answer: -1 });
    const count = frame.cell?.length ?? 0;
    const pictures = Array.from({ length: Math.min(count, 24) }, (_, i) => picture(frame, i));
    drawer.replaceChildren(
      el("div", { class: "np-head" }, el("b", {}, text("cell_spoken", { count, truth, answer })), close),
      el("div", { class: "np-thumbs" }, ...pictures),
    );
  }

  function picture(frame, i) {
    const index = frame.cell[i];
    const canvas = el("canvas");
    const size = scene.shape[0] * scene.shape[1] * scene.shape[2];
    const pen = sized(canvas, 68, 68);
    if (frame.cell_pictures) {
      paintImage(pen, frame.cell_pictures, i * size, scene.shape, [0, 0, 68, 68], inkOf(app.theme()));
    }
    const button = el("button", { type: "button" }, canvas);
    button.setAttribute("aria-label", text("look_at_image", { number: index }));
    button.title = text("look_at_image", { number: index });
    button.onclick = () => app.see({ picture: `validation.${index}` });
    return button;
  }

  return {
    scene(next) {
      scene = next;
      write(title, text("confusion"));
      write(sub, text("confusion_sub"));
      rebuild();
    },
    frame(frame, _scene, isDue) {
      if (!isDue || !frame.confusion) return;
      fill(frame);
      open(frame);
    },
  };
}

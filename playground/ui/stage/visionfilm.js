// The film of the filters: each kernel of the selected layer, epoch by epoch; a click looks back.

import { el, write } from "./dom.js";
import { inkOf, paintImage, paintValues, sized } from "./visionpaint.js";

const EDGE = 44;

export function create(host, app) {
  const { text } = app;
  const note = el("p", { class: "np-note" });
  const table = el("div", { class: "np-film" });
  const ask = el("button", { type: "button", class: "np-small" });
  const liked = el("canvas", { class: "np-favourite", hidden: "" });
  const about = el("p", { class: "np-note" });
  host.append(note, el("div", { class: "np-film-row" }, table, el("div", {}, ask, liked, about)));
  let told = "";
  let scene = null;
  ask.onclick = () => app.send({ name: "ask", kind: "favourite" });

  // What the selected filter likes best, once it has been asked for.
  function favourite({ sight }) {
    const level = app.levels().find(({ name }) => name === sight.layer);
    ask.hidden = !level?.how || level.kind === "flatten";
    write(ask, text("favourite_ask", { number: sight.filter + 1 }));
    const answer = scene.answers?.favourite;
    const isThis = answer?.about === `${sight.variant}:${sight.layer}:${sight.filter}`;
    ask.disabled = isThis && answer.state === "waiting";
    const has = isThis && answer.state === "done";
    liked.hidden = !has;
    write(about, has ? text("favourite_note", { number: sight.filter + 1 })
      : isThis && answer.state === "failed" ? text("answer_failed") : "");
    if (!has) return;
    const bytes = Uint8Array.from(answer.value.flat(2), (share) => 255 * share);
    paintImage(sized(liked, 256, 256), bytes, 0, scene.shape, [0, 0, 256, 256], inkOf(app.theme()));
  }

  return {
    scene(next) {
      scene = next;
      told = "";
    },
    frame(frame) {
      favourite(frame);
      const has = Boolean(frame.film) && frame.film_epochs?.length > 0;
      write(note, text(has ? "film_note" : "film_empty"));
      table.hidden = !has;
      if (!has) return;
      const key = `${frame.film_epochs.join()}:${frame.sight.layer}:${frame.sight.epoch}:${app.theme()}:${frame.film[0]}`;
      if (key === told) return;
      told = key;
      draw(frame);
    },
  };

  function draw(frame) {
    const [epochs, filters, side] = frame.shapes.film;
    const size = side * side;
    const top = frame.film.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9);
    const rows = Array.from({ length: epochs }, (_, row) => {
      const epoch = frame.film_epochs[row];
      const kernels = Array.from({ length: filters }, (__, k) => {
        const at = (row * filters + k) * size;
        const canvas = el("canvas");
        const values = frame.film.slice(at, at + size).map((weight) => weight / top);
        paintValues(sized(canvas, EDGE, EDGE), values, side, side, app.theme(), [0, 0, EDGE, EDGE]);
        return canvas;
      });
      const node = el("button", { type: "button" }, el("b", {}, String(epoch)), ...kernels);
      node.setAttribute("aria-label", text("film_row", { epoch }));
      node.title = text("film_row", { epoch });
      node.setAttribute("aria-pressed", String(frame.sight.epoch === epoch));
      node.onclick = () => app.see({ epoch: row === epochs - 1 ? null : epoch });
      return node;
    });
    table.replaceChildren(...rows);
  }
}

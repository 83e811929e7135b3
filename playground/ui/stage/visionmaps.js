// The maps of the selected layer, each with its kernel: what it answers to the image.

import { el, write } from "./dom.js";
import { paintMap, paintValues, mapsOf, sized } from "./visionpaint.js";

const SIDE = 132; // canvas pixels of a map
const WIDE = 12; // so many maps or fewer have their kernels beside them

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const strip = el("div", { class: "np-map-strip" });
  host.append(el("div", { class: "np-head" }, title, sub), strip);
  let cells = [];

  function fit(count, hasKernels) {
    if (cells.length === count && strip.dataset.kernels === String(hasKernels)) return;
    strip.dataset.kernels = String(hasKernels);
    cells = Array.from({ length: count }, (_, k) => {
      const map = el("canvas");
      const kernel = hasKernels ? el("canvas", { class: "np-kernel" }) : null;
      const node = el("button", { type: "button" }, map, kernel);
      node.onclick = () => app.see({ filter: k });
      return { map, kernel, node };
    });
    strip.style.setProperty("--np-maps", count > WIDE ? 16 : Math.max(8, count));
    strip.replaceChildren(...cells.map(({ node }) => node));
  }

  function words(level, maps, hasKernels) {
    write(title, text("maps_of", { name: level.label }));
    const facts = { shown: maps.count, all: maps.of };
    const much = maps.count < maps.of ? ` ${text("maps_shown", facts)}` : "";
    write(sub, text(hasKernels ? "maps_kernels" : "maps_sub") + much);
  }

  return {
    scene() {
      strip.setAttribute("role", "group");
      const level = app.levels().find(({ name: own }) => own === app.seen().layer) ?? app.levels()[1];
      write(title, text("maps_of", { name: level.label }));
    },
    frame(frame, _scene, isDue) {
      if (!isDue) return;
      const name = frame.sight.layer;
      const maps = mapsOf(frame)[name];
      const level = app.levels().find((one) => one.name === name);
      host.classList.toggle("np-waiting", !maps);
      if (!maps || !level) return;
      const isFlat = maps.height === 1 && maps.count === 1;
      const count = isFlat ? 1 : maps.count;
      const side = frame.kernels ? frame.shapes.kernels[1] : 0;
      const hasKernels = Boolean(frame.kernels) && count <= WIDE;
      fit(count, hasKernels);
      words(level, maps, Boolean(frame.kernels));
      strip.classList.toggle("np-flat", isFlat);
      let top = 1e-9;
      if (hasKernels) for (const weight of frame.kernels) top = Math.max(top, Math.abs(weight));
      cells.forEach(({ map, kernel, node }, k) => {
        node.setAttribute("aria-label", text("map_number", { number: k + 1, name: level.label }));
        node.title = node.getAttribute("aria-label");
        node.setAttribute("aria-pressed", String(frame.sight.filter === k));
        const pen = isFlat ? sized(map, Math.max(1, maps.width), 24) : sized(map, SIDE, SIDE);
        paintMap(pen, maps, k, app.theme(), 0, 0, map.width, map.height);
        if (!kernel) return;
        const size = side * side;
        const values = frame.kernels.slice(k * size, (k + 1) * size).map((weight) => weight / top);
        paintValues(sized(kernel, 54, 54), values, side, side, app.theme(), [0, 0, 54, 54]);
      });
    },
  };
}

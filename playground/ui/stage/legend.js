// The line under the map: how points are drawn, and the scale or the list of classes.

import { el, write } from "./dom.js";
import { fixed, short, signed } from "./palette.js";
import { createSwatch } from "./points.js";
import { className } from "./shape.js";

export function createLegend(app) {
  const text = app.text;
  const pair = () => [createSwatch(), createSwatch()];
  const train = pair();
  const test = pair();
  const words = { train: el("span"), test: el("span"), wrong: el("span") };
  const cross = el("svg", { class: "np-swatch", viewBox: "-8 -8 16 16", "aria-hidden": "true" },
    el("path", {
      d: "M-6-6L-4-4M4 4L6 6M-6 6L-4 4M4-4L6-6", stroke: "currentColor", "stroke-width": "2",
      "stroke-linecap": "round",
    }),
    el("circle", { r: "3.4", fill: "none", stroke: "currentColor", "stroke-width": "1" }));
  const entry = (...parts) => el("span", { class: "np-entry" }, ...parts);
  const tested = entry(test[0].node, test[1].node, words.test);
  const wrong = entry(cross, words.wrong);
  const low = el("span");
  const high = el("span");
  const bar = el("i");
  const scale = el("span", { class: "np-scale" }, low, bar, high);
  const classes = el("span", { class: "np-classes" });
  const node = el("div", { class: "np-legend" },
    entry(train[0].node, train[1].node, words.train), tested, wrong, scale, classes);
  let key = "";

  function update(frame, scene, tones, view) {
    const next = `${scene.generation} ${scene.language} ${tones.name} ${view.winner !== null} ` +
      `${view.tableClass} ${scene.view.test_points} ${scene.view.discretize}`;
    if (next !== key) {
      key = next;
      rebuild(scene, tones, view);
    }
    const [least, most] = view.range;
    const isFixed = Number.isInteger(least) && Number.isInteger(most);
    write(low, isFixed ? fixed(least, 0) : short(least));
    write(high, isFixed ? (least < 0 ? signed : fixed)(most, 0) : short(most));
  }

  function rebuild(scene, tones, view) {
    const kinds = scene.classes ? [0, 1] : [tones.valueColours[0], tones.valueColours.at(-1)];
    kinds.forEach((kind, i) => {
      train[i].set(tones, scene.classes, kind, false);
      test[i].set(tones, scene.classes, kind, true);
    });
    write(words.train, text("train"));
    write(words.test, text("test"));
    write(words.wrong, text("wrong_point"));
    tested.hidden = !scene.view.test_points;
    wrong.hidden = !scene.classes;
    scale.hidden = view.winner !== null;
    classes.hidden = view.winner === null;
    const stops = view.tableClass < 0 ? tones.gradient
      : `linear-gradient(90deg,${tones.middle},${tones.regions[view.tableClass]})`;
    const [first, last] = [tones.stops[0], tones.stops.at(-1)];
    bar.style.background = scene.view.discretize && view.tableClass < 0
      ? `linear-gradient(90deg,${first} 50%,${last} 50%)` : stops;
    if (view.winner === null) return;
    classes.replaceChildren(...Array.from({ length: scene.classes }, (_, k) => {
      const swatch = createSwatch();
      swatch.set(tones, scene.classes, k);
      const label = className(scene, k, text);
      return el("span", { title: label },
        swatch.node, el("span", { "aria-hidden": "true" }, scene.class_names?.[k] ?? String(k + 1)),
        el("span", { class: "np-hidden" }, label));
    }));
  }

  return { node, update };
}

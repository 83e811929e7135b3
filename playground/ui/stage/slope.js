// Entry of the surfaces' stage: cockpit, map (or 3-D), curve and table of optimizers going down.
//
// `app` has `racers()` and `point(racer)` for these panels, as the race's stage has.

import { create as createCockpit } from "./cockpit.js";
import { el } from "./dom.js";
import { lineup } from "./lineup.js";
import { present } from "./skeleton.js";
import { create as createCurve } from "./surfacecurve.js";
import { create as createMap } from "./surfacemap.js";
import { create as createTable } from "./surfacetable.js";

const CARDS = { surfacemap: createMap, surfacecurve: createCurve, surfacetable: createTable };
const COCKPIT = {
  steps: ["batch"], figures: ["rate", "epoch"], fresh: "random_start",
  words: { batch: "one_step", step_batch: "one_step", epoch: "steps", until_epoch: "until_step" },
};

function build(root, stage) {
  let racers = [];
  let pointed = null;
  const panels = {};
  const app = {
    ...stage,
    racers: () => racers,
    point(racer) {
      if (racer === pointed) return;
      pointed = racer;
      for (const panel of Object.values(panels)) panel.point?.(racer);
    },
  };
  const card = (name) => el("section", { class: `np-card np-${name}` });
  const control = card("control");
  const hosts = Object.fromEntries(Object.keys(CARDS).map((name) => [name, card(name)]));
  const frame = el("div", { class: "np-race-frame np-surface-frame" }, control, ...Object.values(hosts));
  root.append(frame);
  // First of all panels: those after it draw the racers as it has lined them up.
  panels.lineup = {
    scene(scene) {
      racers = lineup(scene.racers, app.theme());
      frame.classList.toggle("np-nobody", racers.length === 0);
      pointed = null;
    },
  };
  panels.control = createCockpit(control, app, COCKPIT);
  for (const [name, create] of Object.entries(CARDS)) panels[name] = create(hosts[name], app);
  return { panels, viewed: [], watched: Object.values(hosts) };
}

export default present({
  sheets: ["curves.css", "board.css", "race.css", "slope.css"],
  version: new URL(import.meta.url).search,
  build,
});

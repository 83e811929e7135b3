// Entry of the race's stage: cockpit, standings, curves and boundaries of many optimizers at once.
//
// Beside what the skeleton gives, `app` has for these panels
//   racers(): the racers as they are drawn, {name, optimizer, rate, colour, dash} each;
//   point(racer | null): somebody points at a racer; every panel that has `point` hears of it.
// A further card is one more panel: its place in race.css, its line in `CARDS`.

import { create as createBoundaries } from "./boundaries.js";
import { create as createCockpit } from "./cockpit.js";
import { el, write } from "./dom.js";
import { lineup } from "./lineup.js";
import { create as createPaths } from "./paths.js";
import { create as createRaceCurves } from "./racecurves.js";
import { create as createRates } from "./rates.js";
import { present } from "./skeleton.js";
import { create as createStandings } from "./standings.js";

const CARDS = {
  standings: createStandings, racecurves: createRaceCurves, boundaries: createBoundaries,
  paths: createPaths, rates: createRates,
};
const COCKPIT = { steps: ["epoch"], figures: ["epoch", "starts"], fresh: "new_starts" };

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
  const frame = el("div", { class: "np-race-frame" }, control, ...Object.values(hosts));
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
  panels.equal = createBadge(control.querySelector(".np-say"), app);
  for (const [name, create] of Object.entries(CARDS)) panels[name] = create(hosts[name], app);
  return { panels, viewed: [panels.boundaries], watched: Object.values(hosts) };
}

// What is the same for everybody, so that the race is fair.
function createBadge(row, app) {
  const badge = el("span", { class: "np-equal", tabindex: "0" });
  row.append(badge);
  return {
    scene(scene) {
      write(badge, app.text("equal"));
      const facts = { starts: scene.race.starts, gradients: scene.race.epochs * scene.batches };
      badge.title = `${app.text("equal_help", facts)}\n${app.text("say.method")}`;
      badge.setAttribute("aria-label", `${badge.textContent}. ${badge.title}`);
      badge.hidden = scene.racers.length === 0;
    },
  };
}

export default present({
  sheets: ["curves.css", "board.css", "race.css", "paths.css", "rates.css"],
  version: new URL(import.meta.url).search,
  build,
});

// Entry of the recurrent networks' stage: cockpit with timeline, curves, horizon, states, the task.
//
// Beside what the skeleton gives, `app` has for these panels
//   see({field: value}), seen(): what is looked at (wishes.js);
//   lines(): how each network's curve is drawn; variant(): the network that is looked at;
//   point(step), pointed(): the time step under the pointer, followed by every panel.

import { create as createCockpit } from "./cockpit.js";
import { el } from "./dom.js";
import { create as createCurves } from "./recurrentcurves.js";
import { create as createHorizon } from "./recurrenthorizon.js";
import { create as createStates } from "./recurrentstates.js";
import { create as createTask } from "./recurrenttask.js";
import { present } from "./skeleton.js";
import { create as createTimeline } from "./visiontimeline.js";
import { createWishes } from "./wishes.js";

const CARDS = { losses: createCurves, horizon: createHorizon, states: createStates, task: createTask };
const COCKPIT = {
  steps: ["batch", "epoch"], figures: ["epoch", "train", "test"], fresh: "new_start",
  words: { test_loss: "validation_loss" },
};
const LINES = {
  light: ["#BE3A0A", "#0B4F94", "#1C2430", "#00998F"],
  dark: ["#DB5A4A", "#4F86D8", "#E9ECF0", "#B5EBB0"],
};
const DASHES = ["2 3", "7 4", "", "14 5"];
const NETWORKS = ["leader", "second", "loser"];
const POLL_MS = 1200;

function build(root, stage) {
  let scene = null;
  let step = null;
  let asking = 0;
  const wishes = createWishes(stage);
  const panels = {};
  const app = {
    ...stage,
    see: wishes.see,
    seen: wishes.seen,
    text: (key, facts) => stage.text(key, named(facts)),
    number: () => Math.min(scene.variants.length - 1, Math.floor((wishes.seen().run ?? 0) / scene.starts)),
    variant: () => scene.variants[app.number()],
    lines: () => scene.variants.map(({ name }, place) => ({
      name, colour: LINES[stage.theme() === "dark" ? "dark" : "light"][place], dash: DASHES[place],
    })),
    pointed: () => step,
    point(next) {
      if (next === step) return;
      step = next;
      for (const name of Object.keys(CARDS)) panels[name].pointed?.(step);
    },
  };

  // A sentence's numbers of networks, and words of baselines, become their names.
  function named(facts) {
    if (!facts || !scene) return facts;
    const found = { ...facts };
    for (const key of NETWORKS) if (key in found) found[key] = scene.variants[found[key]]?.name ?? "";
    if ("baseline" in found) found.baseline = stage.text(`baseline_${found.baseline}`) || found.baseline;
    return found;
  }

  const card = (name) => el("section", { class: `np-card np-${name}` });
  const control = card("control");
  const hosts = Object.fromEntries(Object.keys(CARDS).map((name) => [name, card(name)]));
  const frame = el("div", { class: "np-recurrent-frame" }, control, ...Object.values(hosts));
  root.append(frame);
  // First of all panels: those after it ask what is looked at.
  panels.sight = {
    scene(next) {
      if (next.generation !== scene?.generation) step = null;
      scene = next;
      frame.dataset.task = next.task;
      const waits = Object.values(scene.answers ?? {}).some(({ state }) => state === "waiting");
      clearInterval(asking);
      if (waits) asking = setInterval(() => stage.send({ name: "revive" }), POLL_MS);
    },
    destroy: () => clearInterval(asking),
    frame: (next) => wishes.take(next.sight),
  };
  panels.control = createCockpit(control, app, COCKPIT);
  panels.timeline = createTimeline(control, app);
  for (const [name, create] of Object.entries(CARDS)) panels[name] = create(hosts[name], app);
  return { panels, viewed: [], watched: Object.values(hosts) };
}

export default present({
  sheets: ["curves.css", "vision.css", "recurrent.css"],
  version: new URL(import.meta.url).search,
  build,
});

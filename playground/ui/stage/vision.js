// Entry of the image networks' stage: cockpit with timeline, layers, maps, pad, confusion, curves.
//
// Beside what the skeleton gives, `app` has for these panels
//   see({field: value}): look at something else; told to Python, and drawn with its next frame;
//   seen(): what is looked at (the frame's `sight`, and wishes still on their way);
//   variant(), levels(): the network that is looked at and its layers;
//   className(index), lines(): names of classes; how each network's curve is drawn.

import { create as createCockpit } from "./cockpit.js";
import { el } from "./dom.js";
import { present } from "./skeleton.js";
import { create as createConfusion } from "./visionconfusion.js";
import { create as createCurves } from "./visioncurves.js";
import { create as createLayers } from "./visionlayers.js";
import { create as createMaps } from "./visionmaps.js";
import { create as createPad } from "./visionpad.js";
import { create as createPanel } from "./visionpanel.js";
import { create as createTimeline } from "./visiontimeline.js";
import { createWishes } from "./wishes.js";

const CARDS = {
  layers: createLayers, maps: createMaps, pad: createPad, confusion: createConfusion,
  losses: createCurves, panel: createPanel,
};
const COCKPIT = {
  steps: ["batch", "epoch"], figures: ["epoch", "test", "accuracy"], fresh: "new_start",
  words: { test_loss: "validation_loss" },
};
const POLL_MS = 1200;
const LINES = {
  light: ["#1C2430", "#0B4F94", "#BE3A0A", "#00998F"],
  dark: ["#E9ECF0", "#4F86D8", "#DB5A4A", "#B5EBB0"],
};
const DASHES = ["", "7 4", "2 3", "14 5"];
const CLASSES = ["truth", "answer"];
const NETWORKS = ["leader", "second"];

function build(root, stage) {
  let scene = null;
  let asking = 0;
  const wishes = createWishes(stage);
  const app = {
    ...stage,
    text: (key, facts) => stage.text(key, named(facts)),
    see: wishes.see,
    seen: wishes.seen,
    variant: () => scene.variants[Math.min(wishes.sight().variant ?? 0, scene.variants.length - 1)],
    levels: () => app.variant().levels,
    className: (index) => scene.names[index] ?? String(index),
    lines: () => scene.variants.map(({ name }, place) => ({
      name, colour: LINES[stage.theme() === "dark" ? "dark" : "light"][place], dash: DASHES[place],
    })),
  };

  // A sentence's numbers of classes and networks become their names.
  function named(facts) {
    if (!facts || !scene) return facts;
    const found = { ...facts };
    for (const key of CLASSES) if (key in found) found[key] = app.className(found[key]);
    for (const key of NETWORKS) if (key in found) found[key] = scene.variants[found[key]]?.name ?? "";
    return found;
  }

  // While an answer is on its way, Python is asked for the newest scene now and then.
  function listen() {
    const waits = Object.values(scene.answers ?? {}).some(({ state }) => state === "waiting");
    clearInterval(asking);
    if (waits) asking = setInterval(() => stage.send({ name: "revive" }), POLL_MS);
  }

  const card = (name) => el("section", { class: `np-card np-${name}` });
  const control = card("control");
  const hosts = Object.fromEntries(Object.keys(CARDS).map((name) => [name, card(name)]));
  root.append(el("div", { class: "np-vision-frame" }, control, ...Object.values(hosts)));
  const panels = {};
  // First of all panels: those after it ask what is looked at.
  panels.sight = {
    scene(next) {
      scene = next;
      listen();
    },
    destroy: () => clearInterval(asking),
    frame(frame) {
      wishes.take(frame.sight);
    },
  };
  panels.control = createCockpit(control, app, COCKPIT);
  panels.timeline = createTimeline(control, app);
  for (const [name, create] of Object.entries(CARDS)) panels[name] = create(hosts[name], app);
  return { panels, viewed: [], watched: [hosts.losses, hosts.layers] };
}

export default present({
  sheets: ["curves.css", "vision.css", "visionpanel.css"],
  version: new URL(import.meta.url).search,
  build,
});

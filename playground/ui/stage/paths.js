// The card of the racers' paths across the loss: a map, a surface that turns, or a slice of it.
//
// The ground is drawn anew only when it has changed, the trails over it with every frame.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { palette } from "./palette.js";
import { createPathsHead } from "./pathshead.js";
import { drawSlice } from "./slice.js";
import { createSurface } from "./surface.js";
import { drawTerrain, levelAt } from "./terrain.js";
import { drawTrails, nearest } from "./trails.js";

const READ_MS = 500; // the text beside the picture
const NOTES = { paths: "note_paths", random: "note_random" };

export function create(host, app) {
  const { text } = app;
  const head = createPathsHead(app);
  const ground = el("canvas", { "aria-hidden": "true" });
  const over = el("canvas", { "aria-hidden": "true" });
  const solid = el("div", { class: "np-surface", hidden: "" });
  const picture = el("div", { class: "np-terrain", role: "img" }, ground, over, solid);
  const none = el("p", { class: "np-none" });
  const note = el("p", { class: "np-note" });
  const spoken = el("ul", { class: "np-hidden" });
  host.append(head.node, el("div", { class: "np-ground" }, picture, none), note, spoken);
  const surface = createSurface(solid, app.version);
  const pen = over.getContext("2d");

  let scene = null;
  let frame = null;
  let size = { width: 0, height: 0 };
  let drawnGround = "";
  let trails = [];
  const held = new Map(); // where the names stood last
  let pointed = null;
  let readAt = -Infinity;
  let style = null;

  const say = (kind, value) => format(kind, value, scene.language);
  const font = () => getComputedStyle(host).fontFamily;

  function fit() {
    const { clientWidth: width, clientHeight: height } = picture;
    if (width === size.width && height === size.height) return;
    size = { width, height };
    const scale = devicePixelRatio;
    over.width = Math.round(width * scale);
    over.height = Math.round(height * scale);
    ground.width = Math.round(width * Math.min(scale, 1.5));
    ground.height = Math.round(height * Math.min(scale, 1.5));
    drawnGround = "";
  }

  function gridOf({ relief, shapes, relief_facts: facts }) {
    return { levels: relief, size: shapes.relief[0], low: facts.range[0], high: facts.range[1] };
  }

  // Every racer's trail as shares of the picture, as far as its weights were numbers.
  function trailsOf({ trails: places, shapes }) {
    const [, length] = shapes.trails;
    return app.racers().map((racer, index) => {
      const shares = [];
      for (let i = 0; i < length; i++) {
        const at = 2 * (index * length + i);
        if (!Number.isFinite(places[at] + places[at + 1])) break;
        shares.push([places[at], places[at + 1]]);
      }
      return { racer: { ...racer, index }, shares };
    }).filter(({ shares }) => shares.length);
  }

  function draw() {
    if (!scene || !frame || !app.racers().length) return;
    const facts = frame.relief_facts;
    const isShown = Boolean(facts.range || facts.ends) && !(facts.ends && facts.from === facts.to);
    host.classList.toggle("np-bare", !isShown);
    head.share(facts.share ?? null, frame.epoch);
    if (!isShown) return;
    fit();
    if (!size.width || !size.height) return;
    if (facts.ends) slice(facts);
    else terrain(facts);
    speak();
  }

  function terrain(facts) {
    const grid = gridOf(frame);
    const { width, height } = size;
    trails = trailsOf(frame).map(({ racer, shares }) => (
      { racer, shares, places: shares.map(([x, y]) => [x * width, y * height]) }));
    if (!solid.hidden) {
      surface.show({
        grid, trails, theme: app.theme(), colours: style, width, height, pointed,
        tick: (loss) => say("number", loss),
      });
      return;
    }
    const key = JSON.stringify([facts.window, facts.range, grid.size, app.theme()]);
    if (key !== drawnGround) {
      drawTerrain(ground, grid, app.theme());
      drawnGround = key;
    }
    over.getContext("2d").setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.textAlign = "left";
    const leads = new Set(frame.race.standings.slice(0, 2).map(({ racer }) => racer));
    const tones = palette(app.theme());
    drawTrails(pen, trails, {
      width, height, tones, font: font(), leads, pointed, held, start: text("path_start"),
    });
  }

  function slice(facts) {
    trails = [];
    drawnGround = "";
    const racers = app.racers();
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    ground.getContext("2d").clearRect(0, 0, ground.width, ground.height);
    pen.clearRect(0, 0, size.width, size.height);
    const cut = { at: Array.from(frame.slice_at), losses: Array.from(frame.slice), ...facts };
    drawSlice(pen, cut, {
      ...size, tones: palette(app.theme()), line: style.line, font: font(),
      racers: [racers[facts.from], racers[facts.to]], say: (loss) => say("number", loss),
    });
  }

  // What the picture says, in words: for those who can't see it.
  function speak() {
    const now = performance.now();
    if (frame.state === "playing" && now - readAt < READ_MS) return;
    readAt = now;
    const facts = frame.relief_facts;
    const racers = app.racers();
    if (facts.ends) {
      const names = { from: racers[facts.from].name, to: racers[facts.to].name };
      const key = facts.barrier > 0.01 * Math.max(...facts.ends) ? "note_slice" : "note_slice_flat";
      write(note, text(key, { ...names, barrier: facts.barrier }));
      spoken.replaceChildren();
      return;
    }
    const start = scene.race.start_shown === "ensemble" ? 1 : scene.race.start_shown + 1;
    write(note, text(solid.hidden ? NOTES[facts.plane] : "note_surface", { start }));
    const grid = gridOf(frame);
    const [left, right, bottom, top] = facts.window;
    const items = trails.map(({ racer, shares }) => {
      const [[x1, y1], [x2, y2]] = [shares[0], shares.at(-1)];
      const distance = Math.hypot((x2 - x1) * (right - left), (y2 - y1) * (top - bottom));
      const loss = 10 ** levelAt(grid, x2, y2);
      return el("li", {}, text("path_of", { name: racer.name, distance, loss }));
    });
    spoken.replaceChildren(...items);
  }

  function point(event) {
    const box = picture.getBoundingClientRect();
    app.point(nearest(trails, event.clientX - box.left, event.clientY - box.top));
  }
  over.addEventListener("pointermove", point);
  over.addEventListener("pointerleave", () => app.point(null));

  return {
    scene(next) {
      const isOther = next.generation !== scene?.generation;
      scene = next;
      if (isOther) {
        frame = null;
        held.clear();
      }
      const css = getComputedStyle(host);
      const of = (token) => css.getPropertyValue(`--np-${token}`).trim();
      style = { font: css.fontFamily, text: of("text"), mute: of("mute"), line: of("line"), line2: of("line2"), card: of("card") };
      drawnGround = "";
      readAt = -Infinity;
      solid.hidden = scene.race.relief !== "surface";
      over.hidden = ground.hidden = !solid.hidden;
      head.scene(scene);
      picture.setAttribute("aria-label", text("paths"));
      const isAlone = scene.race.relief === "slice" && app.racers().length < 2;
      const waits = isAlone ? "slice_alone" : "paths_none";
      write(none, text(app.racers().length ? waits : "say.race_nobody"));
      if (!frame) host.classList.add("np-bare");
      draw();
    },
    frame(next) {
      frame = next;
      if (!next.race) return;
      draw();
    },
    resize: draw,
    point(racer) {
      pointed = racer;
      draw();
    },
    destroy: () => surface.destroy(),
  };
}

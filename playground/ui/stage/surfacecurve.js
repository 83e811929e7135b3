// The curve card of the surfaces: how high above the lowest point each racer is, by steps.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { plotly } from "./plotly.js";
import { createRaceChart } from "./racechart.js";
import { fine, ticksTo } from "./racescale.js";
import { thin, wider } from "./scales.js";

const UPDATE_MS = 100;
const FAR = 10; // times the highest place of the map
const LEAST = 1e-6; // lower can't be told from the bottom
const COLOURS = ["text", "mute", "line", "line2", "card"];

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const plot = el("div", { class: "np-plot", role: "img" });
  const nobody = el("p", { class: "np-nobody-line" });
  host.append(el("div", { class: "np-head" }, title), plot, nobody);
  const chart = createRaceChart(plot, app.point);

  let scene = null;
  let data = null; // a {x, y} for each racer
  let source = null;
  let scale = null;
  let state = "idle";
  let colours = null;
  let library = null;
  let timer = 0;
  let drawnAt = -Infinity;

  function refresh(isAct = false) {
    if (isAct) {
      clearTimeout(timer);
      timer = 0;
    }
    if (!timer) timer = setTimeout(draw, isAct ? 0 : Math.max(0, drawnAt + UPDATE_MS - performance.now()));
  }

  function draw() {
    timer = 0;
    if (!scene || !data || data.length !== app.racers().length || !data.length) return;
    if (!library) {
      plotly(app.version).then((found) => { library = found; refresh(true); }, (error) => console.error(error));
      return;
    }
    drawnAt = performance.now();
    chart.draw(library, spec());
  }

  function spec() {
    colours ??= palette();
    const fresh = fine(data.flatMap(({ y }) => y));
    scale = wider(state === "playing" ? scale : null, fresh);
    const ticks = ticksTo(scene.stop.epoch);
    return {
      racers: app.racers(), colours, scale, end: scene.stop.epoch, type: "log", hover: ".3~g",
      leads: new Set(), data: data.map((median) => ({ median, lines: { x: [], y: [] } })), unit: text("unit_steps"),
      xTicks: { tickvals: ticks, ticktext: ticks.map((tick) => format("integer", tick, scene.language)) },
    };
  }

  function palette() {
    const style = getComputedStyle(host);
    const of = (token) => [token, style.getPropertyValue(`--np-${token}`).trim()];
    return { font: style.fontFamily, ...Object.fromEntries(COLOURS.map(of)) };
  }

  function read(frame) {
    source = frame.trails;
    const [racers, count] = frame.shapes.trails;
    const steps = Array.from(frame.trail_steps);
    const { soft, span, low } = scene.surface;
    const top = FAR * soft * Math.expm1(span); // who flies higher would press the others' curves flat
    data = Array.from({ length: racers }, (_, racer) => {
      const heights = steps.map((__, i) => frame.trails[(racer * count + i) * 3 + 2] - low);
      const end = heights.findIndex((height) => Number.isNaN(height) || height > top);
      const sound = end < 0 ? heights : heights.slice(0, end);
      return thin(steps.slice(0, sound.length), sound.map((height) => Math.max(LEAST, height)));
    });
  }

  return {
    scene(next) {
      if (next.generation !== scene?.generation) data = scale = null;
      scene = next;
      colours = null;
      write(title, text("height"));
      plot.setAttribute("aria-label", text("height"));
      write(nobody, text("say.race_nobody"));
      plot.hidden = app.racers().length === 0;
      refresh(true);
    },
    frame(frame) {
      const hasNewState = frame.state !== state;
      state = frame.state;
      const isNew = frame.trails && frame.trails !== source;
      if (isNew) read(frame);
      if (isNew || hasNewState) refresh(hasNewState);
    },
    resize: () => refresh(true),
    point: (racer) => chart.point(racer),
    destroy() {
      clearTimeout(timer);
      if (library) chart.purge(library);
    },
  };
}

// The curves card of the race: what the racers are judged by, over gradients, epochs or time.

import { curveTable } from "./curvetable.js";
import { el, icon, name, write } from "./dom.js";
import { format } from "./format.js";
import { plotly } from "./plotly.js";
import { createRaceChart } from "./racechart.js";
import { fine, share, ticksTo } from "./racescale.js";
import { wider } from "./scales.js";

const UPDATE_MS = 100;
const TABLE_MS = 2000;
const LEADS_MS = 1000; // who is drawn strongest changes at most so often
const COLOURS = ["text", "mute", "line", "line2", "card"];
const UNITS = { evaluations: "unit_gradients", epochs: "unit_epochs", milliseconds: "unit_milliseconds" };
const AXES = Object.keys(UNITS);
const BANDS = ["middle", "all"];

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const segment = (field, words) => {
    const buttons = words.map((word) => el("button", {
      type: "button", "data-word": word, onclick: () => app.send({ name: "race", field, value: word }),
    }));
    return { field, buttons, node: el("div", { class: "np-segment np-small-segment", role: "group" }, ...buttons) };
  };
  const axes = segment("x_axis", AXES);
  const bands = segment("bands", BANDS);
  const plot = el("div", { class: "np-plot", role: "img" });
  const tabler = el("button", { class: "np-small", type: "button", "aria-pressed": "false" }, icon("table"));
  const table = el("div", { class: "np-table", tabindex: "0", hidden: "" });
  const nobody = el("p", { class: "np-nobody-line" });
  host.append(
    el(
      "div", { class: "np-head" }, title, sub, el("span", { class: "np-push" }), bands.node, axes.node,
      tabler,
    ),
    plot, table, nobody,
  );
  const chart = createRaceChart(plot, app.point);

  let scene = null;
  let curve = null; // {source, epoch, medians: [[q1, median, q3] a racer], lines}
  let leads = { racers: [], at: -Infinity };
  let scale = null;
  let state = "idle";
  let colours = null;
  let library = null;
  let isLoading = false;
  let timer = 0;
  let drawnAt = -Infinity;

  tabler.onclick = () => {
    table.hidden = !table.hidden;
    tabler.setAttribute("aria-pressed", String(!table.hidden));
    host.classList.toggle("np-tabled", !table.hidden);
    named();
    refresh(true);
  };
  const named = () => name(tabler, text(table.hidden ? "show_table" : "hide_table"));

  function refresh(isAct = false) {
    if (isAct) {
      clearTimeout(timer);
      timer = 0;
    }
    if (!timer) {
      const every = table.hidden ? UPDATE_MS : TABLE_MS;
      timer = setTimeout(draw, isAct ? 0 : Math.max(0, drawnAt + every - performance.now()));
    }
  }

  function draw() {
    timer = 0;
    if (!scene || !curve || curve.medians.length !== app.racers().length || !curve.medians.length) return;
    if (table.hidden && !library) return load();
    drawnAt = performance.now();
    if (!table.hidden) return table.replaceChildren(tabulated());
    chart.draw(library, spec());
  }

  function load() {
    if (isLoading) return;
    isLoading = true;
    plotly(app.version)
      .then((found) => { library = found; refresh(true); }, (error) => console.error(error))
      .finally(() => { isLoading = false; });
  }

  // How far a racer has come after an epoch, in the units of the axis.
  function perEpoch(racer) {
    const { x_axis: axis, costs } = scene.race;
    if (axis === "epochs") return 1;
    return axis === "evaluations" ? scene.batches : (scene.batches * costs[racer]) / 1000;
  }

  function spec() {
    colours ??= palette();
    const racers = app.racers();
    const isScore = scene.judged.is_score;
    const values = (curve.lines ?? curve.medians).flat(2);
    const isPercent = scene.judged.format === "percent";
    const fresh = isScore ? share(values, isPercent) : fine(values);
    const held = state === "playing" ? scale : null;
    scale = wider(held, fresh);
    const end = Math.max(...racers.map((_, i) => perEpoch(i))) * scene.race.epochs;
    return {
      racers, colours, scale, end, type: isScore ? "linear" : "log", hover: isPercent ? ".1%" : ".3~g",
      leads: new Set(leads.racers), data: racers.map((_, index) => series(index)),
      xTicks: xTicks(end), unit: text(UNITS[scene.race.x_axis]),
    };
  }

  function series(racer) {
    const each = perEpoch(racer);
    const x = curve.epoch.map((epoch) => epoch * each);
    const [low, median, high] = curve.medians[racer];
    const line = { median: { x, y: median } };
    if (curve.lines) return { ...line, lines: broken(x, curve.lines[racer]) };
    return { ...line, band: { x: [...x, ...x.toReversed()], y: [...high, ...low.toReversed()] } };
  }

  // The lines of all starts as one, with a gap between two of them.
  function broken(x, lines) {
    const few = curve.rows.map((row) => x[row]);
    return {
      x: lines.flatMap(() => [...few, null]),
      y: lines.flatMap((line) => [...line, null]),
    };
  }

  function xTicks(end) {
    const say = (value) => format(end < 10 ? "number" : "integer", value, scene.language);
    const ticks = ticksTo(end);
    return { tickvals: ticks, ticktext: ticks.map(say) };
  }

  function tabulated() {
    const kind = scene.judged.format;
    const column = (head, values, form) => ({ head, values, say: (value) => format(form, value, scene.language) });
    return curveTable(scene.judged.label, [
      column(text("epoch"), curve.epoch, "integer"),
      ...app.racers().map((racer, index) => column(racer.name, curve.medians[index][1], kind)),
    ]);
  }

  function palette() {
    const style = getComputedStyle(host);
    const of = (token) => [token, style.getPropertyValue(`--np-${token}`).trim()];
    return { font: style.fontFamily, ...Object.fromEntries(COLOURS.map(of)) };
  }

  function read(frame) {
    const [racers, , length] = frame.shapes.curve;
    const cut = (source, from, count) => Array.from(source.subarray(from, from + count));
    const medians = Array.from({ length: racers }, (_, r) =>
      [0, 1, 2].map((k) => cut(frame.curve, (3 * r + k) * length, length)));
    curve = { source: frame.curve, epoch: Array.from(frame.curve_epochs), medians, lines: null, rows: null };
    if (frame.lines) {
      const [, starts, few] = frame.shapes.lines;
      curve.rows = Array.from(frame.line_rows);
      curve.lines = Array.from({ length: racers }, (_, r) =>
        Array.from({ length: starts }, (__, k) => cut(frame.lines, (starts * r + k) * few, few)));
    }
  }

  function pressed({ field, buttons, node }, words) {
    node.setAttribute("aria-label", text(field));
    buttons.forEach((button, i) => {
      write(button, words[i]);
      button.setAttribute("aria-pressed", String(button.dataset.word === scene.race[field]));
    });
  }

  return {
    scene(next) {
      const isOther = next.generation !== scene?.generation || next.judged.column !== scene?.judged.column;
      scene = next;
      colours = null;
      if (isOther) scale = curve = null;
      write(title, scene.judged.label);
      const isBand = scene.race.bands === "middle" && scene.race.starts > 1;
      write(sub, isBand ? text("line_and_band") : "");
      pressed(axes, [text("gradients"), text("epoch_axis"), text("time_axis")]);
      pressed(bands, [text("middle"), text("all_lines")]);
      bands.node.hidden = scene.race.starts < 2;
      plot.setAttribute("aria-label", scene.judged.label);
      write(nobody, text("say.race_nobody"));
      plot.hidden = tabler.hidden = app.racers().length === 0;
      named();
      refresh(true);
    },
    frame(frame) {
      const hasNewState = frame.state !== state;
      state = frame.state;
      if (!frame.race) return;
      const strongest = frame.race.standings.slice(0, 2).map(({ racer }) => racer);
      const now = performance.now();
      if (hasNewState || now - leads.at > LEADS_MS) leads = { racers: frame.epoch ? strongest : [], at: now };
      const isNew = frame.curve && frame.curve !== curve?.source;
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

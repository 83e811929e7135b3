// The forecast over the truth: one step ahead over all that is held out, and on by itself from its
// beginning; in the table what needs no network.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { createPlot } from "./recurrentplot.js";

const BASELINES = {
  last: "baseline_last", seasonal: "baseline_seasonal", linear: "baseline_linear",
};

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const legend = el("div", { class: "np-recurrent-legend" });
  const table = el("table", { class: "np-baselines" });
  host.append(el("div", { class: "np-head" }, title), legend);
  const row = el("div", { class: "np-forecast-row" });
  const hold = el("div", { class: "np-forecast-plot" });
  row.append(hold, table);
  host.append(row);
  const plot = createPlot(hold, app);
  let scene = null;
  let frame = null;

  function draw() {
    if (!scene || !frame) return;
    const held = frame.forecast.length;
    const length = frame.series.length;
    const border = length - held;
    const first = Math.max(0, border - held);
    const own = app.lines()[app.number()].colour;
    const best = bestBaseline();
    const lines = [
      { y: Array.from(frame.series.subarray(first)), from: first, colour: plot.token("faint"), width: 2 },
      ...(best ? [{ y: Array.from(frame[`baseline:${best}`]), from: border, colour: plot.token("mute"), dash: "3 3", width: 1.25 }] : []),
      { y: Array.from(frame.forecast), from: border, colour: own, width: 2 },
      ...(frame.ahead ? [{ y: Array.from(frame.ahead), from: border, colour: own, dash: "6 3", width: 2.25 }] : []),
    ];
    const values = lines.flatMap(({ y }) => y).filter(Number.isFinite);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = 0.05 * (high - low || 1);
    plot.draw({
      lines, range: [low - room, high + room], ends: [first, length - 1], point: border,
      axis: (at) => text("value_number", { place: at + 1 }),
    });
    legend.replaceChildren(
      key(plot.token("faint"), "", text("truth")), key(own, "", text("one_ahead")),
      key(own, "6 3", text("by_itself", { steps: frame.ahead?.length ?? 0 })),
      ...(best ? [key(plot.token("mute"), "3 3", text(BASELINES[best]))] : []),
    );
    rows();
  }

  const key = (colour, dash, word) => el("span", {},
    el("svg", { class: "np-sample", width: 22, height: 10, "aria-hidden": "true" },
      el("line", { x1: 0, x2: 22, y1: 5, y2: 5, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash || null })), word);

  const names = () => Object.keys(frame.errors ?? {}).filter((name) => frame[`baseline:${name}`]);
  const bestBaseline = () => names().sort((a, b) => frame.errors[a][0] - frame.errors[b][0])[0];

  // The network beside its baselines, best first.
  function rows() {
    const entries = Object.entries(frame.errors ?? {}).sort((a, b) => a[1][0] - b[1][0]);
    const isBaseline = new Set(names());
    table.replaceChildren(
      el("tr", {}, ...["", "RMSE", "MAE"].map((word) => el("th", {}, word))),
      ...entries.map(([name, [rmse, mae]]) => el("tr", { class: isBaseline.has(name) ? null : "np-this" },
        el("td", {}, isBaseline.has(name) ? text(BASELINES[name]) : app.variant().name),
        ...[rmse, mae].map((value) => el("td", {}, format("number", value, scene.language))))),
    );
  }

  return {
    scene(next) {
      if (next.generation !== scene?.generation) frame = null;
      scene = next;
      write(title, text("forecast_of", { name: next.data_label }));
      plot.canvas.setAttribute("aria-label", text("forecast_spoken"));
      draw();
    },
    frame(next, _scene, isDue) {
      if (next.series?.length && next.forecast?.length) frame = next;
      if (isDue) draw();
    },
    resize: draw,
  };
}

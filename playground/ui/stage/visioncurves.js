// Loss and accuracy of every network: training faint, validation strong; Plotly, moved in place.

import { el, write } from "./dom.js";
import { FORMATS, format } from "./format.js";
import { plotlyDash, sample } from "./lineup.js";
import { plotly } from "./plotly.js";
import { lossScale, shareScale, thin, wider } from "./scales.js";

const UPDATE_MS = 100;
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };
const MOVE = { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: false } };
const MARGIN = { l: 40, r: 46, t: 8, b: 22 };
const EMPTY = 2.4; // the axis before anything is measured: some ln 10
const ENDS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

export function create(host, app) {
  const { text } = app;
  const legend = el("span", { class: "np-vision-legend" });
  const charts = ["loss", "accuracy"].map((kind) => {
    const title = el("h3", { class: "np-title", "data-t": kind });
    const figure = el("div", { class: "np-figure-plot" });
    const ends = el("div", { class: "np-over-plot", "aria-hidden": "true" });
    const plot = el("div", { class: "np-plot", role: "img" }, figure, ends);
    host.append(el("div", { class: "np-head" }, title, kind === "loss" ? legend : null), plot);
    return { kind, title, figure, ends, plot, drawn: "", scale: null };
  });
  let scene = null;
  let data = null; // {epochs, values: column -> rows of runs}
  let source = null;
  let state = "idle";
  let library = null;
  let timer = 0;
  let drawnAt = -Infinity;

  function refresh() {
    timer ||= setTimeout(draw, Math.max(0, drawnAt + UPDATE_MS - performance.now()));
  }

  function draw() {
    timer = 0;
    if (!scene || !data) return;
    if (!library) {
      plotly(app.version).then((found) => { library = found; refresh(); }, (error) => console.error(error));
      return;
    }
    drawnAt = performance.now();
    for (const chart of charts) drawOne(chart);
  }

  function drawOne(chart) {
    const { clientWidth: width, clientHeight: height } = chart.plot;
    if (width < 120 || height < 60) return;
    const isLoss = chart.kind === "loss";
    const train = data.values[`train_${chart.kind}`];
    const test = data.values[`test_${chart.kind}`];
    const all = [...train, ...test].flat();
    const known = all.filter((value) => Number.isFinite(value) && value < 10);
    const fresh = isLoss ? lossScale(known.length ? known : [EMPTY]) : shareScale(all);
    chart.scale = wider(state === "playing" ? chart.scale : null, fresh);
    const last = data.epochs.at(-1) ?? 0;
    const end = scene.stop.epoch ?? ENDS.find((epoch) => epoch >= last) ?? last;
    const traces = [...train.map((y, run) => line(y, run, true)), ...test.map((y, run) => line(y, run, false))];
    const next = layout(chart.scale, isLoss, end, width, height);
    const signature = JSON.stringify([next, traces.map(({ style }) => style)]);
    const moved = traces.map(({ points }) => points);
    if (signature === chart.drawn) {
      library.animate(chart.figure, { data: moved, traces: moved.map((_, i) => i) }, MOVE).catch(() => {});
    } else {
      chart.drawn = signature;
      library.react(chart.figure, traces.map(({ points, style }) => ({ ...points, ...style })), next, CONFIG);
    }
    mark(chart, test, end, width, height, isLoss);
  }

  function line(y, run, isTrain) {
    const { name, colour, dash } = app.lines()[run];
    const alone = scene.variants.length === 1;
    const faint = alone ? token("faint") : colour;
    return {
      points: thin(data.epochs, y),
      style: {
        type: "scatter", mode: "lines", connectgaps: false, opacity: isTrain && !alone ? 0.4 : 1,
        line: {
          color: isTrain ? faint : colour, width: isTrain ? 1.75 : 2.5, dash: plotlyDash(isTrain ? "" : dash),
        },
        hovertemplate: `${alone ? "" : `${name}, `}${text(isTrain ? "train" : "validation")} %{y:.4~g}<extra></extra>`,
      },
    };
  }

  function layout(scale, isLoss, end, width, height) {
    const [low, high] = scale.range;
    const font = { family: getComputedStyle(host).fontFamily, size: 12, color: token("mute") };
    const ticks = [0, end / 2, end];
    return {
      width, height, margin: MARGIN, showlegend: false, hovermode: "x", hoverdistance: 40, dragmode: false,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font,
      hoverlabel: { bgcolor: token("card"), bordercolor: token("line2"), font: { ...font, color: token("text") } },
      xaxis: {
        range: [0, end], tickvals: ticks, fixedrange: true, showgrid: false, zeroline: false, showline: true,
        ticktext: ticks.map((tick, i) => i === 2 ? text("epochs", { count: format("integer", tick, scene.language) })
          : String(tick)),
        linecolor: token("line2"), ticks: "", ticklabelstandoff: 4,
      },
      yaxis: {
        range: [low, high + 0.015 * (high - low)], tickvals: scale.ticks, fixedrange: true, zeroline: false,
        ticktext: scale.ticks.map((tick) => isLoss ? String(+tick.toPrecision(3)) : `${Math.round(100 * tick)}%`),
        gridcolor: token("line"), ticks: "", ticklabelstandoff: 5,
      },
    };
  }

  // Each network's newest value beside its line's end.
  function mark(chart, test, end, width, height, isLoss) {
    const [low, high] = chart.scale.range;
    chart.ends.replaceChildren(...test.flatMap((row, run) => {
      const y = row.at(-1);
      if (!Number.isFinite(y)) return [];
      const x = MARGIN.l + ((data.epochs.at(-1) ?? 0) / end) * (width - MARGIN.l - MARGIN.r);
      const share = Math.min(1, Math.max(0, (y - low) / (high - low)));
      const top = height - MARGIN.b - share * (height - MARGIN.t - MARGIN.b);
      const at = `transform: translate(${x.toFixed(1)}px, ${top.toFixed(1)}px)`;
      const dot = el("i", { class: "np-dot", style: `${at}; background: ${app.lines()[run].colour}` });
      if (scene.variants.length > 1) return [dot];
      const words = isLoss ? FORMATS.loss(y, scene.language) : `${(100 * y).toFixed(1)}%`;
      return [dot, el("b", { class: "np-end", style: at }, words)];
    }));
  }

  const token = (name) => getComputedStyle(host).getPropertyValue(`--np-${name}`).trim();

  function explain() {
    const alone = scene.variants.length === 1;
    const key = (colour, dash, word, isThin) => el("span", {}, sample({ colour, dash }, isThin ? 16 : 20), word);
    const nodes = alone
      ? [key(token("faint"), "", text("train"), true), key(token("text"), "", text("validation"))]
      : app.lines().map(({ colour, dash, name }) => key(colour, dash, name));
    legend.replaceChildren(...nodes);
  }

  function read(frame) {
    source = frame.curve;
    const [rows, count] = frame.shapes.curve;
    const runs = (rows - 1) / frame.columns.length;
    const row = (i) => Array.from(frame.curve.subarray(i * count, (i + 1) * count));
    const values = Object.fromEntries(frame.columns.map((column, c) =>
      [column, Array.from({ length: runs }, (_, run) => row(1 + c * runs + run))]));
    data = { epochs: row(0), values, runs };
  }

  return {
    scene(next) {
      if (next.generation !== scene?.generation) data = null;
      scene = next;
      for (const chart of charts) {
        chart.drawn = "";
        write(chart.title, text(chart.kind));
        chart.plot.setAttribute("aria-label", text(chart.kind));
      }
      explain();
      refresh();
    },
    frame(frame) {
      const isNew = frame.curve && frame.curve !== source;
      if (isNew) read(frame);
      if (isNew || frame.state !== state) refresh();
      state = frame.state;
    },
    resize: refresh,
    destroy() {
      clearTimeout(timer);
      if (library) for (const chart of charts) library.purge(chart.figure);
    },
  };
}

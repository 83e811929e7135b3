// The curves card: loss, a metric and, while it follows a schedule, the learning rate, drawn in
// place, one of them every 100 ms.

import { createChart, MARGIN } from "./chart.js";
import { curveTable } from "./curvetable.js";
import { el, icon, name, write } from "./dom.js";
import { format, MINUS } from "./format.js";
import { plotly } from "./plotly.js";
import {
  epochEnd, logScale, lossScale, rateScale, shareScale, smooth, tickText, wider,
} from "./scales.js";

const UPDATE_MS = 100;
const TABLE_MS = 2000;
const IN_PERCENT = new Map([
  ["accuracy", true], ["precision", true], ["recall", true], ["auc", false], ["r2", false],
]);
const SLIM = { ...MARGIN, l: 34, r: 48 }; // for a plot under NARROW px
const BARE = { ...MARGIN, l: 38, r: 16 }; // the newest figure stands in the heading
const NARROW = 240;
const COLOURS = ["text", "mute", "faint", "line", "line2", "card"];

export function create(host, app) {
  const { text } = app;
  const key = (word) => el("span", {}, el("i", { class: `np-${word}-key` }), el("span"));
  const keys = [key("train"), key("test")];
  const log = el("button", { class: "np-chip", type: "button", "aria-pressed": "false" });
  const slider = el("input", { type: "range", min: 0, max: 0.95, step: 0.05, class: "np-smooth" });
  const smoothing = el("label", { class: "np-smoothing" }, el("span"), slider);
  const tabler = el("button", { class: "np-small", type: "button", "aria-pressed": "false" }, icon("table"));
  const part = (...tools) => {
    const head = el("h3", { class: "np-title" });
    const plot = el("div", { class: "np-plot", role: "img" });
    const node = el("div", {}, el("div", { class: "np-head" }, head, ...tools), plot);
    host.append(node);
    return { node, head, plot, chart: createChart(plot) };
  };
  const loss = part(el("span", { class: "np-keys" }, ...keys), log);
  const share = part(smoothing, tabler);
  const inForce = el("b", { class: "np-in-force" });
  const rate = part(inForce);
  rate.node.className = "np-rate-part";
  const table = el("div", { class: "np-table", tabindex: "0", hidden: "" });
  host.append(table);

  let scene = null;
  let curve = null; // {source, epoch: [...], train_loss: [...], ...}
  let state = "idle";
  let mark = null; // {isOverfitting, best, isAtBest}: what is marked on the curves
  let scales = {};
  let colours = null;
  let library = null;
  let isLoading = false;
  let due = []; // charts still to be drawn, at most one a turn
  let timer = 0;
  let drawnAt = -Infinity;
  let epochs = 0; // end of the epoch axis; all charts have the same

  const integer = (value) => format("integer", value, scene.language);
  const lossText = (value) => format("loss", value, scene.language);
  const percentText = (value) => `${(value * 100).toFixed(1)}%`;
  const isShare = () => IN_PERCENT.get(scene.metric);
  const shareText = (value) => (isShare() ? percentText(value) : lossText(value));
  const rateText = (value) => (
    value && Math.abs(value) < 1e-4
      ? value.toExponential(1).replace("-", MINUS)
      : format("number", value, scene.language)
  );
  const shown = () => [loss, share, ...(scene?.has_schedule ? [rate] : [])];

  log.onclick = () => app.setView("log_loss", !scene.view.log_loss);
  slider.oninput = () => refresh(true);
  slider.onchange = () => app.setView("smoothing", Number(slider.value));
  tabler.onclick = () => {
    const isTable = tabler.getAttribute("aria-pressed") !== "true";
    tabler.setAttribute("aria-pressed", String(isTable));
    host.classList.toggle("np-tabled", isTable);
    table.hidden = !isTable;
    named();
    refresh(true);
  };
  const named = () => name(tabler, text(table.hidden ? "show_table" : "hide_table"));

  // What changes with the viewer's own act is drawn at once, what training brings takes turns.
  function refresh(isAct = false) {
    due = table.hidden ? [...new Set([...due, ...shown()])] : [table];
    if (isAct) {
      clearTimeout(timer);
      timer = 0;
    }
    if (timer) return;
    const every = table.hidden ? UPDATE_MS : TABLE_MS;
    timer = setTimeout(turn, isAct ? 0 : Math.max(0, drawnAt + every - performance.now()), isAct);
  }

  function turn(isAct) {
    timer = 0;
    if (!scene || !curve) return;
    if (due[0] !== table && !library) return load();
    drawnAt = performance.now();
    const end = epochEnd(curve.epoch.at(-1) ?? 0);
    const isNewEnd = end !== epochs;
    epochs = end;
    for (const one of due.splice(0, isAct || isNewEnd ? due.length : 1)) {
      if (one === table) table.replaceChildren(tabulated());
      else one.chart.draw(library, specs.get(one)());
    }
    if (due.length) timer = setTimeout(turn, UPDATE_MS);
  }

  function load() {
    if (isLoading) return;
    isLoading = true;
    plotly(app.version)
      .then((found) => { library = found; refresh(true); }, (error) => console.error(error))
      .finally(() => { isLoading = false; });
  }

  function lossSpec() {
    const isLog = Boolean(scene.view.log_loss);
    const curves = curvesOf("loss");
    const fresh = isLog ? logScale(curves.flat()) : lossScale(curves.flat());
    const held = state === "playing" && scales.isLog === isLog ? scales.loss : null;
    scales.loss = wider(held, fresh);
    scales.isLog = isLog;
    const lowest = mark?.isOverfitting ? lowestOf(curves[1]) : -1;
    return {
      ...spec(loss, curves, scales.loss, lossText), type: isLog ? "log" : "linear", hover: ".3~g",
      valueTicks: scales.loss.ticks.map((value) => tickText(value, scales.loss)),
      best: lowest < 0 ? bestOf(curves, lossText) : { x: curve.epoch[lowest], y: curves[1][lowest] },
    };
  }

  function shareSpec() {
    const curves = curvesOf(scene.metric);
    scales.share = wider(state === "playing" ? scales.share : null, shareScale(curves.flat()));
    return {
      ...spec(share, curves, scales.share, shareText), type: "linear",
      hover: isShare() ? ".1%" : ".3f", best: bestOf(curves, shareText),
      valueTicks: scales.share.ticks.map((value) =>
        isShare() ? `${Math.round(value * 100)}%` : tickText(value, scales.share),
      ),
    };
  }

  function rateSpec() {
    const rates = [curve.learning_rate ?? []];
    const fresh = rateScale(rates[0]);
    const held = state === "playing" && scales.rate?.type === fresh.type ? scales.rate : null;
    scales.rate = wider(held, fresh);
    const drawn = spec(rate, rates, scales.rate, rateText);
    write(inForce, drawn.last.text);
    return {
      ...drawn, type: fresh.type, hover: ".3~g", best: null,
      valueTicks: scales.rate.ticks.map((value) => tickText(value, scales.rate)),
      last: { ...drawn.last, text: "" },
    };
  }

  const specs = new Map([[loss, lossSpec], [share, shareSpec], [rate, rateSpec]]);

  const curvesOf = (metric) =>
    ["train", "test"].map((set) => smooth(curve[`${set}_${metric}`] ?? [], Number(slider.value)));

  // Of several curves the one that counts: test points where there are some.
  const counted = (curves) => curves.findLast((values) => values.some(Number.isFinite)) ?? [];

  // The row of the epoch that an early stop calls the best.
  const bestRow = () => curve.epoch.findLastIndex((epoch) => epoch <= (mark?.best ?? -1));
  function bestOf(curves, say) {
    const row = bestRow();
    if (row < 0) return null;
    const y = counted(curves)[row];
    const words = mark.isAtBest ? `${text("best")} ${say(y)}` : text("best");
    return { x: curve.epoch[row], y, text: words };
  }

  function spec(one, curves, scale, say) {
    colours ??= palette();
    const end = epochs;
    const isNarrow = one.plot.clientWidth < NARROW;
    // The row of the weights in force; the rate's own course is never turned back.
    const row = mark?.isAtBest && one !== rate ? bestRow() : -1;
    const y = counted(curves).at(row);
    const styles = [
      { color: colours.faint, width: 1.75, label: text("train") },
      { color: colours.text, width: 2.5, label: text(one === rate ? "rate" : "test") },
    ];
    return {
      x: curve.epoch, end, scale, colours,
      margin: one === rate ? BARE : isNarrow ? SLIM : MARGIN,
      lines: curves.map((values, i) => ({ y: values, ...styles.at(i - curves.length) })),
      last: { x: curve.epoch.at(row), y, text: row < 0 && Number.isFinite(y) ? say(y) : "" },
      epochTicks: {
        tickvals: [0, end / 2, end],
        ticktext: [
          integer(0), integer(end / 2),
          one === rate || (isNarrow && one === share) ? integer(end) : text("epochs", { count: integer(end) }),
        ],
      },
    };
  }

  function palette() {
    const style = getComputedStyle(host);
    const of = (token) => [token, style.getPropertyValue(`--np-${token}`).trim()];
    return { font: style.fontFamily, ...Object.fromEntries(COLOURS.map(of)) };
  }

  function tabulated() {
    const { metric } = scene;
    const column = (head, values, say) => ({ head, values: values ?? [], say });
    return curveTable(text("curves"), [
      column(text("epoch"), curve.epoch, integer),
      column(text("train_loss"), curve.train_loss, lossText),
      column(text("test_loss"), curve.test_loss, lossText),
      column(`${text(metric)}, ${text("train")}`, curve[`train_${metric}`], shareText),
      column(`${text(metric)}, ${text("test")}`, curve[`test_${metric}`], shareText),
      ...(scene.has_schedule ? [column(text("rate"), curve.learning_rate, rateText)] : []),
    ]);
  }

  return {
    scene(next) {
      if (next.generation !== scene?.generation) scales = {};
      scene = next;
      colours = null;
      host.setAttribute("aria-label", text("curves"));
      host.classList.toggle("np-rated", scene.has_schedule);
      const titles = [text("loss"), text(scene.metric), text("rate")];
      for (const [one, title] of [loss, share, rate].map((one, i) => [one, titles[i]])) {
        write(one.head, title);
        one.plot.setAttribute("aria-label", `${title}. ${text("show_table")}`);
      }
      keys.forEach((node, i) => write(node.lastChild, text(i ? "test" : "train")));
      write(log, text("log_axis"));
      log.setAttribute("aria-pressed", String(Boolean(next.view.log_loss)));
      write(smoothing.firstChild, text("smoothing"));
      if (document.activeElement !== slider) slider.value = next.view.smoothing ?? 0;
      named();
      refresh(true);
    },
    frame(next) {
      const hasNewState = next.state !== state;
      state = next.state;
      const isMoved = mark?.isAtBest !== next.is_at_best;
      mark = {
        isOverfitting: next.say?.code === "overfitting", best: next.best, isAtBest: next.is_at_best,
      };
      if (next.curve && next.curve !== curve?.source) {
        const [rows, length] = next.shapes.curve;
        curve = { source: next.curve };
        for (let row = 0; row < rows; row += 1) {
          const values = next.curve.subarray(row * length, (row + 1) * length);
          curve[next.columns[row]] = Array.from(values);
        }
      } else if (!hasNewState && !isMoved) return;
      refresh(hasNewState || isMoved);
    },
    resize: () => refresh(true),
    destroy() {
      clearTimeout(timer);
      if (library) for (const { chart } of [loss, share, rate]) chart.purge(library);
    },
  };
}

function lowestOf(values) {
  let best = -1;
  values.forEach((value, i) => {
    if (value < (best < 0 ? Infinity : values[best])) best = i;
  });
  return best;
}

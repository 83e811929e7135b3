// The curves card: loss, and accuracy or R², drawn in place, one of the two every 100 ms.

import { createChart } from "./chart.js";
import { curveTable } from "./curvetable.js";
import { el, icon, name, write } from "./dom.js";
import { format } from "./format.js";
import { plotly } from "./plotly.js";
import { epochEnd, logScale, lossScale, shareScale, smooth, tickText, wider } from "./scales.js";

const UPDATE_MS = 100;
const TABLE_MS = 2000;
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
    host.append(el("div", {}, el("div", { class: "np-head" }, head, ...tools), plot));
    return { head, plot, chart: createChart(plot) };
  };
  const loss = part(el("span", { class: "np-keys" }, ...keys), log);
  const share = part(smoothing, tabler);
  const table = el("div", { class: "np-table", tabindex: "0", hidden: "" });
  host.append(table);

  let scene = null;
  let curve = null; // {source, epoch: [...], train_loss: [...], ...}
  let state = "idle";
  let isOverfitting = false;
  let scales = {};
  let colours = null;
  let library = null;
  let isLoading = false;
  let due = []; // charts still to be drawn, at most one a turn
  let timer = 0;
  let drawnAt = -Infinity;
  let epochs = 0; // end of the epoch axis; both charts have the same

  const shareName = () => (scene.problem === "regression" ? "r2" : "accuracy");
  const integer = (value) => format("integer", value, scene.language);
  const lossText = (value) => format("loss", value, scene.language);
  const percentText = (value) => `${(value * 100).toFixed(1)}%`;
  const shareText = (value) => (shareName() === "r2" ? lossText(value) : percentText(value));

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
    due = table.hidden ? [...new Set([...due, loss, share])] : [table];
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
    for (const one of due.splice(0, isAct || isNewEnd ? 2 : 1)) {
      if (one === table) table.replaceChildren(tabulated());
      else one.chart.draw(library, one === loss ? lossSpec() : shareSpec());
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
    const lines = linesOf("loss");
    const fresh = isLog ? logScale(lines.flat()) : lossScale(lines.flat());
    const held = state === "playing" && scales.isLog === isLog ? scales.loss : null;
    scales.loss = wider(held, fresh);
    scales.isLog = isLog;
    const [, test] = lines;
    const best = isOverfitting ? lowest(test) : -1;
    return {
      ...spec(lines, scales.loss, lossText), type: isLog ? "log" : "linear", hover: ".3~g",
      valueTicks: scales.loss.ticks.map((value) => tickText(value, scales.loss)),
      lowest: best < 0 ? null : { x: curve.epoch[best], y: test[best] },
    };
  }

  function shareSpec() {
    const lines = linesOf(shareName());
    scales.share = wider(state === "playing" ? scales.share : null, shareScale(lines.flat()));
    const isR2 = shareName() === "r2";
    return {
      ...spec(lines, scales.share, shareText), type: "linear", hover: isR2 ? ".3f" : ".1%",
      valueTicks: scales.share.ticks.map((value) =>
        isR2 ? tickText(value, scales.share) : `${Math.round(value * 100)}%`,
      ),
      lowest: null,
    };
  }

  const linesOf = (metric) =>
    ["train", "test"].map((set) => smooth(curve[`${set}_${metric}`] ?? [], Number(slider.value)));

  function spec([train, test], scale, say) {
    colours ??= palette();
    const end = epochs;
    const y = (test.some(Number.isFinite) ? test : train).at(-1);
    return {
      x: curve.epoch, end, scale, colours,
      lines: [
        { y: train, color: colours.faint, width: 1.75, label: text("train") },
        { y: test, color: colours.text, width: 2.5, label: text("test") },
      ],
      last: { x: curve.epoch.at(-1), y, text: Number.isFinite(y) ? say(y) : "" },
      epochTicks: {
        tickvals: [0, end / 2, end],
        ticktext: [integer(0), integer(end / 2), text("epochs", { count: integer(end) })],
      },
    };
  }

  function palette() {
    const style = getComputedStyle(host);
    const of = (token) => [token, style.getPropertyValue(`--np-${token}`).trim()];
    return { font: style.fontFamily, ...Object.fromEntries(COLOURS.map(of)) };
  }

  function tabulated() {
    const metric = shareName();
    const column = (head, values, say) => ({ head, values: values ?? [], say });
    return curveTable(text("curves"), [
      column(text("epoch"), curve.epoch, integer),
      column(text("train_loss"), curve.train_loss, lossText),
      column(text("test_loss"), curve.test_loss, lossText),
      column(`${text(metric)}, ${text("train")}`, curve[`train_${metric}`], shareText),
      column(`${text(metric)}, ${text("test")}`, curve[`test_${metric}`], shareText),
    ]);
  }

  return {
    scene(next) {
      if (next.generation !== scene?.generation) scales = {};
      scene = next;
      colours = null;
      host.setAttribute("aria-label", text("curves"));
      for (const [one, title] of [[loss, text("loss")], [share, text(shareName())]]) {
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
      isOverfitting = next.say?.code === "overfitting";
      if (next.curve && next.curve !== curve?.source) {
        const [rows, length] = next.shapes.curve;
        curve = { source: next.curve };
        for (let row = 0; row < rows; row += 1) {
          const values = next.curve.subarray(row * length, (row + 1) * length);
          curve[next.columns[row]] = Array.from(values);
        }
      } else if (!hasNewState) return;
      refresh(hasNewState);
    },
    resize: () => refresh(true),
    destroy() {
      clearTimeout(timer);
      if (library) for (const { chart } of [loss, share]) chart.purge(library);
    },
  };
}

function lowest(values) {
  let best = -1;
  values.forEach((value, i) => {
    if (value < (best < 0 ? Infinity : values[best])) best = i;
  });
  return best;
}

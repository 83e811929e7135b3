// The curves card: loss, and accuracy or R², drawn by Plotly in place at most 10 times a second.

import { el, icon, name, write } from "./dom.js";
import { format } from "./format.js";
import { plotly } from "./plotly.js";
import { epochEnd, logScale, lossScale, shareScale, smooth, wider } from "./scales.js";

const UPDATE_MS = 100;
const TABLE_MS = 2000;
const TABLE_ROWS = 60;
const MARGIN = { l: 40, r: 52, t: 8, b: 24 };
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };

export function create(host, app) {
  const { text } = app;
  const title = () => el("h3", { class: "np-title" });
  const key = (word) => el("span", {}, el("i", { class: `np-${word}-key` }), el("span"));
  const keys = [key("train"), key("test")];
  const log = el("button", { class: "np-chip", type: "button", "aria-pressed": "false" });
  const slider = el("input", { type: "range", min: 0, max: 0.95, step: 0.05, class: "np-smooth" });
  const smoothing = el("label", { class: "np-smoothing" }, el("span"), slider);
  const tabler = el("button", { class: "np-small", type: "button", "aria-pressed": "false" }, icon("table"));
  const chart = (head, ...tools) => {
    const plot = el("div", { class: "np-plot" });
    const node = el("div", {}, el("div", { class: "np-head" }, head, ...tools), plot);
    return { head, plot, node };
  };
  const loss = chart(title(), el("span", { class: "np-keys" }, ...keys), log);
  const share = chart(title(), smoothing, tabler);
  const table = el("div", { class: "np-table", tabindex: "0", hidden: "" });
  host.append(loss.node, share.node, table);

  let scene = null;
  let curve = null; // {epoch: [...], train_loss: [...], ...}
  let state = "idle";
  let mark = "";
  let scales = {};
  let drawnAt = -Infinity;
  let tabledAt = -Infinity;
  let timer = 0;
  let library = null;
  let isLoading = false;
  let theme = null;

  const shareName = () => (scene.problem === "regression" ? "r2" : "accuracy");

  log.onclick = () => app.setView("log_loss", !scene.view.log_loss);
  slider.oninput = () => later(0);
  slider.onchange = () => app.setView("smoothing", Number(slider.value));
  tabler.onclick = () => {
    const isTable = tabler.getAttribute("aria-pressed") !== "true";
    tabler.setAttribute("aria-pressed", String(isTable));
    name(tabler, text(isTable ? "hide_table" : "show_table"));
    host.classList.toggle("np-tabled", isTable);
    table.hidden = !isTable;
    tabledAt = -Infinity;
    later(0);
  };

  function later(wait) {
    if (timer) return;
    timer = setTimeout(() => { timer = 0; draw(); }, wait);
  }

  function draw() {
    if (!scene || !curve) return;
    drawnAt = performance.now();
    if (!table.hidden) return tabulate();
    if (!library) return load();
    const k = Number(slider.value);
    const end = epochEnd(curve.epoch.at(-1) ?? 0);
    const held = state === "playing" ? scales : {};
    const isLog = scene.view.log_loss;
    const lines = (metric) => ({
      train: smooth(curve[`train_${metric}`] ?? [], k),
      test: smooth(curve[`test_${metric}`] ?? [], k),
    });
    const losses = lines("loss");
    const shares = lines(shareName());
    const all = [...losses.train, ...losses.test];
    scales = {
      isLog,
      loss: wider(held.isLog === isLog ? held.loss : null, isLog ? logScale(all) : lossScale(all)),
      share: wider(held.share, shareScale([...shares.train, ...shares.test])),
    };
    paint(loss, losses, end, scales.loss, isLog ? "log" : "linear", lossText);
    paint(share, shares, end, scales.share, "linear", shareText);
  }

  const lossText = (value) => format("loss", value, scene.language);
  const shareText = (value) =>
    shareName() === "r2" ? format("loss", value, scene.language) : `${(value * 100).toFixed(1)}%`;
  const tickText = (value, scale, isShare) => {
    if (isShare && shareName() === "accuracy") return `${Math.round(value * 100)}%`;
    const size = Math.max(...scale.ticks.map(Math.abs));
    const digits = scale.step ? Math.max(0, -Math.floor(Math.log10(scale.step) + 1e-9)) : -1;
    const words = value !== 0 && (size < 0.001 || size >= 1e4 || (digits < 0 && value < 0.001))
      ? value.toExponential(0)
      : digits < 0 ? String(Number(value.toPrecision(2))) : value.toFixed(digits);
    return words.replace("-", "\u2212");
  };

  function paint(target, lines, end, scale, type, say) {
    const colours = palette();
    const x = curve.epoch;
    const hasTest = lines.test.some(Number.isFinite);
    const last = (hasTest ? lines.test : lines.train).at(-1);
    const hover = (label) => `${label} %{customdata}<extra></extra>`;
    const line = (values, color, width, label) => ({
      x, y: values, customdata: values.map((v) => say(v)), type: "scatter", mode: "lines",
      line: { color, width }, hovertemplate: hover(label), connectgaps: false,
    });
    const dot = {
      x: [x.at(-1)], y: [last], type: "scatter", mode: "markers+text", cliponaxis: false,
      marker: { size: 8, color: colours.text }, text: [Number.isFinite(last) ? `<b>${say(last)}</b>` : ""],
      textposition: "middle right", textfont: { size: 13, color: colours.text }, hoverinfo: "skip",
    };
    const low = mark === "amber" && target === loss ? lowest(lines.test) : -1;
    const tick = {
      x: low < 0 ? [] : [x[low]], y: low < 0 ? [] : [lines.test[low]], type: "scatter",
      mode: "markers", hoverinfo: "skip",
      marker: { symbol: "line-ns", size: 12, line: { width: 2, color: colours.warn } },
    };
    const ticks = [0, end / 2, end];
    const number = (value) => format("integer", value, scene.language);
    const layout = {
      width: target.plot.clientWidth, height: target.plot.clientHeight, margin: MARGIN,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false,
      hovermode: "x", hoverdistance: 40, dragmode: false,
      font: { family: colours.font, size: 12, color: colours.mute },
      hoverlabel: {
        bgcolor: colours.card, bordercolor: colours.line2,
        font: { family: colours.font, size: 12, color: colours.text },
      },
      xaxis: {
        range: [0, end], tickvals: ticks, fixedrange: true, showgrid: false, zeroline: false,
        ticktext: [number(0), number(ticks[1]), text("epochs", { count: number(end) })],
        ticklabelstandoff: 4, showline: true, linecolor: colours.line2,
        ticks: "", hoverformat: ",d",
      },
      yaxis: {
        // A hair's breadth more, or Plotly leaves out the uppermost line.
        type, range: [scale.range[0], scale.range[1] + 0.015 * (scale.range[1] - scale.range[0])],
        ticklabelstandoff: 5, tickvals: scale.ticks, fixedrange: true, zeroline: false,
        ticktext: scale.ticks.map((value) => tickText(value, scale, target === share)),
        gridcolor: colours.line, gridwidth: 1, ticks: "",
      },
    };
    library.react(
      target.plot,
      [line(lines.train, colours.faint, 1.75, text("train")),
        line(lines.test, colours.text, 2.5, text("test")), tick, dot],
      layout,
      CONFIG,
    );
  }

  function palette() {
    if (theme?.name === app.theme()) return theme;
    const style = getComputedStyle(host);
    const of = (token) => style.getPropertyValue(`--np-${token}`).trim();
    theme = { name: app.theme(), font: style.fontFamily };
    for (const token of ["text", "mute", "faint", "line", "line2", "card", "warn"]) {
      theme[token] = of(token);
    }
    return theme;
  }

  function load() {
    if (isLoading) return;
    isLoading = true;
    plotly().then(
      (found) => { library = found; draw(); },
      (error) => console.error(error),
    ).finally(() => { isLoading = false; });
  }

  // The same values as text: evenly thinned rows, the newest first.
  function tabulate() {
    const rest = tabledAt + TABLE_MS - performance.now();
    if (rest > 0) return later(rest);
    tabledAt = performance.now();
    const columns = ["train_loss", "test_loss", `train_${shareName()}`, `test_${shareName()}`];
    const heads = [
      text("epoch"), text("train_loss"), text("test_loss"),
      `${text(shareName())}, ${text("train")}`, `${text(shareName())}, ${text("test")}`,
    ];
    const cell = (column, row) => {
      const value = curve[column]?.[row];
      if (!Number.isFinite(value)) return "\u2013";
      return column.endsWith("loss") ? lossText(value) : shareText(value);
    };
    const count = curve.epoch.length;
    const every = Math.max(1, Math.ceil(count / TABLE_ROWS));
    const rows = [];
    for (let row = count - 1; row >= 0; row -= every) {
      rows.push(el(
        "tr", {}, el("th", { scope: "row" }, format("integer", curve.epoch[row], scene.language)),
        ...columns.map((column) => el("td", {}, cell(column, row))),
      ));
    }
    table.replaceChildren(el(
      "table", {},
      el("caption", { class: "np-hidden" }, text("curves")),
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows),
    ));
  }

  return {
    scene(next) {
      if (next.generation !== scene?.generation) scales = {};
      scene = next;
      host.setAttribute("aria-label", text("curves"));
      write(loss.head, text("loss"));
      write(share.head, text(shareName()));
      keys.forEach((node, i) => write(node.lastChild, text(i ? "test" : "train")));
      write(log, text("log_axis"));
      log.setAttribute("aria-pressed", String(Boolean(next.view.log_loss)));
      write(smoothing.firstChild, text("smoothing"));
      if (document.activeElement !== slider) slider.value = next.view.smoothing ?? 0;
      name(tabler, text(table.hidden ? "show_table" : "hide_table"));
      theme = null;
      tabledAt = -Infinity;
      later(0);
    },
    frame(next) {
      const hasNewState = next.state !== state;
      state = next.state;
      mark = next.say?.mark ?? "";
      if (!next.curve || (next.curve === curve?.source && !hasNewState)) return;
      const [rows, length] = next.shapes.curve;
      curve = { source: next.curve };
      for (let row = 0; row < rows; row += 1) {
        curve[next.columns[row]] = Array.from(next.curve.subarray(row * length, (row + 1) * length));
      }
      later(hasNewState ? 0 : Math.max(0, drawnAt + UPDATE_MS - performance.now()));
    },
    resize() {
      later(0);
    },
    destroy() {
      clearTimeout(timer);
      for (const { plot } of [loss, share]) library?.purge(plot);
    },
  };
}

function lowest(values) {
  let best = -1;
  values.forEach((value, i) => { if (value < (values[best] ?? Infinity)) best = i; });
  return best;
}

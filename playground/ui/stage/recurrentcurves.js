// How wrong each network is, epoch by epoch: the median over its starts, with a band around them.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { sample } from "./lineup.js";
import { createPlot } from "./recurrentplot.js";
import { shareScale } from "./scales.js";

const CHANCE = { adding: 1 / 6 }; // what always giving the same answer has
const ENDS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const kinds = ["loss", "accuracy"].map((kind) => el("button", { type: "button", "data-word": kind }));
  const choice = el("div", { class: "np-segment np-push", role: "group" }, ...kinds);
  const legend = el("div", { class: "np-recurrent-legend" });
  host.append(el("div", { class: "np-head" }, title, choice), legend);
  const plot = createPlot(host, app);
  let scene = null;
  let data = null;
  let source = null;
  let kind = "loss";
  for (const button of kinds) button.onclick = () => { kind = button.dataset.word; draw(); };

  function read(frame) {
    source = frame.curve;
    const [rows, count] = frame.shapes.curve;
    const runs = (rows - 1) / frame.columns.length;
    const row = (i) => Array.from(frame.curve.subarray(i * count, (i + 1) * count));
    data = { epochs: row(0), ...Object.fromEntries(frame.columns.map((column, c) =>
      [column, Array.from({ length: runs }, (_, run) => row(1 + c * runs + run))])) };
  }

  function draw() {
    if (!scene) return;
    for (const button of kinds) button.setAttribute("aria-pressed", String(button.dataset.word === kind));
    const isLoss = kind === "loss";
    const runs = data?.[`test_${kind}`] ?? [];
    const styles = app.lines();
    const bands = [];
    const lines = [];
    styles.forEach((style, place) => {
      const own = runs.slice(place * scene.starts, (place + 1) * scene.starts);
      if (!own.length) return;
      const sorted = own[0].map((_, t) => own.map((y) => y[t]).filter(Number.isFinite).sort((a, b) => a - b));
      if (own.length > 1) bands.push({ low: sorted.map((s) => s[0]), high: sorted.map((s) => s.at(-1)), colour: style.colour });
      const middle = sorted.map((s) => s.length ? (s[Math.floor((s.length - 1) / 2)] + s[Math.ceil((s.length - 1) / 2)]) / 2 : NaN);
      lines.push({ ...style, y: middle, xs: data.epochs, width: place === app.number() ? 3 : 2.25 });
    });
    explain(styles, lines);
    const known = lines.flatMap(({ y }) => y).filter((v) => Number.isFinite(v) && v > 0);
    const chance = isLoss ? CHANCE[scene.data] : undefined;
    const log = isLoss && scene.answer === "value";
    const top = known.length ? Math.max(...known, chance ?? 0) : 1;
    const range = log ? [10 ** Math.floor(Math.log10(Math.min(...known, top / 10))), top * 1.3]
      : isLoss ? [0, top * 1.05] : shareScale(known).range;
    const last = data?.epochs.at(-1) ?? 0;
    const end = scene.stop.epoch ?? ENDS.find((epoch) => epoch >= last) ?? last;
    plot.draw({
      lines, bands, log, range, ends: [0, end], xs: data?.epochs,
      marks: chance ? [{ at: chance, colour: plot.token("mute"), dash: "2 3" }] : [],
      axis: (epoch) => epoch ? text("epochs", { count: format("integer", epoch, scene.language) }) : "0",
    });
  }

  function explain(styles, lines) {
    const nodes = styles.map(({ name, colour, dash }, place) => {
      const value = lines[place]?.y.at(-1);
      const words = kind === "loss" ? format("loss", value, scene.language) : format("percent", value, scene.language);
      const chip = el("button", { type: "button" }, sample({ colour, dash }, 22), el("span", {}, name), el("b", {}, words));
      chip.setAttribute("aria-pressed", String(place === app.number()));
      chip.onclick = () => app.see({ run: place * scene.starts });
      return chip;
    });
    if (kind === "loss" && scene.data in CHANCE) nodes.push(el("small", {}, text("always_one")));
    legend.replaceChildren(...nodes);
  }

  return {
    scene(next) {
      if (next.generation !== scene?.generation) data = null;
      if (next.answer !== scene?.answer) kind = next.answer === "class" ? "accuracy" : "loss";
      scene = next;
      write(title, text("unseen_sequences"));
      kinds.forEach((button) => write(button, text(button.dataset.word)));
      choice.hidden = next.answer === "value";
      plot.canvas.setAttribute("aria-label", text("unseen_sequences"));
      draw();
    },
    frame(frame, _scene, isDue) {
      const isNew = frame.curve && frame.curve !== source;
      if (isNew) read(frame);
      if (isNew || isDue) draw();
    },
    resize: draw,
  };
}

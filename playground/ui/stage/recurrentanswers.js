// What the network would answer after each step, against the truth; with signs or words, a text of
// one's own may be read, and bars tell which of them mattered.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { fixed, palette } from "./palette.js";
import { create as createCompare } from "./recurrentcompare.js";
import { createPlot } from "./recurrentplot.js";

const SHOWN = 8; // classes that have a line

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const says = el("p", { class: "np-answer" });
  const words = el("div", { class: "np-tokens-read" });
  const field = el("input", { type: "text", class: "np-typed", maxlength: "40" });
  const form = el("form", { class: "np-spell" }, field);
  host.append(el("div", { class: "np-head" }, title), says);
  const plot = createPlot(host, app, (step) => app.point(step));
  const legend = el("div", { class: "np-recurrent-legend" });
  host.append(legend, words, form);
  const compare = createCompare(host, app, "compare_bag", "bag_compared");
  let scene = null;
  let frame = null;
  form.onsubmit = (event) => {
    event.preventDefault();
    if (field.value.trim()) app.send({ name: "spell", field: "typed", text: field.value.trim() });
  };

  const truthOf = () => frame.truth?.[0];

  function draw() {
    if (!scene || !frame) return;
    const [steps, count] = frame.shapes.answers;
    const isValue = scene.answer === "value";
    const tones = palette(app.theme());
    const step = app.pointed() ?? steps - 1;
    const row = (c) => Array.from({ length: steps }, (_, t) => frame.answers[t * count + c]);
    const truth = truthOf();
    const order = [...Array(count).keys()]
      .sort((a, b) => (b === truth) - (a === truth) || frame.answers[(steps - 1) * count + b] - frame.answers[(steps - 1) * count + a])
      .slice(0, SHOWN);
    const colour = (c) => tones.classes[c % tones.classes.length];
    const lines = isValue ? [{ y: row(0), colour: app.lines()[app.number()].colour, width: 2.5 }]
      : order.map((c) => ({ y: row(c), colour: colour(c), width: c === truth ? 3 : 1.5, dash: c === truth ? "" : "4 3" }));
    const values = isValue ? [...lines[0].y, Number(truth)].filter(Number.isFinite) : [0, 1];
    plot.draw({
      lines, ends: [0, steps - 1], point: step,
      range: isValue ? [Math.min(0, ...values), Math.max(...values, 0.1) * 1.1] : [0, 1],
      marks: isValue && Number.isFinite(truth) ? [{ at: truth, colour: plot.token("mute"), dash: "5 4" }] : [],
      axis: (at) => text("step_number", { step: at + 1 }),
    });
    legend.replaceChildren(...(isValue ? [el("small", {}, text("dashed_truth"))]
      : order.map((c) => el("span", {}, el("i", { class: "np-class-dot", style: `background:${colour(c)}` }), label(c), el("b", {}, format("percent", frame.answers[step * count + c], scene.language))))));
    sentence(step, count, truth, isValue);
    signs(steps, step, tones);
  }

  const label = (c) => (frame.names?.[c] ?? scene.names?.[c] ?? String(c)) + (c === truthOf() ? " \u2713" : "");

  function sentence(step, count, truth, isValue) {
    if (isValue) {
      write(says, text("answer_value", { step: step + 1, answer: fixed(frame.answers[step]), truth: Number.isFinite(truth) ? fixed(truth) : "\u2013" }));
      return;
    }
    const from = step * count;
    let best = 0;
    for (let c = 1; c < count; c += 1) if (frame.answers[from + c] > frame.answers[from + best]) best = c;
    write(says, text("answer_class", { step: step + 1, answer: label(best), share: frame.answers[from + best] }));
  }

  // Each sign with how much the answer would lose without it.
  function signs(steps, step, tones) {
    words.hidden = !frame.words;
    if (words.hidden) return;
    const weights = frame.token;
    const most = weights ? Math.max(0.02, ...Array.from(weights, Math.abs)) : 1;
    const nodes = frame.words.flatMap((word, t) => {
      if (!word) return [];
      const mark = el("span", {}, word === " " ? "\u00a0" : word);
      if (weights) mark.style.background = tones.css[Math.round(32 + 32 * Math.max(-1, Math.min(1, weights[t] / most)))];
      if (t === step) mark.className = "np-this";
      mark.onpointerenter = () => app.point(t);
      return [mark];
    });
    words.replaceChildren(...nodes);
    words.title = weights ? text("token_note") : "";
  }

  return {
    scene(next) {
      if (next.generation !== scene?.generation) frame = null;
      scene = next;
      write(title, text("answers_title"));
      form.hidden = !next.reads_typed;
      compare.scene(next);
      field.placeholder = text("type_to_read");
      field.setAttribute("aria-label", text("type_to_read"));
      plot.canvas.setAttribute("aria-label", text("answers_title"));
      draw();
    },
    frame(next, _scene, isDue) {
      if (next.answers?.length) {
        // What changes slowly does not come with every frame.
        const { sequence, stroke } = next.sight;
        const isSame = frame?.sight.sequence === sequence && frame.sight.stroke === stroke;
        frame = { ...next, token: next.token ?? (isSame ? frame.token : null), truth: next.truth ?? (isSame ? frame.truth : null) };
      }
      if (isDue || next.state !== "playing") draw();
    },
    pointed: draw,
    resize: draw,
  };
}

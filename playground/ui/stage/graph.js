// Entry of the computation graph: every number of one forward and one backward walk, step by step.
//
// Python sends all steps with their formulas; playing them needs no server. What a hand changes is
// sent back, at most as fast as answers return, and the answer brings all numbers anew.

import { bringBack, el, icon, name, roomIn, sheet, themeOf, write } from "./dom.js";
import { fill } from "./format.js";
import { draw } from "./graphdrawing.js";
import { createFormula } from "./graphformula.js";
import { createHands } from "./graphhands.js";
import { near, pathOf, stepOf, touched } from "./graphpaths.js";
import { palette } from "./palette.js";

const PACES = { slow: 3200, normal: 1400, fast: 500 }; // ms for a step
const FLOWING = 0.7; // share of a step in which its dots are on their way
const ANSWER_MS = 1500; // after so long an answer is taken for lost
const GRACE_MS = 4000;
const SAYINGS = {
  sum: "graph_sum", fire: "graph_fire", loss: "graph_loss", pull_output: "graph_pull_output",
  delta: "graph_delta", delta_fused: "graph_delta_fused", pull: "graph_pull",
  weights: "graph_weights",
};
const LABELS = { input: "graph_input", target: "graph_target" };

const graphs = new Map();
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export default async function show({ key, data, parentElement, setTriggerValue }) {
  await Promise.all([sheet("stage.css"), sheet("cockpit.css"), sheet("graph.css")]);
  if (!graphs.has(key)) graphs.set(key, new Graph());
  const graph = graphs.get(key);
  clearTimeout(graph.departure);
  const room = roomIn(parentElement);
  if (graph.root.parentNode !== room) room.append(graph.root);
  graph.tell = (message) => {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    setTriggerValue("change", { ...message, id });
  };
  graph.update(data, themeOf(parentElement));
  return () => {
    graph.departure = setTimeout(() => {
      graphs.delete(key);
      graph.leave();
    }, GRACE_MS);
  };
}

class Graph {
  constructor() {
    this.at = null; // the step that is shown; null: all of them, nothing is lit
    this.pace = "normal";
    this.timer = 0;
    this.pointed = null;
    this.waits = 0; // when the last change was sent, 0 when its answer has come
    this.next = null; // the change to be sent after that
    this.tick = this.tick.bind(this);
    this.build();
  }

  build() {
    const button = (className, action, ...inner) => {
      const node = el("button", { type: "button", class: className }, ...inner);
      node.onclick = action;
      return node;
    };
    this.play = button("np-play", () => (this.isPlaying ? this.pause() : this.start()), icon("play"));
    this.back = button("np-icon np-graph-back", () => this.go(this.place() - 1), icon("step"));
    this.forth = button("np-icon", () => this.go(this.place() + 1), icon("step"));
    this.range = el("input", { type: "range", min: 0, step: 1, class: "np-graph-range" });
    this.range.oninput = () => this.go(Number(this.range.value));
    this.paces = Object.keys(PACES).map((pace) =>
      button("", () => { this.pace = pace; this.buttons(); }, pace));
    this.speed = el("div", { class: "np-segment", role: "group" }, ...this.paces);
    this.count = el("span", { class: "np-graph-count" });
    this.saying = el("p", { class: "np-graph-saying", role: "status" });
    this.formula = createFormula((id) => this.point(id));
    this.hold = el("div", { class: "np-graph-hold" });
    this.bar = el(
      "div", { class: "np-graph-bar" },
      this.play, this.back, this.forth, this.range, this.count, this.speed,
    );
    this.root = el(
      "section", { class: "np-graph np-stage np-tokens np-card" }, this.bar, this.hold,
      el("div", { class: "np-graph-words" }, this.saying, this.formula.node),
    );
    this.observer = new ResizeObserver(() => this.data && this.redraw());
    this.observer.observe(this.hold);
    this.hands = createHands(this.hold, {
      value: (what) => this.list(what)[what.at],
      label: (what) => this.label(what),
      changed: (what, value, isPassing) => this.change(what, value, isPassing),
      looked: (what) => this.look(what),
    });
  }

  leave() {
    this.pause();
    this.observer.disconnect();
    this.root.remove();
  }

  update(data, theme) {
    const isSame = JSON.stringify(data) === this.signature && theme === this.theme;
    this.answered();
    if (isSame) return;
    this.signature = JSON.stringify(data);
    const isCalled = this.data && data.calls > this.data.calls;
    const isOther = JSON.stringify(this.data?.sizes) !== JSON.stringify(data.sizes)
      || data.language !== this.data?.language || theme !== this.theme;
    [this.data, this.theme] = [data, theme];
    this.root.dataset.theme = theme;
    this.root.lang = data.language === "zh" ? "zh-CN" : data.language;
    if (this.at !== null) this.at = Math.min(this.at, data.steps.length - 1);
    this.range.max = data.steps.length;
    if (isOther) this.plan = null;
    this.redraw();
    this.buttons();
    if (isCalled) bringBack(this.root);
  }

  text(key, facts) {
    return fill(this.data.texts[key] ?? "", facts, this.data.language);
  }

  // --- where the walk stands: 0 before the first step, `steps.length` after the last

  place() {
    return this.at === null ? this.data.steps.length : this.at;
  }

  go(place, isByHand = true) {
    if (isByHand) this.pause();
    const most = this.data.steps.length;
    this.at = Math.max(0, Math.min(most, place));
    this.pointed = null;
    this.show();
  }

  start() {
    if (this.place() >= this.data.steps.length) this.at = 0;
    this.isPlaying = true;
    this.since = performance.now();
    this.go(this.place() + 1, false);
    this.buttons();
    this.timer = requestAnimationFrame(this.tick);
  }

  pause() {
    this.isPlaying = false;
    cancelAnimationFrame(this.timer);
    this.drawing?.flow([], 0, false);
    this.buttons();
  }

  tick(now) {
    const portion = (now - this.since) / PACES[this.pace];
    if (portion >= 1) {
      if (this.place() >= this.data.steps.length) {
        this.pause();
        return;
      }
      this.since = now;
      this.go(this.place() + 1, false);
    } else if (!calm.matches) {
      const step = this.data.steps[this.place() - 1];
      const { flow } = touched(this.data, step);
      const way = Math.min(1, portion / FLOWING);
      this.drawing.flow(way < 1 ? flow : [], way, step.phase === "backward");
    }
    this.timer = requestAnimationFrame(this.tick);
  }

  // --- what a hand changes

  list({ kind }) {
    return { weight: this.data.weights, input: this.data.inputs, target: this.data.targets }[kind];
  }

  label({ kind, at, place }) {
    if (kind !== "weight") return this.text(LABELS[kind], { unit: at + 1 });
    const [layer, source, target] = place;
    const word = source < 0 ? "graph_bias" : "graph_weight";
    return this.text(word, { layer, source: source + 1, target: target + 1 });
  }

  change(what, value, isPassing) {
    this.list(what)[what.at] = value; // the number under the hand follows at once
    this.signature = null;
    this.show();
    this.next = { kind: what.kind, at: what.at, value, passing: isPassing };
    this.send();
  }

  look({ kind, at }) {
    if (kind !== "weight" || at === this.data.shown) return;
    this.data.shown = at;
    this.signature = null;
    this.show();
    this.next = { kind: "look", at, value: 0, passing: false };
    this.send();
  }

  send() {
    const isWaiting = this.waits && performance.now() - this.waits < ANSWER_MS;
    if (!this.next || (isWaiting && this.next.passing)) return;
    this.waits = performance.now();
    this.tell(this.next);
    this.next = null;
  }

  answered() {
    this.waits = 0;
    this.send();
  }

  // --- what is seen

  point(id) {
    if (this.pointed === id || this.isPlaying) return;
    this.pointed = id;
    this.show();
  }

  redraw() {
    const width = Math.floor(this.hold.clientWidth);
    if (!width) return;
    if (!this.plan || this.plan !== width) {
      this.plan = width;
      this.tellers = [];
      const hands = {
        pointed: (id) => this.point(id),
        handle: (...things) => this.tellers.push(this.hands.handle(...things)),
      };
      this.drawing = draw(this.data, width, hands);
      this.hold.replaceChildren(this.drawing.svg);
    }
    this.show();
  }

  show() {
    if (!this.drawing) return;
    const { steps } = this.data;
    const place = this.place();
    const shown = new Set(steps.slice(0, place).flatMap((step) => step.shows));
    const isGiven = (id) => /^(w|a0|t)/.test(id);
    const tones = palette(this.theme);
    this.drawing.write(this.data, (id) => isGiven(id) || shown.has(id), tones);
    for (const teller of this.tellers) teller();
    const hasTurned = place > steps.findIndex((step) => step.phase === "loss") + 1;
    const found = this.pointed === null ? place - 1 : stepOf(this.data, this.pointed, hasTurned);
    const step = steps[found];
    const isResting = this.pointed === null && (place === 0 || place === steps.length) && !this.isPlaying;
    const touchedNow = step && !isResting ? touched(this.data, step).lit : new Set();
    const path = this.pointed === null ? new Set() : pathOf(this.data, this.pointed, hasTurned);
    this.drawing.light(touchedNow, "np-lit");
    this.drawing.light(new Set([`w${this.data.shown}`]), "np-shown");
    this.drawing.light(path, "np-path");
    this.drawing.light(near(this.data, this.pointed, hasTurned), "np-near");
    this.drawing.svg.classList.toggle("np-has-path", path.size > 0);
    this.formula.write(step?.lines ?? []);
    this.formula.light(this.pointed === null ? new Set() : this.terms(this.pointed));
    write(this.saying, this.sentence(isResting ? null : step));
    this.count.textContent = this.text("graph_count", { step: place, steps: steps.length });
    this.range.value = place;
    this.root.dataset.phase = step?.phase ?? "";
  }

  sentence(step) {
    if (!step) {
      return this.text(this.place() ? "graph_end" : "graph_start", { loss: this.data.loss });
    }
    return this.text(SAYINGS[step.code], { layer: step.layer, unit: step.unit + 1 });
  }

  // What of a formula belongs to an id that is pointed at.
  terms(id) {
    const unit = /^u(\d+\.\d+)$/.exec(id)?.[1];
    if (unit) return new Set([`z${unit}`, `dz${unit}`]);
    if (id.startsWith("x0")) return new Set([id.replace("x", "a")]);
    if (id.startsWith("w")) return new Set([id, `d${id}`]);
    return new Set([id]);
  }

  buttons() {
    if (!this.data) return;
    this.play.replaceChildren(icon(this.isPlaying ? "pause" : "play"));
    name(this.play, this.text(this.isPlaying ? "pause" : "graph_play"));
    name(this.back, this.text("graph_back"));
    name(this.forth, this.text("graph_forth"));
    name(this.range, this.text("graph_position"));
    this.speed.setAttribute("aria-label", this.text("speed"));
    Object.keys(PACES).forEach((pace, at) => {
      write(this.paces[at], this.text(pace));
      this.paces[at].setAttribute("aria-pressed", String(pace === this.pace));
    });
  }
}

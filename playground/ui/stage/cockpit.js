// The control card: transport, speed, pace, figures, and the one sentence on what is happening.

import { el, icon, name, write } from "./dom.js";
import { format } from "./format.js";

const SPEEDS = ["slow", "normal", "fast"];
const SENTENCE_MS = 2000;
const USUAL = {
  steps: ["batch", "epoch"], figures: ["rate", "epoch", "train", "test"], fresh: "new_start",
};
const TOO_FAST = new Set(["saturated", "worse", "slope_left", "slope_nobody_left", "slope_swings"]); // sentences after which a lower rate is offered
const BELIEF_MS = 1500; // how long a pressed button is believed before a frame confirms it

// `parts` says which buttons and figures there are, what a new start is called, and in `words` what
// else has another name than usual.
export function create(host, app, parts = USUAL) {
  const text = app.text;
  const word = (key) => parts.words?.[key] ?? key;
  const unit = (key) =>
    el("button", { class: "np-step", type: "button" }, icon("step"), el("span", { "data-t": key }));
  const figure = (key, extra = "") => {
    const value = el("b");
    const label = el("small", { "data-t": key });
    return { value, node: el("div", { class: `np-figure ${extra}` }, label, value) };
  };

  const play = el("button", { class: "np-play", type: "button" });
  const batch = unit(word("batch"));
  const epoch = unit("epoch");
  const reset = el("button", { class: "np-icon", type: "button" }, icon("reset"));
  const fresh = el("button", { class: "np-icon np-fresh", type: "button" }, icon("dice"));
  const speed = el("div", { class: "np-segment", role: "group" });
  const speeds = SPEEDS.map((word) =>
    el("button", { type: "button", "data-t": word, "data-word": word }),
  );
  speed.append(...speeds);
  const within = el("span");
  const fillBar = el("i");
  const track = el("div", { class: "np-track", "aria-hidden": "true" }, fillBar);
  const pace = el("div", { class: "np-pace" }, within, track);
  const rate = figure("steps_per_second", "np-rate");
  const epochs = figure(word("epoch"));
  const train = figure("train_loss", "np-train");
  const test = figure(word("test_loss"), "np-test");
  const accuracy = figure("validation_accuracy", "np-accuracy");
  const starts = figure("starts");
  const stepNodes = { batch, epoch };
  const figureNodes = { rate, epoch: epochs, train, test, accuracy, starts };
  const mark = el("i", { "aria-hidden": "true" });
  const sentence = el("span", { "aria-hidden": "true" });
  const aloud = el("span", { class: "np-hidden", role: "status" });
  const remedy = (key) =>
    el("button", { class: "np-action", type: "button", "data-t": key, hidden: "" });
  const slower = remedy("lower_rate");
  const again = remedy("reset");
  const toBest = remedy("go_to_best");
  const row = el("div", { class: "np-say" }, mark, sentence, aloud, slower, again, toBest);
  const rule = () => el("span", { class: "np-rule" });
  host.append(
    el(
      "div", { class: "np-bar" }, play, ...parts.steps.map((key) => stepNodes[key]), rule(), reset,
      fresh, rule(), speed, pace,
      el("div", { class: "np-figures" }, ...parts.figures.map((key) => figureNodes[key].node)),
    ),
    row,
  );

  let scene = null;
  let frame = null;
  let state = "idle";
  let trouble = null; // a sentence of the connection goes before the run's own
  let belief = null;
  let spoken = { at: -Infinity, key: "", code: "", timer: 0 };

  const running = () => (belief ? belief.running : state === "playing");
  // The pressed button shows its new face at once. When no frame confirms it the order may have been
  // lost between two script runs: the same order is said once more, and counts once.
  function order(value, said = null) {
    clearTimeout(belief?.timer);
    const timer = setTimeout(() => {
      if (!said) return order(value, id);
      belief = null;
      buttons();
    }, BELIEF_MS);
    belief = { running: value, timer, step: frame?.step };
    buttons();
    const id = app.send({ name: value ? "play" : "pause", ...(said && { id: said }) });
  }
  const actions = {
    playOrPause() {
      if (play.disabled) return;
      order(!running());
    },
    step: (value) => !batch.disabled && app.send({ name: "step", unit: value }),
    reset: () => !reset.disabled && app.send({ name: "reset" }),
  };
  play.onclick = actions.playOrPause;
  batch.onclick = () => actions.step("batch");
  epoch.onclick = () => actions.step("epoch");
  reset.onclick = again.onclick = actions.reset;
  toBest.onclick = () => app.send({ name: "go_to_best" });
  slower.onclick = () => app.send({ name: "lower_rate" });
  fresh.onclick = () => app.send({ name: "new_start" });
  for (const button of speeds) {
    button.onclick = () => {
      app.send({ name: "speed", value: button.dataset.word });
      pressed(button.dataset.word);
    };
  }

  function pressed(word) {
    for (const button of speeds) {
      button.setAttribute("aria-pressed", String(button.dataset.word === word));
    }
  }

  function buttons() {
    const plays = running();
    if (play.dataset.shows !== String(plays)) {
      play.dataset.shows = String(plays);
      play.replaceChildren(icon(plays ? "pause" : "play"));
    }
    name(play, text(plays ? "pause" : "play"));
    const cut = (trouble?.blocks ?? false) || scene?.racers?.length === 0;
    const isBroken = state === "diverged" || state === "failed";
    play.disabled = cut || (isBroken && !plays);
    for (const button of [batch, epoch]) button.disabled = cut || isBroken;
    for (const button of [reset, fresh, ...speeds]) button.disabled = cut;
    again.hidden = cut || !isBroken;
    slower.hidden = cut || !(state === "diverged" || TOO_FAST.has(spoken.code));
    toBest.hidden = cut || state !== "stopped_early" || (frame?.is_at_best ?? true);
  }

  function figures() {
    const { language } = scene;
    const { metrics = {} } = frame;
    write(starts.value, format("integer", scene.race?.starts, language));
    write(epochs.value, format("integer", frame.epoch, language));
    write(train.value, format("loss", metrics.train_loss, language));
    write(test.value, format("loss", metrics.test_loss, language));
    const share = metrics.test_accuracy;
    write(accuracy.value, Number.isFinite(share) ? `${format("number", +(100 * share).toFixed(1), language)} %` : "\u2013");
    // Batches rush by too fast to read except when followed one by one.
    const legible = frame.state !== "playing" || frame.speed === "slow";
    const stop = scene.stop?.epoch ?? null;
    const hasBatches = parts.steps.includes("batch") && frame.batches > 1;
    const shown = legible && hasBatches ? "batch" : stop ? "stop" : "";
    write(
      within,
      shown === "batch"
        ? text("batch_of", { done: frame.batch, all: frame.batches })
        : shown === "stop" ? text(word("until_epoch"), { epoch: stop }) : "",
    );
    const steps = frame.steps_per_second;
    const moves = frame.state === "playing" && steps > 0;
    write(rate.value, moves ? format("integer", twoDigits(steps), language) : "\u2013");
    const part = shown === "batch" ? frame.batch / frame.batches : frame.epoch / stop;
    pace.classList.toggle("np-void", shown === "");
    fillBar.style.width = shown ? `${Math.min(100, 100 * part).toFixed(1)}%` : "0";
  }

  // A new kind of sentence comes 2 s after the last at the earliest, except when the state changes
  // or nothing plays; the figures in it keep pace with the others. Read aloud it rests for 2 s.
  function speak() {
    clearTimeout(spoken.timer);
    const say = trouble ?? frame?.say;
    if (!say || !scene) return;
    const key = trouble ? `trouble:${trouble.code}` : state;
    const wait = spoken.at + SENTENCE_MS - performance.now();
    const isFree = key !== spoken.key || wait <= 0 || (!trouble && state !== "playing");
    const words = text(trouble ? say.code : `say.${say.code}`, say.facts);
    if (isFree || (!trouble && say.code === spoken.code)) {
      write(sentence, words);
      sentence.title = words;
    }
    if (!isFree) {
      spoken.timer = setTimeout(speak, wait);
      return;
    }
    row.dataset.mark = say.mark;
    if (aloud.textContent !== words) {
      spoken.at = performance.now();
      aloud.textContent = words;
    }
    spoken.key = key;
    if (spoken.code === say.code) return;
    spoken.code = say.code;
    buttons();
  }

  return {
    actions,
    scene(next) {
      scene = next;
      host.setAttribute("aria-label", text("control"));
      for (const node of host.querySelectorAll("[data-t]")) write(node, text(node.dataset.t));
      name(batch, text(word("step_batch")));
      name(epoch, text("step_epoch"));
      name(reset, text("reset"));
      name(fresh, text(parts.fresh));
      speed.setAttribute("aria-label", text("speed"));
      pressed(next.speed ?? "normal");
      if (!frame) state = next.running ? "playing" : "idle";
      spoken.key = ""; // perhaps another language
      buttons();
      speak();
    },
    frame(next, current, isDue) {
      frame = next;
      state = next.state;
      // A run may be over before it was seen to play: that it has moved says as much.
      const hasMoved = belief?.running && next.step !== belief.step;
      if (belief && (hasMoved || belief.running === (state === "playing"))) {
        clearTimeout(belief.timer);
        belief = null;
      }
      if (!isDue) return;
      buttons();
      figures();
      speak();
    },
    // null, or {code, facts, mark, blocks}: what the connection has to say.
    trouble(next) {
      if (trouble === null && next === null) return;
      trouble = next;
      buttons();
      speak();
    },
  };
}

// A rate that flickers in its last digits can't be read: two significant digits are enough.
function twoDigits(value) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
}

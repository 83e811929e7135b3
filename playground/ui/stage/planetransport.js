// The transport of a plane: plays, steps and scrubs over its frames, in the browser alone.

import { el, icon, name } from "./dom.js";

const CALM_MS = 250; // between pictures for viewers who prefer reduced motion
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// draw() paints the moment; rest(frame) hears where a person left it.
export function createTransport(app, { draw, rest }) {
  const play = el("button", { type: "button", class: "np-play", onclick: () => (beat ? pause() : start()) });
  const step = el("button", { type: "button", class: "np-icon", onclick: () => go(Math.floor(at + 1e-6) + 1) });
  const reset = el("button", { type: "button", class: "np-icon", onclick: () => go(0) });
  const slider = el("input", { type: "range", min: 0, step: 1, class: "np-plane-scrub" });
  step.append(icon("step"));
  reset.append(icon("reset"));
  const node = el("div", { class: "np-plane-bar" }, play, step, reset, slider);
  let motion = null;
  let run = null;
  let at = 0;
  let beat = 0;
  let then = 0;
  let isDue = false; // a new run waits for the hand that makes it to let go

  slider.oninput = () => show(Number(slider.value), true);
  slider.onchange = () => rest(Math.round(at));
  const last = () => (motion ? motion.count - 1 : 0);

  function show(moment, isAct = false) {
    if (isAct) halt();
    at = Math.max(0, Math.min(last(), moment));
    slider.value = Math.floor(at + 1e-6);
    slider.setAttribute("aria-valuetext", `${Math.floor(at + 1e-6)} / ${last()}`);
    draw();
  }

  function go(moment) {
    show(moment, true);
    rest(Math.round(at));
  }

  function start() {
    if (at >= last() - 1e-6) at = 0;
    then = performance.now();
    beat = requestAnimationFrame(tick);
    furnish();
  }

  function tick(now) {
    if (calm.matches && now - then < CALM_MS) {
      beat = requestAnimationFrame(tick);
      return;
    }
    const moment = at + ((now - then) / 1000) * (last() / motion.seconds);
    then = now;
    if (moment >= last()) {
      show(last());
      return pause();
    }
    beat = requestAnimationFrame(tick);
    show(moment);
  }

  function halt() {
    cancelAnimationFrame(beat);
    beat = 0;
    furnish();
  }

  function pause() {
    halt();
    show(Math.round(at));
    rest(Math.round(at));
  }

  function furnish() {
    const isPlaying = beat !== 0;
    if (play.dataset.icon !== String(isPlaying)) {
      play.dataset.icon = String(isPlaying);
      play.replaceChildren(icon(isPlaying ? "pause" : "play"));
    }
    name(play, isPlaying ? app.text("pause") : app.text("play_steps"));
    name(step, app.text("one_step"));
    name(reset, app.text("reset"));
    name(slider, app.text("moment"));
  }

  return {
    node,
    at: () => at,
    isPlaying: () => beat !== 0,
    facts() {
      if (!motion) return {};
      const frame = Math.max(0, Math.min(last(), Math.floor(at + 1e-6)));
      const facts = Object.entries(motion.columns).map(([key, column]) => [key, column[frame]]);
      return { frame, ...Object.fromEntries(facts) };
    },
    // While a person drags what the motion hangs on, its end is shown, and it plays once let go.
    take(next, isHeld) {
      const wasAtEnd = at >= last();
      motion = next;
      node.hidden = !motion || motion.count < 2;
      if (!motion) return halt();
      slider.max = last();
      const isNew = motion.run !== run;
      run = motion.run;
      if (isNew) {
        halt();
        const plays = motion.plays && motion.count > 1 && !calm.matches;
        isDue = plays && isHeld;
        show((plays && !isHeld) || motion.rests === "first" ? 0 : last());
        if (plays && !isHeld) start();
      } else if (!beat) show(wasAtEnd ? last() : at);
      furnish();
    },
    release() {
      if (!isDue) return;
      isDue = false;
      show(0);
      start();
    },
    stop: halt,
  };
}

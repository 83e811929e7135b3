// The memory horizon: how large the gradient still is at each step back from the end of a sequence.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { sample } from "./lineup.js";
import { createPlot } from "./recurrentplot.js";

const DEEPEST = 1e-8; // of the largest: what is lower has vanished

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const legend = el("div", { class: "np-recurrent-legend" });
  host.append(el("div", { class: "np-head" }, title, sub), legend);
  const plot = createPlot(host, app, (step) => app.point(step - 1));
  let scene = null;
  let told = null; // {now, start, steps, startSteps, length}

  function rows(values, length) {
    const { starts } = scene;
    return scene.variants.map((_, place) => Array.from({ length }, (__, t) => {
      const own = Array.from({ length: starts }, (___, s) => values[(place * starts + s) * length + t]).sort((a, b) => a - b);
      return own[Math.floor((starts - 1) / 2)];
    }));
  }

  function draw() {
    if (!scene || !told) return;
    const styles = app.lines();
    const lines = [
      ...(told.start ?? []).map((y, place) => ({ ...styles[place], y, width: 1, dash: "1 3" })),
      ...told.now.map((y, place) => ({ ...styles[place], y, width: place === app.number() ? 3 : 2.25 })),
    ];
    const known = lines.flatMap(({ y }) => y).filter((v) => Number.isFinite(v) && v > 0);
    const top = Math.max(...known, 1e-12);
    const low = Math.max(top * DEEPEST, Math.min(...known, top / 10));
    const step = app.pointed();
    plot.draw({
      lines, log: true, range: [10 ** Math.floor(Math.log10(low)), top * 1.5], ends: [1, told.length],
      point: step === null ? null : step + 1, axis: (at) => text("step_number", { step: at }),
    });
    legend.replaceChildren(...styles.map(({ name, colour, dash }, place) => {
      const steps = told.steps?.[place * scene.starts];
      const at = step === null ? null : told.now[place][step];
      const words = at !== null && at !== undefined ? shown(at)
        : steps >= told.length ? text("never_halves") : text("halves_after", { steps: steps ?? null });
      return el("span", {}, sample({ colour, dash }, 22), name, el("b", {}, words));
    }));
  }

  const shown = (value) => value >= 0.001 ? format("number", value, scene.language)
    : value.toExponential(0).replace("-", "\u2212");

  return {
    scene(next) {
      if (next.generation !== scene?.generation) told = null;
      scene = next;
      write(title, text("horizon"));
      write(sub, text("horizon_sub"));
      plot.canvas.setAttribute("aria-label", text("horizon_spoken"));
      draw();
    },
    frame(frame, _scene, isDue) {
      if (frame.horizon && frame.shapes.horizon[0] === scene.variants.length * scene.starts) {
        const length = frame.shapes.horizon[1];
        const start = frame.horizon_start?.length === frame.horizon.length ? rows(frame.horizon_start, length) : told?.start;
        told = { now: rows(frame.horizon, length), start, steps: frame.horizon_steps, length };
      }
      if (isDue) draw();
    },
    pointed: draw,
    resize: draw,
  };
}

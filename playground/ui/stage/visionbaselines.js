// Honest baselines beside the networks: classic classifiers on the same split.

import { el, write } from "./dom.js";
import { format } from "./format.js";


export function create(host, app) {
  const { text } = app;
  const note = el("p", { class: "np-note" });
  const ask = el("button", { class: "np-small", type: "button" });
  const table = el("table", { class: "np-baselines" });
  host.append(note, ask, table);
  let scene = null;
  ask.onclick = () => app.send({ name: "ask", kind: "baselines" });

  function rows(frame) {
    const answer = scene.answers?.baselines;
    const share = (value) => Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : "\u2013";
    const own = scene.variants.map(({ name }, run) => [name, share(frame?.rows?.[run]?.test_accuracy), ""]);
    const others = answer?.state === "done" ? answer.value.map(({ name, accuracy, seconds }) =>
      [scene.baselines[name], share(accuracy), `${format("number", seconds, scene.language)} s`]) : [];
    const head = ["baseline_who", "validation_accuracy", "baseline_took"].map((key) => el("th", {}, text(key)));
    table.replaceChildren(el("tr", {}, ...head),
      ...[...own, ...others].map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell)))));
    ask.disabled = answer?.state === "waiting" || answer?.state === "done";
    write(ask, text(answer?.state === "waiting" ? "baselines_wait" : "baselines_ask"));
    if (answer?.state === "failed") write(note, text("answer_failed"));
  }

  return {
    scene(next) {
      scene = next;
      write(note, text("baselines_note"));
      rows(null);
    },
    frame: rows,
  };
}

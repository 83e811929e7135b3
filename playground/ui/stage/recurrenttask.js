// The card of the task: the forecast over the truth, the answer after every step, or what is written.

import { create as createAnswers } from "./recurrentanswers.js";
import { el } from "./dom.js";
import { create as createForecast } from "./recurrentforecast.js";
import { create as createWriting } from "./recurrentwriting.js";

const BODIES = { forecast: createForecast, memory: createAnswers, classify: createAnswers, write: createWriting };

export function create(host, app) {
  const made = {};
  let task = null;
  const open = () => made[task];

  function choose(next) {
    task = next.task;
    if (!made[task]) {
      const body = el("div", { class: "np-task-body" });
      host.append(body);
      made[task] = { body, ...BODIES[task](body, app) };
    }
    for (const [word, { body }] of Object.entries(made)) body.hidden = word !== task;
  }

  return {
    scene(next) {
      choose(next);
      open().scene(next);
    },
    frame: (frame, scene, isDue) => open()?.frame(frame, scene, isDue),
    pointed: () => open()?.pointed?.(),
    resize: () => open()?.resize?.(),
  };
}

// The small button that takes a racer to the playground.

import { el, icon, name } from "./dom.js";

export function opener(app, racer, index) {
  const button = el("button", { type: "button", class: "np-open" }, icon("open"));
  name(button, app.text("open_racer", { name: racer.name }));
  button.onclick = () => app.send({ name: "open_racer", racer: index });
  button.onfocus = () => app.point(index);
  button.onblur = () => app.point(null);
  return button;
}

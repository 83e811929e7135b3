// A comparison with what needs no memory, on order: a button, and its answer in one sentence.

import { el, write } from "./dom.js";

export function create(host, app, ask, answer) {
  const button = el("button", { type: "button", class: "np-small" });
  const told = el("p", { class: "np-note" });
  const row = el("div", { class: "np-compared" }, button, told);
  host.append(row);
  button.onclick = () => app.send({ name: "ask", kind: "baselines" });
  return {
    scene(next) {
      row.hidden = next.task === "memory";
      write(button, app.text(ask));
      const found = next.answers?.memory;
      const words = { done: () => app.text(answer, found.value), waiting: () => app.text("compare_wait") };
      write(told, found ? (words[found.state] ?? (() => app.text("answer_failed")))() : "");
    },
  };
}

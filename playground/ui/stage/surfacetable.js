// The table of the surfaces: where each racer is, the lowest first.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { sample } from "./lineup.js";

const HEADS = ["optimizer", "height_now", "to_minimum", "steps", "state"];
const STATES = ["moving", "outside", "diverged", "arrived", "resting"];

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const heads = HEADS.map((key) => el("th", { scope: "col", "data-t": key }));
  const body = el("tbody");
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body);
  const nobody = el("p", { class: "np-nobody-line" });
  host.classList.add("np-standings");
  host.append(el("div", { class: "np-head" }, title), el("div", { class: "np-surface-scroll" }, table), nobody);

  let scene = null;
  let rows = [];
  let order = "";

  function row(racer, index) {
    const cells = Object.fromEntries(["value", "distance", "steps", "state"].map((key) => [key, el("td")]));
    const node = el(
      "tr", { "data-racer": index },
      el("th", { scope: "row" }, el("div", {}, sample(racer), el("b", {}, racer.name))),
      ...Object.values(cells),
    );
    node.onpointerenter = () => app.point(index);
    node.onpointerleave = () => app.point(null);
    return { node, cells };
  }

  function fill(frame) {
    const number = (value) => {
      const isTiny = value !== null && value !== 0 && Math.abs(value) < 0.001;
      return isTiny ? value.toExponential(1).replaceAll("-", "−") : format("number", value, scene.language);
    };
    frame.rows.forEach((one, index) => {
      const { node, cells } = rows[index];
      write(cells.value, number(one.value));
      write(cells.distance, number(one.distance));
      write(cells.steps, format("integer", one.steps, scene.language));
      write(cells.state, STATES.includes(one.state) ? text(one.state) : "");
      node.classList.toggle("np-lost", one.state === "diverged");
    });
    const height = (index) => frame.rows[index].value ?? Infinity;
    const sorted = rows.map((_, index) => index).sort((a, b) => height(a) - height(b) || a - b);
    if (sorted.join() === order) return;
    order = sorted.join();
    body.append(...sorted.map((index) => rows[index].node));
  }

  return {
    scene(next) {
      scene = next;
      write(title, text("where_now"));
      for (const head of heads) write(head, text(head.dataset.t));
      write(nobody, text("say.race_nobody"));
      rows = app.racers().map(row);
      order = "";
      body.replaceChildren();
      table.style.setProperty("--np-row", `${Math.min(40, Math.max(24, 220 / Math.max(1, rows.length)))}px`);
    },
    frame(frame, _scene, isDue) {
      if (isDue && frame.rows?.length === rows.length) fill(frame);
    },
    point(racer) {
      rows.forEach(({ node }, index) => node.classList.toggle("np-pointed", index === racer));
    },
  };
}

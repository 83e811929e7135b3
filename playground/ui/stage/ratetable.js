// The same as a table: a row a rate, a column a racer, and each cell adopts its rate.

import { el, name, write } from "./dom.js";
import { format } from "./format.js";
import { sample } from "./lineup.js";
import { at } from "./ratedata.js";

export function createRateTable(adopt, app) {
  const head = el("tr");
  const body = el("tbody");
  const node = el(
    "div", { class: "np-rate-table", tabindex: "0", hidden: "" },
    el("table", {}, el("thead", {}, head), body),
  );

  function cell(racer, index, rate, point, { curve, isOurs, judged, language }) {
    if (!point) return el("td", {}, "–");
    const isLost = !Number.isFinite(point.value);
    const words = isLost ? app.text("has_diverged") : format(curve.isScore ? judged.format : "loss", point.value, language);
    const button = el("button", { type: "button", onclick: () => adopt(index, rate) });
    write(button, isLost ? "×" : words);
    name(button, `${racer.name}, ${app.text("at_rate", { rate })}: ${words}`);
    button.disabled = !isOurs;
    if (curve.picks[index].includes(rate)) button.classList.add("np-best-rate");
    return el("td", {}, button);
  }

  return {
    node,
    fill(spec) {
      const { racers, curve } = spec;
      const focused = [...body.querySelectorAll("button")].indexOf(document.activeElement);
      const names = racers.map((racer) => el("th", { scope: "col", title: racer.name }, sample(racer, 20), el("span", {}, racer.name)));
      head.replaceChildren(el("th", { scope: "col" }, app.text("rate")), ...names);
      body.replaceChildren(...curve.rates.map((rate) => el(
        "tr", {}, el("th", { scope: "row" }, String(rate)),
        ...racers.map((racer, i) => cell(racer, i, rate, at(curve.lines[i], rate), spec)),
      )));
      if (focused >= 0) body.querySelectorAll("button")[focused]?.focus();
    },
  };
}

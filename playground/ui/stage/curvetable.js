// The curves as text: evenly thinned rows, the newest first.

import { el } from "./dom.js";

const ROWS = 60;

// columns: [{head, values, say}], the first names the row.
export function curveTable(caption, columns) {
  const [{ values }] = columns;
  const every = Math.max(1, Math.ceil(values.length / ROWS));
  const rows = [];
  for (let row = values.length - 1; row >= 0; row -= every) {
    const cells = columns.map((column, i) => {
      const value = column.values[row];
      const words = Number.isFinite(value) ? column.say(value) : "\u2013";
      return i === 0 ? el("th", { scope: "row" }, words) : el("td", {}, words);
    });
    rows.push(el("tr", {}, ...cells));
  }
  const heads = columns.map(({ head }) => el("th", { scope: "col" }, head));
  return el(
    "table", {}, el("caption", { class: "np-hidden" }, caption),
    el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows),
  );
}

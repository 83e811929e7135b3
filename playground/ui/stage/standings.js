// The standings: one row a racer, best first, with what its starts have in common.

import { el, write } from "./dom.js";
import { opener } from "./opener.js";
import { sample } from "./lineup.js";
import { format } from "./format.js";

const READ_MS = 250; // figures that change faster can't be read

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const heads = ["optimizer", "rate", "judged", "wins", "reached"].map((column) =>
    el("th", { scope: "col", class: `np-${column}` }));
  const body = el("tbody");
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body);
  const nobody = el("p", { class: "np-nobody-line" });
  host.append(el("div", { class: "np-head" }, title, sub), table, nobody);

  let scene = null;
  let rows = []; // by racer
  let order = "";
  let drawnAt = -Infinity;
  let state = "";

  const number = (kind, value) => format(kind, value, scene.language);
  const judged = (value) => (value === null ? "–" : number(scene.judged.format, value));

  function row(racer, index) {
    const cells = Object.fromEntries(["rate", "median", "spread", "wins", "time", "share"].map((key) => [key, el("span")]));
    const open = opener(app, racer, index);
    const fallen = el("i", { class: "np-fallen", hidden: "" });
    const node = el(
      "tr", { "data-racer": index },
      el("th", { scope: "row" }, el("div", {}, sample(racer), el("b", {}, racer.name), fallen, open)),
      el("td", {}, cells.rate),
      el("td", {}, cells.median, " ", cells.spread),
      el("td", {}, cells.wins),
      el("td", {}, cells.time, " ", cells.share),
    );
    cells.spread.className = cells.share.className = "np-quiet";
    node.onpointerenter = () => app.point(index);
    node.onpointerleave = () => app.point(null);
    write(cells.rate, racer.rate);
    return { node, cells, fallen };
  }

  function fill(frame) {
    const { standings } = frame.race;
    for (const [place, one] of standings.entries()) {
      const { node, cells, fallen } = rows[one.racer];
      node.classList.toggle("np-lead", place === 0 && frame.epoch > 0);
      write(cells.median, judged(one.median));
      cells.median.title = one.best === null ? "" : text("best_start", { value: judged(one.best) });
      write(cells.spread, scene.race.starts > 1 ? spread(one) : "");
      write(cells.wins, number("integer", one.wins));
      write(cells.time, one.epochs === null ? "–" : number("integer", Math.round(one.epochs)));
      const isPart = one.reached > 0 && one.reached < scene.race.starts;
      write(cells.share, isPart ? `(${one.reached}/${scene.race.starts})` : "");
      fallen.hidden = one.diverged === 0;
      write(fallen, one.diverged ? String(one.diverged) : "");
      const facts = { count: one.diverged, starts: scene.race.starts };
      fallen.title = one.diverged ? text("diverged_starts", facts) : "";
    }
    const next = standings.map(({ racer }) => racer).join();
    if (next !== order) {
      order = next;
      body.append(...standings.map(({ racer }) => rows[racer].node));
    }
  }

  // From low to high, though of scores the best quarter comes first; nothing where no digit tells
  // the ends apart.
  function spread({ q1, q3 }) {
    if (q1 === null || q3 === null) return "";
    const [low, high] = [judged(Math.min(q1, q3)), judged(Math.max(q1, q3))];
    return low === high ? "" : `${low}–${high}`;
  }

  return {
    scene(next) {
      scene = next;
      write(title, text("standings"));
      write(sub, scene.race.starts > 1 ? text("median_of", { starts: scene.race.starts }) : text("one_start"));
      const words = [text("optimizer"), text("rate"), scene.judged.label, text("wins"),
        text("epochs_to", { target: scene.race.target_text })];
      heads.forEach((head, i) => write(head, words[i]));
      write(nobody, text("say.race_nobody"));
      rows = app.racers().map(row);
      order = "";
      body.replaceChildren();
      this.resize();
      drawnAt = -Infinity;
    },
    frame(frame) {
      if (!frame.race || frame.race.standings.length !== rows.length) return;
      const now = performance.now();
      if (frame.state === "playing" && state === "playing" && now - drawnAt < READ_MS) return;
      state = frame.state;
      drawnAt = now;
      fill(frame);
    },
    // Rows share the height that the card has.
    resize() {
      const room = host.clientHeight - 84;
      const row = Math.min(40, Math.max(17.5, room / Math.max(1, rows.length)));
      table.style.setProperty("--np-row", `${row}px`);
    },
    point(racer) {
      rows.forEach(({ node }, index) => node.classList.toggle("np-pointed", index === racer));
    },
  };
}

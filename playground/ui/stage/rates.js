// The card "Choice of learning rate": the U-curve and the range test, found beside the race.
//
// A trial has a run and a socket of its own. Its rates can be adopted by a click on the line, and
// by the keyboard from the list below and from the table.

import { el, icon, name, write } from "./dom.js";
import { format } from "./format.js";
import { lineup, sample } from "./lineup.js";
import { plotly } from "./plotly.js";
import { createRateChart } from "./ratechart.js";
import { axisOf, rateAxis, rateOf, read } from "./ratedata.js";
import { feed } from "./ratefeed.js";
import { createRateTable } from "./ratetable.js";

const KINDS = ["u_curve", "range_test"];
const COUNTED = { final: "rated_final", best: "rated_best" }; // which epoch of a rate counts
const ENDED = ["stopped", "diverged"];
const UPDATE_MS = 100;
const COLOURS = ["text", "mute", "line", "line2", "card"];

export function create(host, app) {
  const { text } = app;
  const button = (pressed, more = {}) => el("button", { type: "button", onclick: pressed, ...more });
  const title = el("h3", { class: "np-title" });
  const tabled = button(() => { isTabled = !isTabled; refresh(true); }, { class: "np-open np-table-switch" });
  tabled.append(icon("table"));
  const kinds = KINDS.map((word) => button(() => { kind = word; refresh(true); }));
  const choice = (buttons) => el("div", { class: "np-segment np-small-segment", role: "group" }, ...buttons);
  const segment = choice(kinds);
  const counted = Object.keys(COUNTED).map((value) => button(() => app.send({ name: "race", field: "rated_by", value })));
  const counts = choice(counted);
  const find = button(() => ask("try_rates"), { class: "np-word-button np-find" });
  const stop = button(() => ask("stop_trial"), { class: "np-word-button" });
  const all = button(() => app.send({ name: "adopt_best_rates" }), { class: "np-word-button" });
  const progress = el("progress", { max: 1, value: 0 });
  const count = el("span", { class: "np-quiet" });
  const under = el("div", { class: "np-progress" }, progress, count);
  const figure = el("div", { class: "np-figure-plot" });
  const plot = el("div", { class: "np-plot", role: "img" }, figure);
  const table = createRateTable(adopt, app);
  const list = el("ul", { class: "np-picks" });
  const note = el("p", { class: "np-rate-note" });
  host.append(
    el("div", { class: "np-head" }, title, el("span", { class: "np-push" }), tabled),
    el("div", { class: "np-rate-choices" }, segment, counts), plot, table.node, list, note, el("div", { class: "np-rate-acts" }, under, find, stop, all),
  );
  const chart = createRateChart(figure, { point: (racer) => point(racer), adopt });
  const feeds = Object.fromEntries(KINDS.map((word) => [word, feed(() => word === kind && refresh())]));

  let kind = "u_curve";
  let isTabled = false;
  let scene = null;
  let colours = null;
  let library = null;
  let isLoading = false;
  let timer = 0;
  let drawnAt = -Infinity;
  let listed = "";

  const told = () => scene?.trials?.[kind] ?? null;
  const isOurs = () => told() !== null && !told().is_stale;
  const ask = (order) => app.send({ name: order, kind });

  function point(racer) {
    if (isOurs()) app.point(racer);
  }

  function adopt(racer, rate) {
    if (isOurs()) app.send({ name: "adopt_rate", racer, rate: rateOf(rate) });
  }

  function refresh(isAct = false) {
    if (isAct) {
      clearTimeout(timer);
      timer = 0;
    }
    if (!timer) timer = setTimeout(draw, isAct ? 0 : Math.max(0, drawnAt + UPDATE_MS - performance.now()));
  }

  function draw() {
    timer = 0;
    if (!scene) return;
    drawnAt = performance.now();
    const frame = told() ? feeds[kind].frame() : null;
    const curve = frame?.trial ? read(kind, frame) : null;
    say(frame);
    const isEmpty = !curve || curve.lines.length !== told().racers.length || !curve.lines[0].x.length;
    host.classList.toggle("np-untried", isEmpty);
    plot.hidden = isTabled || isEmpty;
    table.node.hidden = !isTabled || isEmpty;
    tabled.hidden = isEmpty;
    if (isEmpty) return pick([], [], frame);
    const racers = lineup(told().racers, app.theme());
    pick(racers, curve.picks, frame);
    if (isTabled) return table.fill({ racers, curve, isOurs: isOurs(), judged: scene.judged, language: scene.language });
    if (!library) return load();
    chart.draw(library, spec(racers, curve), plot);
  }

  function load() {
    if (isLoading) return;
    isLoading = true;
    plotly(app.version)
      .then((found) => { library = found; refresh(true); }, (error) => console.error(error))
      .finally(() => { isLoading = false; });
  }

  function say(frame) {
    const isRunning = frame?.state === "playing" || (told() !== null && !frame);
    write(title, text("rate_choice"));
    name(tabled, text("rates_as_table"));
    tabled.setAttribute("aria-pressed", String(isTabled));
    segment.setAttribute("aria-label", title.textContent);
    const words = [text("u_curve"), text("range_test")];
    kinds.forEach((one, i) => {
      write(one, words[i]);
      one.setAttribute("aria-pressed", String(KINDS[i] === kind));
    });
    const isCurve = kind === "u_curve";
    counts.hidden = !isCurve;
    counts.setAttribute("aria-label", text("rated_by"));
    Object.entries(COUNTED).forEach(([value, key], i) => {
      write(counted[i], text(key));
      counted[i].setAttribute("aria-pressed", String(scene.race.rated_by === value));
    });
    const first = isCurve ? text("find_rates") : text("test_range");
    write(find, told() ? text("find_anew") : first);
    write(stop, text("stop_trial"));
    write(all, text("use_all"));
    find.disabled = scene.racers.length === 0;
    find.hidden = isRunning;
    stop.hidden = !isRunning;
    all.hidden = !ENDED.includes(frame?.state) || !isCurve || !isOurs() || !frame?.trial?.best?.some((rate) => rate !== null);
    under.hidden = !isRunning;
    progress.value = frame && frame.end ? frame.epoch / frame.end : 0;
    progress.setAttribute("aria-label", first);
    write(count, frame ? text("trial_epoch", { epoch: frame.epoch, end: frame.end }) : "");
    host.classList.toggle("np-stale", told()?.is_stale ?? false);
    write(note, noted(frame, isCurve));
    plot.setAttribute("aria-label", `${title.textContent}. ${note.textContent}`);
  }

  function noted(frame, isCurve) {
    if (!told()) return isCurve ? text("about_u_curve") : text("about_range_test");
    if (told().is_stale) return text("rates_are_stale");
    if (frame?.failure || frame?.state === "failed") return text("trial_failed");
    if (!isCurve) return text("range_note");
    const fewer = frame?.say?.code === "sweep_fewer_starts" ? text("say.sweep_fewer_starts", frame.say.facts) : "";
    const key = scene.race.rated_by === "best" ? "u_curve_note_best" : "u_curve_note";
    const label = text(key, { judged: scene.judged.label, starts: frame?.trial?.starts ?? 1 });
    return `${label} ${fewer}`.trim();
  }

  // The rates worth choosing: one button each, pressed where the racer has that rate.
  function pick(racers, picks, frame) {
    const shown = (rate) => String(rate);
    const key = JSON.stringify([racers, picks, isOurs(), scene.language, kind, scene.racers.map(({ value }) => value)]);
    if (key === listed) return;
    listed = key;
    const focused = [...list.querySelectorAll("button")].indexOf(document.activeElement);
    const items = racers.map((racer, index) => {
      const choices = picks[index].map((rate, place) => {
        const one = button(() => adopt(index, rate), { class: "np-pick" });
        write(one, shown(rate));
        one.disabled = !isOurs();
        one.setAttribute("aria-pressed", String(isOurs() && scene.racers[index]?.value === rate));
        const facts = { name: racer.name, rate: shown(rate) };
        const words = kind === "u_curve" ? text("use_best", facts)
          : place === 0 && picks[index].length > 1 ? text("use_careful", facts) : text("use_steepest", facts);
        name(one, words);
        one.onfocus = () => point(index);
        one.onblur = () => point(null);
        return one;
      });
      const item = el("li", {}, sample(racer, 22), el("b", {}, racer.name), ...choices);
      if (!choices.length) item.append(el("span", { class: "np-quiet" }, frame?.epoch ? text("no_rate_found") : "–"));
      item.onpointerenter = () => point(index);
      item.onpointerleave = () => point(null);
      return item;
    });
    list.replaceChildren(...items);
    if (focused >= 0) list.querySelectorAll("button")[focused]?.focus();
  }

  function spec(racers, curve) {
    colours ??= palette();
    const axis = axisOf(curve, scene.judged.format === "percent");
    const data = curve.lines.map((line, i) => series(line, curve.picks[i], racers[i], { ...axis, isScore: curve.isScore }));
    return { racers, data, scale: axis.scale, type: axis.type, isScore: curve.isScore, x: rateAxis(curve), colours, isFine: kind === "range_test" };
  }

  function series(line, picks, racer, { seen, placed, isScore }) {
    const kept = line.y.map((y) => (seen(y) ? placed(y) : null));
    const words = line.x.map((x, i) => hover(line, i, racer, isScore));
    const lost = line.x.map((_, i) => i).filter((i) => kept[i] === null);
    const near = (rate) => line.x.reduce((best, x, i) =>
      (Math.abs(Math.log(x / rate)) < Math.abs(Math.log(line.x[best] / rate)) ? i : best), 0);
    const dots = picks.map(near).filter((i) => kept[i] !== null);
    return {
      line: { x: line.x, y: kept, text: words },
      diverged: { x: lost.map((i) => line.x[i]), text: lost.map((i) => words[i]) },
      dots: { x: dots.map((i) => line.x[i]), y: dots.map((i) => kept[i]), text: dots.map((i) => words[i]) },
    };
  }

  function hover(line, i, racer, isScore) {
    const say = (value) => format(isScore ? scene.judged.format : "loss", value, scene.language);
    const rate = format("number", line.x[i], scene.language);
    const spread = line.low && Number.isFinite(line.high[i]) && Number.isFinite(line.low[i])
      ? ` (${say(line.low[i])}–${say(line.high[i])})` : "";
    const value = Number.isFinite(line.y[i]) ? say(line.y[i]) + spread : text("has_diverged");
    const share = line.diverged?.[i] ? `<br>${text("share_diverged", { share: line.diverged[i] })}` : "";
    return `<b>${racer.name}</b><br>${text("at_rate", { rate })}: ${value}${share}`;
  }

  function palette() {
    const style = getComputedStyle(host);
    const of = (token) => [token, style.getPropertyValue(`--np-${token}`).trim()];
    return { font: style.fontFamily, ...Object.fromEntries(COLOURS.map(of)) };
  }

  return {
    scene(next) {
      scene = next;
      colours = null;
      for (const word of KINDS) {
        const trial = scene.trials?.[word];
        feeds[word].listen(trial?.socket ?? null);
        if (trial?.pack) feeds[word].take(trial.pack);
      }
      refresh(true);
    },
    resize: () => refresh(true),
    point: (racer) => chart.point(isOurs() ? racer : null),
    destroy() {
      clearTimeout(timer);
      for (const word of KINDS) feeds[word].close();
      if (library) chart.purge(library);
    },
  };
}

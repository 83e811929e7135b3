// Small multiples: every racer's live boundary from one start, or what all its starts say together.
//
// Three canvases a map: the samples (stretched by the browser), the points (drawn once a scene) and
// rings round the wrong ones (drawn when they change).

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { sample } from "./lineup.js";
import { opener } from "./opener.js";
import { classColour, mix, palette } from "./palette.js";
import { across, drawPoints, upward } from "./points.js";

const AROUND = 56; // px of a card that are no maps: head and padding
const CAPTION = 22; // px above a map
const GAP = [10, 12]; // between maps, down and across
const LEAST = 96;
const LARGE = 160; // from this side on points have a halo
const DOT = 1.6;
const RING = 4;
const CROWD = 40; // rings
const NAMED = 132; // on smaller maps there is no room for the score beside the name
const SURE = 0.95; // a smaller share of the starts is hatched

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const fewer = el("button", { type: "button" }, "−");
  const more = el("button", { type: "button" }, "+");
  const shown = el("b");
  const stepper = el("div", { class: "np-stepper" }, fewer, shown, more);
  const all = el("button", { class: "np-switch", type: "button", role: "switch" }, el("span"), el("i", { class: "np-hit" }));
  const grid = el("div", { class: "np-maps" });
  const nobody = el("p", { class: "np-nobody-line" });
  host.append(el("div", { class: "np-head" }, title, sub, el("span", { class: "np-push" }), stepper, all), grid, nobody);

  let scene = null;
  let maps = [];
  let side = 0;
  let tones = palette("light");
  let hatch = 0; // a packed pixel

  const isTogether = () => scene.race.start_shown === "ensemble";
  const show = (value) => app.send({ name: "race", field: "start_shown", value });
  const start = () => (isTogether() ? 0 : scene.race.start_shown);
  fewer.onclick = () => show(start() - 1);
  more.onclick = () => show(start() + 1);
  all.onclick = () => show(isTogether() ? 0 : "ensemble");

  function map(racer, index) {
    const layer = (name) => el("canvas", { class: name, "aria-hidden": "true" });
    const layers = { field: layer("np-map"), points: layer("np-points"), wrong: layer("np-over") };
    const score = el("span", { class: "np-quiet" });
    const node = el(
      "div", { class: "np-multiple", "data-racer": index },
      el("div", { class: "np-caption" }, sample(racer, 20), el("b", {}, racer.name), score),
      el("div", { class: "np-plane", role: "img", "aria-label": racer.name }, ...Object.values(layers)),
      opener(app, racer, index),
    );
    node.onpointerenter = () => app.point(index);
    node.onpointerleave = () => app.point(null);
    const pens = Object.fromEntries(Object.entries(layers).map(([key, canvas]) => [key, canvas.getContext("2d")]));
    return { node, layers, pens, score, image: null, pixels: null, wrong: "" };
  }

  // The largest side at which all maps fit: the columns follow, and the card's own height, what it
  // leaves goes to the cards above.
  function fit() {
    const count = Math.max(1, maps.length);
    const { clientWidth: width } = grid;
    const isPhone = width < 420;
    const height = parseFloat(getComputedStyle(host).getPropertyValue("--np-most")) - AROUND;
    let best = { side: 0, columns: Math.min(2, count) };
    for (let columns = isPhone ? 2 : 1; columns <= (isPhone ? 2 : count); columns += 1) {
      const rows = Math.ceil(count / columns);
      const across = (width - (columns - 1) * GAP[1]) / columns;
      const down = isPhone ? across : (height - (rows - 1) * GAP[0]) / rows - CAPTION;
      const fits = Math.floor(Math.min(across, down));
      if (fits > best.side) best = { side: fits, columns };
    }
    side = Math.max(LEAST, best.side);
    const rows = Math.ceil(count / best.columns);
    host.style.height = isPhone ? "" : `${AROUND + rows * (side + CAPTION) + (rows - 1) * GAP[0]}px`;
    grid.style.gridTemplateColumns = `repeat(${best.columns}, ${side}px)`;
    grid.style.setProperty("--np-side", `${side}px`);
    grid.classList.toggle("np-tight", side < NAMED);
  }

  function points() {
    const scale = devicePixelRatio;
    for (const { layers, pens } of maps) {
      for (const canvas of [layers.points, layers.wrong]) canvas.width = canvas.height = side * scale;
      const pen = pens.points;
      pen.scale(scale, scale);
      if (side < LARGE) dots(pen);
      else drawPoints(pen, scene, tones, side, 1.4 * DOT, scene.race.value_range);
    }
    for (const one of maps) one.wrong = "";
  }

  function dots(pen) {
    const [low, high] = scene.race.value_range;
    const last = tones.valueColours.length - 1;
    scene.labels.forEach((label, i) => {
      if (scene.is_test[i] && !scene.view.test_points) return;
      const share = Math.min(1, Math.max(0, (label - low) / (high - low)));
      pen.fillStyle = scene.classes
        ? classColour(tones, scene.classes, label) : tones.valueColours[Math.round(last * share)];
      const x = across(scene.points[2 * i], scene.board, side);
      const y = upward(scene.points[2 * i + 1], scene.board, side);
      pen.beginPath();
      pen.arc(x, y, DOT, 0, 7);
      pen.fill();
    });
  }

  // Samples of one racer as pixels: a value's place on the scale, or the colour of the winner.
  function paint(one, index, frame) {
    const array = frame.winners ?? frame.boundaries;
    const size = frame.shapes[frame.winners ? "winners" : "boundaries"].at(-1);
    const { field } = one.layers;
    if (field.width !== size || !one.image) {
      field.width = field.height = size;
      one.image = new ImageData(size, size);
      one.pixels = new Uint32Array(one.image.data.buffer);
    }
    const from = index * size * size;
    if (frame.winners) together(one.pixels, array, frame.shares, from, size);
    else {
      const table = scene.view.discretize ? tones.hardTable : tones.divergingTable;
      for (let i = 0; i < one.pixels.length; i += 1) one.pixels[i] = table[array[from + i]];
    }
    one.pens.field.putImageData(one.image, 0, 0);
  }

  // The winner's colour; where starts disagree, every third diagonal keeps the middle tone.
  function together(pixels, winners, shares, from, size) {
    const isPair = scene.classes === 2;
    const floor = 255 / Math.max(2, scene.classes);
    const isVote = isTogether();
    for (let i = 0; i < pixels.length; i += 1) {
      const share = (shares[from + i] - floor) / (255 - floor);
      const winner = winners[from + i];
      const tone = Math.max(0, Math.min(255, Math.round(255 * share)));
      if (isPair) pixels[i] = tones.divergingTable[winner ? 128 + (tone >> 1) : 127 - (tone >> 1)];
      else pixels[i] = tones.regionTables[winner][tone];
      if (!isVote || shares[from + i] >= SURE * 255) continue;
      const diagonal = (i % size) + Math.floor(i / size);
      if (diagonal % 4 === 0) pixels[i] = hatch;
    }
  }

  function rings(one, index, frame) {
    const { length } = scene.labels;
    const wrong = frame.wrong?.subarray(index * length, (index + 1) * length);
    const key = wrong ? wrong.join("") : "";
    if (key === one.wrong) return;
    one.wrong = key;
    const pen = one.pens.wrong;
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.clearRect(0, 0, side, side);
    pen.beginPath();
    for (let i = 0; wrong && i < length; i += 1) {
      if (!wrong[i] || (scene.is_test[i] && !scene.view.test_points)) continue;
      const x = across(scene.points[2 * i], scene.board, side);
      const y = upward(scene.points[2 * i + 1], scene.board, side);
      pen.moveTo(x + RING, y);
      pen.arc(x, y, RING, 0, 7);
    }
    // Hundreds of rings would hide the map: the more there are, the lighter each is.
    const count = wrong ? wrong.reduce((sum, one) => sum + one, 0) : 0;
    pen.globalAlpha = Math.min(1, Math.max(0.25, CROWD / count));
    pen.lineWidth = 1.5;
    pen.strokeStyle = tones.text;
    pen.stroke();
    pen.globalAlpha = 1;
  }

  function heads() {
    const { starts, start_shown: at } = scene.race;
    write(title, text(scene.classes ? "boundaries" : "fields"));
    write(shown, isTogether() ? "–" : text("start", { number: at + 1 }));
    fewer.disabled = isTogether() || at <= 0;
    more.disabled = isTogether() || at >= starts - 1;
    fewer.setAttribute("aria-label", text("start_before"));
    more.setAttribute("aria-label", text("start_after"));
    write(all.firstChild, text("all_starts"));
    all.setAttribute("aria-checked", String(isTogether()));
    const isAlone = starts < 2 || maps.length === 0;
    stepper.hidden = all.hidden = isAlone;
    const marks = scene.classes ? (isTogether() ? "hatched" : "ringed") : "";
    write(sub, marks && maps.length ? text(marks) : "");
    write(nobody, text("say.race_nobody"));
  }

  return {
    scene(next) {
      scene = next;
      tones = palette(app.theme());
      hatch = packed(mix(tones.text, tones.middle, 0.5));
      maps = app.racers().map(map);
      grid.replaceChildren(...maps.map(({ node }) => node));
      heads();
      fit();
      points();
    },
    frame(frame) {
      if (!frame.race || frame.race.scores.length !== maps.length) return;
      if (!frame.boundaries && !frame.winners) return;
      maps.forEach((one, index) => {
        paint(one, index, frame);
        rings(one, index, frame);
        const score = frame.race.scores[index];
        const value = format(scene.classes ? "percent" : "number", score, scene.language);
        write(one.score, scene.classes ? value : `R² ${value}`);
      });
    },
    resize() {
      if (!scene) return;
      const old = side;
      fit();
      if (side !== old) points();
    },
    point(racer) {
      maps.forEach(({ node }, index) => {
        node.classList.toggle("np-pointed", index === racer);
        node.classList.toggle("np-dimmed", racer !== null && index !== racer);
      });
    },
  };
}

const packed = (hex) => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
};

// Unseen images as points: near each other where the last hidden layer finds them alike.

import { el, write } from "./dom.js";
import { classColour, palette } from "./palette.js";
import { inkOf, paintImage, sized } from "./visionpaint.js";

const RATIO = 2;
const TALL = 460;
const MARGIN = 22;

export function create(host, app) {
  const { text } = app;
  const WAYS = { pca: "way_pca", tsne: "way_tsne" };
  const ways = Object.keys(WAYS).map((way) => el("button", { type: "button", "data-way": way }));
  const list = el("div", { class: "np-segment", role: "group" }, ...ways);
  const legend = el("span", { class: "np-vision-legend" });
  const canvas = el("canvas", { class: "np-embedding", role: "img" });
  const tip = el("div", { class: "np-embedding-tip", hidden: "" });
  const note = el("p", { class: "np-note" });
  host.append(el("div", { class: "np-head np-embedding-head" }, list, legend), note,
    el("div", { class: "np-embedding-hold" }, canvas, tip));
  let scene = null;
  let way = "pca";
  let points = null; // (N, 2) as they were told
  let truths = null;
  let pictures = null;
  let places = [];
  let isDrawn = "";

  for (const button of ways) {
    button.onclick = () => {
      way = button.dataset.way;
      if (way === "tsne") app.send({ name: "ask", kind: "tsne" });
      isDrawn = "";
      show();
    };
  }
  canvas.onpointermove = (event) => {
    const near = under(event);
    tip.hidden = near < 0;
    if (near < 0) return;
    const [x, y] = places[near];
    tip.style.transform = `translate(${x + 14}px, ${y - 10}px)`;
    const copy = el("canvas");
    picture(sized(copy, 96, 96), near, [0, 0, 96, 96]);
    tip.replaceChildren(copy, el("b", {}, app.className(truths[near])));
  };
  canvas.onpointerleave = () => { tip.hidden = true; };
  canvas.onclick = (event) => {
    const near = under(event);
    if (near >= 0) app.see({ picture: `validation.${near}` });
  };

  function under(event) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let best = -1;
    let least = 14 ** 2;
    places.forEach(([px, py], i) => {
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < least) [best, least] = [i, far];
    });
    return best;
  }

  function picture(pen, i, box) {
    if (!pictures) return;
    const size = scene.shape.reduce((product, side) => product * side, 1);
    paintImage(pen, pictures, i * size, scene.shape, box, inkOf(app.theme()));
  }

  function shown() {
    const answer = scene.answers?.tsne;
    if (way === "tsne") return answer?.state === "done" ? Float32Array.from(answer.value.flat()) : null;
    return points;
  }

  function show() {
    for (const button of ways) button.setAttribute("aria-pressed", String(button.dataset.way === way));
    const answer = scene?.answers?.tsne;
    const waits = way === "tsne" && answer?.state === "waiting";
    write(note, text(waits ? "tsne_waits" : way === "tsne" && answer?.state === "failed" ? "answer_failed" : "embedding_note"));
    const found = shown();
    if (!found || !truths || host.hidden) return;
    draw(found);
  }

  function draw(found) {
    const wide = host.clientWidth || 600;
    const pen = sized(canvas, wide * RATIO, TALL * RATIO);
    canvas.style.height = `${TALL}px`;
    const count = Math.min(found.length / 2, truths.length);
    const [xs, ys] = [0, 1].map((axis) => {
      const all = Array.from({ length: count }, (_, i) => found[2 * i + axis]);
      const [low, high] = [Math.min(...all), Math.max(...all)];
      return all.map((value) => (value - low) / Math.max(1e-9, high - low));
    });
    places = xs.map((x, i) => [MARGIN + x * (wide - 2 * MARGIN), MARGIN + ys[i] * (TALL - 2 * MARGIN)]);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const tones = palette(app.theme());
    places.forEach(([x, y], i) => {
      const edge = 13 * RATIO;
      const box = [x * RATIO - edge / 2, y * RATIO - edge / 2, edge, edge];
      if (pictures) picture(pen, i, box);
      pen.strokeStyle = classColour(tones, scene.classes, truths[i] % 8);
      pen.lineWidth = 1.5 * RATIO;
      pen.strokeRect(...box);
    });
  }

  return {
    scene(next) {
      scene = next;
      isDrawn = "";
      for (const button of ways) write(button, text(WAYS[button.dataset.way]));
      list.setAttribute("aria-label", text("panel_embedding"));
      canvas.setAttribute("aria-label", text("panel_embedding"));
      const tones = palette(app.theme());
      legend.replaceChildren(...scene.names.map((name, i) => {
        const dot = el("i", { class: "np-class-dot", style: `background: ${classColour(tones, scene.classes, i % 8)}` });
        return el("span", {}, dot, name);
      }));
      show();
    },
    frame(frame) {
      if (frame.truths) truths = frame.truths;
      if (frame.embedding_pictures) pictures = frame.embedding_pictures;
      if (!frame.embedding) return;
      points = frame.embedding;
      const key = `${way}:${points[0]}:${points[1]}:${points.length}:${app.theme()}:${host.clientWidth}`;
      if (key === isDrawn) return;
      isDrawn = key;
      show();
    },
  };
}

// The surface from above: grey contours, minima, the start and the trails of all racers. A click
// sets the start. The 3-D view takes its place while it is chosen.

import { el, write } from "./dom.js";
import { paint, tones } from "./relief.js";
import { createSpace } from "./surfacespace.js";

const VIEWS = ["as_map", "as_space"];
const TICKS = 3;
const LINE = 15; // from name to name

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const legend = el("span", { class: "np-sub" });
  const buttons = VIEWS.map((word) => el("button", { type: "button", "data-t": word, onclick: () => choose(word) }));
  const segment = el("div", { class: "np-segment np-small-segment", role: "group" }, ...buttons);
  const ground = el("canvas");
  const over = el("canvas");
  const plane = el("div", { class: "np-surface-plane", role: "img" }, ground, over);
  const room = el("div", { class: "np-surface-space", hidden: "" });
  const nobody = el("p", { class: "np-nobody-line" });
  const hold = el("div", { class: "np-surface-hold" }, plane, room);
  host.append(el("div", { class: "np-head" }, title, legend, el("span", { class: "np-push" }), segment), hold, nobody);
  const space = createSpace(room, app);

  let scene = null;
  let frame = null;
  let trails = null; // {trails, shape}: the newest that came
  let shown = "as_map";
  let pointed = null;
  let side = 0;

  plane.onclick = (event) => {
    const box = plane.getBoundingClientRect();
    const { x, y } = scene.surface;
    const at = ([low, high], share) => Number((low + share * (high - low)).toPrecision(4));
    app.send({
      name: "start", x: at(x, (event.clientX - box.left) / box.width),
      y: at(y, 1 - (event.clientY - box.top) / box.height),
    });
  };

  function choose(word) {
    shown = word;
    plane.hidden = word !== "as_map";
    room.hidden = word === "as_map";
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.t === word));
    measure();
    draw();
  }

  const placeX = (x) => ((x - scene.surface.x[0]) / (scene.surface.x[1] - scene.surface.x[0])) * side;
  const placeY = (y) => (1 - (y - scene.surface.y[0]) / (scene.surface.y[1] - scene.surface.y[0])) * side;

  function measure() {
    side = Math.floor(Math.min(hold.clientWidth, hold.clientHeight || hold.clientWidth));
    if (!scene || side < 100 || shown !== "as_map") return;
    plane.style.width = plane.style.height = `${side}px`;
    const dense = Math.round(side * Math.min(2, devicePixelRatio || 1));
    for (const canvas of [ground, over]) if (canvas.width !== dense) canvas.width = canvas.height = dense;
    paint(ground, scene, app.theme());
    furnish();
  }

  // Ticks, minima and the start, which stand still.
  function furnish() {
    const pen = ready(ground, false);
    const ink = tones(app.theme());
    pen.lineWidth = 1.5;
    for (const [x, y] of scene.surface.minima) {
      mark(pen, ink, (path) => {
        for (const [a, b] of [[-6, -6], [-6, 6]]) {
          path.moveTo(placeX(x) + a, placeY(y) + b);
          path.lineTo(placeX(x) - a, placeY(y) - b);
        }
      });
    }
    const [x, y] = scene.surface.start;
    mark(pen, ink, (path) => path.arc(placeX(x), placeY(y), 6, 0, 7));
    pen.font = `12px ${getComputedStyle(host).fontFamily}`;
    for (let i = 0; i < TICKS; i += 1) {
      const share = (i + 0.5) / TICKS;
      const value = ([low, high]) => Number((low + share * (high - low)).toPrecision(2));
      const [vx, vy] = [value(scene.surface.x), value(scene.surface.y)];
      words(pen, ink, String(vx).replace("-", "−"), placeX(vx), side - 6, "center");
      words(pen, ink, String(vy).replace("-", "−"), 6, placeY(vy) + 4, "left");
    }
  }

  function mark(pen, ink, shape) {
    for (const [colour, width] of [[ink.halo, 5], [ink.text, 2]]) {
      pen.beginPath();
      shape(pen);
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.stroke();
    }
  }

  function words(pen, ink, said, x, y, align) {
    pen.textAlign = align;
    pen.lineJoin = "round";
    pen.lineWidth = 3;
    pen.strokeStyle = ink.halo;
    pen.strokeText(said, x, y);
    pen.fillStyle = ink.text;
    pen.fillText(said, x, y);
  }

  function ready(canvas, clears = true) {
    const pen = canvas.getContext("2d");
    const dense = canvas.width / side;
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    if (clears) pen.clearRect(0, 0, side, side);
    return pen;
  }

  function draw() {
    if (!scene || !frame || side < 100) return;
    if (shown === "as_space") return space.draw(scene, trails, pointed);
    const pen = ready(over);
    const ink = tones(app.theme());
    const racers = app.racers();
    if (trails?.shape[0] === racers.length) {
      for (const [index, racer] of racers.entries()) trail(pen, ink, racer, index);
    }
    ends(pen, ink, racers);
  }

  function trail(pen, ink, racer, index) {
    const [, count] = trails.shape;
    const at = index * count * 3;
    pen.beginPath();
    for (let i = 0; i < count; i += 1) {
      const x = trails.rows[at + 3 * i];
      if (Number.isNaN(x)) break;
      pen.lineTo(placeX(x), placeY(trails.rows[at + 3 * i + 1]));
    }
    const [x, y] = [frame.places[2 * index], frame.places[2 * index + 1]];
    if (!Number.isNaN(x)) pen.lineTo(placeX(x), placeY(y));
    pen.lineJoin = "round";
    pen.globalAlpha = pointed === null || pointed === index ? 1 : 0.2;
    pen.setLineDash([]);
    pen.strokeStyle = ink.halo;
    pen.lineWidth = 4.5;
    pen.globalAlpha *= 0.55;
    pen.stroke();
    pen.globalAlpha = pointed === null || pointed === index ? 1 : 0.2;
    pen.setLineDash(racer.dash ? racer.dash.split(" ").map(Number) : []);
    pen.strokeStyle = racer.colour;
    pen.lineWidth = 2.25;
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  // The next row below, or above where there is no room below, in which no other name stands.
  function freeRow(taken, x, wanted) {
    for (const step of [LINE, -LINE]) {
      let row = wanted;
      const clash = () => taken.find(([other, at]) => Math.abs(other - row) < LINE - 1 && Math.abs(at - x) < 90);
      for (let other = clash(); other; other = clash()) row = other[0] + step;
      if (row > 12 && row < side - 4) return row;
    }
    return wanted;
  }

  // Dots where the racers are, and their names beside them, pushed apart.
  function ends(pen, ink, racers) {
    pen.font = `600 13px ${getComputedStyle(host).fontFamily}`;
    const taken = [];
    racers.forEach((racer, index) => {
      const [x, y] = [placeX(frame.places[2 * index]), placeY(frame.places[2 * index + 1])];
      if (!(x >= 0 && x <= side && y >= 0 && y <= side)) return;
      pen.beginPath();
      pen.arc(x, y, 5, 0, 7);
      pen.fillStyle = racer.colour;
      pen.strokeStyle = ink.halo;
      pen.lineWidth = 2;
      pen.fill();
      pen.stroke();
      const isLeft = x > side - 90;
      const row = freeRow(taken, x, Math.min(side - 8, Math.max(14, y + 4)));
      taken.push([row, x]);
      words(pen, ink, racer.name, isLeft ? x - 10 : x + 10, row, isLeft ? "right" : "left");
    });
  }

  choose(shown);
  return {
    scene(next) {
      if (next.generation !== scene?.generation) trails = null;
      scene = next;
      write(title, text("descent"));
      write(legend, text("map_legend"));
      plane.setAttribute("aria-label", text("surface_spoken"));
      segment.setAttribute("aria-label", text("drawn_as"));
      for (const button of buttons) write(button, text(button.dataset.t));
      write(nobody, text("say.race_nobody"));
      space.scene(scene);
      measure();
    },
    frame(next) {
      frame = next;
      if (next.trails) trails = { rows: next.trails, shape: next.shapes.trails };
      draw();
    },
    resize() {
      measure();
      draw();
    },
    point(racer) {
      pointed = racer;
      draw();
    },
    destroy: () => space.destroy(),
  };
}

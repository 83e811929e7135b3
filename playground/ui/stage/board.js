// The boundary card: what the network says at every place of the plane, with the data on top.
//
// Two layers of canvas: the map, and the ink on it: lines, points (drawn once per scene on a sheet
// out of sight) and the marks that move (batch, pointer). More layers would cost the browser more
// than drawing anew does; nothing is measured in a frame.

import { createTracer } from "./contour.js";
import { el, write } from "./dom.js";
import { createField } from "./field.js";
import { createLegend } from "./legend.js";
import { palette } from "./palette.js";
import { createView } from "./picture.js";
import { across, drawBatch, drawPoints, drawWrong, pointRadius, upward } from "./points.js";
import { createPointer } from "./pointer.js";
import { createReadout } from "./readout.js";
import { unitName } from "./shape.js";
import { summary } from "./summary.js";

const SUMMARY_MS = 2000;
const LOST_ALPHA = 0.5; // of the last finite picture, as in board.css
const SIDE_LEVEL = 16384; // a regression's lines at half of its range

export function create(host, app) {
  const title = el("h3", { class: "np-title" });
  const toggle = (field) => el("button", {
    class: "np-switch", type: "button", role: "switch",
    onclick: () => scene && app.setView(field, !scene.view[field]),
  }, el("span"), el("i", { class: "np-hit" }));
  const testPoints = toggle("test_points");
  const discretize = toggle("discretize");
  const layer = (name) => el("canvas", { class: name, "aria-hidden": "true" });
  const map = layer("np-map");
  const pen = layer("np-ink").getContext("2d");
  const sheet = el("canvas").getContext("2d"); // the points
  const described = el("p", { class: "np-hidden", id: `np-map-${Math.random().toString(36).slice(2)}` });
  const plane = el("div", {
    class: "np-plane", tabindex: "0", role: "application", "aria-describedby": described.id,
  }, map, pen.canvas);
  const legend = createLegend(app);
  const readout = createReadout(app);
  host.append(
    el("div", { class: "np-head" }, title, el("span", { class: "np-push" }), testPoints, discretize),
    el("div", { class: "np-plane-box" }, plane), legend.node, readout.node, described,
  );

  const field = createField(map);
  let tracer = createTracer(100);
  const view = createView();
  let scene = null;
  let frame = null; // the frame whose picture is shown
  let isShown = false; // whether the view holds a picture
  let isLost = false;
  let tones = palette("light");
  let side = 0;
  let scale = 1;
  let drawnPoints = "";
  let drawnWidth = 1;
  let toldAt = -Infinity;
  let marks = 0;

  const pointer = createPointer(plane, () => scene?.board ?? [-6, 6], (x1, x2) => {
    app.probe(x1, x2);
    if (!marks) marks = requestAnimationFrame(() => { marks = 0; if (isShown) { ink(); read(); } });
  });

  function resize() {
    const next = plane.clientWidth;
    const density = Math.min(2, window.devicePixelRatio || 1);
    if (!next || (next === side && density === scale)) return;
    side = next;
    scale = density;
    for (const { canvas } of [pen, sheet]) {
      canvas.width = canvas.height = Math.round(side * scale);
    }
    drawnPoints = "";
  }

  function setScene(next) {
    if (!scene) app.probe(...pointer.place);
    scene = next;
    write(testPoints.firstChild, app.text("show_test"));
    write(discretize.firstChild, app.text("discretize"));
    testPoints.setAttribute("aria-checked", Boolean(scene.view.test_points));
    discretize.setAttribute("aria-checked", Boolean(scene.view.discretize));
    plane.setAttribute("aria-label", app.text("map_help"));
    host.setAttribute("aria-label", heading(null));
    drawnPoints = "";
    toldAt = -Infinity;
    resize();
  }

  function heading(look) {
    if (look) return unitName(scene, look[0], look[1], app.text);
    if (scene.classes > 2) return app.text("regions");
    return scene.classes ? app.text("boundary") : app.text("field");
  }

  function show(next, current, isDue) {
    scene = current;
    if (!side) resize();
    isLost = next.state === "diverged";
    host.classList.toggle("np-lost", isLost);
    tones = palette(app.theme());
    // A diverged network has nothing to show: the last finite picture stays.
    if (!isLost || frame?.generation !== next.generation) frame = next;
    isShown = view.take(frame, scene, tones);
    if (!isShown) return;
    write(title, heading(frame.look));
    legend.update(frame, scene, tones, view);
    picture();
    points();
    ink();
    if (isDue) read();
  }

  function picture() {
    const hard = scene.view.discretize;
    if (view.winner) {
      const tables = tones.regionTables;
      if (hard) field.flat(view.winner, view.confidence, view.size, scene.classes, tables);
      else field.blended(view.winner, view.confidence, view.size, scene.classes, tables);
    } else {
      const colours = hard ? view.hardTable : view.table;
      field.scalar(view.values, view.from, view.size, view.gain, view.bias, colours);
    }
  }

  function ink() {
    const faint = isLost ? LOST_ALPHA : 1;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, side, side);
    pen.strokeStyle = tones.text;
    pen.lineWidth = 1.5;
    pen.lineJoin = "round";
    pen.globalAlpha = faint * tones.lineAlpha;
    line(view.winner ? null : view.level);
    if (!scene.classes && !view.isUnit && !scene.view.discretize) {
      pen.lineWidth = 1;
      pen.globalAlpha = faint * 0.3;
      line(SIDE_LEVEL);
      line(-SIDE_LEVEL);
    }
    pen.globalAlpha = faint;
    if (frame.wrong && scene.classes && !view.isUnit) {
      drawWrong(pen, scene, frame.wrong, tones, side, radius());
    }
    pen.globalAlpha = 1;
    const whole = sheet.canvas.width / scale;
    pen.drawImage(sheet.canvas, 0, 0, whole, whole);
    if (frame.batch_points) drawBatch(pen, scene, frame.batch_points, tones, side, radius());
    crosshair();
  }

  function line(level) {
    if (tracer.size !== view.size) tracer = createTracer(view.size);
    if (level === null) tracer.borders(view.winner, view.confidence);
    else tracer.level(view.plain, level);
    tracer.stroke(pen, side / view.size);
  }

  function points() {
    const range = scene.classes ? null : frame.map_range;
    // Values are coloured anew only when their range has changed by a sixth.
    const width = range ? range[1] - range[0] : 0;
    if (range && Math.abs(Math.log(width / drawnWidth)) > 0.16) drawnWidth = width;
    const key = `${scene.generation} ${tones.name} ${scene.view.test_points} ${side} ${scale} ${drawnWidth}`;
    if (key === drawnPoints) return;
    drawnPoints = key;
    sheet.setTransform(scale, 0, 0, scale, 0, 0);
    sheet.clearRect(0, 0, side, side);
    drawPoints(sheet, scene, tones, side, radius(), range);
    ticks();
  }

  const radius = () => pointRadius(scene, side);

  function ticks() {
    const [low, high] = scene.board;
    const number = (value) => String(value).replace("-", "\u2212");
    sheet.font = `500 12px ${getComputedStyle(host).fontFamily}`;
    sheet.lineJoin = "round";
    sheet.lineWidth = 2.5;
    sheet.strokeStyle = tones.halo;
    sheet.fillStyle = tones.text;
    const put = (words, x, y, align) => {
      sheet.textAlign = align;
      sheet.strokeText(words, x, y);
      sheet.fillText(words, x, y);
    };
    put(number(low), 5, side - 6, "left");
    put(number((low + high) / 2), side / 2, side - 6, "center");
    put(`${number(high)}  x₁`, side - 5, side - 6, "right");
    put(`x₂  ${number(high)}`, 5, 14, "left");
  }

  function crosshair() {
    const [x1, x2] = pointer.place;
    const x = across(x1, scene.board, side);
    const y = upward(x2, scene.board, side);
    pen.beginPath();
    for (const way of [-1, 1]) {
      pen.moveTo(x + 5 * way, y);
      pen.lineTo(x + 15 * way, y);
      pen.moveTo(x, y + 5 * way);
      pen.lineTo(x, y + 15 * way);
    }
    pen.lineCap = "butt";
    pen.lineWidth = 4.5;
    pen.strokeStyle = tones.halo;
    pen.stroke();
    pen.lineWidth = 2;
    pen.strokeStyle = tones.text;
    pen.stroke();
  }

  function read() {
    const now = performance.now();
    readout.update(frame, scene, tones, pointer.place, view.at(pointer.place, frame, scene));
    if (now - toldAt > SUMMARY_MS) {
      toldAt = now;
      write(described, summary(frame, scene, app.text));
    }
  }

  return { scene: setScene, frame: show, resize };
}

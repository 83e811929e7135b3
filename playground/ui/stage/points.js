// Data points: drawn once per scene on a layer of their own, since they never move.
//
// Training points are filled, test points hollow; all have a halo of page colour, which carries the
// contrast to the map under it. From three classes on they have an outline in text colour, from
// four each class has its own shape. Wrong ones get
// whiskers in text colour that show from under them (`drawWrong`).

import { el } from "./dom.js";
import { classColour, outline, shapeOf } from "./palette.js";

const HALO = 1.25;
const RING = 2.2;
const CROWD = 800; // so many points are drawn smaller

// Pixels of a board coordinate: x1 grows to the right, x2 upwards.
export const across = (x1, [low, high], side) => ((x1 - low) / (high - low)) * side;
export const upward = (x2, [low, high], side) => ((high - x2) / (high - low)) * side;

// The radius of points on a map of so many pixels.
export function pointRadius(scene, side) {
  const crowd = scene.labels.length > CROWD ? 0.75 : 0;
  return (side < 400 ? 3 : 3.5) - crowd + (scene.classes > 3 ? 0.75 : 0);
}

// Paint the visible points. `range` [low, high] colours the values of a regression.
export function drawPoints(pen, scene, tones, side, radius, range) {
  const { points, labels, is_test: isTest, classes } = scene;
  const outlines = new Map();
  const colour = colouring(scene, tones, range);
  for (let i = 0; i < labels.length; i++) {
    if (isTest[i] && !scene.view.test_points) continue;
    const shape = classes > 0 ? shapeOf(classes, labels[i]) : "circle";
    if (!outlines.has(shape)) outlines.set(shape, new Path2D(outline(shape)));
    pen.save();
    pen.translate(
      across(points[2 * i], scene.board, side), upward(points[2 * i + 1], scene.board, side),
    );
    point(pen, outlines.get(shape), radius, colour(labels[i]), isTest[i], classes > 2, tones);
    pen.restore();
  }
}

function colouring(scene, tones, range) {
  if (scene.classes > 0) return (label) => classColour(tones, scene.classes, label);
  const [low, high] = range;
  const last = tones.valueColours.length - 1;
  return (value) => {
    const share = (value - low) / (high - low);
    return tones.valueColours[Math.round(last * Math.min(1, Math.max(0, share)))];
  };
}

function point(pen, shape, radius, colour, isHollow, isOutlined, tones) {
  const rim = isOutlined ? 1 : 0;
  if (isHollow && !rim) radius *= 1.14; // the ring's middle lies on the filled point's edge
  pen.scale(radius, radius);
  const width = (pixels) => { pen.lineWidth = (2 * pixels) / radius; };
  pen.lineJoin = "round";
  width(HALO + rim);
  pen.strokeStyle = tones.halo;
  pen.stroke(shape);
  if (rim) {
    width(rim);
    pen.strokeStyle = tones.text;
    pen.stroke(shape);
  }
  pen.fillStyle = colour;
  pen.fill(shape);
  if (isHollow) {
    const inside = Math.max(0.3, 1 - (RING / radius) * (rim ? 0.78 : 1));
    pen.scale(inside, inside);
    pen.fillStyle = tones.halo;
    pen.fill(shape);
  }
}

// Whiskers round each point that the network gets wrong; the point itself lies over them.
export function drawWrong(pen, scene, wrong, tones, side, radius) {
  const arm = 0.75 * radius + 3.25;
  pen.beginPath();
  for (let i = 0; i < wrong.length; i++) {
    if (!wrong[i] || (scene.is_test[i] && !scene.view.test_points)) continue;
    const x = across(scene.points[2 * i], scene.board, side);
    const y = upward(scene.points[2 * i + 1], scene.board, side);
    pen.moveTo(x - arm, y - arm);
    pen.lineTo(x + arm, y + arm);
    pen.moveTo(x - arm, y + arm);
    pen.lineTo(x + arm, y - arm);
  }
  pen.lineWidth = 1.75;
  pen.strokeStyle = tones.text;
  pen.stroke();
}

// A ring round each point of the batch trained last.
export function drawBatch(pen, scene, batch, tones, side, radius) {
  pen.beginPath();
  for (let k = 0; k < batch.length; k++) {
    const i = batch[k];
    const x = across(scene.points[2 * i], scene.board, side);
    const y = upward(scene.points[2 * i + 1], scene.board, side);
    pen.moveTo(x + radius + 3.5, y);
    pen.arc(x, y, radius + 3.5, 0, 7);
  }
  pen.lineWidth = 3.5;
  pen.strokeStyle = tones.halo;
  pen.stroke();
  pen.lineWidth = 1.75;
  pen.strokeStyle = tones.text;
  pen.stroke();
}

// The same marks beside words: `set(tones, classes, index | css colour, isHollow)`.
export function createSwatch() {
  const path = el("path");
  const svg = el("svg", { class: "np-swatch", viewBox: "-8 -8 16 16", "aria-hidden": "true" }, path);
  let key = "";
  function set(tones, classes, kind, isHollow = false) {
    const next = `${tones.name} ${classes} ${kind} ${isHollow}`;
    if (next === key) return;
    key = next;
    const colour = typeof kind === "string" ? kind : classColour(tones, classes, kind);
    path.setAttribute("d", outline(typeof kind === "string" ? "circle" : shapeOf(classes, kind)));
    path.setAttribute("transform", `scale(${isHollow ? 4.6 : 5.6})`);
    path.setAttribute("fill", isHollow ? tones.halo : colour);
    const isShade = typeof kind === "string";
    path.setAttribute("stroke", isHollow ? colour : isShade ? tones.mute : tones.text);
    path.setAttribute("stroke-width", isHollow ? 2.6 / 4.6 : isShade || classes > 2 ? 1.2 / 5.6 : 0);
  }
  return { node: svg, set };
}

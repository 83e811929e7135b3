// The tiles of the network: for each feature, neuron and output a live map with its bias, drawn on
// the canvas of the links, and over it a real button, clear but for its ring.

import { el } from "./dom.js";
import { featureName, featureNodes } from "./names.js";
import { colourOf } from "./palette.js";
import { createSwatch } from "./points.js";
import { activeFeatures, kernelStart, sourceCount, unitCount, unitIndex, unitName } from "./shape.js";
import { createStrip } from "./strip.js";

const CORNER = 4; // px
const DOT_FROM = 20; // smaller tiles have no bias dot
const DOT = 3; // px, its radius
const DOT_AT = 5; // px from the left and the lower edge to its middle

// `on` = {feature(word, on), enter(tile), leave(tile), pick(tile), bias(tile)}; a tile is
// {kind, layer, unit, word, node, x, y, size}, layer -1 for features.
export function createTiles(host, app, on) {
  const text = app.text;
  const pool = new Map(); // key -> tile, so that pictures and focus stay when the scene changes
  const strips = { feature: createStrip(), unit: createStrip() };
  let tiles = [];
  let tables = []; // of all units, each [smooth, hard]
  let lit = null; // the tile in focus when the features were painted
  let scale = 1;
  let outline = null; // of all pictures, in pixels of the canvas

  function make(key, kind) {
    const node = el("button", { class: `np-unit np-is-${kind}`, type: "button" });
    const tile = { key, kind, node, dot: null, label: null };
    const isTouch = (event) => event.pointerType === "touch";
    node.addEventListener("pointerenter", (event) => { if (!isTouch(event)) on.enter(tile); });
    node.addEventListener("pointerleave", (event) => { if (!isTouch(event)) on.leave(tile); });
    node.addEventListener("focus", () => { if (node.matches(":focus-visible")) on.enter(tile); });
    node.addEventListener("blur", () => on.leave(tile));
    if (kind === "feature") {
      node.setAttribute("role", "switch");
      tile.label = el("span", { class: "np-feature-name", "aria-hidden": "true" });
      const toggle = () => {
        if (node.getAttribute("aria-disabled") !== "true") on.feature(tile.word, !tile.isOn);
      };
      node.addEventListener("click", toggle);
      tile.label.addEventListener("click", toggle);
    } else {
      node.addEventListener("click", () => on.pick(tile));
      if (kind === "output") {
        tile.badge = createSwatch();
        node.append(tile.badge.node);
      }
      tile.dot = el("button", {
        class: "np-bias", type: "button", tabindex: "-1", onclick: () => on.bias(tile),
      });
    }
    pool.set(key, tile);
    return tile;
  }

  function arrange(plan, scene, tones, density) {
    tiles = [];
    tables = [];
    scale = density;
    plan.shown.forEach((index, i) => {
      const { word, on: isOn } = scene.features[index];
      const tile = pool.get(word) ?? make(word, "feature");
      Object.assign(tile, { layer: -1, word, isOn, map: index, unit: -1 }, spotOf(plan.columns[0], i));
      tiles.push(tile);
    });
    activeFeatures(scene).forEach(({ word }, i) => { pool.get(word).unit = i; });
    for (let layer = 0; layer <= scene.layers.length; layer++) {
      const kind = layer < scene.layers.length ? "neuron" : "output";
      const column = plan.columns[layer + 1];
      column.tiles.forEach((_, unit) => {
        const key = kind === "output" ? `o${unit}` : `${layer}.${unit}`;
        const tile = pool.get(key) ?? make(key, kind);
        Object.assign(tile, { layer, unit, map: unitIndex(scene, layer, unit) }, spotOf(column, unit));
        tile.biasAt = kernelStart(scene, layer) + sourceCount(scene, layer) * unitCount(scene, layer) + unit;
        tables[tile.map] = tablesOf(scene, tile, tones);
        tiles.push(tile);
      });
    }
    const kept = new Set(tiles);
    for (const [key, tile] of pool) {
      if (kept.has(tile)) continue;
      for (const node of [tile.node, tile.dot, tile.label]) node?.remove();
      pool.delete(key);
    }
    place(scene, tones);
    outline = new Path2D();
    for (const tile of tiles) outline.roundRect(...box(tile), CORNER * scale);
    features(scene, tones, null);
  }

  const spotOf = ({ tiles: spots, reach }, i) =>
    ({ ...spots[i], reach: reach.map((length) => `${-length}px`).join(" ") });

  const tablesOf = (scene, tile, tones) => (tile.kind === "output" && scene.classes > 2
    ? [tones.regionTables[tile.unit], tones.regionHardTables[tile.unit]]
    : [tones.divergingTable, tones.hardTable]);

  function place(scene, tones) {
    const single = activeFeatures(scene).length === 1;
    let before = null;
    for (const tile of tiles) {
      const { node, dot, label, x, y, size, reach } = tile;
      node.style.cssText =
        `left:${x}px;top:${y}px;width:${size}px;height:${size}px;--np-reach:${reach}`;
      for (const part of [label, node, dot]) before = follow(part, before);
      if (tile.kind === "feature") {
        feature(tile, single);
        continue;
      }
      node.setAttribute("aria-label", unitName(scene, tile.layer, tile.unit, text));
      tile.badge?.node.classList.toggle("np-none", scene.classes < 3);
      tile.badge?.set(tones, scene.classes, tile.unit);
      dot.hidden = size < DOT_FROM;
      dot.style.cssText = `left:${x + DOT_AT - DOT}px;top:${y + size - DOT_AT - DOT}px`;
      dot.setAttribute("aria-label", text("bias_of", { name: unitName(scene, tile.layer, tile.unit, text) }));
    }
  }

  // Keeps the document in reading order without touching what is in place already.
  function follow(part, before) {
    if (!part) return before;
    const next = before ? before.nextSibling : host.firstChild;
    if (next !== part) host.insertBefore(part, next);
    return part;
  }

  function feature(tile, single) {
    const { node, label, x, y, size, isOn, word } = tile;
    node.setAttribute("aria-checked", String(isOn));
    const isLast = single && isOn;
    if (isLast) node.setAttribute("aria-disabled", "true");
    else node.removeAttribute("aria-disabled");
    node.setAttribute("aria-label", featureName(word));
    node.title = isLast ? text("last_feature") : isOn ? text("feature_off") : text("feature_on");
    label.className = isOn ? "np-feature-name" : "np-feature-name np-off";
    label.style.cssText = `width:${x - 8}px;top:${y + size / 2 - 10}px`;
    if (label.dataset.word !== word) {
      label.dataset.word = word;
      label.replaceChildren(...featureNodes(word));
    }
  }

  // --- pictures

  // On whole pixels of the canvas, outwards: what is too much lies under the button's ring.
  function box({ x, y, size }) {
    const [left, top] = [x, y].map((at) => Math.floor(at * scale));
    return [left, top, Math.ceil((x + size) * scale) - left, Math.ceil((y + size) * scale) - top];
  }

  // Features that are off are pale, less so while they are in focus.
  function features(scene, tones, focus) {
    lit = focus;
    const shown = scene.features.map(({ word, on: isOn }) => (isOn ? tones.divergingTable
      : pool.get(word) === focus ? tones.offLitTable : tones.offTable));
    strips.feature.paint(scene.feature_maps, scene.shapes.feature_maps[1], shown);
  }

  function take(frame, scene) {
    const hard = scene.view.discretize ? 1 : 0;
    strips.unit.paint(frame.tiles, frame.shapes.tiles[1], tables.map((pair) => pair[hard]));
  }

  // Everything as of the last `take`, over what is on the canvas already.
  function draw(pen, weights, scene, tones, focus) {
    if (focus !== lit) features(scene, tones, focus);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.globalAlpha = 1;
    pen.save();
    pen.clip(outline);
    for (const tile of tiles) {
      strips[tile.kind === "feature" ? "feature" : "unit"].draw(pen, tile.map, ...box(tile));
    }
    pen.restore();
    dots(pen, weights, tones);
  }

  function dots(pen, weights, tones) {
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const shown = tiles.filter((tile) => tile.dot && tile.size >= DOT_FROM);
    const disc = (colour, { x, y, size }, radius) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.arc(x + DOT_AT, y + size - DOT_AT, radius, 0, 7);
      pen.fill();
    };
    for (const tile of shown) {
      disc(tones.halo, tile, DOT + 1);
      disc(colourOf(tones, weights[tile.biasAt]), tile, DOT);
    }
  }

  return { arrange, take, draw, get all() { return tiles; } };
}

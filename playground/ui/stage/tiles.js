// The tiles of the network: a button with a live map for each feature, neuron and output.

import { el } from "./dom.js";
import { featureName, featureNodes } from "./names.js";
import { colourOf } from "./palette.js";
import { createSwatch } from "./points.js";
import { activeFeatures, kernelStart, sourceCount, unitCount, unitIndex, unitName } from "./shape.js";

// Maps painted in one frame while it plays; more take turns. Each is a layer of its own for the
// browser, and half as many changed ones cost it half as much.
const BUDGET = 12;
const DOT_FROM = 20; // smaller tiles have no bias dot

// `on` = {feature(word, on), enter(tile), leave(tile), pick(tile), bias(tile)}; a tile is
// {kind, layer, unit, word, node, x, y, size}, layer -1 for features.
export function createTiles(host, app, on) {
  const text = app.text;
  const pool = new Map(); // key -> tile, so that pictures and focus stay when the scene changes
  let tiles = [];
  let learning = []; // those that follow the training
  let turn = 0;
  let image = new ImageData(40, 40);
  let pixels = new Uint32Array(image.data.buffer);

  function make(key, kind) {
    const canvas = el("canvas", { class: "np-tile", width: 40, height: 40, "aria-hidden": "true" });
    const node = el("button", { class: `np-unit np-is-${kind}`, type: "button" }, canvas);
    const tile = { key, kind, node, canvas, pen: canvas.getContext("2d"), dot: null, label: null };
    const isTouch = (event) => event.pointerType === "touch";
    node.addEventListener("pointerenter", (event) => { if (!isTouch(event)) on.enter(tile); });
    node.addEventListener("pointerleave", (event) => { if (!isTouch(event)) on.leave(tile); });
    node.addEventListener("focus", () => { if (node.matches(":focus-visible")) on.enter(tile); });
    node.addEventListener("blur", () => on.leave(tile));
    if (kind === "feature") {
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

  function arrange(plan, scene, tones) {
    tiles = [];
    plan.shown.forEach((index, i) => {
      const { word, on: isOn } = scene.features[index];
      const tile = pool.get(word) ?? make(word, "feature");
      Object.assign(tile, { layer: -1, word, isOn, map: index, unit: -1 }, plan.columns[0].tiles[i]);
      tiles.push(tile);
    });
    activeFeatures(scene).forEach(({ word }, i) => { pool.get(word).unit = i; });
    for (let layer = 0; layer <= scene.layers.length; layer++) {
      const kind = layer < scene.layers.length ? "neuron" : "output";
      plan.columns[layer + 1].tiles.forEach((spot, unit) => {
        const key = kind === "output" ? `o${unit}` : `${layer}.${unit}`;
        const tile = pool.get(key) ?? make(key, kind);
        Object.assign(tile, { layer, unit, index: unitIndex(scene, layer, unit) }, spot);
        tile.biasAt = kernelStart(scene, layer) + sourceCount(scene, layer) * unitCount(scene, layer) + unit;
        tile.tables = tablesOf(scene, tile, tones);
        tiles.push(tile);
      });
    }
    learning = tiles.filter((tile) => tile.kind !== "feature");
    const kept = new Set(tiles);
    for (const [key, tile] of pool) {
      if (kept.has(tile)) continue;
      for (const node of [tile.node, tile.dot, tile.label]) node?.remove();
      pool.delete(key);
    }
    place(scene, tones);
  }

  const tablesOf = (scene, tile, tones) => (tile.kind === "output" && scene.classes > 2
    ? [tones.regionTables[tile.unit], tones.regionHardTables[tile.unit]]
    : [tones.divergingTable, tones.hardTable]);

  function place(scene, tones) {
    const single = activeFeatures(scene).length === 1;
    let before = null;
    for (const tile of tiles) {
      const { node, dot, label, x, y, size } = tile;
      node.style.cssText = `left:${x}px;top:${y}px;width:${size}px;height:${size}px`;
      for (const part of [label, node, dot]) before = follow(part, before);
      if (tile.kind === "feature") {
        feature(tile, scene, tones, single);
        continue;
      }
      node.setAttribute("aria-label", unitName(scene, tile.layer, tile.unit, text));
      tile.badge?.node.classList.toggle("np-none", scene.classes < 3);
      tile.badge?.set(tones, scene.classes, tile.unit);
      dot.hidden = size < DOT_FROM;
      dot.style.cssText = `left:${x + 2}px;top:${y + size - 8}px`;
      dot.setAttribute("aria-label", text("bias_of", { name: unitName(scene, tile.layer, tile.unit, text) }));
      tile.bias = NaN;
    }
  }

  // Keeps the document in reading order without touching what is in place already.
  function follow(part, before) {
    if (!part) return before;
    const next = before ? before.nextSibling : host.firstChild;
    if (next !== part) host.insertBefore(part, next);
    return part;
  }

  function feature(tile, scene, tones, single) {
    const { node, label, x, y, size, isOn, word } = tile;
    node.setAttribute("aria-pressed", String(isOn));
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
    paint(tile, scene.feature_maps, scene.shapes.feature_maps[1], tile.map, tones.divergingTable);
  }

  function paint(tile, maps, side, at, colours) {
    if (image.width !== side) {
      image = new ImageData(side, side);
      pixels = new Uint32Array(image.data.buffer);
    }
    if (tile.canvas.width !== side) tile.canvas.width = tile.canvas.height = side;
    const from = at * pixels.length;
    for (let i = 0; i < pixels.length; i++) pixels[i] = colours[maps[from + i]];
    tile.pen.putImageData(image, 0, 0);
  }

  function draw(frame, scene, tones) {
    const hard = scene.view.discretize ? 1 : 0;
    const side = frame.shapes.tiles[1];
    const all = learning.length;
    const now = frame.state === "playing" ? Math.min(all, BUDGET) : all;
    for (let n = 0; n < now; n++) {
      const tile = learning[(turn + n) % all];
      paint(tile, frame.tiles, side, tile.index, tile.tables[hard]);
    }
    turn = (turn + now) % all;
    for (const tile of learning) {
      if (tile.size < DOT_FROM) continue;
      const colour = colourOf(tones, frame.weights[tile.biasAt]);
      if (colour !== tile.bias) {
        tile.bias = colour;
        tile.dot.style.setProperty("--np-dot", colour);
      }
    }
  }

  return { arrange, draw, get all() { return tiles; } };
}

// The network card: features, neurons with their live maps, and the weights between them.

import { el, name, write } from "./dom.js";
import { formula, terms } from "./formula.js";
import { createHeads, createStepper } from "./heads.js";
import { plan } from "./layout.js";
import { createLinks } from "./links.js";
import { createNeuron, spoken } from "./neuron.js";
import { palette, signed } from "./palette.js";
import { sourceName, unitName } from "./shape.js";
import { createTiles } from "./tiles.js";
import { createWeightField } from "./weightfield.js";

const NARROW = 460; // px of the card under which it is laid out for a phone

export function create(host, app) {
  const title = el("h3", { class: "np-title" });
  const parameters = el("span", { class: "np-sub" });
  const depth = createStepper((count) => app.send({ name: "layers", count }));
  depth.node.classList.add("np-push", "np-depth");
  const canvas = el("canvas", { class: "np-links", "aria-hidden": "true" });
  const heads = el("div", { class: "np-cols" });
  const units = el("div", { class: "np-units" });
  const sheet = el("div", { class: "np-sheet" }, canvas, heads, units);
  const scroll = el("div", { class: "np-scroll" }, sheet);
  const label = el("span", { class: "np-link-label", hidden: "", "aria-hidden": "true" });
  const net = el("div", { class: "np-net" }, scroll, label);
  const hint = el("span");
  const dashed = el("button", { class: "np-dashes", type: "button", "aria-pressed": "false" },
    el("svg", { viewBox: "0 0 26 8", "aria-hidden": "true" },
      el("path", {
        d: "M1 4H25", fill: "none", stroke: "currentColor", "stroke-width": "2",
        "stroke-dasharray": "6 3",
      })));
  host.append(
    el("div", { class: "np-head" }, title, parameters, depth.node), net,
    el("div", { class: "np-hint" }, hint, dashed),
  );

  let scene = null;
  let frame = null;
  let tones = palette("light");
  let drawing = null; // the plan in force
  let size = [0, 0, 1];
  let showsAll = false;
  let isNarrow = false;
  let arranged = "";
  let hover = null; // tile under the pointer or with the focus
  let held = null; // tile whose card is held open
  let link = -1; // link under the pointer
  let hasDashes = matchMedia("(forced-colors: active)").matches;

  const pen = canvas.getContext("2d");
  const links = createLinks(pen);
  const columns = createHeads(heads, app, () => { showsAll = !showsAll; arrange(); });
  const tiles = createTiles(units, app, {
    feature: (word, on) => app.send({ name: "feature", word, on }),
    enter, leave, pick,
    bias: (tile) => weight(
      { layer: tile.layer, source: -1, target: tile.unit }, tile.biasAt,
      [tile.x - scroll.scrollLeft + 12, tile.y + tile.size - scroll.scrollTop],
      tile.dot.getAttribute("aria-label"), tile.node),
  });
  const card = createNeuron(net, app, release);
  const field = createWeightField(net, app.send);

  // --- looking

  const focus = () => hover ?? held;

  function enter(tile) {
    hover = tile;
    dropLink();
    if (frame && tile.kind !== "feature") {
      tile.node.setAttribute("aria-label", spoken(frame, scene, tile.layer, tile.unit, app.text));
    }
    look();
  }

  function leave(tile) {
    if (hover !== tile) return;
    hover = null;
    look();
  }

  function pick(tile) {
    if (held === tile || !frame) { release(); return; }
    held?.node.classList.remove("np-is-held");
    held = tile;
    tile.node.classList.add("np-is-held");
    look();
    card.open(tile, frame, scene, [scroll.scrollLeft, scroll.scrollTop]);
  }

  function release() {
    const tile = held;
    held = null;
    tile?.node.classList.remove("np-is-held");
    card.hide();
    if (card.contains(net.getRootNode().activeElement)) tile?.node.focus({ preventScroll: true });
    look();
  }

  // The large map shows the neuron that is looked at; one output is the boundary itself.
  function look() {
    const tile = focus();
    const isOne = tile?.kind === "output" && scene.output.units === 1;
    if (tile && tile.kind !== "feature" && !isOne) app.look(tile.layer, tile.unit);
    else app.look(null);
    draw();
    tell();
  }

  // The line under the drawing: the formula of the neuron that is looked at, else what to do.
  function tell() {
    if (!frame) return;
    const tile = focus();
    const isUnit = Boolean(tile) && tile.kind !== "feature";
    hint.classList.toggle("np-says", isUnit);
    if (isUnit) {
      const part = tile.kind === "output" ? scene.output : scene.layers[tile.layer];
      const seen = terms(frame, scene, tile.layer, tile.unit);
      write(hint, formula(seen, part.activation, isNarrow ? 2 : 4));
    } else if (links.drawn < links.total && !isNarrow) {
      write(hint, app.text("strongest_drawn", { drawn: links.drawn, total: links.total }));
    } else {
      write(hint, isNarrow ? app.text("network_hint_touch") : app.text("network_hint"));
    }
  }

  // --- links

  function pointAt(event) {
    const box = sheet.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  scroll.addEventListener("pointermove", (event) => {
    if (!frame || event.pointerType === "touch" || hover || field.isOpen) return;
    const onSheet = event.target === canvas || event.target === sheet || event.target === units;
    const [x, y] = pointAt(event);
    const found = onSheet ? links.find(x, y, frame.weights) : -1;
    if (found !== link) {
      link = found;
      scroll.classList.toggle("np-on-link", link >= 0);
      draw();
    }
    if (link < 0) { label.hidden = true; return; }
    nameLink();
    label.hidden = false;
    const left = Math.min(x - scroll.scrollLeft + 12, net.clientWidth - label.offsetWidth);
    label.style.transform = `translate(${Math.max(0, left)}px,${Math.max(0, y - scroll.scrollTop - 30)}px)`;
  });
  scroll.addEventListener("pointerleave", dropLink);
  scroll.addEventListener("click", (event) => {
    if (held && event.target.closest(".np-unit, .np-bias, .np-cols") === null) release();
    if (link < 0 || event.target.closest("button")) return;
    const [x, y] = pointAt(event);
    const { layer, source, target, index } = links.ends(link);
    weight({ layer, source, target }, index, [x - scroll.scrollLeft, y - scroll.scrollTop], joined());
    dropLink();
  });

  function dropLink() {
    if (link < 0) return;
    link = -1;
    label.hidden = true;
    scroll.classList.remove("np-on-link");
    draw();
  }

  function joined() {
    const { layer, source, target } = links.ends(link);
    return `${sourceName(scene, layer, source, app.text)} → ${unitName(scene, layer, target, app.text)}`;
  }

  const nameLink = () => write(label, `${joined()}  ${signed(frame.weights[links.ends(link).index], 2)}`);

  function weight(target, index, place, words, from) {
    if (frame) field.open(place, target, frame.weights[index], words, from);
  }

  function draw() {
    if (!frame || !drawing) return;
    const tile = focus();
    links.draw(frame.weights, tones, tile ? { layer: tile.layer, unit: tile.unit } : null, hasDashes);
    if (link >= 0) links.accent(link, frame.weights, tones);
    tiles.draw(pen, frame.weights, scene, tones, tile);
  }

  dashed.onclick = () => { hasDashes = !hasDashes; dashes(); draw(); };
  const dashes = () => dashed.setAttribute("aria-pressed", String(hasDashes));

  // --- scene, frames, size

  function setScene(next) {
    const isOther = next.generation !== scene?.generation;
    scene = next;
    write(title, app.text("network"));
    host.setAttribute("aria-label", app.text("network"));
    write(parameters, app.text("parameters", { count: scene.parameters }));
    name(dashed, app.text("sign_dashes"));
    dashes();
    const count = scene.layers.length;
    depth.set({
      words: count === 1 ? app.text("one_layer") : app.text("count_layers", { count }),
      value: count, least: 0, most: scene.limits.layers,
      less: app.text("fewer_layers"), more: app.text("more_layers"),
      floor: app.text("layers_floor"), limit: app.text("layers_limit", { limit: scene.limits.layers }),
    });
    if (isOther) {
      frame = null;
      field.close(false);
      held?.node.classList.remove("np-is-held");
      if (held || hover) app.look(null);
      held = hover = null;
      link = -1;
      label.hidden = true;
      card.hide();
    }
    arranged = "";
    resize();
    arrange();
  }

  function resize() {
    const next = [scroll.clientWidth, scroll.clientHeight, Math.min(2, window.devicePixelRatio || 1)];
    if (!next[0] || next.every((value, i) => value === size[i])) return;
    size = next;
    arranged = "";
    arrange();
  }

  function arrange() {
    if (!scene || !size[0]) return;
    tones = palette(app.theme());
    isNarrow = host.clientWidth < NARROW;
    const wish = {
      width: size[0], height: size[1], features: scene.features, isNarrow,
      showsAll: showsAll || !isNarrow, layers: scene.layers.map((layer) => layer.units),
      outputs: scene.output.units,
    };
    const key = JSON.stringify([wish, scene.generation, scene.language, tones.name, size[2],
      scene.layers, scene.output]);
    if (key === arranged) return;
    arranged = key;
    drawing = plan(wish);
    sheet.style.cssText = `width:${drawing.width}px;height:${drawing.height}px`;
    canvas.style.cssText = `width:${drawing.width}px;height:${drawing.height}px`;
    host.classList.toggle("np-narrow", isNarrow);
    columns.update(drawing, scene, isNarrow, showsAll);
    tiles.arrange(drawing, scene, tones, size[2]);
    const byLayer = drawing.columns.map((_, c) => tiles.all
      .filter((tile) => tile.layer === c - 1 && (c > 0 || tile.isOn))
      .sort((a, b) => a.unit - b.unit));
    links.arrange(byLayer, scene, drawing.width, drawing.height, size[2]);
    if (frame) show(frame, scene, true);
  }

  function show(next, current, isDue) {
    if (!drawing) resize();
    const isLost = next.state === "diverged" && frame?.generation === next.generation;
    host.classList.toggle("np-lost", next.state === "diverged");
    scene = current;
    if (tones !== palette(app.theme())) arrange();
    if (!drawing) return;
    // A diverged network has nothing to show: the last finite picture stays.
    if (!isLost) frame = next;
    tiles.take(frame, scene);
    draw();
    if (!isDue) return;
    card.update(frame, scene);
    if (link >= 0) nameLink();
    tell();
  }

  return { scene: setScene, frame: show, resize };
}

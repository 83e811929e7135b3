// Convolution taken apart: point at an output pixel and see its window, its kernel and the products.
//
// Of the network: the selected layer's own numbers. By hand: a photograph or the image, a classic,
// typed or learned kernel, and handles for padding, stride and dilation.

import { el, write } from "./dom.js";
import { createBench } from "./visionbench.js";
import { convolved, windowAt } from "./visionsliding.js";
import { shares, tableOf } from "./visionwindow.js";
import { fit, paintPlane, placeUnder, frameCell } from "./visionplane.js";

const EDGE = 512;
const SOURCES = { network: "conv_network", by_hand: "conv_by_hand" };

export function create(host, app) {
  const { text } = app;
  const sources = Object.keys(SOURCES).map((word) => el("button", { type: "button", "data-word": word }));
  const list = el("div", { class: "np-segment np-ways", role: "group" }, ...sources);
  const bench = createBench(app, () => redraw());
  const input = el("canvas", { class: "np-plane", role: "img" });
  const output = el("canvas", { class: "np-plane np-plane-out", role: "img", tabindex: "0" });
  const names = [el("b"), el("b")];
  const words = el("div", { class: "np-window" });
  const note = el("p", { class: "np-note" });
  host.append(list, bench.node, note, el(
    "div", { class: "np-conv-row" },
    el("figure", {}, names[0], input), el("figure", {}, names[1], output), words,
  ));
  let source = "network";
  let scene = null;
  let frame = null;
  let place = { row: 3, column: 3 };
  let job = null; // {kind, input, output, filter, how, answer}

  for (const button of sources) {
    button.onclick = () => { source = button.dataset.word; redraw(); };
  }
  const point = (found) => {
    if (!job?.output || !found) return;
    place = {
      row: Math.max(0, Math.min(job.output.height - 1, found.row)),
      column: Math.max(0, Math.min(job.output.width - 1, found.column)),
    };
    paint();
  };
  output.onpointermove = (event) => job?.output && point(placeUnder(output, event, job.output));
  output.onpointerdown = output.onpointermove;
  output.onkeydown = (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    point({ row: place.row + step[0], column: place.column + step[1] });
  };

  function redraw() {
    if (!scene || !frame || host.hidden) return;
    for (const button of sources) button.setAttribute("aria-pressed", String(button.dataset.word === source));
    bench.node.hidden = source !== "by_hand";
    job = source === "by_hand" ? byHand() : ofNetwork();
    paint();
  }

  function ofNetwork() {
    const level = app.levels().find(({ name }) => name === frame.sight.layer);
    if (level?.kind === "output") return { kind: "softmax" };
    if (!frame.conv_input || !frame.conv_output || !level?.how) return null;
    const [height, width, channels] = frame.shapes.conv_input;
    const inside = { values: frame.conv_input, width, height, channels };
    const [tall, wide] = frame.shapes.conv_output;
    const shown = { values: frame.conv_output, width: wide, height: tall };
    const base = { input: inside, output: shown, level, channel: frame.sight.filter };
    if (level.kind.endsWith("_pool")) {
      const how = { kernel: level.how.size, stride: level.how.size, padding: "valid", dilation: 1 };
      return { ...base, kind: level.kind, how, filter: ones(how.kernel, channels) };
    }
    if (!frame.conv_kernel) return null;
    const how = { kernel: level.how.kernel, stride: level.how.stride, padding: level.how.padding, dilation: 1 };
    return { ...base, kind: "conv", how, filter: { weights: frame.conv_kernel, bias: frame.conv_bias[0] } };
  }

  const ones = (side, channels) => ({ weights: new Float32Array(side * side * channels).fill(1), bias: 0 });

  function byHand() {
    const chosen = bench.chosen(frame);
    if (!chosen) return null;
    return { kind: "conv", ...chosen, output: convolved(chosen.input, chosen.filter, chosen.how), level: null };
  }

  function paint() {
    words.replaceChildren();
    const isPlane = Boolean(job?.output) && job.output.width > 0;
    for (const node of [input, output]) node.parentElement.hidden = !isPlane;
    write(note, text(!job ? (source === "network" ? "conv_choose" : "kernel_wrong")
      : job.kind === "softmax" ? "softmax_note" : isPlane ? "conv_note" : "conv_too_small"));
    if (job?.kind === "softmax") return words.append(shares(frame, scene, app));
    if (!isPlane) return;
    place = fit(place, job.output);
    const seen = windowAt(job.input, job.filter, job.how, place.row, place.column);
    const at = place.row * job.output.width + place.column;
    write(names[0], job.level ? text("conv_input_of", { name: job.level.label }) : text("the_image"));
    write(names[1], job.level ? text("map_number", { number: frame.sight.filter + 1, name: job.level.label })
      : text("conv_result"));
    paintPlane(input, job.input, app.theme(), EDGE, !job.level);
    paintPlane(output, { ...job.output, channels: 1 }, app.theme(), EDGE);
    for (const cell of seen.cells) if (cell.isInside) frameCell(input, job.input, cell.y, cell.x, app.theme(), false);
    frameCell(output, job.output, place.row, place.column, app.theme(), true);
    words.append(tableOf(seen, job, { place, answer: job.output.values[at] }, app));
  }

  return {
    scene(next) {
      scene = next;
      list.setAttribute("aria-label", text("panel_convolution"));
      for (const button of sources) write(button, text(SOURCES[button.dataset.word]));
      output.setAttribute("aria-label", text("conv_spoken"));
      input.setAttribute("aria-label", text("the_image"));
      bench.scene(scene);
      redraw();
    },
    frame(next) {
      frame = next;
      redraw();
    },
  };
}

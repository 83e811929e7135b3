// The bench of the convolution by hand: which image, which kernel, and how the window moves.

import { el, write } from "./dom.js";
import { mapsOf } from "./visionpaint.js";
import { typed } from "./visionsliding.js";

const MOST = { stride: 4, dilation: 3 };
const HANDLES = { stride: "bench_stride", dilation: "bench_dilation" };
const PADDINGS = { same: "padding_same", valid: "padding_valid" };
const PICTURE = "picture";
const OWN = "own";

export function createBench(app, changed) {
  const { text } = app;
  const image = el("select", { class: "np-choice" });
  const kernel = el("select", { class: "np-choice" });
  const own = el("textarea", { rows: "3", cols: "18", spellcheck: "false", class: "np-kernel-text", hidden: "" });
  own.value = "0 1 0\n1 -4 1\n0 1 0";
  const padding = Object.keys(PADDINGS).map((word) => el("button", { type: "button", "data-word": word }));
  const steppers = Object.keys(MOST).map((name) => stepper(name));
  const how = { padding: "same", stride: 1, dilation: 1 };
  const labels = [el("span"), el("span")];
  const node = el(
    "div", { class: "np-bench" }, el("label", {}, labels[0], image), el("label", {}, labels[1], kernel), own,
    el("div", { class: "np-segment", role: "group" }, ...padding), ...steppers.map((one) => one.node),
  );
  let scene = null;
  let photographs = {};

  image.onchange = own.oninput = () => changed();
  kernel.onchange = () => { own.hidden = kernel.value !== OWN; changed(); };
  for (const button of padding) {
    button.onclick = () => { how.padding = button.dataset.word; told(); changed(); };
  }

  function stepper(name) {
    const value = el("b");
    const label = el("span");
    const [less, more] = ["\u2212", "+"].map((sign) => el("button", { type: "button" }, sign));
    less.onclick = () => { how[name] = Math.max(1, how[name] - 1); told(); changed(); };
    more.onclick = () => { how[name] = Math.min(MOST[name], how[name] + 1); told(); changed(); };
    const held = el("span", { class: "np-stepper" }, less, value, more);
    return { name, value, label, less, more, node: el("span", { class: "np-handle" }, label, held) };
  }

  function told() {
    for (const button of padding) {
      button.setAttribute("aria-pressed", String(button.dataset.word === how.padding));
    }
    for (const { name, value, less, more } of steppers) {
      write(value, String(how[name]));
      less.disabled = how[name] === 1;
      more.disabled = how[name] === MOST[name];
    }
  }

  function options(select, found) {
    const kept = select.value;
    select.replaceChildren(...found.map(([value, label]) => el("option", { value }, label)));
    if (found.some(([value]) => value === kept)) select.value = kept;
  }

  // The image that is looked at, as it is given to the network; of several channels the first three.
  function picture(frame) {
    const maps = mapsOf(frame).input;
    if (!maps) return null;
    const { width, height, count, bytes } = maps;
    const values = new Float32Array(width * height);
    for (let c = 0; c < count; c++) {
      for (let i = 0; i < values.length; i++) values[i] += bytes[c * values.length + i] / 255 / count;
    }
    return { values, width, height, channels: 1 };
  }

  function photograph(word) {
    const bytes = photographs[word];
    const side = Math.round(Math.sqrt(bytes.length));
    return { values: Float32Array.from(bytes, (level) => level / 255), width: side, height: side, channels: 1 };
  }

  function rows(frame) {
    if (kernel.value === OWN) return typed(own.value);
    const learned = /^learned\.(\d+)$/.exec(kernel.value);
    if (!learned) return scene.bench.kernels.find(({ word }) => word === kernel.value)?.rows ?? null;
    if (!frame.kernels) return null;
    const [count, side] = frame.shapes.kernels;
    const at = Math.min(Number(learned[1]), count - 1) * side * side;
    return Array.from({ length: side }, (_, a) => Array.from(frame.kernels.subarray(at + a * side, at + (a + 1) * side)));
  }

  return {
    node,
    scene(next) {
      scene = next;
      if (!scene.bench) return;
      const decode = (words) => Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));
      photographs = Object.fromEntries(scene.bench.photographs.map(({ word, pixels }) => [word, decode(pixels)]));
      options(image, [...scene.bench.photographs.map(({ word, label }) => [word, label]), [PICTURE, text("the_image")]]);
      options(kernel, [
        ...scene.bench.kernels.map(({ word, label }) => [word, label]), [OWN, text("kernel_own")],
        ...[0, 1, 2, 3].map((k) => [`learned.${k}`, text("kernel_learned", { number: k + 1 })]),
      ]);
      write(labels[0], text("bench_image"));
      write(labels[1], text("bench_kernel"));
      own.setAttribute("aria-label", text("kernel_own"));
      for (const button of padding) write(button, text(PADDINGS[button.dataset.word]));
      for (const { name, label, less, more } of steppers) {
        write(label, text(HANDLES[name]));
        less.setAttribute("aria-label", text("bench_less", { name: text(HANDLES[name]) }));
        more.setAttribute("aria-label", text("bench_more", { name: text(HANDLES[name]) }));
      }
      told();
    },
    // {input, filter, how}, or null while the kernel can't be read.
    chosen(frame) {
      if (!scene?.bench) return null;
      const input = image.value === PICTURE ? picture(frame) : photograph(image.value);
      const found = rows(frame);
      if (!input || !found) return null;
      return { input, filter: { weights: found.flat(), bias: 0 }, how: { ...how, kernel: found.length } };
    },
  };
}

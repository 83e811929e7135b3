// What the network writes, at several temperatures, and which sign it expects after a beginning.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { create as createCompare } from "./recurrentcompare.js";

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const field = el("input", { type: "text", class: "np-typed", maxlength: "40" });
  const form = el("form", { class: "np-spell" }, field);
  const samples = el("div", { class: "np-samples" });
  const bars = el("div", { class: "np-next" });
  host.append(
    el("div", { class: "np-head" }, title, sub),
    el("div", { class: "np-writing" }, samples, el("div", {}, form, bars)),
  );
  const compare = createCompare(host, app, "compare_pairs", "pairs_compared");
  let scene = null;
  form.onsubmit = (event) => {
    event.preventDefault();
    if (field.value) app.send({ name: "spell", field: "beginning", text: field.value });
  };

  const visible = (sign) => ({ "\n": "\u21b5", " ": "\u2423", "\t": "\u21e5" }[sign] ?? sign);

  function written(frame) {
    samples.replaceChildren(...Object.entries(frame.samples ?? {}).map(([temperature, words]) => el("div", {},
      el("small", {}, text("temperature", { value: Number(temperature) })), el("p", {}, words))));
  }

  function expected(frame) {
    const rows = (frame.next ?? []).map(([sign, share]) => {
      const bar = el("i");
      bar.style.width = `${(100 * share).toFixed(1)}%`;
      return el("div", {}, el("b", {}, visible(sign)), el("span", {}, bar), el("small", {}, format("percent", share, scene.language)));
    });
    bars.replaceChildren(...rows);
  }

  return {
    scene(next) {
      scene = next;
      write(title, text("writes"));
      write(sub, text("writes_sub"));
      field.placeholder = text("beginning");
      field.setAttribute("aria-label", text("beginning"));
      compare.scene(next);
    },
    frame(frame, _scene, isDue) {
      if (!isDue) return;
      if (frame.samples) written(frame);
      if (frame.next) expected(frame);
    },
  };
}

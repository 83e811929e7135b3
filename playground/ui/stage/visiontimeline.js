// The timeline: the epochs whose weights are kept; dragged, everything shows the network of then.

import { el, write } from "./dom.js";

const DRAG_MS = 120;

export function create(control, app) {
  const { text } = app;
  const label = el("span");
  const hint = el("span");
  const range = el("input", { type: "range", min: "0", max: "0", step: "1", value: "0" });
  const back = el("button", { class: "np-action np-back", type: "button", hidden: "" });
  const node = el("div", { class: "np-timeline" }, el("div", {}, label, hint), range);
  control.querySelector(".np-pace").after(node);
  control.querySelector(".np-say").append(back);
  let epochs = [];
  let timer = 0;
  let isHeld = false;
  back.onclick = () => app.see({ epoch: null });
  range.onpointerdown = () => { isHeld = true; };
  range.onpointerup = () => { isHeld = false; };
  range.oninput = () => {
    fill();
    clearTimeout(timer);
    timer = setTimeout(() => {
      const place = Number(range.value);
      app.see({ epoch: place >= epochs.length - 1 ? null : epochs[place] });
    }, DRAG_MS);
  };
  const fill = () =>
    range.style.setProperty("--np-share", `${(100 * range.value) / Math.max(1, range.max)}%`);

  return {
    scene() {
      write(label, text("timeline"));
      write(hint, text("rewind"));
      write(back, text("back_to_latest"));
      range.setAttribute("aria-label", text("timeline"));
    },
    frame(frame, _scene, isDue) {
      if (!isDue) return;
      epochs = frame.epochs ?? [];
      const { epoch } = frame.sight;
      range.max = String(Math.max(0, epochs.length - 1));
      range.disabled = epochs.length < 2;
      if (!isHeld) range.value = String(epoch === null ? epochs.length - 1 : epochs.indexOf(epoch));
      range.setAttribute("aria-valuetext", text("at_epoch", {
        epoch: epoch ?? frame.epoch, all: frame.epoch,
      }));
      write(hint, epoch === null ? text("rewind") : text("at_epoch", { epoch, all: frame.epoch }));
      back.hidden = epoch === null;
      fill();
    },
  };
}

// The pad: draw with pointer, finger or keys, or take an image; the answers follow at once.

import { el, write } from "./dom.js";
import { format } from "./format.js";
import { createRaster, SIDE } from "./visionraster.js";
import { inkOf, mapsOf, paintImage, sized } from "./visionpaint.js";

const SEND_MS = 120;
const BELIEF_MS = 1500; // a drawing that no frame confirms in this time is sent once more
const EDGE = 472; // canvas pixels of the pad
const FEW = 0.0005;

export function create(host, app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const button = (onclick) => el("button", { class: "np-small", type: "button", onclick });
  const clear = button(() => { raster.clear(); picked(); send(); });
  const other = button(() => app.see({ picture: `validation.${Math.floor(Math.random() * count())}` }));
  const upload = button(() => file.click());
  const file = el("input", { type: "file", accept: "image/png,image/jpeg", hidden: "" });
  const colour = el("input", { type: "color", value: "#ffffff", class: "np-brush", hidden: "" });
  const pad = el("canvas", { class: "np-pad", tabindex: "0", role: "application" });
  const hint = el("p", { class: "np-pad-hint" });
  const bars = el("div", { class: "np-answers" });
  const answer = el("p", { class: "np-answer" });
  host.append(
    el("div", { class: "np-head" }, title, sub, el("span", { class: "np-push" }), colour, clear, other, upload, file),
    el("div", { class: "np-draw" }, el("div", { class: "np-pad-hold" }, pad, hint), bars), answer,
  );
  const raster = createRaster();
  let scene = null;
  let rows = [];
  let isMine = false; // the pad shows what was drawn here, not what the network is given
  let given = ""; // the picture of the newest frame
  let left = null; // the picture that was left for a drawing, until a frame has the drawing
  let timer = 0;
  let again = 0;
  let pen = null; // the last place of a stroke under way
  let cursor = { x: SIDE / 2, y: SIDE / 2, isDown: false };

  const count = () => Math.max(1, scene?.held_out ?? 1);
  const ink = () => [1, 3, 5].map((at) => parseInt(colour.value.slice(at, at + 2), 16));

  function send() {
    clearTimeout(timer);
    clearTimeout(again);
    timer = 0;
    const say = () => app.send({ name: "draw", pixels: raster.written(), channels: scene.shape[2] });
    say();
    again = setTimeout(() => { if (left !== null) say(); }, BELIEF_MS);
  }
  const soon = () => { timer ||= setTimeout(send, SEND_MS); };

  function picked() {
    if (!isMine) left = given;
    isMine = true;
    show();
  }

  function show() {
    const onto = sized(pad, EDGE, EDGE);
    paintImage(onto, raster.bytes, 0, [SIDE, SIDE, scene.shape[2]], [0, 0, EDGE, EDGE], inkOf(app.theme(), true));
    if (cursor.isDown || pad.matches(":focus-visible")) {
      const step = EDGE / SIDE;
      onto.strokeStyle = "#808080";
      onto.lineWidth = 3;
      onto.strokeRect((cursor.x - 2) * step, (cursor.y - 2) * step, 4 * step, 4 * step);
    }
    hint.hidden = !raster.isEmpty;
  }

  function stroke(to) {
    raster.draw(pen ?? to, to, ink());
    pen = to;
    picked();
    soon();
  }

  const place = (event) => {
    const box = pad.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE,
    };
  };
  pad.onpointerdown = (event) => {
    if (!scene) return;
    pad.setPointerCapture(event.pointerId);
    pen = null;
    stroke(place(event));
  };
  pad.onpointermove = (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) stroke(place(one));
  };
  pad.onpointerup = () => { pen = null; send(); };
  // Arrows move a pen, Enter puts it down and lifts it, Delete clears.
  pad.onkeydown = (event) => {
    const step = { ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, -2], ArrowDown: [0, 2] }[event.key];
    if (event.key === "Enter") cursor.isDown = !cursor.isDown;
    else if (event.key === "Delete" || event.key === "Backspace") { raster.clear(); send(); }
    else if (step) {
      const from = { x: cursor.x, y: cursor.y };
      cursor.x = Math.min(SIDE, Math.max(0, cursor.x + step[0]));
      cursor.y = Math.min(SIDE, Math.max(0, cursor.y + step[1]));
      if (cursor.isDown) { pen = from; stroke(cursor); pen = null; }
    } else return;
    event.preventDefault();
    event.stopPropagation();
    picked();
  };
  pad.onfocus = pad.onblur = () => scene && show();
  file.onchange = async () => {
    const [chosen] = file.files;
    file.value = "";
    if (!chosen) return;
    try {
      await raster.read(chosen);
    } catch {
      write(sub, text("not_an_image"));
      return;
    }
    write(sub, "");
    picked();
    send();
  };

  function rebuild() {
    rows = scene.names.map((name) => {
      const bar = el("i");
      const share = el("span");
      const node = el("div", { class: "np-answer-row" }, el("b", {}, name), el("div", {}, bar), share);
      node.title = name;
      return { node, bar, share };
    });
    bars.classList.toggle("np-worded", scene.names.some((name) => name.length > 2));
    bars.replaceChildren(...rows.map(({ node }) => node));
  }

  function answers(frame) {
    const at = frame.sight.variant * scene.classes;
    const shares = Array.from(frame.probabilities.subarray(at, at + scene.classes));
    const best = shares.indexOf(Math.max(...shares));
    const isBlank = frame.sight.picture === "drawn" && raster.isEmpty;
    rows.forEach(({ node, bar, share }, i) => {
      node.classList.toggle("np-first", i === best && !isBlank);
      bar.style.width = isBlank ? "0" : `${Math.max(0.5, 100 * shares[i]).toFixed(1)}%`;
      write(share, isBlank ? "" : shares[i] < FEW ? "0 %" : `${format("number", +(100 * shares[i]).toFixed(1), scene.language)} %`);
    });
    const facts = { answer: best, share: (100 * shares[best]).toFixed(1) };
    write(answer, isBlank || !Number.isFinite(shares[best]) ? "" : text("network_reads", facts));
  }

  return {
    scene(next) {
      const isOther = JSON.stringify(next.shape) !== JSON.stringify(scene?.shape);
      scene = next;
      if (isOther) raster.prepare(scene.shape[2]);
      write(title, text(scene.has_numerals ? "draw_digit" : "draw_image"));
      write(clear, text("clear"));
      write(other, text(scene.has_numerals ? "test_digit" : "test_image"));
      write(upload, text("upload"));
      write(hint, text("pad_empty"));
      colour.hidden = scene.shape[2] !== 3;
      colour.setAttribute("aria-label", text("brush"));
      pad.setAttribute("aria-label", text("pad_spoken"));
      rebuild();
      show();
    },
    frame(frame, _scene, isDue) {
      if (!isDue) return;
      given = frame.sight.picture;
      const isDrawn = given === "drawn";
      // Frames made before the drawing came show what was left: they don't take it away again.
      if (isDrawn) left = null;
      else if (given !== left && !timer && !pen) isMine = false;
      const maps = mapsOf(frame).input;
      if (maps && !isMine && !isDrawn) {
        raster.take(maps);
        show();
      }
      host.classList.toggle("np-waiting", !frame.probabilities);
      if (frame.probabilities) answers(frame);
    },
  };
}

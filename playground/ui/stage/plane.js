// Entry of the lessons' drawing: rows of boards, and the transport that plays their frames.
//
// Python sends a plane (stage/plane.py); what is dragged goes back as events, at most one on the way
// at a time. A handle follows the pointer at once, the rest of the picture when the answer comes.

import { bringBack, el, roomIn, sheet, themeOf, write } from "./dom.js";
import { fill } from "./format.js";
import { createBoard } from "./planeboard.js";
import { createTransport } from "./planetransport.js";
import { unpack } from "./wire.js";

const GRACE_MS = 4000; // an unmounted plane waits this long for its next parent
const ANSWER_MS = 400; // an event without an answer holds the next one back no longer
const VERSION = new URL(import.meta.url).search;
const planes = new Map();
const identifier = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export default async function show(component) {
  await Promise.all([sheet("stage.css"), sheet("cockpit.css"), sheet("plane.css")]);
  const { key, parentElement } = component;
  if (!planes.has(key)) planes.set(key, createPlane(() => planes.delete(key)));
  const plane = planes.get(key);
  plane.enter(component);
  return () => plane.leave(parentElement);
}

function createPlane(forget) {
  const root = el("div", { class: "np-stage np-tokens np-plane" });
  const say = el("span", {});
  const sentence = el("div", { class: "np-plane-say", role: "status" }, say);
  const body = el("div", { class: "np-plane-rows" });
  let component = null;
  let scene = null;
  let content = null;
  let theme = "light";
  let boards = [];
  let built = "";
  let departure = 0;
  let waiting = null; // the newest event that has not been sent
  let sentAt = -Infinity;
  let told = ""; // what the newest event said
  let isHeld = false; // a person's pointer or key is still down
  let timer = 0;

  const app = {
    version: VERSION,
    theme: () => theme,
    text: (key, facts) => fill(scene?.texts[key] ?? "", facts, scene?.language),
    hue: (word) => scene?.hues[word]?.[theme],
    fill: (template) => fill(template, transport.facts(), scene?.language),
    language: () => scene?.language ?? "en",
    send,
  };
  const transport = createTransport(app, { draw, rest: (frame) => component?.setStateValue("frame", frame) });
  const card = el("section", { class: "np-card np-plane-control" }, transport.node, sentence);
  root.append(card, body);
  const observer = new ResizeObserver(() => {
    for (const board of boards) board.measure();
    draw();
  });
  observer.observe(body);

  // Moves on the way replace each other; what is done is always sent.
  function send(event) {
    const said = JSON.stringify({ ...event, done: false });
    isHeld = !event.done;
    if (event.done) transport.release();
    else if (said === told) return; // the pointer moved less than a step
    told = said;
    waiting = { ...event, id: identifier() };
    if (event.done) flush();
    else if (!timer) timer = setTimeout(flush, Math.max(0, sentAt + ANSWER_MS - performance.now()));
  }

  function flush() {
    clearTimeout(timer);
    timer = 0;
    if (!waiting || !component) return;
    sentAt = performance.now();
    component.setTriggerValue("event", waiting);
    waiting = null;
  }

  function answered() {
    sentAt = -Infinity;
    if (waiting) flush();
  }

  function receive(bytes) {
    const { header, arrays, shapes } = unpack(bytes);
    const isCalled = scene !== null && header.plane.calls > scene.calls;
    scene = header.plane;
    const signature = JSON.stringify(scene.rows.map(({ height, boards: list }) =>
      [height, list.map(({ word, weight, marks }) => [word, weight, marks[0]?.kind === "space"])]));
    if (signature !== built) {
      built = signature;
      build();
    }
    const specs = scene.rows.flatMap((row) => row.boards);
    boards.forEach((board, i) => board.take(specs[i], (at, name) => {
      const key = `${specs[i].word}:${at}:${name}`;
      return arrays[key] ? { values: arrays[key], shape: shapes[key] } : null;
    }));
    transport.take(scene.motion, isHeld);
    card.hidden = !scene.say && !scene.motion;
    answered();
    draw();
    if (isCalled) bringBack(root);
  }

  function build() {
    for (const board of boards) board.destroy();
    boards = [];
    body.replaceChildren(...scene.rows.map(({ height, boards: list }) => {
      const cards = list.map((spec) => {
        const host = el("section", { class: "np-card np-plane-board", style: `flex:${spec.weight} 1 0` });
        boards.push(createBoard(host, app, spec));
        return host;
      });
      return el("div", { class: "np-plane-row", style: `--np-row:${height}px` }, ...cards);
    }));
  }

  function draw() {
    if (!scene) return;
    // While it plays, the sentence would be read aloud again and again.
    const live = transport.isPlaying() ? "off" : "polite";
    if (sentence.getAttribute("aria-live") !== live) sentence.setAttribute("aria-live", live);
    root.classList.toggle("np-playing", transport.isPlaying());
    write(say, app.fill(scene.say));
    const at = transport.at();
    for (const board of boards) board.draw(at);
  }

  return {
    enter(next) {
      clearTimeout(departure);
      component = next;
      const parent = roomIn(next.parentElement);
      if (root.parentNode !== parent) parent.append(root);
      const shade = themeOf(parent);
      const isNew = shade !== theme;
      root.dataset.theme = theme = shade;
      if (next.data instanceof Uint8Array && next.data !== content) receive((content = next.data));
      else answered(); // a change that changed nothing to see
      if (isNew) draw();
    },
    leave(parentElement) {
      if (!parentElement.contains(root)) return;
      clearTimeout(departure);
      departure = setTimeout(() => {
        observer.disconnect();
        transport.stop();
        for (const board of boards) board.destroy();
        root.remove();
        forget();
      }, GRACE_MS);
    },
  };
}

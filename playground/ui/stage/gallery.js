// The gallery: every data set as a small picture, a radio group with the arrow keys' usual manners.

import { el, name, roomIn, sheet, themeOf, write } from "./dom.js";
import { unpack } from "./wire.js";

const WORD_BYTES = 64; // the chosen word stands in front of the pack
const SIDE = 54;
const DOT = 1.8;
const TWO = { light: ["#B04A00", "#084D8C"], dark: ["#FFC78F", "#A8D4FF"] };
const MANY = {
  light: ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#000000"],
  dark: ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#FFFFFF"],
};
const galleries = new Map();

export default async function show({ key, data, parentElement, setTriggerValue }) {
  await Promise.all([sheet("stage.css"), sheet("gallery.css")]);
  const gallery = galleries.get(key) ?? build();
  galleries.set(key, gallery);
  clearTimeout(gallery.departure);
  const room = roomIn(parentElement);
  if (gallery.root.parentNode !== room) room.append(gallery.root);
  gallery.update(data, themeOf(parentElement), (word) => setTriggerValue("pick", word));
  return () => {
    gallery.departure = setTimeout(() => {
      galleries.delete(key);
      gallery.root.remove();
    }, 2000);
  };
}

function build() {
  const title = el("span");
  const chosen = el("b");
  const thumbs = el("div", { class: "np-thumbs", role: "radiogroup" });
  const head = el("div", { class: "np-gallery-head" }, title, chosen);
  const root = el("div", { class: "np-gallery np-tokens" }, head, thumbs);
  let content = null;
  let isOpen = false;
  let pick = () => {};

  const radios = () => [...thumbs.querySelectorAll("[role=radio]:not([hidden])")];
  function choose(word) {
    for (const radio of thumbs.querySelectorAll("[role=radio]")) {
      const isChosen = radio.dataset.word === word;
      radio.setAttribute("aria-checked", String(isChosen));
      radio.tabIndex = isChosen ? 0 : -1;
      if (isChosen) write(chosen, radio.getAttribute("aria-label"));
    }
    if (!thumbs.querySelector("[role=radio][aria-checked=true]")) {
      write(chosen, "");
      const [first] = radios();
      if (first) first.tabIndex = 0;
    }
  }
  // Shown at once, told to Python, which answers with the same choice.
  function pressed(radio) {
    choose(radio.dataset.word);
    pick(radio.dataset.word);
  }
  thumbs.addEventListener("keydown", (event) => {
    const all = radios();
    const at = all.indexOf(event.target);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    const next = all[(at + step + all.length) % all.length];
    next.focus();
    pressed(next);
  });

  function draw(theme) {
    const { gallery } = content.header;
    write(title, gallery.title);
    thumbs.setAttribute("aria-label", gallery.title);
    const hasMore = gallery.items.length > gallery.first + 1;
    const nodes = gallery.items.map((item, i) => {
      const canvas = el("canvas", { width: SIDE * 2, height: SIDE * 2 });
      const radio = el("button", { type: "button", role: "radio", class: "np-thumb", "data-word": item.word }, canvas);
      name(radio, item.label);
      radio.onclick = () => pressed(radio);
      dots(canvas, content.arrays[`points:${i}`], content.arrays[`labels:${i}`], item.classes, theme);
      return radio;
    });
    const more = el("button", { type: "button", class: "np-thumb" }, "\u22ef");
    const open = (value) => {
      isOpen = value;
      const word = chosenWord();
      nodes.forEach((node, i) => {
        node.hidden = hasMore && !isOpen && i >= gallery.first && node.dataset.word !== word;
      });
      // A chosen set beyond the first rows takes the last visible place.
      const extra = nodes.findIndex((node, i) => i >= gallery.first && node.dataset.word === word);
      if (hasMore && !isOpen && extra > 0) nodes[gallery.first - 1].hidden = true;
      name(more, isOpen ? gallery.less : gallery.more);
      more.setAttribute("aria-expanded", String(isOpen));
      write(more, isOpen ? "\u2212" : "\u22ef");
    };
    more.onclick = () => open(!isOpen);
    thumbs.replaceChildren(...nodes, ...(hasMore ? [more] : []));
    content.open = open;
  }
  const chosenWord = () => content.word;

  return {
    root,
    update(bytes, theme, onPick) {
      pick = onPick;
      const word = new TextDecoder().decode(bytes.subarray(0, WORD_BYTES)).replace(/\0+$/, "");
      const body = bytes.slice(WORD_BYTES);
      const signature = `${theme}:${body.length}:${hash(body)}`;
      const isNew = signature !== content?.signature;
      root.dataset.theme = theme;
      if (isNew) content = { ...unpack(body), signature };
      content.word = word;
      if (isNew) draw(theme);
      content.open(isOpen);
      choose(word);
    },
  };
}

function hash(bytes) {
  let value = 0;
  for (let i = 0; i < bytes.length; i += 1) value = (Math.imul(value, 31) + bytes[i]) | 0;
  return value;
}

function dots(canvas, points, labels, classes, theme) {
  const context = canvas.getContext("2d");
  const scale = canvas.width / 255;
  const inner = 0.88; // a margin, so that outer points aren't cut
  const place = (value) => (canvas.width * (1 - inner)) / 2 + value * scale * inner;
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i];
    if (classes === 0) {
      context.fillStyle = TWO[theme][label < 128 ? 0 : 1];
      context.globalAlpha = 0.15 + 0.85 * Math.min(1, Math.abs(label - 127.5) / 90);
    } else context.fillStyle = classes === 2 ? TWO[theme][label] : MANY[theme][label];
    context.beginPath();
    context.arc(place(points[2 * i]), place(255 - points[2 * i + 1]), DOT * 2, 0, 7);
    context.fill();
  }
  context.globalAlpha = 1;
}

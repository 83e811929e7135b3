// The header's right side: Copy link and the other languages. Its style sheet also holds the few
// page-wide rules the theme can't set. A page opened from the menu has a bare address: its words
// are put there here, in place, so that one step Back leads to the page before.

import { el, name, roomIn, sheet, themeOf, write } from "./dom.js";

const COPIED_MS = 2000;
const bars = new Map();
const tag = (language) => (language === "zh" ? "zh-CN" : language);

export default async function show({ key, data, parentElement, setTriggerValue }) {
  await Promise.all([sheet("topbar.css"), sheet("stage.css")]);
  const bar = bars.get(key) ?? build();
  bars.set(key, bar);
  clearTimeout(bar.departure);
  const room = roomIn(parentElement);
  if (bar.root.parentNode !== room) room.append(bar.root);
  bar.root.dataset.theme = themeOf(parentElement);
  bar.update(data, setTriggerValue);
  return () => {
    bar.departure = setTimeout(() => {
      bars.delete(key);
      bar.root.remove();
    }, 1000);
  };
}

function build() {
  const copy = el("button", { type: "button" });
  const told = el("span", { class: "np-hidden", role: "status" });
  const root = el("div", { class: "np-topbar np-tokens" }, copy, told);
  const text = (key) => root.texts?.[key] ?? "";
  let timer = 0;
  const say = (key) => {
    clearTimeout(timer);
    write(copy, text(key));
    write(told, text(key));
    timer = setTimeout(() => { write(copy, text("copy_link")); write(told, ""); }, COPIED_MS);
  };
  copy.onclick = async () => say((await copied(location.href)) ? "copied" : "copy_failed");
  return {
    root,
    update(data, setTriggerValue) {
      root.texts = data.texts;
      document.documentElement.lang = tag(data.language);
      if (data.address && !location.search) {
        history.replaceState(history.state, "", `${location.pathname}?${data.address}`);
      }
      write(copy, text("copy_link"));
      root.querySelectorAll("[data-word]").forEach((node) => node.remove());
      for (const [word, label] of Object.entries(data.languages)) {
        if (word === data.language) continue;
        const button = el("button", { type: "button", "data-word": word, lang: tag(word) }, label);
        name(button, label);
        button.onclick = () => setTriggerValue("language", word);
        root.append(button);
      }
    },
  };
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https there is no clipboard: the old way still works from a click.
    const field = el("textarea", { class: "np-hidden", readonly: "" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

// The card below: one of several closer looks, chosen by tabs; only the open one is computed.

import { el, write } from "./dom.js";
import { create as createBaselines } from "./visionbaselines.js";
import { create as createConvolution } from "./visionconvolution.js";
import { create as createEmbedding } from "./visionembedding.js";
import { create as createFilm } from "./visionfilm.js";
import { create as createImages } from "./visionimages.js";
import { create as createMistakes } from "./visionmistakes.js";
import { create as createWhy } from "./visionwhy.js";

const PANELS = {
  why: createWhy, film: createFilm, mistakes: createMistakes, convolution: createConvolution,
  embedding: createEmbedding, baselines: createBaselines, images: createImages,
};
const TITLES = {
  why: "panel_why", film: "panel_film", mistakes: "panel_mistakes", convolution: "panel_convolution",
  embedding: "panel_embedding", baselines: "panel_baselines", images: "panel_images",
};

export function create(host, app) {
  const { text } = app;
  const words = Object.keys(PANELS);
  const tabs = words.map((word) => el("button", { type: "button", role: "tab", "data-word": word, id: `np-tab-${word}` }));
  const list = el("div", { class: "np-tabs", role: "tablist" }, ...tabs);
  const hint = el("p", { class: "np-panel-hint" });
  const bodies = words.map((word) => el("div", { role: "tabpanel", class: `np-panel-body np-panel-${word}`, "aria-labelledby": `np-tab-${word}`, hidden: "" }));
  host.append(list, hint, ...bodies);
  const panels = words.map((word, i) => PANELS[word](bodies[i], app));
  let open = null;
  for (const tab of tabs) {
    tab.onclick = () => {
      app.see({ panel: tab.dataset.word === open ? "" : tab.dataset.word });
      choose();
    };
  }
  list.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.indexOf(document.activeElement);
    tabs[(at + step + tabs.length) % tabs.length].focus();
  };

  function choose() {
    const { panel } = app.seen();
    open = panel || null;
    hint.hidden = Boolean(open);
    words.forEach((word, i) => {
      tabs[i].setAttribute("aria-selected", String(word === open));
      tabs[i].tabIndex = word === open || (!open && i === 0) ? 0 : -1;
      bodies[i].hidden = word !== open;
    });
  }

  return {
    scene(scene) {
      list.setAttribute("aria-label", text("closer_looks"));
      write(hint, text("panel_hint"));
      words.forEach((word, i) => {
        write(tabs[i], text(TITLES[word]));
        panels[i].scene?.(scene);
      });
    },
    frame(frame, scene, isDue) {
      if (!isDue) return;
      choose();
      const at = words.indexOf(open);
      if (at >= 0) panels[at].frame(frame, scene);
    },
  };
}

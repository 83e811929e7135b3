// The head of the paths' card: how much of the motion is seen, which plane, and seen how.

import { el, name, write } from "./dom.js";

const PLANES = { paths: "plane_paths", random: "plane_random" };
const RELIEFS = { map: "relief_map", surface: "relief_surface", slice: "relief_slice" };
const ENDS = ["slice_from", "slice_to"];

export function createPathsHead(app) {
  const { text } = app;
  const title = el("h3", { class: "np-title" });
  const sub = el("span", { class: "np-sub" });
  const tell = (field, value) => app.send({ name: "race", field, value });
  const segment = (field, words) => {
    const buttons = Object.keys(words).map((word) =>
      el("button", { type: "button", "data-word": word, onclick: () => tell(field, word) }));
    return { field, words, buttons, node: el("div", { class: "np-segment np-small-segment", role: "group" }, ...buttons) };
  };
  const planes = segment("plane", PLANES);
  const reliefs = segment("relief", RELIEFS);
  const ends = ENDS.map((field) => el("select", { class: "np-slice-end", onchange: (event) => tell(field, Number(event.target.value)) }));
  const pair = el("span", { class: "np-pair" }, ends[0], el("span", { "aria-hidden": "true" }, "→"), ends[1]);
  const node = el("div", { class: "np-head" }, title, sub, el("span", { class: "np-push" }), pair, planes.node, reliefs.node);

  function pressed({ field, words, buttons, node: group }, race) {
    group.setAttribute("aria-label", text(field));
    for (const button of buttons) {
      const { word } = button.dataset;
      write(button, text(words[word]));
      button.setAttribute("aria-pressed", String(word === race[field]));
    }
  }

  return {
    node,
    scene({ race }) {
      const racers = app.racers();
      const isSlice = race.relief === "slice";
      write(title, text("paths"));
      pressed(planes, race);
      pressed(reliefs, race);
      planes.node.hidden = isSlice;
      pair.hidden = !isSlice || racers.length < 2;
      ends.forEach((select, i) => {
        const options = racers.map((racer, index) => el("option", { value: index }, racer.name));
        select.replaceChildren(...options);
        select.value = String(Math.min(race[ENDS[i]], racers.length - 1));
        name(select, text(ENDS[i]));
      });
    },
    // What part of all movement lies in the plane; null where there is no plane.
    share(share, epoch) {
      write(sub, share === null || !epoch ? "" : text("of_motion", { share }));
    },
  };
}

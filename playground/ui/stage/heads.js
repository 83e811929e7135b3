// What stands over the columns: captions, counts, and the steppers for units and layers.

import { el, name, write } from "./dom.js";
import { activeFeatures } from "./shape.js";

// A stepper "- 8 +". `set({words, value, least, most, less, more, floor, limit})`: `value` is what
// is counted, `words` how it is written, the rest are tooltips; `wants(count)` hears of a press.
export function createStepper(wants) {
  const button = (sign, by) => el("button", {
    type: "button", onclick: () => {
      const next = count + by;
      if (next < least || next > most) return;
      count = next; // a second press before the scene comes counts on
      wants(next);
    },
  }, sign);
  let count = 0;
  let least = 0;
  let most = 0;
  const less = button("\u2212", -1);
  const more = button("+", 1);
  const figure = el("b");
  const node = el("span", { class: "np-stepper", role: "group" }, less, figure, more);

  function set(next) {
    ({ value: count, least, most } = next);
    write(figure, next.words);
    limit(less, count <= least, next.floor, next.less);
    limit(more, count >= most, next.limit, next.more);
  }
  return { node, figure, set };
}

// A limit keeps the button in the tab order, so that its tooltip can say what the limit is.
function limit(button, isReached, why, what) {
  if (isReached) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
  name(button, isReached ? `${what}. ${why}` : what);
}

// All heads of a plan (layout.js); `expand()` shows or hides the features that are off.
export function createHeads(host, app, expand) {
  const text = app.text;
  const ruler = document.createElement("canvas").getContext("2d");
  const features = head(el("b"));
  const more = el("button", { class: "np-more", type: "button", onclick: expand });
  const output = head(el("b"));
  const layers = [];
  host.append(features.node, output.node);

  function head(...parts) {
    const caption = el("small");
    return { caption, node: el("div", { class: "np-col" }, caption, ...parts), value: parts[0] };
  }

  function layerHead(layer) {
    const stepper = createStepper((count) => app.send({ name: "units", layer, count }));
    const one = { ...head(stepper.node), stepper };
    host.insertBefore(one.node, output.node);
    return one;
  }

  function update(plan, scene, isNarrow, showsAll) {
    while (layers.length > scene.layers.length) layers.pop().node.remove();
    while (layers.length < scene.layers.length) layers.push(layerHead(layers.length));
    place(features, plan.columns[0].x, text("features"));
    const on = activeFeatures(scene).length;
    const off = scene.features.length - on;
    write(features.value, `${on} / ${scene.features.length}`);
    const hides = isNarrow && off > 0;
    features.node.replaceChildren(features.caption, hides ? more : features.value);
    write(more, showsAll ? `${on} / ${scene.features.length}` : `+${off}`);
    more.setAttribute("aria-expanded", String(showsAll));
    name(more, showsAll ? text("fewer_features") : text("more_features", { count: off }));
    const captions = fitting(scene, plan, host);
    layers.forEach((one, l) => {
      one.node.dataset.head = plan.head;
      place(one, plan.columns[l + 1].x, captions[l]);
      const activation = scene.layers[l].activation;
      one.caption.title = `${text("hidden", { layer: l + 1 })} · ${activation}`;
      const number = l + 1;
      one.stepper.set({
        words: String(scene.layers[l].units), value: scene.layers[l].units,
        least: 1, most: scene.limits.units,
        less: text("fewer_units", { layer: number }), more: text("more_units", { layer: number }),
        floor: text("units_floor"), limit: text("units_limit", { limit: scene.limits.units }),
      });
    });
    place(output, plan.columns.at(-1).x, text("output"));
    write(output.value, scene.output.activation);
    // The last column stands at the rim: its words end there too.
    const room = 2 * (plan.width - plan.columns.at(-1).x);
    output.node.style.left = "auto";
    output.node.style.right = "0";
    output.node.style.minWidth = `${room}px`;
  }

  function place(one, x, caption) {
    one.node.style.left = `${x}px`;
    write(one.caption, caption);
  }

  // The longest form of the captions that fits every column: "Hidden 1 · tanh", "1 · tanh", "1".
  function fitting(scene, plan, near) {
    if (plan.head === "stacked") return scene.layers.map(() => "");
    ruler.font = `12px ${getComputedStyle(near).fontFamily}`;
    const forms = [
      (layer, l) => `${text("hidden", { layer: l + 1 })} · ${layer.activation}`,
      (layer, l) => `${l + 1} · ${layer.activation}`,
      (_, l) => String(l + 1),
    ];
    for (const form of scene.layers.length < 5 ? forms : forms.slice(2)) {
      const captions = scene.layers.map(form);
      if (captions.every((words) => ruler.measureText(words).width < plan.pitch - 6)) return captions;
    }
    return scene.layers.map(forms[2]);
  }

  return { update };
}

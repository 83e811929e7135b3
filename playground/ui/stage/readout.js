// The table under the map: where the pointer is, what the network says there, and why.

import { el, write } from "./dom.js";
import { featureName } from "./names.js";
import { colourOf, fixed, signed } from "./palette.js";
import { createSwatch } from "./points.js";
import { activeFeatures, classLabel, outputStart, sourceCount, unitName } from "./shape.js";

export function createReadout(app) {
  const text = app.text;
  const row = (...cells) => {
    const label = el("th", { scope: "row" });
    return { label, node: el("tr", {}, label, el("td", {}, ...cells)) };
  };
  const where = el("b");
  const value = el("b", { class: "np-value" });
  const mark = createSwatch();
  const verdict = el("span");
  const strongest = el("b");
  const share = el("span", { class: "np-share" });
  const nearMark = createSwatch();
  const near = el("span");
  const rows = [
    row(where), row(value, mark.node, verdict), row(strongest, " ", share),
    row(nearMark.node, near),
  ];
  const node = el("table", { class: "np-readout" }, el("tbody", {}, ...rows.map((r) => r.node)));
  let closest = { key: "", index: -1 };

  // `read` is what the map shows at the probe: {value, index, tone}.
  function update(frame, scene, tones, probe, read) {
    write(rows[0].label, text("under_pointer"));
    write(where, `x₁ ${fixed(probe[0])}\u2002x₂ ${fixed(probe[1])}`);
    output(frame, scene, tones, read);
    strength(frame, scene, probe, read);
    neighbour(frame, scene, tones, probe);
  }

  function output(frame, scene, tones, read) {
    const { look } = frame;
    const isClass = scene.classes > 0 && !look;
    const isOutput = scene.classes > 2 && look?.[0] === scene.layers.length;
    write(rows[1].label, look ? text("this_neuron")
      : scene.classes > 2 ? text("predicted_class") : text("output"));
    write(value, fixed(read.value, 3));
    const shade = colourOf(tones, read.tone);
    mark.set(tones, scene.classes, isClass ? read.index : isOutput ? look[1] : shade);
    write(verdict, isClass ? classLabel(scene, frame, read.index, text) : "");
  }

  // The neuron of the last hidden layer that moves the output most at the probe: a * w.
  function strength(frame, scene, probe, read) {
    const last = scene.layers.length;
    write(rows[2].label, last ? text("strongest_neuron") : text("strongest_feature"));
    const values = frame.probe_values;
    if (!values || !isAt(frame.probe, probe)) return;
    const count = sourceCount(scene, last);
    const outputs = scene.output.units;
    const from = values.length - outputs - count;
    const start = outputStart(scene);
    const target = outputs > 1 ? Math.max(0, read.index) : 0;
    let best = 0;
    let most = 0;
    for (let i = 0; i < count; i++) {
      const part = values[from + i] * frame.weights[start + i * outputs + target];
      if (Math.abs(part) > Math.abs(most)) { most = part; best = i; }
    }
    const features = activeFeatures(scene);
    write(strongest, last ? unitName(scene, last - 1, best, text) : featureName(features[best].word));
    write(share, `(${signed(most)})`);
  }

  function neighbour(frame, scene, tones, probe) {
    write(rows[3].label, text("nearest_point"));
    const key = `${scene.generation} ${scene.view.test_points} ${probe}`;
    if (closest.key !== key) closest = { key, index: nearest(scene, probe) };
    const i = closest.index;
    nearMark.node.style.display = i < 0 ? "none" : "";
    if (i < 0) { write(near, "–"); return; }
    const isTest = Boolean(scene.is_test[i]);
    if (scene.classes > 0) {
      nearMark.set(tones, scene.classes, scene.labels[i], isTest);
      const isWrong = Boolean(frame.wrong?.[i]);
      write(near, isTest ? (isWrong ? text("test_wrong") : text("test_right"))
        : isWrong ? text("train_wrong") : text("train_right"));
    } else {
      const [low, high] = frame.map_range;
      const tone = (2 * (scene.labels[i] - low)) / (high - low) - 1;
      nearMark.set(tones, 0, colourOf(tones, tone), isTest);
      const facts = { value: fixed(scene.labels[i]), error: signed(frame.errors?.[i] ?? NaN) };
      write(near, isTest ? text("test_value", facts) : text("train_value", facts));
    }
  }

  return { node, update };
}

export const isAt = (a, b) =>
  Boolean(a && b) && Math.abs(a[0] - b[0]) < 1e-4 && Math.abs(a[1] - b[1]) < 1e-4;

function nearest(scene, [x1, x2]) {
  let best = -1;
  let least = Infinity;
  for (let i = 0; i < scene.labels.length; i++) {
    if (scene.is_test[i] && !scene.view.test_points) continue;
    const distance = (scene.points[2 * i] - x1) ** 2 + (scene.points[2 * i + 1] - x2) ** 2;
    if (distance < least) { least = distance; best = i; }
  }
  return best;
}

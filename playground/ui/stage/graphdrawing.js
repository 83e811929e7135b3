// The computation graph as SVG: made anew when its shape changes, else only numbers are written.
//
// `hands` are told what is pointed at (`pointed(id)`), and make a number one that can be changed
// (`handle(node, what)`, what = {kind: weight | input | target, at}).

import { el, write } from "./dom.js";
import { figure, lowered, raised } from "./graphfigures.js";
import { arrange, LABEL, share, way } from "./graphlayout.js";

const DOT = 5;

export function draw(data, width, hands) {
  const plan = arrange(data.sizes, width);
  const svg = el("svg", {
    class: `np-graph-paper${plan.isDense ? " np-graph-dense" : ""}`, width, height: plan.height, viewBox: `0 0 ${width} ${plan.height}`,
    role: "group", "aria-label": data.texts["graph_paper"],
  });
  const links = el("g");
  const labels = el("g");
  const boxes = el("g");
  const dots = el("g", { "aria-hidden": "true" });
  svg.append(links, boxes, labels, dots);
  const numbers = []; // {node, id, value(data), prefix}
  const parts = new Map(); // id of what can be lit -> nodes
  const ways = new Map(); // id of a link -> its ends

  const note = (id, node) => parts.set(id, [...(parts.get(id) ?? []), node]);
  const said = (parent, x, y, kind, text, anchor = "middle") => {
    const node = el("text", { x, y, class: `np-graph-${kind}`, "text-anchor": anchor }, text);
    parent.append(node);
    return node;
  };
  const number = (parent, x, y, kind, id, value, anchor = "middle", prefix = "") => {
    const node = said(parent, x, y, kind, "", anchor);
    numbers.push({ node, id, value, prefix });
    note(id, node);
    return node;
  };
  const group = (id, box, className) => {
    const node = el("g", {
      class: `np-graph-box ${className}`, transform: `translate(${box.x} ${box.y})`,
      onpointerenter: () => hands.pointed(id), onpointerleave: () => hands.pointed(null),
    });
    node.append(el("rect", { x: -box.w / 2, y: -box.h / 2, width: box.w, height: box.h, rx: 8 }));
    boxes.append(node);
    note(id, node);
    return node;
  };

  function link(id, from, to, source, count) {
    const ends = way(plan, from, to, source, count);
    const [x1, y1, x2, y2] = ends;
    const node = el("line", { x1, y1, x2, y2, class: "np-graph-link" });
    const reach = el("line", {
      x1, y1, x2, y2, class: "np-graph-reach",
      onpointerenter: () => hands.pointed(id), onpointerleave: () => hands.pointed(null),
    });
    links.append(node, reach);
    note(id, node);
    ways.set(id, ends);
    return { ends, reach };
  }

  function weight(place, [layer, source, target]) {
    const count = data.sizes[layer - 1];
    const from = layer > 1 ? `u${layer - 1}.${source}` : `x0.${source}`;
    const { ends, reach } = link(`w${place}`, from, `u${layer}.${target}`, source, count);
    const [x1, y1, x2, y2] = ends;
    const t = share(plan, source, count);
    const node = el("g", {
      class: "np-graph-weight", transform: `translate(${x1 + t * (x2 - x1)} ${y1 + t * (y2 - y1)})`,
      onpointerenter: () => hands.pointed(`w${place}`), onpointerleave: () => hands.pointed(null),
    });
    node.append(
      el("rect", { x: -LABEL.w / 2, y: -LABEL.h / 2, width: LABEL.w, height: LABEL.h, rx: 6 }),
    );
    number(node, 0, -2, "number", `w${place}`, (d) => d.weights[place]);
    number(node, 0, 12, "gradient", `dw${place}`, (d) => d.gradients[place], "middle", "∂");
    note(`w${place}`, node);
    labels.append(node);
    hands.handle(node, { kind: "weight", at: place, place: [layer, source, target] }, reach);
  }

  function unit(layer, j) {
    const box = plan.boxes.get(`u${layer}.${j}`);
    const node = group(`u${layer}.${j}`, box, "np-graph-unit");
    const { w, h } = box;
    const low = h / 2 - 20;
    node.append(
      el("line", { x1: 0, y1: -h / 2, x2: 0, y2: low, class: "np-graph-rule" }),
      el("line", { x1: -w / 2, y1: low, x2: w / 2, y2: low, class: "np-graph-rule" }),
    );
    const at = `${layer}.${j}`;
    [["z", -w / 4], ["a", w / 4]].forEach(([word, x]) => {
      said(node, x, -h / 2 + 14, "name", word + lowered(j + 1) + raised(layer));
      number(node, x, -h / 2 + 31, "value", word + at, (d) => d.layers[layer - 1][word][j]);
      number(node, x, -h / 2 + 47, "gradient", `d${word}${at}`,
        (d) => d.layers[layer - 1][`d${word}`][j], "middle", "∂");
    });
    const [x, anchor] = plan.isUpright ? [w / 2, "end"] : [0, "middle"]; // beside what arrives
    number(node, x, -h / 2 - 6, "slope", `h${at}`, (d) => d.layers[layer - 1].h[j], anchor,
      `${data.texts["graph_slope"]} `);
    const place = data.places.findIndex(([l, source, target]) => l === layer && source < 0 && target === j);
    const bias = el("g", { class: "np-graph-bias" });
    bias.append(el("rect", { x: -w / 2 + 1, y: low + 1, width: w - 2, height: 18, rx: 6 }));
    said(bias, -w / 2 + 8, low + 14, "name", "b", "start");
    number(bias, -6, low + 14, "number", `w${place}`, (d) => d.weights[place], "end");
    number(bias, w / 2 - 6, low + 14, "gradient", `dw${place}`, (d) => d.gradients[place], "end", "∂");
    note(`w${place}`, bias);
    node.append(bias);
    hands.handle(bias, { kind: "weight", at: place, place: [layer, -1, j] });
  }

  function input(i) {
    const node = group(`x0.${i}`, plan.boxes.get(`x0.${i}`), "np-graph-input");
    said(node, -24, 5, "name", `x${lowered(i + 1)}`, "start");
    number(node, 26, 5, "value", `a0.${i}`, (d) => d.inputs[i], "end");
    hands.handle(node, { kind: "input", at: i });
  }

  function loss() {
    const box = plan.boxes.get("E");
    const node = group("E", box, "np-graph-loss");
    said(node, -38, -10, "name", "E", "start");
    number(node, 40, -9, "value", "E", (d) => d.loss, "end");
    const count = data.targets.length;
    data.targets.forEach((_, j) => {
      const x = count === 1 ? 0 : (j - 0.5) * 46;
      const target = el("g", { class: "np-graph-target" });
      target.append(el("rect", { x: x - (count === 1 ? 44 : 22), y: 2, width: count === 1 ? 88 : 44, height: 26, rx: 6 }));
      const start = count === 1 ? -38 : x - 19;
      said(target, start, 19, "name", count === 1 ? "t" : `t${lowered(j + 1)}`, "start");
      number(target, count === 1 ? 40 : x + 19, 20, "number", `t.${j}`, (d) => d.targets[j], "end");
      node.append(target);
      hands.handle(target, { kind: "target", at: j });
    });
  }

  data.sizes.slice(1).forEach((count, l) => {
    for (let j = 0; j < count; j++) unit(l + 1, j);
  });
  data.inputs.forEach((_, i) => input(i));
  const last = data.sizes.length - 1;
  data.targets.forEach((_, j) => link(`e${j}`, `u${last}.${j}`, "E", j, data.targets.length));
  loss();
  data.places.forEach((place, at) => { if (place[1] >= 0) weight(at, place); });

  return {
    svg, plan,
    // Writes all numbers; what is not `known` yet has a place, but no number.
    write(next, known, tones) {
      for (const { node, id, value, prefix } of numbers) {
        const found = known(id) ? value(next) : 0;
        write(node, known(id) ? prefix + figure(found) : prefix ? "" : "·");
        node.dataset.sign = Math.sign(found ?? 0);
      }
      data.places.forEach(([, source], at) => {
        if (source < 0) return;
        const [line] = parts.get(`w${at}`);
        const w = next.weights[at];
        line.style.stroke = tones.links[w < 0 ? 0 : 1];
        line.style.strokeWidth = Math.min(5, Math.max(0.75, 1.25 * Math.abs(w)));
      });
    },
    light(ids, name) {
      for (const [id, nodes] of parts) {
        for (const node of nodes) node.classList.toggle(name, ids.has(id));
      }
    },
    // Dots on their way along links, `share` in [0, 1]; backwards where `isBack`.
    flow(ids, portion, isBack) {
      const nodes = [];
      for (const id of ids) {
        const ends = ways.get(id);
        if (!ends) continue;
        const t = isBack ? 1 - portion : portion;
        const [x1, y1, x2, y2] = ends;
        nodes.push(el("circle", { cx: x1 + t * (x2 - x1), cy: y1 + t * (y2 - y1), r: DOT }));
      }
      dots.replaceChildren(...nodes);
    },
  };
}

// What belongs together in a computation graph: what a step touches, and the way to or from a node.

// Ids of everything that the value of a box comes from (`isBack`: that its gradient comes from).
export function pathOf(data, id, isBack) {
  const found = new Set([id]);
  const last = data.sizes.length - 1;
  const spot = spotOf(data, id);
  if (!spot) {
    if (!isBack) for (let layer = 0; layer <= last; layer++) fill(data, found, layer);
    for (let j = 0; j < data.targets.length; j++) found.add(`e${j}`);
    return found;
  }
  const { layer, units, link } = spot;
  if (link) found.add(link);
  let reached = new Set(units);
  if (isBack) {
    mark(found, layer, reached);
    for (let l = layer; l < last; l++) reached = step(data, found, l + 1, reached, true);
    for (const j of reached) found.add(`e${j}`);
    found.add("E");
  } else {
    if (link) return addSource(data, found, id);
    mark(found, layer, reached);
    for (let l = layer; l > 0; l--) reached = step(data, found, l, reached, false);
  }
  return found;
}

const boxId = (layer, unit) => (layer ? `u${layer}.${unit}` : `x0.${unit}`);
const mark = (found, layer, units) => units.forEach((unit) => found.add(boxId(layer, unit)));

function fill(data, found, layer) {
  for (let unit = 0; unit < data.sizes[layer]; unit++) found.add(boxId(layer, unit));
  data.places.forEach(([l], at) => { if (l === layer) found.add(`w${at}`); });
}

// Takes all links between `layer` and the one before it that touch `units` on one side.
function step(data, found, layer, units, isForward) {
  const next = new Set();
  data.places.forEach(([l, source, target], at) => {
    if (l !== layer || (source < 0 && isForward)) return;
    if (!units.has(isForward ? source : target)) return;
    found.add(`w${at}`);
    if (source >= 0) next.add(isForward ? target : source);
  });
  mark(found, isForward ? layer : layer - 1, next);
  return next;
}

function addSource(data, found, id) {
  const [layer, source, target] = data.places[Number(id.slice(1))];
  if (source >= 0) found.add(boxId(layer - 1, source));
  found.add(boxId(layer, target));
  return found;
}

// Which layer and unit an id stands in; null for the loss.
function spotOf(data, id) {
  const numbered = /^(?:x|u|z|a|h|dz|da)(\d+)\.(\d+)$/.exec(id);
  if (numbered) return { layer: Number(numbered[1]), units: [Number(numbered[2])] };
  const weight = /^d?w(\d+)$/.exec(id);
  if (!weight) return null;
  const [layer, , target] = data.places[Number(weight[1])];
  return { layer, units: [target], link: `w${weight[1]}` };
}

// The step whose formula tells what is pointed at.
export function stepOf(data, id, isBack) {
  const names = /^u(\d+\.\d+)$/.exec(id);
  const known = names ? (isBack ? [`dz${names[1]}`] : [`z${names[1]}`])
    : /^w\d+$/.test(id) ? [`d${id}`] : [id.replace(/^e\d+$/, "E")];
  return data.steps.findIndex((step) => step.shows.some((shown) => known.includes(shown)));
}

// What a step touches: boxes and links to be lit, links along which something flows.
export function touched(data, step) {
  const { code, layer, unit } = step;
  const lit = new Set();
  const flow = [];
  const last = data.sizes.length - 1;
  if (code === "loss" || code === "pull_output" || code === "delta_fused") {
    lit.add("E");
    const outputs = code === "loss" ? data.targets.map((_, j) => j) : [unit];
    for (const j of outputs) {
      lit.add(`u${last}.${j}`).add(`e${j}`);
      flow.push(`e${j}`);
    }
    return { lit, flow };
  }
  lit.add(`u${layer}.${unit}`);
  data.places.forEach(([l, source, target], at) => {
    const isInto = l === layer && target === unit && (code === "sum" || code === "weights");
    const isOut = l === layer + 1 && source === unit && code === "pull";
    if (!isInto && !isOut) return;
    lit.add(`w${at}`);
    if (source >= 0) {
      lit.add(boxId(l - 1, source));
      lit.add(boxId(l, target));
      flow.push(`w${at}`);
    }
  });
  return { lit, flow };
}

// The links right at what is pointed at: only these have room for their numbers in a dense graph.
export function near(data, id, isBack) {
  if (id === null) return new Set();
  if (!id.startsWith("u")) return new Set([id]);
  const [layer, unit] = id.slice(1).split(".").map(Number);
  const isOut = isBack && layer < data.sizes.length - 1;
  return new Set(data.places.flatMap(([l, source, target], at) => {
    const is = isOut ? l === layer + 1 && source === unit : l === layer && target === unit;
    return is ? [`w${at}`] : [];
  }));
}

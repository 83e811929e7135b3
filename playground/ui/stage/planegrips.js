// What can be moved on a board: handles and sliders as real buttons, points by pointer and keys.

import { el, name } from "./dom.js";
import { format } from "./format.js";
import { moment } from "./planepen.js";

const NEAR_PX = 14;
const SETTLE_MS = 500; // a grip just let go keeps its place until its answer has come
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
const clamp = (value, low, high) => Math.max(Math.min(low, high), Math.min(Math.max(low, high), value));

export function createGrips(hold, view) {
  let spec = null;
  let arrayOf = () => null;
  let grips = new Map(); // event name -> {node, mark, held}
  const owned = new Map(); // mark's index -> points under way
  let dragged = null;
  let chosen = 0; // the point that the keys move
  const cursor = el("button", { type: "button", class: "np-grip np-grip-point" });
  const numbers = (...values) => values.map((value) => format("number", value, view.app.language())).join(", ");

  // --- handles and sliders

  function made(mark) {
    const node = el("button", { type: "button", class: "np-grip", "data-grip": mark.name });
    const grip = { node, mark, held: null, until: 0 };
    node.onpointerdown = (event) => {
      event.preventDefault();
      node.focus({ preventScroll: true });
      node.setPointerCapture(event.pointerId);
      dragged = grip;
    };
    node.onpointermove = (event) => dragged === grip && follow(grip, event, false);
    node.onpointerup = node.onpointercancel = (event) => {
      if (dragged !== grip) return;
      follow(grip, event, true);
      dragged = null;
      grip.until = performance.now() + SETTLE_MS;
    };
    node.onkeydown = (event) => pressed(grip, event);
    node.onkeyup = (event) => {
      if (ARROWS[event.key] && grip.held) tell(grip, true);
    };
    hold.append(node);
    return grip;
  }

  function follow(grip, event, done) {
    const box = hold.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    const { mark } = grip;
    if (mark.kind === "track") {
      const [a, b, c, d] = railOf(mark);
      const share = ((px - a) * (c - a) + (py - b) * (d - b)) / ((c - a) ** 2 + (d - b) ** 2);
      grip.held = { value: rounded(mark.low + clamp(share, 0, 1) * (mark.high - mark.low), mark.step ?? 0.1) };
    } else {
      const [x, y] = current(grip);
      grip.held = bounded(mark, mark.along === "y" ? x : view.valueX(px), mark.along === "x" ? y : view.valueY(py));
    }
    tell(grip, done);
    view.redraw();
  }

  const rounded = (value, step) => Number((Math.round(value / step) * step).toFixed(6));
  function bounded(mark, x, y) {
    const step = mark.step ?? 0.05;
    const to = rounded(clamp(x, spec.x[0], spec.x[1]), step);
    return { x: to, y: mark.rail ? onRail(mark, to) : rounded(clamp(y, spec.y[0], spec.y[1]), step) };
  }

  // The height at x of a handle's rail: heights at equal distances over the board.
  function onRail({ rail }, x) {
    const at = ((x - spec.x[0]) / (spec.x[1] - spec.x[0])) * (rail.length - 1);
    const low = Math.min(rail.length - 2, Math.floor(at));
    const height = rail[low] + (at - low) * (rail[low + 1] - rail[low]);
    return clamp(height, spec.y[0], spec.y[1]);
  }

  function pressed(grip, event) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const { mark } = grip;
    const many = event.shiftKey ? 10 : 1;
    if (mark.kind === "track") {
      const by = (arrow[0] + arrow[1]) * (mark.step ?? 0.1) * many;
      grip.held = { value: rounded(clamp(current(grip) + by, mark.low, mark.high), mark.step ?? 0.1) };
    } else {
      const [x, y] = current(grip);
      const by = (mark.step ?? 0.05) * 2 * many;
      grip.held = bounded(mark, x + (mark.along === "y" ? 0 : arrow[0] * by), y + (mark.along === "x" ? 0 : arrow[1] * by));
    }
    grip.until = performance.now() + SETTLE_MS;
    tell(grip, false);
    view.redraw();
  }

  const tell = (grip, done) => view.app.send({ name: grip.mark.name, act: "move", ...grip.held, done });

  function current({ mark, held }) {
    if (mark.kind === "track") return held?.value ?? mark.value;
    return held ? [held.x, held.y] : mark.place;
  }

  const railOf = (mark) => [view.x(mark.ends[0]), view.y(mark.ends[1]), view.x(mark.ends[2]), view.y(mark.ends[3])];

  function put(grip) {
    const { mark, node } = grip;
    let [x, y] = [0, 0];
    const at = current(grip);
    if (mark.kind === "track") {
      const [a, b, c, d] = railOf(mark);
      const share = (at - mark.low) / (mark.high - mark.low);
      [x, y] = [a + share * (c - a), b + share * (d - b)];
      node.setAttribute("role", "slider");
      node.setAttribute("aria-valuemin", mark.low);
      node.setAttribute("aria-valuemax", mark.high);
      node.setAttribute("aria-valuenow", at);
      name(node, mark.spoken);
    } else {
      [x, y] = [view.x(at[0]), view.y(at[1])];
      name(node, `${mark.spoken} (${numbers(...at)})`);
    }
    node.style.transform = `translate(${x}px, ${y}px)`;
    node.style.setProperty("--np-grip", view.colour(mark.hue ?? "ink"));
  }

  // --- points on the canvas

  const pointed = () => spec.marks.findIndex((mark) => mark.kind === "dots" && mark.name);
  const rowsOf = (index, at = 0) => owned.get(index) ?? moment(arrayOf(index, "places"), 2, at).rows;

  function nearest(index, px, py) {
    if (index < 0) return -1; // a board without points
    const rows = rowsOf(index);
    let [best, least] = [-1, NEAR_PX];
    for (let i = 0; 2 * i < rows.length; i += 1) {
      const distance = Math.hypot(view.x(rows[2 * i]) - px, view.y(rows[2 * i + 1]) - py);
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  }

  function taken(index, i, x, y, done) {
    const rows = Float32Array.from(rowsOf(index));
    const to = bounded(spec.marks[index], x, y);
    [rows[2 * i], rows[2 * i + 1]] = [to.x, to.y];
    owned.set(index, rows);
    view.app.send({ name: spec.marks[index].name, act: "move", index: i, ...to, done });
    view.redraw();
  }

  function placeOf(event) {
    const box = hold.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  function isOn(px, py) {
    const { left, top, width, height } = view.frame;
    return px >= left && px <= left + width && py >= top && py <= top + height;
  }

  hold.onpointerdown = (event) => {
    if (event.target.closest(".np-grip") || !spec) return;
    const index = pointed();
    const [px, py] = placeOf(event);
    if (!isOn(px, py)) return;
    const i = index < 0 ? -1 : nearest(index, px, py);
    if (i >= 0) {
      event.preventDefault();
      hold.setPointerCapture(event.pointerId);
      chosen = i;
      dragged = { index, i };
    }
  };
  // By click, not by press: a finger that scrolls the page presses too.
  hold.onclick = (event) => {
    const [px, py] = placeOf(event);
    if (!spec?.adds || event.target.closest(".np-grip") || !isOn(px, py) || nearest(pointed(), px, py) >= 0) return;
    view.app.send({ name: spec.adds, act: "add", ...bounded({}, view.valueX(px), view.valueY(py)), done: true });
  };
  const grasps = (event) => {
    const index = spec ? pointed() : -1;
    if (index >= 0 && nearest(index, ...placeOf(event.touches[0])) >= 0) event.preventDefault();
  };
  hold.addEventListener("touchstart", grasps, { passive: false });
  hold.onpointermove = (event) => {
    const [px, py] = placeOf(event);
    if (dragged?.i !== undefined) {
      dragged.moved = true;
      taken(dragged.index, dragged.i, view.valueX(px), view.valueY(py), false);
    } else if (spec && pointed() >= 0) hold.classList.toggle("np-near", nearest(pointed(), px, py) >= 0);
  };
  hold.onpointerup = hold.onpointercancel = (event) => {
    if (dragged?.i === undefined) return;
    const [px, py] = placeOf(event);
    if (dragged.moved) taken(dragged.index, dragged.i, view.valueX(px), view.valueY(py), true);
    dragged = null;
  };
  hold.ondblclick = (event) => {
    const index = pointed();
    const i = index < 0 ? -1 : nearest(index, ...placeOf(event));
    if (i >= 0 && spec.marks[index].removes) remove(index, i);
  };
  const remove = (index, i) =>
    view.app.send({ name: spec.marks[index].name, act: "remove", index: i, done: true });

  cursor.onkeydown = (event) => {
    const index = pointed();
    if (index < 0) return;
    const rows = rowsOf(index);
    const count = rows.length / 2;
    const turn = { PageDown: 1, PageUp: -1 }[event.key];
    const arrow = ARROWS[event.key];
    if (turn) chosen = (chosen + turn + count) % count;
    else if (event.key === "Delete" && spec.marks[index].removes) remove(index, chosen);
    else if (arrow) {
      const by = (spec.marks[index].step ?? 0.05) * (event.shiftKey ? 10 : 2);
      taken(index, chosen, rows[2 * chosen] + arrow[0] * by, rows[2 * chosen + 1] + arrow[1] * by, false);
    } else return;
    event.preventDefault();
    view.redraw();
  };
  cursor.onkeyup = (event) => {
    const index = pointed();
    if (index < 0 || !ARROWS[event.key] || !owned.has(index)) return;
    const rows = rowsOf(index);
    taken(index, chosen, rows[2 * chosen], rows[2 * chosen + 1], true);
  };

  return {
    own(index, array) {
      const rows = array === "places" ? owned.get(index) : null;
      return rows ? { values: rows, shape: [rows.length / 2, 2] } : null;
    },
    take(next, arrays) {
      spec = next;
      arrayOf = arrays;
      if (dragged?.i === undefined) owned.clear();
      const marks = spec.marks.filter(({ kind }) => kind === "handle" || kind === "track");
      const kept = new Map();
      for (const mark of marks) {
        const grip = grips.get(mark.name) ?? made(mark);
        grip.mark = mark;
        if (dragged !== grip && performance.now() > grip.until) grip.held = null;
        kept.set(mark.name, grip);
      }
      for (const [word, grip] of grips) if (!kept.has(word)) grip.node.remove();
      grips = kept;
      const index = pointed();
      if (index >= 0 && !cursor.isConnected) hold.append(cursor);
      else if (index < 0) cursor.remove();
    },
    place() {
      for (const grip of grips.values()) put(grip);
      const index = pointed();
      if (index < 0) return;
      const rows = rowsOf(index);
      chosen = Math.max(0, Math.min(chosen, rows.length / 2 - 1));
      const [x, y] = [rows[2 * chosen], rows[2 * chosen + 1]];
      cursor.style.transform = `translate(${view.x(x)}px, ${view.y(y)}px)`;
      const facts = { index: chosen + 1, count: rows.length / 2, x, y };
      name(cursor, view.app.text("point_spoken", facts));
    },
    destroy() {
      hold.replaceChildren();
    },
  };
}

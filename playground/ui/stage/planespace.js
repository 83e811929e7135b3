// A board in 3-D: a surface with a path and points on it, drawn in place by Plotly.

import { el } from "./dom.js";
import { plotly } from "./plotly.js";
import { tones as greys } from "./relief.js";
import { classColour, palette } from "./palette.js";

const UPDATE_MS = 100;
const CONFIG = { displayModeBar: false, responsive: false, showTips: false };

export function createPlaneSpace(hold, app) {
  const figure = el("div", { class: "np-plane-space" });
  hold.append(figure);
  let library = null;
  let given = null;
  let timer = 0;
  let drawnAt = -Infinity;
  let signature = null;

  function refresh() {
    if (!library) {
      plotly(app.version).then((found) => { library = found; show(); }, (error) => console.error(error));
      return;
    }
    if (!timer) timer = setTimeout(show, Math.max(0, drawnAt + UPDATE_MS - performance.now()));
  }

  function show() {
    timer = 0;
    if (!library || !given || figure.clientWidth < 60) return;
    drawnAt = performance.now();
    const { spec, arrayOf, at } = given;
    const heights = arrayOf(0, "heights");
    const place = `${figure.clientWidth} ${figure.clientHeight} ${app.theme()}`;
    const path = pathAt(arrayOf(0, "path"), at);
    if (signature?.heights === heights?.values && signature?.place === place) {
      library.restyle(figure, { x: [path.x], y: [path.y], z: [path.z] }, [1]);
      return;
    }
    signature = { heights: heights?.values, place };
    library.react(figure, [ground(spec, heights), trail(path), ...points(spec, arrayOf)], layout(spec), CONFIG);
  }

  function ground(spec, { values, shape }) {
    const mark = spec.marks[0];
    const [high, wide] = shape;
    const z = Array.from({ length: high }, (_, j) => Array.from(values.subarray(j * wide, (j + 1) * wide)));
    const axis = ([low, top], count) => Array.from({ length: count }, (_, i) => low + (i / (count - 1)) * (top - low));
    const { low, high: light } = greys(app.theme());
    const grey = (value) => `rgb(${value},${value},${value + 3})`;
    const stops = palette(app.theme()).stops;
    const colours = mark.scale === "probability"
      ? stops.map((colour, i) => [i / (stops.length - 1), colour]) : [[0, grey(low)], [1, grey(light)]];
    const range = mark.scale === "probability" ? { cmin: 0, cmax: 1 } : {};
    return {
      type: "surface", x: axis(spec.x, wide), y: axis(spec.y, high), z, showscale: false, opacity: 0.92,
      hoverinfo: "x+y+z", colorscale: colours, ...range,
    };
  }

  function pathAt(path, at) {
    const out = { x: [], y: [], z: [] };
    if (!path) return out;
    const last = Math.min(path.shape[0] - 1, Math.floor(at + 1e-6));
    for (let i = 0; i <= last; i += 1) {
      out.x.push(path.values[3 * i]);
      out.y.push(path.values[3 * i + 1]);
      out.z.push(path.values[3 * i + 2]);
    }
    return out;
  }

  function trail(path) {
    const colour = app.hue("red");
    return {
      type: "scatter3d", mode: "lines+markers", hoverinfo: "skip", ...path,
      line: { color: colour, width: 6 }, marker: { color: colour, size: 3 },
    };
  }

  function points(spec, arrayOf) {
    const given = arrayOf(0, "points");
    if (!given) return [];
    const classes = arrayOf(0, "classes")?.values;
    const column = (k) => Array.from({ length: given.shape[0] }, (_, i) => given.values[3 * i + k]);
    const tones = palette(app.theme());
    const colour = Array.from({ length: given.shape[0] }, (_, i) => classColour(tones, 2, classes?.[i] ?? 1));
    return [{
      type: "scatter3d", mode: "markers", hoverinfo: "skip", x: column(0), y: column(1), z: column(2),
      marker: { color: colour, size: 4, line: { color: tones.halo, width: 1 } },
    }];
  }

  function layout(spec) {
    const { text } = palette(app.theme());
    const grid = { color: text, showbackground: false, gridcolor: "rgba(128,128,128,0.3)", zeroline: false };
    return {
      width: figure.clientWidth, height: figure.clientHeight, margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)", showlegend: false, uirevision: "held",
      font: { family: getComputedStyle(hold).fontFamily, size: 12, color: text },
      scene: {
        uirevision: "held", aspectmode: "manual", aspectratio: { x: 1, y: 1, z: 0.6 },
        xaxis: { ...grid, title: { text: spec.x[2] }, range: spec.x.slice(0, 2) },
        yaxis: { ...grid, title: { text: spec.y[2] }, range: spec.y.slice(0, 2) },
        zaxis: { ...grid, title: { text: spec.marks[0].z ?? "" } },
        camera: { eye: { x: -0.95, y: -1.15, z: 1.5 } },
      },
    };
  }

  return {
    draw(spec, arrayOf, at) {
      given = { spec, arrayOf, at };
      figure.setAttribute("aria-label", app.fill(spec.spoken));
      figure.setAttribute("role", "img");
      hold.querySelector("canvas").hidden = true;
      refresh();
    },
    destroy() {
      clearTimeout(timer);
      if (library) library.purge(figure);
    },
  };
}

// The surface in 3-D with the trails on it, drawn in place by Plotly at most ten times a second.
// Heights are in contour levels, so that a deep valley and a high wall are both seen.

import { plotly } from "./plotly.js";
import { plotlyDash } from "./lineup.js";
import { tones } from "./relief.js";

const UPDATE_MS = 100;
const FEW = 81; // samples along a side: every second one that the map has
const LIFT = 0.3; // levels, so that a trail isn't hidden by the ground
const CONFIG = { displayModeBar: false, responsive: false, showTips: false };

export function createSpace(host, app) {
  let library = null;
  let scene = null;
  let given = null;
  let timer = 0;
  let drawnAt = -Infinity;
  let signature = "";
  let mesh = [];

  function refresh() {
    if (!library) {
      plotly(app.version).then((found) => { library = found; show(); }, (error) => console.error(error));
      return;
    }
    if (!timer) timer = setTimeout(show, Math.max(0, drawnAt + UPDATE_MS - performance.now()));
  }

  function show() {
    timer = 0;
    if (!library || !given || host.hidden || host.clientWidth < 100) return;
    drawnAt = performance.now();
    const bottom = ground();
    const lines = traces();
    const next = `${host.clientWidth} ${host.clientHeight} ${app.theme()} ${scene.generation} ` +
      JSON.stringify(app.racers());
    if (next === signature) {
      const update = { x: lines.map(({ x }) => x), y: lines.map(({ y }) => y), z: lines.map(({ z }) => z) };
      library.restyle(host, update, lines.map((_, index) => index + 1));
      return;
    }
    signature = next;
    library.react(host, [bottom, ...lines], layout(), CONFIG);
  }

  function axis([low, high], count) {
    return Array.from({ length: count }, (_, i) => low + (i / (count - 1)) * (high - low));
  }

  function ground() {
    const [, side] = scene.shapes.levels;
    const step = (side - 1) / (FEW - 1);
    mesh = Array.from({ length: FEW }, (_, j) =>
      Array.from({ length: FEW }, (__, i) => scene.levels[Math.round(j * step) * side + Math.round(i * step)]));
    const z = mesh.map((row) => row.map((level) => (Number.isNaN(level) ? null : level)));
    const { low, high } = tones(app.theme());
    const grey = (value) => `rgb(${value},${value},${value + 3})`;
    return {
      type: "surface", x: axis(scene.surface.x, FEW), y: axis(scene.surface.y, FEW), z,
      showscale: false, opacity: 0.9, hoverinfo: "skip", colorscale: [[0, grey(low)], [1, grey(high)]],
      contours: { z: { show: true, start: 1, end: scene.surface.levels, size: 1, color: grey(low), width: 1 } },
    };
  }

  // How high the ground is drawn: between its samples it can be higher than the surface.
  function drawnAbove(x, y) {
    const { x: [left, right], y: [bottom, top] } = scene.surface;
    const [u, v] = [((x - left) / (right - left)) * (FEW - 1), ((y - bottom) / (top - bottom)) * (FEW - 1)];
    const [i, j] = [Math.min(FEW - 2, Math.floor(u)), Math.min(FEW - 2, Math.floor(v))];
    const along = (row) => row[i] + (u - i) * (row[i + 1] - row[i]);
    const level = along(mesh[j]) + (v - j) * (along(mesh[j + 1]) - along(mesh[j]));
    return Number.isNaN(level) ? -Infinity : level;
  }

  // A trail ends where it leaves the board: it would pull the picture apart.
  function traces() {
    const { x: [left, right], y: [bottom, top], levels, low, soft, span } = scene.surface;
    const level = (value) => (levels * Math.log1p(Math.max(0, value - low) / soft)) / span + LIFT;
    return app.racers().map((racer, index) => {
      const line = { x: [], y: [], z: [] };
      const count = given.shape[0] === app.racers().length ? given.shape[1] : 0;
      for (let i = 0; i < count; i += 1) {
        const [x, y, value] = given.rows.subarray((index * count + i) * 3, (index * count + i) * 3 + 3);
        const isIn = x >= left && x <= right && y >= bottom && y <= top;
        line.x.push(isIn ? x : null);
        line.y.push(isIn ? y : null);
        line.z.push(isIn ? Math.max(level(value), drawnAbove(x, y) + LIFT) : null);
      }
      return {
        type: "scatter3d", mode: "lines", name: racer.name, hoverinfo: "name", connectgaps: false, ...line,
        line: { color: racer.colour, width: 6, dash: racer.dash ? "dash" : plotlyDash(racer.dash) },
      };
    });
  }

  function layout() {
    const { text } = tones(app.theme());
    const grid = { color: text, showbackground: false, gridcolor: "rgba(128,128,128,0.3)", zeroline: false };
    return {
      width: host.clientWidth, height: host.clientHeight, margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)", showlegend: true, uirevision: "held",
      legend: { x: 0, y: 1, font: { color: text, size: 13 }, bgcolor: "rgba(0,0,0,0)" },
      font: { family: getComputedStyle(host).fontFamily, size: 12, color: text },
      scene: {
        uirevision: "held", aspectmode: "manual", aspectratio: { x: 1, y: 1, z: 0.55 },
        xaxis: { ...grid, title: { text: "x" } }, yaxis: { ...grid, title: { text: "y" } },
        zaxis: { ...grid, title: { text: "" }, showticklabels: false },
        camera: { eye: { x: -0.95, y: -1.1, z: 1.5 } },
      },
    };
  }

  return {
    scene(next) {
      scene = next;
      signature = "";
    },
    draw(next, trails) {
      scene = next;
      if (!trails) return;
      given = trails;
      refresh();
    },
    destroy() {
      clearTimeout(timer);
      if (library) library.purge(host);
    },
  };
}

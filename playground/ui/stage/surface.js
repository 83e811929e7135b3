// The loss as a surface that can be turned, the trails lying on it; drawn in place by Plotly.

import { plotly } from "./plotly.js";
import { plotlyDash } from "./lineup.js";
import { levelAt } from "./terrain.js";

const UPDATE_MS = 100;
const LIFT = 0.012; // of the height: trails would sink into the surface
const EYE = { x: -0.35, y: -1.3, z: 0.85 };
const ROOM = 1.5; // so many times as far away where the card is square: the sides must be seen too
const CONFIG = { displayModeBar: false, responsive: false, showTips: false };
const GREYS = { light: ["#8E959B", "#FAFAF8"], dark: ["#0F1319", "#7A8491"] };
// Plotly's own words for dashes in space; it takes no lengths there.
const SPACE = { "": "solid", "2 3": "dot", "7 4": "dash", "7 3 2 3": "dashdot", "14 4 2 4": "longdashdot", "14 5": "longdash" };

// Names stand on stems of different lengths over their dots, as shares of the height.
const STEMS = [0.14, 0.28, 0.42];

// host: an element with a size; version: the query of the stage's address.
export function createSurface(host, version) {
  let library = null;
  let timer = 0;
  let drawnAt = -Infinity;
  let newest = null;

  function draw() {
    timer = 0;
    if (!newest || host.hidden) return;
    if (!library) {
      plotly(version).then((found) => { library = found; draw(); }, (error) => console.error(error));
      return;
    }
    drawnAt = performance.now();
    library.react(host, traces(newest), layout(newest), CONFIG);
  }

  function layout({ grid, theme, colours, height, width, tick }) {
    const levels = [];
    for (let power = Math.ceil(grid.low); power <= grid.high; power++) levels.push(power);
    if (levels.length < 2) levels.splice(0, levels.length, grid.low, grid.high);
    const away = Math.max(1, (ROOM * height) / width);
    const eye = Object.fromEntries(Object.entries(EYE).map(([name, at]) => [name, at * away]));
    const axis = { visible: false, showspikes: false };
    return {
      width, height, margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false, uirevision: "kept",
      paper_bgcolor: "rgba(0,0,0,0)", hovermode: false,
      font: { family: colours.font, size: 12, color: colours.mute },
      scene: {
        xaxis: { ...axis, range: [0, 1] }, yaxis: { ...axis, range: [1, 0] },
        zaxis: {
          title: { text: "" }, tickvals: levels, ticktext: levels.map((level) => tick(10 ** level)),
          gridcolor: colours.line2, showspikes: false, zeroline: false, color: colours.mute,
        },
        aspectmode: "manual", aspectratio: { x: 1.7, y: 1.35, z: 0.75 },
        camera: { eye, center: { x: 0, y: 0, z: -0.14 } },
      },
      datarevision: theme,
    };
  }

  function traces({ grid, trails, theme, colours, pointed }) {
    const { levels, size, low, high } = grid;
    const along = Array.from({ length: size }, (_, i) => (i + 0.5) / size);
    const z = along.map((_, r) => along.map((__, c) => low + ((levels[r * size + c] / 32767 + 1) / 2) * (high - low)));
    const [dark, light] = GREYS[theme];
    const ground = {
      type: "surface", x: along, y: along, z, showscale: false, hoverinfo: "skip", cmin: low, cmax: high,
      colorscale: [[0, dark], [1, light]],
      lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.02, roughness: 0.9 },
      contours: { z: { show: true, start: low, end: high, size: (high - low) / 15, color: theme === "dark" ? "#6B7582" : "#9AA1A8", width: 1 } },
    };
    const lift = LIFT * (high - low);
    const lines = trails.map(({ racer, shares }) => ({
      type: "scatter3d", mode: "lines", hoverinfo: "skip",
      x: shares.map(([x]) => x), y: shares.map(([, y]) => y),
      z: shares.map(([x, y]) => levelAt(grid, x, y) + lift),
      line: { color: racer.colour, width: racer.index === pointed ? 9 : 6, dash: SPACE[racer.dash] ?? plotlyDash("") },
      opacity: pointed === null || racer.index === pointed ? 1 : 0.25,
    }));
    const ends = trails.map(({ shares }) => shares.at(-1));
    const feet = ends.map(([x, y]) => levelAt(grid, x, y) + 5 * lift);
    const heads = feet.map((foot, i) => foot + STEMS[i % STEMS.length] * (high - low));
    const plain = { type: "scatter3d", hoverinfo: "skip" };
    const stems = {
      ...plain, mode: "lines", line: { color: colours.text, width: 1.5 },
      x: ends.flatMap(([x]) => [x, x, null]), y: ends.flatMap(([, y]) => [y, y, null]),
      z: feet.flatMap((foot, i) => [foot, heads[i], null]),
    };
    const place = { ...plain, x: ends.map(([x]) => x), y: ends.map(([, y]) => y) };
    const dots = {
      ...place, mode: "markers", z: feet,
      marker: { size: 5, color: trails.map(({ racer }) => racer.colour), line: { color: colours.card, width: 1 } },
    };
    const names = {
      ...place, mode: "text", z: heads, text: trails.map(({ racer }) => racer.name),
      textposition: "top center", textfont: { size: 13, color: colours.text },
    };
    return [ground, ...lines, stems, dots, names];
  }

  return {
    // what: {grid, trails: [{racer, shares}], theme, colours, width, height, pointed, tick(loss)}
    show(what) {
      newest = what;
      timer ||= setTimeout(draw, Math.max(0, drawnAt + UPDATE_MS - performance.now()));
    },
    destroy() {
      clearTimeout(timer);
      if (library) library.purge(host);
    },
  };
}

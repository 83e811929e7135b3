// Colours of data and how numbers are written.
//
// A theme's palette is made once (`palette("light")`) and holds 256-entry tables of packed pixels
// (little-endian ABGR, ready for a Uint32Array over ImageData) beside CSS colours of the same stops.
// The interface itself has no colour: orange and blue mean negative and positive, nothing else.

const STOPS = {
  light: ["#EDA15B", "#F0B179", "#F3C196", "#F5D1B3", "#F6E2D1", "#F7F6F3", "#D4E4F0", "#B7D3ED",
    "#9AC4E9", "#7EB5E5", "#61A6E1"],
  dark: ["#C97631", "#A66635", "#845635", "#624533", "#40342F", "#1A2028", "#233649", "#2A4A68",
    "#315D87", "#3671A7", "#3B85C6"],
};
const SEQUENTIAL = {
  light: ["#F7F6F3", "#61A6E1", "#084D8C"],
  dark: ["#1A2028", "#3B85C6", "#CFE6FF"],
};
// Okabe-Ito; the last one is the text's own black or white.
const CLASSES = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442"];
const REGION_SHARE = 0.45;
const OFF_GREY = 0.65; // how far a feature that is off loses its colour,
const OFF_SHARE = 0.42; // and how much of it is left on the paper,
const OFF_LIT_SHARE = 0.8; // also while it is pointed at
const THEMES = {
  light: { text: "#1C2430", mute: "#5A6472", halo: "#FFFFFF", ink: "#27303D", card: "#FFFFFF",
    sunk: "#F1F1EE", last: "#000000", points: ["#B04A00", "#6E7581", "#084D8C"], links: ["#DB7418", "#2880C8"],
    lineAlpha: 0.75 },
  dark: { text: "#E9ECF0", mute: "#A5AEBA", halo: "#12161C", ink: "#D9DEE5", card: "#171C23",
    sunk: "#1F252E", last: "#FFFFFF", points: ["#FFC78F", "#C9CDD3", "#A8D4FF"], links: ["#E2832D", "#3B99E2"],
    lineAlpha: 0.85 },
};

// Unit-radius outlines as SVG path data, for canvas (Path2D) and inline SVG alike.
const SHAPES = {
  circle: "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1-1 0Z",
  square: "M-.88-.88H.88V.88H-.88Z",
  triangle: "M0-1.15L1.1.8H-1.1Z",
  diamond: "M0-1.25L1.1 0L0 1.25L-1.1 0Z",
  cross: "M-1.1-.62L-.62-1.1L0-.48L.62-1.1L1.1-.62L.48 0L1.1.62L.62 1.1L0 .48L-.62 1.1L-1.1.62L-.48 0Z",
  plus: "M-.38-1.2H.38V-.38H1.2V.38H.38V1.2H-.38V.38H-1.2V-.38H-.38Z",
  star: "M0-1.3L.36-.45L1.24-.4L.58.2L.78 1.06L0 .6L-.78 1.06L-.58.2L-1.24-.4L-.36-.45Z",
  hexagon: "M-1.1 0L-.55-.98H.55L1.1 0L.55.98H-.55Z",
};
const SHAPE_ORDER = Object.keys(SHAPES);

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const hexOf = (rgb) => "#" + rgb.map((c) => Math.round(c).toString(16).padStart(2, "0")).join("");
const pack = ([red, green, blue]) =>
  ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;

// A table of `size` packed pixels, linear in sRGB between stops that are equal steps in OKLab.
function table(stops, size = 256) {
  const colours = stops.map(channels);
  const out = new Uint32Array(size);
  for (let i = 0; i < size; i++) {
    const at = (i / (size - 1)) * (colours.length - 1);
    const low = Math.min(colours.length - 2, Math.floor(at));
    out[i] = pack(colours[low].map((c, k) => c + (at - low) * (colours[low + 1][k] - c)));
  }
  return out;
}

// Two flat ends: what "discretise" shows.
function ends(stops) {
  const out = new Uint32Array(256).fill(pack(channels(stops[0])));
  return out.fill(pack(channels(stops[stops.length - 1])), 128);
}

// Colours greyed and laid over paper with so much opacity.
function faded(stops, paper, share) {
  const under = channels(paper);
  return stops.map((hex) => {
    const rgb = channels(hex);
    const grey = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    return hexOf(rgb.map((c, k) => under[k] + share * (c + OFF_GREY * (grey - c) - under[k])));
  });
}

// sRGB <-> OKLab (B. Ottosson, 2020), for mixing a class colour into the middle stop.
const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const gamma = (c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

function toLab(hex) {
  const [r, g, b] = channels(hex).map((c) => linear(c / 255));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}

function fromLab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s]
    .map((c) => 255 * Math.min(1, Math.max(0, gamma(Math.max(0, c)))));
}

// `share` of one colour mixed into another in OKLab.
export function mix(hex, into, share) {
  const top = toLab(hex);
  return hexOf(fromLab(toLab(into).map((c, k) => c + share * (top[k] - c))));
}

function ramp(low, middle, high, size = 33) {
  const [a, b, c] = [low, middle, high].map(channels);
  return Array.from({ length: size }, (_, i) => {
    const t = (2 * i) / (size - 1);
    return hexOf(t < 1 ? a.map((v, k) => v + t * (b[k] - v)) : b.map((v, k) => v + (t - 1) * (c[k] - v)));
  });
}

const made = new Map();

// Everything one theme needs. Fields ending in `Table` are Uint32Array(256).
export function palette(theme) {
  const name = theme === "dark" ? "dark" : "light";
  if (made.has(name)) return made.get(name);
  const stops = STOPS[name];
  const middle = stops[5];
  const rest = THEMES[name];
  const classes = [...CLASSES, rest.last];
  const regions = classes.map((colour) => mix(colour, middle, REGION_SHARE));
  const result = {
    ...rest, name, stops, middle, classes, regions,
    gradient: `linear-gradient(90deg,${stops.join(",")})`,
    divergingTable: table(stops),
    hardTable: ends(stops),
    offTable: table(faded(stops, rest.sunk, OFF_SHARE)),
    offLitTable: table(faded(stops, rest.sunk, OFF_LIT_SHARE)),
    sequentialTable: table(SEQUENTIAL[name]),
    regionTables: regions.map((colour) => table([middle, colour])),
    regionHardTables: regions.map((colour) => ends([middle, colour])),
    valueColours: ramp(...rest.points),
    css: stopsAsCss(stops),
  };
  made.set(name, result);
  return result;
}

// CSS colours of the diverging scale in 65 steps, so that small marks cost no string building.
function stopsAsCss(stops) {
  return Array.from(table(stops, 65), (p) => hexOf([p & 255, (p >> 8) & 255, (p >> 16) & 255]));
}

// The CSS colour of a value in [-1, 1] on the diverging scale.
export function colourOf(tones, value) {
  return tones.css[Math.max(0, Math.min(64, Math.round(32 + 32 * value)))] ?? tones.css[32];
}

// The colour of a class's points: two classes are the scale's ends, more have their own colours.
export function classColour(tones, classes, index) {
  return classes === 2 ? tones.points[index ? 2 : 0] : tones.classes[index] ?? tones.text;
}

// Which outline a class has: circles up to three classes, from four each its own shape.
export function shapeOf(classes, index) {
  return classes > 3 ? SHAPE_ORDER[index % SHAPE_ORDER.length] : "circle";
}

export const outline = (shape) => SHAPES[shape];

// --- numbers: minus is U+2212

// `value` with so many decimals; a dash when it is not a finite number.
export function fixed(value, digits = 2) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const text = size < 1e6 ? size.toFixed(digits) : size.toExponential(2);
  return value < 0 && Number(text) !== 0 ? "\u2212" + text : text;
}

// The same with a plus sign for what is above zero.
export function signed(value, digits = 2) {
  const text = fixed(value, digits);
  return value > 0 && Number(text) !== 0 ? "+" + text : text;
}

// A number of any size in few characters: 0.052, 1.30, 24.1, 1.2e5.
export function short(value) {
  const size = Math.abs(value);
  if (size >= 1e4) return value.toExponential(1).replace("-", "\u2212").replace("e+", "e");
  return fixed(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

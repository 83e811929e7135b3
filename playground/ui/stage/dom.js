// Small hands for the DOM: elements, icons, style sheets, theme.

const NAMESPACE = "http://www.w3.org/2000/svg";
const SVG = new Set(["svg", "path", "g", "line", "circle", "rect", "text", "polyline"]);

// el("button", {class: "x", onclick: f, "aria-label": "y"}, child, "text", ...)
export function el(name, attributes = {}, ...children) {
  const node = SVG.has(name)
    ? document.createElementNS(NAMESPACE, name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Scrolls back to what a press elsewhere has changed, if most of it has left the screen.
export function bringBack(node) {
  const { top, bottom } = node.getBoundingClientRect();
  if (bottom > innerHeight / 2 && top < innerHeight / 2) return;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.scrollIntoView({ block: "start", behavior: isCalm ? "auto" : "smooth" });
}

// Writes only on change: figures are written every frame, most of them stay the same.
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function name(node, text) {
  if (node.getAttribute("aria-label") !== text) node.setAttribute("aria-label", text);
  if (node.title !== text) node.title = text;
}

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  step: "M5 6v12l8-6zM14 6v12l2.5 0V6z",
  reset: "M12 6V2.5L7 7l5 4.5V8a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z",
  dice:
    "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm0 2v14h14V5z" +
    "m3.5 2a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zm7 0a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z" +
    "M12 10.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM8.5 14a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z" +
    "m7 0a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z",
  open: "M5 5h6v2H7v10h10v-4h2v6H5zM14 4h6v6h-2V7.4l-7.3 7.3-1.4-1.4L16.6 6H14z",
  table: "M4 5h16v14H4zM6 7v3h5V7zm7 0v3h5V7zm-7 5v5h5v-5zm7 0v5h5v-5z",
};
export const icon = (key) =>
  el("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, el("path", { d: ICONS[key] }));

const sheets = new Map();
// Loads a style sheet of this folder once; resolves when it applies (or failed: better plain).
export function sheet(file) {
  const href = new URL(file, import.meta.url).href;
  if (!sheets.has(href)) {
    sheets.set(
      href,
      new Promise((done) => {
        const link = el("link", { rel: "stylesheet", href, onload: done, onerror: done });
        document.head.append(link);
      }),
    );
  }
  return sheets.get(href);
}

// The theme in force round an element, from Streamlit's variables: a dark page has dark paper.
export function themeOf(node) {
  const paper = getComputedStyle(node).getPropertyValue("--st-background-color").trim();
  const probe = el("i", { style: `color:${paper || "Canvas"}` });
  node.append(probe);
  const [r, g, b] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  probe.remove();
  return 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light";
}

// Where a component's root belongs: the room its html keeps for it.
export const roomIn = (parent) => parent.querySelector(".np-room") ?? parent;

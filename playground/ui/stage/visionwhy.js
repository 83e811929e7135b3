// Why this answer: which pixels count, laid over the picture in colours.

import { el, write } from "./dom.js";
import { palette } from "./palette.js";
import { inkOf, mapsOf, paintMap, sized } from "./visionpaint.js";

const WAYS = {
  gradcam: ["way_gradcam", "way_gradcam_help"], saliency: ["way_saliency", "way_saliency_help"],
  smoothgrad: ["way_smoothgrad", "way_smoothgrad_help"],
  integrated: ["way_integrated", "way_integrated_help"],
  occlusion: ["way_occlusion", "way_occlusion_help"],
};
const SIGNED = new Set(["integrated", "occlusion"]);
const EDGE = 520;

export function create(host, app) {
  const { text } = app;
  const ways = Object.keys(WAYS).map((way) => {
    const button = el("button", { type: "button", "data-way": way });
    button.onclick = () => app.see({ way });
    return button;
  });
  let told = null;
  const list = el("div", { class: "np-segment np-ways", role: "group" }, ...ways);
  const picture = el("canvas", { class: "np-why-picture", role: "img" });
  const heat = el("canvas", { class: "np-why-picture", role: "img" });
  const answer = el("p", { class: "np-answer" });
  const what = el("p", { class: "np-note" });
  const mind = el("p", { class: "np-mind" });
  host.append(
    list, el("div", { class: "np-why-row" }, picture, heat, el("div", { class: "np-why-words" }, answer, what, mind)),
  );

  return {
    scene() {
      list.setAttribute("aria-label", text("panel_why"));
      for (const button of ways) write(button, text(WAYS[button.dataset.way][0]));
      picture.setAttribute("aria-label", text("the_image"));
    },
    frame(frame, scene) {
      const { way } = frame.sight;
      for (const button of ways) button.setAttribute("aria-pressed", String(button.dataset.way === way));
      write(what, text(WAYS[way][1]));
      heat.setAttribute("aria-label", text(WAYS[way][0]));
      const maps = mapsOf(frame).input;
      if (maps) paintInput(sized(picture, EDGE, EDGE), maps, app.theme());
      if (frame.why && maps) overlay(frame, maps);
      changed(frame, way, maps);
      if (!frame.probabilities) return;
      const at = frame.sight.variant * scene.classes;
      const shares = Array.from(frame.probabilities.subarray(at, at + scene.classes));
      const best = shares.indexOf(Math.max(...shares));
      write(answer, text("network_reads", { answer: best, share: (100 * shares[best]).toFixed(1) }));
    },
  };

  // The smallest grey patch that would make the network read something else.
  function changed(frame, way, maps) {
    if (way !== "occlusion" || !maps) return write(mind, "");
    if (frame.mind) told = Array.from(frame.mind);
    if (!told) return;
    const [top, left, size, answer, share] = told;
    if (size === undefined) return write(mind, text("mind_firm"));
    write(mind, text("mind_changes", { size, answer, share: (100 * share).toFixed(0) }));
    const onto = heat.getContext("2d");
    const [wide, tall] = [EDGE / maps.width, EDGE / maps.height];
    onto.strokeStyle = palette(app.theme()).text;
    onto.lineWidth = 4;
    onto.setLineDash([10, 6]);
    onto.strokeRect(left * wide, top * tall, size * wide, size * tall);
    onto.setLineDash([]);
  }

  function overlay(frame, maps) {
    const [height, width] = frame.shapes.why;
    const isSigned = SIGNED.has(frame.sight.way);
    let top = 1e-12;
    for (const value of frame.why) top = Math.max(top, Math.abs(value));
    const onto = sized(heat, EDGE, EDGE);
    const tones = palette(app.theme());
    const table = isSigned ? tones.divergingTable : tones.sequentialTable;
    const levels = Uint8Array.from(frame.why, (value) =>
      isSigned ? 127.5 + (127.5 * value) / top : 255 * Math.max(0, value / top));
    const layer = { bytes: levels, width, height, signed: isSigned };
    paintMap(onto, layer, 0, app.theme(), 0, 0, EDGE, EDGE);
    outline(onto, maps, table);
  }

  // The picture's own strokes as dots over the colours, so that both are seen at once.
  function outline(onto, maps) {
    const { text: ink } = inkOf(app.theme());
    const [wide, tall] = [EDGE / maps.width, EDGE / maps.height];
    const most = maps.bytes.reduce((found, level) => Math.max(found, level), 1);
    const floor = maps.signed ? maps.bytes.reduce((found, level) => Math.min(found, level), 255) : 0;
    onto.fillStyle = `rgb(${ink.join(",")})`;
    for (let i = 0; i < maps.width * maps.height; i++) {
      const share = (maps.bytes[i] - floor) / Math.max(1, most - floor);
      if (share < 0.25) continue;
      const radius = 0.16 * Math.min(wide, tall) * share;
      onto.beginPath();
      onto.arc((i % maps.width + 0.5) * wide, (Math.floor(i / maps.width) + 0.5) * tall, radius, 0, 2 * Math.PI);
      onto.fill();
    }
  }
}

// The picture as the network is given it: grey ones as ink on paper.
export function paintInput(pen, maps, theme) {
  const { width, height, count, bytes, signed } = maps;
  const plane = width * height;
  const floor = signed ? bytes.reduce((found, level) => Math.min(found, level), 255) : 0;
  const span = Math.max(1, bytes.reduce((found, level) => Math.max(found, level), 0) - floor);
  const { paper, text: ink } = inkOf(theme);
  const image = new ImageData(width, height);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) {
      const share = (bytes[(count === 3 ? c * plane : 0) + i] - floor) / span;
      image.data[4 * i + c] = count === 3 ? 255 * share : paper[c] + (ink[c] - paper[c]) * share;
    }
    image.data[4 * i + 3] = 255;
  }
  const small = new OffscreenCanvas(width, height);
  small.getContext("2d").putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, pen.canvas.width, pen.canvas.height);
}

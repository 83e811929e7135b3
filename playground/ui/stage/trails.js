// The racers' trails over a terrain: lines with a halo, a ring at the start, dots and names.

const NEAR = 12; // px within which a trail is pointed at
const PITCH = 16;
const DOT = 5;

// trails: [{racer, places: [[x, y], ...] in px}]; leads: Set of the two best; pointed: racer | null;
// held: a Map that remembers where the names stand.
export function drawTrails(pen, trails, { width, height, tones, font, leads, pointed, start, held }) {
  pen.lineJoin = pen.lineCap = "round";
  const byPointing = [...trails].sort((a, b) => (a.racer.index === pointed) - (b.racer.index === pointed));
  for (const { racer, places } of byPointing) {
    const isPointed = racer.index === pointed;
    const stroke = isPointed ? 3.5 : leads.has(racer.index) ? 3 : 2.25;
    pen.globalAlpha = pointed === null || isPointed ? 1 : 0.25;
    pen.beginPath();
    places.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.setLineDash([]);
    pen.strokeStyle = tones.halo;
    pen.lineWidth = stroke + 2;
    pen.stroke();
    pen.lineCap = "butt";
    pen.setLineDash(racer.dash ? racer.dash.split(" ").map(Number) : []);
    pen.strokeStyle = racer.colour;
    pen.lineWidth = stroke;
    pen.stroke();
    pen.lineCap = "round";
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
  const first = trails.find(({ places }) => places.length)?.places[0];
  if (first) {
    disc(pen, first, DOT + 0.5, tones.halo, tones.text, 2.5);
  }
  const ends = trails.filter(({ places }) => places.length > 1);
  for (const { racer, places } of ends) {
    pen.globalAlpha = pointed === null || racer.index === pointed ? 1 : 0.25;
    disc(pen, places.at(-1), DOT, racer.colour, tones.halo, 1.5);
  }
  pen.globalAlpha = 1;
  pen.font = `600 13px ${font}`;
  const labels = ends.map(({ racer, places }) => ({ name: racer.name, index: racer.index, at: places.at(-1) }));
  if (first && start) labels.push({ name: start, index: null, at: first });
  write(pen, labels, { width, height, tones, pointed, held });
}

function disc(pen, [x, y], radius, fill, stroke, width) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = stroke;
  pen.lineWidth = width;
  pen.stroke();
}

// Names beside their dots, on the side that has room; where names or dots would be covered they step
// aside, and a thin line leads back. A name without any room is left to the table.
function write(pen, labels, { width, height, tones, pointed, held }) {
  pen.textBaseline = "middle";
  const long = new Map(labels.map((label) => [label, pen.measureText(label.name).width]));
  const alpha = (index) => (pointed === null || index === pointed || index === null ? 1 : 0.35);
  const standing = placed(labels, long, { width, height, pointed, held });
  for (const { label: { at: [x, y], index }, left, top, far } of standing) {
    if (Math.abs(top - y) <= PITCH / 2) continue;
    pen.globalAlpha = alpha(index);
    const end = left > x ? left - 2 : left + far + 2;
    stroke(pen, [[x, y], [end, top]], tones.halo, 3);
    stroke(pen, [[x, y], [end, top]], tones.text, 1);
  }
  pen.strokeStyle = tones.halo;
  pen.fillStyle = tones.text;
  pen.lineWidth = 3.5;
  for (const { label: { index, name }, left, top } of standing) {
    pen.globalAlpha = alpha(index);
    pen.strokeText(name, left, top);
    pen.fillText(name, left, top);
  }
  pen.globalAlpha = 1;
}

function stroke(pen, [from, to], colour, width) {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
}

// Where each name stands: [{label, left, top}]. `held` keeps the step aside that a name took last, so
// that names stay where they are as long as they can.
function placed(labels, long, { width, height, pointed, held }) {
  const inside = labels.filter(({ at: [x, y] }) => x >= 0 && x <= width && y >= 0 && y <= height);
  const dots = inside.map(({ at }) => at);
  const steps = Array.from({ length: 2 * labels.length + 1 }, (_, i) => (i % 2 ? 1 : -1) * Math.ceil(i / 2));
  const order = (label) => (label.index === pointed && pointed !== null ? -1 : label.at[1]);
  const taken = [];
  for (const label of [...inside].sort((a, b) => order(a) - order(b))) {
    const { at: [x, y], index } = label;
    const far = long.get(label);
    const sides = [x + DOT + 6, x - DOT - 6 - far];
    if (index === null) sides.reverse(); // trails lead away from the start, mostly to the right
    const tries = steps.flatMap((step) => sides.map((left, side) => ({ step, side, left })));
    const last = held.get(index);
    tries.sort((a, b) => isSame(b, last) - isSame(a, last));
    for (const { step, side, left } of tries) {
      const top = y + step * PITCH;
      const hits = (one) => Math.abs(one.top - top) < PITCH && left < one.left + one.far + 4 && one.left < left + far + 4;
      const covers = ([u, v]) => Math.abs(v - top) < PITCH / 2 + DOT - 2 && u > left - DOT - 2 && u < left + far + DOT + 2;
      if (left < 2 || left + far > width - 2 || top < 9 || top > height - 9) continue;
      if (taken.some(hits) || dots.some(covers)) continue;
      held.set(index, { step, side });
      taken.push({ label, left, top, far });
      break;
    }
  }
  return taken;
}

const isSame = (one, last) => Number(one.step === last?.step && one.side === last?.side);

// The racer whose trail passes nearest to a place, null when none is near.
export function nearest(trails, x, y) {
  let best = { racer: null, far: NEAR };
  for (const { racer, places } of trails) {
    for (let i = 1; i < places.length; i++) {
      const far = distance(x, y, places[i - 1], places[i]);
      if (far < best.far) best = { racer: racer.index, far };
    }
  }
  return best.racer;
}

function distance(x, y, [x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length ? Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length)) : 0;
  return Math.hypot(x - x1 - share * dx, y - y1 - share * dy);
}

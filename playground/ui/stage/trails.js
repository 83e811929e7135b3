// The racers' trails over a terrain: lines with a halo, a ring at the start, dots and names.

const NEAR = 12; // px within which a trail is pointed at
const PITCH = 16;
const DOT = 5;

// trails: [{racer, places: [[x, y], ...] in px}]; leads: Set of the two best; pointed: racer | null.
export function drawTrails(pen, trails, { width, height, tones, font, leads, pointed, start }) {
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
  write(pen, labels, { width, height, tones, pointed });
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

// Names beside their dots, on the side that has room, pushed apart where they would collide.
function write(pen, labels, { width, height, tones, pointed }) {
  const taken = [];
  const ends = labels.filter(({ index }) => index !== null);
  const start = labels.find(({ index }) => index === null);
  const isLeftmost = ends.filter(({ at }) => at[0] > start?.at[0]).length * 2 > ends.length;
  pen.textBaseline = "middle";
  pen.strokeStyle = tones.halo;
  pen.fillStyle = tones.text;
  pen.lineWidth = 3.5;
  for (const { name, index, at: [x, y] } of [...labels].sort((a, b) => a.at[1] - b.at[1])) {
    const long = pen.measureText(name).width;
    if (x < 0 || x > width || y < 0 || y > height) continue;
    const [before, behind] = [x - DOT - 6 - long, x + DOT + 6];
    const isBefore = behind + long > width || (index === null && before > 0 && isLeftmost);
    const left = isBefore ? before : behind;
    let top = Math.min(height - 10, Math.max(10, y));
    const hits = (one) => Math.abs(one.top - top) < PITCH && left < one.left + one.long && one.left < left + long;
    for (let tries = 0; tries < labels.length && taken.some(hits); tries++) {
      top = taken.find(hits).top + PITCH;
    }
    taken.push({ left, top, long });
    pen.globalAlpha = pointed === null || index === pointed || index === null ? 1 : 0.35;
    pen.strokeText(name, left, top);
    pen.fillText(name, left, top);
  }
  pen.globalAlpha = 1;
}

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

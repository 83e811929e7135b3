// Many small maps on one canvas out of sight, one below the other: painted in one go, and from
// there each is drawn where it is shown. A canvas of its own for each would be a layer of its own
// for the browser's compositor, which costs far more than the painting.

export function createStrip() {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  let side = 0;
  let image = null;
  let pixels = null;

  // `maps` (N, side, side) as bytes; map n takes its colours from tables[n], N = tables.length.
  function paint(maps, grid, tables) {
    const height = tables.length * (grid + 2);
    if (grid !== side || canvas.height !== height) {
      side = canvas.width = grid;
      canvas.height = height;
      image = new ImageData(side, height);
      pixels = new Uint32Array(image.data.buffer);
    }
    let from = 0;
    let p = 0;
    for (const colours of tables) {
      p += side;
      const first = p;
      for (const end = from + side * side; from < end; from++) pixels[p++] = colours[maps[from]];
      // Smoothing looks across the edge: the first and the last row stand there once more.
      pixels.copyWithin(first - side, first, first + side);
      pixels.copyWithin(p, p - side, p);
      p += side;
    }
    pen.putImageData(image, 0, 0);
  }

  // Map n in a place of so many pixels.
  function draw(onto, n, x, y, width, height) {
    onto.drawImage(canvas, 0, n * (side + 2) + 1, side, side, x, y, width, height);
  }

  return { paint, draw };
}

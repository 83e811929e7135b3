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
    if (grid !== side || canvas.height !== grid * tables.length) {
      side = canvas.width = grid;
      canvas.height = grid * tables.length;
      image = new ImageData(side, canvas.height);
      pixels = new Uint32Array(image.data.buffer);
    }
    let p = 0;
    for (const colours of tables) {
      for (const end = p + side * side; p < end; p++) pixels[p] = colours[maps[p]];
    }
    pen.putImageData(image, 0, 0);
  }

  // Map n as a square of `size` pixels.
  function draw(onto, n, x, y, size) {
    onto.drawImage(canvas, 0, n * side, side, side, x, y, size, size);
  }

  return { paint, draw };
}

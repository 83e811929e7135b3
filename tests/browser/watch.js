// Counts what a viewer sees: pictures that changed (one pixel of each cell of the large map, or a
// figure beside it: a network that has learnt hardly changes its map), blanks and greying of the map.
// window.seen = {changes: [ms], blanks, greyed, remounts, clicks: [ms]}
(() => {
  const seen = (window.seen = { changes: [], blanks: 0, greyed: 0, remounts: 0, clicks: [] });
  const SIDE = 100;
  const sample = new OffscreenCanvas(SIDE, SIDE);
  const pen = sample.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingEnabled = false; // a mean would hide small changes
  let last = null;
  let node = null;
  addEventListener("click", () => seen.clicks.push(performance.now()), true);

  function hash(canvas) {
    if (!canvas?.width) return 0;
    pen.clearRect(0, 0, SIDE, SIDE);
    pen.drawImage(canvas, 0, 0, SIDE, SIDE);
    const pixels = new Uint32Array(pen.getImageData(0, 0, SIDE, SIDE).data.buffer);
    let sum = 0;
    for (const pixel of pixels) sum = (Math.imul(sum, 31) + pixel) | 0;
    return sum;
  }

  function opacity(element) {
    let least = 1;
    for (let at = element; at instanceof Element; at = at.parentElement) {
      least = Math.min(least, Number(getComputedStyle(at).opacity));
    }
    return least;
  }

  function look(now) {
    requestAnimationFrame(look);
    const canvas = document.querySelector("canvas.np-map");
    const picture = hash(canvas);
    if (picture === 0) {
      if (last !== null) seen.blanks += 1;
      return;
    }
    if (canvas !== node) {
      if (node !== null) seen.remounts += 1;
      node = canvas;
    }
    const shown = `${picture} ${document.querySelector(".np-figures")?.textContent}`;
    if (shown !== last) seen.changes.push(now);
    if (opacity(canvas) < 0.99) seen.greyed += 1;
    last = shown;
  }
  requestAnimationFrame(look);
})();

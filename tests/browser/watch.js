// Counts what a viewer sees: pictures that changed (the large map's pixels, or the epoch beside it:
// a network that has learnt hardly changes its map), blanks and greying of the map.
// window.seen = {changes: [ms], blanks, greyed, remounts, clicks: [ms]}
(() => {
  const seen = (window.seen = { changes: [], blanks: 0, greyed: 0, remounts: 0, clicks: [] });
  const sample = new OffscreenCanvas(24, 24);
  const pen = sample.getContext("2d", { willReadFrequently: true });
  let last = null;
  let node = null;
  addEventListener("click", () => seen.clicks.push(performance.now()), true);

  function hash(canvas) {
    if (!canvas?.width) return 0;
    pen.clearRect(0, 0, 24, 24);
    pen.drawImage(canvas, 0, 0, 24, 24);
    let sum = 0;
    for (const value of pen.getImageData(0, 0, 24, 24).data) sum = (Math.imul(sum, 31) + value) | 0;
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

// The place on the plane that is looked at: follows the pointer, a finger or the arrow keys.

const STEP = 0.1;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const START = [2.9, -3.4];

// `place` is [x1, x2]; `moved(x1, x2)` is called after each change. `board()` gives [low, high].
export function createPointer(plane, board, moved) {
  const pointer = { place: START };

  function go(x1, x2) {
    const [low, high] = board();
    const next = [x1, x2].map((v) => Math.round(100 * Math.min(high, Math.max(low, v))) / 100);
    if (next[0] === pointer.place[0] && next[1] === pointer.place[1]) return;
    pointer.place = next;
    moved(...next);
  }

  function follow(event) {
    const box = plane.getBoundingClientRect();
    const [low, high] = board();
    go(
      low + ((event.clientX - box.left) / box.width) * (high - low),
      high - ((event.clientY - box.top) / box.height) * (high - low),
    );
  }

  plane.addEventListener("pointermove", follow);
  plane.addEventListener("pointerdown", follow);
  plane.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 10 * STEP : STEP;
    go(pointer.place[0] + step * way[0], pointer.place[1] + step * way[1]);
  });
  return pointer;
}

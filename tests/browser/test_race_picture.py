"""What the eye gets of a race: eight boundaries at screen rate, and the landscape beside them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cockpit import await_epoch, button, play
from tests.browser.conftest import OpenPage
from tests.machine import share_of_machine

pytestmark = pytest.mark.slow

RACERS = "sgd~momentum~nesterov~adagrad~rmsprop~adam~adamax~nadam"
RATES = "0.03~0.003~0.003~0.03~0.001~0.001~0.003~0.001"
RACE = f"/optimizers?optimizer={RACERS}&learning_rate={RATES}&starts=16&epochs=100000&speed=fast"
COLD = "404"
"""Opened by its own address, a page is asked for at two addresses first: Streamlit's way."""
BOARDS, LANDSCAPES = 30, 10  # pictures a second
WARM_S, WINDOW_S, WINDOWS = 3.0, 4.0, 4  # as in test_picture.py: the best window counts
ENOUGH = 1.0
# Counts the screen's pictures in which a card was drawn anew: window.drawn = {boards, landscapes}.
# All boundaries are put in one go, trails are cleared before they are drawn; a racer's board that
# stays as it was is not counted, nor is one that comes twice between two pictures of the screen.
WATCH = """(() => {
  const drawn = (window.drawn = { boards: new Map(), landscapes: new Map() });
  const pen = CanvasRenderingContext2D.prototype;
  const note = (map, key, what) => map.set(key, (map.get(key) ?? new Set()).add(what));
  const watch = (name, seen) => {
    const own = pen[name];
    pen[name] = function (...given) {
      if (this.canvas.isConnected) seen(this.canvas, given, document.timeline.currentTime);
      return own.apply(this, given);
    };
  };
  const last = new WeakMap();
  watch("putImageData", (canvas, [{ data }], now) => {
    if (!canvas.matches(".np-boundaries .np-map")) return;
    let sum = 0;
    for (const pixel of new Uint32Array(data.buffer)) sum = (Math.imul(sum, 31) + pixel) | 0;
    if (last.get(canvas) !== sum) note(drawn.boards, now, canvas);
    last.set(canvas, sum);
  });
  watch("clearRect", (canvas, _, now) => {
    if (canvas.matches(".np-terrain canvas + canvas")) note(drawn.landscapes, now, canvas);
  });
})()"""


def rates(page: Page, seconds: float) -> tuple[float, float]:
    """Pictures a second in which most boundaries changed, and of the landscape."""
    page.evaluate("Object.values(drawn).forEach((map) => map.clear())")
    page.evaluate("window.since = performance.now()")
    page.wait_for_function(
        "s => performance.now() - window.since > 1000 * s",
        arg=seconds,
        timeout=2000 * seconds + 5000,
    )
    boards, landscapes, spent = page.evaluate(
        """[[...drawn.boards.values()].filter((seen) => seen.size >= 4).length,
            drawn.landscapes.size, (performance.now() - window.since) / 1000]"""
    )
    return boards / spent, landscapes / spent


def test_eight_boundaries_and_the_landscape_keep_pace_with_the_race(open_page: OpenPage) -> None:
    page = open_page(RACE, before=lambda page: page.add_init_script(WATCH), expected=COLD)
    play(page)
    await_epoch(page, 20)
    assert page.locator(".np-multiple").count() == 8
    rates(page, WARM_S)
    reached: list[tuple[float, float]] = []  # both, as a part of what may be asked
    while len(reached) < WINDOWS and max(map(min, reached), default=0) < ENOUGH:
        with share_of_machine() as share:
            boards, landscapes = rates(page, WINDOW_S)
        reached.append((boards / (BOARDS * share.value), landscapes / (LANDSCAPES * share.value)))
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_visible()
    assert max(map(min, reached)) >= ENOUGH, reached

"""The loss around the racers as the stage draws it: levels of a grid, trails, or a slice.

The grid travels as logarithms of the loss in 16 bits, its first row on top; trails as shares of the
window, from the left and from the top.
"""

from collections.abc import Collection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.engine.terrain import SLICE_SHARES
from playground.frame import Frame
from playground.live.encode import short
from playground.live.scales import to_i2
from playground.spec import Race

Array = NDArray[Any]

DEPTH: Final = 4.0
"""Powers of ten below the highest loss that are told apart: what is lower looks the same."""


def relief_views(race: Race, start: int) -> Collection[str]:
    """Return the name of the view that the card of the paths needs."""
    if not race.racers:
        return []
    if race.relief != "slice":
        return [f"terrain:{start}:{race.plane}"]
    return [":".join(["slice", str(start), *map(str, ends_of(race))])]


def ends_of(race: Race) -> tuple[int, int]:
    """Return the racers between whom the slice runs."""
    last = len(race.racers) - 1
    return min(race.slice_from, last), min(race.slice_to, last)


def relief(frame: Frame, race: Race, start: int) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the header's entry and the arrays; both empty while there is nothing to show.

    The frame may be an older one than the race that is shown now: then nothing is shown either.
    """
    for view in relief_views(race, start):
        if view in frame.views and view.startswith("slice"):
            return _slice(frame.views[view], *ends_of(race))
        if "window" in frame.views and view in frame.views:
            return _terrain(frame, frame.views[view], race.plane)
    return {}, {}


def _terrain(frame: Frame, losses: Array, plane: str) -> tuple[dict[str, Any], dict[str, Array]]:
    levels = _levels(losses)
    low, high = float(levels.min()), float(levels.max())
    high = max(high, low + 1e-3)
    window, trails = frame.views["window"], frame.views["trails"]
    places = (trails - window[:, 0]) / (window[:, 1] - window[:, 0])  # (racers, T, 2)
    places[..., 1] = 1 - places[..., 1]
    header = {
        "plane": plane,
        "share": short(float(frame.views["share"])),
        "window": [short(float(end)) for end in window.ravel()],
        "range": [short(low), short(high)],
    }
    arrays = {
        "relief": to_i2(levels[::-1], low, high),
        "trails": np.clip(places, -9, 9).astype(np.float32),
    }
    return header, arrays


def _slice(losses: Array, start: int, end: int) -> tuple[dict[str, Any], dict[str, Array]]:
    """How high the losses rise between both ends above the higher of them is the barrier."""
    at_start, at_end = (float(np.interp(share, SLICE_SHARES, losses)) for share in (0, 1))
    between = losses[(SLICE_SHARES > 0) & (SLICE_SHARES < 1)]
    barrier = max(0.0, float(between.max()) - max(at_start, at_end))
    header = {
        "from": start,
        "to": end,
        "ends": [short(at_start), short(at_end)],
        "barrier": short(barrier),
    }
    return header, {"slice": losses.astype(np.float32), "slice_at": SLICE_SHARES.astype("f4")}


def _levels(losses: Array) -> Array:
    """Powers of ten of losses; those that are no numbers count as the highest."""
    known = np.isfinite(losses)
    highest = float(losses[known].max(initial=0.0)) or 1.0
    clipped = np.clip(np.where(known, losses, highest), highest * 10**-DEPTH, highest)
    return np.asarray(np.log10(clipped))

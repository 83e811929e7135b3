"""The bowl of a line's loss: what is worked out for it, from above and as a landscape."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, log2

import numpy as np

from playground.explain import regression
from playground.explain.regression import EACH, Bowl, Path
from playground.spec.lessons import Linear
from playground.spec.lessons.linear import BATCHES
from playground.ui.stage.plane import (
    Array,
    Axis,
    Board,
    Mark,
    dots,
    handle,
    heat,
    label,
    line,
    segments,
    space,
)
from playground.ui.texts import _
from playground.ui.texts import label as named

PATHS: Mapping[str, tuple[str, str]] = {
    "all": ("red", ""), "some": ("violet", "7 4"), "one": ("teal", "2 4"),
}  # fmt: skip
"""Word of a batch -> colour and dash of its path."""
SIDE, FEW = 121, 41


@dataclass(frozen=True)
class Found:
    """All that is worked out for one lesson."""

    points: Array
    scale: tuple[float, float]
    x: Array
    y: Array
    bowl: Bowl
    paths: Mapping[str, Path]

    @property
    def main(self) -> Path:
        """The path that the sentence and the line follow: the first one."""
        return next(iter(self.paths.values()))

    @property
    def frames(self) -> int:
        """How many pictures there are."""
        return max(len(path.epochs) for path in self.paths.values())


def found(linear: Linear) -> Found:
    """Work out a lesson; what is only looked at works nothing out anew."""
    usual = Linear()
    return _found(linear.model_copy(update={"ask": usual.ask, "bowl": usual.bowl}))


@lru_cache(maxsize=32)
def _found(linear: Linear) -> Found:
    points = regression.points_of(linear)
    scale = regression.scale_of(points[:, 0], scaled=linear.scaled)
    x, y = (points[:, 0] - scale[0]) / scale[1], points[:, 1]
    words = ["all", "some", "one"] if linear.batch == "compare" else [linear.batch]
    paths = {word: regression.descend(x, y, linear, word) for word in words}
    return Found(points, scale, x, y, regression.bowl_of(x, y), paths)


def _sides(this: Found) -> tuple[Axis, Axis]:
    """The part of (w, b) that is drawn: both axes in one scale, the bottom in the middle."""
    w, b = this.bowl.lowest
    usual = 1.25 * max(2.0, abs(w), abs(b))
    # It grows by doubling: while the start is dragged, the ground must not slip away below it.
    far = float(np.abs(this.main.places[0] - [w, b]).max()) / usual
    reach = usual * 2.0 ** max(0, ceil(log2(max(far, 1.0))))
    return Axis(w - reach, w + reach, "w"), Axis(b - reach, b + reach, "b")


def from_above(linear: Linear, this: Found) -> Board:
    """The bowl from above, with the path, the next step's direction and the exact answer."""
    x, y = _sides(this)
    ws, bs = np.linspace(x.low, x.high, SIDE), np.linspace(y.low, y.high, SIDE)
    marks: list[Mark] = [
        heat(regression.relief(this.x, this.y, this.bowl, (ws, bs)), "relief", regression.LEVELS)
    ]
    for word, path in reversed(list(this.paths.items())):
        hue, dash = PATHS[word]
        is_main = path is this.main
        marks.append(line(_kept(path.way), hue, dash="" if is_main else dash, width=2.5 if is_main
                          else 1.5, grows=True, each=EACH, halo=is_main))  # fmt: skip
        marks.append(dots(_kept(path.places)[:, None], hue=hue, radius=6))
    marks.append(segments(_arrows(this, 0.22 * (x.high - x.low)), "text", arrow=True, width=2.5))
    cross = 0.025 * (x.high - x.low)
    w, b = this.bowl.lowest
    marks += [
        segments(np.array([[w - cross, b - cross, w + cross, b + cross],
                           [w - cross, b + cross, w + cross, b - cross]]), "text", width=2.5),
        handle("start", (linear.start_w, linear.start_b), _("Start of the descent"), step=0.1),
    ]  # fmt: skip
    if len(this.paths) > 1:
        for k, word in enumerate(this.paths):
            at = (x.low + 0.03 * (x.high - x.low), y.high - (0.05 + 0.06 * k) * (y.high - y.low))
            marks.append(label(at, named(BATCHES[word]), PATHS[word][0], align="left", bold=True))
    spoken = _("The loss from above and the way of the descent; the cross is the exact answer.")
    return Board(
        "bowl", _("The loss is a bowl: drag the start"), x, y, tuple(marks), spoken, square=True
    )


def _kept(places: Array) -> Array:
    """Return places with what has run far away cut off."""
    return np.where(np.abs(places) < 1e5, places, np.nan)


def _arrows(this: Found, longest: float) -> Array:
    """The way downhill at each frame (T, 1, 4), the first as long as `longest`."""
    path = this.main
    slopes = np.array([regression.gradient(this.x, this.y, *place) for place in path.places])
    sizes = np.hypot(*slopes.T)
    scale = longest / max(float(sizes[0]), 1e-12)
    shown_at = np.minimum(scale, longest / np.maximum(sizes, 1e-12))[:, None]
    ends = path.places - shown_at * slopes
    return np.concatenate([path.places, ends], -1)[:, None]


def landscape(this: Found) -> Board:
    """The bowl as a landscape."""
    x, y = _sides(this)
    ws, bs = np.linspace(x.low, x.high, FEW), np.linspace(y.low, y.high, FEW)
    heights = regression.loss(this.x, this.y, *np.meshgrid(ws, bs))
    places = this.main.places
    inside = (np.abs(places - [(x.low + x.high) / 2, (y.low + y.high) / 2])
              <= (x.high - x.low) / 2).all(-1)  # fmt: skip
    path = np.column_stack([places, this.main.losses + 0.01 * heights.max()])[inside]
    mark = space(heights, {"path": path}, z="L", scale="relief")
    spoken = _("The loss over w and b as a landscape, with the way of the descent.")
    return Board("space", _("The loss is a bowl: turn it"), x, y, (mark,), spoken)

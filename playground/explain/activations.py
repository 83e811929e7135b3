"""What an activation does, told from the engine's own rules: value, slope, range, flat parts."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.activations import ACTIVATIONS, Activation
from playground.engine.program import Program

Array = NDArray[np.float64]

FLAT = 0.05
"""Where the slope is smaller than this, an activation counts as saturated."""
FAR = 1e6
"""So far out an activation has reached its bounds, or shows that it has none."""
UNBOUNDED = 1e3


class Response(NamedTuple):
    """What comes out for sums z, and how steeply it changes there; all of the same shape."""

    value: Array
    slope: Array


def respond(activation: Activation, z: Array) -> Response:
    """Return h(z) and h'(z), the engine's."""
    do = Program(np.float64)
    value, slope = np.array(z, np.float64), np.ones_like(z, np.float64)
    with np.errstate(all="ignore"):
        if activation.value is not None:
            activation.value(do, value, slope)
        if activation.slope is not None:
            activation.slope(do, value, slope)
        do.run()
    return Response(value, slope)


class Portrait(NamedTuple):
    """Facts about an activation.

    Attributes:
        low, high: its range; infinite where it has no bound.
        steepest: the largest slope.
        left, right: it is saturated below `left` and above `right`; None where it never is.
    """

    low: float
    high: float
    steepest: float
    left: float | None
    right: float | None


@lru_cache(maxsize=64)
def portrait(word: str) -> Portrait:
    """Return the facts about an activation, found by looking at it from -FAR to FAR."""
    near, far = np.linspace(-10, 10, 4001), np.geomspace(10, FAR, 200)
    z = np.concatenate([-far[:0:-1], near, far[1:]])
    value, slope = respond(ACTIVATIONS[word], z)
    low, high = float(value.min()), float(value.max())
    is_steep = np.abs(slope) >= FLAT
    first, last = int(is_steep.argmax()), len(z) - 1 - int(is_steep[::-1].argmax())
    return Portrait(
        low=-np.inf if low < -UNBOUNDED else low,
        high=np.inf if high > UNBOUNDED else high,
        steepest=float(np.abs(slope).max()),
        left=float(z[first]) if first > 0 and not _swings(slope[:first]) else None,
        right=float(z[last]) if last < len(z) - 1 and not _swings(slope[last + 1 :]) else None,
    )


def _swings(slope: Array) -> bool:
    """Whether a slope is small only because it passes through zero over and over."""
    signs = np.sign(slope[slope != 0])
    return bool((np.diff(signs) != 0).sum() > 2)

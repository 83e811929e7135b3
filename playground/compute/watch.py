"""What is being looked at, and how often what changes slowly is due."""

from dataclasses import dataclass, replace
from math import inf, isfinite
from typing import Any, Final

from playground.compute.status import Look, Point
from playground.data import features
from playground.spec import Experiment
from playground.spec.limits import LIMITS

PICTURES_PER_SECOND: Final = 60.0
SLOW_VIEWS: Final = 0.1
"""Seconds between two curves, and between two looks at every point: they change slowly."""
SENTENCE: Final = 0.5
"""Seconds between two looks at what is happening; how long a sentence stands is the stage's."""


class Limiter:
    """Lets something happen `per_second` times a second on average.

    Half a period may be caught up, so that a beat that comes a little late now and then does not
    lower the rate.
    """

    def __init__(self, per_second: float) -> None:
        """Be due at once."""
        self._period = 1 / per_second
        self._due = -inf

    def wait(self, now: float) -> float:
        """Seconds until the next time, 0 when it is due."""
        return max(0.0, self._due - now)

    def passed(self, now: float) -> None:
        """Note that it has happened."""
        self._due = max(self._due, now - self._period / 2) + self._period


class Interval:
    """Lets something happen when at least `seconds` have gone by since the last time."""

    def __init__(self, seconds: float) -> None:
        """Be due at once."""
        self._seconds = seconds
        self._last = -inf

    def is_due(self, now: float) -> bool:
        """Whether it may happen now."""
        return now - self._last >= self._seconds

    def passed(self, now: float) -> None:
        """Note that it has happened."""
        self._last = now


@dataclass(frozen=True, slots=True)
class Wish:
    """What the viewer looks at: one neuron in large, and one point of the board.

    `shown` is how the page wants the training shown; the Runner only hands it on.
    """

    look: Look | None = None
    probe: Point | None = None
    shown: Any = None

    def within(self, experiment: Experiment) -> "Wish":
        """The part of the wish that this experiment can fulfil."""
        look, probe = _legal_look(self.look, experiment), _legal_probe(self.probe)
        return replace(self, look=look, probe=probe)


def _legal_look(look: Look | None, experiment: Experiment) -> Look | None:
    """The neuron if the network has it, else None; the layer after the last is the output."""
    if look is None:
        return None
    layer, unit = look
    hidden = [spec.units for spec in experiment.layers]
    outputs = int(LIMITS["classes"].high) if experiment.output == "softmax" else 1
    widths = [*hidden, outputs]
    return look if 0 <= layer < len(widths) and 0 <= unit < widths[layer] else None


def _legal_probe(probe: Point | None) -> Point | None:
    """The point if it lies on the board, else None."""
    low, high = features.BOARD
    if probe is None or not all(isfinite(x) and low <= x <= high for x in probe):
        return None
    return probe

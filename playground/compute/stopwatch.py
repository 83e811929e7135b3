"""What a step of each racer takes: all train in one pass, so nobody's time can be read off a race.

It is measured apart from the race, before it begins, on a single network of the same shape: first
the gradient of one batch, which is the same for all; then each racer's own update of weights that
nobody shares. A racer's time is reckoned from its steps,

    milliseconds = evaluations * (gradient + its own update) / 1000,

and so it is the time that one network would take with this optimizer alone on this machine,
without pictures and without measuring the losses at the end of an epoch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from playground.compute.clock import Clock, SystemClock
from playground.engine.race import rehearse
from playground.spec import Experiment

ROUNDS: Final = 9
SAMPLE: Final = 0.001
"""Seconds of repetitions whose mean is one sample."""
MOST: Final = 256
"""Repetitions in a sample, as many as the steps for which the engine computes rates ahead."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Microseconds of one step: the gradient of a batch, and each racer's own update."""

    gradient: float
    updates: tuple[float, ...]

    def milliseconds(self, racer: int, evaluations: float) -> float:
        """The time that a racer alone would have taken for so many gradients."""
        return evaluations * (self.gradient + self.updates[racer]) / 1000


def measure(experiment: Experiment, clock: Clock | None = None) -> Costs:
    """Measure the racers of an `entry`; takes some 15 ms a racer."""
    now = (clock or SystemClock()).now
    gradient, updates = rehearse(experiment)
    with np.errstate(all="ignore"):  # the same step again and again may lead anywhere
        first, *rest = [1e6 * seconds for seconds in time_each([gradient, *updates], now)]
    return Costs(first, tuple(rest))


def time_each(works: Sequence[Callable[[], object]], now: Callable[[], float]) -> list[float]:
    """Seconds that each work takes: the median of samples that are taken in turns.

    In turns, so that whoever disturbs the machine disturbs all of them alike.
    """
    repeats = []
    for work in works:
        work()  # the first time of anything is slow
        once = _mean(work, 1, now)
        repeats.append(max(1, min(MOST, int(SAMPLE / once))) if once > 0 else MOST)
    samples = [
        [_mean(work, count, now) for work, count in zip(works, repeats, strict=True)]
        for _ in range(ROUNDS)
    ]
    return [median(column) for column in zip(*samples, strict=True)]


def _mean(work: Callable[[], object], repeats: int, now: Callable[[], float]) -> float:
    begin = now()
    for _ in range(repeats):
        work()
    return (now() - begin) / repeats

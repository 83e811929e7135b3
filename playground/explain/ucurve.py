"""The choice of a learning rate: the U-curve of a sweep, and the range test, as they form."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from playground.explain.diagnosis import Diagnosis
from playground.explain.race_sentences import RACE_MARKS
from playground.explain.results import Results, Values, quantiles
from playground.frame import History
from playground.spec import Experiment, Race, change_race
from playground.spec.sweep import Sweep, rates_of

MEMORY = 0.95
"""Share of the smoothed loss that is kept at each step of a range test."""
WINDOW = 20
"""Slopes are taken over this part of a range test, one of so many: batches are noisy."""
BLOWN_UP = 4.0
"""A smoothed loss this many times its lowest ends a range test."""


VISIBLE = 0.01
"""The smallest fall that suggests a rate, as a share of the loss at the start."""


@dataclass(frozen=True, slots=True)
class UCurve:
    """What each rate has led to so far.

    Attributes:
        rates: in rising order (K,).
        is_score: whether more is better.
        median: of what is judged, over the starts (racers, K); infinite where half have diverged.
        low, high: quartiles of the same, `low` the lower one.
        diverged: the share of starts that have diverged (racers, K).
        best: each racer's best rate, None before the first epoch and where all diverged.
    """

    rates: tuple[float, ...]
    is_score: bool
    median: Values
    low: Values
    high: Values
    diverged: Values
    best: tuple[float | None, ...]

    @classmethod
    def of(cls, history: History, experiment: Experiment, race: Race, sweep: Sweep) -> Self:
        """Read the history of a `sweep_entry`; the race says which row of each run counts."""
        results, rates = Results.of(history, experiment, race), rates_of(sweep)
        values = results.best if race.rated_by == "best" else results.final
        shape = (-1, len(rates))
        low, median, high = (q.reshape(shape) for q in quantiles(values, 0.25, 0.5, 0.75))
        costs = -median if results.is_score else median
        has_begun = len(results.epochs) > 1
        best = tuple(
            rates[int(line.argmin())] if has_begun and np.isfinite(line).any() else None
            for line in costs
        )
        diverged = results.diverged.mean(axis=1).reshape(shape)
        return cls(rates, results.is_score, median, low, high, diverged, best)


def at_best_rates(race: Race, curve: UCurve) -> Race:
    """The Race with every racer at its best rate of a U-curve; one without keeps its own."""
    racers = tuple(
        racer if rate is None else racer.model_copy(update={"learning_rate": rate})
        for racer, rate in zip(race.racers, curve.best, strict=True)
    )
    return change_race(race, racers=racers)


def notice(sweep: Sweep, starts: int) -> Diagnosis | None:
    """What is to be said when fewer starts are tried than were wished for."""
    if starts >= sweep.starts:
        return None
    facts = {"starts": starts, "wished": sweep.starts}
    return Diagnosis("sweep_fewer_starts", RACE_MARKS["sweep_fewer_starts"], facts)


@dataclass(frozen=True, slots=True)
class RangeCurve:
    """One racer's range test: the smoothed loss of each step, until it has blown up.

    Attributes:
        rates: (T,).
        losses: smoothed (T,).
        steepest: the rate at which the loss fell fastest, a bold choice; None while there is none.
        careful: a tenth of the rate with the lowest loss, a careful choice.
    """

    rates: Values
    losses: Values
    steepest: float | None
    careful: float | None

    @classmethod
    def of(cls, rates: Values, losses: Values) -> Self:
        """Read one racer's part of the view "range", (T,) each."""
        smooth = smoothed(losses)
        end = _end(smooth)
        rates, smooth = rates[:end], smooth[:end]
        lowest = int(smooth.argmin()) if len(smooth) else 0
        fell = bool(len(smooth)) and smooth[lowest] < (1 - VISIBLE) * smooth[0]
        careful = float(rates[lowest]) / 10 if fell else None
        return cls(rates, smooth, _steepest(rates, smooth), careful)


def smoothed(losses: Values, memory: float = MEMORY) -> Values:
    """s_t = a_t / (1 - βᵗ),  a_t = β a_(t-1) + (1 - β) loss_t,  a_0 = 0, t from 1; β `memory`."""
    smooth, average = np.empty(len(losses)), 0.0
    for step, loss in enumerate(losses):
        average = memory * average + (1 - memory) * loss
        smooth[step] = average / (1 - memory ** (step + 1))
    return smooth


def _steepest(rates: Values, smooth: Values) -> float | None:
    """The rate in the middle of the window in which the loss falls most."""
    window = max(2, len(smooth) // WINDOW)
    if len(smooth) <= 2 * window:
        return None
    falls = smooth[window:-window] - smooth[2 * window :]  # the first windows only settle
    most = int(falls.argmax())
    return float(rates[most + window + window // 2]) if falls[most] > VISIBLE * smooth[0] else None


def _end(smooth: NDArray[np.float64]) -> int:
    """The first step that is no number, or beyond `BLOWN_UP` times the lowest before it."""
    with np.errstate(invalid="ignore"):
        is_over = ~(smooth <= BLOWN_UP * np.fmin.accumulate(smooth)) if len(smooth) else smooth
    return int(is_over.argmax()) if is_over.any() else len(smooth)

"""Trials of learning rates as they are told while they run: the U-curve, and the range test.

A Trial trains the Experiment of its kind in a run of its own. What it says does not depend on the
racers' present rates, for it tries them all: a rate may be adopted and the curve still holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.compute.status import Status
from playground.explain.diagnosis import Diagnosis
from playground.explain.race_sentences import RACE_MARKS
from playground.explain.ucurve import RangeCurve, UCurve, notice
from playground.frame import Frame, History
from playground.spec import Experiment, Race, starts_of
from playground.spec.cost import steps_per_epoch
from playground.spec.parts import Stop
from playground.spec.sweep import Sweep, range_entry, sweep_entry

STARTS: Final = 7
"""Wished for at each rate: an odd number, so that the median is one of them."""
STEPS: Final = 5000
"""The most a U-curve trains, however long the race is."""
POINTS: Final = 160
"""Of a range test's line: what a small chart can show."""

Told = tuple[dict[str, Any], dict[str, NDArray[Any]]]
"""Facts for a header, and arrays."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One try of many rates: what is learned, by whom, at which rates."""

    experiment: Experiment
    race: Race
    sweep: Sweep

    @property
    def subject(self) -> object:
        """What the outcome depends on; equal subjects have equal outcomes."""
        learned = self.experiment.model_copy(update={"runs": (), "stop": Stop(), "metrics": ()})
        racers = [racer.model_copy(update={"learning_rate": 1.0}) for racer in self.race.racers]
        return learned, self.race.seed, racers, self.sweep


def trial_of(experiment: Experiment, race: Race) -> Trial:
    """The trial that fits a race: as long as the race is, within `STEPS`."""
    most = max(1, ceil(STEPS / steps_per_epoch(experiment)))
    return Trial(experiment, race, Sweep(starts=STARTS, epochs=min(race.epochs, most)))


def range_of(experiment: Experiment, race: Race) -> Trial:
    """The range test that fits a race."""
    return Trial(experiment, race, Sweep(starts=1))


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to try rates.

    `fits` gives the trial of a race, `entry` what it trains, `view` the view of the trainer that
    it needs, and `tell` what there is to see so far (None: nothing new).
    """

    fits: Callable[[Experiment, Race], Trial]
    entry: Callable[[Experiment, Race, Sweep], Experiment]
    view: str | None
    tell: Callable[[Frame, Status], Told | None]


def curve_of(history: History, experiment: Experiment, trial: Trial) -> UCurve:
    """The U-curve so far."""
    return UCurve.of(history, experiment, trial.race, trial.sweep)


def _tell_curve(frame: Frame, status: Status) -> Told | None:
    """The U-curve: (racers, K) each; infinite where half of the starts have diverged."""
    if status.history is None:
        return None
    curve = curve_of(status.history, status.experiment, status.shown)
    facts = {"best": curve.best, "is_score": curve.is_score, "starts": _starts(status)}
    arrays = {"median": curve.median, "low": curve.low, "high": curve.high}
    return facts, {"rates": np.array(curve.rates), **arrays, "diverged": curve.diverged}


def _tell_range(frame: Frame, status: Status) -> Told | None:
    """The range test: rates and smoothed losses (racers, T), NaN once it has blown up."""
    seen = frame.views.get("range")
    if seen is None:
        return None
    racers = [RangeCurve.of(rates, losses) for rates, losses in zip(*seen, strict=True)]
    rates, losses = np.full((2, len(racers), POINTS), np.nan)
    for place, racer in enumerate(racers):
        count = len(racer.rates)
        rows = np.unique(np.linspace(0, count - 1, min(count, POINTS)).astype(np.intp))
        rates[place, : len(rows)], losses[place, : len(rows)] = (
            racer.rates[rows],
            racer.losses[rows],
        )
    advice = [{"steepest": racer.steepest, "careful": racer.careful} for racer in racers]
    return {"advice": advice, "is_score": False}, {"rates": rates, "losses": losses}


KINDS: Final[Mapping[str, Kind]] = {
    "u_curve": Kind(trial_of, sweep_entry, None, _tell_curve),
    "range_test": Kind(range_of, range_entry, "range", _tell_range),
}
"""Word -> the way."""


def comment_trial(history: History, status: Status) -> Diagnosis:
    """Say what is being tried, or that fewer starts fit than were wished for."""
    sweep = status.shown.sweep
    facts = {"runs": len(status.experiment.runs), "epochs": sweep.epochs}
    return notice(sweep, _starts(status)) or Diagnosis(
        "sweep_tries", RACE_MARKS["sweep_tries"], facts
    )


def judged_anew(trial: Trial, race: Race) -> Trial:
    """The same trial, judged as the race is now."""
    judging = {"judged_by": race.judged_by, "rated_by": race.rated_by}
    return replace(trial, race=trial.race.model_copy(update=judging))


def _starts(status: Status) -> int:
    return starts_of(status.experiment)

"""Racers as what forms are controlled by, and how one joins."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.explain.rates import USUAL
from playground.spec import Experiment, Race, add_racer, change_race, change_racer
from playground.ui.changes import RATES
from playground.ui.stores import PartStore

RACERS = "racers"
"""Control that tells what was refused when racers came or went."""


@dataclass(frozen=True)
class Rules(PartStore):
    """The session's race as what a form is controlled by."""

    def attempt(self, control: str, make: Callable[[Any], Any]) -> None:
        """Apply what `make` makes of the Race."""
        self.session.attempt_race(control, make)


@dataclass(frozen=True)
class Racer(Rules):
    """One racer as an Experiment with this one run: the playground's own forms can set it."""

    index: int

    @property
    def experiment(self) -> Experiment:
        """The session's Experiment with the racer for its run."""
        run = self.session.race.racers[self.index]
        return self.session.experiment.model_copy(update={"runs": (run,)})

    def attempt(self, control: str, make: Callable[[Any], Any]) -> None:
        """Apply what `make` makes of that Experiment to the racer."""

        def made(race: Race) -> Race:
            [run] = make(self.experiment).runs
            racers = list(race.racers)
            racers[self.index] = run
            return change_race(race, racers=tuple(racers))

        self.session.attempt_race(control, made)


def joined(race: Race, optimizer: str) -> Race:
    """Return the race with one racer more, at everybody's rate or else at a usual one."""
    more = add_racer(race, optimizer)
    common = common_rate(race)
    rate = usual_rate(optimizer) if common is None else common
    return change_racer(more, len(race.racers), learning_rate=rate)


def usual_rate(optimizer: str) -> float:
    """Return a rate in the middle of those at which an optimizer usually learns."""
    low, high = USUAL[optimizer]
    middle = (low * high) ** 0.5
    return max(rate for rate in RATES if rate <= middle * 1.001)


def common_rate(race: Race) -> float | None:
    """Return the rate of all racers (two or more), None where they differ."""
    rates = {racer.learning_rate for racer in race.racers}
    return rates.pop() if len(rates) == 1 and len(race.racers) > 1 else None

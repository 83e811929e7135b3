"""The Sweep: which learning rates are tried for every racer, at once or one after another.

`sweep_entry` is the U-curve: racers x rates x starts as the runs of ONE Experiment, racer after
racer and rate after rate: run = (racer * rates + rate) * starts + start. `range_entry` is the
range test (Smith 2017): one run for each racer, whose rate grows by the same factor at every step.
"""

from collections.abc import Sequence
from math import ceil
from typing import Any, Self

from pydantic import model_validator

from playground.errors import SpecError
from playground.spec import checks, cost
from playground.spec.experiment import Experiment
from playground.spec.limits import LENGTHS, LIMITS, MEMORY_MEGABYTES
from playground.spec.parts import Part, RunSpec, Schedule
from playground.spec.race import Race, check_racers, from_equal_starts, seeds_of

FEWEST_STEPS = 100
"""Of a range test: with fewer the rate would leap."""


class Sweep(Part):
    """Learning rates from `lowest_rate` to `highest_rate`, evenly spaced in their logarithm.

    `starts` are wished for; where so many runs don't fit, `fitting_starts` says how many do.
    """

    lowest_rate: float = 0.0001
    highest_rate: float = 10.0
    rates: int = 24
    starts: int = 3
    epochs: int = 20

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        """Refuse what is outside the limits (raises SpecError)."""
        checks.check_limits(self)
        if self.lowest_rate >= self.highest_rate:
            low, high = self.lowest_rate, LIMITS["highest_rate"].high
            facts = {"low": low, "high": int(high), "value": self.highest_rate}
            raise SpecError("highest_rate", "out_of_range", facts)
        return self


def rates_of(sweep: Sweep) -> tuple[float, ...]:
    """The learning rates in rising order, in numbers of four digits at most."""
    low, high, last = sweep.lowest_rate, sweep.highest_rate, sweep.rates - 1
    between = [float(f"{low * (high / low) ** (k / last):.4g}") for k in range(1, last)]
    return (low, *between, high)


def sweep_entry(experiment: Experiment, race: Race, sweep: Sweep) -> Experiment:
    """The Experiment that trains every racer at every rate, from as many starts as fit.

    All else of a racer stays as it is, its schedule too. Raises SpecError without racers, or when
    not even one start fits.
    """
    check_racers(race)
    starts = max(1, fitting_starts(experiment, race, sweep))
    seeds = seeds_of(race, starts)
    return from_equal_starts(experiment, _at_all_rates(race, sweep), seeds, sweep.epochs)


def fitting_starts(experiment: Experiment, race: Race, sweep: Sweep) -> int:
    """How many of the wished starts fit into one pass, by count of runs and by memory."""
    runs = _at_all_rates(race, sweep)
    most = min(sweep.starts, LENGTHS["runs"][1] // max(1, len(runs)))
    while most and _megabytes(experiment, runs * most) > MEMORY_MEGABYTES:
        most -= 1
    return most


def range_entry(experiment: Experiment, race: Race, sweep: Sweep) -> Experiment:
    """The Experiment of the range test: every racer once, through all rates in `epochs`.

    The rate of step n is lowest (highest / lowest)^(n / last step): Keras' exponential schedule
    with a decay_rate above 1. It takes the place of the racer's own schedule. Where batches are
    so large that the steps would be few, there are more epochs.
    """
    check_racers(race)
    batches = cost.steps_per_epoch(experiment)
    epochs = max(sweep.epochs, ceil(FEWEST_STEPS / batches))
    growth = (sweep.highest_rate / sweep.lowest_rate) ** (1 / (epochs * batches - 1))
    schedule = Schedule(name="exponential", decay_steps=1, decay_rate=growth)
    racers = [_with(racer, sweep.lowest_rate, schedule=schedule) for racer in race.racers]
    return from_equal_starts(experiment, racers, seeds_of(race, 1), epochs)


def _at_all_rates(race: Race, sweep: Sweep) -> list[RunSpec]:
    return [_with(racer, rate) for racer in race.racers for rate in rates_of(sweep)]


def _with(racer: RunSpec, rate: float, **fields: Any) -> RunSpec:
    return racer.model_copy(update={"learning_rate": rate, **fields})


def _megabytes(experiment: Experiment, runs: Sequence[RunSpec]) -> float:
    return cost.megabytes(experiment.model_copy(update={"runs": tuple(runs), "metrics": ()}))

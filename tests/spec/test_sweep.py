"""A sweep tries every rate from as many starts as fit, and a range test runs through all rates."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.errors import SpecError
from playground.spec import Experiment, LayerSpec, Race, RunSpec, Stop, change, starts_of
from playground.spec.choices import OPTIMIZERS
from playground.spec.cost import megabytes, steps_per_epoch
from playground.spec.limits import LENGTHS, MEMORY_MEGABYTES
from playground.spec.sweep import (
    FEWEST_STEPS,
    Sweep,
    fitting_starts,
    range_entry,
    rates_of,
    sweep_entry,
)
from tests.spec.strategies import limited

GIANT = change(Experiment(), layers=(LayerSpec(units=64),) * 8)


def racers(count):
    words = list(OPTIMIZERS)
    return tuple(RunSpec(optimizer=words[k % len(words)]) for k in range(count))


@given(limited("lowest_rate"), limited("highest_rate"), limited("rates"))
def test_rates_rise_from_end_to_end(low, high, count):
    if low >= high:
        with pytest.raises(SpecError) as caught:
            Sweep(lowest_rate=low, highest_rate=high, rates=count)
        assert caught.value.field == "highest_rate"
        return
    rates = rates_of(Sweep(lowest_rate=low, highest_rate=high, rates=count))
    assert (len(rates), rates[0], rates[-1]) == (count, low, high)
    if high / low > 1.1:
        assert list(rates) == sorted(set(rates))
        steps = [b / a for a, b in pairwise(rates)]
        assert max(steps) == pytest.approx(min(steps), rel=0.01)


@pytest.mark.parametrize("name", ["lowest_rate", "highest_rate"])
@pytest.mark.parametrize("value", [0.0, -1.0, 101.0])
def test_rates_beyond_the_limits_are_refused(name, value):
    with pytest.raises(SpecError) as caught:
        Sweep(**{name: value})
    assert (caught.value.field, caught.value.code) == (name, "out_of_range")


def test_the_fullest_field_fits():
    """Twelve racers at 24 rates from three starts."""
    race, sweep = Race(racers=racers(12)), Sweep()
    assert fitting_starts(Experiment(), race, sweep) == sweep.starts == 3
    experiment = sweep_entry(Experiment(), race, sweep)
    assert len(experiment.runs) == 12 * 24 * 3


@settings(max_examples=30)
@given(st.integers(1, 12), limited("rates"), limited("starts"))
def test_as_many_starts_as_fit_are_tried(count, rates, starts):
    race, sweep = Race(racers=racers(count)), Sweep(rates=rates, starts=starts)
    fitting = fitting_starts(Experiment(), race, sweep)
    experiment = sweep_entry(Experiment(), race, sweep)
    most = LENGTHS["runs"][1]
    assert starts_of(experiment) == fitting
    assert len(experiment.runs) == count * rates * fitting <= most
    assert fitting == starts or count * rates * (fitting + 1) > most
    assert experiment.stop == Stop(epoch=sweep.epochs)


def test_memory_bounds_the_starts_too():
    race = Race(racers=racers(1))
    fitting = fitting_starts(GIANT, race, Sweep(starts=32, rates=2))
    assert 1 <= fitting < 32
    assert megabytes(sweep_entry(GIANT, race, Sweep(starts=32, rates=2))) <= MEMORY_MEGABYTES
    with pytest.raises(SpecError) as caught:
        sweep_entry(GIANT, Race(racers=racers(12)), Sweep())
    assert (caught.value.field, caught.value.code) == ("starts", "too_costly")


def test_runs_go_by_racer_then_rate_then_start():
    sweep = Sweep(rates=3, starts=2)
    runs = sweep_entry(Experiment(), Race(racers=racers(2)), sweep).runs
    assert [run.optimizer for run in runs] == ["sgd"] * 6 + ["momentum"] * 6
    assert [run.learning_rate for run in runs[:6]] == [
        rate for rate in rates_of(sweep) for _ in range(2)
    ]
    assert [run.seed for run in runs] == [0, 1] * 6


@pytest.mark.parametrize("batch_size", [1, 10, 64, 5000])
def test_the_range_test_ends_at_the_highest_rate(batch_size):
    plain = change(Experiment(), batch_size=batch_size)
    experiment = range_entry(plain, Race(), Sweep())
    assert experiment.stop.epoch is not None
    steps = experiment.stop.epoch * steps_per_epoch(plain)
    assert steps >= FEWEST_STEPS
    for run in experiment.runs:
        last = run.learning_rate * run.schedule.decay_rate ** (steps - 1)
        assert math.isclose(last, Sweep().highest_rate, rel_tol=1e-9)


@pytest.mark.parametrize("make", [sweep_entry, range_entry])
def test_nobody_can_be_swept(make):
    with pytest.raises(SpecError) as caught:
        make(Experiment(), Race(racers=()), Sweep())
    assert caught.value.field == "racers"

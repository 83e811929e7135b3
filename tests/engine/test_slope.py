"""A descent as a Trainer: exact checkpoints, honest ends, runs that do not disturb each other."""

import numpy as np
import pytest

from playground.engine.slope import STATES, SlopeTrainer, start_on, surface_on
from playground.engine.surfaces import SURFACES
from playground.spec import Race, RunSpec, Slope, on_slope
from playground.spec.choices import OPTIMIZERS
from playground.spec.slope import OWN

EVERY = tuple(RunSpec(optimizer=word) for word in list(OPTIMIZERS)[:12])
NOISY = Slope(gradient_noise=0.3, noise_seed=4, steps=60)


def trainer(slope: Slope = NOISY, racers: tuple[RunSpec, ...] = EVERY) -> SlopeTrainer:
    return SlopeTrainer(on_slope(Race(racers=racers), slope))


def rows(one: SlopeTrainer):
    return [one.history.column(name).copy() for name in ("x", "y", "value")]


@pytest.mark.parametrize("after", [0, 7, 33])
def test_what_follows_a_checkpoint_follows_it_again(after):
    one = trainer()
    one.advance(after)
    kept = one.checkpoint()
    one.advance(20)
    first = rows(one)
    one.advance(5)
    one.restore(kept)
    assert one.step == after
    one.advance(20)
    for old, new in zip(first, rows(one), strict=True):
        np.testing.assert_array_equal(old, new)


def test_steps_in_any_portions_are_the_same_steps():
    one, other = trainer(), trainer()
    one.advance(41)
    for count in (1, 5, 30, 5):
        other.advance(count)
    for old, new in zip(rows(one), rows(other), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("run", range(len(EVERY)))
def test_alone_or_in_the_field_a_racer_goes_the_same_way(run):
    field, alone = trainer(), trainer(racers=(EVERY[run],))
    field.advance(50)
    alone.advance(50)
    for many, one in zip(rows(field), rows(alone), strict=True):
        np.testing.assert_allclose(many[:, run], one[:, 0], rtol=1e-12, atol=1e-12)


def test_it_ends_at_its_limit():
    one = trainer()
    assert one.advance(50) == 50
    assert one.advance(50) == 10
    assert one.advance(1) == 0
    assert set(one.runs_state) <= {"stopped", "diverged"}


def test_it_ends_when_all_are_lost_and_counts_their_steps():
    one = trainer(Slope(surface="rosenbrock"), (RunSpec(learning_rate=1.0),))
    one.advance(20)
    frame = one.snapshot(["states"])
    assert one.runs_state == ["diverged"]
    assert one.advance(1) == 0
    assert STATES[frame.views["states"][0]] == "diverged"
    assert np.isnan(frame.metrics["value"][0])
    assert frame.metrics["steps"][0] < 20


def test_other_rules_are_adopted_where_the_runs_stand():
    one = trainer()
    one.advance(10)
    before = rows(one)
    faster = tuple(run.model_copy(update={"learning_rate": 0.001}) for run in EVERY)
    one.retune(on_slope(Race(racers=faster), NOISY))
    for old, new in zip(before, rows(one), strict=True):
        np.testing.assert_array_equal(old, new)
    one.advance(1)
    assert one.step == 11


@pytest.mark.parametrize("word", [*SURFACES, OWN])
def test_every_surface_begins_at_its_start(word):
    slope = Slope(surface=word)
    one = trainer(slope)
    start = start_on(slope)
    frame = one.snapshot([])
    np.testing.assert_array_equal(frame.metrics["x"], start[0])
    np.testing.assert_array_equal(frame.metrics["y"], start[1])
    np.testing.assert_array_equal(frame.metrics["value"], surface_on(slope).formula.value(*start))

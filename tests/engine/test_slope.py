"""A descent as a Trainer: exact checkpoints, honest ends, runs that do not disturb each other."""

import numpy as np
import pytest

from playground.engine.slope import STATES, SlopeTrainer, start_on, surface_on
from playground.engine.surfaces import SURFACES
from playground.spec import Race, RunSpec, Slope, on_slope
from playground.spec.choices import OPTIMIZERS
from playground.spec.slope import OWN

EVERY = tuple(RunSpec(optimizer=word) for word in list(OPTIMIZERS)[:12])
STAYS = RunSpec(learning_rate=1e-6)
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


def test_looking_changes_nothing():
    seen, unseen = trainer(), trainer()
    for start in (0, None, 0):
        seen.watch(start)
        for one in (seen, unseen):
            one.advance(9)
        for old, new in zip(rows(unseen), rows(seen), strict=True):
            np.testing.assert_array_equal(old, new)
    seen.watch(None)
    assert seen.moments(0, 0) == []


@pytest.mark.parametrize("axis", [0, 1])
def test_a_moment_is_a_step_of_the_trail(axis):
    one = trainer()
    one.watch(0)
    one.advance(13)
    one.advance(20)
    trail = rows(one)[axis]
    for run in range(len(EVERY)):
        moments = one.moments(run, axis)
        assert [moment.step for moment in moments] == list(range(1, 34))
        assert [moment.t for moment in moments] == list(range(1, 34))
        for moment in moments:
            assert moment.weight == trail[moment.step - 1, run]
            assert moment.new_weight == trail[moment.step, run]
    assert one.moments(len(EVERY), axis) == []


def test_a_moment_has_the_slope_that_the_rule_saw():
    """The wind and the clipping are in it."""
    plain, cut = RunSpec(learning_rate=0.05), RunSpec(learning_rate=0.05, clipvalue=0.01)
    calm = trainer(Slope(), (plain, cut))
    calm.watch(0)
    calm.advance(1)
    [first] = calm.moments(0, 1)
    assert first.gradient == pytest.approx(4.0)  # of y^2 at y = 2
    assert calm.moments(1, 1)[0].gradient == pytest.approx(0.01)
    windy = trainer(Slope(gradient_noise=1.0), (plain, cut))
    windy.watch(0)
    windy.advance(1)
    assert windy.moments(0, 1)[0].gradient != pytest.approx(4.0)


def test_going_back_forgets_what_has_not_happened():
    one = trainer()
    start = one.checkpoint()
    one.watch(0)
    one.advance(10)
    first = one.moments(3, 0)
    one.restore(start)
    assert one.moments(3, 0) == []
    one.advance(10)
    assert one.moments(3, 0) == first


def test_other_rules_are_seen_from_the_step_on_at_which_they_count():
    one = trainer(Slope(), (RunSpec(learning_rate=0.05),))
    one.watch(0)
    one.advance(3)
    one.retune(on_slope(Race(racers=(RunSpec(optimizer="adam", learning_rate=0.2),)), Slope()))
    one.advance(2)
    moments = one.moments(0, 0)
    assert [moment.run.optimizer for moment in moments] == ["sgd"] * 3 + ["adam"] * 2
    assert [moment.t for moment in moments] == [1, 2, 3, 1, 2]


def test_who_has_diverged_makes_no_more_steps():
    one = trainer(Slope(surface="rosenbrock"), (RunSpec(learning_rate=1.0), STAYS))
    one.watch(0)
    one.advance(40)
    lost = one.snapshot([]).metrics["steps"][0]
    assert one.moments(0, 0)[-1].step == lost + 1
    assert one.moments(1, 0)[-1].step == 40


@pytest.mark.parametrize(
    ("slope", "run", "steps", "state"),
    [
        (Slope(surface="bowl"), RunSpec(learning_rate=0.5), 0, "moving"),
        (Slope(surface="bowl"), RunSpec(learning_rate=0.5), 40, "arrived"),
        (Slope(surface="bowl"), RunSpec(learning_rate=0.01), 40, "moving"),
        (Slope(surface="bowl"), STAYS, 40, "resting"),
        (Slope(surface="bowl"), STAYS, 5, "moving"),
        (Slope(surface="saddle"), RunSpec(learning_rate=0.05), 90, "outside"),
        (Slope(surface="rosenbrock"), RunSpec(learning_rate=1.0), 40, "diverged"),
        (Slope(surface="rastrigin"), RunSpec(learning_rate=0.002), 90, "resting"),
    ],
)
def test_a_state_says_how_it_stands(slope, run, steps, state):
    one = trainer(slope, (run,))
    one.advance(steps)
    assert STATES[one.snapshot(["states"]).views["states"][0]] == state

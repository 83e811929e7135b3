"""The laws of the microscope: what it shows is what was done, and looking changes nothing."""

from itertools import pairwise

import numpy as np
import pytest

from playground.engine import microscope
from playground.engine.race import RaceTrainer
from playground.spec import Experiment, GeneratedData, Race, RunSpec, Schedule, change, entry
from playground.spec.choices import SCHEDULES
from tests.engine.twins import optimizer_runs, short

SMALL = change(Experiment(), data=GeneratedData(samples=40))
MIX = optimizer_runs()[::5][:12]
START = 1
PLACE = (1, 2, 0)
"""A layer, from unit, to unit."""


def raced(runs, dtype=np.float64):
    race = Race.model_construct(racers=tuple(runs), starts=2, epochs=1000)
    return RaceTrainer(entry(SMALL, race), dtype)


def planned(word):
    plan = Schedule(name=word, warmup_steps=3, patience=1, **short(SCHEDULES[word].settings))
    return RunSpec(optimizer="adam", schedule=plan)


PLANS = [planned(word) for word in SCHEDULES]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_looking_changes_nothing(dtype):
    seen, unseen = raced(MIX, dtype), raced(MIX, dtype)
    for steps in (1, 7, 30):
        seen.watch(START)
        for trainer in (seen, unseen):
            trainer.advance(steps)
        for run in range(2 * len(MIX)):
            np.testing.assert_array_equal(seen.weights(run), unseen.weights(run))
        seen.watch(None)
        seen.advance(3), unseen.advance(3)


def test_nothing_is_called_while_nobody_looks():
    trainer = raced(MIX)
    training, batch = trainer._training, np.zeros((4, 10))

    def calls():
        [(_, _, made)] = training.steps([batch])
        return len(made)

    alone = calls()
    trainer.watch(START)
    assert calls() > alone
    trainer.watch(None)
    assert calls() == alone
    trainer.advance(5)
    assert trainer.moments(0, *PLACE) == []


@pytest.mark.parametrize("runs", [MIX, PLANS], ids=["optimizers", "schedules"])
def test_a_moment_is_what_the_engine_knew_before_and_after(runs):
    trainer = raced(runs)
    trainer.watch(START)
    training = trainer._training
    for step in range(1, 41):
        known = [training.remembered(2 * racer + START, *PLACE) for racer in range(len(runs))]
        trainer.advance(1)
        for racer, before in enumerate(known):
            run = 2 * racer + START
            moment = trainer.moments(racer, *PLACE)[-1]
            now = training.remembered(run, *PLACE)
            assert (moment.step, moment.t) == (step, before.pop("steps") + 1)
            assert moment.rate == before.pop("rate")
            assert moment.before == before
            assert moment.after == {name: now[name] for name in before}
            layer, source, target = PLACE
            assert moment.new_weight == training.blocks[layer][target, run, source]
    for racer in range(len(runs)):
        moments = trainer.moments(racer, *PLACE)
        assert len(moments) == 40
        for one, next_one in pairwise(moments):
            assert one.new_weight == next_one.weight
            assert one.after == next_one.before


def test_the_gradient_is_the_one_after_penalties_and_clipping():
    runs = [RunSpec(), RunSpec(l2=0.5), RunSpec(clipvalue=1e-3), RunSpec(clipnorm=1e-3)]
    trainer = raced(runs)
    trainer.watch(START)
    trainer.advance(1)
    plain, pulled, cut, short_ones = (
        np.array([trainer.moments(racer, 1, source, 0)[0].gradient for source in (0, 1, 2, 3)])
        for racer in range(4)
    )
    weights = np.array([trainer.moments(0, 1, source, 0)[0].weight for source in (0, 1, 2, 3)])
    np.testing.assert_allclose(pulled, plain + 0.5 * weights, rtol=1e-9)
    np.testing.assert_allclose(cut, np.clip(plain, -1e-3, 1e-3), rtol=1e-9)
    np.testing.assert_allclose(short_ones / short_ones[0], plain / plain[0], rtol=1e-9)
    assert np.linalg.norm(short_ones) <= 1e-3


def test_the_oldest_step_makes_room(monkeypatch):
    monkeypatch.setattr(microscope, "MOST_STEPS", 20)
    trainer, longer = raced(PLANS), raced(PLANS)
    trainer.watch(START)
    monkeypatch.undo()
    longer.watch(START)
    for one in (trainer, longer):
        one.advance(63)
    for racer in range(len(PLANS)):
        kept = trainer.moments(racer, *PLACE)
        assert kept == longer.moments(racer, *PLACE)[-20:]


def test_a_large_network_keeps_fewer_steps(monkeypatch):
    monkeypatch.setattr(microscope, "MOST_NUMBERS", 1)
    trainer = raced(MIX)
    trainer.watch(START)
    trainer.advance(5)
    [moment] = trainer.moments(0, *PLACE)
    assert moment.step == 5


def test_going_back_forgets_what_has_not_happened():
    trainer = raced(MIX)
    start = trainer.checkpoint()
    trainer.watch(START)
    trainer.advance(10)
    first = trainer.moments(3, *PLACE)
    trainer.restore(start)
    assert trainer.moments(3, *PLACE) == []
    trainer.advance(10)
    assert trainer.moments(3, *PLACE) == first


def test_a_run_that_has_stopped_makes_no_steps():
    """The third racer flies apart and stays where it was."""
    runs = [RunSpec(), RunSpec(learning_rate=0.1), RunSpec(learning_rate=10.0, l2=10.0)]
    trainer = raced(runs)
    trainer.watch(START)
    per_epoch = trainer.steps_per_epoch
    trainer.advance(200 * per_epoch)
    last = trainer.moments(0, *PLACE)[-1]
    assert last.step == 200 * per_epoch
    assert trainer.runs_state[4 + START] == "diverged"
    steps = [moment.step for moment in trainer.moments(2, *PLACE)]
    assert not steps or steps[-1] < last.step

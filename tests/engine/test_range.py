"""The range test: the rate of every step, and the loss of its batch before it."""

import numpy as np
import pytest

from playground import data
from playground.engine import MLPTrainer
from playground.engine.range_test import RangeTrainer
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    PointsData,
    Race,
    RunSpec,
    change,
    change_data,
)
from playground.spec.sweep import Sweep, range_entry
from tests.engine import oracle

SHORT = Sweep(epochs=4)
OWN = PointsData(
    points=tuple((k / 10, -k / 7, float(2 * (k % 2) - 1)) for k in range(23)),
    split=("train",) * 23,
    weights=tuple(float(k % 4) for k in range(23)),
)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(batch_size=7),
        change_data(Experiment(), name="rings"),
        change_data(Experiment(), name="counts"),
        change(Experiment(), data=OWN),
    ],
    ids=["circle", "rings", "counts", "weighted"],
)
def test_the_loss_is_that_of_the_batch_before_its_step(experiment):
    """As the textbook's network has it at the weights before the step."""
    entry = range_entry(experiment, Race(racers=(RunSpec(),)), SHORT)
    trainer = RangeTrainer(entry, np.float64)
    dataset, weights = data.load(entry), data.weights(entry)
    targets = data.targets(dataset, entry.output)
    for step in range(30):
        before = trainer.weights(0)
        trainer.advance(1)
        places = trainer.snapshot(["batch"]).views["batch"]
        answers = oracle.walk(entry, before, dataset.points[places])[1][-1]
        losses = oracle.LOSS[entry.loss](answers, targets[places])
        if weights is not None:
            losses = losses * weights[places]
        assert trainer.curve()[1, 0, step] == pytest.approx(losses.mean(), rel=1e-9)


def test_the_rate_rises_by_the_same_factor_to_the_highest():
    trainer = RangeTrainer(range_entry(Experiment(), Race(), SHORT))
    trainer.advance(10_000)
    rates = trainer.snapshot(["range"]).views["range"][0]
    assert rates.shape == (3, 100)
    np.testing.assert_allclose(rates, np.geomspace(1e-4, 10, 100)[None].repeat(3, 0), rtol=1e-9)


def test_it_trains_as_any_trainer_with_that_schedule():
    entry = range_entry(Experiment(), Race(), SHORT)
    one, other = RangeTrainer(entry), MLPTrainer(entry)
    assert one.advance(77) == other.advance(77)
    for run in range(3):
        np.testing.assert_array_equal(one.weights(run), other.weights(run))


def test_a_run_that_diverged_has_no_loss_any_more():
    plain = Experiment(
        data=GeneratedData(name="plane", samples=200),
        layers=(LayerSpec(units=4, activation="relu"),),
        output="linear",
    )
    entry = range_entry(plain, Race(), Sweep(lowest_rate=1.0, highest_rate=100.0, epochs=10))
    trainer = RangeTrainer(entry)
    trainer.advance(10_000)
    assert "diverged" in trainer.runs_state
    losses = trainer.curve()[1]
    run = trainer.runs_state.index("diverged")
    assert np.isnan(losses[run, -1])
    assert np.isfinite(losses[:, 0]).all()


def test_it_resumes_from_its_checkpoint():
    entry = range_entry(Experiment(), Race(), SHORT)
    whole = RangeTrainer(entry)
    whole.advance(40)
    checkpoint = whole.checkpoint()
    whole.advance(30)
    other = RangeTrainer(entry)
    other.restore(checkpoint)
    other.advance(30)
    np.testing.assert_array_equal(whole.curve(), other.curve())

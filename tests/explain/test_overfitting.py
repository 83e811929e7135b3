"""Overfitting and its remedies: what is trained in step is what training alone gives."""

import numpy as np
import pytest

from playground.data import load
from playground.engine import MLPTrainer
from playground.explain import overfitting
from playground.explain.lockstep import together
from playground.explain.overfitting import base, least_norm, remedied
from playground.spec.lessons import Overfitting, change_lesson
from playground.spec.lessons.overfitting import REMEDIES

LESSON = Overfitting()


def test_every_remedy_is_another_experiment():
    made = [remedied(LESSON, word) for word in REMEDIES]
    assert made[0] == base(LESSON)
    assert all(made.index(one) == at for at, one in enumerate(made))


def test_lockstep_equals_training_alone():
    experiments = [remedied(LESSON, word) for word in ("none", "dropout")]
    looks = together(experiments, np.array([0, 7, 30]), 5)
    for run, experiment in enumerate(experiments):
        alone = MLPTrainer(experiment)
        alone.advance(30)
        metrics = alone.snapshot(()).metrics
        assert looks.train[-1, run] == metrics["train_loss"][0]
        assert looks.test[-1, run] == metrics["test_loss"][0]
    assert looks.maps.shape == (3, 2, 5, 5)
    assert looks.ended.tolist() == [3, 3]


def test_the_curves_part_and_every_remedy_brings_them_nearer():
    looks = overfitting.remedies(LESSON.known, LESSON.noise, LESSON.units, LESSON.seed)
    gaps = (looks.test - looks.train)[-1]
    assert gaps[0] > 0.3
    assert (gaps[1:] < gaps[0] / 2).all()
    assert (looks.test[-1, 1:] < looks.test[-1, 0]).all()
    assert looks.ended[list(REMEDIES).index("early")] < len(looks.updates)


def test_without_noise_and_with_many_points_there_is_hardly_a_gap():
    looks = overfitting.parting(100, 0.0, 8, 30, 0)
    assert looks.test[-1, 0] - looks.train[-1, 0] < 0.1


@pytest.mark.parametrize("width", [3, 8, 20])
def test_weights_are_those_of_the_pseudoinverse(width):
    rng = np.random.default_rng(width)
    seen, wanted = rng.standard_normal((8, width)), rng.standard_normal(8)
    np.testing.assert_allclose(least_norm(seen, wanted), np.linalg.pinv(seen) @ wanted, atol=1e-8)


@pytest.mark.parametrize("known", [10, 20, 40, 70])
def test_the_error_falls_rises_and_falls_again(known):
    found = overfitting.sweep(known, 0.4, 0)
    worst = found.widths[found.test.argmax()]
    assert known in found.widths
    assert 0.9 * known <= worst <= 1.1 * known
    before, after = found.widths < 0.5 * known, found.widths > 4 * known
    assert found.test[before].min() < 0.1 * found.test.max()
    assert found.test[after].min() < 0.1 * found.test.max()
    assert (found.train[found.widths > 1.5 * known] < 1e-9).all()


def test_three_sets_share_all_points_and_none_twice():
    dataset = load(base(LESSON))
    parts = np.array(overfitting.parts(dataset))
    assert (parts.sum(0) == 1).all()
    assert parts.sum(1).tolist() == [40, overfitting.CHECKED, 360 - overfitting.CHECKED]


def test_candidates_are_judged_as_the_engine_judges():
    found = overfitting.candidates(LESSON.known, LESSON.noise, LESSON.seed)
    assert len(found.train) == len(found.units) == 24
    assert found.validation[found.best] == found.validation.max()
    one = base(change_lesson(LESSON, units=int(found.units[0])))
    trainer = MLPTrainer(one)  # the first start's seed is the lesson's
    trainer.advance(overfitting.UPDATES)
    metrics = trainer.snapshot(()).metrics
    counted = (
        overfitting.CHECKED * found.validation[0] + (360 - overfitting.CHECKED) * found.test[0]
    )
    assert metrics["train_accuracy"][0] == pytest.approx(found.train[0])
    assert metrics["test_accuracy"][0] * 360 == pytest.approx(counted)

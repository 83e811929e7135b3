"""Points and classes that count differently, and stopping early: as Keras' `fit` does both."""

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from playground import data
from playground.engine import MLPTrainer
from playground.engine.layout import Layout
from playground.engine.stopping import Stopping
from playground.spec import Experiment, LayerSpec, PointsData, RunSpec, Stop, change
from tests.engine import oracle

ROOT = Path(__file__).resolve().parents[2]
RATE, EPOCHS, BATCH = 0.0625, 12, 7
OUTPUTS = {
    "mean_squared_error": ("linear", ()),
    "binary_crossentropy": ("sigmoid", (0.25, 3.0)),
    "categorical_crossentropy": ("softmax", (0.5, 2.0, 1.25)),
}
"""Loss -> the output that it goes with, and the weight of each class."""


def weighted(loss, *, by_class):
    """A small network on points of its own, weighted one by one or by their class."""
    generator = np.random.default_rng(11)
    output, class_weights = OUTPUTS[loss]
    labels = generator.integers(0, max(2, len(class_weights)), 40).astype(float)
    coordinates = generator.normal(0, 1.5, (40, 2)).tolist()
    return Experiment(
        data=PointsData(
            points=tuple(
                (x1, x2, label) for (x1, x2), label in zip(coordinates, labels, strict=True)
            ),
            split=("train",) * 30 + ("test",) * 10,
            weights=() if by_class else tuple(generator.choice([0.0, 0.5, 1.0, 4.0], 40).tolist()),
        ),
        layers=(LayerSpec(units=5), LayerSpec(units=3)),
        output=output,
        loss=loss,
        batch_size=BATCH,
        shuffle=False,
        class_weights=class_weights if by_class else (),
        runs=(RunSpec(learning_rate=RATE),),
    )


WEIGHTED = [
    weighted(loss, by_class=by_class)
    for loss in OUTPUTS
    for by_class in (False, True)
    if OUTPUTS[loss][1] or not by_class
]


def order_of(experiment):
    """What Keras needs to train the same."""
    trainer = MLPTrainer(experiment, np.float64)
    dataset, weights = data.load(experiment), data.weights(experiment)
    targets, sides = data.targets(dataset, experiment.output), (~dataset.is_test, dataset.is_test)
    assert weights is not None
    train, test = (
        [part[side].tolist() for part in (dataset.points, targets, weights)] for side in sides
    )
    parts = [part for layer in oracle.layers_of(experiment, trainer.weights(0)) for part in layer]
    return {
        "sizes": oracle.sizes_of(experiment),
        "rate": RATE,
        "loss": experiment.loss,
        "weights": [part.tolist() for part in parts],
        "train": train,
        "test": test,
        "class_weight": dict(enumerate(experiment.class_weights)),
        "batch_size": BATCH,
        "epochs": EPOCHS,
    }


def some_courses():
    """Losses epoch by epoch that fall, rise, stand still and tie."""
    generator = np.random.default_rng(3)
    courses = [generator.normal(0, 0.2, 25) + 1 / np.arange(1, 26) for _ in range(8)]
    courses += [generator.integers(0, 4, 25) / 4 for _ in range(8)]
    return [course.tolist() for course in courses]


RULES = [
    Stop(patience=patience, min_delta=min_delta, restore_best=restore)
    for patience, min_delta, restore in product((1, 3, 6), (0.0, 0.25), (False, True))
]
COURSES = some_courses()


@pytest.fixture(name="keras", scope="module")
def what_keras_does():
    order = {
        "fitted": [order_of(experiment) for experiment in WEIGHTED],
        "stopped": [{**rule.model_dump(), "losses": c} for rule in RULES for c in COURSES],
    }
    twin = subprocess.run(
        [sys.executable, "-m", "tests.engine.keras_fit"],
        cwd=ROOT,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1"},
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
    )
    assert twin.returncode == 0, twin.stderr
    return json.loads(twin.stdout)


@pytest.mark.slow
def test_weighted_points_and_classes_teach_as_in_keras(keras):
    for experiment, expected in zip(WEIGHTED, keras["fitted"], strict=True):
        trainer = MLPTrainer(experiment, np.float64)
        trainer.advance(EPOCHS * trainer.steps_per_epoch)
        found = [p for layer in oracle.layers_of(experiment, trainer.weights(0)) for p in layer]
        for mine, theirs in zip(found, expected["weights"], strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-12)
        metrics = trainer.snapshot(()).metrics
        losses = [metrics["train_loss"][0], metrics["test_loss"][0]]
        np.testing.assert_allclose(losses, expected["losses"], rtol=1e-10)


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_patience_ends_where_keras_ends(keras, rule):
    """All courses of losses are the runs of one; a weight is the number of its epoch."""
    answers = iter(keras["stopped"])
    expected = {other: [next(answers) for _ in COURSES] for other in RULES}[rule]
    layout = Layout((1, 1), len(COURSES))
    theta = layout.zeros(np.float64)
    stopping, last = Stopping(rule, layout, theta), np.zeros(len(COURSES))
    assert stopping.patience is not None
    for epoch in range(1, 1 + len(COURSES[0])):
        for block in layout.blocks(theta):
            block[:, stopping.is_moving] = epoch
        last[stopping.is_moving] = epoch
        losses = np.array([course[epoch - 1] for course in COURSES])
        stopping.end_epoch(epoch, losses)
        early = stopping.judge(epoch, losses)
        stopping.patience.go_to_best(early)
    for run, twin in enumerate(expected):
        assert (stopping.states[run] == "stopped_early") == twin["stops"]
        assert stopping.best_epoch[run] == twin["best"]
        assert (last[run], layout.row(theta, run)[0]) == (twin["last"], twin["weight"])


@pytest.mark.parametrize("loss", [loss for loss in OUTPUTS if OUTPUTS[loss][1]])
def test_the_weight_of_a_class_is_that_of_its_points(loss):
    by_class = weighted(loss, by_class=True)
    weights = tuple(by_class.class_weights[int(label)] for _, _, label in by_class.data.points)
    by_point = change(
        by_class,
        class_weights=(),
        data=by_class.data.model_copy(update={"weights": weights}),
    )
    one, other = MLPTrainer(by_class), MLPTrainer(by_point)
    one.advance(50)
    other.advance(50)
    np.testing.assert_array_equal(one.weights(0), other.weights(0))
    assert one.snapshot(()).metrics == other.snapshot(()).metrics


def test_twice_the_weight_of_all_is_twice_the_rate():
    plain = weighted("binary_crossentropy", by_class=True)
    double = change(plain, class_weights=(2.0, 2.0))
    same = change(plain, class_weights=(), runs=(RunSpec(learning_rate=2 * RATE),))
    one, other = MLPTrainer(double, np.float64), MLPTrainer(same, np.float64)
    one.advance(50)
    other.advance(50)
    np.testing.assert_allclose(one.weights(0), other.weights(0), rtol=1e-12)
    mine, theirs = one.snapshot(()).metrics, other.snapshot(()).metrics
    for side in ("train", "test"):
        np.testing.assert_allclose(mine[f"{side}_loss"], 2 * theirs[f"{side}_loss"], rtol=1e-9)
        assert mine[f"{side}_accuracy"] == theirs[f"{side}_accuracy"]


def test_points_that_count_nothing_teach_nothing():
    """Only what a point says is ignored: the loss is still shared out over the whole batch."""
    whole = weighted("binary_crossentropy", by_class=False)
    points = [
        (x1, x2, label if weight else 1 - label)
        for (x1, x2, label), weight in zip(whole.data.points, whole.data.weights, strict=True)
    ]
    turned = change(whole, data=whole.data.model_copy(update={"points": tuple(points)}))
    one, other = MLPTrainer(whole), MLPTrainer(turned)
    one.advance(50)
    other.advance(50)
    np.testing.assert_array_equal(one.weights(0), other.weights(0))

"""What is seen is what a plain forward walk gives, and huge sums do no harm."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings

from playground import data
from playground.engine import MLPTrainer
from playground.spec import Experiment, LayerSpec, PointsData, RunSpec, change
from tests.engine import nets, oracle

assert_close = partial(np.testing.assert_allclose, rtol=1e-9, atol=1e-12)


def board(size):
    """Points of a map, row by row, row 0 at the top."""
    centres = -6 + 12 * (np.arange(size) + 0.5) / size
    return np.array([(x1, x2) for x2 in centres[::-1] for x1 in centres])


@settings(max_examples=25, deadline=None)
@given(nets.experiments(most_layers=4))
def test_maps_equal_the_plain_forward_walk(experiment):
    trainer = MLPTrainer(experiment, np.float64)
    trainer.advance(3)
    names = ["output", "units", "weights", "predictions", "probe"]
    hidden = len(experiment.layers)
    names += [f"unit:{layer}:0" for layer in range(hidden + 1)]
    views = trainer.snapshot(names, (0.25, -1.5)).views
    assert set(views) == set(names)
    assert not any(view.flags.writeable for view in views.values())
    row = views["weights"]
    with np.errstate(over="ignore"):
        large = [a.T.reshape(-1, 100, 100) for a in oracle.walk(experiment, row, board(100))[1]]
        small = [a.T.reshape(-1, 40, 40) for a in oracle.walk(experiment, row, board(40))[1]]
        spot = oracle.walk(experiment, row, [(0.25, -1.5)])[1]
        points = data.load(experiment).points
        answers = oracle.walk(experiment, row, points)[1][-1]
    assert_close(views["output"], large[-1])
    assert_close(views["units"], np.concatenate(small))
    for layer in range(hidden + 1):
        assert_close(views[f"unit:{layer}:0"], large[layer][0])
    features = data.expand(np.array([(0.25, -1.5)]), experiment.features)[0]
    seen = np.concatenate([features, *(a[0] for a in spot)])
    assert_close(views["probe"], seen)
    assert_close(views["predictions"], answers)


CLEAR = 1e-12  # closer answers to a tie are decided by rounding


@settings(max_examples=40, deadline=None)
@given(nets.experiments(most_layers=3))
def test_metrics_equal_the_plain_formulas(experiment):
    trainer = MLPTrainer(experiment, np.float64)
    trainer.advance(2)
    metrics = trainer.snapshot(()).metrics
    dataset = data.load(experiment)
    targets = data.targets(dataset, experiment.output)
    score = "accuracy" if dataset.classes else "r2"
    words = ["loss", score, *(word for word in experiment.metrics if word != score)]
    assert list(metrics) == [f"{side}_{word}" for word in words for side in ("train", "test")]
    weights = data.weights(experiment)
    for run in range(len(experiment.runs)):
        for side, mask in (("train", ~dataset.is_test), ("test", dataset.is_test)):
            if not mask.any():
                assert np.isnan(metrics[f"{side}_loss"][run])
                assert np.isnan(metrics[f"{side}_{score}"][run])
                continue
            row, t = trainer.weights(run), targets[mask]
            met = oracle.Met(weights=1.0 if weights is None else weights[mask])
            loss = oracle.objective(experiment, row, dataset.points[mask], t, met=met)
            assert metrics[f"{side}_loss"][run] == pytest.approx(loss, rel=1e-9, abs=1e-12)
            y = oracle.walk(experiment, row, dataset.points[mask])[1][-1]
            labels = dataset.labels[mask]
            if dataset.classes == 0:
                if np.ptp(labels) > 0:
                    expected = (
                        1 - ((y[:, 0] - labels) ** 2).sum() / ((labels - labels.mean()) ** 2).sum()
                    )
                    assert metrics[f"{side}_r2"][run] == pytest.approx(expected, rel=1e-9)
            elif y.shape[1] == 1:
                away = y[:, 0] - (0.5 if experiment.output == "sigmoid" else 0.0)
                if np.abs(away).min() > CLEAR:
                    right = (away >= 0) == (labels == 1)
                    assert metrics[f"{side}_accuracy"][run] == pytest.approx(right.mean())
            elif np.ptp(np.sort(y)[:, -2:], axis=1).min() > CLEAR:
                right = y.argmax(axis=1) == labels
                assert metrics[f"{side}_accuracy"][run] == pytest.approx(right.mean())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("output", "loss", "scale"),
    [
        ("sigmoid", "binary_crossentropy", 1e4),
        ("sigmoid", "mean_squared_error", 1e4),
        ("softmax", "categorical_crossentropy", 1e4),
        ("softmax", "mean_squared_error", 1e4),
        ("tanh", "half_squared_error", 1e4),
        ("tanh", "hinge", 1e4),
    ],
)
def test_huge_sums_do_no_harm(dtype, output, loss, scale):
    """The loss of a wrong answer is its distance, not infinity; the step stays finite."""
    low = -1.0 if output == "tanh" else 0.0
    points = ((1.0, 0.0, low), (-1.0, 0.0, 1.0), (2.0, 0.0, 1.0))
    experiment = Experiment(
        data=PointsData(points=points, split=("train", "train", "train")),
        layers=(),
        output=output,
        loss=loss,
        batch_size=3,
        runs=(RunSpec(learning_rate=0.0),),
    )
    kernel = [0.0, scale, 0.0, 0.0] if output == "softmax" else [scale, 0.0]
    start = np.array(kernel + [0.0] * (2 if output == "softmax" else 1))
    trainer = MLPTrainer(experiment, dtype, [start])
    trainer.advance(1)
    frame = trainer.snapshot(["gradients", "predictions"])
    assert np.isfinite(frame.views["gradients"]).all()
    expected = {"binary_crossentropy": 2 * scale / 3, "categorical_crossentropy": 2 * scale / 3}
    squares = {"tanh": 4 / 3, "sigmoid": 2 / 3, "softmax": 2 / 3}
    value = expected.get(loss, squares[output])  # of a hinge too: 2 for each of two wrong answers
    assert frame.metrics["train_loss"][0] == pytest.approx(value, rel=1e-6)
    if loss.endswith("crossentropy"):
        assert np.abs(frame.views["gradients"][0]) == pytest.approx(2 / 3, rel=1e-6)


def test_nothing_is_computed_that_nobody_asked_for():
    trainer = MLPTrainer(Experiment())
    trainer.advance(10)
    assert not trainer.snapshot(()).views
    assert not trainer._maps._walks


def test_no_layers_and_the_largest_network_can_be_seen():
    flat = MLPTrainer(Experiment(layers=()))
    assert flat.snapshot(["units"]).views["units"].shape == (1, 40, 40)
    wide = LayerSpec(units=64, activation="leaky_relu")
    deep = MLPTrainer(change(Experiment(), layers=(wide,) * 8))
    deep.advance(3)
    assert deep.snapshot(["units"]).views["units"].shape == (8 * 64 + 1, 40, 40)

"""Metrics: what scikit-learn makes of the same answers."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics

from playground import data
from playground.engine import MLPTrainer
from playground.engine.evaluation import choose
from playground.engine.metrics import METRICS, auc_of, precision_of, rated_above, recall_of
from playground.spec import Experiment, GeneratedData, RunSpec, change
from playground.spec.checks import fitting_metrics, problem_of
from tests.engine import nets

ORACLES = {
    "accuracy": lambda labels, chosen, y, average: sklearn_metrics.accuracy_score(labels, chosen),
    "precision": lambda labels, chosen, y, average: sklearn_metrics.precision_score(
        labels, chosen, average=average, zero_division=0
    ),
    "recall": lambda labels, chosen, y, average: sklearn_metrics.recall_score(
        labels, chosen, average=average, zero_division=0
    ),
    "auc": lambda labels, chosen, y, average: areas(labels, y, average),
    "r2": lambda labels, chosen, y, average: sklearn_metrics.r2_score(labels, y[:, 0]),
}


def areas(labels, y, average):
    """The area of the second of two classes, or the mean over all that have points and others."""
    classes = [1] if average == "binary" else range(y.shape[1])
    found = [
        sklearn_metrics.roc_auc_score(labels == label, y[:, -1 if average == "binary" else label])
        for label in classes
        if 0 < (labels == label).sum() < len(labels)
    ]
    return np.mean(found) if found else np.nan


def test_every_metric_has_its_oracle():
    assert list(ORACLES) == list(METRICS)


@settings(max_examples=80, deadline=None)
@given(nets.experiments(most_layers=3), st.integers(0, 12))
def test_metrics_are_those_of_scikit_learn(experiment, steps):
    """All that fit, of every run, on both sides; NaN where there are no test points."""
    words = tuple(fitting_metrics(problem_of(experiment)))
    experiment = change(experiment, metrics=words)
    trainer = MLPTrainer(experiment, np.float64)
    trainer.advance(steps)
    dataset, metrics = data.load(experiment), trainer.snapshot(()).metrics
    for run, state in enumerate(trainer.runs_state):
        y = trainer._record.evaluation.predictions(run)
        if state == "diverged" or not np.isfinite(y).all():
            continue
        for side, mask in (("train", ~dataset.is_test), ("test", dataset.is_test)):
            labels, answers = dataset.labels[mask], y[mask]
            chosen = choose(answers.T, experiment.output) if dataset.classes else None
            for word in words:
                found = metrics[f"{side}_{word}"][run]
                if not mask.any():
                    assert np.isnan(found)
                elif word != "r2" or np.ptp(labels) > 0:
                    average = "binary" if dataset.classes == 2 else "macro"
                    with warnings.catch_warnings(action="ignore"):  # of classes never met
                        expected = ORACLES[word](labels, chosen, answers, average)
                    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


@given(st.integers(2, 5), st.integers(1, 30), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_ties_and_missing_classes(classes, points, runs, seed):
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, classes, points)
    chosen = generator.integers(0, classes, (runs, points))
    rates = generator.integers(0, 4, (classes, runs, points)) / 3
    average = "binary" if classes == 2 else "macro"
    rules = {
        "precision": precision_of(chosen, labels, classes),
        "recall": recall_of(chosen, labels, classes),
        "auc": auc_of(rates, labels, classes),
    }
    for word, found in rules.items():
        for run in range(runs):
            with warnings.catch_warnings(action="ignore"):
                expected = ORACLES[word](labels, chosen[run], rates[:, run].T, average)
            assert found[run] == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_an_area_of_one_class_is_no_number():
    rates = np.arange(6.0).reshape(2, 3)
    for everybody in (True, False):
        assert np.isnan(rated_above(rates, np.full(3, everybody))).all()


def test_metrics_may_be_asked_for_at_any_time():
    """Their curves begin with the next epoch, or with the start while it is still there."""
    plain = Experiment(runs=(RunSpec(), RunSpec(seed=1)))
    trainer, whole = MLPTrainer(plain), MLPTrainer(change(plain, metrics=("auc", "recall")))
    trainer.retune(change(plain, metrics=("recall",)))
    trainer.advance(30)
    step, weights = trainer.step, trainer.weights(0)
    trainer.retune(change(plain, metrics=("auc", "recall")))
    assert trainer.step == step
    np.testing.assert_array_equal(trainer.weights(0), weights)
    trainer.advance(45)
    whole.advance(75)
    for name in ("train_auc", "test_auc", "train_recall", "test_recall", "train_loss"):
        mine, theirs = trainer.history.column(name), whole.history.column(name)
        begin = 2 if name.endswith("auc") else 0
        assert np.isnan(mine[:begin]).all()
        np.testing.assert_array_equal(mine[begin:], theirs[begin:])
        np.testing.assert_array_equal(mine[-1], trainer.snapshot(()).metrics[name])
    trainer.retune(plain)
    assert "test_auc" not in trainer.snapshot(()).metrics
    trainer.advance(25)
    assert np.isnan(trainer.history.column("test_auc")[-1]).all()


def test_going_back_measures_what_is_asked_for_today():
    plain = Experiment()
    trainer = MLPTrainer(plain)
    start = trainer.checkpoint()
    trainer.advance(60)
    trainer.retune(change(plain, metrics=("precision",)))
    trainer.restore(start)
    np.testing.assert_array_equal(
        trainer.history.column("test_precision")[0],
        MLPTrainer(change(plain, metrics=("precision",))).history.column("test_precision")[0],
    )


def test_values_have_no_precision():
    flat = Experiment(data=GeneratedData(name="plane"), output="linear", metrics=("r2",))
    names = list(MLPTrainer(flat).snapshot(()).metrics)
    assert names == ["train_loss", "test_loss", "train_r2", "test_r2"]

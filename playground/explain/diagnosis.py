"""What is happening, found from the curves of the first run: one code, its mark and its facts.

Pure functions: the same History and Status always give the same Diagnosis. Curves jitter from
batch to batch, so every comparison is between means over a window of rows, never between two rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.compute.status import Status
from playground.frame import History
from playground.spec import Experiment, problem_of

STRAIGHT = frozenset(["x1", "x2"])
"""Features along which one neuron can only draw a straight line."""

SEPARABLE = frozenset(["gauss", "blobs", "iris", "wine", "plane"])
"""Data sets that straight lines can part."""

PATIENCE = 50
"""Epochs over which progress is judged."""

GOOD_SHARE, GOOD_R2 = 0.9, 0.8
"""From here on slow progress is no trouble any more."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The key of a sentence in `SENTENCES`, the mark before it and the numbers that fill it.

    Marks: ring (idle), dot (good), bars (paused), amber (caution), diamond (bad), ink (stopped).
    """

    code: str
    mark: str
    facts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Curves:
    """The first run's curves (T,); `judged` is the test loss, or training where nothing is held."""

    epochs: NDArray[np.int64]
    train: NDArray[np.float64]
    judged: NDArray[np.float64]
    score: NDArray[np.float64]
    is_tested: bool
    is_regression: bool


def diagnose(history: History, status: Status) -> Diagnosis:
    """Say what a Runner's first run is doing."""
    if status.state == "playing":
        if len(history) < 2:
            return Diagnosis("first_epoch", "dot")
        return _playing(_read(history, status.experiment), status.experiment)
    return _resting(status)


def _resting(status: Status) -> Diagnosis:
    """A Runner that does not play: which state, and where."""
    if status.state == "failed":
        return Diagnosis("failed", "diamond")
    if status.state == "diverged":
        return Diagnosis("diverged", "diamond", {"epoch": status.epoch + 1})
    if status.state == "stopped":
        return _stopped(status)
    if status.step == 0:
        return Diagnosis("ready", "ring")
    return Diagnosis("paused", "bars", {"epoch": status.epoch})


def _stopped(status: Status) -> Diagnosis:
    """Which of the two stop rules was met."""
    loss = _judged(status.metrics)
    target = status.experiment.stop.target
    if target is not None and loss <= target:
        return Diagnosis("stopped_target", "ink", {"epoch": status.epoch, "now": loss})
    return Diagnosis("stopped_epoch", "ink", {"epoch": status.epoch})


def _playing(curves: _Curves, experiment: Experiment) -> Diagnosis:
    """The most telling fact about curves of two rows or more."""
    if not curves.is_regression and curves.score[-1] == 1:
        code = "solved" if curves.is_tested else "solved_train"
        return Diagnosis(code, "dot", {"now": float(curves.judged[-1])})
    rising = _epochs_of_overfitting(curves)
    if rising:
        return Diagnosis("overfitting", "amber", {"epochs": rising})
    good = GOOD_R2 if curves.is_regression else GOOD_SHARE
    if curves.epochs[-1] >= PATIENCE and curves.score[-1] < good:
        if _is_straight(experiment):
            return Diagnosis("straight_line", "amber")
        fell = _recent_fall(curves)
        if fell < 0.02:
            facts = {"share": max(fell, 0.0), "epochs": PATIENCE}
            return Diagnosis("hardly_learning", "amber", facts)
    return _learning(curves)


def _learning(curves: _Curves) -> Diagnosis:
    before, now = float(curves.judged[0]), float(curves.judged[-1])
    if curves.epochs[-1] >= 10 and _mean_at(curves.judged, len(curves.judged) - 1) >= before:
        return Diagnosis("rising", "amber", {"now": now, "before": before})
    facts = {"before": before, "now": now}
    code = "learning"
    if curves.is_regression:
        code, facts["r2"] = "learning_value", float(curves.score[-1])
    else:
        facts["share"] = float(curves.score[-1])
    return Diagnosis(code if curves.is_tested else f"{code}_train", "dot", facts)


def _epochs_of_overfitting(curves: _Curves) -> int:
    """Epochs since the smoothed test loss was lowest, 0 unless it clearly rose while train fell."""
    rows = len(curves.judged)
    if not curves.is_tested or rows < 20:
        return 0
    width = max(5, rows // 20)
    test, train = _smoothed(curves.judged, width), _smoothed(curves.train, width)
    lowest = int(np.argmin(test))
    rose = test[-1] - test[lowest] > max(0.05 * test[lowest], 0.005)
    fell = train[-1] < 0.98 * train[lowest]
    gap = test[-1] > 1.2 * train[-1]
    epochs = int(curves.epochs[-1] - curves.epochs[lowest + width // 2])
    return epochs if rose and fell and gap and epochs >= 20 else 0


def _recent_fall(curves: _Curves) -> float:
    """By which share the judged loss fell over the last PATIENCE epochs."""
    end = len(curves.judged) - 1
    start = int(np.searchsorted(curves.epochs, curves.epochs[-1] - PATIENCE))
    before, now = _mean_at(curves.judged, min(start, end - 1)), _mean_at(curves.judged, end)
    return 1 - now / before if before > 0 else 0.0


def _is_straight(experiment: Experiment) -> bool:
    """Whether the network can only draw straight lines through data that need more."""
    bends = any(layer.activation != "linear" for layer in experiment.layers)
    is_classes = problem_of(experiment) != "regression"
    curved_data = experiment.data.name not in SEPARABLE and experiment.data.name != "points"
    return not bends and is_classes and curved_data and set(experiment.features) <= STRAIGHT


def _read(history: History, experiment: Experiment) -> _Curves:
    is_regression = problem_of(experiment) == "regression"
    score = "r2" if is_regression else "accuracy"
    is_tested = bool(np.isfinite(history.column("test_loss")[-1, 0]))
    side = "test" if is_tested else "train"
    return _Curves(
        epochs=history.epochs,
        train=history.column("train_loss")[:, 0],
        judged=history.column(f"{side}_loss")[:, 0],
        score=history.column(f"{side}_{score}")[:, 0],
        is_tested=is_tested,
        is_regression=is_regression,
    )


def _judged(metrics: Mapping[str, float]) -> float:
    """The loss that stop rules look at."""
    test = metrics.get("test_loss", np.nan)
    return float(test if np.isfinite(test) else metrics.get("train_loss", np.nan))


def _smoothed(curve: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Means over each `width` rows in succession (T - width + 1,)."""
    return np.convolve(curve, np.full(width, 1 / width), mode="valid")


def _mean_at(curve: NDArray[np.float64], row: int) -> float:
    """The mean of the five rows that end at `row`."""
    return float(curve[max(0, row - 4) : row + 1].mean())

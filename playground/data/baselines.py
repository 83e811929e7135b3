"""Honest baselines for sequences: what needs no network, measured on what is held out.

A forecast is compared with the last value, the season before and a linear autoregression; a text
with the commonest class and a bag of words; writing with a table of pairs of signs.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data.sequences import Sequences
from playground.data.series import Series

Array = NDArray[Any]


class Errors(NamedTuple):
    """Root of the mean squared error and mean absolute error, in the series' own unit."""

    rmse: float
    mae: float


def errors(truth: Array, answer: Array) -> Errors:
    """How far answers (N,) are from the truth (N,)."""
    gaps = np.asarray(truth, dtype=np.float64) - np.asarray(answer, dtype=np.float64)
    return Errors(float(np.sqrt(np.mean(gaps**2))), float(np.abs(gaps).mean()))


def one_step(series: Series, length: int) -> Mapping[str, Array]:
    """Forecasts of every held-out value from those before it: name -> (M,).

    "last": the value before; "seasonal": the value one season before; "linear": least squares on
    the `length` values before and a constant, fitted on the training part (AR(p), Yule 1927).
    """
    values, border = series.values, series.border
    found = {"last": values[border - 1 : -1]}
    if series.period > 1:
        found["seasonal"] = values[border - series.period : len(values) - series.period]
    found["linear"] = _table(values, length, border) @ _autoregression(values[:border], length)
    return found


def ahead(series: Series, length: int, start: int, steps: int) -> Mapping[str, Array]:
    """Forecasts of the `steps` values from place `start` on, each from its own: name -> (H,)."""
    values = series.values[:start]
    found = {"last": np.full(steps, values[-1])}
    if series.period > 1:
        season = values[-series.period :]
        found["seasonal"] = np.resize(season, steps)
    weights, known = _autoregression(series.values[: series.border], length), list(values[-length:])
    for _ in range(steps):
        known.append(float(np.dot(known[-length:], weights[:-1]) + weights[-1]))
    found["linear"] = np.asarray(known[-steps:])
    return found


def commonest(sequences: Sequences) -> float:
    """Accuracy on what is held out of always saying the commonest class."""
    held = sequences.is_held
    counts = np.bincount(sequences.targets[~held], minlength=sequences.outputs)
    return float((sequences.targets[held] == counts.argmax()).mean())


def bag_of_tokens(sequences: Sequences) -> float:
    """Accuracy on what is held out of logistic regression on counts of tokens."""
    counts = np.zeros((len(sequences.inputs), len(sequences.alphabet)), dtype=np.float32)
    for step in sequences.inputs.T:
        counts[np.arange(len(counts)), step] += 1
    counts[:, 0] = 0  # the blank only says how long the others are
    held = sequences.is_held
    linear = import_module("sklearn.linear_model")  # takes seconds
    model = linear.LogisticRegression(max_iter=1000).fit(counts[~held], sequences.targets[~held])
    return float(model.score(counts[held], sequences.targets[held]))


def pairs(sequences: Sequences) -> float:
    """Cross-entropy on what is held out of a table of pairs of signs [nats a sign].

    p(b after a) = (count(a, b) + 0.1) / (count(a) + 0.1 V): additive smoothing (Lidstone 1920).
    """
    size, held = len(sequences.alphabet), sequences.is_held
    counts = np.full((size, size), 0.1)
    before, after = sequences.inputs[~held].ravel(), sequences.targets[~held].ravel()
    np.add.at(counts, (before, after), 1)
    table = np.log(counts / counts.sum(axis=1, keepdims=True))
    losses = table[sequences.inputs[held].ravel(), sequences.targets[held].ravel()]
    return float(-losses.mean())


def _table(values: Array, length: int, start: int) -> Array:
    """The `length` values before each place from `start` on, and a one (M, length + 1)."""
    windows = np.lib.stride_tricks.sliding_window_view(values[start - length : -1], length)
    return np.column_stack([windows, np.ones(len(windows))])


def _autoregression(trained: Array, length: int) -> Array:
    """Weights of a linear autoregression (length + 1,), the constant last."""
    answer: Array = np.linalg.lstsq(_table(trained, length, length), trained[length:], rcond=None)[
        0
    ]
    return answer

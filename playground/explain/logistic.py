"""Linear models that answer with a probability: one sigmoid for two classes, softmax for three.

    z = w . x + b,   p = 1 / (1 + exp(-z))
    cross-entropy  -log p of the right class:      dL/dz = p - y
    squared error  (p - y)²:                       dL/dz = 2 (p - y) p (1 - p)

The last factor p (1 - p) vanishes where the model is sure, even where it is surely wrong.
Axis letters: T frames, N points, C classes, K corners of a curve.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.explain.regression import frames_of
from playground.spec.lessons import Linear

Array = NDArray[Any]

POINTS = 40
"""Of each class."""
CENTRES = np.array([[-1.3, -0.7], [1.3, 0.7]])
THREE = np.array([[-1.6, -1.0], [1.6, -1.0], [0.0, 1.7]])
SQUARE = 100
"""Points of the square, as many as the introductions take."""
BASE = 0.55
"""Spread of a class without overlap; each unit of it adds as much again."""
WRONG = np.array([-5.0, -5.0, 0.0])
"""A start that is sure of the opposite."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model on its way: the pictured `epochs` (T,), `weights` (T, 3) or (T, C, 3), `losses`."""

    epochs: Array
    weights: Array
    losses: Array


def points_of(lesson: Linear, centres: Array = CENTRES) -> tuple[Array, Array]:
    """Return points (N, 2) and the class of each (N,): round the centres, or above a diagonal."""
    rng = np.random.default_rng(lesson.seed)
    if lesson.diagonal and len(centres) == 2:
        square = rng.uniform(size=(SQUARE, 2))
        return square, (square.sum(-1) > 1).astype(int)
    spread = BASE * (1 + lesson.overlap)
    drawn = centres[:, None] + spread * rng.standard_normal((len(centres), POINTS, 2))
    classes = np.repeat(np.arange(len(centres)), POINTS)
    return drawn.reshape(-1, 2), classes


def homogeneous(points: Array) -> Array:
    """Return points with a third entry 1 that the bias weighs."""
    return np.column_stack([points, np.ones(len(points))])


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)), which cannot overflow as (1 + tanh(z / 2)) / 2."""
    found: Array = (1 + np.tanh(np.asarray(z) / 2)) / 2
    return found


def softmax(z: Array) -> Array:
    """Return exp(z_k) / sum exp(z_j) over the last axis, shifted by the largest z."""
    raised = np.exp(z - z.max(-1, keepdims=True))
    found: Array = raised / raised.sum(-1, keepdims=True)
    return found


def pulls(loss: str, z: Array, y: Array) -> Array:
    """Return dL/dz of one point's loss."""
    p = sigmoid(z)
    return p - y if loss == "cross_entropy" else 2 * (p - y) * p * (1 - p)


def loss_of(loss: str, z: Array, y: Array) -> Array:
    """Return one point's loss; log(1 + exp(-z)) is written so that it cannot overflow."""
    if loss == "cross_entropy":
        return np.logaddexp(0.0, np.where(y > 0.5, -z, z))
    found: Array = (sigmoid(z) - y) ** 2
    return found


def train(lesson: Linear, loss: str) -> Trained:
    """Return gradient descent on the mean loss of two classes."""
    points, y = points_of(lesson)
    x = homogeneous(points)
    w = WRONG.copy() if lesson.wrong else np.zeros(3)
    pictured = frames_of(lesson.rounds)
    weights, losses = [], []
    for epoch in range(lesson.rounds + 1):
        z = x @ w
        if epoch in pictured:
            weights.append(w)
            losses.append(loss_of(loss, z, y).mean())
        w = w - lesson.class_rate * (pulls(loss, z, y) @ x) / len(x)
    return Trained(pictured, np.array(weights), np.array(losses))


def train_three(lesson: Linear) -> Trained:
    """Return gradient descent on the cross-entropy of three classes: dL/dz_k = p_k - [k = y]."""
    points, classes = points_of(lesson, THREE)
    x, wanted = homogeneous(points), np.eye(3)[classes]
    w = np.zeros((3, 3))
    pictured = frames_of(lesson.rounds)
    weights, losses = [], []
    for epoch in range(lesson.rounds + 1):
        p = softmax(x @ w.T)
        if epoch in pictured:
            weights.append(w)
            losses.append(float(-np.log(np.maximum((p * wanted).sum(-1), 1e-300)).mean()))
        w = w - lesson.class_rate * (p - wanted).T @ x / len(x)
    return Trained(pictured, np.array(weights), np.array(losses))


def roc(scores: Array, y: Array) -> Array:
    """Return the corners (K, 2) of the ROC: false against true alarms, as the threshold falls.

    Points of one score come over the threshold together: they share one corner (Fawcett 2006).
    """
    order = np.argsort(-scores, kind="stable")
    right, fallen = y[order] > 0.5, -scores[order]
    last = np.searchsorted(fallen, fallen, side="right") - 1  # of those with the same score
    true = np.concatenate([[0.0], np.cumsum(right)[last] / max(1, right.sum())])
    false = np.concatenate([[0.0], np.cumsum(~right)[last] / max(1, (~right).sum())])
    return np.stack([false, true], -1)


def area(corners: Array) -> float:
    """Return the area under a ROC, by trapezoids."""
    widths = np.diff(corners[:, 0])
    return float((widths * (corners[1:, 1] + corners[:-1, 1]) / 2).sum())


def confusion(p: Array, y: Array, cut: float) -> tuple[Array, Array, Array, Array]:
    """Return how many (..., ) are true and false positives, false and true negatives."""
    said, is_one = p >= cut, y > 0.5
    return ((said & is_one).sum(-1), (said & ~is_one).sum(-1),
            (~said & is_one).sum(-1), (~said & ~is_one).sum(-1))  # fmt: skip

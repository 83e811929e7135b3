"""One neuron worked out: the terms of its sum, its answer over the plane, a loop's memory.

a = f(z), z = w1 x1 + w2 x2 + bias. Axis letters: T moments, G grid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.activations import ACTIVATIONS
from playground.engine.program import Program
from playground.spec.lessons import Neuron

Array = NDArray[Any]

PULSE = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""What a loop hears: one knock up, later one down."""
SHARED = ((1.5, 1.0), (1.5, 1.0), (1.5, 1.0))
"""Weights of three outputs that share one neuron: the first one's, three times."""
OWN = ((1.5, 1.0), (-1.2, 1.4), (0.4, -1.8))
"""Weights of three outputs that have each their own."""


def activated(word: str, z: Array) -> Array:
    """Return f(z) as the engine works it out, in the shape of z."""
    a: Array = np.array(z, dtype=np.float64, ndmin=1)
    rule = ACTIVATIONS[word].value
    if rule is not None:
        do = Program(a.dtype)
        rule(do, a, np.zeros_like(a))
        do.run()
    return a.reshape(np.shape(z))


@dataclass(frozen=True, slots=True)
class Sum:
    """A neuron's sum: `terms` w1 x1, w2 x2 and bias, their `total` z and the `answer` f(z)."""

    terms: tuple[float, float, float]
    total: float
    answer: float


def sum_of(neuron: Neuron) -> Sum:
    """Return the sum of a neuron, term by term."""
    terms = (neuron.w1 * neuron.x1, neuron.w2 * neuron.x2, neuron.bias)
    total = sum(terms)
    return Sum(terms, total, float(activated(neuron.activation, np.array(total))))


def answers(weights: Sequence[float], activation: str, reach: float, side: int) -> Array:
    """Return f(w1 x1 + w2 x2 + b) over [-reach, reach]² as (G, G), the lowest x2 first."""
    axis = np.linspace(-reach, reach, side)
    w1, w2, bias = weights
    return activated(activation, w1 * axis[None] + w2 * axis[:, None] + bias)


def edge(weights: Array, low: float, high: float) -> Array:
    """Return where w1 x1 + w2 x2 + b = 0 crosses the square [low, high]², as ends (..., 2, 2).

    NaN where there is no line. The ends lie far outside the square; what draws them clips.
    """
    w1, w2, bias = np.moveaxis(np.asarray(weights, float), -1, 0)
    size = np.hypot(w1, w2)
    with np.errstate(divide="ignore", invalid="ignore"):
        normal = np.stack([w1, w2], -1) / size[..., None]
        middle = (low + high) / 2
        distance = (bias + (w1 + w2) * middle) / size
        foot = middle - distance[..., None] * normal
    along = np.stack([-normal[..., 1], normal[..., 0]], -1) * 2 * (high - low)
    ends: Array = np.stack([foot - along, foot + along], -2)  # (..., 2, 2)
    return np.where(size[..., None, None] > 0, ends, np.nan)


def loop(weight: float, recurrent: float, heard: Array) -> tuple[Array, Array]:
    """Return what a neuron answers without and with a loop, both (T,).

    y_t = tanh(w x_t); h_t = tanh(w x_t + u h_(t-1)), h_0 = 0 (Elman 1990).
    """
    forward = np.tanh(weight * heard)
    remembered = np.zeros_like(forward)
    last = 0.0
    for t, x in enumerate(heard):
        remembered[t] = last = float(np.tanh(weight * x + recurrent * last))
    return forward, remembered

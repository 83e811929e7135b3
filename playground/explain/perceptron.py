"""The perceptron rule, one point at a time, and what can be said about its end.

x has a third entry 1, so that w = (w1, w2, b); labels y are -1 and +1. Points come in turn:

    where y (w . x) <= 0 (a mistake):  w <- w + rate * y * x

(Rosenblatt 1958). Where some w* of length 1 leaves a margin y (w* . x) >= margin > 0 at every
point, the rule makes at most (radius / margin)² mistakes from w = 0, radius the largest |x|
(Novikoff 1962). Axis letters: T moments, N points.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

Array = NDArray[Any]

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
"""What comes into a gate: off is 0, on is 1."""
GATES = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "nand": (1, 1, 1, 0), "xor": (0, 1, 1, 0)}
"""Gate -> what it answers to each corner."""
ROUNDS = 20
"""Rounds over all points after which the rule is stopped."""
FLAT = 1e-7
"""A margin below this is none: sums of tenths that are 0 on paper are not quite 0 here."""


@dataclass(frozen=True, slots=True)
class Learned:
    """The rule at work: the state after each point it looked at, the start first.

    `weights` (T, 3), `looked` at (T,) (-1 at the start), `is_mistake` (T,) and `mistakes` so far
    (T,); `rounds` of all points that were begun; `is_separated` says that the last one had none.
    """

    weights: Array
    looked: Array
    is_mistake: Array
    mistakes: Array
    rounds: int
    is_separated: bool


def labels(gate: str) -> Array:
    """Return the labels -1 and +1 of the corners."""
    return 2.0 * np.array(GATES[gate]) - 1.0


def homogeneous(points: Array) -> Array:
    """Return points (N, 2) with the third entry 1 that the bias weighs."""
    return np.column_stack([points, np.ones(len(points))])


def learn(points: Array, y: Array, rate: float, start: Array, rounds: int = ROUNDS) -> Learned:
    """Follow the rule until a round has no mistake, or `rounds` are over."""
    x, w = homogeneous(points), np.array(start, float)
    weights, looked, wrong = [w.copy()], [-1], [False]
    clean, begun = False, 0
    while not clean and begun < rounds:
        clean, begun = True, begun + 1
        for i in range(len(x)):
            is_mistake = bool(y[i] * (w @ x[i]) <= FLAT * rate)
            if is_mistake:
                w = w + rate * y[i] * x[i]
                clean = False
            weights.append(w.copy())
            looked.append(i)
            wrong.append(is_mistake)
    return Learned(
        np.array(weights), np.array(looked), np.array(wrong), np.cumsum(wrong), begun, clean
    )


def start_of(seed: int) -> Array:
    """Return where the rule begins: zeros for seed 0, else a draw from U(-1, 1)."""
    return np.zeros(3) if not seed else np.random.default_rng(seed).uniform(-1, 1, 3)


def margin(points: Array, y: Array) -> float:
    """Return the largest margin that a w* of length 1 leaves; 0 where no line separates.

    It is the distance of the hull of all y x from the origin, found as least distance programming
    by non-negative least squares (Lawson, Hanson 1974, chapter 23).
    """
    z = y[:, None] * homogeneous(points)  # (N, 3)
    system = np.vstack([z.T, np.ones(len(z))])  # (4, N)
    share, _ = nnls(system, np.array([0.0, 0.0, 0.0, 1.0]))
    if share.sum() <= 0:
        return 0.0
    nearest = z.T @ share / share.sum()
    found = float(np.linalg.norm(nearest))
    return found if found > FLAT else 0.0


def bound(points: Array, y: Array) -> float | None:
    """Return the most mistakes the rule can make from w = 0; None where it never ends.

    Rounded to nine decimals, so that what is 51 on paper is not cut to 50.
    """
    leaves = margin(points, y)
    radius = float(np.linalg.norm(homogeneous(points), axis=1).max())
    return round((radius / leaves) ** 2, 9) if leaves else None


def hidden_layer(rate: float) -> tuple[Array, Array, Array]:
    """Return XOR in two layers: each neuron learned by the rule alone.

    The hidden neurons learn OR and NAND; the last one learns AND of what they answer. Returns the
    hidden weights (2, 3), the answers of both at the corners (4, 2) and the last weights (3,).
    """
    zero = np.zeros(3)
    first = np.stack(
        [learn(CORNERS, labels(gate), rate, zero).weights[-1] for gate in ("or", "nand")]
    )
    inner = (homogeneous(CORNERS) @ first.T > 0).astype(float)  # (4, 2)
    last = learn(inner, labels("xor"), rate, zero).weights[-1]
    return first, inner, last

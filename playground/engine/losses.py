"""How wrong an answer is: losses of one point, and their derivatives.

The contract of an entry, written down into a Program `do` (see program.py). y are the outputs
(O, R, B), t the targets, broadcast against them:

    value(do, y, t, spare, e)   `e` (R, B) becomes the loss of each point; `spare` is like y
    slope(do, y, t, d)          `d` becomes dE/dy, up to the factor `scale(O)`

A loss that is `fused` with an output takes that output's sums z where `value` says y, which is
stable for any z, and its `slope` is dE/dz, told from y: the output's own slope has cancelled.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from playground.engine.program import Array, Program

Slope = Callable[[Program, Array, Array, Array], None]
Value = Callable[[Program, Array, Array, Array, Array], None]


class Loss(NamedTuple):
    """The rules of one loss."""

    value: Value
    slope: Slope
    scale: Callable[[int], float] = lambda outputs: 1.0
    fused: str | None = None


def difference(do: Program, y: Array, t: Array, d: Array) -> None:
    """Slope y - t: of squared errors in the outputs, of both cross-entropies in their sums."""
    do(np.subtract, y, t, d)


def squared_error(
    do: Program, y: Array, t: Array, spare: Array, e: Array, *, factor: float
) -> None:
    """Factor * sum_o (y_o - t_o)²."""
    do(np.subtract, y, t, spare)
    do(np.multiply, spare, spare, spare)
    do(np.add.reduce, spare, 0, None, e)
    do(np.multiply, e, do.number(factor), e)


def half_squared_error(do: Program, y: Array, t: Array, spare: Array, e: Array) -> None:
    """E = ½ sum_o (y_o - t_o)², as in TensorFlow Playground."""
    squared_error(do, y, t, spare, e, factor=0.5)


def mean_squared_error(do: Program, y: Array, t: Array, spare: Array, e: Array) -> None:
    """E = 1/O sum_o (y_o - t_o)²."""
    squared_error(do, y, t, spare, e, factor=1 / len(y))


def binary_crossentropy(do: Program, z: Array, t: Array, spare: Array, e: Array) -> None:
    """E = -t log p - (1 - t) log(1 - p) = log(1 + exp z) - t z, with p = sigmoid(z)."""
    products = do.zeros(*z.shape)
    do(np.multiply, z, t, products)
    do(np.logaddexp, do.number(0), z, spare)
    do(np.subtract, spare, products, spare)
    do(np.add.reduce, spare, 0, None, e)


def categorical_crossentropy(do: Program, z: Array, t: Array, spare: Array, e: Array) -> None:
    """E = -sum_o t_o log p_o = log sum_o exp(z_o - z_t), with p = softmax(z), t one-hot."""
    of_target = do.zeros(*e.shape)
    do(np.multiply, z, t, spare)
    do(np.add.reduce, spare, 0, None, of_target)
    do(np.logaddexp.reduce, z, 0, None, e)
    do(np.subtract, e, of_target, e)


LOSSES: dict[str, Loss] = {
    "half_squared_error": Loss(half_squared_error, difference),
    "mean_squared_error": Loss(mean_squared_error, difference, scale=lambda outputs: 2 / outputs),
    "binary_crossentropy": Loss(binary_crossentropy, difference, fused="sigmoid"),
    "categorical_crossentropy": Loss(categorical_crossentropy, difference, fused="softmax"),
}

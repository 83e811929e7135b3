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
    """Slope y - t: of squared errors in y; of cross-entropies and poisson in z."""
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


def mean_absolute_error(do: Program, y: Array, t: Array, spare: Array, e: Array) -> None:
    """E = 1/O sum_o |y_o - t_o|."""
    do(np.subtract, y, t, spare)
    do(np.absolute, spare, spare)
    _mean(do, spare, e)


def absolute_slope(do: Program, y: Array, t: Array, d: Array) -> None:
    """Slope sign(y - t), the scale 1/O aside."""
    do(np.subtract, y, t, d)
    do(np.sign, d, d)


def huber(do: Program, y: Array, t: Array, spare: Array, e: Array) -> None:
    """E = 1/O sum_o c (a - c/2) with a = |y_o - t_o|, c = min(a, 1) (Huber 1964, δ = 1).

    That is a²/2 up to 1 and a - 1/2 beyond.
    """
    cut = do.zeros(*y.shape)
    do(np.subtract, y, t, spare)
    do(np.absolute, spare, spare)
    do.into(cut, np.minimum, spare, do.filled(spare, 1))
    do(np.multiply, spare, cut, spare)
    do(np.multiply, cut, cut, cut)
    do(np.multiply, cut, do.number(0.5), cut)
    do(np.subtract, spare, cut, spare)
    _mean(do, spare, e)


def huber_slope(do: Program, y: Array, t: Array, d: Array) -> None:
    """Slope y - t, cut off at -1 and 1; the scale 1/O aside."""
    do(np.subtract, y, t, d)
    do.into(d, np.minimum, d, do.filled(d, 1))
    do.into(d, np.maximum, d, do.filled(d, -1))


def hinge(do: Program, y: Array, t: Array, spare: Array, e: Array) -> None:
    """E = 1/O sum_o max(0, 1 - t_o y_o), t = -1 or +1: right by 1 or more costs nothing."""
    _short_of_margin(do, y, t, spare)
    _mean(do, spare, e)


def hinge_slope(do: Program, y: Array, t: Array, d: Array) -> None:
    """Slope -t where t y < 1, else 0; the scale -1/O aside."""
    _short_of_margin(do, y, t, d)
    do(np.sign, d, d)
    do(np.multiply, d, t, d)


def squared_hinge(do: Program, y: Array, t: Array, spare: Array, e: Array) -> None:
    """E = 1/O sum_o max(0, 1 - t_o y_o)²."""
    _short_of_margin(do, y, t, spare)
    do(np.multiply, spare, spare, spare)
    _mean(do, spare, e)


def squared_hinge_slope(do: Program, y: Array, t: Array, d: Array) -> None:
    """Slope -2 t max(0, 1 - t y); the scale -2/O aside."""
    _short_of_margin(do, y, t, d)
    do(np.multiply, d, t, d)


def poisson(do: Program, z: Array, t: Array, spare: Array, e: Array) -> None:
    """E = sum_o y_o - t_o log y_o, with y = exp(z) the expected count; log t! is left out."""
    products = do.zeros(*z.shape)
    do(np.multiply, z, t, products)
    do(np.exp, z, spare)
    do(np.subtract, spare, products, spare)
    do(np.add.reduce, spare, 0, None, e)


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


def _short_of_margin(do: Program, y: Array, t: Array, d: Array) -> None:
    """Write down max(0, 1 - t y)."""
    do(np.multiply, y, t, d)
    do(np.subtract, do.number(1), d, d)
    do.into(d, np.maximum, d, do.zeros(*d.shape))


def _mean(do: Program, values: Array, e: Array) -> None:
    """Write down 1/O sum_o values_o."""
    do(np.add.reduce, values, 0, None, e)
    if len(values) > 1:
        do(np.multiply, e, do.number(1 / len(values)), e)


def shared(factor: float) -> Callable[[int], float]:
    """The scale of a loss that is a mean over outputs."""
    return lambda outputs: factor / outputs


LOSSES: dict[str, Loss] = {
    "half_squared_error": Loss(half_squared_error, difference),
    "mean_squared_error": Loss(mean_squared_error, difference, scale=shared(2)),
    "mean_absolute_error": Loss(mean_absolute_error, absolute_slope, scale=shared(1)),
    "huber": Loss(huber, huber_slope, scale=shared(1)),
    "hinge": Loss(hinge, hinge_slope, scale=shared(-1)),
    "squared_hinge": Loss(squared_hinge, squared_hinge_slope, scale=shared(-2)),
    "binary_crossentropy": Loss(binary_crossentropy, difference, fused="sigmoid"),
    "categorical_crossentropy": Loss(categorical_crossentropy, difference, fused="softmax"),
    "poisson": Loss(poisson, difference, fused="exponential"),
}

"""What a unit does with its sum z: activations of hidden layers and of the output.

The contract of an entry, all written down into a Program `do` (see program.py):

    value(do, a, spare)   `a` holds z and becomes h(z)
    slope(do, a, d)       `d` becomes h'(z), told from a = h(z)
    pull(do, a, d)        `d` holds dE/da and becomes dE/dz, where units depend on each other

`spare` and `d` are the same array of the same shape as `a`: what `value` leaves there is still
there for `slope`. None says that nothing is to be done: h(z) = z, or h'(z) = 1. Functions of one
unit work on arrays of any shape; softmax wants the units on the first axis (O, ...).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from playground.engine.program import Array, Program

Rule = Callable[[Program, Array, Array], None]

LEAK = 0.2  # slope of leaky_relu below zero: Keras' default


class Activation(NamedTuple):
    """The rules of one activation."""

    value: Rule | None = None
    slope: Rule | None = None
    pull: Rule | None = None


def sigmoid(do: Program, a: Array, spare: Array) -> None:
    """h(z) = 1 / (1 + exp(-z)) = (1 + tanh(z / 2)) / 2; the second form cannot overflow."""
    half = do.number(0.5)
    do(np.multiply, a, half, a)
    do(np.tanh, a, a)
    do(np.multiply, a, half, a)
    do(np.add, a, half, a)


def sigmoid_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = h (1 - h)."""
    do(np.subtract, do.number(1), a, d)
    do(np.multiply, a, d, d)


def tanh(do: Program, a: Array, spare: Array) -> None:
    """h(z) = tanh z."""
    do(np.tanh, a, a)


def tanh_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = 1 - h²."""
    do(np.multiply, a, a, d)
    do(np.subtract, do.number(1), d, d)


def relu(do: Program, a: Array, spare: Array) -> None:
    """h(z) = max(z, 0)."""
    do.into(a, np.maximum, a, do.zeros(*a.shape))  # three times faster than against a number


def relu_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = 1 where z > 0, else 0: the sign of h, which is never negative."""
    do(np.sign, a, d)


def leaky_relu(do: Program, a: Array, spare: Array) -> None:
    """h(z) = max(z, 0.2 z) (Maas, Hannun, Ng 2013)."""
    do(np.multiply, a, do.number(LEAK), spare)
    do.into(a, np.maximum, a, spare)


def leaky_relu_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = 1 where z > 0, else 0.2."""
    do(np.sign, a, d)
    do.into(d, np.maximum, d, do.zeros(*d.shape) + do.number(LEAK))


def softmax(do: Program, a: Array, spare: Array) -> None:
    """h_i = exp(z_i - max z) / sum_j exp(z_j - max z); taking the maximum away changes nothing."""
    over_units = do.zeros(*a.shape[1:])
    do(np.maximum.reduce, a, 0, None, over_units)
    do(np.subtract, a, over_units, a)
    do(np.exp, a, a)
    do(np.add.reduce, a, 0, None, over_units)
    do(np.divide, a, over_units, a)


def softmax_pull(do: Program, a: Array, d: Array) -> None:
    """dE/dz_i = h_i (dE/dh_i - sum_j h_j dE/dh_j)."""
    products, over_units = do.zeros(*a.shape), do.zeros(*a.shape[1:])
    do(np.multiply, a, d, products)
    do(np.add.reduce, products, 0, None, over_units)
    do(np.subtract, d, over_units, d)
    do(np.multiply, a, d, d)


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(),
    "sigmoid": Activation(sigmoid, sigmoid_slope),
    "tanh": Activation(tanh, tanh_slope),
    "relu": Activation(relu, relu_slope),
    "leaky_relu": Activation(leaky_relu, leaky_relu_slope),
}

OUTPUTS: dict[str, Activation] = {
    "linear": ACTIVATIONS["linear"],
    "tanh": ACTIVATIONS["tanh"],
    "sigmoid": ACTIVATIONS["sigmoid"],
    "softmax": Activation(softmax, pull=softmax_pull),
}

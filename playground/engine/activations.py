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
from math import pi, sqrt
from typing import NamedTuple

import numpy as np

from playground.engine.program import Array, Program

Rule = Callable[[Program, Array, Array], None]

LEAK = 0.2  # slope of leaky_relu below zero: Keras' default
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543773
GELU_SCALE, GELU_CUBE = sqrt(2 / pi), 0.044715
FLAT = 20.0  # |z| from which on gelu's gate is 0 or 1 to the last digit


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
    do.into(d, np.maximum, d, do.filled(d, LEAK))


def step(do: Program, a: Array, spare: Array) -> None:
    """h(z) = 1 where z > 0, else 0; leaves z."""
    do(np.copyto, spare, a)
    do(np.greater, spare, do.number(0), a)


def step_slope(do: Program, a: Array, d: Array) -> None:
    """A surrogate 1 / (1 + |z|)²: the true slope is 0 wherever it exists and would teach nothing.

    The step is trained as if it were `softsign` (Zenke, Ganguli 2018).
    """
    do(np.absolute, d, d)
    do(np.add, d, do.number(1), d)
    do(np.multiply, d, d, d)
    do(np.reciprocal, d, d)


def elu(do: Program, a: Array, spare: Array) -> None:
    """h(z) = z where z > 0, else exp(z) - 1 (Clevert, Unterthiner, Hochreiter 2016)."""
    do.into(spare, np.minimum, a, do.zeros(*a.shape))
    do(np.expm1, spare, spare)
    do.into(a, np.maximum, a, spare)


def elu_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = 1 where z > 0, else exp z = h + 1."""
    do.into(d, np.minimum, a, do.zeros(*a.shape))
    do(np.add, d, do.number(1), d)


def selu(do: Program, a: Array, spare: Array) -> None:
    """h(z) = λ z where z > 0, else λ α (exp(z) - 1) (Klambauer et al. 2017)."""
    do.into(spare, np.minimum, a, do.zeros(*a.shape))
    do(np.expm1, spare, spare)
    do(np.multiply, spare, do.number(SELU_ALPHA), spare)
    do.into(a, np.maximum, a, do.zeros(*a.shape))
    do(np.add, a, spare, a)
    do(np.multiply, a, do.number(SELU_SCALE), a)


def selu_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = λ where z > 0, else λ α exp z = h + λ α."""
    is_positive = np.zeros(a.shape, np.bool_)
    do(np.greater, a, do.number(0), is_positive)
    do(np.add, a, do.number(SELU_SCALE * SELU_ALPHA), d)
    do(np.putmask, d, is_positive, do.number(SELU_SCALE))


def softplus(do: Program, a: Array, spare: Array) -> None:
    """h(z) = log(1 + exp z): a smooth ReLU."""
    do(np.logaddexp, do.number(0), a, a)


def softplus_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = sigmoid(z) = 1 - exp(-h)."""
    do(np.negative, a, d)
    do(np.expm1, d, d)
    do(np.negative, d, d)


def softsign(do: Program, a: Array, spare: Array) -> None:
    """h(z) = z / (1 + |z|): like tanh, but slow to saturate."""
    do(np.absolute, a, spare)
    do(np.add, spare, do.number(1), spare)
    do(np.divide, a, spare, a)


def softsign_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = 1 / (1 + |z|)² = (1 - |h|)²."""
    do(np.absolute, a, d)
    do(np.subtract, do.number(1), d, d)
    do(np.multiply, d, d, d)


def silu(do: Program, a: Array, spare: Array) -> None:
    """h(z) = z g, g = sigmoid(z), also called swish; leaves g (Elfwing et al. 2018)."""
    do(np.copyto, spare, a)
    sigmoid(do, spare, spare)
    do(np.multiply, a, spare, a)


def silu_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = g + z g (1 - g) = g (1 - h) + h."""
    products = do.zeros(*a.shape)
    do(np.multiply, a, d, products)
    do(np.subtract, d, products, d)
    do(np.add, d, a, d)


def gelu(do: Program, a: Array, spare: Array) -> None:
    """h(z) = z g, g = ½ (1 + tanh √(2/π) (z + 0.044715 z³)); leaves z.

    The usual form without erf, within 5e-4 of z Φ(z) (Hendrycks, Gimpel 2016; Keras'
    `approximate=True`).
    """
    do(np.copyto, spare, a)
    gate = do.zeros(*a.shape)
    _gelu_gate(do, spare, gate)
    do(np.multiply, a, gate, a)


def gelu_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = g + 2 z g (1 - g) u', u' = √(2/π) (1 + 0.134145 z²)."""
    gate, rest = do.zeros(*a.shape), do.zeros(*a.shape)
    do.into(d, np.minimum, d, do.filled(d, FLAT))  # g is flat beyond, and z³ would overflow
    do.into(d, np.maximum, d, do.filled(d, -FLAT))
    _gelu_gate(do, d, gate)
    do(np.multiply, d, d, rest)
    do(np.multiply, rest, do.number(6 * GELU_SCALE * GELU_CUBE), rest)
    do(np.add, rest, do.number(2 * GELU_SCALE), rest)
    do(np.multiply, rest, d, rest)
    do(np.multiply, rest, gate, rest)
    do(np.subtract, do.number(1), gate, d)
    do(np.multiply, d, rest, d)
    do(np.add, d, gate, d)


def _gelu_gate(do: Program, z: Array, gate: Array) -> None:
    do(np.multiply, z, z, gate)
    do(np.multiply, gate, do.number(2 * GELU_SCALE * GELU_CUBE), gate)
    do(np.add, gate, do.number(2 * GELU_SCALE), gate)
    do(np.multiply, gate, z, gate)
    sigmoid(do, gate, gate)  # ½ (1 + tanh u) = sigmoid(2 u)


def mish(do: Program, a: Array, spare: Array) -> None:
    """h(z) = z g, g = tanh(log(1 + exp z)); leaves z (Misra 2019)."""
    do(np.copyto, spare, a)
    gate = do.zeros(*a.shape)
    _mish_gate(do, spare, gate)
    do(np.multiply, a, gate, a)


def mish_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = g + z sigmoid(z) (1 - g²)."""
    gate, rest = do.zeros(*a.shape), do.zeros(*a.shape)
    _mish_gate(do, d, gate)
    do(np.multiply, gate, gate, rest)
    do(np.subtract, do.number(1), rest, rest)
    do(np.multiply, rest, d, rest)
    sigmoid(do, d, d)
    do(np.multiply, d, rest, d)
    do(np.add, d, gate, d)


def _mish_gate(do: Program, z: Array, gate: Array) -> None:
    do(np.logaddexp, do.number(0), z, gate)
    do(np.tanh, gate, gate)


def sin(do: Program, a: Array, spare: Array) -> None:
    """h(z) = sin z; leaves z (Sitzmann et al. 2020)."""
    do(np.copyto, spare, a)
    do(np.sin, a, a)


def sin_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = cos z."""
    do(np.cos, d, d)


def exponential(do: Program, a: Array, spare: Array) -> None:
    """h(z) = exp z: an answer that is never negative."""
    do(np.exp, a, a)


def exponential_slope(do: Program, a: Array, d: Array) -> None:
    """Slope h' = h."""
    do(np.copyto, d, a)


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
    "step": Activation(step, step_slope),
    "sigmoid": Activation(sigmoid, sigmoid_slope),
    "tanh": Activation(tanh, tanh_slope),
    "relu": Activation(relu, relu_slope),
    "leaky_relu": Activation(leaky_relu, leaky_relu_slope),
    "elu": Activation(elu, elu_slope),
    "selu": Activation(selu, selu_slope),
    "softplus": Activation(softplus, softplus_slope),
    "softsign": Activation(softsign, softsign_slope),
    "silu": Activation(silu, silu_slope),
    "gelu": Activation(gelu, gelu_slope),
    "mish": Activation(mish, mish_slope),
    "sin": Activation(sin, sin_slope),
}

OUTPUTS: dict[str, Activation] = {
    "linear": ACTIVATIONS["linear"],
    "tanh": ACTIVATIONS["tanh"],
    "sigmoid": ACTIVATIONS["sigmoid"],
    "exponential": Activation(exponential, exponential_slope),
    "softmax": Activation(softmax, pull=softmax_pull),
}

"""Where learning starts: the weights of a layer, drawn for one run from its own generator.

The contract of an entry: `kernel(generator, inputs, outputs)` returns the weights (I, O) in
float64; every bias starts at `bias`.
"""

from collections.abc import Callable
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Kernel = Callable[[np.random.Generator, int, int], NDArray[np.float64]]

CUT_DEVIATION = 0.87962566103423978
"""Standard deviation of a standard normal cut off at two: Keras divides by it."""


class Initializer(NamedTuple):
    """The start of one layer."""

    kernel: Kernel
    bias: float = 0.0


def playground_uniform(
    generator: np.random.Generator, inputs: int, outputs: int
) -> NDArray[np.float64]:
    """Uniform: w ~ U(-0.5, 0.5) whatever the layer's size, as in TensorFlow Playground."""
    return generator.uniform(-0.5, 0.5, (inputs, outputs))


def zeros(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """Nothing: w = 0."""
    return np.zeros((inputs, outputs))


def glorot_uniform(
    generator: np.random.Generator, inputs: int, outputs: int
) -> NDArray[np.float64]:
    """Uniform: w ~ U(-r, r), r = √(6 / (I + O)) (Glorot, Bengio 2010)."""
    reach = sqrt(6 / (inputs + outputs))
    return generator.uniform(-reach, reach, (inputs, outputs))


def glorot_normal(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """Normal: w ~ N(0, 2 / (I + O)), cut off at two deviations (Glorot, Bengio 2010)."""
    return _cut_normal(generator, sqrt(2 / (inputs + outputs)), (inputs, outputs))


def he_uniform(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """Uniform: w ~ U(-r, r), r = √(6 / I) (He, Zhang, Ren, Sun 2015)."""
    reach = sqrt(6 / inputs)
    return generator.uniform(-reach, reach, (inputs, outputs))


def he_normal(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """Normal: w ~ N(0, 2 / I), cut off at two deviations (He, Zhang, Ren, Sun 2015)."""
    return _cut_normal(generator, sqrt(2 / inputs), (inputs, outputs))


def _cut_normal(
    generator: np.random.Generator, deviation: float, shape: tuple[int, int]
) -> NDArray[np.float64]:
    """Draw from a normal cut off at two, drawing again what lies outside, to a `deviation`."""
    draws = generator.standard_normal(shape)
    while (outside := np.abs(draws) > 2).any():
        draws[outside] = generator.standard_normal(int(outside.sum()))
    return draws * (deviation / CUT_DEVIATION)


INITIALIZERS: dict[str, Initializer] = {
    "playground_uniform": Initializer(playground_uniform, bias=0.1),
    "zeros": Initializer(zeros),
    "glorot_uniform": Initializer(glorot_uniform),
    "glorot_normal": Initializer(glorot_normal),
    "he_uniform": Initializer(he_uniform),
    "he_normal": Initializer(he_normal),
}

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


SMALL = 0.05  # Keras' default for `normal` and `uniform`
SAME = 0.1


def playground_uniform(
    generator: np.random.Generator, inputs: int, outputs: int
) -> NDArray[np.float64]:
    """Uniform: w ~ U(-0.5, 0.5) whatever the layer's size, as in TensorFlow Playground."""
    return generator.uniform(-0.5, 0.5, (inputs, outputs))


def zeros(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """Nothing: w = 0."""
    return np.zeros((inputs, outputs))


def constant(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """The same for all: w = 0.1, so that the units of a layer can never become different."""
    return np.full((inputs, outputs), SAME)


def uniform(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """Uniform: w ~ U(-0.05, 0.05) whatever the layer's size."""
    return generator.uniform(-SMALL, SMALL, (inputs, outputs))


def normal(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """Normal: w ~ N(0, 0.05²) whatever the layer's size."""
    return generator.normal(0, SMALL, (inputs, outputs))


def lecun_uniform(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """Uniform: w ~ U(-r, r), r = √(3 / I) (LeCun, Bottou, Orr, Müller 1998)."""
    reach = sqrt(3 / inputs)
    return generator.uniform(-reach, reach, (inputs, outputs))


def lecun_normal(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """Normal: w ~ N(0, 1 / I), cut off at two deviations (LeCun, Bottou, Orr, Müller 1998)."""
    return _cut_normal(generator, sqrt(1 / inputs), (inputs, outputs))


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


def orthogonal(generator: np.random.Generator, inputs: int, outputs: int) -> NDArray[np.float64]:
    """Rows or columns, whichever are fewer, of length 1 and square to each other (Saxe 2014).

    Q of a normal matrix's QR, signs turned so that R's diagonal is positive: then every such
    matrix is equally likely.
    """
    draws = generator.standard_normal((max(inputs, outputs), min(inputs, outputs)))
    q, r = np.linalg.qr(draws)
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.ascontiguousarray(q if inputs >= outputs else q.T)


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
    "constant": Initializer(constant),
    "uniform": Initializer(uniform),
    "normal": Initializer(normal),
    "lecun_uniform": Initializer(lecun_uniform),
    "lecun_normal": Initializer(lecun_normal),
    "glorot_uniform": Initializer(glorot_uniform),
    "glorot_normal": Initializer(glorot_normal),
    "he_uniform": Initializer(he_uniform),
    "he_normal": Initializer(he_normal),
    "orthogonal": Initializer(orthogonal),
}

"""What every peer is given: the same points in the same order, the same start, the same rules.

Axis letters: N points, I inputs, O outputs, R runs, L layers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Layers = list[tuple[Array, Array]]
"""Kernel (I, O) and bias (O,) of each layer."""
RULES: dict[str, Callable[[Array], Array]] = {
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "linear": lambda z: z,
}


@dataclass(frozen=True)
class Problem:
    """A network, its points and its runs; all numbers are float32.

    Batches are taken from the points in order, `batch` at a time, and begin anew at the end.
    The loss is half the squared error, summed over outputs and averaged over the batch.
    """

    sizes: tuple[int, ...]
    activation: str  # of hidden layers
    output: str
    batch: int
    inputs: Array  # (N, I)
    targets: Array  # (N, O)
    runs: tuple[dict[str, Any], ...]  # settings by Keras' names; "optimizer" is the word
    start: tuple[Layers, ...]  # of each run
    experiment: str  # the same for our own engine, as JSON

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> "Problem":
        """Read what `to_json` wrote."""
        start = tuple(
            [(_array(kernel), _array(bias)) for kernel, bias in layers] for layers in facts["start"]
        )
        arrays = {name: _array(facts[name]) for name in ("inputs", "targets")}
        plain = {"sizes": tuple(facts["sizes"]), "runs": tuple(facts["runs"])}
        return cls(**{**facts, **arrays, **plain, "start": start})

    def to_json(self) -> dict[str, Any]:
        """Tell everything in lists and numbers; float32 comes back to the bit."""
        start = [
            [(kernel.tolist(), bias.tolist()) for kernel, bias in layers] for layers in self.start
        ]
        arrays = {"inputs": self.inputs.tolist(), "targets": self.targets.tolist()}
        return {**vars(self), **arrays, "start": start}

    @property
    def batches(self) -> int:
        """Batches in all points."""
        return len(self.inputs) // self.batch

    def span(self, first: int, count: int) -> slice:
        """The points of `count` batches from batch `first` on."""
        return slice(first * self.batch, (first + count) * self.batch)

    def loss(self, layers: Layers) -> float:
        """The mean loss over all points in float64, by the textbook: the judge of all peers."""
        a = self.inputs.astype(np.float64)
        for index, (kernel, bias) in enumerate(layers):
            word = self.activation if index < len(layers) - 1 else self.output
            a = RULES[word](a @ kernel + bias)
        return float(0.5 * ((a - self.targets) ** 2).sum() / len(a))


def layers_of(row: Array, sizes: tuple[int, ...]) -> Layers:
    """Cut our engine's canonical order (P,) into kernels and biases."""
    layers, at = [], 0
    for i, o in pairwise(sizes):
        kernel = row[at : at + i * o].reshape(i, o)
        layers.append((kernel, row[at + i * o : at + i * o + o]))
        at += i * o + o
    return layers


def _array(numbers: Any) -> Array:
    return np.array(numbers, np.float32)

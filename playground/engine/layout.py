"""Where each parameter lies: one flat array for all weights and biases of all runs.

The flat array is cut into one block a layer, (O, R, I + 1): units, runs, and for each unit its
weights with the bias LAST. So a column of ones among the inputs makes the bias a weight like any
other, the first layer of all runs is one matrix, and an optimizer never learns how many layers
there are. Outside the engine the order is canonical: (R, P), for each layer the kernel (I, O) row
by row and then the bias (O,).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.engine.program import Array


class Layout:
    """The places of all parameters of R networks of the same shape."""

    def __init__(self, sizes: Sequence[int], runs: int) -> None:
        """Lay out layers of `sizes` (inputs first, outputs last) for so many runs."""
        self.sizes = tuple(sizes)
        self.runs = runs
        self.shapes = [(o, runs, i + 1) for i, o in pairwise(self.sizes)]
        self._ends = np.cumsum([o * r * i for o, r, i in self.shapes]).tolist()
        self.length: int = self._ends[-1]
        self.parameters = self.length // runs

    def zeros(self, dtype: DTypeLike) -> Array:
        """A flat array with room for everything."""
        return np.zeros(self.length, dtype=dtype)

    def blocks(self, flat: Array) -> list[Array]:
        """The layers as views of a flat array, (O, R, I + 1) each."""
        starts = [0, *self._ends[:-1]]
        return [
            flat[start:end].reshape(shape)
            for start, end, shape in zip(starts, self._ends, self.shapes, strict=True)
        ]

    def variables(self, flat: Array) -> list[Array]:
        """The kernel (O, R, I) and the bias (O, R, 1) of each layer as views of a flat array."""
        return [part for block in self.blocks(flat) for part in (block[..., :-1], block[..., -1:])]

    def places(self, runs: NDArray[np.intp]) -> NDArray[np.intp]:
        """Where the parameters of some runs lie, in the order of a layout of these alone."""
        blocks = self.blocks(np.arange(self.length))
        return np.concatenate([block[:, runs].ravel() for block in blocks])

    def row(self, flat: Array, run: int) -> Array:
        """The parameters of one run in canonical order, as a copy (P,)."""
        pieces = []
        for block in self.blocks(flat):
            pieces += [block[:, run, :-1].T.ravel(), block[:, run, -1]]
        return np.concatenate(pieces)

    def put(self, flat: Array, run: int, row: Array) -> None:
        """Set the parameters of one run from canonical order (P,)."""
        start = 0
        for block in self.blocks(flat):
            outputs, inputs = block.shape[0], block.shape[2] - 1
            end = start + inputs * outputs
            block[:, run, :-1] = row[start:end].reshape(inputs, outputs).T
            block[:, run, -1] = row[end : end + outputs]
            start = end + outputs

    def put_all(self, flat: Array, rows: Array) -> None:
        """Set the parameters of all runs from canonical order (R, P)."""
        start = 0
        for block in self.blocks(flat):
            outputs, inputs = block.shape[0], block.shape[2] - 1
            end = start + inputs * outputs
            kernels = rows[:, start:end].reshape(self.runs, inputs, outputs)
            block[..., :-1] = kernels.transpose(2, 0, 1)
            block[..., -1] = rows[:, end : end + outputs].T
            start = end + outputs

    def copy(self, source: Array, target: Array, runs: NDArray[np.bool_]) -> None:
        """Give some runs (R,) of a flat array the parameters that they have in another."""
        for old, new in zip(self.blocks(source), self.blocks(target), strict=True):
            new[:, runs] = old[:, runs]

    def spread(self, values: NDArray[Any], dtype: DTypeLike) -> Array:
        """A flat array in which every parameter holds its run's value; `values` is (R,)."""
        flat = self.zeros(dtype)
        for block in self.blocks(flat):
            block[...] = values[:, None]
        return flat

    def spread_to_weights(self, values: NDArray[np.float64], dtype: DTypeLike) -> Array:
        """The same, with 0 for the biases."""
        flat = self.zeros(dtype)
        for block in self.blocks(flat):
            block[..., :-1] = values[:, None]
        return flat

"""A recurrent network unrolled through time: what Keras has trained, read again step by step.

Every layer reads in one way or in two, and keeps a Trace of each. What the network answers is asked
at every step: of a layer that reads both ways the backward reader has then read everything.

Axis letters: B sequences, T steps, F inputs, U units, C numbers of the answer, V signs.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.cells import CellWeights, Trace, reach, trace
from playground.engine.writing import log_softmax

Array = NDArray[Any]
Ways = tuple[Trace, ...]
"""What a layer computed: forward, and backward in the order of its own reading."""


@dataclass(frozen=True)
class Unrolled:
    """The weights of a network: embedding (V, F) if it has one, layers, answer (U, C) and (C,)."""

    embedding: Array | None
    layers: tuple[tuple[CellWeights, ...], ...]
    kernel: Array
    bias: Array
    is_likelihood: bool
    """Whether it answers with probabilities (softmax) or with a number."""

    def read(self, inputs: Array) -> list[Ways]:
        """Read sequences of numbers (B, T, F) or tokens (B, T); returns what each layer did."""
        values = inputs if self.embedding is None else self.embedding[inputs]
        found = list[Ways]()
        for ways in self.layers:
            turned = (values, values[:, ::-1])
            traces = tuple(trace(own, seen) for own, seen in zip(ways, turned, strict=False))
            both = [one.states[:, ::step] for one, step in zip(traces, (1, -1), strict=False)]
            values = np.concatenate(both, axis=-1)  # (B, T, U)
            found.append(traces)
        return found

    def answers(self, layers: list[Ways]) -> Array:
        """What it would answer if each step were the last (B, T, C)."""
        forward, *backward = layers[-1]
        ends = [np.broadcast_to(one.states[:, -1:], one.states.shape) for one in backward]
        return self._answered(np.concatenate([forward.states, *ends], axis=-1))

    def answer(self, inputs: Array) -> Array:
        """What it answers to whole sequences (B, C)."""
        ends = [one.states[:, -1] for one in self.read(inputs)[-1]]
        return self._answered(np.concatenate(ends, axis=-1))

    def reach(self, inputs: Array, targets: Array) -> Array:
        """dL/dh_t of every step of the last layer, reading forward (B, T, U).

        L is the loss at the last step: cross-entropy -log p, or the squared error.
        """
        layers = self.read(inputs)
        last = self.answers(layers)[:, -1]
        if self.is_likelihood:
            slope = last - np.eye(last.shape[1], dtype=last.dtype)[targets]
        else:
            slope = 2 * (last - targets[:, None])
        forward = layers[-1][0]
        return reach(forward, slope @ self.kernel[: forward.weights.units].T)

    def _answered(self, states: Array) -> Array:
        scores = states @ self.kernel + self.bias
        answered: Array = np.exp(log_softmax(scores)) if self.is_likelihood else scores
        return answered

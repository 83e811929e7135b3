"""Writing: a network that guesses the next sign writes by reading its own guesses.

The weights are those of embedding, recurrent layers and the dense layer after them; one sign costs
a few small products, no call of Keras. Axis letters: V signs of the alphabet, U units, S texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from playground.engine.cells import CellState, CellWeights, step

Array = NDArray[Any]


@dataclass(frozen=True)
class Speaker:
    """A network that writes: embedding (V, F), recurrent layers, and the answer (U, V) + (V,)."""

    embedding: Array
    layers: tuple[CellWeights, ...]
    kernel: Array
    bias: Array

    def start(self, count: int) -> list[CellState]:
        """The state of every layer before the first sign, for `count` texts."""
        return [CellState.zero(layer, count) for layer in self.layers]

    def hear(self, states: list[CellState], tokens: Array) -> tuple[list[CellState], Array]:
        """Read one token of each text (S,); returns the states and log-probabilities (S, V)."""
        values, after = self.embedding[tokens], list[CellState]()
        for layer, state in zip(self.layers, states, strict=True):
            gates = step(layer, values, state)
            after.append(CellState(gates["state"], gates.get("cell", state.cell)))
            values = gates["state"]
        return after, log_softmax(values @ self.kernel + self.bias)

    def listen(self, tokens: Sequence[int]) -> tuple[list[CellState], Array]:
        """Read a beginning; returns the states and the log-probabilities of what follows (1, V)."""
        states = self.start(1)
        logs = log_softmax(self.bias[None])
        for token in tokens:
            states, logs = self.hear(states, np.array([token]))
        return states, logs


def log_softmax(x: Array) -> Array:
    """log(exp(x) / sum(exp(x))) along the last axis, without overflow."""
    shifted = x - x.max(axis=-1, keepdims=True)
    answer: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return answer


def sample(
    speaker: Speaker, beginning: Sequence[int], steps: int, temperature: float, rng: Generator
) -> list[int]:
    """Write `steps` signs after a beginning by drawing each from its probabilities.

    p ~ exp(log p / temperature); at temperature 0 always the likeliest. The blank, number 0, is
    never written.
    """
    states, logs = speaker.listen(beginning)
    written = list[int]()
    for _ in range(steps):
        token = _draw(logs[0], temperature, rng)
        written.append(token)
        states, logs = speaker.hear(states, np.array([token]))
    return written


def beam(speaker: Speaker, beginning: Sequence[int], steps: int, width: int) -> list[int]:
    """Write the likeliest text found when only the `width` best beginnings are kept.

    Source: Lowerre (1976); width 1 is greedy writing.
    """
    states, logs = speaker.listen(beginning)
    scores, texts = np.zeros(1), np.zeros((1, 0), dtype=np.int64)
    for _ in range(steps):
        logs[:, 0] = -np.inf
        total = scores[:, None] + logs  # (S, V)
        best = np.argsort(-total, axis=None, kind="stable")[:width]
        rows, tokens = np.divmod(best, total.shape[1])
        scores = total.ravel()[best]
        texts = np.column_stack([texts[rows], tokens])
        states = [CellState(state.state[rows], state.cell[rows]) for state in states]
        states, logs = speaker.hear(states, tokens)
    return [int(token) for token in texts[0]]


def _draw(logs: Array, temperature: float, rng: Generator) -> int:
    known = logs[1:].astype(np.float64)
    if temperature <= 0:
        return 1 + int(known.argmax())
    scaled = np.exp(log_softmax(known / temperature))
    place = int(np.searchsorted(np.cumsum(scaled), rng.random() * scaled.sum(), side="right"))
    return 1 + min(place, len(known) - 1)


def novelty(written: Sequence[str], known: Sequence[str]) -> float:
    """Share of the written pieces that are nowhere among the known ones; NaN without a piece."""
    pieces = [piece for piece in written if piece]
    stock = set(known)
    fresh = sum(piece not in stock for piece in pieces)
    return fresh / len(pieces) if pieces else float("nan")

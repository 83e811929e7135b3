"""Which examples each step sees: batches of one epoch after another, the same for all runs.

Every epoch visits every training example once; the last batch of an epoch may be smaller. The order
is the engine's own: one generator shuffles the order of the epoch before. What changes inputs anew
each time (augmentation) is drawn for each batch by its place, so slices change nothing.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from playground.spec import Experiment

Change = Callable[[NDArray[np.int64], Generator], NDArray[np.float32]]
"""(places (B,), generator) -> inputs of these training examples, changed anew (B, ...)."""


class Order(NamedTuple):
    """A checkpoint: epochs begun, the order of the last, and the generator of the next."""

    epochs: int
    places: NDArray[np.int64]
    generator: dict[str, Any]


class Batches:
    """The order of the training examples."""

    def __init__(self, experiment: Experiment, count: int, change: Change | None) -> None:
        """Stand before the first epoch of `count` examples."""
        self.size = min(experiment.batch_size, count)
        self.full, self.rest = divmod(count, self.size)
        self.per_epoch = self.full + bool(self.rest)
        self.change = change
        self._seed, self._shuffle = experiment.order_seed, experiment.shuffle
        self._generator = np.random.default_rng(self._seed)
        self._order = np.arange(count, dtype=np.int64)
        self._epochs = 0

    def begin_epoch(self) -> None:
        """Draw the order of the epoch that begins."""
        self._epochs += 1
        if self._shuffle:
            self._generator.shuffle(self._order)

    def together(self, done: int, count: int) -> int:
        """How many of the next `count` batches are of one size, `done` being done already."""
        return min(count, self.full - done) if done < self.full else 1

    def places(self, done: int, count: int) -> NDArray[np.int64]:
        """Places of the examples in `count` batches of one size (K, B)."""
        first = done * self.size
        return self._order[first : first + count * self.size].reshape(count, -1)

    def changed(self, done: int, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """The inputs of batches (K, B), changed anew, one batch after the other (K * B, ...)."""
        assert self.change is not None
        batches = [
            self.change(row, np.random.default_rng((self._seed, self._epochs, done + index)))
            for index, row in enumerate(places)
        ]
        return np.concatenate(batches)

    def checkpoint(self) -> Order:
        """Everything that later batches depend on."""
        return Order(self._epochs, self._order.copy(), dict(self._generator.bit_generator.state))

    def restore(self, checkpoint: Order) -> None:
        """Go back to a checkpoint."""
        self._epochs, self._order[:] = checkpoint.epochs, checkpoint.places
        self._generator.bit_generator.state = checkpoint.generator

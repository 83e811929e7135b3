"""Which training points each step sees: batches of one epoch after another, the same for all runs.

Every epoch visits every training point once; the last batch of an epoch may be smaller and is
averaged over its own points.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.program import Array


class Batches:
    """The order of the training points, and the points in that order."""

    def __init__(self, points: Array, size: int, *, shuffle: bool, seed: int) -> None:
        """Stand before the first epoch.

        Args:
            points: everything a step needs to know of each training point, one a column (C, N).
            size: points in a batch; at most all of them.
            shuffle: whether each epoch has a new order, drawn from a generator of its own.
            seed: of that generator.
        """
        self._points, self._shuffle = points, shuffle
        self._generator = np.random.default_rng(seed)
        count = points.shape[1]
        size = min(size, count)
        self.order: NDArray[np.intp] = np.arange(count, dtype=np.intp)
        self._sorted = points.copy()
        self.bounds = [(start, min(start + size, count)) for start in range(0, count, size)]
        self.slots: list[Array] = [self._sorted[:, start:end] for start, end in self.bounds]

    def begin_epoch(self) -> None:
        """Draw the order of the epoch that begins."""
        if self._shuffle:
            self._generator.shuffle(self.order)
            self._gather()

    def indices(self, batch: int) -> NDArray[np.intp]:
        """Which training points are in a batch of this epoch (B,)."""
        start, end = self.bounds[batch]
        return self.order[start:end].copy()

    def checkpoint(self) -> tuple[NDArray[np.intp], dict[str, Any]]:
        """The order of this epoch and the state of the generator."""
        return self.order.copy(), dict(self._generator.bit_generator.state)

    def restore(self, checkpoint: tuple[NDArray[np.intp], dict[str, Any]]) -> None:
        """Go back to a checkpoint."""
        self.order[:], self._generator.bit_generator.state = checkpoint[0], checkpoint[1]
        self._gather()

    def _gather(self) -> None:
        self._points.take(self.order, 1, self._sorted, "clip")

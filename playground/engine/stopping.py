"""When a run has learned enough: stop rules, and the best that it has been."""

import numpy as np
from numpy.typing import NDArray

from playground.engine.layout import Layout
from playground.engine.program import Array
from playground.spec import Stop

Losses = NDArray[np.float64]
Mask = NDArray[np.bool_]


def is_reached(stop: Stop, epoch: int, losses: Losses) -> Mask:
    """Which runs have come to the epoch or to the loss at which they shall stop (R,)."""
    met = np.full(len(losses), stop.epoch is not None and epoch >= stop.epoch)
    if stop.target is not None:
        met |= losses <= stop.target
    return met


class Patience:
    """Each run's best epoch, its weights then, and how long ago it was (Keras' EarlyStopping).

    An epoch is better than the best so far if its loss is lower by more than `min_delta`; a run
    that was not better for `patience` epochs is out of patience. The start, epoch 0, does not
    count.
    """

    def __init__(self, layout: Layout, theta: Array) -> None:
        """Begin without a best epoch; `theta` are the weights of all runs."""
        self._layout, self._theta = layout, theta
        self._best = np.zeros_like(theta)
        self.losses = np.full(layout.runs, np.inf)
        self.epochs = np.zeros(layout.runs, np.int64)
        self.waits = np.zeros(layout.runs, np.int64)

    def note(self, epoch: int, losses: Losses, runs: Mask, min_delta: float) -> None:
        """Compare the losses (R,) of an epoch that has ended for `runs`."""
        better = runs & (losses < self.losses - min_delta)
        self.waits[runs] += 1
        self.waits[better] = 0
        self.losses[better], self.epochs[better] = losses[better], epoch
        self._layout.copy(self._theta, self._best, better)

    def is_out(self, patience: int) -> Mask:
        """Which runs are out of patience (R,)."""
        return self.waits >= patience

    def go_to_best(self, runs: Mask) -> None:
        """Give those of some runs that have a best epoch the weights they had then."""
        self._layout.copy(self._best, self._theta, runs & (self.epochs > 0))

    def copy(self) -> "Patience":
        """An independent copy that looks at the same weights."""
        other = Patience(self._layout, self._theta)
        other.adopt(self)
        return other

    def adopt(self, other: "Patience") -> None:
        """Become equal to another, in place."""
        self._best[:] = other._best
        self.losses[:], self.epochs[:], self.waits[:] = other.losses, other.epochs, other.waits

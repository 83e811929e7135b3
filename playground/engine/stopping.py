"""When a run has learned enough: stop rules, and the best that it has been."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.layout import Layout
from playground.engine.program import Array
from playground.spec import Stop

Losses = NDArray[np.float64]
Mask = NDArray[np.bool_]


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

    def is_at_best(self) -> Mask:
        """Which runs have the weights of their best epoch (R,)."""
        layout, same = self._layout, self.epochs > 0
        blocks = zip(layout.blocks(self._best), layout.blocks(self._theta), strict=True)
        for best, now in blocks:
            same &= (best == now).all(axis=(0, 2))
        return same

    def copy(self) -> "Patience":
        """An independent copy that looks at the same weights."""
        other = Patience(self._layout, self._theta)
        other.adopt(self)
        return other

    def adopt(self, other: "Patience") -> None:
        """Become equal to another, in place."""
        self._best[:] = other._best
        self.losses[:], self.epochs[:], self.waits[:] = other.losses, other.epochs, other.waits


class Checkpoint(NamedTuple):
    """What each run did, and a copy of what is known of its best epoch."""

    states: tuple[str, ...]
    patience: Patience | None


class Stopping:
    """What each run does: "training", "stopped", "stopped_early" or "diverged".

    Attributes:
        states: the words, one for each run.
        is_moving: which runs train (R,).
        has_diverged: which have diverged (R,).
        patience: what is known of the best epochs; None, and nothing is kept, without a patience.
    """

    states: list[str]
    is_moving: Mask
    has_diverged: Mask

    def __init__(self, stop: Stop, layout: Layout, theta: Array) -> None:
        """Let all runs train; `theta` are the weights of all of them."""
        self._stop, self._layout, self._theta = stop, layout, theta
        self._has_rule = stop != Stop()
        self.patience = self._new_patience()
        self._put(["training"] * layout.runs)

    def tune(self, stop: Stop) -> None:
        """Adopt another rule; what it means is told by the next `judge`."""
        old, self._stop = self._stop, stop
        self._has_rule = stop != Stop()
        if (stop.patience is None) != (old.patience is None):
            self.patience = self._new_patience()

    def end_epoch(self, epoch: int, losses: Losses) -> None:
        """Compare the losses (R,) of an epoch that has ended with the best ones."""
        if self.patience is not None:
            self.patience.note(epoch, losses, self.is_moving, self._stop.min_delta)

    @property
    def best_epoch(self) -> list[int | None]:
        """The epoch of each run's lowest loss, noted while there is a patience, else None."""
        if self.patience is None:
            return [None] * len(self.states)
        return [epoch or None for epoch in self.patience.epochs.tolist()]

    @property
    def is_at_best(self) -> list[bool]:
        """Whether each run has the weights of its best epoch."""
        if self.patience is None:
            return [False] * len(self.states)
        answers: list[bool] = self.patience.is_at_best().tolist()
        return answers

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to judge: a rule, or a run that one has stopped."""
        return self._has_rule or self._has_stopped

    def judge(self, epoch: int, losses: Losses) -> Mask:
        """Stop the runs whose rule is met after an epoch, wake those it is not.

        A target reached comes before patience lost. Returns which runs are to go back to their
        best epoch, since they have stopped early just now (R,).
        """
        stop, was_moving = self._stop, self.is_moving
        states = np.full(len(losses), "training", dtype="U13")
        if self.patience is not None and stop.patience is not None:
            states[self.patience.is_out(stop.patience)] = "stopped_early"
        if stop.target is not None:
            states[losses <= stop.target] = "stopped"
        if stop.epoch is not None and epoch >= stop.epoch:
            states[:] = "stopped"
        states[self.has_diverged] = "diverged"
        self._put(states.tolist())
        return was_moving & self._are("stopped_early") & stop.restore_best

    def diverge(self, runs: Mask) -> None:
        """Note that some runs have diverged."""
        self._put(np.where(runs, "diverged", self.states).tolist())

    def wake(self) -> None:
        """Give the runs that have stopped early new patience; the next `judge` lets them go on.

        What they have to be better than stays.
        """
        if self.patience is not None:
            self.patience.waits[self._are("stopped_early")] = 0

    def checkpoint(self) -> Checkpoint:
        """A copy of everything."""
        return Checkpoint(tuple(self.states), self.patience and self.patience.copy())

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back to a checkpoint under the rule of today."""
        self._put(list(checkpoint.states))
        self.patience = self._new_patience()
        if self.patience and checkpoint.patience:
            self.patience.adopt(checkpoint.patience)

    def _put(self, states: list[str]) -> None:
        self.states = states
        self.is_moving, self.has_diverged = self._are("training"), self._are("diverged")
        self._has_stopped = bool((~self.is_moving & ~self.has_diverged).any())

    def _are(self, state: str) -> Mask:
        return np.array([own == state for own in self.states])

    def _new_patience(self) -> Patience | None:
        return None if self._stop.patience is None else Patience(self._layout, self._theta)

"""Where the racers have been: the weights of every racer from the same start, epoch by epoch."""

import numpy as np
from numpy.typing import NDArray

from playground.engine.layout import Layout
from playground.engine.program import Array
from playground.spec.race_cost import paths_kept


class Paths:
    """The weights at the ends of epochs, thinned evenly as a History is; the newest is kept."""

    def __init__(self, layout: Layout, starts: int, itemsize: int) -> None:
        """Make room for the racers of a layout whose runs are racers x starts."""
        racers = layout.runs // starts
        self.starts, self._rows = paths_kept(racers, starts, layout.parameters, itemsize)
        numbers = np.arange(layout.length, dtype=np.intp)
        kept = [racer * starts + start for start in range(self.starts) for racer in range(racers)]
        self._places = np.stack([layout.row(numbers, run) for run in kept])
        self._racers = racers
        self._notes: list[tuple[int, Array]] = []
        self._stride = 1

    @property
    def epochs(self) -> NDArray[np.int64]:
        """The epoch of each place (T,)."""
        return np.array([epoch for epoch, _ in self._notes], np.int64)

    def of(self, start: int) -> Array:
        """The paths of one start (racers, T, P), canonical; none (T = 0) if it is not kept."""
        if start >= self.starts:
            return np.zeros((self._racers, 0, self._places.shape[1]), self._notes[0][1].dtype)
        runs = slice(start * self._racers, (start + 1) * self._racers)
        return np.stack([weights[runs] for _, weights in self._notes], axis=1)

    def note(self, epoch: int, theta: Array) -> None:
        """Keep the weights (in the layout's order) at the end of an epoch, in rising order."""
        if self._notes and (self._notes[-1][0] == epoch or self._notes[-1][0] % self._stride):
            self._notes.pop()  # it was only there for being the newest
        if len(self._notes) == self._rows:
            self._stride *= 2
            self._notes = [note for note in self._notes if not note[0] % self._stride]
        self._notes.append((epoch, theta.take(self._places)))

    def checkpoint(self) -> tuple[int, list[tuple[int, Array]]]:
        """What was noted so far; the notes themselves never change."""
        return self._stride, list(self._notes)

    def restore(self, checkpoint: tuple[int, list[tuple[int, Array]]]) -> None:
        """Go back to a checkpoint."""
        self._stride, notes = checkpoint
        self._notes = list(notes)

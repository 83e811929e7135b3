"""What was measured of all runs: the newest numbers, and their curves."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.evaluation import Evaluation
from playground.frame import History

Table = NDArray[np.float64]


class Checkpoint(NamedTuple):
    """A copy of the newest numbers (K, R), their names and the curves."""

    names: tuple[str, ...]
    newest: Table
    history: History


class Record:
    """The measures of R runs, taken when asked for after something has changed.

    Attributes:
        newest: what was measured last (K, R), in the order of `names`.
        is_fresh: whether that is how the runs are now.
        history: the curves.
    """

    def __init__(self, evaluation: Evaluation, runs: int) -> None:
        """Measure the start, and make it the first row."""
        self.evaluation = evaluation
        self.history = History(evaluation.names, runs)
        self.newest, self.is_fresh = evaluation.measure(), True
        self.append(0)

    @property
    def names(self) -> tuple[str, ...]:
        """What is measured."""
        return self.evaluation.names

    def metrics(self) -> dict[str, NDArray[np.float64]]:
        """The newest numbers by name, (R,) each."""
        return dict(zip(self.names, self.newest.copy(), strict=True))

    def measure(self, diverged: NDArray[np.bool_]) -> None:
        """Measure all runs as they are now; one that has diverged keeps the loss that ended it."""
        if not self.is_fresh:
            table = self.evaluation.measure()
            if diverged.any():
                table[:, diverged] = self.newest[:, diverged]
            self.newest, self.is_fresh = table, True

    def append(self, epoch: int) -> None:
        """Make what was measured last the row of an epoch."""
        self.history.append(epoch, self.metrics())

    def losses(self) -> NDArray[np.float64]:
        """By what runs are judged: the loss of test points at the end of the last epoch (R,).

        Where none are held out it is that of the training points.
        """
        side = "test" if self.evaluation.has_test_points else "train"
        newest: NDArray[np.float64] = self.history.column(f"{side}_loss")[-1]
        return newest

    def adopt(self, evaluation: Evaluation) -> None:
        """Measure something else from now on; what is new has no numbers for earlier epochs."""
        old, self.evaluation = self.names, evaluation
        self.newest, self.is_fresh = self._aligned(old, self.newest), False
        self.history = self.history.with_columns(self.names)

    def checkpoint(self) -> Checkpoint:
        """A copy of everything."""
        return Checkpoint(self.names, self.newest.copy(), self.history.copy())

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back to a checkpoint, measuring what is measured today."""
        self.newest = self._aligned(checkpoint.names, checkpoint.newest)
        self.is_fresh = False
        self.history = checkpoint.history.with_columns(self.names)

    def _aligned(self, names: tuple[str, ...], table: Table) -> Table:
        """A table with rows called `names` as one with the rows of today, NaN where new (K, R)."""
        rows = dict(zip(names, table, strict=True))
        nothing = np.full(table.shape[1], np.nan)
        return np.array([rows.get(name, nothing) for name in self.names])

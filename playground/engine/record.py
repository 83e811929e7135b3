"""What was measured of all runs: the newest numbers, and their curves."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.evaluation import Evaluation
from playground.frame import History

Metrics = Mapping[str, NDArray[np.float64]]


class Checkpoint(NamedTuple):
    """The newest numbers, and a copy of the curves."""

    newest: Metrics
    history: History


class Record:
    """The measures of R runs, taken when asked for after something has changed.

    Attributes:
        evaluation: what measures; another one may take its place, with other names.
        newest: what was measured last, name -> (R,) read-only.
        is_fresh: whether that is how the runs are now.
        history: the curves.
    """

    def __init__(self, evaluation: Evaluation, runs: int) -> None:
        """Measure the start."""
        self.evaluation = evaluation
        self.history = History(evaluation.names, runs)
        self.newest: Metrics = {}
        self.is_fresh = False
        self.measure(np.zeros(runs, np.bool_))

    def measure(self, diverged: NDArray[np.bool_]) -> None:
        """Measure all runs as they are now; one that has diverged keeps the loss that ended it."""
        if not self.is_fresh:
            names, table = self.evaluation.names, self.evaluation.measure()
            if diverged.any():
                for name, values in zip(names, table, strict=True):
                    values[diverged] = (
                        self.newest[name][diverged] if name in self.newest else np.nan
                    )
            table.setflags(write=False)
            self.newest, self.is_fresh = dict(zip(names, table, strict=True)), True

    def losses(self) -> NDArray[np.float64]:
        """By what runs are judged: the loss of test points at the end of the last epoch (R,).

        Where none are held out it is that of the training points.
        """
        side = "test" if self.evaluation.has_test_points else "train"
        newest: NDArray[np.float64] = self.history.column(f"{side}_loss")[-1]
        return newest

    def checkpoint(self) -> Checkpoint:
        """Everything that the evaluation can't tell again."""
        return Checkpoint(self.newest, self.history.copy())

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back to a checkpoint, measuring what is measured today."""
        self.newest, self.is_fresh = checkpoint.newest, False
        self.history = checkpoint.history.copy()

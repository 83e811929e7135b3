"""The seam between whatever trains and whatever watches: Frame, History and the Trainer protocol.

Axis letters, declared once: R runs, N samples, B batch, O output units, U units, P parameters,
G samples along one side of a map, T rows of a history.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from playground.spec import Experiment
from playground.spec.cost import HISTORY_ROWS


@dataclass(frozen=True, slots=True)
class Frame:
    """What is to be seen at one step.

    `metrics`: name -> (R,), NaN where there is nothing to measure. `views`: name -> read-only
    array, only those that were asked for. `is_unfinished`: a later look at this step shows more.
    `warmth`: "ready", or how far a trainer is that stands in a worker (`compute/status.py`).
    """

    step: int
    epoch: int
    metrics: Mapping[str, NDArray[np.float64]]
    views: Mapping[str, NDArray[Any]]
    is_unfinished: bool = False
    warmth: str = "ready"


class History:
    """The curves of all runs: one row an epoch, thinned evenly once it is long.

    At most `HISTORY_ROWS` rows are held: when they are full every second one is dropped and only
    every second of the later epochs is kept, and so on. The newest row is always there. What was
    not measured from the start on is NaN before.
    """

    def __init__(self, columns: Collection[str], runs: int) -> None:
        """Start empty, with one column of (R,) for each name besides the epoch."""
        self.columns = tuple(columns)
        self._epochs = np.zeros(HISTORY_ROWS, dtype=np.int64)
        self._values = np.full((HISTORY_ROWS, len(self.columns), runs), np.nan)
        self._count = 0
        self._stride = 1

    def __len__(self) -> int:
        """Rows held."""
        return self._count

    @property
    def epochs(self) -> NDArray[np.int64]:
        """The epoch of each row (T,)."""
        return self._epochs[: self._count]

    def column(self, name: str) -> NDArray[np.float64]:
        """One curve of every run (T, R)."""
        return self._values[: self._count, self.columns.index(name)]

    def append(self, epoch: int, row: Mapping[str, NDArray[np.float64]]) -> None:
        """Add the row of an epoch, in rising order; the same epoch again replaces its row.

        A name not met before becomes a column; one that is missing is NaN in this row.
        """
        self._add_columns([name for name in row if name not in self.columns])
        if self._count and self._newest_may_go(epoch):
            self._count -= 1
        elif self._count == HISTORY_ROWS:
            self._thin()
        self._epochs[self._count] = epoch
        for index, name in enumerate(self.columns):
            self._values[self._count, index] = row.get(name, np.nan)
        self._count += 1

    def copy(self) -> "History":
        """An independent copy, for a checkpoint."""
        other = History(self.columns, self._values.shape[2])
        other._epochs[:] = self._epochs
        other._values[:] = self._values
        other._count, other._stride = self._count, self._stride
        return other

    def _add_columns(self, names: Collection[str]) -> None:
        if names:
            rows, _, runs = self._values.shape
            empty = np.full((rows, len(names), runs), np.nan)
            self._values = np.concatenate([self._values, empty], axis=1)
            self.columns = (*self.columns, *names)

    def _newest_may_go(self, epoch: int) -> bool:
        """Whether the newest row was only there for being the newest."""
        newest = self._epochs[self._count - 1]
        return bool(newest == epoch or newest % self._stride)

    def _thin(self) -> None:
        self._stride *= 2
        keep = np.flatnonzero(self._epochs[: self._count] % self._stride == 0)
        self._epochs[: len(keep)] = self._epochs[keep]
        self._values[: len(keep)] = self._values[keep]
        self._count = len(keep)


@runtime_checkable
class Lasting(Protocol):
    """A trainer that holds something outside of this process until it is closed."""

    def close(self) -> None:
        """Let it go."""


class Trainer(Protocol):
    """What trains R runs at once; deterministic, and without a clock.

    One step is one batch. `runs_state` names each run's state: "training", "diverged", "stopped"
    (its epoch or target was reached) or "stopped_early" (out of patience); a run that is not
    training keeps its last weights.
    """

    @property
    def step(self) -> int:
        """Batches done since the start."""

    @property
    def epoch(self) -> int:
        """Whole epochs done since the start."""

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch."""

    @property
    def runs_state(self) -> list[str]:
        """What each run does."""

    @property
    def history(self) -> History:
        """The curves; another one after going back to a checkpoint."""

    @property
    def batches(self) -> int:
        """Batches done in the epoch under way."""

    @property
    def best_epoch(self) -> list[int | None]:
        """The epoch of each run's lowest loss, noted while there is a patience, else None."""

    @property
    def is_at_best(self) -> list[bool]:
        """Whether each run has the weights of its best epoch."""

    def advance(self, steps: int) -> int:
        """Train so many batches, fewer when every run has stopped; returns how many were done."""

    def snapshot(self, views: Collection[str], probe: tuple[float, float] | None = None) -> Frame:
        """Compute the named views at this step; `probe` is a point (x1, x2) to look at closely."""

    def retune(self, experiment: Experiment) -> None:
        """Adopt the live fields of an Experiment that does not need a restart."""

    def edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        """Set the weight from unit `source` to unit `target` of a layer; source -1 is the bias."""

    def go_to_best(self) -> None:
        """Give every run the weights of its best epoch; one without a best epoch keeps its own."""

    def wake(self) -> None:
        """Let the runs that have stopped early go on; their patience begins anew."""

    def checkpoint(self) -> Any:
        """Everything that later steps depend on, as a value of its own."""

    def restore(self, checkpoint: Any) -> None:
        """Go back to a checkpoint; what follows equals what followed then, bit for bit."""

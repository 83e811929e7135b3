"""What was measured of all runs: the newest numbers, and their curves.

Measured are the first `MEASURED` training examples, as they are without augmentation, and at most
`HELD_OUT` of those held out; a network is asked as it is used, without dropout.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.deep.stepping import Examples, Network
from playground.frame import History

MEASURED: Final = 1024
HELD_OUT: Final = 4096
COLUMNS: Final = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")

Metrics = dict[str, NDArray[np.float64]]


class Checkpoint(NamedTuple):
    """The newest numbers, and a copy of the curves."""

    newest: Mapping[str, NDArray[np.float64]]
    history: History


class Record:
    """The measures of R networks.

    Attributes:
        newest: what was measured last, name -> (R,) read-only.
        is_stale: whether weights were changed since then by anything but training.
        history: the curves.
    """

    def __init__(self, train: Examples, validation: Examples, runs: int) -> None:
        """Hold nothing yet."""
        self._sides = (first(train, MEASURED), first(validation, HELD_OUT))
        self.newest: Metrics = {}
        self.is_stale = True
        self.history = History(COLUMNS, runs)

    def measure(self, networks: Sequence[Network], lost: NDArray[np.bool_]) -> None:
        """Measure all runs as they are now; one that is `lost` keeps the loss that ended it."""
        table = np.empty((2, len(self._sides), len(networks)))
        for run, network in enumerate(networks):
            for side, examples in enumerate(self._sides):
                losses, scores, _ = network.judge(examples)
                table[:, side, run] = losses.mean(dtype=np.float64), scores.mean(dtype=np.float64)
        found = dict(zip(COLUMNS, table.reshape(len(COLUMNS), -1), strict=True))
        for name, values in found.items():
            values[lost] = self.newest[name][lost] if name in self.newest else np.nan
            values.setflags(write=False)
        self.newest, self.is_stale = found, False

    def losses(self) -> NDArray[np.float64]:
        """By what runs are judged: the loss of held out examples after the last epoch (R,)."""
        newest: NDArray[np.float64] = self.history.column("test_loss")[-1]
        return newest

    def checkpoint(self) -> Checkpoint:
        """Everything that measuring can't tell again."""
        return Checkpoint(dict(self.newest), self.history.copy())

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back to a checkpoint."""
        self.newest, self.history = dict(checkpoint.newest), checkpoint.history.copy()
        self.is_stale = False


def first(examples: Examples, count: int) -> Examples:
    """The first so many examples."""
    return Examples(*(part[:count] for part in examples))

"""Several Experiments trained in step, and what each has come to at every look.

Each has its own trainer, so shapes and data may differ; all have made the same number of updates
at each look. Axis letters: T looks, R Experiments, G places along one side of a map.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.features import BOARD
from playground.engine import MLPTrainer
from playground.engine.maps import TILE
from playground.spec import Experiment

Array = NDArray[Any]
REACH = BOARD[1] * (1 - 1 / TILE)
"""Maps hold the answers at the middle of the board's cells: the last lies so far out."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks: `updates` (T,), losses and shares right (T, R), `maps` (T, R, G, G).

    `ended` is the look from which on a run no longer trained (R,), T for one that still does.
    """

    updates: Array
    train: Array
    test: Array
    right: Array
    maps: Array
    ended: Array


def together(experiments: Sequence[Experiment], updates: Array, side: int = TILE) -> Looks:
    """Train all to each of so many updates (T,), look at them there; maps are `side` wide."""
    trainers = [MLPTrainer(experiment) for experiment in experiments]
    shape = len(updates), len(trainers)
    train, test, right = (np.full(shape, np.nan) for _ in range(3))
    maps = np.zeros((*shape, side, side), np.float32)
    ended = np.full(len(trainers), len(updates))
    at_cells = np.linspace(0, TILE - 1, side).round().astype(int)
    for at, update in enumerate(updates):
        for run, trainer in enumerate(trainers):
            trainer.advance(int(update) - trainer.step)
            frame = trainer.snapshot(("units",))
            train[at, run] = frame.metrics["train_loss"][0]
            test[at, run] = frame.metrics["test_loss"][0]
            right[at, run] = frame.metrics["test_accuracy"][0]
            tile = frame.views["units"][-1][::-1]  # the lowest x2 first
            maps[at, run] = tile[np.ix_(at_cells, at_cells)]
            if trainer.runs_state[0] != "training":
                ended[run] = min(ended[run], at)
    return Looks(updates, train, test, right, maps, ended)

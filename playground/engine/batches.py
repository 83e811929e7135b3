"""Which training points each step sees: batches of one epoch after another, the same for all runs.

Every epoch visits every training point once; the last batch of an epoch may be smaller and is
averaged over its own points. What disturbs training (see disturbance.py) is drawn for a whole
epoch at its beginning, so a step only copies its columns.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground import data
from playground.engine.disturbance import Disturbance
from playground.engine.program import Array
from playground.spec import Experiment
from playground.spec.cost import is_weighted, widths


class Batch(NamedTuple):
    """What a gradient is told from: B points, one a column.

    Attributes:
        inputs: features with the ones below them (I + 1, B).
        targets: what the outputs should say (O, B).
        weights: how much each point counts in the loss (B,); None where all count 1.
        masks: of each hidden layer what its answers are multiplied by, 0 for those that are left
            out, shared by all runs (H, 1, B); None without dropout.
    """

    inputs: Array
    targets: Array
    weights: Array | None = None
    masks: tuple[Array | None, ...] = ()


def points_of(experiment: Experiment, dtype: DTypeLike) -> Batch:
    """All points of the data set, those for testing too, in its order."""
    dataset, weights = data.load(experiment), data.weights(experiment)
    features = data.expand(dataset.points, experiment.features).T.astype(dtype)
    targets = data.targets(dataset, experiment.output).T.astype(dtype)
    return Batch(with_ones(features), targets, None if weights is None else weights.astype(dtype))


def with_ones(inputs: Array) -> Array:
    """Inputs (I, B) with the row of ones below them (I + 1, B)."""
    return np.concatenate([inputs, np.ones_like(inputs[:1])])


class Rows(NamedTuple):
    """How many rows of a table of points (C, N) say what, from top to bottom."""

    inputs: int
    targets: int
    weights: int
    masks: tuple[int, ...]

    @classmethod
    def of(cls, experiment: Experiment) -> "Rows":
        """What an Experiment needs to know of each point."""
        features, *_, outputs = widths(experiment)
        masks = tuple(layer.units if layer.dropout else 0 for layer in experiment.layers)
        return cls(features + 1, outputs, int(is_weighted(experiment)), masks)

    @property
    def given(self) -> int:
        """Rows that are the same in every epoch."""
        return self.inputs + self.targets + self.weights

    @property
    def all(self) -> int:
        """All rows (C)."""
        return self.given + sum(self.masks)

    def cut(self, table: Array) -> Batch:
        """The parts of a table as views."""
        targets_end = self.inputs + self.targets
        masks, start = list[Array | None](), self.given
        for units in self.masks:
            masks.append(table[start : start + units, None] if units else None)
            start += units
        return Batch(
            table[: self.inputs],
            table[self.inputs : targets_end],
            table[targets_end] if self.weights else None,
            tuple(masks),
        )


class Order(NamedTuple):
    """A checkpoint: the epochs begun, the order of the last, and the generator of the next."""

    epochs: int
    places: NDArray[np.intp]
    generator: dict[str, Any]


class Batches:
    """The order of the training points, and the points in that order."""

    slots: list[Array]
    """The batches of this epoch (C, B), views of one table."""

    def __init__(self, experiment: Experiment, points: Batch) -> None:
        """Stand before the first epoch; `points` are those of the whole data set, in its order."""
        self._places = np.flatnonzero(~data.load(experiment).is_test)
        given = [part for part in points if isinstance(part, np.ndarray)]
        self._points = np.vstack(given)[:, self._places]  # (C, N)
        self._shuffle = experiment.shuffle
        self._generator = np.random.default_rng(experiment.order_seed)
        self._epochs = 0
        count = len(self._places)
        size = min(experiment.batch_size, count)
        self.order: NDArray[np.intp] = np.arange(count, dtype=np.intp)
        self.bounds = [(start, min(start + size, count)) for start in range(0, count, size)]
        self.tune(experiment)

    def tune(self, experiment: Experiment) -> None:
        """Adopt what disturbs training, in the epoch under way too."""
        self._disturbance = Disturbance.of(experiment)
        rows, given = Rows.of(experiment), len(self._points)
        table = np.zeros((rows.all, self._points.shape[1]), self._points.dtype)
        self._given, self._masks = table[:given], table[given:]
        self._features = table[: rows.inputs - 1]  # without the ones
        self.slots = [table[:, start:end] for start, end in self.bounds]
        self._gather()

    def begin_epoch(self) -> None:
        """Draw the order of the epoch that begins, and what disturbs it."""
        self._epochs += 1
        if self._shuffle:
            self._generator.shuffle(self.order)
        if self._shuffle or self._disturbance:
            self._gather()

    def places(self, batch: int) -> NDArray[np.int32]:
        """Which points of the data set are in a batch of this epoch (B,)."""
        start, end = self.bounds[batch]
        return self._places[self.order[start:end]].astype(np.int32)

    def checkpoint(self) -> Order:
        """Everything that later batches depend on."""
        return Order(self._epochs, self.order.copy(), dict(self._generator.bit_generator.state))

    def restore(self, checkpoint: Order) -> None:
        """Go back to a checkpoint."""
        self._epochs, self.order[:] = checkpoint.epochs, checkpoint.places
        self._generator.bit_generator.state = checkpoint.generator
        self._gather()

    def _gather(self) -> None:
        self._points.take(self.order, 1, self._given, "clip")
        if self._disturbance:
            self._disturbance.disturb(self._epochs, self._features, self._masks)

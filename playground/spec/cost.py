"""What an Experiment will cost, predicted before anything is allocated."""

from itertools import pairwise
from typing import TYPE_CHECKING

from playground.spec.parts import PointsData

if TYPE_CHECKING:
    from playground.spec.experiment import Experiment

HISTORY_ROWS = 1024
HISTORY_COLUMNS = 5
GRID_SAMPLES = 100 * 100
ARRAYS_LIKE_THETA = 5
"""The weights, their gradients, two memories of the optimizer and one for temporary results."""


def widths(experiment: "Experiment") -> tuple[int, ...]:
    """Units of every layer: features first, hidden layers, outputs last."""
    hidden = tuple(layer.units for layer in experiment.layers)
    return (len(experiment.features), *hidden, outputs(experiment))


def outputs(experiment: "Experiment") -> int:
    """Output units: one, or one for each class under softmax."""
    if experiment.output != "softmax":
        return 1
    if isinstance(experiment.data, PointsData):
        return max(2, 1 + int(max(label for _, _, label in experiment.data.points)))
    return experiment.data.classes


def parameters(experiment: "Experiment") -> int:
    """Weights and biases of one run."""
    sizes = widths(experiment)
    return sum((i + 1) * o for i, o in pairwise(sizes))


def samples(experiment: "Experiment") -> int:
    """Points of the data set, training and test together."""
    data = experiment.data
    return len(data.points) if isinstance(data, PointsData) else data.samples


def megabytes(experiment: "Experiment") -> float:
    """Predicted memory of one trainer in float32 [MB]: parameters, activations, maps, history."""
    runs, units = len(experiment.runs), sum(widths(experiment)) + len(experiment.layers) + 2
    batch = min(experiment.batch_size, samples(experiment))
    theta = ARRAYS_LIKE_THETA * runs * parameters(experiment)
    passes = 2 * runs * units * (batch + samples(experiment)) + units * GRID_SAMPLES
    history = 2 * HISTORY_ROWS * HISTORY_COLUMNS * runs
    return 4 * (theta + passes + history) / 1e6

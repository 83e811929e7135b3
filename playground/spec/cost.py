"""What an Experiment will cost, predicted before anything is allocated.

Counted array by array as the engine makes them; `tests/engine/test_memory.py` compares the sum
with what is really taken.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from playground.spec.choices import DATASETS, LOSSES
from playground.spec.parts import PointsData

if TYPE_CHECKING:
    from playground.spec.experiment import Experiment
    from playground.spec.parts import RunSpec

HISTORY_ROWS = 1024
HISTORY_COLUMNS = 4
MAP_SAMPLES, TILE_SAMPLES = 100 * 100, 40 * 40
RATES_AHEAD = 256
ARRAYS_LIKE_THETA = 11
"""Weights, gradients, two memories, two for temporary results, the last good weights, and a copy
of four of them for going back to the start."""
SMALL_THINGS = 200_000
"""Bytes of everything that does not grow: prepared calls, tables, NumPy's own."""
BYTES_OF_A_RUN = 2_000


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


def classes(experiment: "Experiment") -> int:
    """Classes among which the data ask to choose; 0 where they ask for a value."""
    if experiment.output == "softmax":
        return outputs(experiment)
    data = experiment.data
    if isinstance(data, PointsData):
        is_value = experiment.output in ("linear", "exponential")
        return 0 if is_value and LOSSES[experiment.loss].problems != ("binary",) else 2
    return data.classes if DATASETS[data.name].classes[0] else 0


def is_weighted(experiment: "Experiment") -> bool:
    """Whether points may count differently in the loss."""
    data = experiment.data
    return bool(experiment.class_weights or (isinstance(data, PointsData) and data.weights))


def parameters(experiment: "Experiment") -> int:
    """Weights and biases of one run."""
    sizes = widths(experiment)
    return sum((i + 1) * o for i, o in pairwise(sizes))


def samples(experiment: "Experiment") -> int:
    """Points of the data set, training and test together."""
    data = experiment.data
    return len(data.points) if isinstance(data, PointsData) else data.samples


def megabytes(experiment: "Experiment") -> float:
    """Predicted memory of a float32 trainer, its start and a picture of everything [MB]."""
    runs, points = len(experiment.runs), samples(experiment)
    sizes = widths(experiment)
    trained = trained_points(experiment)
    batch = min(experiment.batch_size, trained)
    theta = (ARRAYS_LIKE_THETA + _spread(experiment.runs)) * runs * parameters(experiment)
    walks = _forward(experiment) * (runs * points + MAP_SAMPLES + TILE_SAMPLES)
    walks += _forward_and_back(experiment) * runs * (batch + trained % batch)
    judged = (5 + sizes[-1]) * runs * points  # errors, choices, hits, and outputs turned over
    table = (sizes[0] + 1 + sizes[-1]) * (5 * points + 2 * MAP_SAMPLES)
    pictures = sum(sizes[1:]) * (MAP_SAMPLES + 2 * TILE_SAMPLES)
    curves = 2 * 2 * HISTORY_ROWS * (1 + HISTORY_COLUMNS * runs)  # float64, and a copy
    rates = 3 * RATES_AHEAD * runs
    numbers = theta + walks + judged + table + pictures + curves + rates
    return (4 * numbers + SMALL_THINGS + BYTES_OF_A_RUN * runs) / 1e6


def trained_points(experiment: "Experiment") -> int:
    """Points of the data set that are trained with, at least one."""
    data = experiment.data
    if isinstance(data, PointsData):
        return max(1, data.split.count("train"))
    return max(1, int(data.samples * data.train_share + 1e-9))


def _forward(experiment: "Experiment") -> int:
    """Numbers of a forward walk for each run and point: activations, bias planes, spare ones."""
    rows = sum(layer.units + 1 for layer in experiment.layers) + outputs(experiment)
    zeros = sum(layer.units for layer in experiment.layers if layer.activation == "relu")
    return 2 * rows + zeros + 1


def _forward_and_back(experiment: "Experiment") -> int:
    """The same of a forward and backward walk: also deltas, and what is turned over for BLAS."""
    _, *layers = widths(experiment)
    back = sum(units + 1 for units in layers[:-1]) + 2 * layers[-1]
    turned = sum(i + 1 for i, o in pairwise(layers) if o > 1) if len(experiment.runs) > 1 else 0
    leaks = sum(row.units + 1 for row in experiment.layers if row.activation == "leaky_relu")
    return _forward(experiment) + back + turned + leaks


def _spread(runs: Sequence["RunSpec"]) -> int:
    """How many settings of the runs become an array like the weights."""
    columns = zip(*map(_coefficients, runs), strict=True)
    count = sum(len(set(column)) > 1 for column in columns)
    count += any(run.l1 for run in runs) + any(run.l2 for run in runs)
    rates = {
        (run.learning_rate, run.beta_1, run.beta_2) if run.optimizer == "adam" else run.optimizer
        for run in runs
    }
    changing = any(run.optimizer == "adam" for run in runs) and len(rates) > 1
    return count + 3 * changing  # the rates, and each weight's run as an 8-byte integer


def _coefficients(run: "RunSpec") -> tuple[float, ...]:
    """What the update multiplies by: for the memories, what is taken of them, and the rate."""
    if run.optimizer == "adam":
        return (run.beta_1, 1 - run.beta_1, run.beta_2, 1 - run.beta_2, 1, 0, run.epsilon, 1)
    if run.optimizer == "sgd" and not run.momentum:
        return (0, 0, 0, 0, 0, 1, 1, run.learning_rate)
    ahead = run.optimizer == "nesterov"
    take = (run.momentum, run.learning_rate) if ahead else (1, 0)
    return (run.momentum, run.learning_rate, 0, 0, *take, 1, 1)

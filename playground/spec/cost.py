"""What an Experiment will cost, predicted before anything is allocated.

Counted array by array as the engine makes them; `tests/engine/test_memory.py` compares the sum
with what is really taken.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from playground.spec.choices import DATASETS, LOSSES
from playground.spec.parts import PointsData

if TYPE_CHECKING:
    from playground.spec.experiment import Experiment
    from playground.spec.parts import RunSpec

HISTORY_ROWS = 1024
HISTORY_COLUMNS = 4
METRIC_NUMBERS = {"precision": 4, "recall": 4, "auc": 9}
"""What is measured only when asked for, and how many numbers of each run and point that takes."""
FORWARD_ARRAYS = {"relu": 1, "elu": 1, "selu": 2, "gelu": 1, "mish": 1}
BACKWARD_ARRAYS = {"leaky_relu": 1, "elu": 1, "selu": 1, "silu": 1, "gelu": 4, "mish": 2}
"""Activations that need arrays like their answers to work with, and how many."""
DRAWN = 4
"""Numbers for each input and point with noise, and each unit and point with dropout: float64
ones are drawn and what comes of them is kept in the table."""
MAP_SAMPLES, TILE_SAMPLES = 100 * 100, 40 * 40
RATES_AHEAD = 256
ARRAYS_LIKE_THETA = 5
"""Weights, gradients, the last good weights, and a copy of two of them for going back to the start;
what the optimizers need comes on top."""
OUTSIDERS = {"adadelta": 2, "lion": 2, "ftrl": 6}
"""Optimizers with lines of their own, and how many arrays like their weights these need."""
COPIES = 6
"""More such arrays, where they share the pass with others: what they work on, and its place."""
LANDSCAPE_RUNS, LANDSCAPE_BYTES = 289, 12_000_000
"""Networks that a landscape measures at once, a ninth of 51 x 51, and what their walk may take:
beyond that the processor waits for memory."""
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
    best = 2 if experiment.stop.patience is not None else 0  # and a copy for going back
    theta = (ARRAYS_LIKE_THETA + best + _update(experiment.runs)) * runs * parameters(experiment)
    walks = forward(experiment) * (runs * points + MAP_SAMPLES + TILE_SAMPLES)
    walks += _forward_and_back(experiment) * runs * (batch + trained % batch)
    judged = (5 + sizes[-1]) * runs * points  # errors, choices, hits, and outputs turned over
    extra = [METRIC_NUMBERS[word] for word in experiment.metrics if word in METRIC_NUMBERS]
    judged += max(extra, default=0) * runs * points
    table = (sizes[0] + 1 + sizes[-1]) * (5 * points + 2 * MAP_SAMPLES)
    table += DRAWN * (_masked(experiment) + bool(experiment.input_noise) * sizes[0]) * trained
    pictures = sum(sizes[1:]) * (MAP_SAMPLES + 2 * TILE_SAMPLES)
    columns = HISTORY_COLUMNS + 2 * len(extra)
    curves = 2 * 2 * HISTORY_ROWS * (1 + columns * runs)  # float64, and a copy
    changing = [_changing(run) for run in experiment.runs]
    ahead = 2 * sum(map(len, changing)) + runs * len(set().union(*changing))  # first in float64
    numbers = theta + walks + judged + table + pictures + curves + RATES_AHEAD * ahead
    return (4 * numbers + SMALL_THINGS + BYTES_OF_A_RUN * runs) / 1e6


def landscape_runs(experiment: "Experiment") -> int:
    """Networks that a landscape measures at once."""
    numbers = forward(experiment) * samples(experiment)
    return int(min(LANDSCAPE_RUNS, max(1, LANDSCAPE_BYTES // (4 * numbers))))


def landscape_megabytes(experiment: "Experiment") -> float:
    """Predicted memory of a float32 landscape of one side of the data [MB]."""
    runs, points = landscape_runs(experiment), samples(experiment)
    numbers = forward(experiment) * runs * points + 5 * runs * parameters(experiment)
    return (4 * numbers + SMALL_THINGS) / 1e6


def trained_points(experiment: "Experiment") -> int:
    """Points of the data set that are trained with, at least one."""
    data = experiment.data
    if isinstance(data, PointsData):
        return max(1, data.split.count("train"))
    return max(1, int(data.samples * data.train_share + 1e-9))


def steps_per_epoch(experiment: "Experiment") -> int:
    """Batches in an epoch; the last one may be smaller."""
    return ceil(trained_points(experiment) / experiment.batch_size)


def forward(experiment: "Experiment") -> int:
    """Numbers of a forward walk for each run and point: activations, bias planes, spare ones."""
    rows = sum(layer.units + 1 for layer in experiment.layers) + outputs(experiment)
    work = sum(row.units * FORWARD_ARRAYS.get(row.activation, 0) for row in experiment.layers)
    return 2 * rows + work + 1


def _masked(experiment: "Experiment") -> int:
    """Hidden units that may be left out."""
    return sum(layer.units for layer in experiment.layers if layer.dropout)


def _forward_and_back(experiment: "Experiment") -> int:
    """The same of a forward and backward walk: also deltas, and what is turned over for BLAS."""
    _, *layers = widths(experiment)
    back = sum(units + 1 for units in layers[:-1]) + 2 * layers[-1]
    back += sum(layer.units + 1 for layer in experiment.layers if layer.dropout)
    turned = sum(i + 1 for i, o in pairwise(layers) if o > 1) if len(experiment.runs) > 1 else 0
    work = sum(
        (row.units + 1) * BACKWARD_ARRAYS.get(row.activation, 0) for row in experiment.layers
    )
    return forward(experiment) + back + turned + work


def _update(runs: Sequence["RunSpec"]) -> float:
    """How many arrays like the weights the optimizers need: memories, coefficients, spare ones."""
    memories: set[str] = set().union(*map(_memories, runs))
    penalties = any(run.l1 for run in runs) + any(run.l2 for run in runs)
    count = 2 * len(memories) + penalties + bool(penalties)
    count += 2 * any(run.clipvalue for run in runs)
    count += any(run.clipnorm or run.global_clipnorm for run in runs)
    family = [_coefficients(run) for run in runs if run.optimizer not in OUTSIDERS]
    if family:
        names = {name for row in family for name in row}
        spread = [name for name in names if len({row.get(name, 0) for row in family}) > 1]
        changing = any(isinstance(row.get(name), tuple) for row in family for name in spread)
        count += 1 + len(spread) + 2 * changing + any(run.centered for run in runs)
    outside = [OUTSIDERS[run.optimizer] for run in runs if run.optimizer in OUTSIDERS]
    is_mixed = len({run.optimizer for run in runs}) > 1
    copies = COPIES * len(outside) if is_mixed else 0
    return count + (sum(outside) + copies) / len(runs)


def _memories(run: "RunSpec") -> set[str]:
    """The memories that the run's optimizer uses."""
    word, pushes = run.optimizer, run.momentum > 0
    means = {"sgd": pushes, "adagrad": False, "rmsprop": run.centered}
    used = {
        "first": means.get(word, True),
        "second": word not in ("sgd", "momentum", "nesterov", "lion"),
        "largest": word in ("amsgrad", "adamax"),
        "velocity": word == "rmsprop" and pushes,
    }
    return {name for name in used if used[name]}


def _changing(run: "RunSpec") -> set[str]:
    """The coefficients of the run's update that change from step to step."""
    if run.optimizer in OUTSIDERS:
        return {"moves", "rate", "l2"} if _changes(run) else set()
    return {name for name, value in _coefficients(run).items() if isinstance(value, tuple)}


def _changes(run: "RunSpec") -> bool:
    """Whether the run's rate may change from step to step."""
    return (
        run.schedule.name not in ("constant", "reduce_on_plateau") or run.schedule.warmup_steps > 0
    )


def _coefficients(run: "RunSpec") -> dict[str, object]:
    """What the update multiplies by, each told by what it is made of: a tuple if it changes."""
    word, mu, b1, b2 = run.optimizer, run.momentum, run.beta_1, run.beta_2
    rate = (run.learning_rate, run.schedule) if _changes(run) else run.learning_rate
    row: dict[str, object] = {"outer": 1}
    if word == "sgd" and not mu:
        row["take_g"] = rate
    elif word in ("sgd", "momentum"):
        row |= {"keep_1": mu, "gain_1": rate, "take_m": 1}
    elif word == "nesterov":
        row |= {"keep_1": mu, "gain_1": rate, "take_m": mu, "take_g": rate}
    elif word in ("adagrad", "rmsprop"):
        rho = 1 if word == "adagrad" else run.rho
        row = {"keep_2": rho, "gain_2": rho, "take_g": rate, "inner": run.epsilon, "push": mu}
        if run.centered:
            row |= {"keep_1": rho, "gain_1": rho, "centre": 1}
    else:
        corrected = (rate, b1, b2)
        row = {"keep_1": b1, "gain_1": b1, "take_m": corrected, "outer": run.epsilon}
        row |= {"fade": b2} if word == "adamax" else {"keep_2": b2, "gain_2": b2}
        row |= {"take_g": corrected, "outer": corrected} if word == "nadam" else {}
        row |= {"fade": 1} if word == "amsgrad" else {}
    if run.weight_decay:
        row["decay"] = (rate, run.weight_decay) if _changes(run) else run.weight_decay
    return row

"""Overfitting: a noisy small set, remedies against learning it by heart, width, and validation.

The width is that of a random first layer whose output weights are solved exactly: of all that fit
equally well, those of least norm (Belkin, Hsu, Ma and Mandal 2019). Where it has as many neurons
as there are points, the points are met exactly for the first time, and the test error is worst.
Axis letters: T looks, R runs or candidates, N points, W widths, G places along one side of a map.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from playground.data import Dataset, load
from playground.engine import MLPTrainer
from playground.engine.threads import use_one_blas_thread
from playground.engine.weights import to_layers
from playground.explain.lockstep import REACH, Array, Looks, together
from playground.explain.logistic import sigmoid
from playground.spec import Experiment, change
from playground.spec.cost import steps_per_epoch, widths
from playground.spec.lessons import Overfitting
from playground.spec.lessons.overfitting import REMEDIES
from playground.spec.limits import LIMITS
from playground.spec.parts import GeneratedData, LayerSpec, RunSpec, Schedule, Stop

UPDATES, LOOKS, SIDE = 600, 36, 20
"""Of the remedies: updates of each, looks at them, samples along one side of their maps."""
EPOCH_LOOKS, FINE = 60, 28
"""Looks at the large network alone, and samples along one side of its map."""
WIDTHS = (1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 34, 37, 39, 40, 41, 43, 46, 50, 60, 75, 100, 150, 250,
          400, 800)  # fmt: skip
DRAWS, STEEPNESS = 15, 3.0
"""Random first layers for each width, and the spread of their weights."""
SIZES, STARTS = (1, 2, 3, 4, 8, 16, 32, 64), 3
"""Of the candidates: neurons in each of both layers, and starts."""
CHECKED = 30
"""Validation points."""


def base(lesson: Overfitting) -> Experiment:
    """The noisy small set and the large network."""
    return Experiment(
        data=GeneratedData(
            name="moons", samples=10 * lesson.known, noise=lesson.noise, train_share=0.1,
            seed=lesson.seed,
        ),
        layers=(LayerSpec(units=lesson.units), LayerSpec(units=lesson.units)),
        output="sigmoid",
        loss="binary_crossentropy",
        initializer="glorot_uniform",
        runs=(RunSpec(optimizer="adam", learning_rate=0.01, seed=lesson.seed),),
    )  # fmt: skip


def _run(experiment: Experiment, **fields: Any) -> Experiment:
    return change(experiment, runs=(experiment.runs[0].model_copy(update=fields),))


def _layers(experiment: Experiment, **fields: Any) -> Experiment:
    return change(
        experiment, layers=tuple(layer.model_copy(update=fields) for layer in experiment.layers)
    )


def _more(experiment: Experiment) -> Experiment:
    data = experiment.data
    assert isinstance(data, GeneratedData)
    samples = min(int(LIMITS["samples"].high), 10 * data.samples)
    return change(experiment, data=data.model_copy(update={"samples": samples}))


MENDED: Mapping[str, Callable[[Experiment], Experiment]] = {
    "none": lambda old: old,
    "data": _more,
    "smaller": lambda old: _layers(old, units=min(4, old.layers[0].units)),
    "l2": lambda old: _run(old, l2=0.03),
    "l1": lambda old: _run(old, l1=0.003),
    "dropout": lambda old: _layers(old, dropout=0.5),
    "early": lambda old: change(old, stop=Stop(patience=20, restore_best=True)),
    "noise": lambda old: change(old, input_noise=1.0),
    "decay": lambda old: _run(
        old, schedule=Schedule(name="exponential", decay_steps=40, decay_rate=0.5)
    ),
}
"""Remedy -> what it makes of the Experiment."""


def remedied(lesson: Overfitting, word: str) -> Experiment:
    """The Experiment of a lesson with a remedy."""
    return MENDED[word](base(lesson))


def _spread(last: int, count: int) -> Array:
    return np.unique(np.rint(last * np.linspace(0, 1, count) ** 1.5).astype(int))


@lru_cache(maxsize=16)
def parting(known: int, noise: float, units: int, rounds: int, seed: int) -> Looks:
    """Train the large network for so many epochs."""
    lesson = Overfitting(known=known, noise=noise, units=units, rounds=rounds, seed=seed)
    experiment = base(lesson)
    updates = _spread(rounds, EPOCH_LOOKS) * steps_per_epoch(experiment)
    return together([experiment], updates, FINE)


@lru_cache(maxsize=8)
def remedies(known: int, noise: float, units: int, seed: int) -> Looks:
    """Train the network without and with each remedy."""
    lesson = Overfitting(known=known, noise=noise, units=units, seed=seed)
    return together([remedied(lesson, word) for word in REMEDIES], _spread(UPDATES, LOOKS), SIDE)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Errors by width: `train` and `test` mean squares and `wrong` shares (W,), `maps` of one."""

    widths: Array
    train: Array
    test: Array
    wrong: Array
    maps: Array


def widths_of(known: int) -> tuple[int, ...]:
    """Return the widths of a sweep: the number of points is one of them, there lies the peak."""
    return tuple(sorted({*WIDTHS, known}))


def least_norm(seen: Array, wanted: Array) -> Array:
    """Return the weights of least squares, and of these the ones of least norm: the pseudoinverse.

    Those are seenᵀ (seen seenᵀ)⁻¹ wanted where there are more neurons than points.
    """
    found: Array = np.linalg.lstsq(seen, wanted, rcond=1e-10)[0]
    return found


@lru_cache(maxsize=8)
def sweep(known: int, noise: float, seed: int) -> Sweep:
    """Solve the network for every width, from several random first layers; medians of them."""
    use_one_blas_thread()
    dataset = load(base(Overfitting(known=known, noise=noise, seed=seed)))
    wanted, is_new = 2 * dataset.labels - 1, dataset.is_test
    axis = np.linspace(-REACH, REACH, SIDE)
    grid = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    places = np.concatenate([dataset.points, grid]) / 3
    sizes = widths_of(known)
    found = np.zeros((3, DRAWS, len(sizes)))
    maps = np.zeros((len(sizes), SIDE, SIDE))
    for draw in range(DRAWS):
        rng = np.random.default_rng([seed, draw])
        first = STEEPNESS * rng.standard_normal((2, sizes[-1]))
        hidden = np.tanh(places @ first + STEEPNESS * rng.uniform(-2, 2, sizes[-1]))
        near, all_grid = hidden[: len(wanted)], hidden[len(wanted) :]
        for at, width in enumerate(sizes):
            weights = least_norm(near[~is_new, :width], wanted[~is_new])
            answer = near[:, :width] @ weights
            errors = (answer - wanted) ** 2
            is_wrong = (answer > 0) != (wanted > 0)
            found[:, draw, at] = (
                errors[~is_new].mean(),
                errors[is_new].mean(),
                is_wrong[is_new].mean(),
            )
            if not draw:
                maps[at] = (all_grid[:, :width] @ weights).reshape(SIDE, SIDE)
    train, test, wrong = np.median(found, axis=1)
    return Sweep(np.array(sizes), train, test, wrong, maps)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Networks to choose from: their widths, shares right of three sets, maps of each (R, ...)."""

    units: Array
    train: Array
    validation: Array
    test: Array
    maps: Array

    @property
    def best(self) -> int:
        """The first of those that are best on the validation points."""
        return int(self.validation.argmax())


def parts(dataset: Dataset) -> tuple[Array, Array, Array]:
    """Return which points (N,) are for training, for validation, and for the test."""
    new = np.flatnonzero(dataset.is_test)
    is_checked = np.zeros(len(dataset.labels), bool)
    is_checked[new[:CHECKED]] = True
    return ~dataset.is_test, is_checked, dataset.is_test & ~is_checked


@lru_cache(maxsize=8)
def candidates(known: int, noise: float, seed: int) -> Candidates:
    """Train 24 networks: each width from each start; the starts of a width are trained at once."""
    axis = np.linspace(-REACH, REACH, SIDE)
    grid = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    shares, maps = [], []
    for units in SIZES:
        one = base(Overfitting(known=known, noise=noise, units=units, seed=seed))
        runs = tuple(one.runs[0].model_copy(update={"seed": start}) for start in range(STARTS))
        experiment = change(one, runs=runs)
        trainer = MLPTrainer(experiment)
        trainer.advance(UPDATES)
        dataset, sizes = load(experiment), widths(experiment)
        for start in range(STARTS):
            layers = to_layers(trainer.weights(start), sizes)
            is_right = (_answer(layers, dataset.points) > 0.5) == (dataset.labels > 0.5)
            shares.append([is_right[part].mean() for part in parts(dataset)])
            maps.append(_answer(layers, grid).reshape(SIDE, SIDE))
    train, validation, test = np.array(shares).T
    return Candidates(np.repeat(SIZES, STARTS), train, validation, test, np.array(maps))


def _answer(layers: list[dict[str, Any]], points: Array) -> Array:
    """Return what tanh layers and a sigmoid say of points (N,)."""
    seen = points
    for layer in layers[:-1]:
        seen = np.tanh(seen @ np.array(layer["kernel"]) + np.array(layer["bias"]))
    last = layers[-1]
    return sigmoid(seen @ np.array(last["kernel"]) + np.array(last["bias"]))[:, 0]

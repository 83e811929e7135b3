"""From an Experiment to its points: drawn, shuffled, split, and turned into targets."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from playground.data import planar, tables
from playground.data.planar import Array, Drawn
from playground.spec import Experiment, GeneratedData, PointsData, problem_of
from playground.spec.choices import DATASETS as CHOICES
from playground.spec.cost import is_weighted, outputs

DATASETS: dict[str, Callable[[Generator, int, float, int], Drawn]] = {
    "circle": planar.circle,
    "xor": planar.xor,
    "gauss": planar.gauss,
    "spiral": planar.spiral,
    "plane": planar.plane,
    "multi_gauss": planar.multi_gauss,
    "counts": planar.counts,
    "moons": planar.moons,
    "rings": planar.rings,
    "blobs": planar.blobs,
    "checkerboard": planar.checkerboard,
    "arms": planar.arms,
    "iris": tables.iris,
    "wine": tables.wine,
}
THUMBNAIL_SAMPLES = 120


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Points (N, 2), labels (N,), is_test (N,) bool; `classes` is C, or 0 for regression.

    A label is the class 0 to C-1 or the value. The arrays are read-only.
    """

    points: Array
    labels: Array
    is_test: NDArray[np.bool_]
    classes: int
    name: str


def load(experiment: Experiment) -> Dataset:
    """The data set of an Experiment; equal Experiments share one."""
    data = experiment.data
    if isinstance(data, PointsData):
        has_values = problem_of(experiment) in ("regression", "counts")
        classes = 0 if has_values else max(2, outputs(experiment))
        return _given(data, classes)
    return _generated(data)


def targets(dataset: Dataset, output: str) -> Array:
    """What the output should say (N, O).

    One-hot for softmax, 0/1 for sigmoid, the value for values, -1/+1 for two classes elsewhere.
    """
    if output == "softmax":
        one_hot: Array = np.eye(dataset.classes)[dataset.labels.astype(int)]
        return one_hot
    if output != "sigmoid" and dataset.classes == 2:
        return (2 * dataset.labels - 1)[:, None]
    return dataset.labels[:, None]


def weights(experiment: Experiment) -> Array | None:
    """How much each point counts in the loss (N,): its own weight times that of its class.

    None where an Experiment gives no weights, so that all count 1.
    """
    if not is_weighted(experiment):
        return None
    dataset, given = load(experiment), experiment.data
    own = given.weights if isinstance(given, PointsData) else ()
    product = np.array(own) if own else np.ones(len(dataset.labels))
    if experiment.class_weights:
        product = product * np.array(experiment.class_weights)[dataset.labels.astype(int)]
    return product


@lru_cache(maxsize=32)
def thumbnail(name: str) -> Drawn:
    """A small clean sample for the gallery: points (120, 2) and labels (120,), read-only."""
    drawn = DATASETS[name](
        np.random.default_rng(0), THUMBNAIL_SAMPLES, 0.0, CHOICES[name].classes[0] or 2
    )
    for array in drawn:
        array.setflags(write=False)
    return drawn


@lru_cache(maxsize=64)
def _generated(data: GeneratedData) -> Dataset:
    """Draw, shuffle, and hold back all points after the first floor(n * train_share)."""
    generator = np.random.default_rng(data.seed)
    points, labels = DATASETS[data.name](generator, data.samples, data.noise, data.classes)
    order = generator.permutation(len(points))
    is_test = np.arange(len(points)) >= int(np.floor(len(points) * data.train_share + 1e-9))
    classes = data.classes if CHOICES[data.name].classes[0] else 0
    return _frozen(points[order], labels[order], is_test, classes, data)


@lru_cache(maxsize=16)
def _given(data: PointsData, classes: int) -> Dataset:
    """A person's own points in the order they were given; labels -1/+1 become classes 0/1."""
    table = np.array(data.points, dtype=float)
    labels = table[:, 2]
    if classes == 2 and labels.min() < 0:
        labels = (labels + 1) / 2
    is_test = np.array([side == "test" for side in data.split])
    return _frozen(table[:, :2], labels, is_test, classes, data)


def _frozen(
    points: Array,
    labels: Array,
    is_test: NDArray[np.bool_],
    classes: int,
    data: GeneratedData | PointsData,
) -> Dataset:
    points, labels = np.ascontiguousarray(points), np.ascontiguousarray(labels)
    for array in (points, labels, is_test):
        array.setflags(write=False)
    return Dataset(points, labels, is_test, classes, data.name)

"""Real tables on the plane: their first two principal components, each scaled to fit the board.

The tables come with scikit-learn (iris: Fisher 1936; wine: Forina et al., UCI). They are read from
its folder, since importing the library takes seconds that only these two sets would need. Noise
jitters the projected points.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.random import Generator

from playground.data.planar import Array, Drawn
from playground.errors import DataError

REACH = 5.0
"""The largest coordinate after scaling; the board reaches to 6."""


def iris(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """150 flowers of three kinds, measured in centimetres."""
    return _draw(_iris(), rng, samples, noise)


def wine(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """178 wines of three growers; their 13 measures differ in unit, so each is standardised."""
    return _draw(_wine(), rng, samples, noise)


@cache
def _iris() -> Drawn:
    table, labels = _read("iris.csv")
    return _projected(table), labels


@cache
def _wine() -> Drawn:
    table, labels = _read("wine_data.csv")
    return _projected(table / table.std(axis=0)), labels


def _read(name: str) -> Drawn:
    """The measures (N, F) and the classes (N,) of one of scikit-learn's tables."""
    spec = find_spec("sklearn")
    if spec is None or spec.origin is None:
        raise DataError("data", "not_a_file", {"value": f"scikit-learn's {name}"})
    path = Path(spec.origin).parent / "datasets" / "data" / name
    try:
        table = np.loadtxt(path, delimiter=",", skiprows=1)
    except OSError as error:
        raise DataError("data", "not_a_file", {"value": f"scikit-learn's {name}"}) from error
    return table[:, :-1], table[:, -1]


def _projected(table: Array) -> Array:
    """The first two principal components (N, 2); the largest part of each axis is positive."""
    centred = table - table.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]  # (2, F)
    signs = np.sign(axes[[0, 1], np.abs(axes).argmax(axis=1)])
    points = centred @ (axes * signs[:, None]).T
    return np.asarray(points * (REACH / np.abs(points).max(axis=0)))


def _draw(table: Drawn, rng: Generator, samples: int, noise: float) -> Drawn:
    """So many rows in a random order that keeps the classes' shares, jittered by N(0, noise)."""
    points, labels = table
    order = rng.permutation(len(labels))
    share = np.empty(len(labels))
    for label in np.unique(labels):
        members = order[labels[order] == label]
        share[members] = (np.arange(len(members)) + 0.5) / len(members)
    chosen = np.argsort(share, kind="stable")[:samples]
    return points[chosen] + noise * rng.standard_normal((len(chosen), 2)), labels[chosen]

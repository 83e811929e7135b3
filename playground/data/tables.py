"""Real tables on the plane: their first two principal components, scaled to fit the board.

The data come with scikit-learn (iris: Fisher 1936; wine: Forina et al., UCI). Each feature is
standardised before the components are found; noise jitters the projected points.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.random import Generator

from playground.data.planar import Array, Drawn

REACH = 5.0
"""The largest coordinate after scaling; the board reaches to 6."""


def iris(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """150 flowers of three kinds; fewer samples are drawn evenly from each kind."""
    return _draw("load_iris", rng, samples, noise)


def wine(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """178 wines of three growers; fewer samples are drawn from each in proportion."""
    return _draw("load_wine", rng, samples, noise)


@cache
def _projected(loader: str) -> Drawn:
    """All rows of a table as points (N, 2) and labels (N,)."""
    import sklearn.datasets  # noqa: PLC0415 - half a second that only these two sets need
    from sklearn.decomposition import PCA  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

    load: Callable[..., tuple[Any, Any]] = getattr(sklearn.datasets, loader)
    table, labels = load(return_X_y=True)
    points: Array = PCA(2, svd_solver="full").fit_transform(StandardScaler().fit_transform(table))
    return points * (REACH / np.abs(points).max()), labels.astype(float)


def _draw(loader: str, rng: Generator, samples: int, noise: float) -> Drawn:
    points, labels = _projected(loader)
    order = rng.permutation(len(labels))
    # Going through a random order class by class in turn keeps the classes' shares.
    share = np.empty(len(labels))
    for label in np.unique(labels):
        members = order[labels[order] == label]
        share[members] = (np.arange(len(members)) + 0.5) / len(members)
    chosen = np.argsort(share, kind="stable")[:samples]
    return points[chosen] + noise * rng.standard_normal((len(chosen), 2)), labels[chosen]

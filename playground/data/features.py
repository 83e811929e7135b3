"""Input features of a point (x1, x2): word -> function of the points (N, 2) giving (N,)."""

from collections.abc import Callable, Sequence

import numpy as np

from playground.data.planar import Array

BOARD = (-6.0, 6.0)
"""The square that maps show, along each axis."""

FEATURES: dict[str, Callable[[Array], Array]] = {
    "x1": lambda points: points[:, 0],
    "x2": lambda points: points[:, 1],
    "x1_squared": lambda points: points[:, 0] ** 2,
    "x2_squared": lambda points: points[:, 1] ** 2,
    "x1_x2": lambda points: points[:, 0] * points[:, 1],
    "sin_x1": lambda points: np.sin(points[:, 0]),
    "sin_x2": lambda points: np.sin(points[:, 1]),
    "cos_x1": lambda points: np.cos(points[:, 0]),
    "cos_x2": lambda points: np.cos(points[:, 1]),
}


def expand(points: Array, words: Sequence[str]) -> Array:
    """The features named by `words` of every point: (N, 2) -> (N, F)."""
    return np.column_stack([FEATURES[word](points) for word in words])


def grid(size: int) -> Array:
    """Cell centres of a size x size map of the board, row by row from the top: (G * G, 2)."""
    low, high = BOARD
    centres = low + (high - low) * (np.arange(size) + 0.5) / size
    across, up = np.meshgrid(centres, centres[::-1])
    return np.column_stack([across.ravel(), up.ravel()])


def maps(size: int) -> Array:
    """Every feature over the board, in the registry's order: (F, G, G)."""
    return expand(grid(size), tuple(FEATURES)).T.reshape(len(FEATURES), size, size)

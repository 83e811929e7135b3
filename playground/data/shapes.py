"""Shapes drawn by formula: six kinds, anywhere on 16x16, in any size, brightness and slight turn.

A shape is the set where its signed distance is below 0; ink = clip(1/2 - distance, 0, 1) in pixels
gives its edge a soft pixel. Lengths are in radii of the shape, the y axis points down.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from playground.data.album import Album, album
from playground.errors import N_

SIDE, COUNT, GRAIN = 16, 5000, 0.06
SMALLEST, LARGEST, TURN = 3.6, 6.2, np.radians(15.0)
Array = NDArray[np.float64]


def _circle(x: Array, y: Array) -> Array:
    return np.hypot(x, y) - 0.95


def _square(x: Array, y: Array) -> Array:
    return np.asarray(np.maximum(np.abs(x), np.abs(y)) - 0.8)


def _triangle(x: Array, y: Array) -> Array:
    side = np.sqrt(3) / 2
    return np.asarray(np.maximum(y, side * np.abs(x) - y / 2) - 0.5)


def _cross(x: Array, y: Array) -> Array:
    wide, high = np.abs(x), np.abs(y)
    lying, standing = np.maximum(wide - 1, high - 0.28), np.maximum(high - 1, wide - 0.28)
    return np.asarray(np.minimum(lying, standing))


def _ring(x: Array, y: Array) -> Array:
    return np.abs(np.hypot(x, y) - 0.75) - 0.22


def _star(x: Array, y: Array) -> Array:
    """Five points; folded into one tenth, its edge is a line from tip (1, 0) to inner corner."""
    tenth = np.pi / 5
    angle = np.abs((np.arctan2(x, -y) + tenth) % (2 * tenth) - tenth)
    inner = 0.42 * np.array([np.cos(tenth), np.sin(tenth)])
    along = inner - [1.0, 0.0]
    across, up = np.array([along[1], -along[0]]) / np.hypot(*along)
    radius = np.hypot(x, y)
    return np.asarray(across * (radius * np.cos(angle) - 1) + up * radius * np.sin(angle))


SHAPES: dict[str, Callable[[Array, Array], Array]] = {
    N_("circle"): _circle,
    N_("square"): _square,
    N_("triangle"): _triangle,
    N_("cross"): _cross,
    N_("ring"): _ring,
    N_("star"): _star,
}


@cache
def shapes() -> Album:
    """5,000 shapes, the same ones always; classes take turns."""
    rng = np.random.default_rng(0)
    radius = rng.uniform(SMALLEST, LARGEST, (COUNT, 1, 1))
    room = (SIDE - 1) / 2 - radius
    centre = (SIDE - 1) / 2 + rng.uniform(-1, 1, (2, COUNT, 1, 1)) * room
    turn = rng.uniform(-TURN, TURN, (COUNT, 1, 1))
    places = np.arange(SIDE)
    down, right = places[:, None] - centre[0], places - centre[1]  # (N, H, W)
    x = (np.cos(turn) * right + np.sin(turn) * down) / radius
    y = (np.cos(turn) * down - np.sin(turn) * right) / radius
    ink, labels = np.empty((COUNT, SIDE, SIDE)), np.arange(COUNT) % len(SHAPES)
    for label, distance in enumerate(SHAPES.values()):
        mine = labels == label
        ink[mine] = np.clip(0.5 - radius[mine] * distance(x[mine], y[mine]), 0, 1)
    ink *= rng.uniform(0.6, 1.0, (COUNT, 1, 1))
    ink += GRAIN * rng.standard_normal(ink.shape)
    return album(np.clip(ink, 0, 1).astype(np.float32), labels, tuple(SHAPES), white=1.0)

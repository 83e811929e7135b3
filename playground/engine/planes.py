"""Planes through the space of weights, on which a landscape is drawn.

All rows of weights are canonical (see layout.py), and so are the directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.spec.race_cost import PLANE_ROWS

Array = NDArray[np.float64]

MARGIN = 0.25
"""What is shown around trails, as a share of their width."""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """An origin (P,) and two directions (2, P); coordinates count in lengths of these."""

    origin: Array
    directions: Array

    def weights(self, coordinates: NDArray[Any]) -> Array:
        """The weights at coordinates (..., 2) -> (..., P)."""
        places: Array = self.origin + coordinates @ self.directions
        return places

    def project(self, rows: NDArray[Any]) -> Array:
        """The coordinates of the nearest places on the plane, (..., P) -> (..., 2)."""
        seen: Array = (rows - self.origin) @ np.linalg.pinv(self.directions)
        return seen

    def share(self, rows: NDArray[Any]) -> float:
        """How much of the movement among rows (..., P) the plane shows: 1 is all of it.

        Sums of squared distances from the rows' mean, on the plane and altogether.
        """
        known = _finite(rows)
        around = known - known.mean(0)
        total = float(np.square(around).sum())
        shown = around @ np.linalg.pinv(self.directions) @ self.directions
        return float(np.square(shown).sum()) / total if total else 1.0


def through(paths: NDArray[Any]) -> Plane:
    """The plane that shows most of the movement of checkpoints (T, R, P): their PCA.

    Lorch 2016; Li et al. 2018, section 7. Origin is the mean; the directions have length 1 and
    point the way in which the mean run went.
    """
    times, runs, _ = paths.shape
    kept = np.linspace(0, times - 1, min(times, max(2, PLANE_ROWS // runs))).round().astype(int)
    rows = _finite(paths[kept])
    origin = rows.mean(0)
    around = np.vstack([rows - origin, np.zeros_like(rows[:1])])  # never less than two rows
    directions = np.linalg.svd(around, full_matrices=False)[2][:2]
    went = directions @ _finite(paths[-1] - paths[0]).mean(0)
    return Plane(origin, directions * np.where(went < 0, -1.0, 1.0)[:, None])


def aligned(plane: Plane, former: Plane) -> Plane:
    """The same plane with its directions turned as little as possible against a former one's.

    Orthogonal Procrustes: of all B = R D the one with the least ‖B - F‖, R = U V' from the
    singular values U S V' of F D'. So no direction ever points against its former self.
    """
    left, _, right = np.linalg.svd(former.directions @ plane.directions.T)
    return Plane(plane.origin, left @ right @ plane.directions)


def random(origin: NDArray[Any], sizes: Sequence[int], seed: int) -> Plane:
    """Two random directions around weights (P,), filter-normalised (Li et al. 2018, section 4).

    The weights into each unit get a normal direction as long as these weights are themselves:
    d ← d ‖w‖ / ‖d‖. Biases stay where they are, as in the authors' program.
    """
    generator, pieces, start = np.random.default_rng(seed), [], 0
    for inputs, outputs in pairwise(sizes):
        end = start + inputs * outputs
        kernel = origin[start:end].reshape(inputs, outputs)
        draws = generator.standard_normal((2, inputs, outputs))
        draws *= np.linalg.norm(kernel, axis=0) / np.linalg.norm(draws, axis=1, keepdims=True)
        pieces += [draws.reshape(2, -1), np.zeros((2, outputs))]
        start = end + outputs
    return Plane(origin.astype(np.float64), np.concatenate(pieces, axis=1))


def window(trails: NDArray[Any]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ranges of both coordinates that show trails (..., 2), with a margin around them.

    A direction in which next to nothing moves still gets a tenth of the other's width.
    """
    seen = _finite(trails)
    low, high = seen.min(0), seen.max(0)
    half = (high - low) / 2
    half = (1 + 2 * MARGIN) * np.maximum(half, half.max() / 10)
    half[half == 0] = 1.0
    (left, bottom), (right, top) = ((low + high) / 2 - half, (low + high) / 2 + half)
    return (float(left), float(right)), (float(bottom), float(top))


def _finite(rows: NDArray[Any]) -> Array:
    """Those of the rows (..., P) that are all numbers: a run may have lost its own."""
    flat = rows.reshape(-1, rows.shape[-1]).astype(np.float64)
    known: Array = flat[np.isfinite(flat).all(1)]
    return known

"""The loss of the real network anywhere in the space of its weights: over a plane, along a line.

A grid of weights is a race of as many runs, so the engine's own forward walk measures it, one
chunk of runs after the other: written down once, replayed for every plane.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground import data
from playground.engine.batches import points_of
from playground.engine.layout import Layout
from playground.engine.network import Forward, Rules
from playground.engine.planes import Plane
from playground.engine.program import Array, Program
from playground.engine.threads import use_one_blas_thread
from playground.spec import Experiment
from playground.spec.cost import landscape_runs, widths


class Landscape:
    """The mean loss of any weights on one side of the data, as training measures it.

    A loss that is no finite number stays what it is; without points on that side it is NaN.
    """

    def __init__(
        self, experiment: Experiment, side: str = "train", dtype: DTypeLike = np.float32
    ) -> None:
        """Write the walk down; `side` is "train" or "test"."""
        use_one_blas_thread()
        self._layout = Layout(widths(experiment), landscape_runs(experiment))
        self._do = do = Program(dtype)
        self._theta, self._losses = self._layout.zeros(dtype), do.zeros(self._layout.runs)
        places = np.flatnonzero(data.load(experiment).is_test == (side == "test"))
        if not len(places):
            self._losses[:] = np.nan
            return
        points = points_of(experiment, do.dtype)
        blocks = self._layout.blocks(self._theta)
        forward = Forward(Rules.of(experiment), blocks, points.inputs[:, places])
        errors = forward.errors(do, points.targets[:, places])
        weights = np.ones(len(places)) if points.weights is None else points.weights[places]
        do(errors.dot, (weights / len(places)).astype(do.dtype), self._losses)

    def over(self, plane: Plane, x: NDArray[Any], y: NDArray[Any]) -> Array:
        """Losses at the crossings of coordinates x (G,) and y (H,), a row for each y (H, G)."""
        crossings = np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)
        losses = self._measure(len(crossings), lambda span: plane.weights(crossings[span]))
        return losses.reshape(len(y), len(x))

    def between(self, start: NDArray[Any], end: NDArray[Any], shares: NDArray[Any]) -> Array:
        """Losses on the straight line from `start` (P,), share 0, to `end`, share 1 (T,).

        Goodfellow, Vinyals, Saxe 2015.
        """
        way = end - start
        return self._measure(len(shares), lambda span: start + shares[span, None] * way)

    def of(self, rows: NDArray[Any]) -> Array:
        """Losses of weights in canonical order (T, P), one each (T,)."""
        return self._measure(len(rows), lambda span: rows[span])

    def _measure(self, count: int, rows_of: Callable[[slice], NDArray[Any]]) -> Array:
        """The losses of so many rows, of which a chunk at a time is made (count,)."""
        losses, at_once = np.empty(count, self._do.dtype), self._layout.runs
        with np.errstate(all="ignore"):
            for start in range(0, count, at_once):
                rows = rows_of(slice(start, start + at_once))
                missing = at_once - len(rows)
                if missing:
                    rows = np.pad(rows, ((0, missing), (0, 0)))
                self._layout.put_all(self._theta, rows)
                self._do.run()
                losses[start : start + at_once] = self._losses[: at_once - missing]
        return losses

"""Coefficients of many runs as arrays that calls can be prepared with.

What is the same for all runs is a number; what differs is spread over the flat array. What changes
from step to step is computed some steps in advance and set before each step.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.engine.layout import Layout
from playground.engine.program import Array
from playground.engine.schedules import Value

AHEAD = 256
"""Steps for which changing coefficients are computed in advance."""

Table = Sequence[Sequence[Value]]
"""For each kind of run its coefficients, for the AHEAD steps to come."""


class Coefficients:
    """Columns of coefficients; runs of the same kind share theirs."""

    def __init__(
        self,
        layout: Layout,
        kinds: NDArray[np.intp],
        compute: Callable[[int], Table],
        dtype: DTypeLike,
    ) -> None:
        """Begin before the first step.

        Args:
            layout: over which columns are spread.
            kinds: which row of the table holds for each run (R,).
            compute: returns the table for the AHEAD steps after so many.
            dtype: of all arrays.
        """
        self._layout, self._kinds, self._compute, self._dtype = layout, kinds, compute, dtype
        self._columns = list(zip(*compute(0), strict=True))
        self._done = 0
        self._arrays: dict[int, Array] = {}
        self._coming: dict[int, Array] = {}
        self._places: Array | None = None

    @property
    def changes(self) -> bool:
        """Whether `advance` must be called before each step."""
        return bool(self._coming)

    def are(self, column: int, value: float) -> bool:
        """Whether a column holds this value for all runs and at all times."""
        return all(not isinstance(entry, np.ndarray) and entry == value
                   for entry in self._columns[column])  # fmt: skip

    def where(self, column: int) -> Array:
        """The parameters whose run has something in a fixed column, as a mask like theta."""
        used = np.array(self._columns[column]) != 0
        return self._layout.spread(used[self._kinds], np.bool_)

    def array(self, column: int) -> Array:
        """A column as an array, the same one at all times."""
        if column not in self._arrays:
            self._arrays[column] = self._made(column)
        return self._arrays[column]

    def advance(self) -> None:
        """Set what changes to its values for the next step."""
        at = self._done % AHEAD
        if self._done and not at:
            self._columns = list(zip(*self._compute(self._done), strict=True))
            for column, table in self._coming.items():
                self._fill(table, column)
        self._done += 1
        for column, table in self._coming.items():
            array = self._arrays[column]
            if array.ndim:
                table[at].take(self._places, 0, array, "clip")
            else:
                array[()] = table[at, 0]

    def _made(self, column: int) -> Array:
        values = self._columns[column]
        if any(isinstance(value, np.ndarray) for value in values):
            self._coming[column] = table = np.empty((AHEAD, len(values)), self._dtype)
            self._fill(table, column)
            if len(values) == 1:
                return np.zeros((), self._dtype)
            if self._places is None:
                self._places = self._layout.spread(self._kinds, np.intp)
            return self._layout.zeros(self._dtype)
        fixed = np.array(values)
        if (fixed == fixed[0]).all():
            return np.array(fixed[0], self._dtype)
        return self._layout.spread(fixed[self._kinds], self._dtype)

    def _fill(self, table: Array, column: int) -> None:
        for kind, values in enumerate(self._columns[column]):
            with np.errstate(over="ignore"):  # a rate that grows without bounds
                table[:, kind] = values

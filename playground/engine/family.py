"""The family of update rules as one pass: its formula (see `optimizers.py`), line by line.

A coefficient that is 1 for all runs is not multiplied by, a memory that no run has is left out, and
so on: a mix pays for what its members need, and a rule alone for nothing but itself.
"""

from collections.abc import Mapping

import numpy as np

from playground.engine.coefficients import Coefficients
from playground.engine.program import Array, Program

KEEP_1, GAIN_1, KEEP_2, GAIN_2, TAKE_M, TAKE_G, *_REST = range(13)
FADE, INNER, CENTRE, OUTER, PUSH, GO, DECAY = _REST
"""The columns: Terms in their order, then what weight decay leaves of a weight."""


class Family:
    """Writes the pass down for all parameters w with gradients g."""

    def __init__(
        self, do: Program, columns: Coefficients, w: Array, g: Array, memory: Mapping[str, Array]
    ) -> None:
        """Nothing is written down yet; g will be overwritten."""
        self._do, self._columns, self._memory = do, columns, memory
        self._w, self._g = w, g

    def write_decay(self) -> None:
        """Write down w ← decay w."""
        self._times(self._w, DECAY, self._w)

    def write_step(self) -> None:
        """Everything else."""
        do, w, g, spare = self._do, self._w, self._g, np.zeros_like(self._g)
        self._write_first(spare)
        has_second = self._write_second(spare)
        way = self._write_numerator(spare)
        if has_second:
            do(np.divide, way, self._write_denominator(spare), g)
            way = g
        if not self._columns.are(PUSH, 0.0):
            v = self._memory["velocity"]
            self._times(v, PUSH, v)
            do(np.add, v, way, v)
            way = self._times(v, GO, spare)
        do(np.subtract, w, way, w)

    def _write_first(self, spare: Array) -> None:
        """Write down m ← keep₁ m + gain₁ g."""
        if self._is_used(KEEP_1, GAIN_1):
            m = self._memory["first"]
            self._times(m, KEEP_1, m)
            self._do(np.add, m, self._times(self._g, GAIN_1, spare), m)

    def _write_second(self, spare: Array) -> bool:
        """Write down s ← keep₂ s + gain₂ g²; returns whether there is one."""
        if not self._is_used(KEEP_2, GAIN_2):
            return False
        s = self._memory["second"]
        self._times(s, KEEP_2, s)
        self._do(np.multiply, self._g, self._g, spare)
        self._do(np.add, s, self._times(spare, GAIN_2, spare), s)
        return True

    def _write_numerator(self, spare: Array) -> Array:
        """Write down take_m m + take_g g; returns where it stands."""
        g = self._g
        if self._columns.are(TAKE_M, 0.0):
            return self._times(g, TAKE_G, g)
        m = self._memory["first"]
        if self._columns.are(TAKE_G, 0.0):
            return self._times(m, TAKE_M, g)
        self._do(np.add, self._times(g, TAKE_G, g), self._times(m, TAKE_M, spare), g)
        return g

    def _write_denominator(self, spare: Array) -> Array:
        """Write down √(h + inner - centre m²) + outer; returns where it stands."""
        do, columns = self._do, self._columns
        root_of = self._write_largest(spare)
        if not columns.are(CENTRE, 0.0):
            mean = np.zeros_like(spare)
            do(np.multiply, self._memory["first"], self._memory["first"], mean)
            do(np.subtract, root_of, self._times(mean, CENTRE, mean), spare)
            # It is never below 0, but for rounding; and then a root would be no number.
            do.into(spare, np.maximum, spare, do.filled(spare, 0.0))
            root_of = spare
        if not columns.are(INNER, 0.0):
            do(np.add, root_of, columns.array(INNER), spare)
            root_of = spare
        do(np.sqrt, root_of, spare)
        if not columns.are(OUTER, 0.0):
            do(np.add, spare, columns.array(OUTER), spare)
        return spare

    def _write_largest(self, spare: Array) -> Array:
        """Write down h ← max(fade h, s) where a run fades, else s; returns where it stands."""
        s = self._memory["second"]
        if self._columns.are(FADE, 0.0):
            return s
        h = self._memory["largest"]
        self._do.into(spare, np.maximum, self._times(h, FADE, spare), s)
        self._do(np.putmask, h, self._columns.where(FADE), spare)  # elsewhere it stays 0
        return spare

    def _is_used(self, *columns: int) -> bool:
        return not all(self._columns.are(column, 0.0) for column in columns)

    def _times(self, array: Array, column: int, out: Array) -> Array:
        """Array * coefficient; the array itself where that is 1 for all runs."""
        if self._columns.are(column, 1.0):
            return array
        self._do(np.multiply, array, self._columns.array(column), out)
        return out

"""The update rules that do not fit the family of `optimizers.py`: each writes its own lines.

An outsider is a tuple of coefficients. `write` is called on an equal tuple in which each of them
stands ready as an array, a number or spread like the weights. w, g (to be overwritten) and the
memories are those of the outsider's runs alone, so the lines read as if there were nobody else.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from playground.engine.program import Array, Program
from playground.engine.schedules import Value

TINY = 1e-30
"""Divides 0 where nothing has been seen yet."""


class Adadelta(NamedTuple):
    """Adadelta: steps are measured by the steps before (Zeiler 2012).

    s ← ρ s + (1 - ρ) g²,  d = g √(x + ε) / √(s + ε),  x ← ρ x + (1 - ρ) d²,  w ← w - α d
    """

    rate: Value
    keep: Value
    gain: Value
    epsilon: Value

    @property
    def memories(self) -> tuple[str, ...]:
        """The memories that are used, by name."""
        return ("first", "second")

    def at_rest(self) -> "Adadelta":
        """The same rule for a run that has stopped."""
        return self._replace(rate=0.0, keep=1.0, gain=0.0)

    def write(self, do: Program, w: Array, g: Array, memory: Mapping[str, Array]) -> None:
        """Write the step down."""
        x, s = memory["first"], memory["second"]
        d, spare = do.zeros(*w.shape), do.zeros(*w.shape)
        do(np.multiply, s, self.keep, s)
        do(np.multiply, g, g, d)
        do(np.multiply, d, self.gain, d)
        do(np.add, s, d, s)

        do(np.add, x, self.epsilon, d)
        do(np.sqrt, d, d)
        do(np.multiply, d, g, d)
        do(np.add, s, self.epsilon, spare)
        do(np.sqrt, spare, spare)
        do(np.divide, d, spare, d)

        do(np.multiply, x, self.keep, x)
        do(np.multiply, d, d, spare)
        do(np.multiply, spare, self.gain, spare)
        do(np.add, x, spare, x)

        do(np.multiply, d, self.rate, d)
        do(np.subtract, w, d, w)


class Lion(NamedTuple):
    """Lion: every weight steps equally far, only a sign counts (Chen et al. 2023).

    w ← w - α sign(β₁ m + (1 - β₁) g),  then  m ← β₂ m + (1 - β₂) g
    """

    rate: Value
    look_back: Value
    look_here: Value
    keep: Value
    gain: Value

    @property
    def memories(self) -> tuple[str, ...]:
        """The memories that are used, by name."""
        return ("first",)

    def at_rest(self) -> "Lion":
        """The same rule for a run that has stopped."""
        return self._replace(rate=0.0, keep=1.0, gain=0.0)

    def write(self, do: Program, w: Array, g: Array, memory: Mapping[str, Array]) -> None:
        """Write the step down."""
        m, way = memory["first"], do.zeros(*w.shape)
        spare = do.zeros(*w.shape)
        do(np.multiply, m, self.look_back, way)
        do(np.multiply, g, self.look_here, spare)
        do(np.add, way, spare, way)
        do(np.sign, way, way)
        do(np.multiply, way, self.rate, way)
        do(np.subtract, w, way, w)

        do(np.multiply, m, self.keep, m)
        do(np.multiply, g, self.gain, spare)
        do(np.add, m, spare, m)


class Ftrl(NamedTuple):
    """FTRL-Proximal: the weight that would have been best so far (McMahan et al. 2013).

    n′ = n + g²,  z ← z + g + 2 shrink w - (n′ᵖ - nᵖ) / α w,  n ← n′
    w ← (clip(z, ±l1) - z) / (n′ᵖ / α + 2 l2 + β / α)

    with p = -learning_rate_power. `moves` is 0 where the rate is, for then nothing changes.
    """

    moves: Value
    rate: Value
    power: Value
    shrink: Value
    l1: Value
    l2: Value

    @property
    def memories(self) -> tuple[str, ...]:
        """The memories that are used, by name."""
        return ("first", "second")

    def at_rest(self) -> "Ftrl":
        """The same rule for a run that has stopped."""
        return self._replace(moves=0.0)

    def write(self, do: Program, w: Array, g: Array, memory: Mapping[str, Array]) -> None:
        """Write the step down."""
        z, n = memory["first"], memory["second"]
        before, after, spare = (do.zeros(*w.shape) for _ in range(3))
        do(np.power, n, self.power, before)
        do(np.multiply, g, g, spare)
        do(np.multiply, spare, self.moves, spare)
        do(np.add, n, spare, n)
        do(np.power, n, self.power, after)

        do(np.subtract, after, before, spare)
        do(np.divide, spare, self.rate, spare)
        do(np.subtract, self.shrink, spare, spare)
        do(np.multiply, spare, w, spare)
        do(np.add, spare, g, spare)
        do(np.multiply, spare, self.moves, spare)
        do(np.add, z, spare, z)

        do(np.divide, after, self.rate, after)
        do(np.add, after, self.l2, after)
        do.into(after, np.maximum, after, do.filled(after, TINY))
        do(np.clip, z, *self._bounds(do, w), spare)
        do(np.subtract, spare, z, spare)
        do(np.divide, spare, after, spare)

        do(np.subtract, spare, w, spare)
        do(np.multiply, spare, self.moves, spare)
        do(np.add, w, spare, w)

    def _bounds(self, do: Program, w: Array) -> tuple[Array, Array]:
        """From -l1 to l1, which no schedule changes."""
        most = do.zeros(*w.shape)
        most[...] = self.l1
        return -most, most


Outsider = Adadelta | Lion | Ftrl

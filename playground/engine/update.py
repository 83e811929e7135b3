"""One pass of the optimizers over all runs at once, whatever the mix.

Coefficients that are the same for all runs are numbers; others are spread over the flat array.
Terms that no run uses are not written down, so a plain SGD step is two calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.engine.layout import Layout
from playground.engine.optimizers import OPTIMIZERS, Terms
from playground.engine.program import Array, Program
from playground.spec import RunSpec

AHEAD = 256
"""Steps for which changing rates are computed in advance."""


@dataclass
class Memory:
    """What the optimizers remember: two arrays like theta, and each run's count of steps (R,)."""

    first: Array
    second: Array
    steps: NDArray[np.int64]

    def copy(self) -> "Memory":
        """An independent copy."""
        return Memory(self.first.copy(), self.second.copy(), self.steps.copy())

    def adopt(self, other: "Memory") -> None:
        """Become equal to another, in place."""
        self.first[:], self.second[:], self.steps[:] = other.first, other.second, other.steps

    def empty(self, layout: Layout, run: int, start: float) -> None:
        """Forget what is remembered of one run; its second memory becomes `start`."""
        for flat, value in ((self.first, 0.0), (self.second, start)):
            for block in layout.blocks(flat):
                block[:, run] = value
        self.steps[run] = 0


def terms_of(run: RunSpec) -> Terms:
    """The coefficients of a run."""
    return OPTIMIZERS[run.optimizer](run)


def at_rest(terms: Terms) -> Terms:
    """The same rule for a run that has stopped: neither its weights nor its memories move."""
    first = (1.0, 0.0) if any(terms.first) else terms.first
    second = (1.0, 0.0) if any(terms.second) else terms.second
    return terms._replace(rate=0.0, first=first, second=second)


def write_penalties(
    do: Program, layout: Layout, runs: Sequence[RunSpec], theta: Array, gradient: Array
) -> None:
    """Write down g ← g + l2 w + l1 sign(w) for weights, never for biases."""
    pull = layout.zeros(do.dtype)
    if any(run.l2 for run in runs):
        strength = layout.spread_to_weights(np.array([run.l2 for run in runs]), do.dtype)
        do(np.multiply, theta, strength, pull)
        do(np.add, gradient, pull, gradient)
    if any(run.l1 for run in runs):
        strength = layout.spread_to_weights(np.array([run.l1 for run in runs]), do.dtype)
        do(np.sign, theta, pull)
        do(np.multiply, pull, strength, pull)
        do(np.add, gradient, pull, gradient)


class Rates:
    """The rates of the steps to come, computed in advance where they change from step to step."""

    def __init__(
        self, layout: Layout, terms: Sequence[Terms], steps: NDArray[np.int64], dtype: DTypeLike
    ) -> None:
        """Begin after `steps` (R,) of each run."""
        self._terms, self._steps, self._dtype = terms, steps.astype(np.float64), dtype
        self._done = self._counted = 0
        self._table = self._compute()
        self._is_shared = bool((self._table == self._table[:, :1]).all())
        if self._is_shared:
            self.rate: Array = np.zeros((), dtype)
        else:
            self.rate = layout.zeros(dtype)
            self._run_of = layout.spread(np.arange(layout.runs, dtype=np.float64), np.intp)

    def advance(self) -> None:
        """Set `rate` for the next step: a number, or spread over the flat array."""
        at = self._done % AHEAD
        if self._done and not at:
            self._table = self._compute()
        self._done += 1
        if self._is_shared:
            self.rate[()] = self._table[at, 0]
        else:
            self._table[at].take(self._run_of, 0, self.rate, "clip")

    def count(self) -> int:
        """Steps done since the last count."""
        counted, self._counted = self._counted, self._done
        return self._done - counted

    def _compute(self) -> Array:
        """The rates of the next steps (AHEAD, R)."""
        table = np.empty((AHEAD, len(self._terms)))
        ahead = np.arange(self._done + 1, self._done + AHEAD + 1)
        for run, terms in enumerate(self._terms):
            rate = terms.rate
            table[:, run] = rate(self._steps[run] + ahead) if callable(rate) else rate
        return table.astype(self._dtype)


class Update:
    """The pass for one choice of runs; made anew when an optimizer's settings change."""

    def __init__(
        self,
        layout: Layout,
        runs: Sequence[RunSpec],
        moving: NDArray[np.bool_],
        *,
        theta: Array,
        gradient: Array,
        memory: Memory,
    ) -> None:
        """Write the pass down.

        Args:
            layout: where the parameters of each run lie.
            runs: the settings of each run.
            moving: which runs still train (R,); the others keep their weights and memories.
            theta: all parameters, changed by the pass.
            gradient: their gradients; overwritten by the pass.
            memory: the optimizers' memories, changed by the pass.
        """
        rules = [terms_of(run) for run in runs]
        self.program = Program(theta.dtype)
        self._layout, self._moving, self._memory = layout, moving, memory
        self._terms = [
            terms if moves else at_rest(terms) for terms, moves in zip(rules, moving, strict=True)
        ]
        self._rates: Rates | None = None
        self._write(theta, gradient, np.zeros_like(theta))

    def sync(self) -> None:
        """Bring the memory's count of steps up to date."""
        if self._rates is not None:
            self._memory.steps[self._moving] += self._rates.count()

    def _write(self, theta: Array, g: Array, spare: Array) -> None:
        """Write down the formulas of `optimizers.py`, line by line."""
        do, m, s = self.program, self._memory.first, self._memory.second
        keep_1, gain_1, keep_2, gain_2 = np.array(
            [(*terms.first, *terms.second) for terms in self._terms]
        ).T
        take_m, take_g = np.array([terms.take for terms in self._terms]).T
        if keep_1.any() or gain_1.any():
            self._times(m, keep_1, m)
            do(np.add, m, self._times(g, gain_1, spare), m)
        has_second = bool(keep_2.any() or gain_2.any())
        if has_second:
            self._times(s, keep_2, s)
            do(np.multiply, g, g, spare)
            do(np.add, s, self._times(spare, gain_2, spare), s)
        if not take_m.any():
            way = self._times(g, take_g, g)
        elif not take_g.any():
            way = self._times(m, take_m, g)
        else:
            way = self._times(g, take_g, g)
            do(np.add, self._times(m, take_m, spare), way, g)
            way = g
        if has_second:
            do(np.divide, way, self._under(s, spare), g)
            way = g
        do(np.subtract, theta, self._rated(way, g), theta)

    def _under(self, s: Array, out: Array) -> Array:
        """√(s + inner) + outer."""
        do, root_of = self.program, s
        inner = np.array([terms.inner for terms in self._terms])
        outer = np.array([terms.outer for terms in self._terms])
        if inner.any():
            do(np.add, s, self._spread(inner), out)
            root_of = out
        do(np.sqrt, root_of, out)
        if outer.any():
            do(np.add, out, self._spread(outer), out)
        return out

    def _rated(self, way: Array, out: Array) -> Array:
        """rate(t) * way."""
        rates = [terms.rate for terms in self._terms]
        fixed = [rate for rate in rates if not callable(rate)]
        if len(fixed) == len(rates):
            return self._times(way, np.array(fixed), out)
        self._rates = Rates(self._layout, self._terms, self._memory.steps, self.program.dtype)
        self.program(self._rates.advance)
        self.program(np.multiply, way, self._rates.rate, out)
        return out

    def _times(self, array: Array, values: NDArray[np.float64], out: Array) -> Array:
        """Array * values of its run; the array itself where all of them are 1."""
        if (values == 1).all():
            return array
        self.program(np.multiply, array, self._spread(values), out)
        return out

    def _spread(self, values: NDArray[np.float64]) -> Array:
        """A number where all runs agree, else an array like theta."""
        if (values == values[0]).all():
            return self.program.number(values[0])
        return self._layout.spread(values, self.program.dtype)

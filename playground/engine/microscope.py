"""What the optimizers did to every weight of some runs in their last steps, as it happened.

Nothing is computed here a second time: before a step the weights and memories are copied, in the
midst of it the gradient that the rule sees (penalties and clipping are done), and afterwards the
weights and memories again. The rate and the count of steps are those the coefficients were made of.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.layout import Layout
from playground.engine.memory import Memory
from playground.engine.program import Array, Call, Program
from playground.engine.schedules import rates
from playground.spec import RunSpec

MOST_STEPS = 500
MOST_NUMBERS = 2**22
"""What a record may hold; of large networks it keeps fewer steps."""
MEMORIES = ("first", "second", "largest", "velocity")
COLUMNS = (
    "weight",
    "gradient",
    *(f"{name}_before" for name in MEMORIES),
    *(f"{name}_after" for name in MEMORIES),
    "new_weight",
)


class Moment(NamedTuple):
    """One step of one weight.

    Attributes:
        run: the settings in force.
        step: its number, counted from the run's start.
        t: steps since the memories were empty, this one included.
        rate: the learning rate of this step.
        weight, new_weight: before and after it.
        gradient: as the rule saw it.
        before, after: the memories that the rule uses, by name.
    """

    run: RunSpec
    step: int
    t: int
    rate: float
    weight: float
    gradient: float
    before: Mapping[str, float]
    after: Mapping[str, float]
    new_weight: float


class Period(NamedTuple):
    """Steps under the same settings: where they begin in the record, and how things stood there."""

    first: int
    runs: Sequence[RunSpec]
    moving: NDArray[np.bool_]
    memory: Memory


class Microscope:
    """The record of some runs; the oldest step makes room for the newest."""

    def __init__(self, layout: Layout, runs: Sequence[int], dtype: np.dtype[np.floating]) -> None:
        """Begin without a step."""
        self.runs = tuple(runs)
        self._part = Layout(layout.sizes, len(self.runs))
        self._places = layout.places(np.array(self.runs, np.intp))
        self._now = np.zeros((len(COLUMNS), self._part.length), dtype)
        self.most = max(1, min(MOST_STEPS, MOST_NUMBERS // self._now.size))
        self._rows = np.zeros((self.most, *self._now.shape), dtype)
        self._count = 0
        self._periods: list[Period] = []

    def begin(self, runs: Sequence[RunSpec], moving: NDArray[np.bool_], memory: Memory) -> None:
        """Note the settings of the steps to come, and how counts and paces stand."""
        held = [period for period in self._periods if period.first < self._count]
        gone = sum(period.first <= self._count - self.most for period in held[1:])
        bare = Memory({}, memory.steps.copy(), memory.pace.copy(), memory.kinds)
        self._periods = [*held[gone:], Period(self._count, tuple(runs), moving.copy(), bare)]

    def clear(self) -> None:
        """Forget all steps: training has gone back to another moment."""
        self._count, self._periods = 0, []

    def around(
        self, update: Sequence[Call], clips: int, theta: Array, gradient: Array, memory: Memory
    ) -> list[Call]:
        """The calls of an update with those that record it; the first `clips` only clip."""
        before, seen, after = (Program(theta.dtype) for _ in range(3))
        self._write(before, "weight", theta)
        self._write(seen, "gradient", gradient)
        for name, array in memory.arrays.items():
            self._write(before, f"{name}_before", array)
            self._write(after, f"{name}_after", array)
        self._write(after, "new_weight", theta)
        after(self._note)
        return [*before.calls, *update[:clips], *seen.calls, *update[clips:], *after.calls]

    def moments(self, run: int, layer: int, source: int, target: int) -> list[Moment]:
        """The steps of one weight (source -1: the bias) in which its run moved, oldest first."""
        places = self._part.blocks(np.arange(self._part.length))[layer]
        place = places[target, self.runs.index(run), source]
        ends = [period.first for period in self._periods[1:]] + [self._count]
        found = []
        for period, end in zip(self._periods, ends, strict=True):
            if period.moving[run]:
                for row in range(max(period.first, self._count - self.most), end):
                    values = self._rows[row % self.most, :, place].tolist()
                    found.append(_moment(period, run, row, dict(zip(COLUMNS, values, strict=True))))
        return found

    def _write(self, do: Program, column: str, source: Array) -> None:
        do(source.take, self._places, 0, self._now[COLUMNS.index(column)], "clip")

    def _note(self) -> None:
        self._rows[self._count % self.most] = self._now
        self._count += 1


def _moment(period: Period, run: int, row: int, values: Mapping[str, float]) -> Moment:
    """What a row says about a weight, with the rate and the counts of its step."""
    spec, memory, done = period.runs[run], period.memory, row - period.first
    pace = memory.pace
    steps = np.array([pace.steps[run] + done], float)
    rate = np.broadcast_to(rates(spec, steps, float(pace.scale[run])), 1)
    names = memory.kinds[run].memories
    return Moment(
        run=spec,
        step=int(steps[0]) + 1,
        t=int(memory.steps[run]) + done + 1,
        rate=float(rate[0]),
        weight=values["weight"],
        gradient=values["gradient"],
        before={name: values[f"{name}_before"] for name in names},
        after={name: values[f"{name}_after"] for name in names},
        new_weight=values["new_weight"],
    )

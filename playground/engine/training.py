"""The arrays and prepared calls of training: theta, its gradient, and one step for each batch size.

Nothing here decides anything; `trainer.py` says which runs train, for how long, and when to stop.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.batches import Rows
from playground.engine.gradients import write_penalties
from playground.engine.initializers import INITIALIZERS
from playground.engine.layout import Layout
from playground.engine.memory import Memory
from playground.engine.microscope import Microscope
from playground.engine.network import Gradient, Rules
from playground.engine.program import Array, Call, Program
from playground.engine.schedules import is_scheduled
from playground.engine.update import Update
from playground.spec import Experiment, RunSpec, Schedule

Step = tuple[Array, Array, list[Call]]
"""Where to put a batch, the batch, and what to call then."""


class Checkpoint(NamedTuple):
    """A copy of theta and of what the optimizers remember."""

    theta: Array
    memory: Memory


class Walk(NamedTuple):
    """What batches of one size need: where a batch is put, and how its gradients are found."""

    batch: Array
    program: Program


class Training:
    """R networks and their optimizers."""

    def __init__(
        self,
        experiment: Experiment,
        layout: Layout,
        dtype: np.dtype[np.floating],
        start: Sequence[NDArray[np.float64]] | None = None,
    ) -> None:
        """Set all runs to their start: given rows (P,) each, or drawn from each run's seed."""
        self.layout, self.runs = layout, experiment.runs
        self._rules, self._rows = Rules.of(experiment), Rows.of(experiment)
        self._moving = np.ones(layout.runs, np.bool_)
        self.theta, self.gradient = layout.zeros(dtype), layout.zeros(dtype)
        self.blocks = layout.blocks(self.theta)
        self._memory = Memory.start(layout, self.runs, dtype)
        self._uncounted = 0
        self.microscope: Microscope | None = None
        self._walks: dict[int, Walk] = {}
        for run, spec in enumerate(self.runs):
            row = draw(layout, experiment.initializer, spec.seed) if start is None else start[run]
            layout.put(self.theta, run, row)
        self._write()

    def tune(self, experiment: Experiment, moving: NDArray[np.bool_]) -> None:
        """Adopt settings and which runs move; a run with another optimizer remembers nothing."""
        rows = Rows.of(experiment)
        if rows != self._rows:
            self._rows = rows
            self._walks.clear()
        self._adopt(experiment.runs, moving)

    def watch(self, runs: Sequence[int]) -> None:
        """Record these runs from the next step on, no runs: nothing; asks for new `steps`."""
        microscope = Microscope(self.layout, runs, self.theta.dtype) if runs else None
        self.microscope = microscope
        self._sync()
        self._write()

    def count(self, steps: int) -> None:
        """Note that so many steps have been done."""
        self._uncounted += steps

    def rates(self) -> NDArray[np.float64]:
        """The learning rates in force for the next step (R,)."""
        self._sync()
        found = self._base.copy()
        for schedule, runs in self._scheduled.items():
            found[runs] = self._memory.pace.rates(runs, schedule, self._base[runs])
        return found

    def judge(self, losses: NDArray[np.float64]) -> bool:
        """Look for plateaus in the losses (R,) after an epoch; tells whether a rate was reduced.

        What a reduction changes is written down by the next `tune`.
        """
        reduced = False
        for schedule, runs in self._scheduled.items():
            if schedule.name == "reduce_on_plateau":
                self._sync()
                for run in runs[self._moving[runs]].tolist():
                    loss = float(losses[run])
                    reduced |= self._memory.pace.judge(run, self.runs[run], loss)
        return reduced

    def steps(self, batches: Iterable[Array]) -> list[Step]:
        """What a step does for each batch (C, B), until the next `tune` or `restore`."""
        return [
            (self.walk(batch.shape[1]).batch, batch, self._calls[batch.shape[1]])
            for batch in batches
        ]

    def walk(self, size: int) -> Walk:
        """The forward and backward walk for batches of a size."""
        if size not in self._walks:
            batch = np.zeros((self._rows.all, size), self.theta.dtype)
            gradients = self.layout.blocks(self.gradient)
            walk = Gradient(self._rules, self.blocks, gradients, self._rows.cut(batch))
            self._walks[size] = Walk(batch, walk.program)
        if size not in self._calls:
            gradient = (*self._walks[size].program.calls, *self._penalties.calls)
            self._calls[size] = [*gradient, *self._recorded()]
        return self._walks[size]

    def passes(self, size: int) -> tuple[list[Call], list[Call]]:
        """A step in two parts: finding the gradient of a batch, and what is done with it."""
        walk = self.walk(size)
        return walk.program.calls, [*self._penalties.calls, *self._update.program.calls]

    def gradient_of(self, batch: Array, run: int) -> Array:
        """Gradient of mean loss and penalties for a batch (C, B) at the present weights (P,)."""
        walk = self.walk(batch.shape[1])
        np.copyto(walk.batch, batch)
        walk.program.run()
        self._penalties.run()
        return self.layout.row(self.gradient, run)

    def remembered(self, run: int, layer: int, source: int, target: int) -> dict[str, float]:
        """What the optimizer of a run knows of one weight (source -1: the bias).

        Its memories by name, the `rate` of the next step and the `steps` since they were empty.
        """
        rate, memory = float(self.rates()[run]), self._memory
        names = memory.kinds[run].memories
        blocks = {name: self.layout.blocks(memory.arrays[name])[layer] for name in names}
        known = {name: float(block[target, run, source]) for name, block in blocks.items()}
        return {**known, "rate": rate, "steps": float(memory.steps[run])}

    def checkpoint(self) -> Checkpoint:
        """A copy of everything that later steps depend on."""
        self._sync()
        return Checkpoint(self.theta.copy(), self._memory.copy())

    def restore(self, checkpoint: Checkpoint, moving: NDArray[np.bool_]) -> None:
        """Go back to a checkpoint under the settings of today."""
        self.theta[:] = checkpoint.theta
        self._memory, self._uncounted = checkpoint.memory.copy(), 0
        if self.microscope is not None:
            self.microscope.clear()
        self._adopt(self.runs, moving)

    def forget(self, runs: NDArray[np.bool_]) -> None:
        """Empty the memories of some runs (R,): a NaN there would survive even a factor of 0."""
        self._sync()
        for run in np.flatnonzero(runs).tolist():
            self._memory.forget(self.layout, run, self.runs[run])

    def _adopt(self, runs: Sequence[RunSpec], moving: NDArray[np.bool_]) -> None:
        self._sync()
        self.runs, self._moving = tuple(runs), moving.copy()
        self._memory.tune(self.layout, self.runs, self.theta.dtype)
        self._write()

    def _sync(self) -> None:
        """Hand the steps done on to the memory's counts."""
        self._memory.count(self._uncounted, self._moving)
        self._uncounted = 0

    def _recorded(self) -> list[Call]:
        """What is done with a gradient, recorded where somebody looks."""
        calls, microscope = self._update.program.calls, self.microscope
        if microscope is None:
            return calls
        arrays = (self.theta, self.gradient, self._memory)
        return microscope.around(calls, self._update.clips, *arrays)

    def _write(self) -> None:
        """Write down what depends on the settings."""
        self._base = np.array([run.learning_rate for run in self.runs])
        of_schedule: dict[Schedule, list[int]] = {}
        for run, spec in enumerate(self.runs):
            if is_scheduled(spec):
                of_schedule.setdefault(spec.schedule, []).append(run)
        self._scheduled = {c: np.array(runs) for c, runs in of_schedule.items()}
        self._penalties = Program(self.theta.dtype)
        write_penalties(self._penalties, self.layout, self.runs, self.theta, self.gradient)
        self._update = Update(
            self.layout,
            self.runs,
            self._moving,
            theta=self.theta,
            gradient=self.gradient,
            memory=self._memory,
        )
        self._calls: dict[int, list[Call]] = {}
        if self.microscope is not None:
            self.microscope.begin(self.runs, self._moving, self._memory)


def draw(layout: Layout, initializer: str, seed: int) -> NDArray[np.float64]:
    """The start of one run in canonical order (P,): it depends on shapes and seed alone."""
    rule, generator = INITIALIZERS[initializer], np.random.default_rng(seed)
    pieces = []
    for outputs, _, inputs in layout.shapes:
        kernel = rule.kernel(generator, inputs - 1, outputs)
        pieces += [kernel.ravel(), np.full(outputs, rule.bias)]
    return np.concatenate(pieces)

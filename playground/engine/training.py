"""The arrays and prepared calls of training: theta, its gradient, and one step for each batch size.

Nothing here decides anything; `trainer.py` says which runs train, for how long, and when to stop.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.batches import Rows
from playground.engine.initializers import INITIALIZERS
from playground.engine.layout import Layout
from playground.engine.network import Gradient, Rules
from playground.engine.program import Array, Call, Program
from playground.engine.update import Memory, Update, terms_of, write_penalties
from playground.spec import Experiment, RunSpec

Kind = tuple[str, bool, bool]
"""An optimizer's word and which memories it uses: memories mean the same only within a kind."""


Step = tuple[Array, Array, list[Call]]
"""Where to put a batch, the batch, and what to call then."""


class Checkpoint(NamedTuple):
    """A copy of theta and of what the optimizers remember."""

    theta: Array
    memory: Memory
    kinds: tuple[Kind, ...]


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
        steps = np.zeros(layout.runs, np.int64)
        self._memory = Memory(layout.zeros(dtype), layout.zeros(dtype), steps)
        self._walks: dict[int, Walk] = {}
        for run, spec in enumerate(self.runs):
            row = draw(layout, experiment.initializer, spec.seed) if start is None else start[run]
            layout.put(self.theta, run, row)
            self._forget(run)
        self._write()

    def tune(self, experiment: Experiment, moving: NDArray[np.bool_]) -> None:
        """Adopt settings and which runs move; a run with another optimizer remembers nothing."""
        self._update.sync()
        old = [kind_of(run) for run in self.runs]
        self.runs, self._moving = experiment.runs, moving.copy()
        rows = Rows.of(experiment)
        if rows != self._rows:
            self._rows = rows
            self._walks.clear()
        self._forget_others(old)
        self._write()

    def steps(self, batches: Iterable[Array]) -> list[Step]:
        """What a step does for each batch (C, B), until the next `tune` or `restore`."""
        return [
            (self.walk(batch.shape[1]).batch, batch, self._calls[batch.shape[1]])
            for batch in batches
        ]

    def walk(self, size: int) -> Walk:
        """The forward and backward walk for batches of a size."""
        if size not in self._walks:
            batch = np.zeros((self._rows.count, size), self.theta.dtype)
            gradients = self.layout.blocks(self.gradient)
            walk = Gradient(self._rules, self.blocks, gradients, self._rows.cut(batch))
            self._walks[size] = Walk(batch, walk.program)
        if size not in self._calls:
            programs = (self._walks[size].program, self._penalties, self._update.program)
            self._calls[size] = [call for program in programs for call in program.calls]
        return self._walks[size]

    def gradient_of(self, batch: Array, run: int) -> Array:
        """Gradient of mean loss and penalties for a batch (C, B) at the present weights (P,)."""
        walk = self.walk(batch.shape[1])
        np.copyto(walk.batch, batch)
        walk.program.run()
        self._penalties.run()
        return self.layout.row(self.gradient, run)

    def checkpoint(self) -> Checkpoint:
        """A copy of everything that later steps depend on."""
        self._update.sync()
        kinds = tuple(kind_of(run) for run in self.runs)
        return Checkpoint(self.theta.copy(), self._memory.copy(), kinds)

    def restore(self, checkpoint: Checkpoint, moving: NDArray[np.bool_]) -> None:
        """Go back to a checkpoint under the settings of today."""
        self._moving = moving.copy()
        self.theta[:] = checkpoint.theta
        self._memory.adopt(checkpoint.memory)
        self._forget_others(checkpoint.kinds)
        self._write()

    def _forget_others(self, kinds: Sequence[Kind]) -> None:
        for run, kind in enumerate(kinds):
            if kind != kind_of(self.runs[run]):
                self._forget(run)

    def forget(self, runs: NDArray[np.bool_]) -> None:
        """Empty the memories of some runs (R,): a NaN there would survive even a factor of 0."""
        for run in np.flatnonzero(runs).tolist():
            self._forget(run)

    def _forget(self, run: int) -> None:
        self._memory.empty(self.layout, run, terms_of(self.runs[run]).start)

    def _write(self) -> None:
        """Write down what depends on the settings."""
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


def kind_of(run: RunSpec) -> Kind:
    """What a run's memories mean."""
    terms = terms_of(run)
    return run.optimizer, any(terms.first), any(terms.second)


def draw(layout: Layout, initializer: str, seed: int) -> NDArray[np.float64]:
    """The start of one run in canonical order (P,): it depends on shapes and seed alone."""
    rule, generator = INITIALIZERS[initializer], np.random.default_rng(seed)
    pieces = []
    for outputs, _, inputs in layout.shapes:
        kernel = rule.kernel(generator, inputs - 1, outputs)
        pieces += [kernel.ravel(), np.full(outputs, rule.bias)]
    return np.concatenate(pieces)

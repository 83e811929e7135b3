"""What runs carry from step to step besides their weights: the optimizers' memories.

Each memory is an array like theta, there only if some run uses it. The names are those of the
family in `optimizers.py`; an outsider uses `first` and `second` for memories of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.engine.layout import Layout
from playground.engine.optimizers import OPTIMIZERS
from playground.engine.program import Array
from playground.engine.schedules import Pace
from playground.spec import RunSpec, settings_of


class Kind(NamedTuple):
    """An optimizer and the memories it uses: they mean the same only within a kind."""

    word: str
    memories: tuple[str, ...]

    @classmethod
    def of(cls, run: RunSpec) -> "Kind":
        """What a run remembers."""
        rule = OPTIMIZERS[run.optimizer](run, run.learning_rate, np.ones(1))
        return cls(run.optimizer, rule.memories)


@dataclass
class Memory:
    """The memories by name, each run's count of steps since they were empty (R,), and its pace."""

    arrays: dict[str, Array]
    steps: NDArray[np.int64]
    pace: Pace
    kinds: tuple[Kind, ...]

    @classmethod
    def start(cls, layout: Layout, runs: Sequence[RunSpec], dtype: DTypeLike) -> "Memory":
        """The memories of all runs before their first step."""
        steps = np.zeros(layout.runs, np.int64)
        memory = cls({}, steps, Pace.start(layout.runs), (Kind("", ()),) * layout.runs)
        memory.tune(layout, runs, dtype)
        return memory

    def copy(self) -> "Memory":
        """An independent copy."""
        arrays = {name: array.copy() for name, array in self.arrays.items()}
        return Memory(arrays, self.steps.copy(), self.pace.copy(), self.kinds)

    def tune(self, layout: Layout, runs: Sequence[RunSpec], dtype: DTypeLike) -> None:
        """Fit to these settings: a run of another kind than before forgets everything."""
        old, self.kinds = self.kinds, tuple(map(Kind.of, runs))
        used = {name for kind in self.kinds for name in kind.memories}
        self.arrays = {name: self.arrays.get(name, layout.zeros(dtype)) for name in sorted(used)}
        for run, spec in enumerate(runs):
            if self.kinds[run] != old[run]:
                self.forget(layout, run, spec)
            if spec.schedule.name != "reduce_on_plateau":
                self.pace.forget_plateaus(run)

    def forget(self, layout: Layout, run: int, spec: RunSpec) -> None:
        """Empty the memories of a run; the second begins with the initial accumulator value."""
        for name, array in self.arrays.items():
            start = settings_of(spec).get("initial_accumulator_value", 0.0)
            for block in layout.blocks(array):
                block[:, run] = start if name == "second" else 0.0
        self.steps[run] = 0

    def count(self, steps: int, moving: NDArray[np.bool_]) -> None:
        """Note that the moving runs (R,) have done so many steps more."""
        self.steps[moving] += steps
        self.pace.steps[moving] += steps

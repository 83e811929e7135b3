"""One pass of the optimizers over all runs at once, whatever the mix.

The family of `optimizers.py` is carried out over everything. An outsider works on copies of its
runs' parts, which are put back after the family has passed over them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.engine.coefficients import AHEAD, Coefficients, Table
from playground.engine.family import Family
from playground.engine.gradients import write_clipping
from playground.engine.layout import Layout
from playground.engine.memory import Memory
from playground.engine.optimizers import OPTIMIZERS, Rule, Terms
from playground.engine.outsiders import Outsider
from playground.engine.program import Array, Program
from playground.engine.schedules import Value, rates
from playground.spec import RunSpec

_ELSEWHERE = {"seed", "l1", "l2", "clipvalue", "clipnorm", "global_clipnorm"}
_FIELDS = [name for name in RunSpec.model_fields if name not in _ELSEWHERE]
"""What the coefficients of a run are made of."""


class Groups:
    """Runs that have the same coefficients at every step, so that these are computed once.

    Attributes:
        of_run: the group of each run (R,).
        kinds: for each group Terms, or the outsider that it follows.
    """

    def __init__(self, runs: Sequence[RunSpec], moving: NDArray[np.bool_], memory: Memory) -> None:
        """Group the runs as they stand now; a run that does not move is at rest."""
        settings = [tuple(getattr(run, name) for name in _FIELDS) for run in runs]
        stands = [settings, memory.steps, memory.pace.steps, memory.pace.scale, moving]
        keys = list(zip(*stands, strict=True))
        firsts = {key: run for run, key in reversed(list(enumerate(keys)))}
        numbers = {key: number for number, key in enumerate(firsts)}
        self.of_run = np.array([numbers[key] for key in keys])
        self._groups: list[tuple[RunSpec, int, int, float, bool]] = [
            (runs[firsts[key]], *key[1:]) for key in firsts
        ]
        self.kinds = [type(self.rule(group, 0)) for group in range(len(firsts))]

    def rule(self, group: int, done: int) -> Rule:
        """The coefficients of a group for the AHEAD steps after so many."""
        run, steps, _, _, moves = self._groups[group]
        t = steps + np.arange(done + 1.0, done + 1.0 + AHEAD)
        rule = OPTIMIZERS[run.optimizer](run, self._rate(group, done), t)
        return rule if moves else rule.at_rest()

    def decay(self, group: int, done: int) -> Value:
        """What weight decay leaves of a weight, 1 - α weight_decay."""
        run, _, _, _, moves = self._groups[group]
        if not moves or not run.weight_decay:
            return 1.0
        return 1 - self._rate(group, done) * run.weight_decay

    def _rate(self, group: int, done: int) -> Value:
        run, _, steps, scale, _ = self._groups[group]
        ahead = steps + np.arange(float(done), done + AHEAD)
        return rates(run, ahead, scale)


class Update:
    """The pass for one choice of runs; made anew when an optimizer's settings change.

    Attributes:
        program: all calls.
        clips: how many of them only cut the gradient; after them it is what the rules see.
    """

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
        self._layout, self._groups = layout, Groups(runs, moving, memory)
        self._arrays = {"theta": theta, "gradient": gradient, **memory.arrays}
        clip, self._advance, do, self._back = (Program(theta.dtype) for _ in range(4))
        columns = Coefficients(layout, self._groups.of_run, self._family_table, theta.dtype)
        family = Family(do, columns, theta, gradient, memory.arrays)
        if not moving.all():  # a gradient that overflows would outlast a factor of 0
            clip(np.putmask, gradient, layout.spread(~moving, np.bool_), 0.0)
        write_clipping(clip, layout, runs, gradient)
        family.write_decay()
        for kind in dict.fromkeys(self._groups.kinds):
            if not issubclass(kind, Terms):
                self._write_outsider(do, kind)
        if Terms in self._groups.kinds:
            family.write_step()
        self._renew(columns)
        self.program = Program(theta.dtype)
        programs = (clip, self._advance, do, self._back)
        self.program.calls = [call for program in programs for call in program.calls]
        self.clips = len(clip.calls)

    def _family_table(self, done: int) -> Table:
        """The family's columns; an outsider takes those of some member: they do it no harm."""
        groups, kinds = self._groups, self._groups.kinds
        member = kinds.index(Terms) if Terms in kinds else 0
        table = []
        for group, kind in enumerate(kinds):
            rule = groups.rule(group if kind is Terms else member, done)
            terms = rule if isinstance(rule, Terms) else Terms()
            table.append((*terms.columns, groups.decay(group, done)))
        return table

    def _write_outsider(self, do: Program, kind: type[Outsider]) -> None:
        """Write down the lines of an outsider for the runs that follow it."""
        groups = self._groups
        followed = [group for group, other in enumerate(groups.kinds) if other is kind]
        runs = np.flatnonzero(np.isin(groups.of_run, followed))
        layout, arrays = self._layout, self._arrays
        memories = groups.rule(followed[0], 0).memories
        if len(runs) < layout.runs:
            layout = Layout(layout.sizes, len(runs))
            places = self._layout.places(runs)
            arrays = {}
            for name in ("theta", "gradient", *memories):
                whole = self._arrays[name]
                arrays[name] = part = layout.zeros(do.dtype)
                do(whole.take, places, 0, part, "clip")
                if name != "gradient":
                    self._back(whole.put, places, part, "clip")

        def table(done: int) -> Table:
            rules = [groups.rule(group, done) for group in followed]
            return [tuple(rule) for rule in rules if not isinstance(rule, Terms)]

        kinds = np.searchsorted(followed, groups.of_run[runs])
        columns = Coefficients(layout, kinds, table, do.dtype)
        rule = kind(*(columns.array(column) for column in range(len(kind._fields))))
        rule.write(do, arrays["theta"], arrays["gradient"], arrays)
        self._renew(columns)

    def _renew(self, columns: Coefficients) -> None:
        """Have columns that change set before each step."""
        if columns.changes:
            self._advance(columns.advance)

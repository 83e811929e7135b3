"""Schedules: the learning rate of every step, in Keras' forms (one_cycle: PyTorch's).

An entry takes the settings c of a schedule, a run's own learning rate α₀ and steps n = 0, 1, ...,
and returns the rates of these steps: as many, or α₀ itself where they never change. Both may be
arrays, so that the steps of one run or the runs at one step are done at once. A step is a batch.
Warm-up comes before any schedule: α = α₀ n / warmup_steps while n < warmup_steps; then the schedule
counts from there.

The clock of a run starts with the run and counts its own steps. Another optimizer does not turn it
back, and another schedule is asked for the present step: its past is as if it had always been.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from playground.spec import RunSpec, Schedule

Value = float | NDArray[np.float64]
"""A number for all steps to come, or one for each of them (T,)."""
Steps = NDArray[np.float64]
Rule = Callable[[Schedule, Value, Steps], Value]

LARGEST = 1e300
"""As far as a rate may grow; long before that its run has diverged."""


def constant(_: Schedule, base: Value, __: Steps) -> Value:
    """α = α₀."""
    return base


def step(c: Schedule, base: Value, n: Steps) -> Value:
    """Fall at once after every so many steps: α = α₀ decay_rate^⌊n / decay_steps⌋."""
    return base * _growth(c.decay_rate, np.floor(n / c.decay_steps))


def exponential(c: Schedule, base: Value, n: Steps) -> Value:
    """α = α₀ decay_rate^p,  p = n / decay_steps (⌊p⌋ with staircase)."""
    return base * _growth(c.decay_rate, _periods(c, n))


def polynomial(c: Schedule, base: Value, n: Steps) -> Value:
    """α = (α₀ - end) (1 - n / N)^power + end,  N = decay_steps, where it ends.

    With cycle, N is the multiple of decay_steps that comes next, so the rate jumps up again.
    """
    end: Value = float(c.decay_steps)
    if c.cycle:
        end = c.decay_steps * np.maximum(1, np.ceil(n / c.decay_steps))
    left = 1 - np.minimum(n, end) / end
    return (base - c.end_learning_rate) * left**c.power + c.end_learning_rate


def inverse_time(c: Schedule, base: Value, n: Steps) -> Value:
    """α = α₀ / (1 + decay_rate p),  p = n / decay_steps (⌊p⌋ with staircase)."""
    return base / (1 + c.decay_rate * _periods(c, n))


def cosine(c: Schedule, base: Value, n: Steps) -> Value:
    """α = α₀ ((1 - alpha) ½ (1 + cos πp) + alpha),  p = n / decay_steps, at most 1.

    (Loshchilov, Hutter 2017, without restarts.)
    """
    return base * _cosine(np.minimum(n / c.decay_steps, 1), c.alpha)


def cosine_restarts(c: Schedule, base: Value, n: Steps) -> Value:
    """Cosine again and again: cycle i is t_mulⁱ times as long and m_mulⁱ times as high.

    p = n / first_decay_steps cycles of the first length have gone by; cycle i began after
    (t_mulⁱ - 1) / (t_mul - 1) of them (Loshchilov, Hutter 2017).
    """
    p = n / c.first_decay_steps
    if c.t_mul == 1:
        cycle = np.floor(p)
        p = p - cycle
    else:
        # A restart falls on a whole number, which the logarithm may miss by a rounding error.
        cycle = np.floor(np.log(1 + p * (c.t_mul - 1)) / np.log(c.t_mul) + 1e-12)
        length = c.t_mul**cycle
        p = (p - (length - 1) / (c.t_mul - 1)) / length
    return base * _cosine(p, c.alpha, _growth(c.m_mul, cycle))


def one_cycle(c: Schedule, base: Value, n: Steps) -> Value:
    """Up from α₀ / div_factor to α₀, down to that / final_div_factor, each half a cosine wave.

    The top is at pct_start * total_steps - 1, the end at total_steps - 1, where it stays
    (Smith, Topin 2017; PyTorch's OneCycleLR).
    """
    low = base / c.div_factor
    top, end = c.pct_start * c.total_steps - 1, c.total_steps - 1
    up = _between(low, base, n / max(top, 1))
    down = _between(base, low / c.final_div_factor, (np.minimum(n, end) - top) / (end - top))
    return np.where(n < top, up, down)


SCHEDULES: dict[str, Rule] = {
    "constant": constant,
    "step": step,
    "exponential": exponential,
    "polynomial": polynomial,
    "inverse_time": inverse_time,
    "cosine": cosine,
    "cosine_restarts": cosine_restarts,
    "one_cycle": one_cycle,
    "reduce_on_plateau": constant,  # between two reductions, see Pace
}


def rates(run: RunSpec, steps: Steps, scale: float = 1.0) -> Value:
    """The rates of a run at some steps, counted from its start.

    `scale` is what plateaus have left of the rate; they never take it below min_lr.
    """
    return _rates(run.schedule, run.learning_rate, steps, scale)


def _rates(schedule: Schedule, base: Value, steps: Steps, scale: Value) -> Value:
    base = np.maximum(base * scale, np.minimum(base, schedule.min_lr))
    rule, warm = SCHEDULES[schedule.name], schedule.warmup_steps
    with np.errstate(over="ignore"):  # a rate may grow without bounds: then the run diverges
        if (steps >= warm).all():
            return rule(schedule, base, steps - warm)
        after = rule(schedule, base, np.maximum(steps - warm, 0))
        return np.where(steps < warm, base * steps / warm, after)


def is_scheduled(run: RunSpec) -> bool:
    """Whether the run's rate may change by itself."""
    return run.schedule.name != "constant" or run.schedule.warmup_steps > 0


@dataclass
class Pace:
    """Where each run stands in its schedule; every field is (R,).

    `steps` since its start, the `scale` that plateaus have left of its rate, the `best` loss so
    far, and for how many epochs it has been `waiting` for a better one or is `cooling` down.
    """

    steps: NDArray[np.int64]
    scale: NDArray[np.float64]
    best: NDArray[np.float64]
    waiting: NDArray[np.int64]
    cooling: NDArray[np.int64]

    @classmethod
    def start(cls, runs: int) -> "Pace":
        """All runs before their first step."""
        zeros = np.zeros(runs, np.int64)
        return cls(zeros, np.ones(runs), np.full(runs, np.inf), zeros.copy(), zeros.copy())

    def copy(self) -> "Pace":
        """An independent copy."""
        return Pace(*(getattr(self, field.name).copy() for field in fields(self)))

    def forget_plateaus(self, run: int) -> None:
        """Begin to look for plateaus of a run, at its full rate."""
        self.scale[run], self.best[run], self.waiting[run], self.cooling[run] = 1, np.inf, 0, 0

    def rates(self, runs: NDArray[np.intp], schedule: Schedule, base: Value) -> Steps:
        """The rates in force for the next step of some runs with the same schedule."""
        values = _rates(schedule, base, self.steps[runs].astype(float), self.scale[runs])
        return np.broadcast_to(values, runs.shape)

    def judge(self, run: int, spec: RunSpec, loss: float) -> bool:
        """Look at the loss after an epoch; returns whether the rate was reduced.

        As Keras' ReduceLROnPlateau: α ← max(factor α, min_lr) once for `patience` epochs the loss
        has not been more than min_delta below its best; then `cooldown` epochs don't count.
        """
        c = spec.schedule
        if c.name != "reduce_on_plateau" or self.steps[run] < c.warmup_steps:
            return False
        if self.cooling[run]:
            self.cooling[run] -= 1
            self.waiting[run] = 0
        if loss + c.min_delta < self.best[run]:
            self.best[run], self.waiting[run] = loss, 0
        elif not self.cooling[run]:
            self.waiting[run] += 1
            rate = spec.learning_rate * self.scale[run]
            if self.waiting[run] >= c.patience and rate > c.min_lr:
                self.scale[run] *= c.factor
                self.cooling[run], self.waiting[run] = c.cooldown, 0
                return True
        return False


def _growth(factor: float, times: Steps) -> Steps:
    """The factor taken so many times, never beyond a number: 0 of it must be 0."""
    powers: Steps = np.minimum(factor**times, LARGEST)
    return powers


def _periods(c: Schedule, n: Steps) -> Steps:
    """How often decay_steps have gone by, whole times only with staircase."""
    return np.floor(n / c.decay_steps) if c.staircase else n / c.decay_steps


def _cosine(p: Steps, floor: float, height: Value = 1.0) -> Steps:
    """Half a wave from `height` at p = 0 down to 0 at p = 1, lifted by a floor."""
    return (1 - floor) * 0.5 * height * (1 + np.cos(np.pi * p)) + floor


def _between(start: Value, end: Value, p: Steps) -> Steps:
    """Half a cosine wave from `start` at p = 0 to `end` at p = 1."""
    return end + (start - end) / 2 * (1 + np.cos(np.pi * p))

"""SlopeTrainer: a Descent as a Trainer, so that it is played, paused and watched like any other.

A view "states" tells what each run does (R,), as a place in STATES: it is moving, outside the
domain, diverged, at a minimum, or resting elsewhere.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.microscope import Moment
from playground.engine.surfaces import SURFACES, Array, Descent, Surface, surface_of
from playground.frame import Frame, History
from playground.spec import Experiment, Slope, SlopeExperiment
from playground.spec.slope import OWN, REACH

STEPS_PER_EPOCH = 5
"""A surface has no data to go through: an epoch is only the beat of the pace."""
STATES = ("moving", "outside", "diverged", "arrived", "resting")
NEAR = 0.01
"""So near (of the board's width) is at a minimum."""
RECENT = 12
"""Steps that tell how somebody moves."""
STILL = 0.001
"""Whose path of them is no longer than that (of the board's width) hardly moves."""


@lru_cache(maxsize=64)
def _own(formula: str) -> Surface:
    return surface_of(formula, REACH, REACH)


def surface_on(slope: Slope) -> Surface:
    """The surface of a slope."""
    return _own(slope.formula) if slope.surface == OWN else SURFACES[slope.surface]


def start_on(slope: Slope) -> tuple[float, float]:
    """Where a slope's runs start: the usual place unless it names another."""
    x, y = surface_on(slope).start
    return (
        x if slope.start_x is None else slope.start_x,
        y if slope.start_y is None else slope.start_y,
    )


def distances(surface: Surface, places: Array) -> Array:
    """How far each place (..., 2) is from the nearest minimum; NaN where none is known."""
    if not surface.minima:
        return np.full(places.shape[:-1], np.nan)
    away = places[..., None, :] - np.array(surface.minima)  # (..., M, 2)
    nearest: Array = np.hypot(away[..., 0], away[..., 1]).min(-1)
    return nearest


class SlopeTrainer:
    """The Trainer (see frame.py) of a SlopeExperiment."""

    steps_per_epoch = STEPS_PER_EPOCH

    def __init__(self, experiment: Experiment) -> None:
        """Stand at the start."""
        assert isinstance(experiment, SlopeExperiment)
        self._experiment, slope = experiment, experiment.slope
        self.surface = surface_on(slope)
        self._descent = Descent(
            self.surface,
            experiment.runs,
            start_on(slope),
            noise=slope.gradient_noise,
            seed=slope.noise_seed,
        )
        self._count()

    def _count(self) -> None:
        """Steps and whole beats done."""
        self.step = self._descent.step
        self.epoch = self.step // STEPS_PER_EPOCH

    @property
    def batches(self) -> int:
        """Steps done of the beat under way."""
        return self.step % STEPS_PER_EPOCH

    @property
    def history(self) -> History:
        """Columns x, y and value, a row a step."""
        return self._descent.history

    @property
    def runs_state(self) -> list[str]:
        """What each run does."""
        going = "training" if self.step < self._experiment.slope.steps else "stopped"
        return ["diverged" if lost else going for lost in self._descent.has_diverged]

    @property
    def best_epoch(self) -> list[int | None]:
        """Nobody stops early here."""
        return [None] * len(self._experiment.runs)

    @property
    def is_at_best(self) -> list[bool]:
        """Nobody goes back to a best epoch here."""
        return [False] * len(self._experiment.runs)

    def advance(self, steps: int) -> int:
        """Take so many steps, fewer where the limit is reached or everybody is lost."""
        if "training" not in self.runs_state:
            return 0
        count = min(steps, self._experiment.slope.steps - self.step)
        self._descent.advance(count)
        self._count()
        return count

    def snapshot(self, views: Collection[str], probe: tuple[float, float] | None = None) -> Frame:
        """Where the runs are; they are looked at from above, so that there is nothing to probe."""
        x, y, value = (self.history.column(name)[-1].copy() for name in ("x", "y", "value"))
        metrics = {
            "x": x,
            "y": y,
            "value": value,
            "distance": distances(self.surface, np.stack([x, y], -1)),
            "steps": self._descent.steps.astype(np.float64),
        }
        shown = {}
        if "states" in views:
            shown["states"] = self._states(metrics["distance"])
            shown["states"].setflags(write=False)
        return Frame(self.step, self.epoch, metrics, shown)

    def _states(self, distances: Array) -> NDArray[np.uint8]:
        """What each run does (R,)."""
        states = np.array([STATES.index(state) for state in self._descent.states], np.uint8)
        width = self.surface.x[1] - self.surface.x[0]
        last = self._descent.trails[-RECENT - 1 :]
        path = np.hypot(*np.diff(last, axis=0).transpose(2, 0, 1)).sum(0)
        is_moving = states == STATES.index("moving")
        states[is_moving & (len(last) > RECENT) & (path < STILL * width)] = STATES.index("resting")
        is_sound = states != STATES.index("diverged")
        states[is_sound & (distances < NEAR * width)] = STATES.index("arrived")
        return states

    def watch(self, start: int | None) -> None:
        """Record what the optimizers do to all racers' coordinates; None: nothing."""
        self._descent.watch(is_watched=start is not None)

    def moments(self, racer: int, axis: int) -> list[Moment]:
        """The recorded steps of a racer's x (0) or y (1), oldest first."""
        return self._descent.moments(racer, axis) if racer < len(self._experiment.runs) else []

    def retune(self, experiment: Experiment) -> None:
        """Adopt other settings of the runs."""
        assert isinstance(experiment, SlopeExperiment)
        if experiment.runs != self._experiment.runs:
            self._descent.tune(experiment.runs)
        self._experiment = experiment

    def edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        """There is no weight to set: a start is part of the slope."""

    def go_to_best(self) -> None:
        """There is no best epoch."""

    def wake(self) -> None:
        """Nobody sleeps."""

    def checkpoint(self) -> Any:
        """Everything that later steps depend on, as a value of its own."""
        return self._descent.checkpoint()

    def restore(self, checkpoint: Any) -> None:
        """Go back to a checkpoint; what follows equals what followed then, bit for bit."""
        self._descent.restore(checkpoint)
        self._count()

"""RaceTrainer: all racers from all starts as the runs of one trainer, and what a race shows.

The runs are those of `spec.race.entry`: run = racer * starts + start. Besides the pictures of the
first run there are

    "boundaries:K"  (racers, O, G, G)  outputs over the board from start K, G = 64
    "predictions:K" (racers, N, O)     outputs for all points from start K, in dataset order
    "ensemble"      (racers, C, G, G)  the share of the sound starts that choose each class, or
                                       for values (C = O) their mean; zeros where no start is sound
    "paths:K"       (racers, T, P)     the weights from start K at the end of some epochs, the
                                       start and the newest included; T = 0 if K is not kept
    "diverged"      (racers, starts)   which runs have diverged
    "terrain:K:W"   (G, G)             the training loss on a plane of weights, W "paths" or
                                       "random" (see terrain.py); (0, 0) while nobody has moved;
                                       with it "window" (2, 2), "trails" (racers, T, 2), "share" ()
    "slice:K:A:B"   (91,)              the training loss on the line through the weights of racers
                                       A and B from start K, at `terrain.SLICE_SHARES`
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.boards import Boards
from playground.engine.evaluation import choose
from playground.engine.landscape import Landscape
from playground.engine.layout import Layout
from playground.engine.microscope import Moment
from playground.engine.paths import Paths
from playground.engine.program import Array, Call
from playground.engine.terrain import SLICE_SHARES, Terrain
from playground.engine.trainer import Checkpoint, MLPTrainer
from playground.engine.training import Training
from playground.frame import Frame
from playground.spec import Experiment, change, starts_of
from playground.spec.cost import classes, trained_points, widths
from playground.spec.race_cost import BOARD_SIDE


class RaceCheckpoint(NamedTuple):
    """A trainer's checkpoint, and where its racers had been."""

    trainer: Checkpoint
    paths: tuple[int, list[tuple[int, Array]]]


class RaceTrainer(MLPTrainer):
    """The Trainer (see frame.py) of a race's `entry`."""

    def __init__(
        self,
        experiment: Experiment,
        dtype: type[np.floating] = np.float32,
        initial: Sequence[NDArray[np.float64]] | None = None,
    ) -> None:
        """Stand at the start; `initial` gives the weights of each run in canonical order (P,)."""
        super().__init__(experiment, dtype, initial)
        self.starts = starts_of(experiment)
        self.racers = len(experiment.runs) // self.starts
        self._boards = Boards(experiment, self._training.blocks)
        theta = self._training.theta
        self.paths = Paths(self._training.layout, self.starts, theta.itemsize)
        self.paths.note(0, theta)
        self._landscape: Landscape | None = None
        self._terrain: Terrain | None = None

    def snapshot(self, views: Collection[str], probe: tuple[float, float] | None = None) -> Frame:
        """Compute the named views at this step; `probe` is a point (x1, x2) to look at closely."""
        frame = super().snapshot(views, probe)
        shown, is_unfinished = dict(frame.views), False
        with np.errstate(all="ignore"):
            for name in views:
                word, _, start = name.partition(":")
                if word == "boundaries":
                    shown[name] = self._boards.answers(self._runs_from(int(start)))
                elif word == "paths":
                    shown[name] = self.paths.of(int(start))
                elif word == "predictions" and start:
                    shown[name] = self._predictions(self._runs_from(int(start)))
                elif word == "ensemble":
                    shown[name] = self._ensemble()
                elif word == "diverged":
                    shown[name] = ~self._is_sound_by_racer()
                elif word == "terrain":
                    shown |= self._look(name)
                    is_unfinished = self._terrain is not None and self._terrain.is_unfinished
                elif word == "slice":
                    shown[name] = self._slice(*map(int, start.split(":")))
        for view in shown.values():
            view.setflags(write=False)
        return Frame(frame.step, frame.epoch, frame.metrics, shown, is_unfinished)

    def checkpoint(self) -> Any:
        """Everything that later steps depend on, and where the racers have been."""
        return RaceCheckpoint(super().checkpoint(), self.paths.checkpoint())

    def restore(self, checkpoint: Any) -> None:
        """Go back to a checkpoint; what follows equals what followed then, bit for bit."""
        super().restore(checkpoint.trainer)
        self.paths.restore(checkpoint.paths)

    def watch(self, start: int | None) -> None:
        """Record what the optimizers do to all racers' weights from a start; None: nothing."""
        runs = () if start is None else tuple(self._runs_from(start))
        microscope = self._training.microscope
        if runs != (microscope.runs if microscope else ()):
            self._training.watch(runs)
            self._steps.clear()

    def moments(self, racer: int, layer: int, source: int, target: int) -> list[Moment]:
        """The recorded steps of a weight (source -1: the bias), oldest first; none without it."""
        microscope, sizes = self._training.microscope, self._training.layout.sizes
        is_there = racer < self.racers and layer < len(sizes) - 1
        if (
            microscope is None
            or not is_there
            or source >= sizes[layer]
            or target >= sizes[layer + 1]
        ):
            return []
        return microscope.moments(microscope.runs[racer], layer, source, target)

    def _end_epoch(self) -> None:
        super()._end_epoch()
        self.paths.note(self.epoch, self._training.theta)

    def _runs_from(self, start: int) -> range:
        """The runs of all racers from one start."""
        return range(start, self.racers * self.starts, self.starts)

    def _predictions(self, runs: Sequence[int]) -> Array:
        """The outputs of some runs for all points in dataset order (len(runs), N, O)."""
        return np.stack([self._record.evaluation.predictions(run) for run in runs])

    def _look(self, name: str) -> dict[str, Array]:
        """What a terrain shows now; another one is begun where another is asked for."""
        _, start, kind = name.split(":")
        terrain = self._terrain
        if terrain is None or (terrain.start, terrain.kind) != (int(start), kind):
            terrain = Terrain(self._experiment, self._ground, int(start), kind)
            self._terrain = terrain
        is_sound = self._is_sound_by_racer()[:, terrain.start]
        scenery = terrain.look(self.paths.of(terrain.start), is_sound, self.step)
        if scenery is None:
            return {name: np.zeros((0, 0))}
        views = {name: scenery.losses.copy(), "window": scenery.window, "trails": scenery.trails}
        return {**views, "share": np.array(scenery.share)}

    def _slice(self, start: int, racer: int, other: int) -> Array:
        """The losses between the newest weights of two racers."""
        here, there = (self.weights(one * self.starts + start) for one in (racer, other))
        return self._ground.between(here, there, SLICE_SHARES)

    @property
    def _ground(self) -> Landscape:
        """The landscape of the training points, made when it is first looked at."""
        if self._landscape is None:
            self._landscape = Landscape(self._experiment)
        return self._landscape

    def _is_sound_by_racer(self) -> NDArray[np.bool_]:
        """Which runs have not diverged (racers, starts)."""
        sound = np.array([state != "diverged" for state in self.runs_state])
        return sound.reshape(self.racers, self.starts)

    def _ensemble(self) -> Array:
        """What the sound starts of each racer say together (racers, C, G, G)."""
        sound = self._is_sound_by_racer()
        count, output = classes(self._experiment), self._experiment.output
        outputs = self._training.layout.sizes[-1]
        total = np.zeros((self.racers, count or outputs, BOARD_SIDE**2), self._training.theta.dtype)
        for some, answers in self._boards.walks(np.flatnonzero(sound).tolist()):
            votes = answers
            if count:
                chosen = choose(answers, output)  # (runs, G * G)
                votes = chosen == np.arange(count)[:, None, None]
            for place, run in enumerate(some):
                total[run // self.starts] += votes[:, place]
        total /= np.maximum(sound.sum(axis=1), 1)[:, None, None]
        return total.reshape(self.racers, -1, BOARD_SIDE, BOARD_SIDE)


class Rehearsal(NamedTuple):
    """What a single network needs for one step, for somebody with a clock to repeat.

    `gradient` finds the gradient of a batch, the same for all racers; `updates` are what each
    racer then does with it (penalties, clipping, its rule), on weights and memories of its own.
    """

    gradient: Call
    updates: tuple[Call, ...]


def rehearse(experiment: Experiment) -> Rehearsal:
    """Prepare one step of each racer of an `entry`, alone and apart from the race."""
    size = min(experiment.batch_size, trained_points(experiment))
    gradients, updates = [], []
    for spec in experiment.runs[:: starts_of(experiment)]:
        one = change(experiment, runs=(spec,))
        training = Training(one, Layout(widths(one), 1), np.dtype(np.float32))
        gradient, update = training.passes(size)
        gradients.append(_in_turn(gradient))
        updates.append(_in_turn(update))
    return Rehearsal(gradients[0], tuple(updates))


def _in_turn(calls: Sequence[Call]) -> Call:
    """One call that makes all of them, in the loop of `MLPTrainer`."""

    def run() -> None:
        for call in calls:
            call()

    return run

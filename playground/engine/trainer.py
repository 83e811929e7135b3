"""MLPTrainer: trains R networks of one shape at once and shows what is asked for.

A run is "training", "stopped" (its stop rule was met) or "diverged": its training loss is no
number any more, or has grown beyond `DIVERGED` times the larger of 1 and its loss at the start. A
diverged run goes back to its last good epoch's weights and stays there, showing the loss that
ended it; the others go on as if nothing had happened, bit for bit.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground import data
from playground.engine import training
from playground.engine.batches import Batches
from playground.engine.evaluation import Evaluation
from playground.engine.layout import Layout
from playground.engine.maps import Maps
from playground.engine.network import with_ones
from playground.engine.program import Array
from playground.engine.schedules import is_scheduled
from playground.engine.threads import use_one_blas_thread
from playground.engine.training import Training
from playground.frame import Frame, History
from playground.spec import Experiment

DIVERGED = 1e6


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything that later steps depend on, besides the live settings."""

    training: training.Checkpoint
    good: Array
    order: tuple[NDArray[np.intp], dict[str, Any]]
    step: int
    epoch: int
    done: int
    states: tuple[str, ...]
    last: NDArray[np.float64]
    history: History


class MLPTrainer:
    """The Trainer (see frame.py) of multi-layer perceptrons."""

    def __init__(
        self,
        experiment: Experiment,
        dtype: type[np.floating] = np.float32,
        initial: Sequence[NDArray[np.float64]] | None = None,
    ) -> None:
        """Stand at the start; `initial` gives the weights of each run in canonical order (P,)."""
        use_one_blas_thread()
        self._experiment = experiment
        self._dataset = dataset = data.load(experiment)
        kind = np.dtype(dtype)
        features = data.expand(dataset.points, experiment.features).T.astype(kind)
        targets = data.targets(dataset, experiment.output).T.astype(kind)
        inputs = with_ones(features)
        hidden = [layer.units for layer in experiment.layers]
        layout = Layout([len(features), *hidden, len(targets)], len(experiment.runs))
        self._training = Training(experiment, layout, kind, initial)
        blocks = self._training.blocks
        self._evaluation = Evaluation(experiment, blocks, inputs, targets, dataset)
        self._maps = Maps(experiment, [block[:, :1] for block in blocks])
        self._trained = np.flatnonzero(~dataset.is_test)
        self._batches = Batches(
            np.concatenate([inputs, targets])[:, self._trained],
            experiment.batch_size,
            shuffle=experiment.shuffle,
            seed=experiment.order_seed,
        )
        self._steps: list[training.Step] = []
        self.steps_per_epoch = len(self._batches.slots)
        self.step = self.epoch = 0
        self._done = self.steps_per_epoch  # batches done: the next one begins an epoch
        self.runs_state = ["training"] * layout.runs
        self._note_states()
        self._good = self._training.theta.copy()
        with np.errstate(all="ignore"):
            self._last = self._evaluation.measure()
        self._is_measured = True
        self._bounds = DIVERGED * np.fmax(1, self._last[0])
        self.history = History(self._evaluation.names, layout.runs)
        self._append_row()
        self._apply_stop()

    @property
    def batches(self) -> int:
        """Batches done in the epoch under way."""
        return self._done % self.steps_per_epoch

    def advance(self, steps: int) -> int:
        """Train so many batches, fewer when every run has stopped; returns how many were done."""
        left = steps
        with np.errstate(all="ignore"):
            while left > 0 and "training" in self.runs_state:
                if self._done == self.steps_per_epoch:
                    self._batches.begin_epoch()
                    self._done = 0
                count = min(left, self.steps_per_epoch - self._done)
                self._train(count)
                left -= count
                if self._done == self.steps_per_epoch:
                    self._end_epoch()
        return steps - left

    def snapshot(self, views: Collection[str], probe: tuple[float, float] | None = None) -> Frame:
        """Compute the named views at this step; `probe` is a point (x1, x2) to look at closely."""
        with np.errstate(all="ignore"):
            self._measure()
            shown = self._maps.views(views, probe)
            for name in views:
                if name == "weights":
                    shown[name] = self.weights(0)
                elif name == "gradients":
                    shown[name] = self._gradients()
                elif name == "predictions":
                    shown[name] = self._evaluation.predictions(0)
                elif name == "batch":
                    shown[name] = self._last_batch()
        for view in shown.values():
            view.setflags(write=False)
        return Frame(self.step, self.epoch, self._metrics(), shown)

    def retune(self, experiment: Experiment) -> None:
        """Adopt the live fields of an Experiment that does not need a restart."""
        old, self._experiment = self._experiment, experiment
        self._tune()
        if experiment.stop != old.stop:
            self._apply_stop()

    def edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        """Set the weight from unit `source` to unit `target` of a layer; source -1 is the bias."""
        for flat in (self._training.theta, self._good):
            self._training.layout.blocks(flat)[layer][target, run, source] = value
        self._is_measured = False
        if not self.batches:
            with np.errstate(all="ignore"):
                self._measure()
            self._append_row()
            self._apply_stop()

    def weights(self, run: int) -> Array:
        """The weights of a run in canonical order (P,)."""
        return self._training.layout.row(self._training.theta, run)

    def checkpoint(self) -> Checkpoint:
        """Everything that later steps depend on, as a value of its own."""
        return Checkpoint(
            self._training.checkpoint(),
            self._good.copy(),
            self._batches.checkpoint(),
            self.step,
            self.epoch,
            self._done,
            tuple(self.runs_state),
            self._last.copy(),
            self.history.copy(),
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back to a checkpoint; what follows equals what followed then, bit for bit.

        Live settings stay those of today; a run that has another optimizer than then begins with
        an empty memory.
        """
        self.step, self.epoch, self._done = checkpoint.step, checkpoint.epoch, checkpoint.done
        self.runs_state = list(checkpoint.states)
        self._note_states()
        self.history = checkpoint.history.copy()
        self._last, self._is_measured = checkpoint.last.copy(), False
        self._good[:] = checkpoint.good
        self._batches.restore(checkpoint.order)
        self._training.restore(checkpoint.training, self._is_moving)
        self._steps.clear()
        self._apply_stop()

    def _train(self, count: int) -> None:
        """Train `count` batches of this epoch."""
        if not self._steps:
            self._steps = self._training.steps(self._batches.slots)
        for place, batch, calls in self._steps[self._done : self._done + count]:
            place[...] = batch
            for call in calls:
                call()
        self._done += count
        self.step += count
        self._training.count(count)
        self._is_measured = False

    def _end_epoch(self) -> None:
        """Measure, note, and stop what has diverged or has reached its goal."""
        self.epoch += 1
        if not self._is_moving.all():
            self._go_back(~self._is_moving)
        self._measure()
        train, test = self._last[:2]
        if self._training.judge(train if np.isnan(test).all() else test):
            self._tune()
        self._append_row()
        diverged = self._is_moving & ~self._is_sound()
        if diverged.any():
            self._go_back(diverged)
            self._set_states(diverged, "diverged")
            self._training.forget(diverged)
            self._is_measured = False  # the answers are no longer those of the weights
        self._good[:] = self._training.theta
        self._apply_stop()

    def _is_sound(self) -> NDArray[np.bool_]:
        """Which runs still have numbers for weights and a loss within bounds (R,)."""
        sound: NDArray[np.bool_] = self._last[0] <= self._bounds
        theta = self._training.theta
        if not isfinite(theta.dot(theta)):  # rarely, so only now look closely
            for block in self._training.blocks:
                sound &= np.isfinite(block).all(axis=(0, 2))
        return sound

    def _go_back(self, runs: NDArray[np.bool_]) -> None:
        """Give some runs the weights of their last good epoch."""
        good = self._training.layout.blocks(self._good)
        for block, kept in zip(self._training.blocks, good, strict=True):
            block[:, runs] = kept[:, runs]

    def _measure(self) -> None:
        """Measure all runs as they are now; one that has diverged keeps the loss that ended it."""
        if not self._is_measured:
            table = self._evaluation.measure()
            if "diverged" in self.runs_state:
                table[:, self._has_diverged] = self._last[:, self._has_diverged]
            self._last, self._is_measured = table, True

    def _append_row(self) -> None:
        self.history.append(self.epoch, self._metrics())

    def _metrics(self) -> dict[str, NDArray[np.float64]]:
        """What was measured last, and the rates in force where they change by themselves."""
        metrics = dict(zip(self._evaluation.names, self._last.copy(), strict=True))
        if any(map(is_scheduled, self._training.runs)):
            metrics["learning_rate"] = self._training.rates()
        return metrics

    def _apply_stop(self) -> None:
        """Stop the runs whose rule is met at the end of the last epoch, wake those it is not."""
        stop = self._experiment.stop
        if stop.epoch is None and stop.target is None and "stopped" not in self.runs_state:
            return
        newest = {name: self.history.column(name)[-1] for name in ("train_loss", "test_loss")}
        losses = newest["train_loss" if np.isnan(newest["test_loss"]).all() else "test_loss"]
        met = np.full(len(losses), stop.epoch is not None and self.epoch >= stop.epoch)
        if stop.target is not None:
            met |= losses <= stop.target
        self._set_states(~self._has_diverged & met, "stopped")
        self._set_states(~self._has_diverged & ~met, "training")

    def _set_states(self, runs: NDArray[np.bool_], state: str) -> None:
        """Put some runs into a state, and let only those move that train."""
        new = [state if runs[run] else old for run, old in enumerate(self.runs_state)]
        if new != self.runs_state:
            self.runs_state = new
            self._note_states()
            self._tune()

    def _note_states(self) -> None:
        """Keep the states as masks (R,) too."""
        self._is_moving = np.array([state == "training" for state in self.runs_state])
        self._has_diverged = np.array([state == "diverged" for state in self.runs_state])

    def _tune(self) -> None:
        self._training.tune(self._experiment.runs, self._is_moving)
        self._steps.clear()

    def _gradients(self) -> Array:
        """Gradients of the last batch at the present weights (P,); zeros before the first."""
        if not self.step:
            return np.zeros_like(self.weights(0))
        return self._training.gradient_of(self._batches.slots[self._done - 1], 0)

    def _last_batch(self) -> Array:
        """Which points the last batch had, by their place in the data set (B,)."""
        if not self.step:
            return np.zeros(0, np.int32)
        return self._trained[self._batches.indices(self._done - 1)].astype(np.int32)

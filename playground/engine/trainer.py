"""MLPTrainer: trains R networks of one shape at once and shows what is asked for.

A run is "training", "stopped" (its epoch or target is reached), "stopped_early" (out of patience)
or "diverged": its training loss is no number any more, or has grown beyond `DIVERGED` times the
larger of 1 and its loss at the start. A diverged run goes back to its last good epoch's weights
and stays there, showing the loss that ended it; the others go on as if nothing had happened, bit
for bit. Going back to a best epoch changes weights alone: the curves keep what was.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from playground.engine import batches, record, stopping, training
from playground.engine.batches import Batches, points_of
from playground.engine.disturbance import Disturbance
from playground.engine.evaluation import Evaluation
from playground.engine.layout import Layout
from playground.engine.maps import Maps
from playground.engine.program import Array
from playground.engine.record import Record
from playground.engine.schedules import is_scheduled
from playground.engine.stopping import Stopping
from playground.engine.threads import use_one_blas_thread
from playground.engine.training import Training
from playground.frame import Frame, History
from playground.spec import Experiment
from playground.spec.cost import widths

DIVERGED = 1e6


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything that later steps depend on, besides the live settings."""

    training: training.Checkpoint
    good: Array
    order: batches.Order
    record: record.Checkpoint
    stopping: stopping.Checkpoint
    step: int
    epoch: int
    done: int


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
        kind = np.dtype(dtype)
        layout = Layout(widths(experiment), len(experiment.runs))
        self._training = Training(experiment, layout, kind, initial)
        self._maps = Maps(experiment, [block[:, :1] for block in self._training.blocks])
        self._points = points_of(experiment, kind)
        self._batches = Batches(experiment, self._points)
        self._steps: list[training.Step] = []
        self.steps_per_epoch = len(self._batches.slots)
        self.step = self.epoch = 0
        self._done = self.steps_per_epoch  # batches done: the next one begins an epoch
        self._good = self._training.theta.copy()
        self._stopping = Stopping(experiment.stop, layout, self._training.theta)
        with np.errstate(all="ignore"):
            self._record = Record(self._evaluation(), layout.runs)
            self._append_row()
        self._bounds = DIVERGED * np.fmax(1, self._record.newest["train_loss"])
        self._apply_stop()

    @property
    def runs_state(self) -> list[str]:
        """What each run does."""
        return self._stopping.states

    @property
    def history(self) -> History:
        """The curves; another one after going back to a checkpoint."""
        return self._record.history

    @property
    def batches(self) -> int:
        """Batches done in the epoch under way."""
        return self._done % self.steps_per_epoch

    @property
    def best_epoch(self) -> list[int | None]:
        """The epoch of each run's lowest loss, noted while there is a patience, else None."""
        return self._stopping.best_epoch

    @property
    def is_at_best(self) -> list[bool]:
        """Whether each run has the weights of its best epoch."""
        return self._stopping.is_at_best

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
            self._record.measure(self._stopping.has_diverged)
            shown = self._maps.views(views, probe)
            for name in views:
                if name == "weights":
                    shown[name] = self.weights(0)
                elif name == "gradients":
                    shown[name] = self._gradients()
                elif name == "predictions":
                    shown[name] = self._record.evaluation.predictions(0)
                elif name == "batch":
                    shown[name] = self._last_batch()
        for view in shown.values():
            view.setflags(write=False)
        return Frame(self.step, self.epoch, self._metrics(), shown)

    def retune(self, experiment: Experiment) -> None:
        """Adopt the live fields of an Experiment that does not need a restart."""
        old, self._experiment = self._experiment, experiment
        if Disturbance.of(experiment) != Disturbance.of(old):
            self._batches.tune(experiment)
        self._tune()
        if experiment.metrics != old.metrics:
            self._record.evaluation, self._record.is_fresh = self._evaluation(), False
            if not self.step:
                self._remeasure()  # the start, which is still there
        if experiment.stop != old.stop:
            self._stopping.tune(experiment.stop)
            self._apply_stop()

    def edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        """Set the weight from unit `source` to unit `target` of a layer; source -1 is the bias."""
        for flat in (self._training.theta, self._good):
            self._training.layout.blocks(flat)[layer][target, run, source] = value
        self._record.is_fresh = False
        if not self.batches:
            self._remeasure()
            self._apply_stop()

    def go_to_best(self) -> None:
        """Give every run the weights of its best epoch; one without a best epoch keeps its own."""
        self._go_to_best(np.ones(len(self.runs_state), np.bool_))

    def wake(self) -> None:
        """Let the runs that have stopped early go on; their patience begins anew.

        What they have to be better than stays.
        """
        self._stopping.wake()
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
            self._record.checkpoint(),
            self._stopping.checkpoint(),
            self.step,
            self.epoch,
            self._done,
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back to a checkpoint; what follows equals what followed then, bit for bit.

        Live settings stay those of today; a run that has another optimizer than then begins with
        an empty memory.
        """
        self.step, self.epoch, self._done = checkpoint.step, checkpoint.epoch, checkpoint.done
        self._record.restore(checkpoint.record)
        self._stopping.restore(checkpoint.stopping)
        self._good[:] = checkpoint.good
        self._batches.restore(checkpoint.order)
        self._training.restore(checkpoint.training, self._stopping.is_moving)
        self._steps.clear()
        if not self.step:
            self._remeasure()  # perhaps something else by now
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
        self._record.is_fresh = False

    def _end_epoch(self) -> None:
        """Measure, note, and stop what has diverged or has reached its goal."""
        self.epoch += 1
        self._append_row()
        losses = self._record.losses()
        if self._training.judge(losses):
            self._tune()
            self._append_row()
        diverged = self._stopping.is_moving & ~self._is_sound()
        if diverged.any():
            self._training.layout.copy(self._good, self._training.theta, diverged)
            self._stopping.diverge(diverged)
            self._tune()
            self._training.forget(diverged)
            self._record.is_fresh = False  # the answers are no longer those of the weights
        self._good[:] = self._training.theta
        self._stopping.end_epoch(self.epoch, losses)
        self._apply_stop()

    def _is_sound(self) -> NDArray[np.bool_]:
        """Which runs still have numbers for weights and a loss within bounds (R,)."""
        sound: NDArray[np.bool_] = self._record.newest["train_loss"] <= self._bounds
        theta = self._training.theta
        if not isfinite(theta.dot(theta)):  # rarely, so only now look closely
            for block in self._training.blocks:
                sound &= np.isfinite(block).all(axis=(0, 2))
        return sound

    def _remeasure(self) -> None:
        with np.errstate(all="ignore"):
            self._append_row()

    def _append_row(self) -> None:
        """Measure, and make that the row of the last epoch that has ended."""
        self._record.measure(self._stopping.has_diverged)
        self.history.append(self.epoch, self._metrics())

    def _metrics(self) -> dict[str, NDArray[np.float64]]:
        """What was measured last, and the rates in force where they change by themselves."""
        metrics = dict(self._record.newest)
        if any(map(is_scheduled, self._training.runs)):
            metrics["learning_rate"] = self._training.rates()
        return metrics

    def _go_to_best(self, runs: NDArray[np.bool_]) -> None:
        if self._stopping.patience is not None:
            self._stopping.patience.go_to_best(runs)
            self._training.layout.copy(self._training.theta, self._good, runs)
            self._record.is_fresh = False

    def _apply_stop(self) -> None:
        """Let only those runs move whose stop rule is not met at the end of the last epoch."""
        if not self._stopping.is_needed:
            return
        before = self.runs_state
        early = self._stopping.judge(self.epoch, self._record.losses())
        if early.any():
            self._go_to_best(early)
        if self.runs_state != before:
            self._tune()

    def _tune(self) -> None:
        self._training.tune(self._experiment, self._stopping.is_moving)
        self._steps.clear()

    def _evaluation(self) -> Evaluation:
        return Evaluation(self._experiment, self._training.blocks, self._points)

    def _gradients(self) -> Array:
        """Gradients of the last batch at the present weights (P,); zeros before the first."""
        if not self.step:
            return np.zeros_like(self.weights(0))
        return self._training.gradient_of(self._batches.slots[self._done - 1], 0)

    def _last_batch(self) -> Array:
        """Which points the last batch had, by their place in the data set (B,)."""
        if not self.step:
            return np.zeros(0, np.int32)
        return self._batches.places(self._done - 1)

"""RangeTrainer: the learning-rate range test, one run a racer, whose rate grows at every step.

The runs are those of `spec.sweep.range_entry`. Besides the pictures of the first run there is

    "range"  (2, R, T)  the rate of each step so far, and the loss of its batch before the step:
                        what training itself sees (Smith 2017); NaN once a run has diverged
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.batches import Rows
from playground.engine.losses import LOSSES
from playground.engine.network import Forward, Rules
from playground.engine.program import Array, Program
from playground.engine.schedules import rates
from playground.engine.trainer import Checkpoint, MLPTrainer
from playground.frame import Frame
from playground.spec import Experiment


class RangeCheckpoint(NamedTuple):
    """A trainer's checkpoint, and the losses so far."""

    trainer: Checkpoint
    losses: list[Array]


class BatchLoss:
    """The mean loss of batches of one size, for all runs at the present weights."""

    def __init__(self, experiment: Experiment, blocks: Sequence[Array], size: int) -> None:
        """Write down the walk of the whole network, which leaves nothing out."""
        rows, dtype = Rows.of(experiment), blocks[0].dtype
        self.batch = np.zeros((rows.all, size), dtype)
        """Where a batch (C, B) is put."""
        points = rows.cut(self.batch)
        self._program = do = Program(dtype)
        forward = Forward(Rules.of(experiment), blocks, points.inputs)
        loss, runs = LOSSES[experiment.loss], blocks[0].shape[1]
        errors, self._means = do.zeros(runs, size), do.zeros(runs)
        forward.sums(do)
        if not loss.fused:
            forward.answer(do)
        loss.value(do, forward.outputs, points.targets[:, None], forward.spare_of(-1), errors)
        if points.weights is not None:
            do(np.multiply, errors, points.weights, errors)
        do(errors.dot, np.full(size, 1 / size, dtype), self._means)

    def measure(self, batch: Array) -> NDArray[np.float64]:
        """The loss of every run for a batch (R,)."""
        self.batch[...] = batch
        self._program.run()
        return self._means.astype(np.float64)


class RangeTrainer(MLPTrainer):
    """The Trainer (see frame.py) of a `range_entry`."""

    def __init__(self, experiment: Experiment, dtype: type[np.floating] = np.float32) -> None:
        """Stand at the start."""
        super().__init__(experiment, dtype)
        self._losses: list[Array] = []
        sizes = {slot.shape[1] for slot in self._batches.slots}
        blocks = self._training.blocks
        self._of_size = {size: BatchLoss(experiment, blocks, size) for size in sizes}

    def snapshot(self, views: Collection[str], probe: tuple[float, float] | None = None) -> Frame:
        """Compute the named views at this step; `probe` is a point (x1, x2) to look at closely."""
        frame = super().snapshot(views, probe)
        if "range" not in views:
            return frame
        seen = self.curve()
        seen.setflags(write=False)
        return Frame(frame.step, frame.epoch, frame.metrics, {**frame.views, "range": seen})

    def curve(self) -> NDArray[np.float64]:
        """The rate and the loss of each step so far (2, R, T)."""
        runs, steps = self._experiment.runs, np.arange(float(len(self._losses)))
        seen = np.empty((2, len(runs), len(steps)))
        if len(steps):
            for run, spec in enumerate(runs):
                seen[0, run] = rates(spec, steps)
            seen[1] = np.stack(self._losses, axis=1)
        return seen

    def checkpoint(self) -> Any:
        """Everything that later steps depend on, and the losses so far."""
        return RangeCheckpoint(super().checkpoint(), list(self._losses))

    def restore(self, checkpoint: Any) -> None:
        """Go back to a checkpoint; what follows equals what followed then, bit for bit."""
        super().restore(checkpoint.trainer)
        self._losses = list(checkpoint.losses)

    def _train(self, count: int) -> None:
        """Train `count` batches of this epoch, one by one, each measured before its step."""
        for _ in range(count):
            batch = self._batches.slots[self._done]
            losses = self._of_size[batch.shape[1]].measure(batch)
            losses[~self._stopping.is_moving] = np.nan
            self._losses.append(losses)
            super()._train(1)

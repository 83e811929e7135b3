"""KerasTrainer: R networks that learn from the same batches, behind the seam of frame.py.

What it trains is a `Work`; what is seen of it is told by a `Sight` (`watching.py`). Neither says
what the examples are, so images and sequences are trained alike. Schedules, stop rules and the
order of the examples are the engine's own; what is measured after every epoch stands in
`record.py`.

A run's loss that is no number, or a million times its start, is divergence: that run goes back to
the weights of the last good epoch and rests.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.deep import record
from playground.deep.batches import Batches, Change, Order
from playground.deep.building import Weights
from playground.deep.film import Film, Still
from playground.deep.record import Metrics, Record, first
from playground.deep.stepping import POOL, Examples, Network, Plan, Pool
from playground.deep.watching import Stills, Watching
from playground.engine import stopping
from playground.engine.layout import Layout
from playground.engine.schedules import Pace, is_scheduled, rates
from playground.engine.stopping import Stopping
from playground.frame import Frame, History
from playground.spec import Experiment

DIVERGED: Final = 1e6


@dataclass(frozen=True, slots=True)
class Work:
    """What R runs learn: a plan each, examples as arrays, and what changes inputs anew."""

    plans: tuple[Plan, ...]
    train: Examples
    validation: Examples
    change: Change | None = None
    smoothing: Callable[[Experiment], float] = lambda _: 0.0


class Checkpoint(NamedTuple):
    """Everything that later steps depend on, besides the live settings."""

    values: Still
    optimizers: tuple[str, ...]
    good: Still
    best: Still
    stamps: NDArray[np.float64]
    order: Order
    pace: Pace
    record: record.Checkpoint
    stopping: stopping.Checkpoint
    step: int
    epoch: int
    done: int
    passing: NDArray[np.float64]


class KerasTrainer:
    """The Trainer of whatever is built with Keras."""

    def __init__(self, experiment: Experiment, work: Work, pool: Pool = POOL) -> None:
        """Borrow the networks, compile them by a step that is thrown away, stand at the start."""
        self._experiment, self._work, self._pool = experiment, work, pool
        runs = len(experiment.runs)
        self.networks: list[Network] = []
        self._train_examples = _tensors(work.train)
        self._validation = _tensors(work.validation)
        self._batches = Batches(experiment, len(work.train.inputs), work.change)
        self.steps_per_epoch = self._batches.per_epoch
        for plan, run in zip(work.plans, experiment.runs, strict=True):
            self.networks.append(pool.borrow(plan, run, self.networks))
        self._warm()
        self._layout = Layout((0, 1), runs)  # one number a run: the stamp of its weights
        self._stamps = self._layout.zeros(np.float64)
        self._stopping = Stopping(experiment.stop, self._layout, self._stamps)
        self._record = Record(self._train_examples, self._validation, runs)
        self._pace = Pace.start(runs)
        self.film = Film()
        self.watching: Watching | None = None
        """What is seen; set by whoever knows what the examples are."""
        self._done = 0
        self._passing = np.zeros((2, runs))  # loss and score, summed over this epoch's batches
        self._begin()

    # What anybody may ask ----------------------------------------------------------------------

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

    def weights(self, run: int) -> Weights:
        """The weights of a run, in Keras' own order."""
        return self.networks[run].weights()

    def advance(self, steps: int) -> int:
        """Train so many batches, fewer when every run has stopped; returns how many were done."""
        left = steps
        while left > 0 and "training" in self.runs_state:
            if self._done == self.steps_per_epoch:
                self._batches.begin_epoch()
                self._done = 0
                self._passing[:] = 0
            count = self._batches.together(self._done, left)
            self._train(count)
            left -= count
            if self._done == self.steps_per_epoch:
                self._end_epoch()
        return steps - left

    def snapshot(self, views: Collection[str], probe: tuple[float, float] | None = None) -> Frame:
        """Compute the named views; one whose name ends with "@epoch" shows the weights of then."""
        if self._record.is_stale:
            self._record.measure(self.networks, self._stopping.has_diverged)
            self._measured = self.still()
        stills = Stills(self.still, tuple(self._stamps), self._measured, self.film)
        shown = {} if self.watching is None else self.watching.look(views, stills)
        for view in shown.values():
            view.setflags(write=False)
        return Frame(self.step, self.epoch, self._all_metrics(), shown)

    def still(self) -> Still:
        """The weights of all runs as they are now."""
        return tuple(map(self.weights, range(len(self.networks))))

    # Changes -----------------------------------------------------------------------------------

    def retune(self, experiment: Experiment) -> None:
        """Adopt the live fields of an Experiment that does not need a restart.

        Another rate or penalty counts from the next step. Other settings of the optimizer need
        another compiled step; the memory is kept where the optimizer is the same.
        """
        old, self._experiment = self._experiment, experiment
        for run, (before, spec) in enumerate(zip(old.runs, experiment.runs, strict=True)):
            if not self._pool.serves(self.networks[run], spec):
                self._exchange(run, before, spec)
            if spec.schedule.name != "reduce_on_plateau":
                self._pace.forget_plateaus(run)
        if experiment.stop != old.stop:
            self._stopping.tune(experiment.stop)
            self._apply_stop()

    def edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        """There is no weight to set by hand."""

    def go_to_best(self) -> None:
        """Give every run the weights of its best epoch; one without a best epoch keeps its own."""
        self._go_to_best(np.ones(len(self.networks), np.bool_))

    def wake(self) -> None:
        """Let the runs that have stopped early go on; their patience begins anew."""
        self._stopping.wake()
        self._apply_stop()

    def checkpoint(self) -> Checkpoint:
        """Everything that later steps depend on, as a value of its own."""
        return Checkpoint(
            tuple(network.values() for network in self.networks),
            tuple(run.optimizer for run in self._experiment.runs),
            self._good, self._best, self._stamps.copy(), self._batches.checkpoint(),
            self._pace.copy(), self._record.checkpoint(),
            self._stopping.checkpoint(), self.step, self.epoch, self._done, self._passing.copy(),
        )  # fmt: skip

    def restore(self, checkpoint: Checkpoint | None) -> None:
        """Go back to a checkpoint, or to the start; what follows equals what followed then.

        Live settings stay those of today; a run that has another optimizer than then begins with
        an empty memory.
        """
        if checkpoint is None:
            self._restart()
            return
        given = zip(self.networks, checkpoint.values, checkpoint.optimizers, strict=True)
        for (network, values, word), run in zip(given, self._experiment.runs, strict=True):
            network.forget()
            is_same = word == run.optimizer
            network.put(values if is_same else values[: len(network.variables)])
        self._good, self._best = checkpoint.good, checkpoint.best
        self._stamps[:] = checkpoint.stamps
        self._batches.restore(checkpoint.order)
        self._pace = checkpoint.pace.copy()
        self._record.restore(checkpoint.record)
        self._stopping.restore(checkpoint.stopping)
        self.step, self.epoch, self._done = checkpoint.step, checkpoint.epoch, checkpoint.done
        self._passing[:] = checkpoint.passing
        self._measured = self._good
        self._look_anew()
        self.film.cut(self.epoch)
        if not self.film.epochs:  # another worker's are lost
            self.film.keep(self.epoch, self._good)
        self._apply_stop()

    def close(self) -> None:
        """Give the networks back; nothing may be asked any more."""
        for network in self.networks:
            self._pool.give_back(network)
        self.networks = []

    # Inside ------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Stand at the start: every run at the weights of its seed."""
        for network, run in zip(self.networks, self._experiment.runs, strict=True):
            network.begin(run.seed)
        self.step = self.epoch = 0
        self._done = self.steps_per_epoch  # batches done: the next one begins an epoch
        self._passing[:] = 0
        self._good = self._best = self._measured = self.still()
        self._stamps[:] = 0
        self._look_anew()
        self._record.measure(self.networks, self._stopping.has_diverged)
        self._bounds = DIVERGED * np.fmax(1, self._record.newest["train_loss"])
        self._end_row()
        self._apply_stop()

    def _restart(self) -> None:
        """Begin again, as if nothing had happened."""
        runs = len(self.networks)
        work = self._work
        self._batches = Batches(self._experiment, len(work.train.inputs), work.change)
        self._stopping = Stopping(self._experiment.stop, self._layout, self._stamps)
        self._record = Record(self._train_examples, self._validation, runs)
        self._pace, self.film = Pace.start(runs), Film()
        self._begin()

    def _warm(self) -> None:
        """Compile everything that training needs, by steps that are thrown away."""
        sizes = {self._batches.size, self._batches.rest} - {0}
        for network, run in zip(self.networks, self._experiment.runs, strict=True):
            extras = run.l1, run.l2, 0.0
            for size in sizes:
                places = np.zeros((1, size), np.int64)
                network.train(self._train_examples, places, np.zeros(1), extras, max(sizes))
            network.judge(first(self._validation, 2))

    def _train(self, count: int) -> None:
        """Train `count` batches of one size."""
        places = self._batches.places(self._done, count)
        examples, rows = self._train_examples, places
        if self._batches.change is not None:
            inputs = tf.constant(self._batches.changed(self._done, places))
            examples = Examples(inputs, tf.gather(examples.targets, places.ravel()))
            rows = np.arange(places.size).reshape(places.shape)
        smoothing = self._work.smoothing(self._experiment)
        for run in np.flatnonzero(self._stopping.is_moving).tolist():
            spec = self._experiment.runs[run]
            extras = spec.l1, spec.l2, smoothing
            told = self.networks[run].train(
                examples, rows, self._rates(run, count), extras, self._batches.size
            )
            sums = np.column_stack([self._passing[:, run], np.array(told, np.float64)])
            self._passing[:, run] = sums.cumsum(1)[:, -1]  # one after the other, as in any slices
            self._pace.steps[run] += count
        self._done += count
        self.step += count
        self._stamps[self._stopping.is_moving] = self.step

    def _rates(self, run: int, count: int) -> NDArray[np.float64]:
        """The learning rates of a run's next steps (count,)."""
        steps = self._pace.steps[run] + np.arange(count, dtype=np.float64)
        found = rates(self._experiment.runs[run], steps, self._pace.scale[run])
        return np.broadcast_to(np.asarray(found, np.float64), count)

    def _end_epoch(self) -> None:
        """Measure, note, and stop what has diverged or has reached its goal."""
        self.epoch += 1
        self._record.measure(self.networks, self._stopping.has_diverged)
        losses = self._record.newest["test_loss"]
        for run in np.flatnonzero(self._stopping.is_moving).tolist():
            self._pace.judge(run, self._experiment.runs[run], losses[run])
        sound = self._record.newest["train_loss"] <= self._bounds  # not so for what is no number
        diverged = self._stopping.is_moving & ~sound
        if diverged.any():
            self._put(diverged, self._good)
            self._stopping.diverge(diverged)
        self._end_row()
        self._stopping.end_epoch(self.epoch, losses)
        if self._stopping.patience is not None:
            is_best = self._stopping.patience.epochs == self.epoch
            self._best = tuple(
                new if better else old
                for new, old, better in zip(self._good, self._best, is_best, strict=True)
            )
        self._apply_stop()

    def _end_row(self) -> None:
        """Keep the weights and the row of the epoch that has ended."""
        self._good = self._measured = self.still()
        if self.film.wants(self.epoch):
            self.film.keep(self.epoch, self._good)
        self._record.history.append(self.epoch, self._all_metrics())

    def _all_metrics(self) -> Metrics:
        """What was measured last, means of this epoch's batches, and rates that change."""
        found = dict(self._record.newest)
        done = self._done if self.step else 0
        means = self._passing / done if done else np.full_like(self._passing, np.nan)
        found["batch_loss"], found["batch_accuracy"] = means
        if any(map(is_scheduled, self._experiment.runs)):
            found["learning_rate"] = np.concatenate(
                [self._rates(run, 1) for run in range(len(self.networks))]
            )
        return found

    def _exchange(self, run: int, before: Any, spec: Any) -> None:
        """Lend another network to a run whose optimizer has other settings, with its values."""
        old = self.networks[run]
        new = self._pool.borrow(old.plan, spec, self.networks)
        values = old.values()
        new.forget()
        new.put(values if before.optimizer == spec.optimizer else values[: len(old.variables)])
        one, other = new.machine, old.machine
        one.lenses, other.lenses = other.lenses, one.lenses  # whoever looks goes on looking
        self._pool.give_back(old)
        self.networks[run] = new

    def _look_anew(self) -> None:
        if self.watching is not None:
            self.watching.forget()

    def _put(self, runs: NDArray[np.bool_], weights: Sequence[Weights]) -> None:
        """Give some runs other weights."""
        for run in np.flatnonzero(runs).tolist():
            self.networks[run].put(weights[run])

    def _go_to_best(self, runs: NDArray[np.bool_]) -> None:
        patience = self._stopping.patience
        if patience is not None:
            patience.go_to_best(runs)
            self._put(runs & (patience.epochs > 0), self._best)
            self._record.is_stale = True

    def _apply_stop(self) -> None:
        """Let only those runs move whose stop rule is not met at the end of the last epoch."""
        if self._stopping.is_needed:
            early = self._stopping.judge(self.epoch, self._record.losses())
            if early.any():
                self._go_to_best(early)


def _tensors(examples: Examples) -> Examples:
    return Examples(*(tf.constant(part) for part in examples))

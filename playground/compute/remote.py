"""RemoteTrainer: the Trainer seam over a Dask actor; nothing here makes the web process wait.

It stands at once. A thread of its own brings up the worker, loads the data and builds, and until
then every picture says how far that is (`Frame.warmth`), orders keep, and to advance does nothing.
A worker that dies is replaced the same way, and training goes on from the last checkpoint: one is
fetched every few seconds of training.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from math import ceil
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.compute.cluster import CLUSTERS, Cluster, Clusters, Seat, WorkerLost
from playground.compute.host import Standing
from playground.errors import BackendError, PlaygroundError
from playground.frame import Frame, History
from playground.spec import Experiment
from playground.spec.hosted import HostedExperiment

LOG: Final = logging.getLogger(__name__)
AWAIT: Final = 0.05
"""Seconds that an order to train waits for a trainer that is not built yet."""
KEEP_EVERY: Final = 2.0
"""Seconds between two checkpoints that are kept here, or 20 times what fetching one takes."""
TRIES: Final = 3
"""Workers that may die in a row before training fails."""
COLUMNS: Final = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
START: Final = "start"
"""The checkpoint of the start, which the worker can always make again."""


class RemoteTrainer:
    """The Trainer (see frame.py) of a HostedExperiment, in a worker."""

    def __init__(
        self,
        experiment: Experiment,
        placed: dict[str, NDArray[Any]] | None = None,
        clusters: Clusters = CLUSTERS,
        own: Any = None,
    ) -> None:
        """Stand at the start and begin to get ready.

        Args:
            experiment: what is to be trained.
            placed: images or sequences to be looked at; shared by all trainers of a page.
            clusters: where to find a worker.
            own: a person's own file, which the worker can't load.

        Raises:
            BackendError: the workers have no memory left for it.
        """
        assert isinstance(experiment, HostedExperiment)
        demand = experiment.demand()
        self._needed, self._clusters = demand.megabytes, clusters
        clusters.promise(self._needed)
        self._experiment: Experiment = experiment
        self._own, self._loaded = own, 0.0
        self._placed = {} if placed is None else placed
        self._changed = threading.Condition()
        self._warmth = "load" if clusters.is_warm else "start"
        self._failure: PlaygroundError | None = None
        self._cluster: Cluster | None = None
        self._seat: Seat | None = None
        self._kept: bytes | None = None
        self._kept_at, self._kept_took = 0.0, 0.0
        self._losses = 0
        self._is_closed = False
        self._asking = ThreadPoolExecutor(1, "asking")
        runs, batches = len(experiment.runs), ceil(demand.examples / experiment.batch_size)
        states = ["training"] * runs
        self.history = History(COLUMNS, runs)
        self.step = self.epoch = 0
        self.steps_per_epoch = batches  # reckoned, until the data are loaded
        self._adopt(Standing(0, 0, 0, batches, states, [None] * runs, [False] * runs, None))
        self._last: Frame | None = None
        self._get_ready()

    # Where it stands ---------------------------------------------------------------------------

    @property
    def batches(self) -> int:
        """Batches done in the epoch under way."""
        return self._standing.batches

    @property
    def runs_state(self) -> list[str]:
        """What each run does."""
        return self._standing.runs_state

    @property
    def best_epoch(self) -> list[int | None]:
        """The epoch of each run's lowest loss, noted while there is a patience, else None."""
        return self._standing.best_epoch

    @property
    def is_at_best(self) -> list[bool]:
        """Whether each run has the weights of its best epoch."""
        return self._standing.is_at_best

    @property
    def warmth(self) -> str:
        """How far it is: "start", "load", "build", "ready", or "restart" after a loss."""
        return self._warmth

    # Orders of the Runner, on its thread -------------------------------------------------------

    def advance(self, steps: int) -> int:
        """Train so many batches; none while there is no trainer yet.

        Raises:
            PlaygroundError: the trainer could not be built, or it has failed.
        """
        if not self._is_ready(AWAIT):
            return 0
        standing = self._ask("advance", steps)
        if standing is None:
            return 0
        self._adopt(standing)
        self._losses = 0
        self._keep()
        return int(standing.done)

    def snapshot(self, views: Collection[str], probe: tuple[float, float] | None = None) -> Frame:
        """Compute the named views; while there is no trainer, say how far it is."""
        if self._is_ready(0 if self._last is None else AWAIT):
            frame: Frame | None = self._ask("snapshot", list(views))
            if frame is not None:
                self._last = frame
                return frame
        metrics: Mapping[str, NDArray[np.float64]]
        if self._last is None:
            nothing = np.full(len(self.runs_state), np.nan)
            metrics = dict.fromkeys((*COLUMNS, "batch_loss", "batch_accuracy"), nothing)
        else:
            metrics = self._last.metrics
        metrics = {**metrics, "loaded": np.full(len(self.runs_state), self._loaded)}
        self._last = Frame(self.step, self.epoch, metrics, {}, True, self._warmth)
        return self._last

    def retune(self, experiment: Experiment) -> None:
        """Adopt the live fields of an Experiment that does not need a restart."""
        with self._changed:
            old, self._experiment = self._experiment, experiment
        if experiment != old:
            self._order("retune", experiment)

    def edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        """There is no weight to set by hand."""

    def go_to_best(self) -> None:
        """Give every run the weights of its best epoch; one without a best epoch keeps its own."""
        self._order("go_to_best")

    def wake(self) -> None:
        """Let the runs that have stopped early go on; their patience begins anew."""
        if "stopped_early" in self.runs_state:
            self._order("wake")

    def checkpoint(self) -> Any:
        """Everything that later steps depend on, as a value of its own."""
        kept = self._ask("checkpoint") if self.step and self._is_ready(0) else None
        return kept or START

    def restore(self, checkpoint: Any) -> None:
        """Go back to a checkpoint; what follows equals what followed then, bit for bit."""
        kept = None if checkpoint == START else checkpoint
        with self._changed:
            self._kept = kept  # also for a trainer that is only being built
            if self._failure is not None:
                self._failure, self._losses = None, 0
                self._get_ready()
        if self._is_ready(0):
            standing = self._ask("restore", kept)
            if standing is not None:
                self._adopt(standing)

    def close(self) -> None:
        """Let the worker forget the trainer."""
        with self._changed:
            if self._is_closed:
                return
            self._is_closed = True
            self._kept = None
            seat, cluster = self._seat, self._cluster
            self._seat = self._cluster = None
            self._changed.notify_all()
        self._clusters.forget(self._needed)
        self._asking.shutdown(wait=False, cancel_futures=True)
        _aside(self._part, seat, cluster)

    # What the page may ask ---------------------------------------------------------------------

    def place(self, name: str, pixels: NDArray[Any]) -> None:
        """Keep an image (H, W, C) within [0, 1], or a sequence, under a name, for views of it."""
        self._placed[name] = pixels
        if self._is_ready(0):
            self._ask("place", name, pixels)

    def call(self, name: str, *facts: Any) -> "Future[Any]":
        """Ask something slow, answered beside the training on the weights of this moment."""
        return self._asking.submit(self._answer, name, *facts)

    def _answer(self, name: str, *facts: Any) -> Any:
        with self._changed:
            seat = self._seat
        if seat is None:
            raise BackendError("trainer", "worker_lost")
        try:
            return seat.ask("call", name, *facts)
        except WorkerLost:
            raise BackendError("trainer", "worker_lost") from None

    # Inside ------------------------------------------------------------------------------------

    def _is_ready(self, seconds: float) -> bool:
        """Whether there is a trainer, waiting so many seconds for it at most.

        Raises:
            PlaygroundError: there will be none.
        """
        with self._changed:
            if seconds:
                self._changed.wait_for(self._is_settled, seconds)
            if self._failure is not None:
                raise self._failure
            return self._seat is not None

    def _is_settled(self) -> bool:
        return self._seat is not None or self._failure is not None or self._is_closed

    def _ask(self, word: str, *facts: Any) -> Any:
        """Ask the host; None when the worker has died, which is then replaced."""
        with self._changed:
            seat = self._seat
        if seat is None:
            return None
        try:
            return seat.ask(word, *facts)
        except WorkerLost:
            self._replace(seat)
            return None

    def _order(self, word: str, *facts: Any) -> None:
        if self._is_ready(0):
            standing = self._ask("order", word, *facts)
            if standing is not None:
                self._adopt(standing)

    def _adopt(self, standing: Standing) -> None:
        self._standing = standing
        self.step, self.epoch = standing.step, standing.epoch
        self.steps_per_epoch = standing.steps_per_epoch
        if standing.history is not None:
            self.history = standing.history

    def _keep(self) -> None:
        """Fetch a checkpoint when it is time."""
        now = time.monotonic()
        if now - self._kept_at < max(KEEP_EVERY, 20 * self._kept_took):
            return
        kept = self._ask("checkpoint")
        if kept is not None:
            self._kept, self._kept_at = kept, time.monotonic()
            self._kept_took = self._kept_at - now

    def _replace(self, seat: Seat) -> None:
        """Get another trainer for the one that is lost."""
        with self._changed:
            if seat is not self._seat:
                return
            cluster, self._seat, self._cluster = self._cluster, None, None
        _aside(self._part, seat, cluster)
        self._count_loss()

    def _get_ready(self) -> None:
        _aside(self._open)

    def _open(self) -> None:
        """Bring up a worker, load, build; then the trainer stands ready."""
        cluster: Cluster | None = None
        seat: Seat | None = None
        try:
            cluster = self._clusters.enter()
            seat = cluster.host()
            seat.ask("warm")
            cluster.is_warm = True
            self._tell("load")
            hear = partial(self._hear, seat)
            seat.ask("load", self._experiment, self._own, meanwhile=hear)
            self._tell("build")
            experiment, kept = self._experiment, self._kept
            standing = seat.ask("build", experiment, kept)
            self._clusters.weigh(cluster, seat.ask("megabytes"))
            for name, pixels in list(self._placed.items()):
                seat.ask("place", name, pixels)
            if self._begin(cluster, seat, standing, experiment, kept):
                return
        except WorkerLost:
            self._part(seat, cluster)
            self._count_loss()
        except PlaygroundError as error:
            self._part(seat, cluster)
            self._fail(error)
        except Exception:  # a thread must never die in silence
            LOG.exception("a trainer could not be opened")
            self._part(seat, cluster)
            self._fail(BackendError("trainer", "trainer_failed"))
        else:
            self._part(seat, cluster)

    def _begin(
        self, cluster: Cluster, seat: Seat, standing: Standing, built: Experiment, kept: Any
    ) -> bool:
        """Begin to use a host, with what was changed while it was built; False once closed."""
        while True:
            with self._changed:
                if self._is_closed:
                    return False
                if self._experiment == built and self._kept is kept:
                    self._adopt(standing)
                    self._cluster, self._seat, self._warmth = cluster, seat, "ready"
                    self._changed.notify_all()
                    return True
                wanted, start = self._experiment, self._kept
            if start is not kept:
                seat.ask("restore", start)
            standing, built, kept = seat.ask("order", "retune", wanted), wanted, start

    def _count_loss(self) -> None:
        """Try again with another worker, but not for ever."""
        with self._changed:
            self._warmth, self._losses = "restart", self._losses + 1
            is_tried = self._losses >= TRIES
        if is_tried:
            self._fail(BackendError("trainer", "worker_lost"))
        elif not self._is_closed:
            LOG.warning("a worker was lost; training goes on from the last checkpoint")
            self._get_ready()

    def _fail(self, error: PlaygroundError) -> None:
        with self._changed:
            self._failure = error
            self._changed.notify_all()

    def _tell(self, warmth: str) -> None:
        with self._changed:
            if self._warmth != "restart":
                self._warmth = warmth
            self._changed.notify_all()

    def _hear(self, seat: Seat) -> None:
        """Note how far the data have come."""
        self._loaded = float(seat.ask("loaded"))

    def _part(self, seat: Seat | None, cluster: Cluster | None) -> None:
        """Leave a host and its cluster, which may both be dead."""
        if seat is not None:
            try:
                seat.ask("close")
            except (WorkerLost, PlaygroundError):
                LOG.info("a host was gone already")
            seat.leave()
        if cluster is not None:
            self._clusters.leave(cluster)


def _aside(work: Callable[..., None], *facts: Any) -> None:
    """Do something on a thread of its own."""
    threading.Thread(target=work, args=facts, name=work.__name__, daemon=True).start()

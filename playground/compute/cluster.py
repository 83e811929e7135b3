"""The workers in which Keras trains: a Dask cluster of our own, or the one that is named.

With nothing configured a cluster of one worker, a process of its own on this machine, begins when
the first trainer wants it and ends when none has wanted it for a while. `PLAYGROUND_SCHEDULER`
(tcp://host:8786) names another one. Compiling leaks a little each time and nothing frees it, so a
worker that has grown beyond `WORN_MEGABYTES` takes no new trainers: they go to a new worker, and
the old one ends with its last trainer.

`distributed` takes half a second to import, so it is imported when the first trainer comes.
"""

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import psutil

from playground.compute.host import Host
from playground.errors import BackendError

LOG: Final = logging.getLogger(__name__)
SCHEDULER: Final = "PLAYGROUND_SCHEDULER"
WORN_MEGABYTES: Final = 2500.0
"""Beyond this a worker of our own takes no new trainers; TensorFlow alone takes some 600."""
KILL_MEGABYTES: Final = 6000
"""Beyond this a worker of our own is ended at once, whatever it does."""
MOST_MEGABYTES: Final = 2400.0
"""What all trainers of one worker together may need, as `spec.vision` predicts it."""
IDLE_SECONDS: Final = 300.0
STARTS_IN: Final = 60.0
"""Seconds after which a worker that does not come up is given up."""

_QUIET = {
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.comm.timeouts.connect": "10s",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Of Dask's memory rules only the last one: a trainer can't be spilled, and a pause would hang.
Workers serve no pages."""


class WorkerLost(Exception):
    """The worker has died or can't be reached."""


@dataclass(eq=False)
class Cluster:
    """A client, the cluster where it is our own, and how many trainers live there."""

    client: Any
    own: Any = None
    trainers: int = 0
    is_worn: bool = False
    is_warm: bool = False
    """Whether TensorFlow has been started in it."""

    def host(self) -> "Seat":
        """Begin a host in a worker.

        Raises:
            WorkerLost: no worker took it in time.
        """
        future = self.client.submit(Host, actor=True, pure=False)
        try:
            actor = future.result(timeout=STARTS_IN)
            with self.client.as_current():
                assert actor.warm  # an actor belongs to the client that first asks for something
            return Seat(self, future, actor)
        except Exception as error:
            raise WorkerLost from error

    def close(self) -> None:
        """End the cluster if it is our own, and the client."""
        pids = [] if self.own is None else [nanny.pid for nanny in self.own.workers.values()]
        try:
            self.client.close(timeout=2)
            if self.own is not None:
                self.own.close(timeout=10)
        except (OSError, RuntimeError, UnboundLocalError):  # the loop that they share ended first
            LOG.info("a cluster did not end by itself")
            for pid in filter(None, pids):
                with suppress(psutil.NoSuchProcess):
                    psutil.Process(pid).kill()


@dataclass(eq=False)
class Seat:
    """A host in a worker, and how one talks to it."""

    cluster: Cluster
    future: Any
    actor: Any

    def ask(self, word: str, *facts: Any, meanwhile: Callable[[], None] | None = None) -> Any:
        """Return what the host answers; `meanwhile` is called twice a second until then.

        Raises:
            PlaygroundError: the trainer says so.
            WorkerLost: there is no answer any more.
        """
        try:
            answer = getattr(self.actor, word)(*facts)
            while True:
                try:
                    return answer.result(timeout=0.5)
                except TimeoutError:
                    if self.future.status != "finished":
                        raise WorkerLost from None
                    if meanwhile is not None:
                        meanwhile()
        except (OSError, RuntimeError, UnboundLocalError) as error:
            raise WorkerLost from error  # the last: distributed's, when its loop ends meanwhile

    def leave(self) -> None:
        """Let the worker forget the host."""
        self.future.release()


class Clusters:
    """The clusters of this process: the one that takes trainers, and worn ones that end."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS, worn: float = WORN_MEGABYTES) -> None:
        """Begin nothing yet."""
        self._idle_seconds, self._worn = idle_seconds, worn
        self._lock = threading.RLock()
        self._current: Cluster | None = None
        self._promised = 0.0
        self._timer: threading.Timer | None = None

    @property
    def is_running(self) -> bool:
        """Whether a cluster stands ready."""
        return self._current is not None

    @property
    def is_warm(self) -> bool:
        """Whether a new trainer need not wait for TensorFlow to start."""
        current = self._current
        return current is not None and current.is_warm

    def promise(self, megabytes: float) -> None:
        """Reserve memory for a trainer, before anything is built.

        Raises:
            BackendError: the trainers there are leave no room for it.
        """
        with self._lock:
            if self._promised + megabytes > MOST_MEGABYTES:
                facts = {"value": round(megabytes), "high": round(MOST_MEGABYTES - self._promised)}
                raise BackendError("runs", "worker_full", facts)
            self._promised += megabytes

    def forget(self, megabytes: float) -> None:
        """Give reserved memory back."""
        with self._lock:
            self._promised -= megabytes

    def enter(self) -> Cluster:
        """The cluster for one more trainer, begun if need be: takes a second or two then.

        Raises:
            WorkerLost: it could not be begun or reached.
        """
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._current is None:
                self._current = _begin()
            self._current.trainers += 1
            return self._current

    def weigh(self, cluster: Cluster, megabytes: float) -> None:
        """Note how large a worker has become; one that is worn takes no more trainers."""
        with self._lock:
            if cluster.own is not None and megabytes > self._worn and not cluster.is_worn:
                LOG.info("a worker has grown to %d MB and is replaced", megabytes)
                cluster.is_worn = True
                if self._current is cluster:
                    self._current = None

    def leave(self, cluster: Cluster) -> None:
        """One trainer less; an empty worn cluster ends now, any other after a while."""
        with self._lock:
            cluster.trainers -= 1
            if cluster.trainers:
                return
            if cluster is self._current:
                self._timer = threading.Timer(self._idle_seconds, self._end_idle, (cluster,))
                self._timer.daemon = True
                self._timer.start()
                return
        cluster.close()

    def close(self) -> None:
        """End the cluster that takes trainers, whoever is there."""
        with self._lock:
            cluster, self._current = self._current, None
        if cluster is not None:
            cluster.close()

    def _end_idle(self, cluster: Cluster) -> None:
        with self._lock:
            if cluster.trainers or cluster is not self._current:
                return
            self._current = None
        cluster.close()


def _begin() -> Cluster:
    """Reach the cluster that is named, or begin one of our own."""
    import dask
    import distributed

    reach: Callable[..., Any] = distributed.Client
    begin: Callable[..., Any] = distributed.LocalCluster
    address = os.environ.get(SCHEDULER)
    try:
        if address:
            return Cluster(reach(address, timeout=10, set_as_default=False))
        with dask.config.set(_QUIET):
            own = begin(
                n_workers=1,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",  # None means a fixed port, with a server on it
                memory_limit=f"{KILL_MEGABYTES}MB",
                silence_logs=logging.CRITICAL,
                env={"TF_CPP_MIN_LOG_LEVEL": "3"},
            )
            client = reach(own, direct_to_workers=True, set_as_default=False)
        return Cluster(client, own)
    except (OSError, RuntimeError) as error:
        LOG.exception("no worker could be reached")
        raise WorkerLost from error


CLUSTERS: Final = Clusters()
"""Where the trainers of this process are hosted."""

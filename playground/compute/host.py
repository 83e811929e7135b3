"""Host: what stands in a worker for one trainer, as a Dask actor.

Its methods are coroutines that hand their work to a thread of the host's own: the worker has one
thread for all actors, and two trainers would wait for each other. Slow questions have a second
thread and never hold up training. What comes out is plain: numbers, arrays, bytes, our own errors;
an exception of TensorFlow would bring TensorFlow into whoever unpickles it.
"""

import asyncio
import logging
import os
import pickle
import tempfile
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import psutil

from playground.errors import BackendError, PlaygroundError
from playground.frame import Frame, History
from playground.spec import Experiment

LOG: Final = logging.getLogger(__name__)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a trainer stands; `history` only if it has changed since the last one."""

    step: int
    epoch: int
    batches: int
    steps_per_epoch: int
    runs_state: list[str]
    best_epoch: list[int | None]
    is_at_best: list[bool]
    history: History | None
    done: int = 0
    """Steps that the order to advance has done."""


class Host:
    """One trainer in a worker, and the two threads that it works on."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._own = ThreadPoolExecutor(1, "training")
        self._beside = ThreadPoolExecutor(1, "beside")
        self._data: Any = None
        self._loaded = 0.0
        self._trainer: Any = None
        self._told: tuple[int, int, int] = (0, 0, 0)

    async def warm(self) -> None:
        """Start TensorFlow, which takes seconds the first time in a process.

        It leaves generated code behind where it is killed. In the folder of the worker Dask clears
        that away, then or when the next worker begins.
        """
        from distributed import get_worker

        tempfile.tempdir = get_worker().local_directory
        await self._do(warm)

    async def load(self, experiment: Experiment, own: Any) -> None:
        """Load the data; `own` is the person's own file where they are of it."""
        await self._do(self._load, experiment, own)

    async def loaded(self) -> float:
        """Which share of the data has come over the network so far."""
        return self._loaded

    async def build(self, experiment: Experiment, checkpoint: bytes | None) -> Standing:
        """Build the trainer; with a checkpoint it goes on from there."""
        return await self._do(self._build, experiment, checkpoint)

    async def advance(self, steps: int) -> Standing:
        """Train so many batches."""
        return await self._do(self._advance, steps)

    async def snapshot(self, views: Collection[str]) -> Frame:
        """Compute the named views."""
        return await self._do(self._snapshot, views)

    async def order(self, word: str, *facts: Any) -> Standing:
        """Carry out one of the trainer's orders: retune, wake, go_to_best."""
        return await self._do(self._order, word, *facts)

    async def place(self, name: str, pixels: Any) -> None:
        """Keep an image or a sequence to be looked at."""
        await self._do(lambda: self._trainer.place(name, pixels))

    async def checkpoint(self) -> bytes:
        """Everything that later steps depend on."""
        return await self._do(lambda: pickle.dumps(self._trainer.checkpoint()))

    async def restore(self, checkpoint: bytes | None) -> Standing:
        """Go back to a checkpoint of this trainer, None for the start."""
        return await self._do(self._restore, checkpoint)

    async def call(self, name: str, *facts: Any) -> Any:
        """Answer a slow question beside the training, on the weights of this moment."""
        asked = await self._do(lambda: self._trainer.question(name, *facts))
        return await self._do(asked, beside=True)

    async def megabytes(self) -> float:
        """Memory of this process [MB]."""
        return float(psutil.Process().memory_info().rss / 1e6)

    async def close(self) -> None:
        """Give back the networks; the threads end."""
        if self._trainer is not None:
            await self._do(lambda: None, beside=True)  # let a slow answer be finished
            await self._do(self._trainer.close)
        self._own.shutdown(wait=False)
        self._beside.shutdown(wait=False)

    async def _do(self, work: Callable[..., Answer], *facts: Any, beside: bool = False) -> Answer:
        """Do it on a thread of our own; raises nothing but PlaygroundErrors."""
        loop = asyncio.get_running_loop()
        thread = self._beside if beside else self._own
        return await loop.run_in_executor(thread, _plainly, work, *facts)

    def _load(self, experiment: Experiment, own: Any) -> None:
        from playground.deep.kinds import KINDS

        self._data = KINDS[type(experiment)].load(experiment, own, self._hear)

    def _hear(self, there: int, whole: int) -> None:
        self._loaded = there / max(1, whole)

    def _build(self, experiment: Experiment, checkpoint: bytes | None) -> Standing:
        from playground.deep.kinds import KINDS

        self._trainer = KINDS[type(experiment)].trainer(experiment, self._data)
        if checkpoint is not None:
            self._trainer.restore(pickle.loads(checkpoint))
        return self._standing()

    def _advance(self, steps: int) -> Standing:
        return self._standing(self._trainer.advance(steps))

    def _snapshot(self, views: Collection[str]) -> Frame:
        frame: Frame = self._trainer.snapshot(views)
        return frame

    def _order(self, word: str, *facts: Any) -> Standing:
        getattr(self._trainer, word)(*facts)
        return self._standing()

    def _restore(self, checkpoint: bytes | None) -> Standing:
        self._trainer.restore(None if checkpoint is None else pickle.loads(checkpoint))
        return self._standing()

    def _standing(self, done: int = 0) -> Standing:
        trainer = self._trainer
        history = trainer.history
        now = (id(history), len(history), trainer.epoch)
        is_news, self._told = now != self._told, now
        return Standing(
            trainer.step,
            trainer.epoch,
            trainer.batches,
            trainer.steps_per_epoch,
            list(trainer.runs_state),
            trainer.best_epoch,
            trainer.is_at_best,
            history if is_news else None,
            done,
        )


def warm() -> None:
    """Start TensorFlow as several trainers in one process want it: one core each."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from playground.deep.start import start_tensorflow

    start_tensorflow()


def _plainly(work: Callable[..., Answer], *facts: Any) -> Answer:
    """Work whose errors can be understood without TensorFlow."""
    try:
        return work(*facts)
    except PlaygroundError:
        raise
    except Exception as error:
        LOG.exception("a hosted trainer has failed")
        is_memory = (
            isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"
        )
        code = "out_of_memory" if is_memory else "trainer_failed"
        raise BackendError("trainer", code) from None

"""What a Runner publishes: one snapshot of what is looked at, turned into bytes, newest wins."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from playground.compute.status import (
    Diagnose,
    Diagnosis,
    Encode,
    Published,
    Speed,
    State,
    Status,
)
from playground.compute.watch import (
    PICTURES_PER_SECOND,
    SENTENCE,
    SLOW_VIEWS,
    Interval,
    Limiter,
    Wish,
)
from playground.frame import Frame, Trainer
from playground.spec import Experiment

LOG: Final = logging.getLogger(__name__)
Make = Callable[[Experiment], Trainer]
"""Builds the trainer of an Experiment."""


@dataclass(frozen=True, slots=True)
class Training:
    """What is being trained: a trainer, its start, and the Experiment it was last tuned to."""

    trainer: Trainer
    start: Any
    experiment: Experiment
    generation: int

    @classmethod
    def begin(cls, make: Make, experiment: Experiment, generation: int) -> Self:
        """Build the trainer and keep its start.

        Raises:
            PlaygroundError: the trainer could not be built.
        """
        trainer = make(experiment)
        return cls(trainer, trainer.checkpoint(), experiment, generation)


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything a picture shows besides the training itself."""

    now: float
    state: State
    speed: Speed
    wish: Wish
    steps_per_second: float
    shows_batch: bool
    failure: str | None
    is_urgent: bool


class Publisher:
    """Makes the pictures of one Runner, on its thread."""

    latest: Published
    status: Status

    def __init__(
        self, encode: Encode, diagnose: Diagnose, pictures: float = PICTURES_PER_SECOND
    ) -> None:
        """Start with nothing published; at most so many `pictures` a second while it plays."""
        self._encode, self._diagnose = encode, diagnose
        self._pictures = Limiter(pictures)
        self._slow_views = Interval(SLOW_VIEWS)
        self._sentences = Interval(SENTENCE)
        self._sequence = 0
        self._frame: Frame | None = None
        self._diagnosis: Diagnosis | None = None
        self._callbacks: tuple[Callable[[], object], ...] = ()

    def subscribe(self, callback: Callable[[], object]) -> None:
        """Have `callback` called when something newer exists."""
        self._callbacks = (*self._callbacks, callback)

    def unsubscribe(self, callback: Callable[[], object]) -> None:
        """Stop calling `callback`."""
        self._callbacks = tuple(other for other in self._callbacks if other is not callback)

    def tell(self) -> None:
        """Call everybody who wants to know."""
        for callback in self._callbacks:
            callback()

    def wait(self, now: float) -> float:
        """Seconds until the next picture may be made without an order."""
        return self._pictures.wait(now)

    @property
    def is_unfinished(self) -> bool:
        """Whether another picture of the same step would show more."""
        return self._frame is not None and self._frame.is_unfinished

    def publish(self, training: Training, moment: Moment) -> None:
        """Make a picture and tell everybody that it exists.

        Curves and predictions come along a few times a second while playing, and always otherwise:
        whoever joins while nothing moves gets everything at once.
        """
        is_complete = moment.is_urgent or moment.state != "playing"
        has_slow_views = is_complete or any(
            interval.is_due(moment.now) for interval in (self._slow_views, self._sentences)
        )
        frame = self._snapshot(training, moment, predictions=has_slow_views)
        status = self._describe(training, moment, frame)
        if is_complete or self._sentences.is_due(moment.now):  # at rest none comes later
            self._diagnosis = self._say(training, status)
            self._sentences.passed(moment.now)
        history = training.trainer.history if has_slow_views else None
        status = replace(status, history=history, diagnosis=self._diagnosis)
        payload = self._encode(frame, status)
        self._sequence = status.sequence
        self._frame, self.status = frame, status
        self.latest = Published(status.sequence, payload, is_complete, moment.is_urgent)
        self._pictures.passed(moment.now)
        if has_slow_views:
            self._slow_views.passed(moment.now)
        self.tell()

    def _snapshot(self, training: Training, moment: Moment, *, predictions: bool) -> Frame:
        if moment.state == "failed" and self._frame is not None:
            return self._frame  # the trainer itself may be what fails
        trainer, wish = training.trainer, moment.wish
        has_batch = trainer.step > 0 and (moment.shows_batch or moment.speed == "slow")
        views = self._encode.views(
            training.experiment, wish, batch=has_batch, predictions=predictions
        )
        return trainer.snapshot(views, wish.probe)

    def _describe(self, training: Training, moment: Moment, frame: Frame) -> Status:
        trainer = training.trainer
        return Status(
            experiment=training.experiment,
            generation=training.generation,
            sequence=self._sequence + 1,
            state=moment.state,
            speed=moment.speed,
            step=frame.step,
            epoch=frame.epoch,
            batch=trainer.batches,
            batches=trainer.steps_per_epoch,
            steps_per_second=moment.steps_per_second,
            metrics={name: float(values[0]) for name, values in frame.metrics.items()},
            now=moment.now,
            look=moment.wish.look,
            probe=moment.wish.probe,
            failure=moment.failure,
            best_epoch=trainer.best_epoch[0],
            is_at_best=trainer.is_at_best[0],
            units=frame.views.get("units"),
            views=frame.views,
            shown=moment.wish.shown,
            warmth=frame.warmth,
        )

    def _say(self, training: Training, status: Status) -> Diagnosis | None:
        try:
            return self._diagnose(training.trainer.history, status)
        except Exception:
            if status.state != "failed":
                raise
            LOG.exception("the failure could not be put into words")
            return None

"""The trainer of a Runner and all that is done with it, on the Runner's thread alone: no locks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from playground.compute.clock import Clock
from playground.compute.pace import EPOCHS_PER_SECOND, Pace
from playground.compute.publisher import Moment, Publisher, Training
from playground.compute.status import Speed, State, Unit
from playground.compute.watch import Wish
from playground.frame import Lasting
from playground.spec import Experiment, SlopeExperiment

_ENDS: Final[Mapping[str, State]] = {
    "stopped": "stopped",
    "stopped_early": "stopped_early",
    "diverged": "diverged",
}
"""State of a run that trains no more -> the Runner's."""


class Workshop:
    """What a Runner trains, how fast it goes, and what it shows of it."""

    def __init__(self, training: Training, publisher: Publisher, clock: Clock) -> None:
        """Take the first training."""
        self.publisher = publisher
        self._clock = clock
        self.install(training)

    @property
    def _usual(self) -> float:
        """Steps a second at the usual speed."""
        experiment = self.training.experiment
        if isinstance(experiment, SlopeExperiment):
            return experiment.slope.steps_per_second
        return EPOCHS_PER_SECOND * self.training.trainer.steps_per_epoch

    def install(self, training: Training) -> None:
        """Replace what is being trained."""
        self.training = training
        self.pace = Pace(self._usual)
        self.begin()

    def close(self) -> None:
        """Let go of what the trainer holds outside of this process."""
        trainer = self.training.trainer
        if isinstance(trainer, Lasting):
            trainer.close()

    def begin(self) -> None:
        """Stand at a start."""
        self._shows_batch = False
        self.rest()

    def resume(self) -> None:
        """Prepare to play, also after an early stop."""
        self.training.trainer.wake()
        self._shows_batch = False
        self.rest()

    def rest(self) -> None:
        """Begin counting the pace anew."""
        self.pace.rest(self._clock.now())

    def restore(self) -> None:
        """Go back to the start, keeping the live settings of today."""
        trainer = self.training.trainer
        trainer.restore(self.training.start)
        trainer.retune(self.training.experiment)
        self.begin()

    def retune(self, experiment: Experiment) -> None:
        """Adopt the live fields of an Experiment."""
        self.training = replace(self.training, experiment=experiment)  # a reset tries it again
        self.training.trainer.retune(experiment)
        if self._usual != self.pace.usual:
            self.pace.usual = self._usual
            self.rest()

    def edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        """Set one weight."""
        self.training.trainer.edit(run, layer, source, target, value)

    def go_to_best(self) -> None:
        """Bring back the weights of the best epoch."""
        self.training.trainer.go_to_best()

    def steps_of(self, unit: Unit) -> int:
        """Steps that one batch, or the rest of this epoch, takes; a batch will be shown."""
        trainer = self.training.trainer
        trainer.wake()
        self._shows_batch = unit == "batch"
        return 1 if unit == "batch" else trainer.steps_per_epoch - trainer.batches

    def train(self, steps: int) -> int:
        """Train and measure; returns how many steps were done."""
        before = self._clock.now()
        done = self.training.trainer.advance(steps)
        now = self._clock.now()
        self.pace.measured(done, now - before, now)
        return done

    @property
    def end(self) -> State | None:
        """How training has ended, None while any run can go on; the first run gives the name."""
        states = self.training.trainer.runs_state
        return None if "training" in states else _ENDS[states[0]]

    @property
    def has_news(self) -> bool:
        """Whether something was trained since the last picture."""
        return self.training.trainer.step != self.publisher.status.step

    @property
    def is_unfinished(self) -> bool:
        """Whether another picture of the same step would show more."""
        return self.publisher.is_unfinished

    def until_picture(self) -> float:
        """Seconds until the next picture may be made without an order."""
        return self.publisher.wait(self._clock.now())

    def publish(
        self, state: State, speed: Speed, wish: Wish, *, failure: str | None, is_urgent: bool
    ) -> None:
        """Make a picture of this moment."""
        moment = Moment(
            now=self._clock.now(),
            state=state,
            speed=speed,
            wish=wish.within(self.training.experiment),
            steps_per_second=self.pace.steps_per_second if state == "playing" else 0.0,
            shows_batch=self._shows_batch,
            failure=failure,
            is_urgent=is_urgent,
        )
        self.publisher.publish(self.training, moment)

"""The Runner: one Trainer on one thread, the only place with a clock.

Orders (play, pause, step, reset, adopt, edit, speed) come from any thread, set and never toggle,
and return at once; the thread carries them out between two slices of a few milliseconds. What it
publishes are bytes. While it plays, a picture is made only when the viewer has drawn the last one
and demands the next; without a viewer training just goes on. Every change of state is published
without being demanded.

    idle ──play──> playing ──pause──> paused        stopped: the stop rule was met
                      └────────────> diverged       failed: an error, named by its code
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from playground.compute.clock import Clock, SystemClock
from playground.compute.pace import SLICE, Pace
from playground.compute.publisher import Moment, Publisher, Training
from playground.compute.status import (
    Diagnose,
    Encode,
    Look,
    Point,
    Published,
    Speed,
    State,
    Status,
    Unit,
)
from playground.compute.turns import TURNS, Turns
from playground.compute.watch import Wish
from playground.errors import PlaygroundError
from playground.frame import Trainer
from playground.spec import Experiment, needs_restart

LOG: Final = logging.getLogger(__name__)
Work = Callable[[], None]


class Runner:
    """Trains one Experiment and publishes what is to be seen."""

    def __init__(
        self,
        make: Callable[[Experiment], Trainer],
        experiment: Experiment,
        *,
        encode: Encode,
        diagnose: Diagnose,
        speed: Speed = "normal",
        clock: Clock | None = None,
        turns: Turns = TURNS,
    ) -> None:
        """Build the trainer, publish the first picture and wait for orders.

        Args:
            make: builds the trainer of an Experiment; called again when a change needs a restart.
            experiment: what to train.
            encode: turns a Frame and its Status into bytes; one function for each Runner.
            diagnose: says in one sentence what is happening.
            speed: the speed to begin with.
            clock: tells the time; the machine's own unless given.
            turns: whom to share the processor with.

        Raises:
            PlaygroundError: the trainer could not be built.
        """
        self._make = make
        self._clock: Clock = clock or SystemClock()
        self._turns = turns
        self._publisher = Publisher(encode, diagnose)
        self._adopting = threading.Lock()
        # Shared by all threads, changed only under this condition:
        self._condition = threading.Condition()
        self._experiment = experiment
        self._generation = 1
        self._state: State = "idle"
        self._speed: Speed = speed
        self._failure: str | None = None
        self._orders: deque[Work] = deque()
        self._owed = 0
        self._wish = Wish()
        self._wish_is_new = False
        self._is_demanded = False
        self._is_urgent = False
        self._is_closed = False
        # Of the Runner's own thread:
        self._shows_batch = False
        self._training = self._build(experiment, self._generation)
        self._pace = Pace(self._training.trainer.steps_per_epoch)
        self._publish(is_urgent=True)
        self._thread = threading.Thread(target=self._run, name="runner", daemon=True)
        self._thread.start()

    # What anybody may ask ----------------------------------------------------------------------

    @property
    def state(self) -> State:
        """What the Runner is doing, orders given so far included."""
        return self._state

    @property
    def speed(self) -> Speed:
        """The chosen speed."""
        return self._speed

    @property
    def generation(self) -> int:
        """Rises whenever shapes or data change, at the moment `adopt` is called."""
        return self._generation

    @property
    def experiment(self) -> Experiment:
        """The Experiment adopted last."""
        return self._experiment

    @property
    def latest(self) -> Published:
        """The newest publication; there is always one."""
        return self._publisher.latest

    @property
    def status(self) -> Status:
        """The Status of the newest publication."""
        return self._publisher.status

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._is_closed

    # Orders ------------------------------------------------------------------------------------

    def play(self) -> None:
        """Train until told otherwise; nothing happens when diverged or failed."""
        with self._condition:
            if self._state not in ("playing", "diverged", "failed"):
                self._forget_steps()
                self._state = "playing"
                self._order(self._begin)

    def pause(self) -> None:
        """Stop training after the slice under way."""
        with self._condition:
            if self._state == "playing" or self._forget_steps():
                self._state = "paused"
                self._wake(is_urgent=True)

    def step(self, unit: Unit) -> None:
        """Train one batch, or to the end of the epoch; pauses first."""
        with self._condition:
            if self._state not in ("diverged", "failed"):
                self._state = "paused"
                self._order(partial(self._owe, unit))

    def reset(self) -> None:
        """Go back to the same start and wait there."""
        with self._condition:
            self._forget_steps()
            self._state = "idle"
            self._order(self._restore)

    def adopt(self, experiment: Experiment) -> None:
        """Take over a changed Experiment: live fields while it runs, all others from a new start.

        A Runner that plays goes on playing; any other is idle after a new start. The new trainer
        is built here, in the caller's thread: if that fails the old one goes on undisturbed.

        Raises:
            PlaygroundError: the trainer could not be built.
        """
        with self._adopting:
            if experiment == self._experiment:
                return
            if needs_restart(self._experiment, experiment):
                training = self._build(experiment, self._generation + 1)
                with self._condition:
                    self._experiment = experiment
                    self._generation = training.generation
                    self._state = "playing" if self._state == "playing" else "idle"
                    self._owed = 0
                    self._orders.clear()  # they were meant for the trainer that goes
                    self._order(partial(self._install, training))
            else:
                with self._condition:
                    self._experiment = experiment
                    self._order(partial(self._retune, experiment))

    def edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        """Set the weight from unit `source` to unit `target` of a layer; source -1 is the bias."""
        with self._condition:
            if self._state != "failed":
                self._order(partial(self._edit, run, layer, source, target, value))

    def set_speed(self, speed: Speed) -> None:
        """Choose how fast to play."""
        with self._condition:
            if speed != self._speed:
                self._speed = speed
                self._order(self._rest)

    def wish(self, look: Look | None, probe: Point | None) -> None:
        """Say what the viewer looks at; when nothing plays, a change brings a new picture."""
        wish = Wish(look, probe)
        with self._condition:
            if wish != self._wish:
                self._wish, self._wish_is_new = wish, True
                self._wake()

    def demand(self) -> None:
        """Say that the last picture was drawn and the next one is wanted."""
        with self._condition:
            if not self._is_demanded:
                self._is_demanded = True
                self._wake()

    def subscribe(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Have `callback` called, from the Runner's thread, when something newer exists.

        A newcomer gets a complete picture without asking for it. The callback is also called when
        the Runner is closed. Returns the function that ends the subscription.
        """
        with self._condition:
            self._publisher.subscribe(callback)
            if not self.latest.is_complete:
                self._wake(is_urgent=True)

        def unsubscribe() -> None:
            with self._condition:
                self._publisher.unsubscribe(callback)

        return unsubscribe

    def close(self) -> None:
        """End the thread; the last picture stays readable."""
        with self._condition:
            self._is_closed = True
            self._wake()

    def join(self, seconds: float | None = None) -> bool:
        """Wait until the thread has ended; returns whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _order(self, work: Work) -> None:
        self._orders.append(work)
        self._wake()

    def _forget_steps(self) -> bool:
        """Drop the steps that were ordered and not done yet; returns whether there were any."""
        kept = [order for order in self._orders if getattr(order, "func", None) != self._owe]
        had_steps = self._owed > 0 or len(kept) < len(self._orders)
        self._orders, self._owed = deque(kept), 0
        return had_steps

    def _wake(self, *, is_urgent: bool = False) -> None:
        self._is_urgent = self._is_urgent or is_urgent
        self._condition.notify()

    # The thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        while (work := self._next()) is not None:
            try:
                with self._turns:
                    work()
            except Exception as error:  # whatever it is: a thread must never die in silence
                self._fail(error)
        self._publisher.tell()

    def _next(self) -> Work | None:
        """Wait for something to do and return it; None once closed."""
        with self._condition:
            while not self._is_closed:
                if self._owed:
                    return self._train_owed
                if self._orders:
                    self._is_urgent = True
                    return self._orders.popleft()
                if self._is_urgent:
                    return partial(self._publish, is_urgent=True)
                now, wait = self._clock.now(), None
                if self._state == "playing":
                    steps, wait = self._pace.plan(self._speed, now)
                    if steps:
                        return self._train_slice
                if self._is_awaited():
                    until_due = self._publisher.wait(now)
                    if not until_due:
                        return partial(self._publish, is_urgent=False)
                    wait = until_due if wait is None else min(wait, until_due)
                self._clock.wait(self._condition, wait)
            return None

    def _is_awaited(self) -> bool:
        """Whether somebody waits for a picture that would differ from the last one."""
        if self._state != "playing":
            return self._wish_is_new
        is_new = self._wish_is_new or self._training.trainer.step != self.status.step
        return self._is_demanded and is_new

    def _train_slice(self) -> None:
        """Train one slice, then make a picture if one is wanted."""
        with self._condition:
            if self._state != "playing" or self._orders:  # while waiting for the turn
                return
            speed = self._speed
        steps, _ = self._pace.plan(speed, self._clock.now(), self._turns.share(SLICE))
        self._train(steps)
        with self._condition:
            is_due = self._is_awaited() and not self._is_urgent
        if is_due and not self._publisher.wait(self._clock.now()):
            self._publish(is_urgent=False)

    def _train_owed(self) -> None:
        """Train one slice of what a step still owes, and a picture at its end."""
        with self._condition:
            steps = min(self._owed, self._pace.slice())
        done = self._train(steps)
        with self._condition:
            self._owed = max(0, self._owed - steps) if done == steps else 0
            self._is_urgent = self._is_urgent or not self._owed

    def _train(self, steps: int) -> int:
        """Train and measure; notice when every run has stopped."""
        trainer, before = self._training.trainer, self._clock.now()
        done = trainer.advance(steps)
        now = self._clock.now()
        self._pace.measured(done, now - before, now)
        if "training" not in trainer.runs_state:
            with self._condition:
                if not self._orders:  # else these come first: a reset may be among them
                    self._state = "diverged" if trainer.runs_state[0] == "diverged" else "stopped"
                    self._owed, self._is_urgent = 0, True
        return done

    def _publish(self, *, is_urgent: bool) -> None:
        now = self._clock.now()
        with self._condition:
            state = self._state
            moment = Moment(
                now=now,
                state=state,
                speed=self._speed,
                wish=self._wish.within(self._training.experiment),
                steps_per_second=self._pace.steps_per_second if state == "playing" else 0.0,
                shows_batch=self._shows_batch,
                failure=self._failure,
                is_urgent=is_urgent,
            )
            self._is_urgent = self._is_demanded = self._wish_is_new = False
        self._publisher.publish(self._training, moment)

    def _fail(self, error: Exception) -> None:
        """Name the error, keep the last picture, and wait for a new start."""
        LOG.error("a runner has failed", exc_info=error)
        with self._condition:
            self._state, self._failure = "failed", _code(error)
            self._orders.clear()
            self._owed = 0
        try:
            self._publish(is_urgent=True)
        except Exception:  # the picture itself may be what fails
            LOG.exception("the failure could not be shown")
            self._publisher.tell()

    # Orders, carried out on the thread -----------------------------------------------------------

    def _build(self, experiment: Experiment, generation: int) -> Training:
        trainer = self._make(experiment)
        return Training(trainer, trainer.checkpoint(), experiment, generation)

    def _install(self, training: Training) -> None:
        self._training, self._failure = training, None
        self._pace = Pace(training.trainer.steps_per_epoch)
        self._begin()

    def _restore(self) -> None:
        training = self._training
        training.trainer.restore(training.start)
        training.trainer.retune(training.experiment)  # the start has the rates of its own time
        self._failure = None
        self._begin()

    def _begin(self) -> None:
        self._shows_batch = False
        self._rest()

    def _retune(self, experiment: Experiment) -> None:
        self._training.trainer.retune(experiment)
        self._training = replace(self._training, experiment=experiment)
        self._revive()

    def _edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        self._training.trainer.edit(run, layer, source, target, value)
        self._revive()

    def _revive(self) -> None:
        """A changed rate, rule or weight may let a run go on that had stopped."""
        with self._condition:
            is_over = self._state in ("stopped", "diverged")
            if is_over and "training" in self._training.trainer.runs_state:
                self._state = "paused"

    def _owe(self, unit: Unit) -> None:
        trainer = self._training.trainer
        self._shows_batch = unit == "batch"
        with self._condition:
            self._owed = 1 if unit == "batch" else trainer.steps_per_epoch - trainer.batches
            self._is_urgent = False  # one picture, when it is done

    def _rest(self) -> None:
        self._pace.rest(self._clock.now())


def _code(error: Exception) -> str:
    """The key of the sentence that names an error."""
    if isinstance(error, PlaygroundError):
        return error.code
    return "out_of_memory" if isinstance(error, MemoryError) else "trainer_failed"

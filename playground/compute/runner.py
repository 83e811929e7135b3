"""The Runner: one Trainer on one thread, the only place with a clock.

Orders (play, pause, step, reset, adopt, edit, speed) come from any thread, set and never toggle,
and return at once; the thread carries them out between two slices of a few milliseconds. What it
publishes are bytes. While it plays, a picture is made only when the viewer has drawn the last one
and demands the next; without a viewer training just goes on. Every change of state is published
without being demanded.

    idle ──play──> playing ──pause──> paused        stopped, stopped_early: a stop rule was met
                      └────────────> diverged       failed: an error, named by its code
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from playground.compute.clock import Clock, SystemClock
from playground.compute.pace import SLICE
from playground.compute.publisher import Make, Publisher, Training
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
from playground.compute.watch import PICTURES_PER_SECOND, Wish
from playground.compute.workshop import Workshop
from playground.errors import PlaygroundError
from playground.frame import History
from playground.spec import Experiment, needs_restart

LOG: Final = logging.getLogger(__name__)
Work = Callable[[], None]
Answer = TypeVar("Answer")
Instruction = Callable[[Any], object]


class Runner:
    """Trains one Experiment and publishes what is to be seen."""

    def __init__(
        self,
        make: Make,
        experiment: Experiment,
        *,
        encode: Encode,
        diagnose: Diagnose,
        speed: Speed = "normal",
        shown: Any = None,
        clock: Clock | None = None,
        turns: Turns = TURNS,
        pictures: float = PICTURES_PER_SECOND,
    ) -> None:
        """Build the trainer, publish the first picture and wait for orders.

        Args:
            make: builds the trainer of an Experiment; called again when a change needs a restart.
            experiment: what to train.
            encode: turns a Frame and its Status into bytes; one function for each Runner.
            diagnose: says in one sentence what is happening.
            speed: the speed to begin with.
            shown: how the page wants the training shown; handed on to `encode` and `diagnose`.
            clock: tells the time; the machine's own unless given.
            turns: whom to share the processor with.
            pictures: how many a second at most while it plays.

        Raises:
            PlaygroundError: the trainer could not be built.
        """
        self.admit: Callable[[Experiment], object] = lambda _: None
        """Asked before a changed Experiment is adopted; raises if there is no room."""
        self._make = make
        self._clock: Clock = clock or SystemClock()
        self._turns = turns
        self._adopting = threading.Lock()
        # Shared by all threads, changed only under this condition:
        self._condition = threading.Condition()
        self._experiment = experiment
        self._generation = 1
        self._state: State = "idle"
        self._speed: Speed = speed
        self._failure: str | None = None
        self._instruction: Instruction | None = None
        self._orders: deque[Work] = deque()
        self._owed = 0
        self._wish = Wish(shown=shown)
        self._wish_is_new = False
        self._is_demanded = False
        self._is_urgent = False
        self._is_closed = False
        # Of the Runner's own thread from here on:
        training = Training.begin(make, experiment, self._generation)
        self._workshop = Workshop(training, Publisher(encode, diagnose, pictures), self._clock)
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
        return self._workshop.publisher.latest

    @property
    def status(self) -> Status:
        """The Status of the newest publication."""
        return self._workshop.publisher.status

    @property
    def history(self) -> History:
        """A copy of the curves so far; taken between two slices of training."""
        with self._turns:
            return self._workshop.training.trainer.history.copy()

    def ask(self, question: Callable[[Any], Answer]) -> Answer:
        """Return what the trainer answers, asked between two slices of training."""
        with self._turns:
            return question(self._workshop.training.trainer)

    def instruct(self, instruction: Instruction) -> None:
        """Have this done with the trainer, and with each that replaces it before its first step."""
        with self._turns:
            self._instruction = instruction
            instruction(self._workshop.training.trainer)

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
                self._order(self._workshop.resume)

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

    def go_to_best(self) -> None:
        """Bring back the weights of the best epoch; only after an early stop."""
        with self._condition:
            if self._state == "stopped_early":
                self._order(self._workshop.go_to_best)

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
            PlaygroundError: the trainer could not be built, or there is no room for it.
        """
        with self._adopting:
            if experiment == self._experiment:
                return
            self.admit(experiment)
            if needs_restart(self._experiment, experiment):
                try:
                    training = Training.begin(self._make, experiment, self._generation + 1)
                except BaseException:
                    self.admit(self._experiment)
                    raise
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
                self._order(self._workshop.rest)

    def wish(self, look: Look | None, probe: Point | None) -> None:
        """Say what the viewer looks at; when nothing plays, a change brings a new picture."""
        with self._condition:
            self._look_at(replace(self._wish, look=look, probe=probe))

    def show(self, shown: Any) -> None:
        """Say how the page wants the training shown; when nothing plays, a new picture comes."""
        with self._condition:
            self._look_at(replace(self._wish, shown=shown))

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
            self._workshop.publisher.subscribe(callback)
            if not self.latest.is_complete:
                self._wake(is_urgent=True)

        def unsubscribe() -> None:
            with self._condition:
                self._workshop.publisher.unsubscribe(callback)

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

    def _look_at(self, wish: Wish) -> None:
        if wish != self._wish:
            self._wish, self._wish_is_new = wish, True
            self._wake()

    def _order(self, work: Work) -> None:
        self._orders.append(work)
        self._wake()

    def _forget_steps(self) -> bool:
        """Drop the steps that were ordered and not done yet; returns whether there were any."""
        kept = [order for order in self._orders if getattr(order, "func", None) != self._owe]
        had_steps = self._owed > 0 or len(kept) < len(self._orders)
        self._orders, self._owed = deque(kept), 0
        return had_steps

    def _keep_what_outlives_failure(self) -> bool:
        """Drop the orders meant for a trainer that has failed; returns whether a new start waits.

        Settings that were adopted stay ordered: they are the Experiment's, whatever the trainer.
        """
        starts, kept, has_start = (self._install, self._restore), deque[Work](), False
        for order in self._orders:
            function = getattr(order, "func", order)
            has_start = has_start or function in starts
            if has_start or function == self._retune:
                kept.append(order)
        self._orders = kept
        return has_start

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
        self._workshop.close()
        self._workshop.publisher.tell()

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
                wait = None
                if self._state == "playing":
                    steps, wait = self._workshop.pace.plan(self._speed, self._clock.now())
                    if steps:
                        return self._train_slice
                if self._is_awaited():
                    until_picture = self._workshop.until_picture()
                    if not until_picture:
                        return partial(self._publish, is_urgent=False)
                    wait = until_picture if wait is None else min(wait, until_picture)
                self._clock.wait(self._condition, wait)
            return None

    def _is_awaited(self) -> bool:
        """Whether somebody waits for a picture that would differ from the last one."""
        if self._state != "playing":
            return self._wish_is_new or (self._is_demanded and self._workshop.is_unfinished)
        is_news = self._workshop.has_news or self._workshop.is_unfinished
        return self._is_demanded and (self._wish_is_new or is_news)

    def _train_slice(self) -> None:
        """Train one slice, then make a picture if one is wanted."""
        with self._condition:
            if self._state != "playing" or self._orders:  # given while waiting for the turn
                return
            speed = self._speed
        seconds = self._turns.share(SLICE)
        steps, _ = self._workshop.pace.plan(speed, self._clock.now(), seconds)
        self._workshop.train(steps)
        with self._condition:
            self._notice_end()
            is_due = self._is_awaited() and not self._is_urgent
        if is_due and not self._workshop.until_picture():
            self._publish(is_urgent=False)

    def _train_owed(self) -> None:
        """Train one slice of what a step still owes, and a picture at its end."""
        with self._condition:
            steps = min(self._owed, self._workshop.pace.slice(self._turns.share(SLICE)))
        done = self._workshop.train(steps)
        with self._condition:
            self._owed = max(0, self._owed - steps) if done == steps else 0
            self._is_urgent = self._is_urgent or not self._owed
            self._notice_end()

    def _notice_end(self) -> None:
        """Take over that every run has stopped, unless orders come first: a reset, perhaps."""
        end = self._workshop.end
        if end is not None and not self._orders:
            self._state, self._owed, self._is_urgent = end, 0, True

    def _publish(self, *, is_urgent: bool) -> None:
        with self._condition:
            state, speed, wish, failure = self._state, self._speed, self._wish, self._failure
            self._is_urgent = self._is_demanded = self._wish_is_new = False
        self._workshop.publish(state, speed, wish, failure=failure, is_urgent=is_urgent)

    def _fail(self, error: Exception) -> None:
        """Name the error, keep the last picture, and wait for a new start.

        A new start that was ordered meanwhile is carried out instead, with all that follows it.
        """
        if isinstance(error, PlaygroundError):  # foreseen, and told to the person
            LOG.warning("a runner can't go on: %s", error)
        else:
            LOG.error("a runner has failed", exc_info=error)
        with self._condition:
            self._owed = 0
            if self._keep_what_outlives_failure():
                return
            self._state, self._failure = "failed", _code(error)
        try:
            self._publish(is_urgent=True)
        except Exception:  # the picture itself may be what fails
            LOG.exception("the failure could not be shown")
            self._workshop.publisher.tell()

    # Orders, carried out on the thread ---------------------------------------------------------

    def _install(self, training: Training) -> None:
        self._workshop.close()
        self._workshop.install(training)
        if self._instruction is not None:
            self._instruction(training.trainer)
        self._failure = None

    def _restore(self) -> None:
        self._workshop.restore()
        self._failure = None

    def _retune(self, experiment: Experiment) -> None:
        self._workshop.retune(experiment)
        self._revive()

    def _edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        self._workshop.edit(run, layer, source, target, value)
        self._revive()

    def _revive(self) -> None:
        """A changed rate, rule or weight may let a run go on that had stopped."""
        with self._condition:
            ends = ("stopped", "stopped_early", "diverged")
            if self._state in ends and self._workshop.end is None:
                self._state = "paused"

    def _owe(self, unit: Unit) -> None:
        with self._condition:
            self._owed = self._workshop.steps_of(unit)
            self._is_urgent = False  # one picture, when it is done


def _code(error: Exception) -> str:
    """The key of the sentence that names an error."""
    if isinstance(error, PlaygroundError):
        return error.code
    return "out_of_memory" if isinstance(error, MemoryError) else "trainer_failed"

"""A small real trainer behind the seam, a clock that stands still, and a way to wait for things."""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.compute import Published, Runner, Status
from playground.compute.turns import Turns
from playground.frame import Frame, History
from playground.live.encode import Encoder
from playground.spec import Experiment

PATIENCE = 10.0
"""Seconds after which a test gives up waiting."""
GRID, TILE = 100, 40


class FakeClock:
    """Moves only when told to; who waits on it looks again every few milliseconds."""

    def __init__(self) -> None:
        self._now = 0.0
        self._moved = threading.Condition()
        self._waits = 0

    def now(self) -> float:
        return self._now

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        with self._moved:
            self._waits += 1
            self._moved.notify_all()
        condition.wait(0.005)

    def rest(self) -> None:
        """Return once somebody waits on this clock for the time that it shows now."""
        with self._moved:
            goal = self._waits + 2
            assert self._moved.wait_for(lambda: self._waits >= goal, PATIENCE)

    def move(self, seconds: float) -> None:
        with self._moved:
            self._now += seconds


@dataclass
class Script:
    """What happens to every trainer that is made by it, and what they did."""

    clock: FakeClock | None = None
    step_seconds: float = 0.0
    fails_with: Exception | None = None
    gate: threading.Semaphore | None = None
    waiting: int = 0
    """Slices that came to the gate so far."""
    unfinished: int = 0
    """So many snapshots more that are not all there is to see."""
    advances: list[int] = field(default_factory=list)
    snapshots: list[list[str]] = field(default_factory=list)
    trainers: list["ScriptedTrainer"] = field(default_factory=list)
    poke: Callable[[], None] = lambda: None

    def make(self, experiment: Experiment) -> "ScriptedTrainer":
        trainer = ScriptedTrainer(experiment, self)
        self.trainers.append(trainer)
        return trainer


class ScriptedTrainer:
    """Rolls a point down the bowl sum((theta - 1)^2) with seeded noise; theta are a net's weights.

    Diverges with a learning rate above 2, as gradient descent in such a bowl does.
    """

    def __init__(self, experiment: Experiment, script: Script) -> None:
        self._script, self._experiment = script, experiment
        outputs = experiment.data.classes if experiment.output == "softmax" else 1  # type: ignore[union-attr]
        self._widths = [
            len(experiment.features),
            *[layer.units for layer in experiment.layers],
            outputs,
        ]
        count = sum((i + 1) * o for i, o in zip(self._widths, self._widths[1:], strict=False))
        self._random = np.random.default_rng(experiment.runs[0].seed)
        self.theta = self._random.uniform(-0.5, 0.5, count)  # (P,)
        self._points = np.random.default_rng(0).uniform(-6, 6, (60, 2))  # (N, 2)
        self._batch = np.zeros(0, dtype=np.int32)
        self.history = History(["train_loss", "test_loss", "train_accuracy", "test_accuracy"], 1)
        self.step = self.epoch = 0
        self.steps_per_epoch = max(1, 60 // experiment.batch_size)
        self.runs_state = ["training"]
        self._best: tuple[float, int, NDArray[np.float64]] | None = None
        self._wait = 0
        self._record()

    @property
    def batches(self) -> int:
        return self.step - self.epoch * self.steps_per_epoch

    @property
    def best_epoch(self) -> list[int | None]:
        return [self._best and self._best[1]]

    @property
    def is_at_best(self) -> list[bool]:
        return [self._best is not None and np.array_equal(self._best[2], self.theta)]

    def advance(self, steps: int) -> int:
        script = self._script
        if script.gate is not None:
            script.waiting += 1
            script.poke()
            assert script.gate.acquire(timeout=PATIENCE)
        script.advances.append(steps)
        if script.fails_with is not None:
            raise script.fails_with
        done = 0
        while done < steps and self.runs_state[0] == "training":
            self._step()
            done += 1
        if script.clock is not None:
            script.clock.move(done * script.step_seconds)
        script.poke()
        return done

    def _step(self) -> None:
        rate = self._experiment.runs[0].learning_rate
        self._batch = self._random.integers(0, 60, self._experiment.batch_size).astype(np.int32)
        noise = self._points[self._batch].mean() * 0.01
        theta = self.theta - rate * (self.theta - 1 + noise)
        if np.abs(theta).max() > 1e9:
            self.runs_state = ["diverged"]
            return
        self.theta = theta
        self.step += 1
        if self.step == (self.epoch + 1) * self.steps_per_epoch:
            self.epoch += 1
            self._record()
            self._judge()

    def _judge(self) -> None:
        stop = self._experiment.stop
        if stop.patience is not None:
            loss = float(self._metrics()["train_loss"][0])
            self._wait += 1
            if self._best is None or loss < self._best[0] - stop.min_delta:
                self._best, self._wait = (loss, self.epoch, self.theta.copy()), 0
            if self._wait >= stop.patience:
                self.runs_state = ["stopped_early"]
                if stop.restore_best:
                    self.go_to_best()
        if self.epoch == stop.epoch:
            self.runs_state = ["stopped"]

    def go_to_best(self) -> None:
        if self._best is not None:
            self.theta = self._best[2].copy()

    def wake(self) -> None:
        if self.runs_state == ["stopped_early"]:
            self._wait, self.runs_state = 0, ["training"]

    def _record(self) -> None:
        self.history.append(self.epoch, self._metrics())

    def _metrics(self) -> dict[str, NDArray[np.float64]]:
        loss = np.array([float(((self.theta - 1) ** 2).mean())])
        nothing = np.array([np.nan])
        return {
            "train_loss": loss,
            "test_loss": nothing,
            "train_accuracy": 1 / (1 + loss),
            "test_accuracy": nothing,
        }

    def _forward(self, points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """Every unit at the points: one (N, units) a layer."""
        layers, values, start = [], points[:, np.arange(self._widths[0]) % 2], 0
        for inputs, units in zip(self._widths, self._widths[1:], strict=False):
            stop = start + inputs * units
            kernel = self.theta[start:stop].reshape(inputs, units)
            bias, start = self.theta[stop : stop + units], stop + units
            values = np.tanh(np.clip(values @ kernel + bias, -1e6, 1e6))
            layers.append(values)
        if self._experiment.output == "softmax":
            layers[-1] = np.exp(values) / np.exp(values).sum(axis=1, keepdims=True)
        elif self._experiment.output == "linear":
            layers[-1] = 3 * values
        return layers

    def _maps(self, side: int) -> list[NDArray[np.float32]]:
        centres = (np.arange(side) + 0.5) * 12 / side - 6
        x1, x2 = np.meshgrid(centres, centres[::-1])
        layers = self._forward(np.stack([x1.ravel(), x2.ravel()], axis=1))
        return [layer.T.reshape(-1, side, side).astype(np.float32) for layer in layers]

    def snapshot(self, views: Collection[str], probe: tuple[float, float] | None = None) -> Frame:
        self._script.snapshots.append(list(views))
        large = self._maps(GRID) if any(":" in view or view == "output" for view in views) else []
        found: dict[str, NDArray[Any]] = {}
        for view in views:
            if view == "output":
                found[view] = large[-1]
            elif view == "units":
                found[view] = np.concatenate(self._maps(TILE))
            elif view == "weights":
                found[view] = self.theta.astype(np.float32)
            elif view == "predictions":
                found[view] = self._forward(self._points)[-1].astype(np.float32)
            elif view == "batch":
                found[view] = self._batch.copy()
            elif view == "probe":
                assert probe is not None
                point = np.array([probe])
                found[view] = np.concatenate([point[:, :2], *self._forward(point)], axis=1)[0]
            else:
                _, layer, unit = view.split(":")
                found[view] = large[int(layer)][int(unit)]
        is_unfinished = self._script.unfinished > 0
        self._script.unfinished -= is_unfinished
        return Frame(self.step, self.epoch, self._metrics(), found, is_unfinished)

    def retune(self, experiment: Experiment) -> None:
        self._experiment = experiment
        ended = experiment.stop.epoch is not None and self.epoch >= experiment.stop.epoch
        self.runs_state = ["stopped" if ended else "training"]

    def edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        inputs, units = self._widths[layer], self._widths[layer + 1]
        start = sum((self._widths[i] + 1) * self._widths[i + 1] for i in range(layer))
        row = inputs if source == -1 else source
        self.theta[start + row * units + target] = value

    def checkpoint(self) -> Any:
        return (
            self.theta.copy(),
            self._random.bit_generator.state,
            self.step,
            self.epoch,
            self.history.copy(),
            list(self.runs_state),
            self._batch.copy(),
            self._best,
            self._wait,
        )

    def restore(self, checkpoint: Any) -> None:
        theta, self._random.bit_generator.state, self.step, self.epoch = checkpoint[:4]
        self.theta, self.history = theta.copy(), checkpoint[4].copy()
        self.runs_state, self._batch = list(checkpoint[5]), checkpoint[6].copy()
        self._best, self._wait = checkpoint[7:]


@dataclass(frozen=True)
class Sentence:
    """A diagnosis for tests: the state is the code."""

    code: str
    mark: str = "ring"
    facts: dict[str, object] = field(default_factory=dict)


class Seen:
    """Asks for the playground's views, or those named, and hands what comes to whoever watches."""

    def __init__(
        self, see: Callable[[Frame, Status], bytes], views: Collection[str] | None = None
    ) -> None:
        self._see, self._views = see, views

    def views(self, *facts: Any, **options: Any) -> Collection[str]:
        return Encoder.views(*facts, **options) if self._views is None else self._views

    def __call__(self, frame: Frame, status: Status) -> bytes:
        return self._see(frame, status)


class Stage:
    """A Runner with all that a test needs to see what it does."""

    def __init__(
        self,
        experiment: Experiment | None = None,
        script: Script | None = None,
        *,
        speed: Any = "fast",
        encode: Callable[[Frame, Status], bytes] | None = None,
        make: Callable[[Experiment], Any] | None = None,
        views: Collection[str] | None = None,
    ) -> None:
        self._changed = threading.Condition()
        self.script = script or Script()
        self.script.poke = self.poke
        self.frames: list[tuple[Frame, Status]] = []
        self.said: list[str] = []
        self._encode = encode or (lambda frame, status: b"%d" % status.sequence)
        self.runner = Runner(
            make or self.script.make,
            experiment or Experiment(),
            encode=Seen(self._see, views),
            diagnose=self._say,
            speed=speed,
            clock=self.script.clock,
            turns=Turns(),
        )
        self.runner.subscribe(self.poke)

    def _see(self, frame: Frame, status: Status) -> bytes:
        payload = self._encode(frame, status)
        self.frames.append((frame, status))
        return payload

    def _say(self, history: History, status: Status) -> Sentence:
        self.said.append(status.state)
        return Sentence(status.state)

    @property
    def trainer(self) -> ScriptedTrainer:
        return self.script.trainers[-1]

    @property
    def status(self) -> Status:
        return self.runner.status

    def poke(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so; fail loudly when it does not happen."""
        with self._changed:
            assert self._changed.wait_for(holds, PATIENCE), self.status

    def shown(self, state: str, step: int | None = None) -> Published:
        """Wait until the newest picture shows a state (and a step)."""
        self.until(lambda: self.status.state == state and step in (None, self.status.step))
        return self.runner.latest

    def after(self, order: Callable[[], None]) -> Status:
        """Give an order and wait for the next picture."""
        before = self.status.sequence
        order()
        self.until(lambda: self.status.sequence > before)
        return self.status

    def trained(self, more: int = 1) -> None:
        """Wait for so many further slices of training."""
        goal = len(self.script.advances) + more
        self.until(lambda: len(self.script.advances) >= goal)

    def close(self) -> None:
        self.script.gate = None
        self.runner.close()
        assert self.runner.join(PATIENCE)

"""A trainer of recurrent networks without a network: its views are seeded noise in true shape."""

from collections.abc import Collection
from typing import Any

import numpy as np

from playground.engine.cells import GATES
from playground.frame import Frame, History
from playground.live.recurrent_sight import recurrent_of
from playground.live.vision import COLUMNS
from playground.spec import Experiment
from playground.spec.recurrent import SEQUENCES


class ScriptedSequences:
    """Every view that the page asks for."""

    steps_per_epoch = 20

    def __init__(self, experiment: Experiment) -> None:
        self._experiment, self._recurrent = experiment, recurrent_of(experiment)
        self._runs = len(experiment.runs)
        self.step = self.epoch = 0
        self.runs_state = ["training"] * self._runs
        self.history = History(COLUMNS, self._runs)
        self.history.append(0, self._metrics())

    @property
    def batches(self) -> int:
        return self.step % self.steps_per_epoch

    @property
    def best_epoch(self) -> list[int | None]:
        return [None] * self._runs

    @property
    def is_at_best(self) -> list[bool]:
        return [False] * self._runs

    def advance(self, steps: int) -> int:
        for _ in range(steps):
            self.step += 1
            if self.step % self.steps_per_epoch == 0:
                self.epoch += 1
                self.history.append(self.epoch, self._metrics())
        return steps

    def _metrics(self) -> dict[str, Any]:
        loss = 0.2 / (1 + self.epoch) + np.arange(self._runs) / 10
        share = np.full(self._runs, 1 - 0.5 / (1 + self.epoch))
        return {"train_loss": loss, "test_loss": loss, "train_accuracy": share,
                "test_accuracy": share}  # fmt: skip

    def snapshot(self, views: Collection[str], probe: object = None) -> Frame:
        found = {name: self._look(name) for name in views}
        return Frame(self.step, self.epoch, self._metrics(), found)

    def _look(self, name: str) -> Any:
        word, *rest = name.partition("@")[0].split(":")
        rng = np.random.default_rng([len(name), self.step // 10])
        steps, row = self._recurrent.data.length, SEQUENCES[self._recurrent.data.name]
        joined = {"alphabet": "\0a\0b\0c" if row.has_tokens else "", "names": "yes\0no"}
        if word in joined:
            text = joined[word] if word == "alphabet" or row.answer == "class" else ""
            return np.frombuffer(text.encode(), np.uint8)
        made = {
            "epochs_kept": lambda: np.arange(self.epoch + 1),
            "inputs": lambda: (
                rng.integers(1, 4, steps) if row.has_tokens else rng.random((steps, 2))
            ),
            "gates": lambda: rng.normal(size=self._gates(int(rest[0]))),
            "answers": lambda: rng.random((steps, 2 if row.answer == "class" else 1)),
            "truth": lambda: np.array(1),
            "horizon": lambda: rng.random((self._runs, steps)),
            "horizon_steps": lambda: np.full(self._runs, 5),
            "series": lambda: rng.random(100),
            "ahead": lambda: rng.random(12),
            "baseline_ahead": lambda: rng.random(12),
            "sample": lambda: rng.integers(1, 4, 30),
            "next": lambda: rng.dirichlet(np.ones(4)),
        }
        return made.get(word, lambda: rng.random(20))()

    def _gates(self, run: int) -> tuple[int, int, int]:
        network = self._recurrent.variants[run // self._recurrent.starts].network
        return len(GATES[network.cell]), self._recurrent.data.length, network.cell_units

    def place(self, name: str, sequence: Any) -> None:
        self.placed = {name: sequence}

    def retune(self, experiment: Experiment) -> None:
        self._experiment = experiment

    def edit(self, run: int, layer: int, source: int, target: int, value: float) -> None:
        """There is nothing to edit."""

    def go_to_best(self) -> None:
        """There is no best."""

    def wake(self) -> None:
        """Nobody sleeps."""

    def checkpoint(self) -> Any:
        return self.step, self.epoch, self.history.copy()

    def restore(self, checkpoint: Any) -> None:
        self.step, self.epoch, history = checkpoint
        self.history = history.copy()

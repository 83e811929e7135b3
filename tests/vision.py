"""A trainer of image networks without a network: its views are seeded noise that sharpens."""

from collections.abc import Collection
from typing import Any

import numpy as np

from playground.frame import Frame, History
from playground.live.sight import vision_of
from playground.live.vision import COLUMNS
from playground.spec import Experiment
from playground.spec.vision import classes_of, shape_of, stack_of


class ScriptedVision:
    """Every view that the page asks for, in its true shape."""

    steps_per_epoch = 20

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._vision = vision_of(experiment)
        self._runs = len(self._vision.variants)
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
        loss = 2.3 / (1 + self.epoch / 3) + np.arange(self._runs) / 10
        share = 1 - 0.9 / (1 + self.epoch)
        full = np.full(self._runs, share)
        return {"train_loss": loss, "test_loss": loss + 0.1, "train_accuracy": full,
                "test_accuracy": full * 0.98}  # fmt: skip

    def snapshot(self, views: Collection[str], probe: object = None) -> Frame:
        found = {name: self._look(name) for name in views}
        return Frame(self.step, self.epoch, self._metrics(), found)

    def _look(self, name: str) -> Any:
        word, *rest = name.partition("@")[0].split(":")
        rng = np.random.default_rng([len(name), self.step // 10])
        image, classes = shape_of(self._vision.data), classes_of(self._vision.data)
        levels = stack_of(self._vision, int(rest[0]) if word == "map" else 0)
        shapes = {"input": image, **{one.name: one.shape for one in levels}}
        if word.endswith("_pictures"):
            return rng.random((len(self._look(name.replace("_pictures", ""))), *image))
        made = {
            "epochs_kept": lambda: np.arange(self.epoch + 1),
            "confusion": lambda: rng.integers(1, 9, (self._runs, classes, classes)),
            "probabilities": lambda: rng.dirichlet(np.full(classes, 0.3), self._runs),
            "map": lambda: np.maximum(0, rng.normal(size=shapes[rest[1]])),
            "kernel": lambda: rng.normal(size=(3, 3, image[2], 8)),
            "bias": lambda: rng.normal(size=8),
            "truths": lambda: np.arange(50) % classes,
            "mistakes": lambda: rng.integers(0, classes, (6, 4)),
            "mind": lambda: rng.integers(0, 5, (3, 6)),
            "cell": lambda: rng.integers(0, 20, 4),
            "embedding": lambda: rng.normal(size=(50, 2)),
            "gallery": lambda: rng.integers(0, 255, (classes * image[0], 12 * image[1], image[2])),
            "augmented": lambda: rng.integers(0, 255, (4 * image[0], 8 * image[1], image[2])),
            "balance": lambda: np.ones((2, classes), int),
        }
        return made.get(word, lambda: rng.normal(size=image[:2]))()

    def place(self, name: str, pixels: Any) -> None:
        self.placed = {name: pixels}

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

"""The course of one run: its curves, read through windows so that noise does not decide.

T rows, one an epoch until the history is thinned. A window is the last WINDOW epochs, or more
where thinning has left fewer than ROWS rows in them.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from playground.frame import History

Curve = NDArray[np.float64]

WINDOW = 50
"""Epochs over which the newest part of a curve is judged."""
ROWS = 20
"""Rows that a window has at least."""
RISE = 0.05
"""A test loss this much above its lowest, relative, has risen ..."""
MATTERS = 0.02
"""... if that is also this share of the loss at the start."""
LASTING = 20
"""Epochs that a rise must last."""


@dataclass(frozen=True, slots=True)
class Course:
    """Curves of one run (T,), losses finite; `test_loss` is None where no points are held out.

    Scores are accuracies, or R² of a regression; `score` is the one that counts: of the test
    points, else of the training points.
    """

    epochs: NDArray[np.int64]
    train_loss: Curve
    test_loss: Curve | None
    train_score: Curve
    score: Curve
    rate: float | None = None
    """The learning rate in force where it follows a schedule."""

    @classmethod
    def of(cls, history: History, run: int = 0) -> Self:
        """Read the curves of a run; rows in which the loss is no number are left out."""
        train = history.column("train_loss")[:, run]
        test = history.column("test_loss")[:, run]
        name = "accuracy" if "train_accuracy" in history.columns else "r2"
        is_held_out = bool(np.isfinite(test).any())
        kept = np.isfinite(train) & (np.isfinite(test) | (not is_held_out))
        train_score = history.column(f"train_{name}")[kept, run]
        has_rate = "learning_rate" in history.columns and len(history) > 0
        return cls(
            history.epochs[kept],
            train[kept],
            test[kept] if is_held_out else None,
            train_score,
            history.column(f"test_{name}")[kept, run] if is_held_out else train_score,
            float(history.column("learning_rate")[-1, run]) if has_rate else None,
        )

    @property
    def loss(self) -> Curve:
        """The loss that counts: of the test points, else of the training points."""
        return self.train_loss if self.test_loss is None else self.test_loss

    @property
    def is_long_enough(self) -> bool:
        """Whether there is a whole window to judge."""
        return len(self.epochs) > ROWS and int(self.epochs[-1] - self.epochs[0]) >= WINDOW

    @property
    def window(self) -> slice:
        """The newest rows: WINDOW epochs, and ROWS rows at least."""
        first = int(np.searchsorted(self.epochs, self.epochs[-1] - WINDOW))
        return slice(max(0, min(first, len(self.epochs) - ROWS)), None)

    @property
    def span(self) -> int:
        """Epochs in the window."""
        recent = self.epochs[self.window]
        return int(recent[-1] - recent[0])

    def fall(self) -> float:
        """By which share the training loss has fallen from the window's first to its last third."""
        recent = self.train_loss[self.window]
        third = max(1, len(recent) // 3)
        before, now = recent[:third].mean(), recent[-third:].mean()
        return float(1 - now / before) if before > 0 else 0.0

    def roughness(self) -> float:
        """The mean change of the training loss from row to row, relative to its mean."""
        recent = self.train_loss[self.window]
        mean = recent.mean()
        return float(np.abs(np.diff(recent)).mean() / mean) if mean > 0 else 0.0

    def steadiness(self) -> float:
        """The share of rows in the window in which the training loss fell."""
        return float((np.diff(self.train_loss[self.window]) < 0).mean())

    def recent(self, curve: Curve) -> float:
        """The mean of a curve over the last third of the window."""
        rows = curve[self.window]
        return float(rows[-max(1, len(rows) // 3) :].mean())

    def epochs_since_lowest(self) -> int | None:
        """For how many epochs the test loss has risen while the training loss fell, else None.

        Both curves are smoothed; the rise must last, be large against the lowest value and worth
        something against the first, and stand clear of the noise of the curve itself.
        """
        if self.test_loss is None or len(self.epochs) <= ROWS:
            return None
        width = max(3, min(15, len(self.epochs) // 10))
        test, train = smooth(self.test_loss, width), smooth(self.train_loss, width)
        lowest = int(test.argmin())
        lasted = int(self.epochs[-1] - self.epochs[lowest])
        rise = test[-1] - test[lowest]
        noise = float(np.abs(self.test_loss - test).mean())
        has_risen = rise > max(RISE * test[lowest], MATTERS * self.test_loss[0], 2 * noise)
        has_lasted = lasted >= max(LASTING, 0.1 * self.epochs[-1])
        return lasted if has_risen and has_lasted and train[-1] < train[lowest] else None


def smooth(curve: Curve, width: int) -> Curve:
    """The running mean over `width` rows around each one, fewer at the ends."""
    sums = np.concatenate([[0.0], np.cumsum(curve)])
    rows = np.arange(len(curve))
    first, last = np.maximum(0, rows - width // 2), np.minimum(len(curve), rows + width // 2 + 1)
    return np.asarray((sums[last] - sums[first]) / (last - first))

"""What happens to image networks, in one sentence: how many unseen images are read, what is mixed.

A pure function of the curves, of where the run stands, and of the newest confusion matrix.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.explain.diagnosis import Diagnosis, Situation, diagnose
from playground.explain.vision_sentences import VISION_MARKS
from playground.frame import History

Array = NDArray[Any]

RISING = 5
"""Epochs in a row in which validation loss rises and training loss falls: overfitting."""
ABOVE_CHANCE = 0.05
"""By how much the share that is right must beat guessing."""


class Seeing(Situation, Protocol):
    """Where a run of image networks stands."""

    @property
    def warmth(self) -> str:
        """How far the worker is: start, load, build, ready, or restart after a loss."""

    @property
    def shown(self) -> Any:
        """What is looked at: a `live.sight.Sight`, whose `variant` and `epoch` count here."""

    @property
    def views(self) -> Mapping[str, Array]:
        """What was looked at in this frame; "confusion" is (R, C, C), rows the true classes."""


def comment(history: History, status: Seeing) -> Diagnosis:
    """Say how the networks do."""
    if status.state == "failed":
        has_own = status.failure in VISION_MARKS
        return _say(str(status.failure)) if has_own else diagnose(history, status)
    if status.warmth != "ready":
        return _say(f"vision_{status.warmth}", epoch=status.epoch)
    if status.state in ("diverged", "idle"):
        return _say(f"vision_{status.state}", epoch=status.epoch)
    seen = {name.partition("@")[0]: view for name, view in status.views.items()}
    if status.epoch == 0 or "confusion" not in seen:
        return _say("vision_begun")
    confusion = seen["confusion"]
    if status.shown.epoch is not None:
        return _back(confusion[status.shown.variant], status.shown.epoch)
    is_race = len(confusion) > 1
    return _race(confusion, status.epoch) if is_race else _alone(confusion[0], history, status)


def _back(confusion: Array, epoch: int) -> Diagnosis:
    """What the network of an earlier epoch reads."""
    right, everything = int(np.trace(confusion)), int(confusion.sum())
    return _say("vision_back", epoch=epoch, right=right, all=everything)


def _alone(confusion: Array, history: History, status: Seeing) -> Diagnosis:
    """How one network does."""
    rising = epochs_of_overfitting(history)
    if rising >= RISING:
        return _say("vision_overfitting", epochs=rising)
    return _reading(confusion, status)


def epochs_of_overfitting(history: History) -> int:
    """Epochs in a row, up to now, in which validation loss rose and training loss fell."""
    train, test = history.column("train_loss")[:, 0], history.column("test_loss")[:, 0]
    is_worse = (np.diff(test) > 0) & (np.diff(train) < 0)  # (T - 1,)
    if is_worse.all():
        return len(is_worse)
    return int(is_worse[::-1].argmin())


def commonest_error(confusion: Array) -> tuple[int, int]:
    """(true class, answered class) of the field off the diagonal that holds most images."""
    wrong = confusion - np.diag(np.diag(confusion))
    truth, answer = divmod(int(wrong.argmax()), len(wrong))
    return truth, answer


def _reading(confusion: Array, status: Seeing) -> Diagnosis:
    """How many unseen images one network reads, and what it mixes up."""
    right, everything = int(np.trace(confusion)), int(confusion.sum())
    facts: dict[str, Any] = {"epoch": status.epoch, "right": right, "all": everything}
    if right == everything:
        return _say("vision_perfect", **facts)
    if right <= everything * (1 / len(confusion) + ABOVE_CHANCE):
        return _say("vision_guessing", **facts)
    truth, answer = commonest_error(confusion)
    is_trained = status.state != "playing" and status.epoch > 1
    code = "vision_trained" if is_trained else "vision_learning"
    return _say(code, **facts, truth=truth, answer=answer)


def _race(confusion: Array, epoch: int) -> Diagnosis:
    """Which network reads most, and which comes next."""
    right = np.trace(confusion, axis1=1, axis2=2)
    leader, second = (int(run) for run in np.argsort(-right, kind="stable")[:2])
    return _say(
        "vision_race", epoch=epoch, leader=leader, second=second, right=int(right[leader]),
        fewer=int(right[second]), all=int(confusion[leader].sum()),
    )  # fmt: skip


def _say(code: str, **facts: Any) -> Diagnosis:
    return Diagnosis(code, VISION_MARKS[code], facts)

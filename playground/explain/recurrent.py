"""What happens to recurrent networks, in one sentence: who remembers, against what needs no memory.

A pure function of the curves, of where the run stands, and of the newest forecast. Axis letters: R
runs (variants times starts), V variants, S starts, M held-out values.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.explain.diagnosis import Diagnosis, Situation, diagnose
from playground.explain.recurrent_sentences import RECURRENT_MARKS
from playground.explain.vision_sentences import VISION_MARKS
from playground.frame import History
from playground.spec.recurrent import Recurrent, RecurrentExperiment

Array = NDArray[Any]

ALWAYS_ONE = 1 / 6
"""Mean squared error of always answering 1 to the sum of two numbers from [0, 1]."""
SOLVED, UNSOLVED = 0.25, 0.75
"""Shares of that error: below is remembering, above is not."""
ABOVE_CHANCE = 0.05
PATIENCE, RISEN = 5, 1.1
"""Overfitting: so many epochs since the lowest loss, and so many times that loss."""


class Remembering(Situation, Protocol):
    """Where a run of recurrent networks stands."""

    @property
    def experiment(self) -> Any:
        """The RecurrentExperiment that is trained."""

    @property
    def warmth(self) -> str:
        """How far the worker is: start, load, build, ready, or restart after a loss."""

    @property
    def shown(self) -> Any:
        """What is looked at; its `epoch` counts here."""

    @property
    def views(self) -> Mapping[str, Array]:
        """What was looked at in this frame."""


def comment(history: History, status: Remembering) -> Diagnosis:
    """Say how the networks do."""
    if status.state == "failed":
        return _failed(history, status)
    if status.warmth != "ready":
        return _say(f"recurrent_{status.warmth}", epoch=status.epoch)
    if status.state in ("diverged", "idle"):
        return _say(f"recurrent_{status.state}", epoch=status.epoch)
    if status.shown.epoch is not None:
        return _say("recurrent_back", epoch=status.shown.epoch)
    assert isinstance(status.experiment, RecurrentExperiment)
    recurrent = status.experiment.recurrent
    if status.epoch == 0 or not len(history):
        return _say("recurrent_begun")
    told = {"adding": _adding, "forecast": _forecast, "write": _writing, "classify": _reading}
    subject = recurrent.data.name if recurrent.data.name == "adding" else recurrent.task
    return told.get(subject, _classes)(recurrent, history, status)


def _failed(history: History, status: Remembering) -> Diagnosis:
    """Why it could not be trained, where that has a sentence of its own."""
    code = str(status.failure)
    mark = {**VISION_MARKS, **RECURRENT_MARKS}.get(code)
    return diagnose(history, status) if mark is None else Diagnosis(code, mark, {})


def by_variant(values: Array, recurrent: Recurrent) -> Array:
    """The median over the starts of each variant (V,) of what every run has (R,)."""
    parted = values.reshape(len(recurrent.variants), recurrent.starts)
    return np.asarray(np.median(parted, axis=1))


def _adding(recurrent: Recurrent, history: History, status: Remembering) -> Diagnosis:
    """Who adds up two numbers that stand far apart."""
    errors = by_variant(history.column("test_loss")[-1], recurrent)
    best, worst = int(np.nanargmin(errors)), int(np.nanargmax(errors))
    facts: dict[str, Any] = {
        "epoch": status.epoch, "leader": best, "error": float(errors[best]), "chance": ALWAYS_ONE,
        "length": recurrent.data.length,
    }  # fmt: skip
    if errors[best] > UNSOLVED * ALWAYS_ONE:
        return _say("adding_none", **facts)
    if errors[best] > SOLVED * ALWAYS_ONE:
        return _say("adding_learning", **facts)
    if errors[worst] > UNSOLVED * ALWAYS_ONE:
        return _say("adding_apart", **facts, loser=worst)
    return _say("adding_all", **facts) if errors[worst] <= SOLVED * ALWAYS_ONE else (
        _say("adding_learning", **facts)
    )  # fmt: skip


def _classes(recurrent: Recurrent, history: History, status: Remembering) -> Diagnosis:
    """How many unseen sequences are answered correctly."""
    right = by_variant(history.column("test_accuracy")[-1], recurrent)
    order = np.argsort(-right, kind="stable")
    best, worst = int(order[0]), int(order[-1])
    facts: dict[str, Any] = {
        "epoch": status.epoch, "leader": best, "right": float(right[best]),
        "chance": chance_of(status.views),
    }  # fmt: skip
    if right[best] < facts["chance"] + ABOVE_CHANCE:
        return _say("sequences_guessing", **facts)
    if len(right) == 1:
        return _say("sequences_alone", **facts)
    return _say("sequences_race", **facts, loser=worst, fewer=float(right[worst]))


def chance_of(views: Mapping[str, Array]) -> float:
    """The share that is right by guessing one of the classes there are; 0 if none are known."""
    if "names" not in views:
        return 0.0
    return 1 / (bytes(np.asarray(views["names"], np.uint8)).count(b"\0") + 1)


def _reading(recurrent: Recurrent, history: History, status: Remembering) -> Diagnosis:
    """How many unseen texts are understood, or that the others are learned by heart."""
    losses = by_variant(history.column("test_loss")[-1], recurrent)
    by_heart = _by_heart(recurrent, history, int(np.nanargmin(losses)))
    return by_heart or _classes(recurrent, history, status)


def _by_heart(recurrent: Recurrent, history: History, number: int) -> Diagnosis | None:
    """That a network's loss on what is held out was lower long ago, if it was."""
    losses = np.array([by_variant(row, recurrent)[number] for row in history.column("test_loss")])
    best = int(np.nanargmin(losses))
    if len(losses) - best <= PATIENCE or losses[-1] < RISEN * losses[best]:
        return None
    return _say(
        "sequences_overfitting", leader=number, before=float(losses[best]),
        best=int(history.epochs[best]), error=float(losses[-1]),
    )  # fmt: skip


def _forecast(recurrent: Recurrent, history: History, status: Remembering) -> Diagnosis:
    """Whether the network forecasts better than what needs no network."""
    found = forecast_errors(status.views)
    if found is None:
        return _say("recurrent_begun")
    run, error, baselines = found
    word = min(baselines, key=lambda name: baselines[name])
    code = "forecast_wins" if error <= baselines[word] else "forecast_loses"
    return _say(
        code, leader=run // recurrent.starts, error=error, baseline=word, other=baselines[word]
    )


def forecast_errors(views: Mapping[str, Array]) -> tuple[int, float, dict[str, float]] | None:
    """Run, root mean squared error and those of the baselines; None where it was not looked at."""
    seen = {name.partition("@")[0]: value for name, value in views.items()}
    run = next((name for name in seen if name.startswith("forecast:")), None)
    baselines = {name[9:]: seen[name] for name in seen if name.startswith("baseline:")}
    if run is None or "series" not in seen or not baselines:
        return None
    truth = seen["series"][-len(seen[run]) :]
    errors = {
        name: float(np.sqrt(np.mean((answer - truth) ** 2))) for name, answer in baselines.items()
    }
    error = float(np.sqrt(np.mean((seen[run] - truth) ** 2)))
    return int(run.partition(":")[2]), error, errors


def _writing(recurrent: Recurrent, history: History, status: Remembering) -> Diagnosis:
    """How sure the best writer is of the next sign of an unseen text."""
    losses = by_variant(history.column("test_loss")[-1], recurrent)
    best = int(np.nanargmin(losses))
    error = float(losses[best])
    return _by_heart(recurrent, history, best) or _say(
        "writing", epoch=status.epoch, leader=best, error=error, signs=float(np.exp(error))
    )


def _say(code: str, **facts: Any) -> Diagnosis:
    return Diagnosis(code, RECURRENT_MARKS[code], facts)

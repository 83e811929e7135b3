"""Questions that take seconds, answered beside the training on the weights of one moment.

An entry of `QUESTIONS` is `(moment, inspector, ...) -> answer`: the inspector holds the moment's
weights and is asked by nobody else meanwhile. Answers are plain: arrays, bytes, a Baseline.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.pictures import Pictures
from playground.deep import baselines, files, rehearsal
from playground.deep.baselines import Baseline
from playground.deep.inspection import Inspector
from playground.deep.record import HELD_OUT
from playground.engine.schedules import rates
from playground.errors import BackendError
from playground.frame import History
from playground.spec.vision import Vision


@dataclass(frozen=True, slots=True)
class Moment:
    """What was learned so far, and from what; `history` is a copy."""

    vision: Vision
    pictures: Pictures
    history: History
    epoch: int
    steps_per_epoch: int


def baseline(moment: Moment, _inspector: Inspector, word: str) -> Baseline:
    """What a baseline of BASELINES reaches."""
    return baselines.measure(word, moment.pictures)


def model(moment: Moment, inspector: Inspector, word: str, variant: int) -> bytes:
    """A variant as a file of MODEL_FILES."""
    inner = inspector.lenses[variant].model
    return files.FILES[word](files.finished(inner, moment.vision.data, moment.pictures))


def script(moment: Moment, _inspector: Inspector, text: str, compared: str, variant: int) -> bytes:
    """A script and its images as a zip; where it says `compared`, it tells how well it matches."""
    epochs = max(1, moment.epoch)
    table = rates_of(moment, variant, epochs)
    images = rehearsal.archive(moment.pictures, table, HELD_OUT)
    ours = curve_of(moment.history, variant)
    found = rehearsal.rehearse(text, images, ours, min(epochs, rehearsal.EPOCHS))
    told = text.replace(compared, found.sentence())
    return rehearsal.package({rehearsal.SCRIPT: told, rehearsal.IMAGES: images})


QUESTIONS: dict[str, Callable[..., Any]] = {"baseline": baseline, "model": model, "script": script}
"""Word -> what answers it. What is no question is a view: `tsne:0` as well."""


def answer(moment: Moment, inspector: Inspector, name: str, *facts: Any) -> Any:
    """The answer to a question, or the view of that name.

    Raises:
        BackendError: there is no such view of these networks and pictures.
    """
    if name in QUESTIONS:
        return QUESTIONS[name](moment, inspector, *facts)
    if not inspector.sees(name):
        raise BackendError("view", "nothing_to_see")
    return inspector.look(name)


def curve_of(history: History, variant: int) -> rehearsal.Curve:
    """Validation loss and accuracy of a variant after each epoch."""
    losses, accuracies = (
        history.column(f"test_{word}")[:, variant].tolist() for word in ("loss", "accuracy")
    )
    return dict(zip(history.epochs.tolist(), zip(losses, accuracies, strict=True), strict=True))


def rates_of(moment: Moment, variant: int, epochs: int) -> NDArray[np.float32]:
    """The rate of each step of so many epochs; with plateaus, what the history tells."""
    run, steps = moment.vision.variants[variant].run, epochs * moment.steps_per_epoch
    if run.schedule.name == "reduce_on_plateau":
        known = moment.history.column("learning_rate")[:, variant]
        rows = np.searchsorted(moment.history.epochs, np.arange(epochs), side="right") - 1
        return np.repeat(known[rows], moment.steps_per_epoch).astype(np.float32)
    table = rates(run, np.arange(steps, dtype=np.float64))
    return np.broadcast_to(table, steps).astype(np.float32)

"""The sentence on image networks: true figures, the commonest error, trouble before progress."""

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from playground.explain import VISION_SENTENCES
from playground.explain.vision import comment, commonest_error, epochs_of_overfitting
from playground.explain.vision_sentences import VISION_MARKS
from playground.frame import History
from playground.live.sight import Sight
from playground.live.vision import COLUMNS
from playground.spec import Experiment
from playground.spec.vision import Vision, on_images

CONFUSION = np.diag([40, 40, 38]) + np.array([[0, 0, 0], [0, 0, 1], [3, 0, 0]])


@dataclass
class Situation:
    """Where a run stands."""

    state: str = "playing"
    epoch: int = 4
    warmth: str = "ready"
    views: dict[str, Any] = field(default_factory=lambda: {"confusion": CONFUSION[None]})
    shown: Sight = field(default_factory=Sight)
    experiment: Experiment = field(default_factory=lambda: on_images(Vision()))
    failure: str | None = None
    best_epoch: int | None = None
    is_at_best: bool = False
    units: Any = None


def curves(train, test):
    history = History(COLUMNS, 1)
    for epoch, (low, high) in enumerate(zip(train, test, strict=True)):
        row = {"train_loss": low, "test_loss": high}
        history.append(epoch, {name: np.array([value]) for name, value in row.items()})
    return history


FINE = curves([2.0, 1.0, 0.5, 0.3], [2.0, 1.1, 0.6, 0.5])
WORSE = curves(np.linspace(1, 0.1, 8), [1.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1])


@pytest.mark.parametrize(
    ("history", "situation", "code"),
    [
        (FINE, Situation(), "vision_learning"),
        (FINE, Situation(state="paused"), "vision_trained"),
        (FINE, Situation(state="idle"), "vision_idle"),
        (FINE, Situation(epoch=0), "vision_begun"),
        (FINE, Situation(views={}), "vision_begun"),
        (FINE, Situation(state="diverged"), "vision_diverged"),
        (FINE, Situation(views={"confusion": np.eye(3, dtype=int)[None]}), "vision_perfect"),
        (FINE, Situation(views={"confusion": np.ones((1, 3, 3), int)}), "vision_guessing"),
        (FINE, Situation(views={"confusion": np.stack([CONFUSION] * 2)}), "vision_race"),
        (FINE, Situation(shown=Sight(epoch=2)), "vision_back"),
        (WORSE, Situation(), "vision_overfitting"),
        *[(FINE, Situation(warmth=word), f"vision_{word}")
          for word in ("start", "load", "build", "restart")],
        *[(FINE, Situation(state="failed", failure=word), word)
          for word in ("worker_lost", "not_fetched", "own_images_gone")],
        (FINE, Situation(state="failed", failure="moon"), "trainer_failed"),
    ],
)  # fmt: skip
def test_each_situation_has_its_sentence(history, situation, code):
    said = comment(history, situation)
    assert said.code == code
    if said.code in VISION_SENTENCES:
        wanted = set(re.findall(r"\{(\w+):", VISION_SENTENCES[said.code]))
        assert wanted <= said.facts.keys()
        assert said.mark == VISION_MARKS[said.code]


def test_the_figures_are_counted():
    facts = comment(FINE, Situation()).facts
    assert facts == {"epoch": 4, "right": 118, "all": 122, "truth": 2, "answer": 0}
    assert commonest_error(CONFUSION) == (2, 0)


def test_overfitting_is_counted_from_the_end():
    assert epochs_of_overfitting(WORSE) == 6
    assert epochs_of_overfitting(FINE) == 0
    assert epochs_of_overfitting(curves([1.0], [1.0])) == 0


def test_every_sentence_has_its_mark():
    assert VISION_SENTENCES.keys() == VISION_MARKS.keys()

"""Scripted curves and situations, so that a test says only what matters to it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.frame import History
from playground.spec import Experiment

EPOCHS = 300
T = np.arange(EPOCHS + 1)
FALLING = 0.5 * np.exp(-T / 60) + 0.02
USUAL = Experiment()


@dataclass(frozen=True)
class Situation:
    """What `diagnose` needs to know besides the curves."""

    experiment: Experiment = USUAL
    state: str = "playing"
    epoch: int = EPOCHS
    failure: str | None = None
    units: Any = None
    best_epoch: int | None = None
    is_at_best: bool = False


def history(train, test=None, score=0.7, *, test_score=None, column="accuracy", every=1) -> History:
    """Curves of one run, a row every so many epochs; without `test` nothing is held out."""
    train = np.asarray(train, dtype=float)
    test = np.full_like(train, np.nan) if test is None else np.asarray(test, dtype=float)
    score = np.broadcast_to(np.asarray(score, dtype=float), train.shape)
    held_out = np.where(np.isnan(test), np.nan, score if test_score is None else test_score)
    names = ("train_loss", "test_loss", f"train_{column}", f"test_{column}")
    curves = History(names, 1)
    for row, values in enumerate(zip(train, test, score, held_out, strict=True)):
        curves.append(row * every, {n: np.array([v]) for n, v in zip(names, values, strict=True)})
    return curves


def jitter(size: float, seed: int = 0, rows: int = EPOCHS + 1):
    return size * np.random.default_rng(seed).standard_normal(rows)

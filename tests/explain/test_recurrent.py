"""Sentences on recurrent networks: who remembers, who loses to a baseline, who copies."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from playground.explain import RECURRENT_SENTENCES
from playground.explain.recurrent import comment
from playground.explain.recurrent_sentences import RECURRENT_MARKS
from playground.frame import History
from playground.spec.recurrent import Recurrent, change_recurrent, on_sequences, sequences_of


def said(recurrent, rows, views=None, accuracy=0.5, **fields):
    """The sentence after epochs whose losses are `rows` (T, R)."""
    experiment = on_sequences(recurrent)
    columns = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    history = History(columns, len(experiment.runs))
    for epoch, losses in enumerate(np.asarray(rows, float)):
        share = np.broadcast_to(accuracy, losses.shape)
        values = (losses, losses, share, share)
        history.append(epoch, dict(zip(columns, values, strict=True)))
    status = SimpleNamespace(
        experiment=experiment, state="playing", warmth="ready", epoch=len(rows) - 1, failure=None,
        shown=SimpleNamespace(epoch=None), views=views or {},
    )  # fmt: skip
    for name, value in fields.items():
        setattr(status, name, value)
    told = comment(history, status)
    wanted = set(re.findall(r"\{(\w+):", RECURRENT_SENTENCES[told.code]))
    assert wanted <= told.facts.keys()
    return told


def on(name):
    return change_recurrent(Recurrent(), data=sequences_of(name))


def test_every_sentence_has_a_mark():
    assert RECURRENT_SENTENCES.keys() == RECURRENT_MARKS.keys()


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ((0.16, 0.001, 0.002), "adding_apart"),
        ((0.17, 0.16, 0.15), "adding_none"),
        ((0.001, 0.001, 0.002), "adding_all"),
        ((0.16, 0.09, 0.1), "adding_learning"),
    ],
)
def test_adding_is_told_against_always_saying_one(errors, code):
    told = said(Recurrent(), [(1, 1, 1), errors])
    assert told.code == code
    assert told.facts["chance"] == pytest.approx(1 / 6)


@pytest.mark.parametrize(("gap", "code"), [(0.1, "forecast_wins"), (2.0, "forecast_loses")])
def test_a_forecast_that_loses_is_said_to(gap, code):
    series = np.arange(20.0)
    views = {"series": series, "forecast:0": series[15:] + gap, "baseline:last": series[15:] - 1}
    told = said(on("nile"), [(1, 1, 1), (0.5, 0.5, 0.5)], views)
    assert (told.code, told.facts["baseline"]) == (code, "last")


def test_readers_and_writers_are_told_with_their_chance():
    names = {"names": np.frombuffer(b"good\0bad", np.uint8)}
    rows = [(1, 1, 1), (0.5, 0.6, 0.7)]
    assert said(on("negation"), rows, names).code == "sequences_guessing"
    assert said(on("negation"), rows, names, accuracy=0.9).code == "sequences_race"
    assert said(on("place_names"), rows).code == "writing"
    learned_by_heart = [(1, 1, 1)] + [(2, 2, 2)] * 8
    assert said(on("place_names"), learned_by_heart).code == "sequences_overfitting"


def test_states_have_their_own_sentence():
    assert said(Recurrent(), [(1, 1, 1)], warmth="build").code == "recurrent_build"
    assert said(Recurrent(), [(1, 1, 1)], state="idle").code == "recurrent_idle"
    failed = said(Recurrent(), [(1, 1, 1)], state="failed", failure="own_file_gone")
    assert failed.mark == "bad"

"""Text from outside is shown letter by letter; every sentence names its field in plain words."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.errors import MESSAGES, SpecError
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    PointsData,
    Race,
    RunSpec,
    Schedule,
    Slope,
    Stop,
    View,
)
from playground.spec.stack import StackLayer
from playground.spec.vision import Images, Vision
from playground.ui import state, texts
from playground.ui.texts import FIELDS, LONGEST, plain_text, sentence


@given(st.text(max_size=200))
@example("![x](http://evil.example/a.png)")
@example("[click](javascript:alert(1))")
@example("www.evil.example and me@evil.example")
@example("<img src=x onerror=alert(1)>")
@example("`code` and ``more``")
@example("$x$ :red[text] :material/bolt: :smile:")
@example("# title\n\n- list\n\n| a | b |\n|---|---|")
@example("```\n")
@example("\\`")
@example("\u202egnp.exe")
def test_markdown_sees_only_plain_text(text):
    shown = plain_text(text)
    assert len(shown) <= LONGEST + 10
    # Inline code knows no markup, and a single word or number holds none.
    assert re.fullmatch(r"`[^`\n]+`|[-+−]?[A-Za-z0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?|``` ```", shown)
    assert shown.isprintable()


@pytest.mark.parametrize("text", ["3.0", "-1e-05", "softmax", "600"])
def test_numbers_and_words_stay_as_they_are(text):
    assert plain_text(text) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"), (0, "0"), (0.00001, "0.00001"), (1e-7, "1e-07"), (0.03, "0.03"), (-0.5, "-0.5"),
        (10**9, "1000000000"), (0.1 + 0.2, "0.30000000000000004"), (1e300, "1e+300"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_people_write_them(number, text):
    assert texts.number_text(number) == text


@given(st.floats(0, 1e15, allow_nan=False) | st.integers(-(10**12), 10**12))
def test_written_number_is_read_back(number):
    assert float(texts.number_text(number)) == number


@pytest.fixture(params=["en", "zh"])
def language(request, monkeypatch):
    session = state.Session(language=request.param)
    monkeypatch.setattr(state, "session", lambda: session)
    return request.param


@pytest.mark.parametrize("code", MESSAGES)
def test_every_sentence_can_be_said(code, language):
    facts = {
        "low": 0,
        "high": 0.5,
        "value": "<b>3.0</b>",
        "choices": "a, b",
        "height": 4,
        "width": 4,
    }
    said = sentence(SpecError("runs.1.learning_rate", code, facts))
    assert "{" not in said
    assert said.endswith("." if language == "en" else "。")
    if "{field}" in MESSAGES[code]:
        assert {"en": "The learning rate", "zh": "学习率"}[language] in said


def test_unknown_field_is_shown_inert(language):
    assert "`<img src=x>`" in sentence(SpecError("<img src=x>", "unknown_field"))


def every_field():
    """What a refusal may name: fields of all parts, and the link's own words."""
    parts = (Experiment, GeneratedData, PointsData, LayerSpec, Stop, Schedule, RunSpec, View,
             Race, Slope, Images, StackLayer, Vision)  # fmt: skip
    paths = {name for part in parts for name in part.model_fields}
    paths |= {f"stop_{name}" for name in Stop.model_fields}
    paths |= {f"schedule_{name}" for name in Schedule.model_fields} - {"schedule_name"}
    paths |= {"class_weights.1", "layers.0.dropout"}
    paths |= {f"runs.1.schedule.{name}" for name in Schedule.model_fields}
    return sorted(paths | {"schedule", "data_seed", "point_weights", "threshold", "strength"})


@pytest.mark.parametrize("path", every_field())
def test_every_field_is_named_plainly(path, language):
    said = sentence(SpecError(path, "missing"))
    assert "`" not in said
    assert "_" not in said
    plan = {"en": "The schedule", "zh": "学习率调度"}[language]
    assert plan in said or "schedule.name" not in path


def test_fields_have_plain_names():
    for name, words in FIELDS.items():
        assert words
        assert "_" not in words, name

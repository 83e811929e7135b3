"""Sentences as people read them, in both languages, in the style of the house."""

import re
import string

import pytest

from playground.explain import SENTENCES, Diagnosis, render
from playground.explain.rendering import FORMATS, PLACEHOLDER, formatted
from playground.i18n import LANGUAGES, translate

LONGEST = 100
WIDE = {
    "percent": 0.987, "loss": 123.4567, "integer": 999_999, "number": -123.4, "text": "x₁², x₂²",
}  # fmt: skip
BLAME_AND_HYPE = re.compile(r"\b(you|your|wrongly|fail|bad|amazing|great|awesome|perfect)\b", re.I)


def wide(code):
    facts = {name: WIDE[kind] for name, kind in PLACEHOLDER.findall(SENTENCES[code])}
    return Diagnosis(code, "good", facts)


@pytest.mark.parametrize("code", SENTENCES)
def test_placeholders_name_a_fact_and_its_format(code):
    fields = [field for field in string.Formatter().parse(SENTENCES[code]) if field[1] is not None]
    assert len(fields) == len(PLACEHOLDER.findall(SENTENCES[code]))
    assert {kind for _, _, kind, _ in fields} <= {*FORMATS, "text"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", SENTENCES)
def test_a_filled_sentence_is_short_and_whole(code, language):
    said = render(wide(code), translate, language)
    assert len(said) <= LONGEST, len(said)
    assert "{" not in said
    assert "}" not in said
    assert said[-1] in ".。"
    assert "!" not in said
    assert not BLAME_AND_HYPE.search(said)


def test_sentences_of_look():
    learning = Diagnosis("learning", "good", {"accuracy": 0.97, "before": 0.49, "now": 0.0371})
    assert render(learning, translate, "en") == (
        "Learning: 97\N{NO-BREAK SPACE}% of the test points are right; "
        "test loss fell from 0.490 to 0.037."
    )
    overfitting = Diagnosis("overfitting", "caution", {"epochs": 40})
    assert (
        render(overfitting, translate, "zh") == "出现过拟合：训练损失在降，测试损失已连升 40 轮。"
    )


# The same table is what playground/ui/stage/format.js gives in a browser.
@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("percent", 0.9996, "99 %"),
        ("percent", 1.0, "100 %"),
        ("percent", 0.0001, "1 %"),
        ("percent", 0.0, "0 %"),
        ("percent", -0.5, "0 %"),
        ("percent", 0.625, "63 %"),
        ("percent", 0.125, "13 %"),
        ("loss", 0.0371, "0.037"),
        ("loss", 0.0625, "0.063"),
        ("loss", 0.0, "0.000"),
        ("loss", 0.0004, "<0.001"),
        ("loss", 0.0005, "0.001"),
        ("loss", 1234.5678, "1,234.568"),
        ("loss", 12_345_678.0, "1.2e+7"),
        ("loss", -0.25, "−0.250"),
        ("integer", 1_000_000, "1,000,000"),
        ("integer", 12.5, "13"),
        ("number", 0.96789, "0.968"),
        ("number", 0.5, "0.5"),
        ("number", 0.0, "0"),
        ("number", -0.020812, "−0.0208"),
        ("number", 123.456, "123"),
        ("number", 98765.0, "98,800"),
        ("number", 9.996, "10"),
        ("number", 0.99961, "1"),
        ("number", 0.000001, "0.000001"),
        ("number", -2.5e-300, "−2.5e−300"),
        ("number", 7.9e78, "7.9e+78"),
        ("loss", -12_345_678.0, "−1.2e+7"),
        ("number", float("nan"), "–"),
        ("loss", None, "–"),
        ("text", "x₁²", "x₁²"),
    ],
)
def test_numbers_are_written_as_the_page_writes_them(kind, value, text):
    assert formatted(kind, value) == text.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.21021, "= 0.21"), (1.0, "= 1"), (0.00418, "= 0.0042"), (0.00003, "< 0.001")],
)
def test_a_probability_has_its_sign(value, text):
    assert formatted("chance", value) == text

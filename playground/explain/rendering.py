"""A Diagnosis as a sentence, for the command line and the tests; the page does the same in Intl."""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from math import floor, isfinite, log10
from typing import Protocol

from playground.explain.image_sentences import IMAGE_SENTENCES
from playground.explain.race_sentences import RACE_SENTENCES
from playground.explain.sentences import SENTENCES
from playground.explain.slope_sentences import SLOPE_SENTENCES

Translate = Callable[[str, str], str]
"""(language, English text) -> text."""

PLACEHOLDER = re.compile(r"\{(\w+):(\w+)\}")
"""{name:format}"""
_MINUS = "\N{MINUS SIGN}"
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_UNKNOWN = "\N{EN DASH}"


class Said(Protocol):
    """What is needed of a Diagnosis."""

    @property
    def code(self) -> str:
        """Key of the sentence."""

    @property
    def facts(self) -> Mapping[str, object]:
        """What fills it."""


def render(diagnosis: Said, translate: Translate, language: str) -> str:
    """Return the diagnosis as a sentence in a language."""

    def filled(match: re.Match[str]) -> str:
        name, kind = match.groups()
        return formatted(kind, diagnosis.facts.get(name))

    known = {**SENTENCES, **RACE_SENTENCES, **SLOPE_SENTENCES, **IMAGE_SENTENCES}
    text = known[diagnosis.code]
    return PLACEHOLDER.sub(filled, translate(language, text))


def formatted(kind: str, value: object) -> str:
    """Return a value as the reader sees it; English and Chinese write numbers alike."""
    if kind == "text":
        return str(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return _UNKNOWN
    return FORMATS[kind](value)


def integer(value: float) -> str:
    """Return a whole number with thousands set apart."""
    return _fixed(value, 0)


def number(value: float) -> str:
    """Return a number with three significant digits, or as a power where that is a row of zeros."""
    if not value:
        return "0"
    if not 1e-6 <= abs(value) < 1e9:
        return _scientific(value)
    text = _fixed(value, 2 - floor(log10(abs(value))))
    return text.rstrip("0").rstrip(".") if "." in text else text


def loss(value: float) -> str:
    """Return a loss with three decimals, or that it lies below the last of them."""
    if 0 < value < 0.0005:
        return "<0.001"
    if abs(value) >= 1e6:
        return _scientific(value)
    return _fixed(value, 3)


def percent(value: float) -> str:
    """Return a share as whole percents; only nothing and everything may round to an end."""
    share = 100 if value >= 1 else 0 if value <= 0 else min(99, max(1, 100 * value))
    return _fixed(share, 0) + _NO_BREAK_SPACE + "%"


def chance(value: float) -> str:
    """Return a probability with its sign: two significant digits, or that it is less."""
    return "< 0.001" if value < 0.001 else f"= {number(float(f'{value:.2g}'))}"


FORMATS: dict[str, Callable[[float], str]] = {
    "chance": chance,
    "integer": integer,
    "number": number,
    "loss": loss,
    "percent": percent,
}


def _scientific(value: float) -> str:
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent):+d}".replace("-", _MINUS)


def _fixed(value: float, digits: int) -> str:
    """A number rounded to so many decimals (halves away from zero, as browsers do)."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{rounded:,.{max(0, digits)}f}".replace("-", _MINUS)

"""Texts to classify and to write: place names, sentences made for negation, Python's handbook.

Alphabets begin with the blank that fills up what is shorter than the others, at the front, so that
the last step is always the end of the text.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from itertools import product
from typing import Any, NamedTuple
from zoneinfo import available_timezones

import numpy as np
from numpy.typing import NDArray

from playground.errors import DataError
from playground.spec.recurrent import SequenceData

Array = NDArray[Any]

MOST_SIGNS = 512
"""Different signs that an alphabet may have; what is rarer becomes the sign of the rest."""
REST = "�"
CONTINENTS = ("Africa", "America", "Asia", "Europe", "Pacific")
"""Continents with so many names in the time zone database that there is something to learn."""


class Labelled(NamedTuple):
    """Texts as tokens, the class of each, what tokens are called, and the classes' names."""

    tokens: list[list[int]]
    labels: list[int]
    alphabet: tuple[str, ...]
    names: tuple[str, ...]


def labelled(data: SequenceData) -> Labelled:
    """Return the texts of a named data set; those made by a rule follow its seed."""
    if data.name == "places":
        return of_rows([(place, continent) for continent, place in _places()])
    return _negation(np.random.default_rng(data.seed), data.sequences)


def written(data: SequenceData) -> str:
    """Return the text of a named data set."""
    return _names(data.seed) if data.name == "place_names" else _prose()


def of_rows(rows: Sequence[tuple[str, str]]) -> Labelled:
    """Return texts with labels, letter by letter.

    Raises:
        DataError: fewer than two classes, more than twenty, or too few texts.
    """
    names = tuple(sorted({label for _, label in rows}))
    if not 2 <= len(names) <= 20:
        raise DataError("labels", "wrong_length", {"low": 2, "high": 20, "value": len(names)})
    if len(rows) < 10:
        raise DataError("sequences", "too_few_texts", {"value": len(rows), "low": 10})
    alphabet = _alphabet([sign for text, _ in rows for sign in text])
    tokens = [_tokens(text, alphabet) for text, _ in rows]
    return Labelled(tokens, [names.index(label) for _, label in rows], alphabet, names)


def spelled(text: str) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Return the alphabet of a text and its signs as tokens (L,)."""
    alphabet = _alphabet(list(text))
    return alphabet, np.asarray(_tokens(text, alphabet), dtype=np.int32)


def padded(tokens: Sequence[Sequence[int]], steps: int) -> NDArray[np.int32]:
    """Return texts of one length (N, T): the end of long ones, blanks before short ones."""
    table = np.zeros((len(tokens), steps), dtype=np.int32)
    for row, text in zip(table, tokens, strict=True):
        kept = text[-steps:]
        if kept:
            row[-len(kept) :] = kept
    return table


def _alphabet(signs: Sequence[str]) -> tuple[str, ...]:
    """The blank, then the commonest signs in their own order, and one for the rest."""
    counts = Counter(signs)
    if len(counts) <= MOST_SIGNS:
        return ("", *sorted(counts))
    common = [sign for sign, _ in counts.most_common(MOST_SIGNS)]
    return ("", *sorted({*common, REST}))


def _tokens(text: Sequence[str], alphabet: tuple[str, ...]) -> list[int]:
    places = _places_in(alphabet)
    return [places.get(sign, places.get(REST, 0)) for sign in text]


@cache
def _places_in(alphabet: tuple[str, ...]) -> dict[str, int]:
    return {sign: index for index, sign in enumerate(alphabet)}


@cache
def _places() -> tuple[tuple[str, str], ...]:
    """Continent and name of the places of the time zone database."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    parts = [(zone.split("/")[0], zone.split("/")[-1].replace("_", " ")) for zone in zones]
    return tuple((continent, place) for continent, place in parts if continent in CONTINENTS)


def _names(seed: int) -> str:
    """All place names, one a line, in an order drawn by the seed."""
    names = sorted({place for _, place in _places()})
    order = np.random.default_rng(seed).permutation(len(names))
    return "".join(f"{names[index]}\n" for index in order)


@cache
def _prose() -> str:
    """The help texts of Python itself, without their tables and headings."""
    topics = import_module("pydoc_data.topics").topics  # half a megabyte, for this set only
    lines = [
        line.strip()
        for topic in sorted(topics)
        for line in topics[topic].splitlines()
        if line[:1].isalpha() and not set(line) & set("|*=+_`<>{}[]\\~^")
    ]
    return " ".join(line for line in lines if line.isascii())


def _negation(rng: np.random.Generator, count: int) -> Labelled:
    """Sentences in pairs: the same words in another order, and the opposite label.

    A bag of words sees no difference between the two, so it can only guess.
    """
    pairs = list(product(_THINGS, _GOOD, _BAD, _FORMS))
    names, made = ("bad", "good"), list[tuple[list[str], int]]()
    for index in rng.integers(0, len(pairs), (count + 1) // 2):
        thing, good, bad, form = pairs[index]
        for label, (first, second) in enumerate(((bad, good), (good, bad))):
            made.append((form.format(thing=thing, first=first, second=second).split(), label))
    words = sorted({word for sentence, _ in made for word in sentence})
    alphabet = ("", *words)
    tokens = [_tokens(sentence, alphabet) for sentence, _ in made[:count]]
    return Labelled(tokens, [label for _, label in made[:count]], alphabet, names)


_THINGS = ("film", "book", "food", "room", "song", "play", "trip", "talk", "game", "view")
_GOOD = ("good", "bright", "fine", "lovely", "clever", "fresh", "warm", "great")
_BAD = ("bad", "dull", "poor", "awful", "silly", "stale", "cold", "weak")
_FORMS = (
    "the {thing} was {first} , not {second}",
    "the {thing} was not {second} but {first}",
    "although it looked {second} , the {thing} was {first}",
    "the {thing} was {first} although it looked {second}",
    "i was told it was {second} ; the {thing} was {first} indeed",
)
"""Where `first` is what the speaker means."""

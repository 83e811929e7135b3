"""What all lessons share: a frozen record of settings, checked, and its words in a link.

A lesson's field is a word, a switch, a number, a list of numbers or one of rows of numbers; its
default tells which. Rows are written flat: `dots=0.5~5.1~1~7`. Defaults are left out of a link.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Self, TypeVar

from pydantic import ValidationError, model_validator

from playground.errors import ShareError
from playground.spec import checks
from playground.spec.choices import Choice
from playground.spec.limits import LINK_CHARACTERS
from playground.spec.link import check_outgrown, differing, read_fields
from playground.spec.parts import Part
from playground.spec.reading import refuse

NOTHING = "none"
"""Stands in a link for a list without entries."""


class Lesson(Part):
    """The settings of one page that explains something.

    `choices` names the menu of each field that is a word, `columns` the limits of the numbers in
    one row of each field that is a list; a row of one is that number itself.
    """

    choices: ClassVar[Mapping[str, Mapping[str, Choice]]] = {}
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        """Refuse what no menu knows or what is outside the limits (raises SpecError)."""
        for field, menu in self.choices.items():
            checks.check_word(field, getattr(self, field), menu)
        checks.check_limits(self)
        for field, limits in self.columns.items():
            for at, number in enumerate(_flat(getattr(self, field))):
                checks.check_number(field, number, limits[at % len(limits)])
        return self


L = TypeVar("L", bound=Lesson)


def change_lesson(lesson: L, **fields: Any) -> L:
    """The lesson with some fields replaced, validated; raises SpecError."""
    values = {name: getattr(lesson, name) for name in type(lesson).model_fields}
    try:
        return type(lesson).model_validate({**values, **fields})
    except ValidationError as error:
        refuse(error)


def lesson_to_query(lesson: Lesson) -> dict[str, str]:
    """Write a lesson as query words; raises ShareError when the link would be too long."""
    default, lists = type(lesson)(), lesson.columns
    plain = {name: name for name in type(lesson).model_fields if name not in lists}
    words = differing(lesson, default, plain)
    for name in lists:
        rows = getattr(lesson, name)
        if rows != getattr(default, name):
            numbers = (repr(number).removesuffix(".0") for number in _flat(rows))
            words[name] = "~".join(numbers) or NOTHING
    check_outgrown(words)
    return words


def lesson_from_query(kind: type[L], words: Mapping[str, str]) -> L:
    """Read what `lesson_to_query` wrote; raises ShareError or SpecError with one sentence."""
    length = sum(len(name) + len(value) + 2 for name, value in words.items())
    if length > LINK_CHARACTERS:
        raise ShareError("link", "link_too_long", {"value": length, "high": LINK_CHARACTERS})
    default = kind()
    values = {
        name: _read(name, words[name], getattr(default, name), len(kind.columns.get(name, ())))
        for name in kind.model_fields
        if name in words
    }
    try:
        return kind.model_validate_json(json.dumps(values))
    except ValidationError as error:
        refuse(error)


def _read(name: str, text: str, default: Any, width: int) -> Any:
    """Read one field: what its default is tells what it can be."""
    if isinstance(default, str):
        return text
    if isinstance(default, bool):
        if text not in ("0", "1"):
            raise ShareError(name, "link_unreadable", {"value": text[:60]})
        return text == "1"
    if not width:
        return read_fields({name: text}, {name: name})[name]
    parts = [] if text == NOTHING else text.split("~")
    numbers = [read_fields({name: part}, {name: name})[name] for part in parts]
    if len(numbers) % width:
        raise ShareError(name, "link_unreadable", {"value": text[:60]})
    rows = [numbers[at : at + width] for at in range(0, len(numbers), width)]
    return numbers if width == 1 else rows


def _flat(rows: Iterable[Any]) -> Iterator[float]:
    """Yield the numbers of a list, row by row."""
    for row in rows:
        yield from row if isinstance(row, tuple) else (row,)

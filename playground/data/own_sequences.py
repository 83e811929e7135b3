"""A person's own series and texts: read from a file's bytes with one clear sentence per fault."""

import csv
import io
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite

from playground.errors import DataError

MOST_BYTES = 5_000_000
MOST_SIGNS = 200_000
MOST_COLUMNS = 200
FEWEST_NUMBERS = 30


@dataclass(frozen=True)
class OwnSequences:
    """What a person gave: numbers of a series, rows of (text, label), or one text."""

    digest: str
    numbers: tuple[float, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    text: str = ""

    @property
    def nbytes(self) -> int:
        """Its size, about."""
        letters = len(self.text) + sum(len(text) + len(label) for text, label in self.rows)
        return 8 * len(self.numbers) + 4 * letters


def own_text(content: bytes | str) -> OwnSequences:
    """Read a text of any language.

    Raises:
        DataError: too large, or not a text.
    """
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")[:MOST_SIGNS]
    if len(set(text)) < 2:
        raise DataError("sequences", "text_too_short", {"value": len(text), "low": 200})
    return OwnSequences(_digest(text), text=text)


def own_series(content: bytes | str, column: str = "") -> OwnSequences:
    """Read the numbers of one column of a table; without a name the last column with numbers.

    Raises:
        DataError: too large, no such column, or too few numbers.
    """
    head, rows = _table(content)
    places = [head.index(column)] if column in head else list(range(len(head) - 1, -1, -1))
    for place in places:
        numbers = tuple(
            value for row in rows if place < len(row) and (value := _number(row[place])) is not None
        )
        if len(numbers) >= max(FEWEST_NUMBERS, len(rows) // 2):
            return OwnSequences(_digest(repr(numbers)), numbers=numbers)
    raise DataError("sequences", "no_numbers", {"low": FEWEST_NUMBERS})


def own_labels(content: bytes | str) -> OwnSequences:
    """Read texts and labels: of a table's first two columns that with fewer kinds is the label.

    Raises:
        DataError: too large, or not two columns.
    """
    _, rows = _table(content)
    pairs = [(row[0].strip(), row[1].strip()) for row in rows if len(row) >= 2]
    pairs = [pair for pair in pairs if all(pair)]
    if not pairs:
        raise DataError("sequences", "no_two_columns")
    if len({text for text, _ in pairs}) < len({label for _, label in pairs}):
        pairs = [(label, text) for text, label in pairs]
    return OwnSequences(_digest(repr(pairs)), rows=tuple(pairs))


def _table(content: bytes | str) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of a table; its delimiter is found, and a head if it has one."""
    text = _decoded(content)
    sample = text[:4000]
    delimiter = max(",;\t|", key=sample.count)
    delimiter = delimiter if sample.count(delimiter) else ","
    csv.field_size_limit(MOST_BYTES)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    except csv.Error as error:
        raise DataError("sequences", "not_a_file", {"value": str(error)}) from error
    if not rows or max(map(len, rows)) > MOST_COLUMNS:
        facts = {"low": 1, "high": MOST_COLUMNS, "value": max(map(len, rows), default=0)}
        raise DataError("columns", "wrong_length", facts)
    has_head = not any(_number(entry) is not None for entry in rows[0])
    head = [entry.strip() for entry in rows[0]]
    return (head, rows[1:]) if has_head and len(rows) > 1 else (head, rows)


def _number(entry: str) -> float | None:
    """Return a finite number, written with a point or a comma, else None."""
    try:
        value = float(entry.strip().replace(",", ".") if entry.count(",") == 1 else entry)
    except ValueError:
        return None
    return value if isfinite(value) and abs(value) < 1e30 else None


def _decoded(content: bytes | str) -> str:
    if len(content) > MOST_BYTES:
        high = f"{MOST_BYTES // 1_000_000} MB"
        raise DataError("sequences", "own_file_too_large", {"high": high})
    if isinstance(content, str):
        return content.replace("\0", "")
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    if b"\0" in content:
        raise DataError("sequences", "not_a_file", {"value": "bytes that are no text"})
    return content.decode("latin-1")


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

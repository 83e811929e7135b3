"""Bring the catalogue up to date with the source: `python -m playground.i18n.extract`.

Every text marked by `_("...")` or `N_("...")` in the package and its pages gets an entry; entries
that no source uses any more are dropped. Nothing is guessed: a new entry starts empty, and a test
fails until somebody has translated it.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from playground.i18n import CATALOGUES

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "N_": None}
# Babel's own header carries the time of writing: every run would differ from the last.
HEADER = """\
# The playground's texts, as a teacher of the field would say them. Placeholders stay.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def sources() -> Iterator[Path]:
    """Yield every Python file that may hold a text."""
    for folder in ("pages", "playground"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def marked() -> Catalog:
    """Return the catalogue of all marked texts, untranslated."""
    found = Catalog()
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        for _line, text, comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            if isinstance(text, str) and text:
                found.add(text, locations=[(name, 0)], auto_comments=comments)
    return found


def update(path: Path) -> None:
    """Rewrite one catalogue so that it names exactly the marked texts, in their order."""
    with path.open("rb") as file:
        old = read_po(file)
    old.update(marked(), no_fuzzy_matching=True)
    old.obsolete.clear()
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, old, width=100, include_lineno=False, omit_header=True)


if __name__ == "__main__":
    for catalogue in CATALOGUES.values():
        update(catalogue)

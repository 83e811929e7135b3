"""Languages: the source is English, every other language is a gettext catalogue of this folder.

`translate(language, text)` is all that the pages need. Catalogues are compiled in memory when
they are first asked for, so only the readable `.po` file is kept. `python -m
playground.i18n.extract` brings the catalogue up to date with the source.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent

LANGUAGES = {"en": "English", "zh": "中文"}
"""Word of the link -> the language's own name."""

CATALOGUES = {"zh": FOLDER / "zh_CN.po"}


@cache
def catalogue(language: str) -> NullTranslations:
    """Return a language's translations; English passes every text through."""
    path = CATALOGUES.get(language)
    if path is None:
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translate(language: str, text: str) -> str:
    """Return an English text in a language, or unchanged where the catalogue lacks it."""
    # gettext answers the empty text with the catalogue's own header.
    return catalogue(language).gettext(text) if text else ""


def language_for(wanted: str | None, locale: str | None) -> str:
    """Choose a language: the one asked for, else the browser's, else English."""
    for tag in (wanted, locale):
        word = (tag or "").replace("_", "-").partition("-")[0].lower()
        if word in LANGUAGES:
            return word
    return "en"

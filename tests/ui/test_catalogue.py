"""The catalogue holds every text of the source, translated, and nothing else."""

import re
import string

import pytest
from babel.messages.pofile import read_po

from playground.errors import MESSAGES
from playground.i18n import CATALOGUES, LANGUAGES, language_for, translate
from playground.i18n.extract import marked, sources, update
from playground.spec import choices

LATIN_ONLY = {"1×", "R²", "Sigmoid", "Momentum", "Epsilon", "Rho", "Beta", "Beta 1", "Beta 2"}


@pytest.fixture(params=CATALOGUES)
def catalogue(request):
    with CATALOGUES[request.param].open("rb") as file:
        return read_po(file, abort_invalid=True)


@pytest.fixture(scope="module")
def source():
    return {message.id for message in marked() if message.id}


def placeholders(text):
    return sorted(
        f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(text) if name is not None
    )


def test_catalogue_and_source_name_the_same_texts(catalogue, source):
    held = {message.id for message in catalogue if message.id}
    assert held - source == set(), "unused"
    assert source - held == set(), "missing: run python -m playground.i18n.extract"
    assert not catalogue.obsolete


def test_no_text_hides_inside_another():
    """Within an f-string a text is not found for the catalogue."""
    hidden = re.compile(r"\{_\(['\"]")
    assert [path.name for path in sources() if hidden.search(path.read_text())] == []


def test_extraction_changes_nothing_more(tmp_path):
    copy = tmp_path / "copy.po"
    copy.write_bytes(CATALOGUES["zh"].read_bytes())
    update(copy)
    assert copy.read_text(encoding="utf-8") == CATALOGUES["zh"].read_text(encoding="utf-8")


def test_every_text_is_translated(catalogue):
    for message in catalogue:
        if message.id:
            assert message.string, message.id
            assert not message.fuzzy, message.id


def test_placeholders_are_the_same(catalogue):
    for message in catalogue:
        if message.id:
            assert placeholders(message.string) == placeholders(message.id), message.id


def test_chinese_is_chinese():
    with CATALOGUES["zh"].open("rb") as file:
        for message in read_po(file):
            if not message.id:
                continue
            shown = str(message.string)
            has_han = re.search("[\u4e00-\u9fff]", shown)
            assert has_han or message.id in LATIN_ONLY, message.id
            assert not re.search("[\u4e00-\u9fff][,;:!?.]", shown), "full-width punctuation"
            assert "!" not in shown


def test_a_sentence_ends_like_one(catalogue):
    for message in catalogue:
        if message.id:
            assert message.id.endswith(".") == str(message.string).endswith("。"), message.id


def tables():
    for name, table in vars(choices).items():
        if name.isupper() and isinstance(table, dict):
            rows = [entry for entry in table.items() if isinstance(entry[1], choices.Choice)]
            for word, row in rows:
                yield pytest.param(row, id=f"{name.lower()}-{word}")


@pytest.mark.parametrize("row", list(tables()))
def test_every_choice_is_explained_in_both_languages(row):
    assert row.help.endswith(".")
    assert translate("zh", row.help) != row.help
    assert translate("en", row.help) == row.help


@pytest.mark.parametrize("code", MESSAGES)
def test_every_error_is_said_in_both_languages(code):
    assert translate("zh", MESSAGES[code]) != MESSAGES[code]


def test_the_empty_text_stays_empty():
    assert [translate(language, "") for language in LANGUAGES] == ["", ""]


@pytest.mark.parametrize(
    ("wanted", "locale", "language"),
    [
        (None, None, "en"),
        ("", "de-DE", "en"),
        ("", "zh-CN", "zh"),
        (None, "zh-Hant-TW", "zh"),
        ("en", "zh-CN", "en"),
        ("zh_CN", "en-US", "zh"),
        ("xx", "zh-CN", "zh"),
        ("<script>", None, "en"),
    ],
)
def test_language_is_the_one_asked_for_else_the_browsers(wanted, locale, language):
    assert language_for(wanted, locale) == language

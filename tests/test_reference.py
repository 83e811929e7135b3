"""The reference is generated: it says what the code says."""

from scripts import reference


def test_the_reference_is_up_to_date():
    written = reference.FILE.read_text(encoding="utf-8")
    assert written == reference.reference(), "run python -m scripts.reference"


def test_every_entry_has_its_formula():
    assert "```\n\n```" not in reference.reference()

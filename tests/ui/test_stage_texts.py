"""The stage's words: what its JavaScript asks for is in TEXTS, and nothing else is."""

import re
from pathlib import Path

import pytest

from playground.ui import stage
from playground.ui.stage import ASSETS, TEXTS

STAGE = Path(stage.__file__).parent
SCRIPTS = {name: path.read_text() for name, path in ASSETS.items() if path.suffix == ".js"}
FORMATS = {"percent", "loss", "integer", "number", "text"}
# text("key"), app.text("key"), figure("key"), unit("key"), "data-t": "key", code: "say_key"
ASKED = re.compile(
    r"""\b(?:text|figure|unit)\(\s*"(\w+)"|"data-t":\s*"(\w+)"|\bcode:\s*"(say_\w+)\""""
)
QUOTED = re.compile(r'"(\w+)"')
PLACEHOLDER = re.compile(r"\{([^}]*)\}")


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_text_asked_for_exists(script: str) -> None:
    asked = {next(filter(None, found)) for found in ASKED.findall(SCRIPTS[script])}
    assert asked <= set(TEXTS)


def test_every_text_is_asked_for() -> None:
    named = {word for script in SCRIPTS.values() for word in QUOTED.findall(script)}
    assert set(TEXTS) <= named


def test_no_key_means_two_things() -> None:
    tables = [path.read_text() for path in STAGE.glob("*texts.py")]
    keys = [key for table in tables for key in re.findall(r'^    "(\w+)": ', table, re.MULTILINE)]
    assert sorted(keys) == sorted(TEXTS)


@pytest.mark.parametrize("key", TEXTS)
def test_placeholders_have_a_name_and_a_known_format(key: str) -> None:
    for placeholder in PLACEHOLDER.findall(TEXTS[key]):
        name, _, kind = placeholder.partition(":")
        assert name.isidentifier()
        assert kind in FORMATS


def test_every_file_a_script_imports_is_served() -> None:
    imported = re.compile(r'from "\./([\w.]+)"|sheet\("([\w.]+)"\)|"([\w]+\.css)"')
    for script in SCRIPTS.values():
        for found in imported.findall(script):
            assert next(filter(None, found)) in ASSETS

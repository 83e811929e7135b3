"""The page as Streamlit's own tester opens it, and a way to press the stage's buttons."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.compute import RUNS
from playground.ui.state import KEY, Session

MAIN = Path(__file__).parents[2] / "playground" / "ui" / "main.py"
PATIENCE = 30


@pytest.fixture(autouse=True)
def _keras_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the Keras of other tests' oracles, as it is never in the web process.

    Where Streamlit sees it, it clears Keras' session after every script run: a second each.
    """
    monkeypatch.delitem(sys.modules, "keras", raising=False)


@pytest.fixture(autouse=True)
def _runs_end() -> Iterator[None]:
    yield
    RUNS.close_all()


class Page:
    """One opened page: its controls by name, its session, its address."""

    word = "playground"

    def __init__(self, **words: str) -> None:
        self.at = AppTest.from_file(str(MAIN), default_timeout=PATIENCE)
        self.at.query_params.update(words)
        self.open(self.word)

    def open(self, word: str) -> "Page":
        """Open a page under the address that the browser has."""
        if word != Page.word or self.word != Page.word:
            self.at.switch_page(f"../../pages/{word}.py")
        self.word = word
        return self.run()

    def run(self) -> "Page":
        self.at.run()
        assert not self.at.exception, self.at.exception
        return self

    def set(self, kind: str, name: str, value: object) -> "Page":
        """Set a control as a person does."""
        key = f"{self.word}:{name}"
        menu = ("selectbox", f"{key}@{self.session.language}")
        element, key = menu if kind == "menu" else (kind, key)
        widget = getattr(self.at, element)(key=key)
        if element == "selectbox" and value not in widget.options:
            widget.options.append(value)  # the tester knows no typed values; a browser does
        widget.set_value(value)
        return self.run()

    def press(self, name: str) -> "Page":
        self.at.button(key=f"{self.word}:{name}").click()
        return self.run()

    @property
    def session(self) -> Session:
        return self.at.session_state[KEY]

    @property
    def experiment(self):
        return self.session.experiment

    @property
    def words(self) -> dict[str, str]:
        """What the address bar says."""
        return {
            name: value if isinstance(value, str) else value[-1]
            for name, value in self.at.query_params.items()
        }

    @property
    def told(self) -> list[str]:
        """Sentences of refusal that stand on the page."""
        return [element.value for element in self.at.error]


class RacePage(Page):
    """The race's page, opened by its own address."""

    word = "optimizers"


@pytest.fixture
def open_page() -> Callable[..., Page]:
    return Page


@pytest.fixture
def open_race() -> Callable[..., Page]:
    return RacePage

"""The one object of a browser session, and the only file that names `st.session_state`.

A `Session` holds what the address bar reproduces (Experiment, View, language) and which run is
shown. Widgets are controlled by it: `controlled` writes the store's value into a widget's key
before the widget is drawn, its callback makes the next Experiment and hands it to `apply`, and
`apply` tells the Runner and the address bar. There is no second copy of anything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import streamlit as st

from playground.compute import Runner
from playground.errors import PlaygroundError, ShareError
from playground.i18n import LANGUAGES, language_for
from playground.spec import Experiment, View, from_query, to_query
from playground.ui import runs
from playground.ui.address import Address

KEY = "neural_playground"
_ABSENT = object()


@dataclass
class Session:
    """Everything one browser tab is about."""

    experiment: Experiment = field(default_factory=Experiment)
    view: View = field(default_factory=View)
    language: str = "en"
    asked_language: str = ""
    """The language named in the link; empty while the browser's own is used."""
    token: str = ""
    plane: str = "socket"
    notice: PlaygroundError | None = None
    """Why the link could not be followed."""
    refusals: dict[str, PlaygroundError] = field(default_factory=dict)
    """Control -> why its last value was refused; only until the next change."""
    is_stale: bool = False
    """What stands outside the stage must be drawn anew."""
    is_whole: bool = False
    """This script run draws the whole page and has followed the address bar already."""
    needs_scene: bool = True
    """The stage has not been told about the newest Experiment yet."""
    pack: bytes = field(default=b"", repr=False)
    """What the stage was told last; told again unchanged, it draws nothing."""
    address: Address = field(default_factory=Address)

    @property
    def runner(self) -> Runner:
        """The run that is shown; made anew when it is gone (restart, end of its lease)."""
        runner = runs.find(self.token)
        if runner is None:
            self.token, runner = runs.start(self.experiment, self.view.speed)
            self.needs_scene = True
        return runner

    @property
    def has_run(self) -> bool:
        """Whether the run still exists."""
        return runs.find(self.token) is not None

    def apply(self, experiment: Experiment | None = None, view: View | None = None) -> None:
        """Make an Experiment or a View the one that counts: run and address bar follow."""
        self._adopt(experiment, view)
        self.write_address()

    def _adopt(self, experiment: Experiment | None, view: View | None) -> None:
        self.refusals.clear()
        runner = runs.find(self.token)
        if experiment is not None and experiment != self.experiment:
            if runner is not None:
                runner.adopt(experiment)  # first: what can't be trained must not become the truth
            self.experiment = experiment
        if view is not None and view != self.view:
            if runner is not None and view.speed != self.view.speed:
                runner.set_speed(runs.speed_of(view.speed))
            self.view = view
        self.needs_scene = True

    def attempt(self, control: str, make: Callable[[Experiment], Experiment]) -> None:
        """Apply what `make` makes of the Experiment; a refusal is kept for the control to show."""
        try:
            self.apply(make(self.experiment))
        except PlaygroundError as error:
            self.refusals = {control: error}

    def set_language(self, language: str) -> None:
        """Show everything in another language and say so in the link."""
        if language in LANGUAGES and language != self.language:
            self.language = self.asked_language = language
            self.needs_scene = self.is_stale = True
            self.write_address()

    def write_address(self) -> None:
        """Write the address bar, the only place that does; what no link can hold is left out."""
        try:
            words = to_query(self.experiment, self.view)
        except ShareError as error:
            self.notice = error
            return
        if self.asked_language:
            words["lang"] = self.asked_language
        if self.address.write(words):
            st.query_params.from_dict(words)

    def read_address(self) -> None:
        """Become what the address bar says; a link that can't be followed gives the defaults."""
        words = st.query_params.to_dict()
        wanted = words.pop("lang", "")
        self.language = language_for(wanted, st.context.locale)
        self.asked_language = self.language if wanted else ""
        self.notice = None
        try:
            experiment, view = from_query(words)
        except PlaygroundError as error:
            experiment, view, self.notice = Experiment(), View(), error
        self._adopt(experiment, view)
        if self.notice is not None:
            self.write_address()

    def follow_address(self) -> bool:
        """Follow the browser where it moved through its history (Back, Forward)."""
        if self.address.moved(st.query_params.to_dict()):
            self.read_address()
            return True
        if self.address.pending:
            # A script run that is cut short loses what it has not sent yet; twice does no harm.
            st.query_params.from_dict(self.address.last)
        return False

    def dismiss(self) -> None:
        """Put the notice away."""
        self.notice = None


def session() -> Session:
    """Return this browser session's object; a new one reads the address bar."""
    found = st.session_state.get(KEY)
    if found is None:
        found = st.session_state[KEY] = Session()
        found.address.seen = st.query_params.to_dict()
        found.read_address()
    return cast(Session, found)


def controlled(key: str, value: object) -> str:
    """Give the store's value to the widget about to be drawn under `key`; returns the key."""
    held = st.session_state.get(key, _ABSENT)
    if held != value or type(held) is not type(value):
        st.session_state[key] = value
    return key


def begun(key: str, value: Any, otherwise: Any) -> Any:
    """Give the store's value to the widget about to be drawn, as its default where that will do.

    A script run cut short loses what it has not sent; a new widget would then begin with
    `otherwise`, and the browser would hand that in as a person's choice. A default is sent in every
    run. Streamlit wants no other default beside a value that is written.
    """
    held = st.session_state.get(key, _ABSENT)
    if held is _ABSENT or (held == value and type(held) is type(value)):
        return value
    st.session_state[key] = value
    return otherwise


def said(key: str) -> Any:
    """Return what a widget was just set to; for its own callback only."""
    return st.session_state[key]

"""The one object of a browser session, and the only file that names `st.session_state`.

A `Session` holds what the address bar reproduces (Experiment, Race, View, language) and, for each
page, a desk with its run. Widgets are controlled by it: `controlled` writes the store's value into
a widget's key before the widget is drawn, its callback makes the next Experiment and hands it to
`apply`, and `apply` tells the open page's Runner and the address bar. There is no second copy of
anything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, cast

import streamlit as st

from playground.compute import Runner
from playground.errors import PlaygroundError, ShareError
from playground.i18n import LANGUAGES, language_for
from playground.live.recurrent_sight import RecurrentSight
from playground.live.sight import Sight
from playground.spec import Experiment, Race, Slope, View, alone
from playground.spec.lessons import Lesson, Lessons
from playground.spec.race import ENSEMBLE
from playground.spec.recurrent import Recurrent
from playground.spec.vision import Vision
from playground.ui.address import Words, came_through_history
from playground.ui.desk import WORKS, Desk, Subject
from playground.ui.questions import Questions
from playground.ui.trials import Trials

KEY = "neural_playground"
_ABSENT = object()


@dataclass
class Session:
    """Everything one browser tab is about."""

    experiment: Experiment = field(default_factory=Experiment)
    race: Race = field(default_factory=Race)
    slope: Slope = field(default_factory=Slope)
    lessons: Lessons = field(default_factory=Lessons)
    vision: Vision = field(default_factory=Vision)
    sight: Sight = field(default_factory=Sight)
    recurrent: Recurrent = field(default_factory=Recurrent)
    recollection: RecurrentSight = field(default_factory=RecurrentSight)
    """What is looked at on the page of recurrent networks."""
    view: View = field(default_factory=View)
    language: str = "en"
    asked_language: str = ""
    """The language named in the link; empty while the browser's own is used."""
    page: str = "playground"
    """The word of the open page; empty before the first one has opened."""
    desks: dict[str, Desk] = field(default_factory=dict)
    trials: Trials = field(default_factory=Trials)
    """Learning rates that are tried beside the race."""
    questions: Questions = field(default_factory=Questions)
    """What takes seconds to answer about the image networks."""
    racer: int = 0
    """Which racer's settings stand open."""
    bound_for: str = ""
    """The page that an order of the stage leads to."""
    notice: PlaygroundError | None = None
    """Why the link could not be followed."""
    refusals: dict[str, PlaygroundError] = field(default_factory=dict)
    """Control -> why its last value was refused; only until the next change."""

    @property
    def desk(self) -> Desk:
        """What the open page works at."""
        if self.page not in self.desks:
            self.desks[self.page] = Desk(WORKS[self.page])
        return self.desks[self.page]

    @property
    def subject(self) -> Subject:
        """What all pages work on."""
        return Subject(
            self.experiment, self.race, self.slope, self.lessons, self.vision, self.sight,
            self.recurrent, self.recollection,
        )  # fmt: skip

    @property
    def runner(self) -> Runner:
        """The run that is shown; made anew when it is gone, and never behind the subject."""
        return self.desk.run(self.subject, self.view.speed)

    def apply(  # noqa: PLR0917
        self,
        experiment: Experiment | None = None,
        view: View | None = None,
        race: Race | None = None,
        slope: Slope | None = None,
        vision: Vision | None = None,
        recurrent: Recurrent | None = None,
    ) -> None:
        """Make what is given the one that counts: run and address bar follow."""
        given: dict[str, Any] = {
            "experiment": experiment,
            "race": race,
            "slope": slope,
            "vision": vision,
            "recurrent": recurrent,
        }
        subject = self.subject._replace(**{name: one for name, one in given.items() if one})
        subject = subject._replace(
            sight=subject.sight.within(subject.vision),
            recollection=subject.recollection.within(subject.recurrent),
        )
        self._adopt(subject, view)
        self.write_address()

    def _adopt(self, subject: Subject, view: View | None) -> None:
        self.refusals.clear()
        desk = self.desk
        desk.take(subject)  # first: what can't be trained must not become the truth
        self.experiment, self.race, self.slope, self.lessons = subject[:4]
        self.vision, self.sight, self.recurrent, self.recollection = subject[4:]
        self.view = view or self.view
        self.trials.judge(self.race)
        if desk.has_run:
            desk.run(subject, self.view.speed)
        desk.needs_scene = True

    def attempt(self, control: str, make: Callable[[Experiment], Experiment]) -> None:
        """Apply what `make` makes of the Experiment; a refusal is kept for the control to show."""
        try:
            self.apply(make(self.experiment))
        except PlaygroundError as error:
            self.refusals = {control: error}

    def attempt_race(self, control: str, make: Callable[[Race], Race]) -> None:
        """Apply what `make` makes of the Race; a refusal is kept for the control to show."""
        try:
            self.apply(race=make(self.race))
        except PlaygroundError as error:
            self.refusals = {control: error}

    def attempt_slope(self, control: str, make: Callable[[Slope], Slope]) -> None:
        """Apply what `make` makes of the Slope; a refusal is kept for the control to show."""
        try:
            self.apply(slope=make(self.slope))
        except PlaygroundError as error:
            self.refusals = {control: error}

    def attempt_vision(self, control: str, make: Callable[[Vision], Vision]) -> None:
        """Apply what `make` makes of the Vision; a refusal is kept for the control to show."""
        try:
            self.apply(vision=make(self.vision))
        except PlaygroundError as error:
            self.refusals = {control: error}

    def attempt_recurrent(self, control: str, make: Callable[[Recurrent], Recurrent]) -> None:
        """Apply what `make` makes of the Recurrent; a refusal is kept for the control to show."""
        try:
            self.apply(recurrent=make(self.recurrent))
        except PlaygroundError as error:
            self.refusals = {control: error}

    def recall(self, **fields: Any) -> None:
        """Look at something else of the recurrent networks; nothing of what is trained changes."""
        self.recollection = replace(self.recollection, **fields).within(self.recurrent)
        if self.desk.has_run:
            self.desk.run(self.subject, self.view.speed)

    def look(self, **fields: Any) -> None:
        """Look at something else of the image network; nothing of what is trained changes."""
        self.sight = replace(self.sight, **fields).within(self.vision)
        if self.desk.has_run:
            self.desk.run(self.subject, self.view.speed)

    @property
    def lesson(self) -> Lesson:
        """The settings of the open page, which explains something."""
        return cast(Lesson, getattr(self.lessons, self.page))

    def attempt_lesson(
        self, control: str, make: Callable[[Any], Lesson], *, is_passing: bool = False
    ) -> None:
        """Apply what `make` makes of the page's lesson; a refusal is kept for the control to show.

        What is passing, as a place on the way of a drag, is not written into the address.
        """
        try:
            lessons = self.lessons.model_copy(update={self.page: make(self.lesson)})
            self._adopt(self.subject._replace(lessons=lessons), None)
            self.desk.frame = None
        except PlaygroundError as error:
            self.refusals = {control: error}
            return
        if not is_passing:
            self.write_address()

    def open_racer(self, racer: int) -> None:
        """Take a racer to the playground, from the start that is shown."""
        race = self.race
        if 0 <= racer < len(race.racers):
            start = 0 if race.start_shown == ENSEMBLE else race.start_shown
            self.apply(alone(self.experiment, race, racer, start))
            self.leave_for("playground")

    def leave_for(self, page: str) -> None:
        """Order another page; what this one's address said is kept for the way Back."""
        self.desk.address.left, self.bound_for = self.words() or {}, page

    def set_language(self, language: str) -> None:
        """Show everything in another language and say so in the link."""
        if language in LANGUAGES and language != self.language:
            self.language = self.asked_language = language
            self.desk.needs_scene = self.desk.is_stale = True
            self.write_address()

    def write_address(self) -> None:
        """Write the address bar, the only place that does; what no link can hold is left out."""
        words = self.words()
        if words is not None and self.desk.address.write(words):
            st.query_params.from_dict(words)

    def words(self) -> Words | None:
        """Return what the open page's link says; None, and a notice, when no link can hold it."""
        try:
            words = self.desk.work.write(self.subject, self.view)
        except ShareError as error:
            self.notice = error
            return None
        return {**words, "lang": self.asked_language} if self.asked_language else words

    def read_address(self) -> None:
        """Become what the address bar says; a link that can't be followed gives the defaults."""
        desk, said = self.desk, st.query_params.to_dict()
        words = dict(said or (desk.address.left if came_through_history() else {}))
        desk.address.words = said
        self.listen(words)
        words.pop("lang", None)
        self.notice = None
        try:
            subject, view = desk.work.read(words, self.subject)
            self._adopt(subject, view)
        except PlaygroundError as error:
            self._adopt(*desk.work.read({}, self.subject))
            self.notice = error
        if self.notice is not None or (words and not said):
            self.write_address()

    def listen(self, words: dict[str, str]) -> None:
        """Take the language that a link asks for, else the browser's own."""
        wanted = words.get("lang", "")
        self.language = language_for(wanted, st.context.locale)
        self.asked_language = self.language if wanted else ""

    def arrive(self, page: str) -> None:
        """Open a page: do what its address says.

        A page that is opened from the menu comes without words: it shows what the session holds,
        and the browser is told to put that into the address. Written by Streamlit, it
        would stand under the former page's path too, one step back in the browser's history.
        """
        former, self.page = self.page, page
        if former == page:
            self.follow_address()
            return
        if former in self.desks:
            self.desks[former].watch(None)  # nobody sees it any more
        self.refusals.clear()
        self.notice = None
        if st.query_params.to_dict() or not former or came_through_history():
            self.read_address()
        else:
            self.desk.address.expect(self.words() or {})

    def follow_address(self) -> bool:
        """Follow the browser where it moved through its history (Back, Forward)."""
        address, words = self.desk.address, st.query_params.to_dict()
        if words != address.words and came_through_history():
            self.read_address()
            return True
        if address.is_lost(words):
            st.query_params.from_dict(address.words)
        return False

    def dismiss(self) -> None:
        """Put the notice away."""
        self.notice = None


def session() -> Session:
    """Return this browser session's object; a new one knows its language and awaits a page."""
    found = st.session_state.get(KEY)
    if found is None:
        found = st.session_state[KEY] = Session(page="")
        found.listen(st.query_params.to_dict())
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

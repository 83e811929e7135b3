"""What every page that explains something is made of: ideas, formulas, prompts, a question.

    session = shell.open_page(PAGE)
    lesson.open_book(session, PAGE, draw)      # draw(session, page) is one fragment: whatever is
                                               # dragged or pressed draws picture and numbers anew
    draw: with lesson.spread() as (left, right): the instrument left, its numbers and controls right
        lesson.topics(form, TOPICS)            # the ideas of the page, one open at a time
        lesson.picture(session, page, plane, on_event)
        lesson.lead(_("...")), lesson.formula(...), lesson.tries(...), lesson.question(...)

All settings live in the page's `Lesson` (spec/lessons); every change goes through
`session.attempt_lesson`. No text is written without gettext.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.spec import Experiment
from playground.spec.choices import Choice
from playground.spec.lessons import change_lesson
from playground.ui import shell
from playground.ui.stage import TEXTS
from playground.ui.stage.plane import HUES, Event, Plane, packed
from playground.ui.stage.plane import draw as draw_plane
from playground.ui.state import Session, controlled, said
from playground.ui.stores import PartStore
from playground.ui.texts import _, label, sentence
from playground.ui.widgets import Form

WIDTHS = (5, 2)
"""The instrument's share of the page and that of the words beside it."""
ON_PICTURE = ("play_steps", "pause", "reset", "one_step", "moment", "point_spoken")
"""Texts of the stage that the drawing uses by itself."""


@dataclass(frozen=True)
class Study(PartStore):
    """The open page's lesson as what a form is controlled by."""

    def attempt(self, control: str, make: Callable[[Any], Any]) -> None:
        """Apply what `make` makes of the lesson."""
        self.session.attempt_lesson(control, make)


def form_of(session: Session, page: str) -> Form:
    """Return the form of a page whose widgets set the lesson's fields."""
    return Form(page, Study(session))


def setting(field: str) -> Callable[[Any, Any], Any]:
    """Return the `make` of a widget that sets one field of the lesson."""
    return lambda lesson, value: change_lesson(lesson, **{field: value})


def open_book(session: Session, page: str, draw: Callable[[Session, str], None]) -> None:
    """Draw a page that explains, as one fragment."""
    st.fragment(_page)(session, page, draw)


def _page(session: Session, page: str, draw: Callable[[Session, str], None]) -> None:
    if session.bound_for:
        shell.leave(session)
    with shell.guarded():  # a fragment that runs alone has no page around it
        draw(session, page)


def lead(words: str) -> None:
    """Write the idea of a topic above everything else: on a phone, too, it comes first."""
    st.markdown(words)


def spread(widths: Sequence[int] = WIDTHS) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the place of the instrument and that of the words; on a phone below each other."""
    left, right = st.columns(widths, gap="medium")
    return left, right.container(gap="small")


def topics(session: Session, page: str, menu: Mapping[str, Choice], field: str = "topic") -> None:
    """Draw the ideas of a page as a switch; one of them is open."""
    switch(session, page, field, menu, _("Topic"), width="content")


def switch(
    session: Session, page: str, field: str, menu: Mapping[str, Choice], name: str, **options: Any
) -> None:
    """Draw a choice among a few words side by side."""
    key = f"{page}:{field}@{session.language}"
    names = {word: label(row) for word, row in menu.items()}

    def chosen() -> None:
        word = said(key)
        if word in menu:  # pressed again it is None: the choice stays
            session.attempt_lesson(field, lambda old: change_lesson(old, **{field: word}))

    st.segmented_control(
        name, list(menu), format_func=lambda word: names.get(word, word),
        key=controlled(key, getattr(session.lesson, field)), on_change=chosen,
        label_visibility="collapsed", **options,
    )  # fmt: skip


def ink(hue: str, symbols: str) -> str:
    """Return LaTeX written in a colour of the picture."""
    return rf"\textcolor{{{HUES[hue][shell.theme()]}}}{{{symbols}}}"


def shown(value: float, digits: int = 2) -> str:
    """Return a number as LaTeX with so many decimals."""
    if abs(value) >= 1e5:
        mantissa, _e, power = f"{value:.1e}".partition("e")
        return rf"{mantissa} \cdot 10^{{{int(power)}}}"
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if not float(text) else text


def plain(value: float, digits: int = 2) -> str:
    """Return a number as text with so many decimals and a true minus sign."""
    return shown(value, digits).replace("-", "−")


def enclosed(value: float, digits: int = 2) -> str:
    """Return a number as LaTeX, one below zero in brackets."""
    text = shown(value, digits)
    return f"({text})" if text.startswith("-") else text


def formula(*lines: str) -> None:
    """Write a formula, first in symbols and then with the numbers of the moment."""
    st.latex(r"\begin{aligned}" + r"\\[2pt] ".join(lines) + r"\end{aligned}")


def picture(
    session: Session, page: str, plane: Plane, on_event: Callable[[Event], None] | None = None
) -> None:
    """Draw the plane of a lesson; events go to `on_event`, which may raise a PlaygroundError."""
    texts = {word: _(TEXTS[word]) for word in ON_PICTURE}
    desk = session.desk

    def rested(frame: int) -> None:
        desk.frame = frame

    draw_plane(
        f"{page}:plane", packed(plane, session.language, texts, desk.calls),
        on_event=on_event or (lambda event: None), on_frame=rested,
    )  # fmt: skip
    error = session.refusals.get(PICTURE)
    if error is not None:
        st.error(sentence(error))


PICTURE = "picture"
"""Control under which the session keeps what was refused to the picture."""


def follow(session: Session, event: Event, **fields: Any) -> None:
    """Set fields of the lesson as an event of its picture says."""
    session.attempt_lesson(
        PICTURE, lambda old: change_lesson(old, **fields), is_passing=not event.is_done
    )


@dataclass(frozen=True)
class Prompt:
    """Something to try: its button's words, and the fields of the lesson that it sets."""

    words: str
    fields: Mapping[str, Any]


def tries(session: Session, page: str, prompts: Sequence[Prompt]) -> None:
    """Draw "Try this": buttons that set the controls."""
    st.markdown("**" + _("Try this") + "**")
    with st.container(horizontal=True, gap="small"):
        for at, prompt in enumerate(prompts):
            st.button(
                prompt.words, key=f"{page}:try:{_topic(session)}:{at}",
                on_click=partial(_try, session, prompt.fields),
            )  # fmt: skip


def _topic(session: Session) -> str:
    """Return the idea that is open; a page may have only one."""
    return str(getattr(session.lesson, "topic", ""))


def _try(session: Session, fields: Mapping[str, Any]) -> None:
    session.desk.calls += 1
    _set(session, fields)


def _set(session: Session, fields: Mapping[str, Any]) -> None:
    session.attempt_lesson(PICTURE, lambda old: change_lesson(old, **fields))


def press(session: Session, key: str, words: str, fields: Mapping[str, Any]) -> None:
    """Draw a wide button that sets fields of the lesson, such as the next step of a way."""
    st.button(words, key=key, on_click=partial(_set, session, fields), width="stretch")


def door(
    session: Session, page: str, words: str, target: str, experiment: Experiment | None = None
) -> None:
    """Draw a button that leads to another page, and may take an Experiment there."""

    def leave() -> None:
        if experiment is not None:
            session.apply(experiment)
        session.desk.address.left, session.bound_for = session.words() or {}, target

    st.button(words, key=f"{page}:door:{target}", on_click=leave, icon=":material/arrow_forward:",
              width="stretch")  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A check of one's own: answers, the right one, why, and the experiment that shows it."""

    word: str
    words: str
    answers: Sequence[str]
    right: int
    why: str
    fields: Mapping[str, Any]


def question(session: Session, page: str, asked: Question) -> None:
    """Draw a question; choosing an answer runs the experiment, which tells."""
    key = f"{page}:question:{_topic(session)}:{asked.word}@{session.language}"
    guess = st.radio(
        "**" + _("Check yourself") + f"** · {asked.words}", range(len(asked.answers)), key=key,
        index=None, format_func=lambda at: asked.answers[at],
        on_change=partial(_set, session, asked.fields),
    )  # fmt: skip
    if guess is not None:
        verdict = _("Right.") if guess == asked.right else _("Look again at the picture.")
        st.markdown(f"{verdict} {asked.why}")

"""The page of what goes wrong: a beginner's program, its run, a question, and the mended run."""

from collections.abc import Mapping
from itertools import pairwise

import streamlit as st

from playground.explain.mistaken import PROGRAMS
from playground.explain.mistakes import changes
from playground.spec.lessons.mistakes import MISTAKES
from playground.ui import lesson
from playground.ui.lesson import Prompt, Question
from playground.ui.mistake_boards import STAGES, plane
from playground.ui.mistake_words import CASES, Case
from playground.ui.stage.plane import Event
from playground.ui.state import Session
from playground.ui.texts import _

WIDTHS = (4, 3)
"""Of picture and code: a line of code is longer than one of words."""
NEW_INPUTS = (0.0, 1.0, 1.5)


def draw(session: Session, page: str) -> None:
    """Draw the page: the mistake that is open."""
    lesson.topics(session, page, MISTAKES)
    mistakes = session.lessons.mistakes

    def moved(event: Event) -> None:
        if event.name == "new_x":
            lesson.follow(session, event, new_x=event.x)

    case, programs = CASES[mistakes.topic], PROGRAMS[mistakes.topic]
    lesson.lead(_(case.aim))
    left, right = lesson.spread(WIDTHS)
    with left:
        lesson.picture(session, page, plane(mistakes), moved)
    with right:
        _ask(session, page, case)
        lesson.form_of(session, page).switch(
            "mended", _("Show the mended run beside it"), mistakes.mended,
            lesson.setting("mended"), help=_("The same data and the same start."),
        )  # fmt: skip
        if mistakes.mended:
            _reveal(case, programs)
        else:
            st.code(programs["written"], language="python")
            st.caption(_("This is what runs: `watch` hands its numbers to the picture."))
        _tries(session, page)


def _ask(session: Session, page: str, case: Case) -> None:
    """Ask above the code: what is pressed stays in its place when the mended code comes."""
    lesson.question(session, page, Question(
        "why", _(case.asked), [_(answer) for answer in case.answers], case.right, "",
        {"mended": True},
    ))  # fmt: skip


def _reveal(case: Case, programs: Mapping[str, str]) -> None:
    """Tell the reason, and show what mends the program."""
    st.info(_(case.reason))
    for old, new in pairwise(programs):
        if len(programs) > 2:
            st.caption(f"{_(STAGES[old])} → {_(STAGES[new])}")
        st.code(changes(programs[old], programs[new]), language="diff")


def _tries(session: Session, page: str) -> None:
    mistakes = session.lessons.mistakes
    prompts = [Prompt(_("Other data"), {"seed": (mistakes.seed + 1) % 1000})]
    if mistakes.topic == "prediction":
        prompts += [Prompt(f"x = {x:g}", {"new_x": x}) for x in NEW_INPUTS]
    lesson.tries(session, page, prompts)

"""The two pages on optimizers, and the switch between them."""

from collections.abc import Mapping

import streamlit as st

from playground.errors import N_
from playground.ui.state import Session, controlled, said
from playground.ui.texts import _

TABS: Mapping[str, str] = {"optimizers": N_("Your network"), "surfaces": N_("Classic surfaces")}
"""Page's word -> what the racers run on there."""


def switch(session: Session, page: str) -> None:
    """Draw the switch; the other tab is the other page."""
    key = f"{page}:tab@{session.language}"
    names = {word: _(name) for word, name in TABS.items()}

    def chosen() -> None:
        word = said(key)
        if word in TABS and word != page:
            session.leave_for(word)

    st.segmented_control(
        _("The racers run on"),
        list(TABS),
        format_func=lambda word: names.get(word, word),
        key=controlled(key, page),
        on_change=chosen,
        label_visibility="collapsed",
        width="stretch",
    )

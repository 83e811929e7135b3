"""A person's own series, labelled texts or text: taken in the sidebar, faults in one sentence."""

from collections.abc import Callable

import streamlit as st

from playground.data.own_sequences import (
    MOST_BYTES,
    OwnSequences,
    own_labels,
    own_series,
    own_text,
)
from playground.data.sequences import load_sequences
from playground.spec.recurrent import Recurrent
from playground.ui import runs
from playground.ui.recurrent_changes import with_own
from playground.ui.state import Session, said
from playground.ui.texts import _, sentence

CONTROL = "own_sequences"
"""Control that tells why an own file was refused."""
MEGABYTES = MOST_BYTES // 1_000_000


def own_file(session: Session, page: str) -> None:
    """Take what fits the task that is open, and say what is wrong with it."""
    task = session.recurrent.task
    if task == "write":
        pasted(session, page)
    elif task == "forecast":
        column = st.text_input(
            _("Column"), key=f"{page}:own_column",
            help=_("Its name in the first row; empty is the last column with numbers."),
        )  # fmt: skip
        upload(session, page, "own_series", lambda content: own_series(content, column.strip()))
        st.caption(_("A CSV with a column of numbers, in the order of time."))
    else:
        upload(session, page, "own_labels", own_labels)
        st.caption(_("A CSV of two columns: a text and its label, one pair a row."))
    if CONTROL in session.refusals:
        st.error(sentence(session.refusals[CONTROL]))
    st.caption(
        _("It stays on this server while it is used, at most an hour; a link can't hold it.")
    )


def upload(session: Session, page: str, name: str, read: Callable[[bytes], OwnSequences]) -> None:
    """A file to choose."""
    key = f"{page}:{name}"

    def taken() -> None:
        file = said(key)
        if file is not None:
            take(session, name, lambda: read(file.getvalue()))

    st.file_uploader(
        _("CSV file"), type=["csv", "tsv", "txt"], key=key, on_change=taken,
        max_upload_size=MEGABYTES,
    )  # fmt: skip


def pasted(session: Session, page: str) -> None:
    """A text to paste, or a file of it."""
    key = f"{page}:own_pasted"

    def taken() -> None:
        take(session, "own_text", lambda: own_text(said(key)))

    st.text_area(
        _("Text"), key=key, height=120, help=_("Any language; at least some hundred signs.")
    )
    st.button(_("Learn this text"), key=f"{page}:own_use", on_click=taken, width="stretch")
    upload(session, page, "own_text", own_text)


def take(session: Session, name: str, read: Callable[[], OwnSequences]) -> None:
    """Make the file that `read` reads the one that is learned."""

    def made(old: Recurrent) -> Recurrent:
        own = read()
        changed = with_own(old, name, own)
        load_sequences(changed.data, own)  # what is too short is told now, not by a worker
        runs.keep_own(own)
        return changed

    session.attempt_recurrent(CONTROL, made)

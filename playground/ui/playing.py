"""The stage on a page, in two fragments: one draws it, one keeps its run alive.

On the socket plane the stage's fragment runs only when somebody presses a button on the stage, and
then alone, without the forms. On the fragment plane it ticks and carries the frames itself.
"""

import streamlit as st

from playground.ui import scene, shell
from playground.ui.commands import STAGE, obey
from playground.ui.stage import Command, mount
from playground.ui.state import Session
from playground.ui.texts import sentence

TICK = 0.05
HEARTBEAT = 1.5


def stage(session: Session, page: str) -> None:
    """Draw the stage of a page; call it once a script run."""
    session.is_stale = False
    session.needs_scene = True
    interval = TICK if session.plane == "fragment" else None
    st.fragment(_stage, run_every=interval)(session, f"{page}:stage")
    st.fragment(_beat, run_every=HEARTBEAT)(session)


def _stage(session: Session, key: str) -> None:
    if session.is_stale:
        st.rerun()  # an order from the stage changed what the forms show
    with shell.guarded():  # a fragment that runs alone has no page around it
        _draw(session, key)


def _draw(session: Session, key: str) -> None:
    runner = session.runner
    if session.needs_scene:
        session.pack = scene.pack_of(session)
        session.needs_scene = False
    elif session.plane == "fragment":
        session.pack = runner.latest.payload
    if session.plane == "fragment":
        runner.demand()
    _told(session)

    def ordered(command: Command) -> None:
        obey(session, command)

    def plane_changed(plane: str) -> None:
        if plane != session.plane:
            session.plane, session.is_stale = plane, True

    def wished(look: tuple[int, int] | None, probe: tuple[float, float] | None) -> None:
        if session.has_run:
            session.runner.wish(look, probe)

    mount(key, session.pack, on_command=ordered, on_plane=plane_changed, on_wish=wished)


def _told(session: Session) -> None:
    """Say once why an order of the stage was refused."""
    error = session.refusals.pop(STAGE, None)
    if error is not None:
        st.toast(sentence(error))


def _beat(session: Session) -> None:
    """Keep the run's lease by asking for it; draw anew when it is gone or the person went back."""
    is_whole, session.is_whole = session.is_whole, False
    # In a run of the whole page the address holds what that run has written: read as confirmed, the
    # browser's next request, still on its way with older words, would be mistaken for Back.
    if not session.has_run or (not is_whole and session.follow_address()):
        st.rerun()

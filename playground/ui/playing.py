"""The stage on a page, in two fragments: one draws it, one keeps its run alive.

On the socket plane the stage's fragment runs only when somebody presses a button on the stage, and
then alone, without the forms. On the fragment plane it ticks and carries the frames itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from playground.ui import race_scene, recurrent_scene, scene, shell, slope_scene, vision_scene
from playground.ui.commands import ORDERS, RACE_ORDERS, SLOPE_ORDERS, STAGE, Orders, obey
from playground.ui.recurrent_orders import RECURRENT_ORDERS
from playground.ui.stage import Command, mount
from playground.ui.state import Session
from playground.ui.texts import sentence
from playground.ui.vision_orders import VISION_ORDERS

TICK = 0.05
HEARTBEAT = 1.5


@dataclass(frozen=True)
class Show:
    """What a page's stage is: which component, what it is told, and which orders it gives."""

    component: Literal["stage", "race", "slope", "vision", "recurrent"]
    pack_of: Callable[[Session], bytes]
    orders: Orders


PLAYGROUND = Show("stage", scene.pack_of, ORDERS)
OPTIMIZERS = Show("race", race_scene.pack_of, RACE_ORDERS)
SURFACES = Show("slope", slope_scene.pack_of, SLOPE_ORDERS)
CNN = Show("vision", vision_scene.pack_of, VISION_ORDERS)
RNN = Show("recurrent", recurrent_scene.pack_of, RECURRENT_ORDERS)


def stage(session: Session, page: str, show: Show = PLAYGROUND) -> None:
    """Draw the stage of a page; call it once a script run."""
    desk = session.desk
    desk.is_stale = False
    desk.needs_scene = True
    interval = TICK if desk.plane == "fragment" else None
    st.fragment(_stage, run_every=interval)(session, f"{page}:stage", show)
    st.fragment(_beat, run_every=HEARTBEAT)(session)


def _stage(session: Session, key: str, show: Show) -> None:
    if session.bound_for:
        shell.leave(session)
    if session.desk.is_stale:
        st.rerun()  # an order from the stage changed what the forms show
    with shell.guarded():  # a fragment that runs alone has no page around it
        _draw(session, key, show)


def _draw(session: Session, key: str, show: Show) -> None:
    runner, desk = session.runner, session.desk
    if desk.plane == "fragment" and session.trials.follow():
        desk.needs_scene = True
    if desk.needs_scene:
        desk.pack = show.pack_of(session)
        desk.needs_scene = False
    elif desk.plane == "fragment":
        desk.pack = runner.latest.payload
    if desk.plane == "fragment":
        runner.demand()
    _told(session)

    def ordered(command: Command) -> None:
        obey(session, command, show.orders)

    def plane_changed(plane: str) -> None:
        if plane != desk.plane:
            desk.plane, desk.is_stale = plane, True

    def wished(look: tuple[int, int] | None, probe: tuple[float, float] | None) -> None:
        if desk.has_run:
            session.runner.wish(look, probe)

    mount(
        show.component, key, desk.pack,
        on_command=ordered, on_plane=plane_changed, on_wish=wished,
    )  # fmt: skip


def _told(session: Session) -> None:
    """Say once why an order of the stage was refused."""
    error = session.refusals.pop(STAGE, None)
    if error is not None:
        st.toast(sentence(error))


def _beat(session: Session) -> None:
    """Keep the run's lease by asking for it; draw anew when it is gone or the person went back."""
    session.trials.renew()
    if not session.desk.has_run or session.follow_address():
        st.rerun()

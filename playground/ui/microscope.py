"""The microscope: one step of one weight, two racers side by side, formulas with their numbers."""

from typing import Any

import streamlit as st

from playground.engine.microscope import Moment
from playground.errors import N_
from playground.explain.microscope import Pieces, lines, pieces
from playground.explain.race import names_of
from playground.spec import Race
from playground.spec.cost import widths
from playground.spec.race import ENSEMBLE
from playground.ui.shell import INK, theme
from playground.ui.state import Session
from playground.ui.texts import _, number_text

RENEWAL = 1.0
"""Seconds between two looks while the race runs."""
WIDTH, BAR, ROW = 320, 10, 18
STRUT = r"\rule{0pt}{1.8em}"
"""Holds room above fractions, whose tops the page would cut off."""
SHARES = {
    "decay": N_("Weight decay"),
    "carried": N_("From earlier steps"),
    "fresh": N_("From this gradient"),
    "step": N_("The whole step"),
}
"""Piece of a step -> its name."""


def panel(session: Session, page: str) -> None:
    """Draw the microscope below the stage; while it is shut nothing is recorded."""
    key = f"{page}:microscope"
    shut = st.expander(_("Microscope"), key=key, on_change="rerun")
    start = _start(session.race) if shut.open and session.race.racers else None
    session.runner.ask(lambda trainer: trainer.watch(start))
    if not shut.open:
        return
    with shut:
        st.caption(
            _(
                "One weight and one step: what the optimizer made of the gradient. The numbers are "
                "the engine's own; recorded is what happens while this is open."
            )
        )
        if not session.race.racers:
            st.caption(_("Choose at least two optimizers."))
            return
        st.fragment(_body, run_every=RENEWAL)(session, key)


def _body(session: Session, key: str) -> None:
    race, names = session.race, names_of(session.race)
    if not race.racers:
        return
    session.runner.ask(lambda trainer: trainer.watch(_start(race)))  # it may be a new trainer
    columns = st.columns(2)
    racers = [
        column.selectbox(
            _("Racer"), range(len(names)), format_func=names.__getitem__,
            index=min(side, len(names) - 1), key=f"{key}:racer{side}:{len(names)}",
        )
        for side, column in enumerate(columns)
    ]  # fmt: skip
    weight = _weight(session, key)
    found = [_moments(session, racer, weight) for racer in racers]
    steps = sorted({moment.step for moments in found for moment in moments})
    if not steps:
        st.caption(_("Play, or step one epoch: then there is something to see."))
        return
    at = steps[-1]
    if len(steps) > 1:
        at = st.select_slider(_("Step"), steps, value=at, key=f"{key}:step:{steps[0]}:{steps[-1]}")
    for column, moments in zip(st.columns(2), found, strict=True):
        with column:
            _side([moment for moment in moments if moment.step == at])


def _weight(session: Session, key: str) -> tuple[int, int, int]:
    """Have a weight chosen: its layer, from unit (-1: the bias), to unit."""
    sizes = widths(session.experiment)
    shape = "-".join(map(str, sizes))
    left, middle, right = st.columns(3)
    layer = left.selectbox(
        _("Layer"), range(len(sizes) - 1), format_func=lambda at: str(at + 1), key=f"{key}:{shape}"
    )
    source = middle.selectbox(
        _("From"), [*range(sizes[layer]), -1],
        format_func=lambda at: _("Bias") if at < 0 else str(at + 1),
        key=f"{key}:{shape}:{layer}:from",
    )  # fmt: skip
    target = right.selectbox(
        _("To"), range(sizes[layer + 1]), format_func=lambda at: str(at + 1),
        key=f"{key}:{shape}:{layer}:to",
    )  # fmt: skip
    return layer, source, target


def _moments(session: Session, racer: int, weight: tuple[int, int, int]) -> list[Moment]:
    """The recorded steps; none while a changed race is not there yet."""
    sizes, count = widths(session.experiment), len(session.race.racers)

    def asked(trainer: Any) -> list[Moment]:
        is_this = trainer.racers == count and trainer.sizes == tuple(sizes)
        return trainer.moments(racer, *weight) if is_this else []

    return session.runner.ask(asked)


def _side(moments: list[Moment]) -> None:
    """One racer's step."""
    if not moments:
        st.caption(_("This racer made no such step."))
        return
    [moment] = moments
    parts = pieces(moment)
    told = {word: f"{_(name)} {_short(getattr(parts, word))}" for word, name in SHARES.items()}
    st.latex(rf"g_t = {_short(moment.gradient)} \qquad \alpha = {_short(moment.rate)}")
    st.image(picture(parts, theme()), width="stretch", alt=" · ".join(told.values()))
    st.caption(" · ".join(f"{SIGNS[word]} {words}" for word, words in told.items()))
    for line in lines(moment):
        st.caption(_(line.saying))
        st.latex(line.symbols + STRUT)
        st.latex(line.numbers + STRUT)


def picture(parts: Pieces, shade: str) -> str:
    """Return the pieces of a step as bars to both sides of zero, the longest fills its half."""
    values = [getattr(parts, word) for word in SHARES]
    longest, middle = max(map(abs, values)) or 1.0, WIDTH / 2
    bars = []
    for row, (word, value) in enumerate(zip(SHARES, values, strict=True)):
        length = abs(value) / longest * (middle - 4)
        left = middle if value >= 0 else middle - length
        colour = INK[shade] if word == "step" else COLOURS[word]
        top = row * ROW + (ROW - BAR) / 2
        bars.append(
            f'<rect x="{left:.1f}" y="{top}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>'
        )
    height = ROW * len(SHARES)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">'
        f'<path d="M{middle} 0V{height}" stroke="{INK[shade]}" stroke-opacity="0.4"/>'
        f"{''.join(bars)}</svg>"
    )


COLOURS = {"decay": "#B58900", "carried": "#7A5FD0", "fresh": "#2A8C82"}
"""Piece -> colour, readable on light and dark."""
SIGNS = {"decay": ":orange[■]", "carried": ":violet[■]", "fresh": ":green[■]", "step": "■"}
"""Piece -> its colour in the words below."""


def _start(race: Race) -> int:
    """The start that is looked at: the one shown, of all together the first."""
    return 0 if race.start_shown == ENSEMBLE else min(race.start_shown, race.starts - 1)


def _short(value: float) -> str:
    return number_text(float(f"{value:.4g}"))

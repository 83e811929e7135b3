"""The microscope: one step of a weight or a coordinate, two racers side by side, in numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import methodcaller

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.engine.microscope import Moment
from playground.errors import N_
from playground.explain.algebra import number
from playground.explain.microscope import Pieces, lines, pieces
from playground.explain.race import names_of
from playground.spec import Race
from playground.spec.cost import widths
from playground.spec.race import ENSEMBLE
from playground.ui.desk import Desk
from playground.ui.shell import INK, guarded, theme
from playground.ui.state import Session, controlled, said
from playground.ui.texts import _

Place = tuple[int, ...]

RENEWAL = 1.0
"""Seconds between two looks while the race runs."""
WIDTH, BAR, ROW = 320, 10, 18
SHARES = {
    "decay": N_("Weight decay"),
    "carried": N_("From earlier steps"),
    "fresh": N_("From this gradient"),
    "step": N_("The whole step"),
}
"""Piece of a step -> its name."""


@dataclass(frozen=True)
class Specimen:
    """What lies under the microscope of a page.

    `choose` has a person say which (the place's arguments of the trainer's `moments`), `letter` is
    how formulas call it, given that place, and `start` from which start it is watched.
    """

    caption: str
    choose: Callable[[Session, str], Place]
    letter: Callable[[Place], str]
    start: Callable[[Race], int]


def panel(session: Session, page: str, specimen: Specimen) -> None:
    """Draw the microscope below the stage; while it is shut nothing is recorded."""
    key, desk = f"{page}:microscope", session.desk

    def turned() -> None:
        desk.is_looking = said(key)

    # The name is part of an expander's identity: in another language it would be a new one, shut.
    box = st.expander(_("Microscope"), key=controlled(key, desk.is_looking), on_change=turned)
    is_looking = desk.is_looking and session.race.racers
    desk.watch(specimen.start(session.race) if is_looking else None)
    if not desk.is_looking:
        return
    with box:
        st.caption(_(specimen.caption))
        if not session.race.racers:
            st.caption(_("Choose at least two optimizers."))
            return
        st.fragment(_body, run_every=RENEWAL)(session, key, specimen)


def _body(session: Session, key: str, specimen: Specimen) -> None:
    with guarded():  # a fragment that runs alone has no page around it
        _compared(session, key, specimen)


def _compared(session: Session, key: str, specimen: Specimen) -> None:
    race, desk, names = session.race, session.desk, names_of(session.race)
    if not race.racers:
        return
    desk.watch(specimen.start(race))
    racers = [
        _chosen(desk, column, _("Racer"), dict(enumerate(names)), f"{key}:racer{side}", first=side)
        for side, column in enumerate(st.columns(2))
    ]
    place = specimen.choose(session, key)
    ask = session.runner.ask
    found = [ask(methodcaller("moments", racer, *place)) for racer in racers]
    steps = sorted({moment.step for moments in found for moment in moments})
    if not steps:
        st.caption(_("Play, or take one step: then there is something to see."))
        return
    at = _step(desk, steps, f"{key}:step")
    for column, racer, moments in zip(st.columns(2), racers, found, strict=True):
        with column:
            st.markdown(f"**{names[racer]}**")
            _side([moment for moment in moments if moment.step == at], specimen.letter(place))


def _step(desk: Desk, steps: Sequence[int], key: str) -> int:
    """Have one of the steps chosen; unless one is, it is the newest, also while more come."""
    chosen, at = desk.looked_at, steps[-1]
    if chosen is not None and chosen in steps:
        at = chosen
    if len(steps) == 1:
        return at

    def moved() -> None:
        step = said(key)
        desk.looked_at = step if step != steps[-1] else None

    st.select_slider(_("Which step"), steps, key=controlled(key, at), on_change=moved)
    return at


def _chosen(
    desk: Desk,
    place: DeltaGenerator,
    label: str,
    words: Mapping[int, str],
    key: str,
    *,
    first: int = 0,
) -> int:
    """Have one of some things chosen; the desk remembers which, whatever they are called by now.

    The words are part of the key: the browser answers with the word that it shows, and one from
    before would not be understood.
    """
    at = desk.choices.get(key, first)
    at = at if at in words else min(at, max(words))
    worded = f"{key}:{'~'.join(words.values())}"

    def turned() -> None:
        desk.choices[key] = said(worded)

    place.selectbox(
        label, list(words), format_func=words.__getitem__,
        key=controlled(worded, at), on_change=turned,
    )  # fmt: skip
    return at


def _weight(session: Session, key: str) -> Place:
    """Have a weight chosen: its layer, from unit (-1: the bias), to unit."""
    desk, sizes = session.desk, widths(session.experiment)
    left, middle, right = st.columns(3)
    layer = _chosen(desk, left, _("Layer"), _numbered(len(sizes) - 1), f"{key}:layer")
    units = {**_numbered(sizes[layer]), -1: _("Bias")}
    source = _chosen(desk, middle, _("From"), units, f"{key}:from")
    target = _chosen(desk, right, _("To"), _numbered(sizes[layer + 1]), f"{key}:to")
    return layer, source, target


def _numbered(count: int) -> dict[int, str]:
    return {at: str(at + 1) for at in range(count)}


def _coordinate(_session: Session, key: str) -> Place:
    """Have x (0) or y (1) chosen."""
    axis = st.segmented_control(
        _("Coordinate"), range(2), format_func="xy".__getitem__, default=0, required=True,
        key=f"{key}:axis",
    )  # fmt: skip
    return (axis,)


def _side(moments: list[Moment], letter: str) -> None:
    """One racer's step."""
    if not moments:
        st.caption(_("This racer made no such step."))
        return
    [moment] = moments
    parts = pieces(moment)
    told = {word: f"{_(name)} ${number(getattr(parts, word))}$" for word, name in SHARES.items()}
    st.latex(rf"g_t = {number(moment.gradient)} \qquad \alpha = {number(moment.rate)}")
    spoken = " · ".join(told.values()).replace("$", "")
    st.image(picture(parts, theme()), width="stretch", alt=spoken)
    st.caption(
        " · ".join(f"{SIGNS[word]}\N{NO-BREAK SPACE}{words}" for word, words in told.items())
    )
    for line in lines(moment, letter=letter):
        st.caption(_(line.saying))
        st.latex(rf"\footnotesize{line.latex}")


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


WEIGHT = Specimen(
    N_(
        "One weight and one step: what the optimizer made of the gradient. The numbers are the "
        "engine's own; recorded is what happens while this is open."
    ),
    choose=_weight,
    letter=lambda _place: "w",
    start=_start,
)
COORDINATE = Specimen(
    N_(
        "One coordinate and one step: what the optimizer made of the slope. The numbers are the "
        "engine's own; recorded is what happens while this is open."
    ),
    choose=_coordinate,
    letter=lambda place: "xy"[place[0]],
    start=lambda _race: 0,
)

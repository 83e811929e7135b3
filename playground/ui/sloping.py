"""The sidebar of the classic surfaces, and the formula below the stage."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import isinf, isnan
from typing import Any

import streamlit as st

from playground.engine.slope import start_on, surface_on
from playground.spec import Slope, change_slope
from playground.spec.choices import SURFACES
from playground.spec.derivative import slopes_in_latex
from playground.spec.slope import OWN
from playground.ui import race_expanders, tabs
from playground.ui.racers import Rules
from playground.ui.racing import chips, rates
from playground.ui.state import Session
from playground.ui.stores import PartStore
from playground.ui.texts import _, label
from playground.ui.widgets import Form

PACES = (2, 5, 10, 20, 50, 100, 200, 500, 1000)
STEPS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000)
LONGEST = 240
"""So many signs of LaTeX a slope may take."""
NOISES = (0.0, 0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Ground(PartStore):
    """The session's slope as what a form is controlled by."""

    def attempt(self, control: str, make: Callable[[Any], Any]) -> None:
        """Apply what `make` makes of the Slope."""
        self.session.attempt_slope(control, make)


def sidebar(session: Session, page: str) -> None:
    """Draw the whole sidebar."""
    form, rules = Form(page, Ground(session)), Form(page, Rules(session))
    tabs.switch(session, page)
    chips(session, page)
    ground(form, session.slope)
    start(form, session.slope)
    rates(rules, session)
    wind(form, session.slope)
    with st.expander(_("Settings of each racer")):
        race_expanders.settings(session, page)


def ground(form: Form, slope: Slope) -> None:
    """Which surface; its formula where it is one's own."""
    form.menu(
        "surface",
        _("Surface"),
        slope.surface,
        [*SURFACES, OWN],
        lambda old, word: change_slope(old, surface=word),
        show=lambda word: _("Your own formula") if word == OWN else label(SURFACES[word]),
        help=_("Over two coordinates: its height is what the optimizers bring down.")
        if slope.surface == OWN
        else _(SURFACES[slope.surface].help),
    )
    if slope.surface == OWN:
        form.text(
            "formula",
            _("Formula of x and y"),
            slope.formula,
            lambda old, text: change_slope(old, formula=text),
            help=_("Plain mathematics, as x^2 + 3y^2 or sin(x) exp(-y^2). Press Enter."),
        )


def start(form: Form, slope: Slope) -> None:
    """Where all begin: the same as a click on the map."""
    for one, axis, value in zip(form.row(), ("x", "y"), start_on(slope), strict=True):
        one.number(
            f"start_{axis}",
            _("Start {axis}").format(axis=axis),
            float(value),
            0.1,
            partial(_placed, axis),
            pattern="%.4g",
            help=_("Where all racers begin; a click on the map sets it too."),
        )


def _placed(axis: str, slope: Slope, value: float) -> Slope:
    """Return the slope with one coordinate of its start set and the other as it is."""
    x, y = start_on(slope)
    return change_slope(slope, **{"start_x": float(x), "start_y": float(y), f"start_{axis}": value})


def wind(form: Form, slope: Slope) -> None:
    """How many steps, how fast, and what blows at the gradient."""
    form.steps(
        "steps",
        _("Steps"),
        slope.steps,
        STEPS,
        lambda old, value: change_slope(old, steps=value),
        help=_("After so many it is over."),
    )
    form.steps(
        "steps_per_second",
        _("Steps a second at 1×"),
        slope.steps_per_second,
        PACES,
        lambda old, value: change_slope(old, steps_per_second=value),
        help=_("How fast Play goes at 1×. It acts at once, without a new start."),
    )
    left, right = form.row()
    left.figure(
        "gradient_noise",
        _("Gradient noise"),
        slope.gradient_noise,
        NOISES,
        lambda old, value: change_slope(old, gradient_noise=value),
        help=_("Each step both slopes get a random share, as from small batches; all the same."),
    )
    right.number(
        "noise_seed",
        _("Noise seed"),
        slope.noise_seed,
        1,
        lambda old, value: change_slope(old, noise_seed=value),
        help=_("The same seed gives the same noise and so the same descent."),
    )


def formula(session: Session) -> None:
    """The formula as it is printed, and its slopes: as formulas and in numbers at the start."""
    formula, (x, y) = surface_on(session.slope).formula, start_on(session.slope)
    value, *slopes = (float(entry) for entry in formula.gradient(x, y))
    st.latex(rf"f(x, y) = {formula.latex()}")
    for name, slope in zip(formula.names, slopes_in_latex(formula), strict=False):
        if len(slope) <= LONGEST:
            st.latex(rf"\frac{{\partial f}}{{\partial {name}}} = {slope}")
    place, shown = f"{_printed(x)}, {_printed(y)}", r",\; ".join(map(_printed, slopes))
    st.latex(rf"f({place}) = {_printed(value)}")
    st.latex(rf"\nabla f({place}) = \left({shown}\right)")


def _printed(number: float) -> str:
    """Return a number as LaTeX, with four digits."""
    if isnan(number):
        return r"\text{" + _("undefined") + "}"
    if isinf(number):
        return r"\infty" if number > 0 else r"-\infty"
    mantissa, _e, power = f"{number:.4g}".partition("e")
    return mantissa if not power else rf"{mantissa} \cdot 10^{{{int(power)}}}"

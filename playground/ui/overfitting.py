"""The page on overfitting: the gap, remedies side by side, the width, and three sets of points."""

from collections.abc import Callable, Mapping
from itertools import pairwise

import streamlit as st

from playground.errors import N_
from playground.explain.overfitting import UPDATES, base, remedied
from playground.spec.cost import widths
from playground.spec.lessons import Overfitting
from playground.spec.lessons.overfitting import REMEDIES, TOPICS
from playground.ui import lesson
from playground.ui import overfitting_boards as boards
from playground.ui.lesson import Prompt, Question, ink, shown
from playground.ui.stage.plane import Event
from playground.ui.state import Session
from playground.ui.texts import _

KNOWN, UNITS, ROUNDS = (10, 20, 40, 70, 100), (1, 2, 4, 8, 16, 32, 64), (30, 100, 200, 400)


def draw(session: Session, page: str) -> None:
    """Draw the page: the topic that is open."""
    lesson.topics(session, page, TOPICS)
    topic = session.lessons.overfitting.topic
    lesson.lead(_(LEADS[topic]).format(updates=UPDATES))
    SHOWN[topic](session, page)


def gap(session: Session, page: str) -> None:
    """Draw the large network that learns a small set by heart."""
    found = session.lessons.overfitting
    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, boards.gap_plane(found))
    with right:
        looks = boards.looks_of(found)
        frame = session.desk.frame
        at = len(looks.updates) - 1 if frame is None else min(frame, len(looks.updates) - 1)
        train, test = looks.train[at, 0], looks.test[at, 0]
        lesson.formula(
            rf"& {ink('teal', 'L_{new}')} - {ink('gold', 'L_{train}')}",
            rf"&= {ink('teal', shown(test, 3))} - {ink('gold', shown(train, 3))}"
            rf" = {shown(test - train, 3)}",
        )
        st.markdown(_parameters(found))
        _handles(session, page)
        lesson.tries(session, page, [
            Prompt(_("A small network"), {"units": 2}),
            Prompt(_("More points"), {"known": 100}),
            Prompt(_("Stop in time"), {"rounds": 30, "units": 32, "known": 40}),
            Prompt(_("No noise"), {"noise": 0.0}),
            Prompt(_("Back to the start"),
                   {"units": 32, "known": 40, "rounds": 200, "noise": 0.4, "seed": 0}),
        ])  # fmt: skip
        lesson.question(session, page, Question(
            "noise", _("Which of these makes the gap larger?"),
            [_("Fewer points"), _("Fewer neurons"), _("Less time")], 0,
            _("Ten points are easily learned by heart, and say little about new ones."),
            {"known": 10},
        ))  # fmt: skip
        lesson.door(session, page, _("Open in the Playground"), "playground", base(found))


def _parameters(found: Overfitting) -> str:
    """Say how many weights and biases there are for how many points."""
    sizes = widths(base(found))
    count = sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))
    return _("{count} parameters for {known} points.").format(count=count, known=found.known)


def _handles(session: Session, page: str) -> None:
    found, form = session.lessons.overfitting, lesson.form_of(session, page)
    known, units = form.row()
    known.steps("known", _("Training points"), found.known, KNOWN, lesson.setting("known"),
                help=_("Nine times as many are new."))  # fmt: skip
    units.steps("units", _("Neurons a layer"), found.units, UNITS, lesson.setting("units"),
                help=_("Of both hidden layers."))  # fmt: skip
    noise, rounds = form.row()
    noise.slider("noise", _("Noise"), found.noise, (0.0, 0.5, 0.05), lesson.setting("noise"),
                 help=_("How far the points stray."))  # fmt: skip
    rounds.steps("rounds", _("Epochs"), found.rounds, ROUNDS, lesson.setting("rounds"),
                 help=_("How often all points are looked at."))  # fmt: skip


def remedies(session: Session, page: str) -> None:
    """Draw all remedies side by side."""
    found = session.lessons.overfitting
    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, boards.remedies_plane(found))
    with right:
        lesson.switch(session, page, "remedy", REMEDIES, _("Remedy"))
        st.markdown(_(REMEDIES[found.remedy].help))
        lesson.formula(FORMULAS[found.remedy](found))
        lesson.tries(session, page, [
            Prompt(_("Even more noise"), {"noise": 0.5}),
            Prompt(_("Fewer points"), {"known": 20}),
            Prompt(_("Other points"), {"seed": (found.seed + 1) % 1000}),
            Prompt(_("Back to the start"), {"known": 40, "noise": 0.4, "seed": 0}),
        ])  # fmt: skip
        lesson.question(session, page, Question(
            "l2", _("How does a good remedy change the training loss?"),
            [_("lower"), _("higher"), _("no different")], 1,
            _("It keeps the network from learning the noise by heart: a little worse on known "
              "points, much better on new ones."),
            {"remedy": "l2"},
        ))  # fmt: skip
        lesson.door(session, page, _("Open this one in the Playground"), "playground",
                    remedied(found, found.remedy))  # fmt: skip


def width(session: Session, page: str) -> None:
    """Draw the sweep over the width."""
    found = session.lessons.overfitting
    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, boards.width_plane(found))
    with right:
        name = _("width = points")
        worst = rf"\text{{{name}}} = {found.known}"
        lesson.formula(
            r"w &= H^{+} y \quad (\min \lVert w \rVert \;|\; \min \lVert H w - y \rVert)",
            rf"& {ink('violet', worst)}",
        )
        lesson.form_of(session, page).steps(
            "known", _("Training points"), found.known, KNOWN, lesson.setting("known"),
            help=_("Nine times as many are new."),
        )  # fmt: skip
        lesson.tries(session, page, [
            Prompt(_("Run the sweep"), {"swept": True}),
            Prompt(_("Half as many points"), {"known": 20, "swept": True}),
            Prompt(_("Without noise"), {"noise": 0.0, "swept": True}),
            Prompt(_("Back to the start"), {"known": 40, "noise": 0.4, "swept": False}),
        ])  # fmt: skip
        lesson.question(session, page, Question(
            "peak", _("With 20 points instead of 40, where is the peak of the error?"),
            [_("At width 20"), _("At width 40"), _("At width 80")], 0,
            _("There the points are met exactly for the first time, with no freedom left: the "
              "weights become huge. With more neurons, smaller weights do it, too."),
            {"known": 20, "swept": True},
        ))  # fmt: skip


def split(session: Session, page: str) -> None:
    """Draw the candidates and the three sets of points."""
    found = session.lessons.overfitting
    candidates = boards.candidates_of(found)

    def moved(event: Event) -> None:
        if event.name == "pick":
            lesson.follow(session, event, pick=round(event.value))

    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, boards.split_plane(found), moved)
    with right:
        best = candidates.best
        luck = candidates.validation[best] - candidates.test[best]
        checked, tested, lucky = _("best of validation"), _("its test"), _("luck")
        share = shown(candidates.test[best]) if found.opened else "?"
        gain = shown(luck) if found.opened else "?"
        lesson.formula(
            rf"\text{{{checked}}} &= {ink('blue', shown(candidates.validation[best]))}",
            rf"\text{{{tested}}} &= {ink('teal', share)}",
            rf"\text{{{lucky}}} &= {gain}",
        )
        lesson.tries(session, page, [
            Prompt(_("Choose by training"), {"pick": int(candidates.train.argmax())}),
            Prompt(_("Choose by validation"), {"pick": best}),
            Prompt(_("Open the test"), {"opened": True}),
            Prompt(_("Close it, with other points"),
                   {"opened": False, "seed": (found.seed + 1) % 1000, "pick": 0}),
        ])  # fmt: skip
        lesson.question(session, page, Question(
            "luck", _("The best of 24 on 30 validation points: what will the test say?"),
            [_("The same"), _("Usually a little less"), _("Usually a little more")], 1,
            _("The best of many was also a little lucky with those 30 points; new points know "
              "nothing of that luck."),
            {"pick": best, "opened": True},
        ))  # fmt: skip


FORMULAS: Mapping[str, Callable[[Overfitting], str]] = {
    "none": lambda found: r"& L = \tfrac1N \textstyle\sum_n \ell_n",
    "data": lambda found: rf"& N: {found.known} \to {min(500, 10 * found.known)}",
    "smaller": lambda found: rf"& 2 \times {found.units} \to 2 \times {min(4, found.units)}",
    "l2": lambda found: r"& L + \tfrac{0.03}{2} \textstyle\sum w^2",
    "l1": lambda found: r"& L + 0.003 \textstyle\sum |w|",
    "dropout": lambda found: r"& a \leftarrow \frac{m}{1 - 0.5}\, a, \quad P(m = 0) = 0.5",
    "early": lambda found: r"& t^* = \arg\min_t L_{new}(t)",
    "noise": lambda found: r"& x \leftarrow x + \varepsilon, \quad \varepsilon \sim N(0, 1)",
    "decay": lambda found: r"& \alpha_t = 0.01 \cdot 0.5^{t / 40}",
}
"""Remedy -> what it changes."""
LEADS: Mapping[str, str] = {
    "gap": N_(
        "A large network has room to learn **every point by heart**, the noise too. The loss "
        "of the points it trains on keeps falling; that of **new** points falls, and then "
        "rises: the gap is overfitting."
    ),
    "remedies": N_(
        "One noisy small set, once without and eight times with a remedy. All are trained in "
        "step: {updates} updates each. Choose one to look at it closely."
    ),
    "width": N_(
        "One hidden layer, its weights random and fixed; the output weights are **solved** "
        "exactly. The error of new points falls with the width, **peaks** where there are as "
        "many neurons as points, and then falls a **second** time."
    ),
    "split": N_(
        "**Training** points set the weights. **Validation** points choose among networks. "
        "The **test** is opened once, at the end: whoever chooses by it has no test any more. "
        "Drag the violet handle to choose."
    ),
}
"""Topic -> its idea."""
SHOWN: Mapping[str, Callable[[Session, str], None]] = {
    "gap": gap,
    "remedies": remedies,
    "width": width,
    "split": split,
}
"""Topic -> how it is drawn."""

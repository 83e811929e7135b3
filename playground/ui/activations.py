"""The page on activations: a curve with its slope, and a signal through many layers of it."""

import numpy as np

from playground.engine.activations import ACTIVATIONS as RULES
from playground.explain.activations import portrait, respond
from playground.explain.signal import journey
from playground.spec.choices import ACTIVATIONS, INITIALIZERS
from playground.spec.lessons import Activations, change_lesson
from playground.spec.lessons.activations import TOPICS
from playground.ui import lesson
from playground.ui.activation_boards import MENUS, plane, row_at
from playground.ui.activation_words import curve, dead, signal
from playground.ui.stage.plane import Event
from playground.ui.state import Session
from playground.ui.texts import _
from playground.ui.texts import label as named
from playground.ui.widgets import Form


def draw(session: Session, page: str) -> None:
    """Draw the whole page; the topics change what is said about the same instrument."""
    lesson.topics(session, page, TOPICS)
    setting = session.lessons.activations
    here = respond(RULES[setting.activation], np.array([setting.z]))
    facts, found = portrait(setting.activation), journey(setting)

    def moved(event: Event) -> None:
        if event.name == "z":
            lesson.follow(session, event, z=round(event.x, 2))
        elif event.name in MENUS:
            lesson.follow(session, event, **{event.name: row_at(event.name, event.y)})

    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, plane(setting, here, found), moved)
        controls(lesson.form_of(session, page), setting)
    with right:
        if setting.topic == "curve":
            curve(session, page, here, facts)
        elif setting.topic == "signal":
            signal(session, page, found)
        else:
            dead(session, page, found)


def controls(form: Form, setting: Activations) -> None:
    """Draw what signal and curve are made of."""
    activation, initializer, depth, units, gain, bias, again = form.row(
        (3, 4, 3, 3, 3, 3, 3), align="bottom"
    )
    activation.menu(
        "activation", _("Activation"), setting.activation, tuple(ACTIVATIONS),
        lesson.setting("activation"), show=lambda word: named(ACTIVATIONS[word]),
        help=_(ACTIVATIONS[setting.activation].help),
    )  # fmt: skip
    initializer.menu(
        "initializer", _("Initializer"), setting.initializer, tuple(INITIALIZERS),
        lesson.setting("initializer"), show=lambda word: named(INITIALIZERS[word]),
        help=_(INITIALIZERS[setting.initializer].help),
    )  # fmt: skip
    depth.slider(
        "depth", _("Layers"), setting.depth, (1, 30, 1),
        lambda old, value: change_lesson(old, depth=int(value)),
        help=_("How many layers the signal goes through."),
    )  # fmt: skip
    units.steps(
        "units", _("Units"), setting.units, (4, 8, 16, 32, 64),
        lesson.setting("units"), help=_("How many units each layer has."),
    )  # fmt: skip
    gain.slider(
        "gain", _("Weights times"), setting.gain, (0.1, 5.0, 0.1), lesson.setting("gain"),
        help=_("Makes all drawn weights smaller or larger."),
    )  # fmt: skip
    bias.slider(
        "bias", _("Bias plus"), setting.bias, (-3.0, 3.0, 0.1), lesson.setting("bias"),
        help=_("Is added to the bias of every unit."),
    )  # fmt: skip
    again.button(
        "seed", _("New draw"), lambda old: change_lesson(old, seed=(old.seed + 1) % 2**32),
        help=_("Draw other weights and another signal."),
    )  # fmt: skip

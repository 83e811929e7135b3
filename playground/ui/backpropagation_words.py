"""The words beside the computation graph: the chain, its proof, and one update, with numbers."""

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from playground.explain import algebra, microscope
from playground.explain.backpropagation import (
    NUDGE,
    Array,
    Trace,
    finite_differences,
    losses_at,
    weights_of,
)
from playground.explain.update import Descent, whereabouts
from playground.spec.choices import OPTIMIZERS
from playground.spec.lessons import Backpropagation, change_network
from playground.ui import lesson
from playground.ui.lesson import PICTURE, Prompt, Question
from playground.ui.state import Session
from playground.ui.texts import _, label, short_text

USUAL_RATES = (0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 3.0, 10.0)


def walk(session: Session, page: str, found: Trace) -> None:
    """Say what the chain rule does, with the numbers of one weight."""
    setting = session.lessons.backpropagation
    st.markdown(
        _(
            "A network is a chain of small sums and curves. Forward, each node turns the numbers "
            "before it into its own. Backward, each link multiplies: **how much the loss changes "
            "with a node** is how much it changes with the next one, times the slope in between."
        )
    )
    _chain(setting, found)
    lesson.tries(
        session,
        page,
        (
            Prompt(_("Saturate a neuron: its slope stops the gradient"), _saturated(setting)),
            Prompt(
                _("Take loss and output together: answer minus target"),
                {"output": "sigmoid", "loss": "binary_crossentropy"},
            ),
            Prompt(
                _("Two hidden layers: more links in the chain"),
                {"hidden": (2, 2), "theta": (), "shown": 0, "activation": "sigmoid"},
            ),
        ),
    )
    lesson.question(
        session,
        page,
        Question(
            "zeros",
            _("All weights are 0. Which gradients are not 0?"),
            (
                _("Those of the first layer"),
                _("Only those right before the loss"),
                _("None of them"),
            ),
            1,
            _(
                "On the way back the gradient is multiplied by the weights: behind a weight of 0 "
                "nothing arrives. That is why learning never starts with zeros."
            ),
            {"initializer": "zeros", "theta": (), "hidden": (2,), "shown": 0},
        ),
    )


def _saturated(setting: Backpropagation) -> dict[str, Any]:
    theta = weights_of(setting).tolist()
    theta[0] = 8.0
    return {"theta": tuple(theta), "activation": "sigmoid", "shown": 0}


def _chain(setting: Backpropagation, found: Trace) -> None:
    """Write the chain of the weight that is looked at."""
    layer, source, target = whereabouts(setting.sizes, setting.place)
    here, gradients = found.layers[layer], found.gradients(layer)
    name, up = _symbol(setting), layer + 1
    came = found.before(layer)[source] if source >= 0 else 1.0
    gradient = gradients[0][source, target] if source >= 0 else gradients[1][target]
    z, a = f"z_{{{target + 1}}}^{{({up})}}", f"a_{{{target + 1}}}^{{({up})}}"
    by_weight = rf"\frac{{\partial {z}}}{{\partial {name}}}"
    left = rf"\frac{{\partial E}}{{\partial {name}}}"
    if np.isnan(here.pulls[target]):
        links = [rf"\frac{{\partial E}}{{\partial {z}}}", by_weight]
        numbers = [here.deltas[target], came]
    else:
        slope = rf"\frac{{\partial {a}}}{{\partial {z}}}"
        links = [rf"\frac{{\partial E}}{{\partial {a}}}", slope, by_weight]
        numbers = [here.pulls[target], here.slopes[target], came]
    product = r" \cdot ".join(map(_signed, numbers))
    lesson.formula(
        rf"{left} &= {' '.join(links)}",
        rf"&= {product} = {_signed(gradient, is_inner=False)}",
    )


def _symbol(setting: Backpropagation) -> str:
    """The weight that is looked at, in LaTeX."""
    layer, source, target = whereabouts(setting.sizes, setting.place)
    if source < 0:
        return f"b_{{{target + 1}}}^{{({layer + 1})}}"
    return f"w_{{{source + 1}{target + 1}}}^{{({layer + 1})}}"


def _signed(value: float, *, is_inner: bool = True) -> str:
    """Write a number in the colour that its sign has in the picture, in brackets among others."""
    text = algebra.number(float(value), 3)
    if is_inner and (value < 0 or "cdot" in text):
        text = f"({text})"
    return lesson.ink("red" if value < 0 else "blue", text)


def proof(session: Session, page: str, found: Trace) -> None:
    """Hold every gradient against finite differences."""
    setting = session.lessons.backpropagation
    weights, differences = weights_of(setting), finite_differences(setting)
    gradient, at = found.gradient, setting.place
    st.markdown(
        _(
            "Nudge one weight a little up and a little down, and walk forward twice: the loss "
            "tells the slope without any chain rule. It must come to the same, for every weight. "
            "But it needs two walks **for each weight**; backpropagation needs one walk back "
            "for all."
        )
    )
    nudge = np.zeros_like(weights)
    nudge[at] = NUDGE
    up, down = losses_at(setting, np.stack([weights + nudge, weights - nudge]))
    lesson.formula(
        rf"\frac{{\partial E}}{{\partial {_symbol(setting)}}}"
        r" &\approx \frac{E(w + h) - E(w - h)}{2h}",
        rf"&= \frac{{{up:.8f} - {down:.8f}}}{{2 \cdot 10^{{-5}}}}",
        rf"&= {algebra.number(float(differences[at]), 6)}",
    )
    worst = float(np.abs(gradient - differences).max())
    st.markdown(
        _("Largest difference among all {count} gradients: **{error}**").format(
            count=len(gradient), error=short_text(worst)
        )
    )
    with st.container(height=236, border=False):
        st.markdown(_table(setting, gradient, differences))
    lesson.tries(
        session,
        page,
        (
            Prompt(
                _("A step has no slope of its own: here the two disagree"),
                {"activation": "step"},
            ),
            Prompt(_("A smooth curve again"), {"activation": "tanh"}),
        ),
    )


def _table(setting: Backpropagation, gradient: Array, differences: Array) -> str:
    """Write all gradients, one a row."""
    head = (_("Weight"), _("Backward"), _("Nudged"), _("Error"))
    rows = [f"| {' | '.join(head)} |", "|:--|--:|--:|--:|"]
    for at, (found, seen) in enumerate(zip(gradient.tolist(), differences.tolist(), strict=True)):
        name = _symbol(setting.model_copy(update={"shown": at}))
        numbers = " | ".join(map(short_text, (found, seen, abs(found - seen))))
        rows.append(f"| ${name}$ | {numbers} |")
    return "\n".join(rows)


def update(session: Session, page: str, found: Trace) -> None:
    """Write out what an optimizer makes of the gradients."""
    setting, form = session.lessons.backpropagation, lesson.form_of(session, page)
    st.markdown(
        _(
            "The gradient says which way is up. An optimizer decides how far to go down. Press a "
            "weight in the graph, and follow its last step."
        )
    )
    optimizer, rate = form.row(2)
    optimizer.menu(
        "optimizer", _("Optimizer"), setting.optimizer, tuple(OPTIMIZERS),
        lambda old, word: change_network(old, optimizer=word),
        show=lambda word: label(OPTIMIZERS[word]), help=_(OPTIMIZERS[setting.optimizer].help),
    )  # fmt: skip
    rate.figure(
        "learning_rate", _("Learning rate"), setting.learning_rate, USUAL_RATES,
        lambda old, value: change_network(old, learning_rate=value),
        help=_("How far each step goes."),
    )  # fmt: skip
    form.slider(
        "updates", _("Steps taken"), setting.updates, (1, 20, 1),
        lambda old, value: change_network(old, updates=int(value)),
        help=_("Memories grow with the steps: the first one often looks like plain descent."),
    )  # fmt: skip
    descent = Descent(setting, setting.optimizer)
    start, end = losses_at(setting, descent.weights[[0, -1]]).tolist()
    st.markdown(
        _("These steps take the loss from **{start}** to **{end}**.").format(
            start=short_text(start), end=short_text(end)
        )
    )
    st.button(
        _("Take these steps"), key=f"{page}:take", width="stretch",
        on_click=partial(session.attempt_lesson, PICTURE, partial(_taken, descent)),
        help=_("The network goes on from there."),
    )  # fmt: skip
    st.markdown(_("The last step of {weight}:").format(weight=f"${_symbol(setting)}$"))
    for line in microscope.lines(descent.moment(setting.place), 3):
        st.caption(_(line.saying))
        numbers, result = line.numbers.partition("=")[2].rsplit("=", 1)
        st.latex(
            rf"\footnotesize\begin{{aligned}}{line.symbols.replace('=', '&=', 1)}\\"
            rf"&={numbers}\\ &= {result}\end{{aligned}}"
        )
    lesson.question(
        session,
        page,
        Question(
            "first",
            _("One step from rest: does momentum go elsewhere than plain descent?"),
            (_("Yes, further"), _("No, to the same place"), _("Yes, less far")),
            1,
            _(
                "Its velocity starts at 0, so the first step is the gradient's alone. Take more "
                "steps and it runs ahead."
            ),
            {"optimizer": "momentum", "updates": 1},
        ),
    )


def _taken(descent: Descent, old: Backpropagation) -> Backpropagation:
    """The network after the steps."""
    return change_network(old, theta=tuple(descent.weights[-1].round(6).tolist()))

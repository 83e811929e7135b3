"""The words of the page on activations: ideas, formulas with their numbers, prompts, questions."""

from math import inf
from typing import Any

import streamlit as st

from playground.explain import algebra
from playground.explain.activations import FLAT, Portrait, Response
from playground.explain.signal import EXPLODED, POINTS, VANISHED, Journey
from playground.ui import lesson
from playground.ui.lesson import Prompt, Question, ink
from playground.ui.state import Session
from playground.ui.texts import _, number_text, short_text


def curve(session: Session, page: str, here: Response, facts: Portrait) -> None:
    """Say what an activation is for, with the numbers of the place that is looked at."""
    setting = session.lessons.activations
    st.markdown(
        _(
            "Without an activation, layers of sums are one sum. The **curve** bends it. On the way "
            "back every gradient is multiplied by the **slope**: where the curve is flat (grey), "
            "nothing comes through, and the unit is **saturated**. Drag the handle."
        )
    )
    z, a, slope = setting.z, float(here.value[0]), float(here.slope[0])
    lesson.formula(
        rf"a &= {ink('blue', 'h')}(z) = {ink('blue', 'h')}({algebra.number(z)})"
        rf" = {ink('blue', algebra.number(a))}",
        rf"\frac{{\partial a}}{{\partial z}} &= {ink('red', PRIME)}"
        rf"({algebra.number(z)}) = {ink('red', algebra.number(slope))}",
    )
    st.markdown("  \n".join(_facts(facts)))
    if setting.activation == "step":
        st.caption(_("The step's own slope is 0; training borrows softsign's, drawn here."))
    lesson.tries(session, page, (
        Prompt(_("Far out on the sigmoid"), {"activation": "sigmoid", "z": 5.0}),
        Prompt(_("ReLU: slope 1 or nothing"), {"activation": "relu", "z": -1.0}),
        Prompt(_("tanh: centred, four times as steep"), {"activation": "tanh", "z": 0.0}),
    ))  # fmt: skip
    lesson.question(session, page, Question(
        "steepest", _("How steep is the sigmoid at its steepest?"), ("1", "0.5", "0.25"), 2,
        _("At z = 0 it is 0.5 · (1 − 0.5) = 0.25: the slope alone takes at least three "
          "quarters of the gradient in every layer; only large weights could make up for it."),
        {"activation": "sigmoid", "z": 0.0},
    ))  # fmt: skip


def _facts(facts: Portrait) -> list[str]:
    """Range, steepest slope and where it saturates, a line each."""
    low, high = _bound(facts.low), _bound(facts.high)
    told = [
        _("Range: from {low} to {high}").format(low=low, high=high),
        _("Steepest slope: {slope}").format(slope=short_text(facts.steepest)),
    ]
    told.append(
        _("Saturated (slope under {flat}): {where}").format(
            flat=number_text(FLAT), where=_ends(facts)
        )
    )
    return told


def _ends(facts: Portrait) -> str:
    """Where it is saturated, in words."""
    left, right = facts.left, facts.right
    if left is not None and right is not None:
        text = _("below {left} and above {right}")
    elif left is not None:
        text = _("below {left}")
    else:
        text = _("above {right}") if right is not None else _("nowhere")
    return text.format(left=short_text(left or 0.0), right=short_text(right or 0.0))


def _bound(value: float) -> str:
    return {inf: "∞", -inf: "−∞"}.get(value, short_text(value))


def signal(session: Session, page: str, found: Journey) -> None:
    """Say what becomes of signal and gradient over many layers."""
    setting = session.lessons.activations
    st.markdown(
        _(
            "One random signal goes through {layers} layers, and a gradient comes back. Each layer "
            "multiplies both. A factor a little under 1 becomes **next to nothing** over many "
            "layers, a little over 1 becomes **huge**: first layers then learn nothing, or jump."
        ).format(layers=setting.depth)
    )

    def back(layer: str) -> str:
        return ink("red", rf"\nabla a_{{{layer}}}")

    lesson.formula(
        rf"{ink('blue', 'a_l')} &= h(W_l\, a_{{l-1}} + b)",
        rf"{back('l-1')} &= W_l^\top ({back('l')} \odot h'(z_l))",
        rf"\frac{{\|{back('1')}\|}}{{\|{back(str(setting.depth))}\|}}"
        rf" &= {ink('red', algebra.number(found.backward, 3))}",
    )
    st.markdown(_verdict(found))
    lesson.tries(session, page, (
        Prompt(_("Vanishing: ten layers of sigmoids"),
               {"activation": "sigmoid", "initializer": "glorot_uniform", "depth": 10, **PLAIN}),
        Prompt(_("Kept: ReLU from He's start"),
               {"activation": "relu", "initializer": "he_normal", "depth": 20, **PLAIN}),
        Prompt(_("Exploding: weights twice too large"),
               {**PLAIN, "activation": "relu", "initializer": "he_normal", "depth": 20,
                "gain": 2.0}),
    ))  # fmt: skip
    lesson.question(session, page, Question(
        "glorot", _("Glorot's start keeps tanh alive. Does it keep ReLU alive over 30 layers?"),
        (_("Yes, it does not depend on the activation"), _("No, ReLU lets half of the signal go")),
        1,
        _("ReLU drops the negative half, so the signal shrinks by √2 a layer. He's start makes the "
          "weights larger by just that factor."),
        {"activation": "relu", "initializer": "glorot_normal", "depth": 30, **PLAIN},
    ))  # fmt: skip


PRIME = "h'"
PLAIN: dict[str, Any] = {"gain": 1.0, "bias": 0.0, "units": 64}


def _verdict(found: Journey) -> str:
    """What became of the gradient, in a word."""
    factor = found.backward
    if not factor > VANISHED:
        text = _("**Vanished**: at layer 1 the gradient is {factor} times what it was.")
    elif factor > EXPLODED:
        text = _("**Exploded**: at layer 1 the gradient is {factor} times what it was.")
    else:
        text = _("**Alive**: at layer 1 the gradient is {factor} times what it was.")
    return text.format(factor=short_text(factor))


def dead(session: Session, page: str, found: Journey) -> None:
    """Count the units that no sample wakes."""
    setting = session.lessons.activations
    count, all_units = found.dead, setting.depth * setting.units
    quiet = sum(stage.saturated for stage in found.stages[1:]) / setting.depth
    st.markdown(
        _(
            "A unit is **dead** when its slope is 0 on every sample: no gradient reaches its "
            "weights, so it never changes again. ReLU dies where sums are always negative, as "
            "after one step that was too long. A leak below zero keeps it alive."
        )
    )
    lesson.formula(rf"h'(z_n) &= 0, \quad n = 1, \dots, {POINTS}")
    told = _("**Dead: {count} of {all}** units. Of all slopes {share} % are under {flat}.")
    share = short_text(100 * quiet)
    st.markdown(told.format(count=count, all=all_units, share=share, flat=number_text(FLAT)))
    counts = [str(stage.dead) for stage in found.stages[1:]]
    st.caption(_("Dead units, layer by layer: {counts}").format(counts=" · ".join(counts)))
    lesson.tries(session, page, (
        Prompt(_("A bias of −1.5 kills ReLUs"), {**DYING, "activation": "relu"}),
        Prompt(_("The same with Leaky ReLU"), {**DYING, "activation": "leaky_relu"}),
        Prompt(_("Few units, many layers"),
               {**PLAIN, "activation": "relu", "initializer": "he_normal", "units": 4,
                "depth": 20}),
    ))  # fmt: skip
    lesson.question(session, page, Question(
        "revive", _("Which change wakes dead ReLUs?"),
        (_("More layers"), _("ELU in their place"), _("A smaller learning rate")), 1,
        _("ELU has a slope below zero too. More layers only add dead ones, and without a gradient "
          "no learning rate moves them."),
        {**DYING, "activation": "elu"},
    ))  # fmt: skip


DYING: dict[str, Any] = {**PLAIN, "initializer": "he_normal", "bias": -1.5, "depth": 6}

"""The page on activations: a curve with its slope, and a signal through many layers of it."""

from math import inf
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.engine.activations import ACTIVATIONS as RULES
from playground.explain import algebra
from playground.explain.activations import FLAT, Portrait, Response, portrait, respond
from playground.explain.signal import BINS, EXPLODED, HUGE, TINY, VANISHED, Journey, journey
from playground.spec.choices import ACTIVATIONS, INITIALIZERS
from playground.spec.lessons import Activations, change_lesson
from playground.spec.lessons.activations import TOPICS
from playground.ui import lesson
from playground.ui.lesson import Prompt, Question, ink
from playground.ui.stage.plane import (
    Axis,
    Board,
    Event,
    Mark,
    Motion,
    Plane,
    Row,
    bars,
    handle,
    label,
    line,
    segments,
)
from playground.ui.state import Session
from playground.ui.texts import _, number_text
from playground.ui.texts import label as named
from playground.ui.widgets import Form

Array = NDArray[np.float64]

REACH = 6.0
"""The curve is drawn from -REACH to REACH."""
PLACES = 241
SECONDS_A_LAYER = 0.35


def draw(session: Session, page: str) -> None:
    """Draw the whole page; the topics change what is said about the same instrument."""
    lesson.topics(session, page, TOPICS)
    setting = session.lessons.activations
    here = respond(RULES[setting.activation], np.array([setting.z]))
    facts, found = portrait(setting.activation), journey(setting)

    def moved(event: Event) -> None:
        if event.name == "z":
            lesson.follow(session, event, z=round(event.x, 2))

    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, plane(setting, here, found), moved)
        controls(lesson.form_of(session, page), setting)
    with right:
        if setting.topic == "curve":
            curve_words(session, page, here, facts)
        elif setting.topic == "signal":
            signal_words(session, page, found)
        else:
            dead_words(session, page, found)


def controls(form: Form, setting: Activations) -> None:
    """Draw what signal and curve are made of."""
    activation, initializer, depth, units, gain, bias, again = form.row((3, 4, 3, 3, 3, 3, 3))
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
        "seed", _("New draw"), lambda old: change_lesson(old, seed=(old.seed + 1) % 2**32),  # type: ignore[type-var, attr-defined]
        help=_("Draw other weights and another signal."),
    )  # fmt: skip


# --- the pictures


def plane(setting: Activations, here: Response, found: Journey) -> Plane:
    """Return the curve, and below it the signal forward and the gradient back."""
    stages = found.stages
    forward = list(range(len(stages)))
    order = forward + forward[:0:-1]
    told = [
        _("Forward, layer {layer}: the activations spread by {size}.")
        if at < len(forward)
        else _("Back, layer {layer}: the gradient has size {size}.")
        for at in range(len(order))
    ]
    told = [
        text.format(
            layer=layer, size=_n(stages[layer].spread if at < len(forward) else stages[layer].pull)
        )
        for at, (text, layer) in enumerate(zip(told, order, strict=True))
    ]
    run = "-".join(map(str, setting.model_dump(exclude={"z", "topic"}).values()))
    return Plane(
        rows=(
            Row(238, (_curve(setting, here), _slope(setting, here))),
            Row(262, (_forward(found, order), _backward(found, order))),
        ),
        say="{told:text}",
        motion=Motion({"told": told}, seconds=SECONDS_A_LAYER * len(order), run=run, rests="last"),
    )


def _curve(setting: Activations, here: Response) -> Board:
    """The activation, its tangent where it is looked at, and where it is saturated."""
    z, facts = np.linspace(-REACH, REACH, PLACES), portrait(setting.activation)
    value = respond(RULES[setting.activation], z).value
    at, a, slope = setting.z, float(here.value[0]), float(here.slope[0])
    low, high = min(-1.2, float(value.min()) - 0.2), max(1.2, min(3.2, float(value.max()) + 0.2))
    low = max(low, -3.2)
    reach = 1.4
    marks: list[Mark] = [
        *_saturated(facts, low, high),
        line(np.array([[-REACH, 0], [REACH, 0]]), hue="line"),
        segments(
            np.array([[at - reach, a - reach * slope, at + reach, a + reach * slope]]),
            hue="red", width=2, dash="6 4",
        ),
        line(np.stack([z, value], -1), hue="blue", width=3),
        handle(
            "z", (at, min(high, max(low, a))), _("Sum z, at which the curve is looked at"),
            hue="blue", step=0.1, along="x",
        ),
    ]  # fmt: skip
    spoken = _("{name} turns the sum {z} into {a}; its slope there is {slope}.").format(
        name=named(ACTIVATIONS[setting.activation]), z=_n(at), a=_n(a), slope=_n(slope)
    )
    return Board(
        "curve", _("Value h(z)"), Axis(-REACH, REACH, "z"), Axis(low, high, "h"), tuple(marks), spoken
    )


def _slope(setting: Activations, here: Response) -> Board:
    """The slope, through which every gradient has to pass."""
    z, facts = np.linspace(-REACH, REACH, PLACES), portrait(setting.activation)
    slope, at = respond(RULES[setting.activation], z).slope, float(here.slope[0])
    low, high = min(-0.15, float(slope.min()) - 0.1), max(1.15, float(slope.max()) + 0.1)
    marks: list[Mark] = [
        *_saturated(facts, low, high),
        line(np.array([[-REACH, 0], [REACH, 0]]), hue="line"),
        line(np.stack([z, slope], -1), hue="red", width=3),
        segments(np.array([[setting.z, 0.0, setting.z, at]]), hue="red", width=2, dash="6 4"),
        label((min(setting.z + 0.9, 5.2), at + 0.08 * (high - low)), _n(at), hue="red", bold=True),
    ]
    spoken = _("The slope is at most {steepest}.").format(steepest=_n(facts.steepest))
    return Board(
        "slope", _("Slope h′(z)"), Axis(-REACH, REACH, "z"), Axis(low, high, "h′"), tuple(marks),
        spoken,
    )  # fmt: skip


def _saturated(facts: Portrait, low: float, high: float) -> list[Mark]:
    """Grey grounds where the slope is next to nothing."""
    corners = []
    if facts.left is not None and facts.left > -REACH:
        corners.append([-REACH, low, facts.left, high])
    if facts.right is not None and facts.right < REACH:
        corners.append([facts.right, low, REACH, high])
    return [bars(np.array(corners), ["faint"] * len(corners), alpha=0.16)] if corners else []


def _forward(found: Journey, order: list[int]) -> Board:
    """How the activations of each layer spread, as a histogram standing on its layer."""
    reach, layers = found.reach, len(found.stages)
    edges = np.linspace(-reach, reach, BINS + 1)
    marks: list[Mark] = [
        line(np.array([[-0.6, 0], [layers - 0.4, 0]]), hue="line"),
        _histograms([stage.shares for stage in found.stages], edges, "blue"),
        _pulse(order, -reach, reach, is_back=False),
        *(
            label((at, -0.93 * reach), str(stage.dead), hue="bad", size=12, bold=True)
            for at, stage in enumerate(found.stages)
            if stage.dead
        ),
    ]
    title = _("Forward: activations of each layer")
    if found.dead:
        title += " · " + _("dead units in red")
    spoken = _("Forward: from layer 0 to {layer} the signal's spread is multiplied by {factor}.")
    return Board(
        "forward", title, Axis(-0.6, layers - 0.4, _("Layer")),
        Axis(-reach, reach, "a"), tuple(marks),
        spoken.format(layer=layers - 1, factor=_n(found.forward)),
    )  # fmt: skip


def _backward(found: Journey, order: list[int]) -> Board:
    """How large the gradients of each layer are, in powers of ten."""
    layers = len(found.stages)
    edges = np.linspace(TINY, HUGE, BINS + 1)
    with np.errstate(divide="ignore"):
        sizes = np.log10(np.array([stage.pull for stage in found.stages]))
    middle = np.stack([np.arange(layers), np.clip(sizes, TINY, HUGE)], -1)
    marks: list[Mark] = [
        _histograms([stage.sizes for stage in found.stages], edges, "red"),
        line(middle, hue="text", width=2),
        _pulse(order, TINY, HUGE, is_back=True),
    ]
    spoken = _("Back: from layer {layer} to 1 the gradient is multiplied by {factor}.")
    return Board(
        "backward", _("Back: size of each layer's gradient, log₁₀"),
        Axis(-0.6, layers - 0.4, _("Layer")), Axis(TINY, HUGE, "log₁₀ |∂E/∂a|"), tuple(marks),
        spoken.format(layer=layers - 1, factor=_n(found.backward)),
    )  # fmt: skip


def _histograms(shares: list[Array], edges: Array, hue: str) -> Mark:
    """Boxes (N, 4): for each layer its shares as widths, to both sides of it."""
    corners = [
        [layer - width, low, layer + width, high]
        for layer, share in enumerate(shares)
        for width, low, high in zip(
            0.44 * share / share.max(), edges[:-1], edges[1:], strict=True
        )
        if width > 0.004
    ]
    return bars(np.array(corners), [hue] * len(corners))


def _pulse(order: list[int], low: float, high: float, *, is_back: bool) -> Mark:
    """Where the signal is: a line at its layer; out of sight while it goes the other way."""
    ends = np.array([[x, low, x, high] for x in order], float)[:, None]  # (T, 1, 4)
    times, turn = np.arange(len(order)), max(order)
    ends[times < turn if is_back else times > turn] = np.nan
    return segments(ends, hue="text", width=1.5, dash="3 3")


# --- the words beside them


def curve_words(session: Session, page: str, here: Response, facts: Portrait) -> None:
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
        rf"\frac{{\partial a}}{{\partial z}} &= {ink('red', chr(104) + chr(39))}"
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
        _("At z = 0 it is 0.5 · (1 − 0.5) = 0.25: each layer of sigmoids costs the gradient at "
          "least three quarters."),
        {"activation": "sigmoid", "z": 0.0},
    ))  # fmt: skip


def _facts(facts: Portrait) -> list[str]:
    """Range, steepest slope and where it saturates, a line each."""
    low, high = _bound(facts.low), _bound(facts.high)
    told = [
        _("Range: from {low} to {high}").format(low=low, high=high),
        _("Steepest slope: {slope}").format(slope=_n(facts.steepest)),
    ]
    ends = [_("below {z}").format(z=_n(facts.left))] if facts.left is not None else []
    ends += [_("above {z}").format(z=_n(facts.right))] if facts.right is not None else []
    where = _(" and ").join(ends) or _("nowhere")
    told.append(
        _("Saturated (slope under {flat}): {where}").format(flat=number_text(FLAT), where=where)
    )
    return told


def _bound(value: float) -> str:
    return {inf: "∞", -inf: "−∞"}.get(value, _n(value))


def signal_words(session: Session, page: str, found: Journey) -> None:
    """Say what becomes of signal and gradient over many layers."""
    setting = session.lessons.activations
    st.markdown(
        _(
            "One random signal goes through {layers} layers, and a gradient comes back. Each layer "
            "multiplies both. A factor a little under 1 becomes **next to nothing** over many "
            "layers, a little over 1 becomes **huge**: first layers then learn nothing, or jump."
        ).format(layers=setting.depth)
    )
    lesson.formula(
        rf"{ink('blue', 'a_l')} &= h(W_l\, a_{{l-1}} + b)",
        rf"{ink('red', chr(92) + 'nabla a_{l-1}')} &= W_l^\top ({ink('red', chr(92) + 'nabla a_l')}"
        r" \odot h'(z_l))",
        rf"\frac{{\|{ink('red', chr(92) + 'nabla a_1')}\|}}{{\|{ink('red', chr(92) + f'nabla a_{{{setting.depth}}}')}\|}}"
        rf" &= {ink('red', algebra.number(found.backward, 3))}",
    )
    st.markdown(_verdict(found))
    lesson.tries(session, page, (
        Prompt(_("Vanishing: ten layers of sigmoids"),
               {"activation": "sigmoid", "initializer": "glorot_uniform", "depth": 10, **PLAIN}),
        Prompt(_("Kept: ReLU from He's start"),
               {"activation": "relu", "initializer": "he_normal", "depth": 20, **PLAIN}),
        Prompt(_("Exploding: weights twice too large"),
               {"activation": "relu", "initializer": "he_normal", "depth": 20, **PLAIN, "gain": 2.0}),
    ))  # fmt: skip
    lesson.question(session, page, Question(
        "glorot", _("Glorot's start keeps tanh alive. Does it keep ReLU alive over 30 layers?"),
        (_("Yes, it does not depend on the activation"), _("No, ReLU lets half of the signal go")),
        1,
        _("ReLU drops the negative half, so the signal shrinks by √2 a layer. He's start makes the "
          "weights larger by just that factor."),
        {"activation": "relu", "initializer": "glorot_normal", "depth": 30, **PLAIN},
    ))  # fmt: skip


PLAIN: dict[str, Any] = {"gain": 1.0, "bias": 0.0, "units": 64}


def _verdict(found: Journey) -> str:
    """What became of the gradient, in a word."""
    factor = found.backward
    if not factor > VANISHED:
        text = _("**Vanished**: at layer 1 the gradient is {factor} of what it was.")
    elif factor > EXPLODED:
        text = _("**Exploded**: at layer 1 the gradient is {factor} times what it was.")
    else:
        text = _("**Alive**: at layer 1 the gradient is {factor} of what it was.")
    return text.format(factor=_n(factor))


def dead_words(session: Session, page: str, found: Journey) -> None:
    """Count the units that no sample wakes."""
    setting = session.lessons.activations
    dead, all_units = found.dead, setting.depth * setting.units
    quiet = sum(stage.saturated for stage in found.stages[1:]) / setting.depth
    st.markdown(
        _(
            "A unit is **dead** when its slope is 0 on every sample: no gradient reaches its "
            "weights, so it never changes again. ReLU dies where sums are always negative, as after "
            "one step that was too long. A leak below zero keeps it alive."
        )
    )
    lesson.formula(
        rf"\text{{{_('dead')}}} &= {dead} \,/\, {all_units}",
        rf"\overline{{|h'| < {FLAT}}} &= {algebra.number(100 * quiet, 3)}\,\%",
    )
    counts = [str(stage.dead) for stage in found.stages[1:]]
    st.markdown(_("Dead units, layer by layer: {counts}").format(counts=" · ".join(counts)))
    lesson.tries(session, page, (
        Prompt(_("A bias of −1.5 kills ReLUs"), {**DYING, "activation": "relu"}),
        Prompt(_("The same with Leaky ReLU"), {**DYING, "activation": "leaky_relu"}),
        Prompt(_("Few units, many layers"),
               {**PLAIN, "activation": "relu", "initializer": "he_normal", "units": 4, "depth": 20}),
    ))  # fmt: skip
    lesson.question(session, page, Question(
        "revive", _("Which change wakes dead ReLUs?"),
        (_("More layers"), _("ELU in their place"), _("A smaller learning rate")), 1,
        _("ELU has a slope below zero too. More layers only add dead ones, and without a gradient "
          "no learning rate moves them."),
        {**DYING, "activation": "elu"},
    ))  # fmt: skip


DYING: dict[str, Any] = {**PLAIN, "initializer": "he_normal", "bias": -1.5, "depth": 6}


def _n(value: float) -> str:
    """Write a number in few signs: 0.197, −2.88, 2.34 × 10⁻⁶."""
    mantissa, _e, power = f"{value:.3g}".replace("-", "−").partition("e")
    if not power:
        return mantissa
    sign = "⁻" if power.startswith("−") else ""
    return f"{mantissa} × 10{sign}{power.lstrip('+−0').translate(RAISED)}"


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

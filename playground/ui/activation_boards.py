"""The pictures of the page on activations: curve and slope, signal and gradient layer by layer."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from playground.engine.activations import ACTIVATIONS as RULES
from playground.explain.activations import Portrait, Response, portrait, respond
from playground.explain.signal import BINS, HUGE, TINY, Journey, kept
from playground.spec.choices import ACTIVATIONS, INITIALIZERS, Choice
from playground.spec.lessons import Activations, change_lesson
from playground.ui.stage.plane import (
    Axis,
    Board,
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
from playground.ui.texts import _, short_text
from playground.ui.texts import label as named

Array = NDArray[np.float64]

REACH = 6.0
"""The curve is drawn from -REACH to REACH."""
PLACES = 241
SECONDS_A_LAYER = 0.35
SCALE = {-12.0: "10⁻¹²", -6.0: "10⁻⁶", 0.0: "1", 6.0: "10⁶"}
"""Power of ten -> how it is written below the bars."""
ROOM = 7.0
"""Powers of ten beside the bars that names take the place of."""
UPPER, LOWER = 252, 252
MENUS: Mapping[str, Mapping[str, Choice]] = {
    "activation": ACTIVATIONS,
    "initializer": INITIALIZERS,
}
"""Fields whose words are compared, with their names."""


def plane(setting: Activations, here: Response, found: Journey) -> Plane:
    """Return the curve, and below it the signal forward and the gradient back."""
    forward = list(range(len(found.stages)))
    order = forward + forward[:0:-1]
    run = "-".join(map(str, setting.model_dump(exclude={"z", "topic"}).values()))
    upper: tuple[Board, ...] = (_curve(setting, here), _slope(setting, here))
    if setting.topic == "signal":
        upper = tuple(_compared(setting, field) for field in MENUS)
    return Plane(
        rows=(
            Row(UPPER, upper),
            Row(LOWER, (_forward(found, order), _backward(found, order))),
        ),
        say="{told:text}",
        motion=Motion(
            {"told": _told(found, order)},
            seconds=SECONDS_A_LAYER * len(order),
            run=run,
            rests="last",
        ),
    )


def _compared(setting: Activations, field: str) -> Board:
    """What each word of a field keeps of the gradient, the other field as it is; a row each."""
    menu, chosen = MENUS[field], getattr(setting, field)
    plain = change_lesson(setting, z=0.0, topic="signal")  # these two change nothing here
    rows, hues, names = [], [], []
    for at, (word, row) in enumerate(menu.items()):
        y = len(menu) - 1 - at
        size = kept(change_lesson(plain, **{field: word}))
        rows.append([0.0, y - 0.36, size or 0.02, y + 0.36])
        hues.append("red" if word == chosen else "faint")
        names.append(
            label((TINY - 0.3, y), named(row), size=12, align="right", bold=word == chosen)
        )
    titles = {
        "activation": _("The gradient at layer 1, for each activation"),
        "initializer": _("The gradient at layer 1, for each initializer"),
    }
    spoken = _("Bars in powers of ten of what the gradient was at the last layer; press a row.")
    high = len(menu) - 0.3
    scale = [label((x, -1.2), words, hue="mute", size=12) for x, words in SCALE.items()]
    marks = (*names, *scale, bars(np.array(rows), hues), line(np.array([[0, -0.7], [0, high]])))
    wide, tall = Axis(TINY - ROOM, HUGE + 1), Axis(-1.8, high)
    return Board(field, titles[field], wide, tall, marks, spoken, axes=False, adds=field)


def row_at(field: str, y: float) -> str:
    """Return the word whose row is at a height of its board."""
    words = list(MENUS[field])
    return words[min(len(words) - 1, max(0, len(words) - 1 - round(y)))]


def _told(found: Journey, order: list[int]) -> list[str]:
    """Return what each moment of the way shows: the input forward, then back from the last."""
    told, turn = [], max(order)
    for at, layer in enumerate(order):
        stage = found.stages[layer]
        if at <= turn:
            text, size = (
                _("Forward, layer {layer}: the activations spread by {size}."),
                stage.spread,
            )
        else:
            text, size = _("Back, layer {layer}: the gradient has size {size}."), stage.pull
        told.append(text.format(layer=layer, size=short_text(size)))
    return told


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
            hue="blue", step=0.05, along="x", rail=value.round(4).tolist(),
        ),
    ]  # fmt: skip
    spoken = _("{name} turns the sum {z} into {a}; its slope there is {slope}.").format(
        name=named(ACTIVATIONS[setting.activation]),
        z=short_text(at),
        a=short_text(a),
        slope=short_text(slope),
    )
    return Board(
        "curve",
        _("Value h(z)"),
        Axis(-REACH, REACH, "z"),
        Axis(low, high, "h"),
        tuple(marks),
        spoken,
    )


def _slope(setting: Activations, here: Response) -> Board:
    """The slope, through which every gradient has to pass."""
    z, facts = np.linspace(-REACH, REACH, PLACES), portrait(setting.activation)
    slope, at = respond(RULES[setting.activation], z).slope, float(here.slope[0])
    low, high = min(-0.15, float(slope.min()) - 0.1), max(1.15, float(slope.max()) + 0.1)
    beside = setting.z + (0.9 if setting.z < REACH - 2 else -0.9)
    marks: list[Mark] = [
        *_saturated(facts, low, high),
        line(np.array([[-REACH, 0], [REACH, 0]]), hue="line"),
        line(np.stack([z, slope], -1), hue="red", width=3),
        segments(np.array([[setting.z, 0.0, setting.z, at]]), hue="red", width=2, dash="6 4"),
        label(
            (beside, at + 0.08 * (high - low)),
            short_text(at),
            hue="red",
            bold=True,
        ),
    ]
    spoken = _("The slope is at most {steepest}.").format(steepest=short_text(facts.steepest))
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
        spoken.format(layer=layers - 1, factor=short_text(found.forward)),
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
        spoken.format(layer=layers - 1, factor=short_text(found.backward)),
    )  # fmt: skip


def _histograms(shares: list[Array], edges: Array, hue: str) -> Mark:
    """Boxes (N, 4): for each layer its shares as widths, to both sides of it."""
    corners = [
        [layer - width, low, layer + width, high]
        for layer, share in enumerate(shares)
        for width, low, high in zip(0.44 * share / share.max(), edges[:-1], edges[1:], strict=True)
        if width > 0.004
    ]
    return bars(np.array(corners), [hue] * len(corners))


def _pulse(order: list[int], low: float, high: float, *, is_back: bool) -> Mark:
    """Where the signal is: a line at its layer; out of sight while it goes the other way."""
    ends = np.array([[x, low, x, high] for x in order], float)[:, None]  # (T, 1, 4)
    times, turn = np.arange(len(order)), max(order)
    ends[times < turn if is_back else times > turn] = np.nan
    return segments(ends, hue="text", width=1.5, dash="3 3")

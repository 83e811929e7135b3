"""One neuron: its handles, its sum built up term by term, its answer over the plane."""

import numpy as np

from playground.explain.neuron import activated, answers, edge, sum_of
from playground.spec.choices import ACTIVATIONS
from playground.spec.lessons import Neuron
from playground.ui import lesson
from playground.ui.lesson import Prompt, Question, enclosed, ink, plain, shown
from playground.ui.stage.plane import (
    Axis,
    Board,
    Event,
    Motion,
    Plane,
    Row,
    bars,
    dots,
    handle,
    heat,
    label,
    line,
    links,
    nodes,
    segments,
    track,
)
from playground.ui.state import Session
from playground.ui.texts import _
from playground.ui.texts import label as named

REACH = 3.0
SIDE = 61
RAILS = {"x1": (1, 35, 15, 35), "x2": (1, 9, 15, 9), "w1": (22, 55, 46, 55), "w2": (38, 5, 62, 5),
         "bias": (54, 55, 74, 55)}  # fmt: skip
"""Slider of the diagram -> where its rail lies."""
HUE = {"x1": "teal", "x2": "violet", "w1": "teal", "w2": "violet", "bias": "gold"}
BOUNDS = {"x1": 3.0, "x2": 3.0, "w1": 5.0, "w2": 5.0, "bias": 5.0}


def draw(session: Session, page: str) -> None:
    """One neuron, its handles, and its sum built up term by term."""
    neuron = session.lessons.neuron

    def moved(event: Event) -> None:
        if event.name in RAILS:
            lesson.follow(session, event, **{event.name: event.value})
        elif event.name == "input":
            lesson.follow(session, event, x1=event.x, x2=event.y)

    lesson.lead(
        _(
            "A neuron multiplies each input by a **weight**, adds a **bias**, and passes the "
            "sum through an **activation**. Drag any round handle; press Play to see the sum "
            "grow."
        )
    )
    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, sum_plane(neuron), moved)
    with right:
        _sum_formula(neuron)
        form = lesson.form_of(session, page)
        form.menu(
            "activation", _("Activation"), neuron.activation, list(ACTIVATIONS),
            lesson.setting("activation"), show=lambda word: named(ACTIVATIONS[word]),
            help=_(ACTIVATIONS[neuron.activation].help),
        )  # fmt: skip
        lesson.tries(session, page, [
            Prompt(_("Bias 2.5: the edge slides"), {"bias": 2.5}),
            Prompt(_("Double everything: steeper, same edge"), doubled(neuron)),
            Prompt(_("w₂ = 0: blind to x₂"), {"w2": 0.0}),
        ])  # fmt: skip
        lesson.question(session, page, Question(
            "zero", _("All weights are 0. What does the neuron answer?"),
            [_("Always 0"), _("The same everywhere: f(bias)"), _("Something random")], 1,
            _("Without weights only the bias is left: the picture has one colour."),
            {"w1": 0.0, "w2": 0.0},
        ))  # fmt: skip


def doubled(neuron: Neuron) -> dict[str, float]:
    """Return twice the weights and the bias, or as much as goes: all by one factor."""
    old = {word: getattr(neuron, word) for word in ("w1", "w2", "bias")}
    largest = max(map(abs, old.values()))
    factor = min(2.0, BOUNDS["w1"] / largest) if largest else 2.0
    return {word: round(factor * value, 4) for word, value in old.items()}


def _sum_formula(neuron: Neuron) -> None:
    found = sum_of(neuron)
    first, second, b = ink("teal", r"w_1\,x_1"), ink("violet", r"w_2\,x_2"), ink("gold", "b")
    dot = r"\cdot "
    lesson.formula(
        rf"z &= {first} + {second} + {b}",
        rf"&= {ink('teal', shown(neuron.w1) + dot + enclosed(neuron.x1))}"
        rf" + {ink('violet', enclosed(neuron.w2) + dot + enclosed(neuron.x2))}"
        rf" + {ink('gold', enclosed(neuron.bias))}",
        rf"&= {shown(found.total)}",
        rf"{ink('red', 'a')} &= f(z) = {ink('red', shown(found.answer, 3))}",
    )


def sum_plane(neuron: Neuron) -> Plane:
    """Return the picture of one neuron, whose frames add one term each."""
    found = sum_of(neuron)
    partial = np.array([0.0, found.terms[0], sum(found.terms[:2]), found.total, found.total])
    height = max(1.0, float(np.abs(partial).max()), *(abs(term) for term in found.terms)) * 1.15
    told = [
        _("Nothing has arrived yet: the sum is 0."),
        _("The first input times its weight: {term}.").format(
            term=f"{plain(neuron.w1)} × {plain(neuron.x1)} = {plain(found.terms[0])}"),
        _("Plus the second: {term}. The sum is {sum}.").format(
            term=f"{plain(neuron.w2)} × {plain(neuron.x2)} = {plain(found.terms[1])}",
            sum=plain(partial[2])),
        _("Plus the bias {term}: z = {sum}.").format(
            term=plain(found.terms[2]), sum=plain(found.total)),
        _("Through the activation: a = f({sum}) = {answer}.").format(
            sum=plain(found.total), answer=plain(found.answer, 3)),
    ]  # fmt: skip
    waterfall = _waterfall(found.terms, partial, height)
    return Plane(
        rows=(
            Row(255, (_diagram(neuron, partial, found.answer), waterfall)),
            Row(295, (_curve(neuron, partial, found.answer, height), _map(neuron, found.answer))),
        ),
        say="{told:text}",
        motion=Motion({"told": told}, seconds=5.0, run="sum"),
    )  # fmt: skip


def _diagram(neuron: Neuron, partial: np.ndarray, answer: float) -> Board:
    """The neuron itself, with a rail for each of its numbers."""
    names = {"x1": "x₁", "x2": "x₂", "w1": "w₁", "w2": "w₂", "bias": "b"}
    marks = [
        links(np.array([[12, 46, 54, 31], [12, 20, 54, 29]]), np.array([neuron.w1, neuron.w2])),
        segments(np.array([[64, 52, 60, 37]]), "gold", width=2.5, arrow=True),
        segments(np.array([[63, 30, 73, 30], [83, 30, 90, 30]]), "mute", width=2, arrow=True),
        nodes(np.array([[8, 46], [8, 20]]), ["x₁", "x₂"], hues=["teal", "violet"]),
        nodes(np.array([[58.0, 30.0]]), ["Σ"], partial[:, None], digits=2),
        nodes(np.array([[78.0, 30.0]]), ["f"], hues=["red"]),
    ]
    for word, rail in RAILS.items():
        low, high = -BOUNDS[word], BOUNDS[word]
        value = getattr(neuron, word)
        marks.append(track(word, rail, (low, high), value, names[word], hue=HUE[word],
                           step=0.05 if word[0] == "x" else 0.1))  # fmt: skip
        words = f"{names[word]} = {plain(value)}"
        if word[0] == "x":  # below it stands the next input: beside its rail there is room
            marks.append(label((rail[2] + 2.5, rail[1]), words, HUE[word], bold=True, align="left"))
        else:
            place = ((rail[0] + rail[2]) / 2, rail[1] + (-7.5 if word == "w2" else 6.5))
            marks.append(label(place, words, HUE[word], bold=True))
    shown_at = [0.0, 0.0, 0.0, 0.0, answer]
    marks.append(nodes(np.array([[95.0, 30.0]]), ["a"], np.array(shown_at)[:, None], digits=2))
    spoken = _("Diagram: two inputs, their weights, the bias, the sum and the activation.")
    return Board("diagram", _("The neuron"), Axis(0, 100), Axis(-6, 64), tuple(marks), spoken,
                 weight=1.6, axes=False)  # fmt: skip


def _waterfall(terms: tuple[float, float, float], partial: np.ndarray, height: float) -> Board:
    """The terms as bars that stand on each other, growing one frame after another."""
    frames = np.zeros((5, 4, 4))
    base = 0.0
    for k, term in enumerate(terms):
        frames[:, k] = [k + 0.15, base, k + 0.85, base]
        frames[k + 1 :, k, 3] = base + term
        base += term
    frames[:, 3] = [3.15, 0.0, 3.85, 0.0]
    frames[:, 3, 3] = partial
    words = ["w₁x₁", "w₂x₂", "b", "z"]
    hues = ["teal", "violet", "gold", "text"]
    marks = [
        line(np.array([[0.0, 0.0], [4.0, 0.0]]), "mute", width=1),
        bars(frames, hues),
        *(label((k + 0.5, -0.9 * height), word, hue, bold=True)
          for k, (word, hue) in enumerate(zip(words, hues, strict=True))),
    ]  # fmt: skip
    spoken = _("The three terms as bars on top of each other; the last bar is their sum.")
    x, y = Axis(0, 4, ticks=False), Axis(-height, height)
    return Board("waterfall", _("The sum, term by term"), x, y, tuple(marks), spoken)


def _curve(neuron: Neuron, partial: np.ndarray, answer: float, height: float) -> Board:
    """The activation, with the sum moving along it."""
    reach = max(4.0, height)
    z = np.linspace(-reach, reach, 241)
    a = activated(neuron.activation, z)
    low, high = min(-0.3, float(a.min())), max(1.2, float(a.max()))
    ends = np.zeros((5, 1, 2))
    ends[:, 0, 0] = partial
    ends[-1, 0, 1] = answer
    sticks = np.zeros((5, 1, 4))
    sticks[:, 0] = np.stack([partial, 0 * partial, partial, 0 * partial], -1)
    sticks[-1, 0, 3] = answer
    marks = (
        line(np.array([[-reach, 0.0], [reach, 0.0]]), "line2", width=1),
        line(np.array([[0.0, low], [0.0, high]]), "line2", width=1),
        line(np.stack([z, a], -1), "red", width=2.5),
        segments(sticks, "text", width=2, dash="4 4"),
        dots(ends, radius=7, hue="red"),
    )
    title = _("The activation f(z)") + f": {named(ACTIVATIONS[neuron.activation])}"
    spoken = _("The curve of the activation, with a dot at the sum of the moment.")
    return Board("curve", title, Axis(-reach, reach, "z"), Axis(low, high, "a"), marks, spoken)


def _map(neuron: Neuron, answer: float) -> Board:
    """The answer over all inputs; the input is a handle."""
    weights = (neuron.w1, neuron.w2, neuron.bias)
    values = answers(weights, neuron.activation, REACH, SIDE)
    is_share = neuron.activation in ("sigmoid", "step")
    limit = max(1.0, float(np.abs(values).max()))
    size = float(np.hypot(neuron.w1, neuron.w2))
    foot = edge(np.array(weights), -REACH, REACH).mean(-2)
    arrow = [] if not size else [
        segments(np.array([[*foot, foot[0] + neuron.w1 / size, foot[1] + neuron.w2 / size]]),
                 "text", width=2.5, arrow=True)
    ]  # fmt: skip
    marks = (
        heat(values, "probability") if is_share else heat(values, limit=limit),
        line(edge(np.array(weights), -REACH, REACH), "text", width=2, dash="6 4"),
        *arrow,
        handle("input", (neuron.x1, neuron.x2), _("Input"), hue="text"),
    )
    return Board("map", _("The answer to every input"), Axis(-REACH, REACH, "x₁"),
                 Axis(-REACH, REACH, "x₂"), marks,
                 _("Map of the answer over both inputs; dashed, where the sum is 0."),
                 square=True)  # fmt: skip

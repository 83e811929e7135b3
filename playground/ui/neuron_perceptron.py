"""The perceptron on a logic gate: each mistake turns the line; XOR needs two layers."""

import numpy as np

from playground.explain import perceptron
from playground.explain.perceptron import CORNERS, Learned
from playground.spec.lessons import Neuron
from playground.spec.lessons.neuron import GATES
from playground.ui import lesson
from playground.ui.lesson import Prompt, Question, enclosed, ink, shown
from playground.ui.stage.plane import (
    Array,
    Axis,
    Board,
    Mark,
    Motion,
    Plane,
    Row,
    dots,
    half,
    heat,
    label,
    line,
    links,
    nodes,
    ring,
    segments,
)
from playground.ui.state import Session
from playground.ui.texts import _

LOW, HIGH = -0.5, 1.5
SIDE = 121
RATES = (0.1, 0.2, 0.5, 1.0, 2.0)


def draw(session: Session, page: str) -> None:
    """Draw the topic: one neuron at a gate, or two layers at XOR."""
    neuron = session.lessons.neuron
    is_deep = neuron.gate == "xor" and neuron.hidden
    if is_deep:
        lesson.lead(
            _(
                "Two neurons look first: one has learned OR, one NAND. The last neuron sees only "
                "**their** answers. Press Play: both mixed corners land on one place, and one line "
                "is enough."
            )
        )
    else:
        lesson.lead(
            _(
                "The perceptron looks at one point after the other. Where it is right, it does "
                "nothing. At each **mistake** it adds the point to its weights or takes it away, "
                "and the line turns."
            )
        )
    left, right = lesson.spread()
    with left:
        if is_deep:
            lesson.picture(session, page, deep_plane(neuron))
        else:
            lesson.picture(session, page, gate_plane(neuron))
    with right:
        lesson.switch(session, page, "gate", GATES, _("Gate"), width="stretch")
        if is_deep:
            _deep_words(neuron)
        else:
            _words(session, neuron)
        _controls(session, page, neuron)


def _words(session: Session, neuron: Neuron) -> None:
    learned, y = _learned(neuron), perceptron.labels(neuron.gate)
    at = len(learned.looked) - 1 if session.desk.frame is None else session.desk.frame
    at = min(max(at, 1), len(learned.looked) - 1)
    i, before, after = learned.looked[at], learned.weights[at - 1], learned.weights[at]
    x, score = CORNERS[i], float(perceptron.homogeneous(CORNERS)[i] @ learned.weights[at - 1])
    wanted = y[i]
    w, sign = r"\mathbf{w}", r"\le" if learned.is_mistake[at] else ">"
    lesson.formula(
        rf"{w}\cdot\mathbf{{x}} &= {ink('teal', shown(before[0], 1))} \cdot {x[0]:g}"
        rf" + {ink('violet', enclosed(before[1], 1))} \cdot {x[1]:g}"
        rf" + {ink('gold', enclosed(before[2], 1))} = {shown(score, 1)}",
        rf"y\,({w}\cdot\mathbf{{x}}) &= {wanted:+g} \cdot {enclosed(score, 1)}"
        rf" {sign} 0",
        rf"{w} &\leftarrow {w} {_change(learned, at, neuron.learning_rate, wanted)}"
        rf" = ({ink('teal', shown(after[0], 1))},\, {ink('violet', shown(after[1], 1))},\,"
        rf" {ink('gold', shown(after[2], 1))})",
    )


def _change(learned: Learned, at: int, rate: float, wanted: float) -> str:
    """What is added to the weights, as LaTeX."""
    if not learned.is_mistake[at]:
        return "+ 0"
    factor = "" if rate == 1 else rf"{rate:g} \cdot "
    return rf"{'+' if wanted > 0 else '-'} {factor}\mathbf{{x}}"


def _deep_words(neuron: Neuron) -> None:
    first, _inner, last = perceptron.hidden_layer(neuron.learning_rate)
    lesson.formula(
        *(rf"{ink(hue, name)} &= \left[{_line(w)} > 0\right]"
          for hue, name, w in (("teal", "h_1", first[0]), ("violet", "h_2", first[1]))),
        rf"{ink('red', 'a')} &= \left[{_line(last, 'h')} > 0\right]",
    )  # fmt: skip


def _line(w: Array, letter: str = "x") -> str:
    return rf"{w[0]:g}\,{letter}_1 {w[1]:+g}\,{letter}_2 {w[2]:+g}"


def _controls(session: Session, page: str, neuron: Neuron) -> None:
    form = lesson.form_of(session, page)
    rate, seed = form.row()
    rate.figure(
        "learning_rate", _("Learning rate"), neuron.learning_rate, RATES,
        lesson.setting("learning_rate"), help=_("How much of a point one mistake adds."),
    )  # fmt: skip
    seed.number(
        "seed", _("Start"), neuron.seed, 1, lesson.setting("seed"),
        help=_("0 begins with all weights 0, any other number at random."),
    )  # fmt: skip
    if neuron.gate == "xor":
        form.switch(
            "hidden", _("Two layers"), neuron.hidden, lesson.setting("hidden"),
            help=_("Two neurons before the last one."),
        )  # fmt: skip
    lesson.tries(session, page, [
        Prompt(_("AND: see the line settle"), {"gate": "and", "hidden": False, "seed": 0}),
        Prompt(_("XOR with one neuron: it never ends"), {"gate": "xor", "hidden": False}),
        Prompt(_("XOR with two layers: solved"), {"gate": "xor", "hidden": True}),
    ])  # fmt: skip
    lesson.question(session, page, Question(
        "rate", _("From weights 0: what does a rate ten times smaller change?"),
        [_("It makes more mistakes"), _("Nothing: the same mistakes"), _("It makes fewer")], 1,
        _("All weights shrink alike, and the line stands where it stood: no point changes sides."),
        {"gate": "and", "hidden": False, "seed": 0, "learning_rate": 0.1},
    ))  # fmt: skip


def _learned(neuron: Neuron) -> Learned:
    start = perceptron.start_of(neuron.seed)
    y = perceptron.labels(neuron.gate)
    return perceptron.learn(CORNERS, y, neuron.learning_rate, start)


def _told(neuron: Neuron, learned: Learned) -> list[str]:
    """What happens at each look, in a sentence."""
    y, told = perceptron.labels(neuron.gate), [_("Ready: no point has been looked at.")]
    for at in range(1, len(learned.looked)):
        i = learned.looked[at]
        facts = {"look": at, "x1": f"{CORNERS[i, 0]:g}", "x2": f"{CORNERS[i, 1]:g}",
                 "wanted": f"{y[i] > 0:d}", "count": learned.mistakes[at]}  # fmt: skip
        words = _("Look {look}: ({x1}, {x2}) should be {wanted}, and is. Mistakes so far: {count}.")
        if learned.is_mistake[at]:
            words = _(
                "Look {look}: ({x1}, {x2}) should be {wanted}. Mistake {count}: the line turns."
            )
        told.append(words.format(**facts))
    if learned.is_separated:
        told[-1] = _("A whole round without a mistake: done, after {count} mistakes.").format(
            count=learned.mistakes[-1])  # fmt: skip
    else:
        words = _("{rounds} rounds, {count} mistakes, and no end: no line separates XOR.")
        told[-1] = words.format(rounds=learned.rounds, count=learned.mistakes[-1])
    return told


def gate_plane(neuron: Neuron) -> Plane:
    """Return the picture of the rule at work, one frame for each look at a point."""
    learned, y = _learned(neuron), perceptron.labels(neuron.gate)
    is_on = (y > 0).astype(float)
    board = Board(
        "plane", _("The gate and the line"), Axis(LOW, HIGH, "x₁"), Axis(LOW, HIGH, "x₂"),
        (half(learned.weights), dots(CORNERS, is_on, radius=9),
         ring(learned.looked, CORNERS, radius=17)),
        _("The four corners of the gate, the line of the moment and the point that is looked at."),
        square=True,
    )  # fmt: skip
    run = f"{neuron.gate} {neuron.learning_rate} {neuron.seed}"
    return Plane(
        rows=(
            Row(345, (board, _at_work(learned, y))),
            Row(210, (_mistakes(neuron, learned, y), _weights(learned))),
        ),
        say="{told:text}",
        motion=Motion({"told": _told(neuron, learned), "mistakes": learned.mistakes},
                      run=run, plays=True,
                      seconds=max(6.0, min(16.0, 0.8 * len(learned.looked)))),
    )  # fmt: skip


def _at_work(learned: Learned, y: Array) -> Board:
    """The neuron at the point it looks at, before the weights change."""
    x = CORNERS[learned.looked]
    before = np.concatenate([learned.weights[:1], learned.weights[:-1]])
    score = (perceptron.homogeneous(CORNERS)[learned.looked] * before).sum(-1)
    x[0], score[0] = np.nan, np.nan
    wanted = np.where(learned.looked < 0, np.nan, (y[learned.looked] + 1) / 2)
    answer = np.where(np.isnan(score), np.nan, score > 0)
    ends = np.array([[14, 48, 44, 32], [14, 12, 44, 28]])
    marks = (
        links(ends, before[:, :2], digits=1, whole=True),
        nodes(
            np.array([[9, 48], [9, 12]]),
            ["x₁", "x₂"],
            x,
            digits=0,
            whole=True,
            hues=["teal", "violet"],
        ),
        segments(np.array([[50, 46, 50, 38]]), "gold", width=2.5, arrow=True),
        nodes(
            np.array([[50, 56]]),
            ["b"],
            before[:, 2:],
            digits=1,
            hues=["gold"],
            radius=15,
            whole=True,
        ),
        nodes(np.array([[50.0, 30.0]]), ["Σ"], score[:, None], digits=1, whole=True),
        segments(np.array([[56, 30, 71, 30]]), "mute", width=2, arrow=True),
        nodes(np.array([[78.0, 30.0]]), ["a"], answer[:, None], digits=0, hues=["red"], whole=True),
        label((94, 40), _("wanted"), "mute"),
        nodes(np.array([[94.0, 30.0]]), ["y"], wanted[:, None], digits=0, whole=True),
    )
    return Board("work", _("The neuron looks at it"), Axis(0, 100), Axis(0, 62), marks,
                 _("Diagram: the inputs of the point, the weights before the step, the answer."),
                 axes=False)  # fmt: skip


def _mistakes(neuron: Neuron, learned: Learned, y: Array) -> Board:
    """Mistakes against looks, with the most there can be."""
    looks = np.arange(len(learned.looked))
    most = perceptron.bound(CORNERS, y) if neuron.seed == 0 else None
    top = max(4.0, float(learned.mistakes[-1]) * 1.15)
    marks: list[Mark] = []
    title = _("Mistakes: {mistakes:integer}")
    if most is not None:
        title += " " + _("(never more than {most})").format(most=int(most))
        if most < 4 * top:
            top = max(top, most * 1.1)
            marks.append(line(np.array([[0, most], [len(looks), most]]), "mute", dash="6 4"))
    marks.append(line(np.stack([looks, learned.mistakes], -1), "red", width=2.5, grows=True))
    spoken = _("The number of mistakes against the number of looks.")
    x = Axis(0, max(4, len(looks) - 1), _("looks"))
    return Board("mistakes", title, x, Axis(0, top), tuple(marks), spoken)


def _weights(learned: Learned) -> Board:
    """The three weights against looks."""
    looks = np.arange(len(learned.looked))
    reach = max(1.0, float(np.abs(learned.weights).max())) * 1.15
    marks = [line(np.array([[0, 0], [len(looks), 0]]), "line2", width=1)]
    for k, (hue, dash) in enumerate((("teal", ""), ("violet", "7 4"), ("gold", "2 3"))):
        places = np.stack([looks, learned.weights[:, k]], -1)
        marks.append(line(places, hue, dash=dash, width=2.5, grows=True))
    width = max(4, len(looks) - 1)
    for k, (word, hue) in enumerate((("w₁", "teal"), ("w₂", "violet"), ("b", "gold"))):
        marks.append(label(((0.08 + 0.09 * k) * width, 0.85 * reach), word, hue, bold=True))
    spoken = _("Both weights and the bias against the number of looks.")
    x, y = Axis(0, width, _("looks")), Axis(-reach, reach)
    return Board("weights", _("The weights"), x, y, tuple(marks), spoken)


def deep_plane(neuron: Neuron) -> Plane:
    """Return the picture of two layers, whose frames carry the corners to their answers."""
    first, inner, last = perceptron.hidden_layer(neuron.learning_rate)
    is_on = (perceptron.labels("xor") > 0).astype(float)
    axis = np.linspace(LOW, HIGH, SIDE)
    places = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    hidden = (perceptron.homogeneous(places) @ first.T > 0).astype(float)
    answer = (perceptron.homogeneous(hidden) @ last > 0).reshape(SIDE, SIDE)
    x1, x2 = Axis(LOW, HIGH, "x₁"), Axis(LOW, HIGH, "x₂")
    corners = dots(CORNERS, is_on, radius=8)
    apart = inner + np.array([[0, 0], [0.05, 0.05], [-0.05, -0.05], [0, 0]])  # both are seen
    moved = np.stack([CORNERS, apart])  # (2, 4, 2)
    boards = [
        Board(f"hidden{k}", title, x1, x2, (half(first[k]), corners), title, square=True)
        for k, title in enumerate((_("First neuron: OR"), _("Second neuron: NAND")))
    ]
    seen = Board(
        "inner", _("What the last neuron sees"), Axis(LOW, HIGH, "h₁"), Axis(LOW, HIGH, "h₂"),
        (half(last), dots(moved, is_on, radius=8)),
        _("The corners move to the answers of the two neurons; there one line separates them."),
        square=True,
    )  # fmt: skip
    both = Board(
        "both", _("Both layers together"), x1, x2,
        (heat(answer.astype(float), "probability", edge=True), corners),
        _("Map of the answer of both layers: on along a band between two lines."), square=True,
    )  # fmt: skip
    told = [_("The corners where they are: no line separates them."),
            _("Seen through both neurons: one line separates them.")]  # fmt: skip
    return Plane(
        rows=(Row(280, tuple(boards)), Row(285, (seen, both))),
        say="{told:text}",
        motion=Motion({"told": told}, seconds=3.0, run="deep", plays=True),
    )

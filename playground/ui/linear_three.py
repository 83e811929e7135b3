"""Three classes: three sums, and the softmax that makes probabilities of them."""

from functools import lru_cache

import numpy as np

from playground.explain import logistic
from playground.explain.logistic import THREE, Trained
from playground.spec.lessons import Linear
from playground.ui import lesson
from playground.ui.lesson import Prompt, Question, shown
from playground.ui.stage.plane import (
    Array,
    Axis,
    Board,
    Event,
    Mark,
    Motion,
    Plane,
    Row,
    bars,
    chances,
    dots,
    half,
    handle,
    label,
    line,
)
from playground.ui.state import Session
from playground.ui.texts import _

REACH = 4.0
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
ROUNDS = (10, 30, 100, 300, 1000, 2000)
HUES = ["class0", "class1", "class2"]


@lru_cache(maxsize=32)
def trained(linear: Linear) -> Trained:
    """Train the model of a lesson."""
    return logistic.train_three(linear)


def model_of(linear: Linear) -> Trained:
    """Return the model; where the probe stands does not train anew."""
    return trained(linear.model_copy(update={"probe_x": 0.0, "probe_y": 0.0, "dots": ()}))


def draw(session: Session, page: str) -> None:
    """Draw the topic."""
    linear = session.lessons.linear

    def moved(event: Event) -> None:
        if event.name == "probe":
            lesson.follow(session, event, probe_x=event.x, probe_y=event.y)

    lesson.lead(
        _(
            "Each class has a sum of its own. **Softmax** raises e to each sum and shares one "
            "whole among them: what one class wins, the others lose. Drag the ring."
        )
    )
    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, plane(linear), moved)
    with right:
        _words(session, linear)
        _controls(session, page, linear)


def _words(session: Session, linear: Linear) -> None:
    model = model_of(linear)
    at = len(model.epochs) - 1 if session.desk.frame is None else session.desk.frame
    w = model.weights[min(at, len(model.epochs) - 1)]
    z = w @ np.array([linear.probe_x, linear.probe_y, 1.0])
    p = logistic.softmax(z)
    total = " + ".join(f"e^{{{shown(float(one), 1)}}}" for one in z)
    lesson.formula(
        r"p_k &= \frac{e^{z_k}}{e^{z_1} + e^{z_2} + e^{z_3}}",
        rf"p_1 &= \frac{{e^{{{shown(float(z[0]), 1)}}}}}{{{total}}} = {shown(float(p[0]), 3)}",
        rf"p &= ({', '.join(shown(float(one), 3) for one in p)})",
    )


def _controls(session: Session, page: str, linear: Linear) -> None:
    form = lesson.form_of(session, page)
    rate, rounds = form.row()
    rate.figure(
        "class_rate", _("Learning rate"), linear.class_rate, RATES,
        lesson.setting("class_rate"), help=_("How far a step goes."),
    )  # fmt: skip
    rounds.steps(
        "rounds", _("Epochs"), linear.rounds, ROUNDS, lesson.setting("rounds"),
        help=_("How often all points are looked at."),
    )  # fmt: skip
    form.slider(
        "overlap", _("Overlap"), linear.overlap, (0.0, 3.0, 0.1), lesson.setting("overlap"),
        help=_("How far the classes reach into each other."),
    )  # fmt: skip
    lesson.tries(session, page, [
        Prompt(_("Where all three meet"), {"probe_x": 0.0, "probe_y": -0.15}),
        Prompt(_("Far out: nearly sure"), {"probe_x": 3.5, "probe_y": -2.5}),
        Prompt(_("Classes that overlap"), {"overlap": 2.0, "class_rate": 0.3}),
    ])  # fmt: skip
    lesson.question(session, page, Question(
        "sum", _("All three sums grow by 10. What do the probabilities do?"),
        [_("They grow, too"), _("They stay the same")], 1,
        _("The common factor e¹⁰ cancels: only differences of sums count."),
        {"probe_x": 0.0, "probe_y": 0.0},
    ))  # fmt: skip


def plane(linear: Linear) -> Plane:
    """Return the picture of three classes."""
    model = model_of(linear)
    points, classes = logistic.points_of(linear, THREE)
    x = logistic.homogeneous(points)
    right = ((model.weights @ x.T).argmax(1) == classes).sum(-1)  # (T,)
    z = model.weights @ np.array([linear.probe_x, linear.probe_y, 1.0])  # (T, 3)
    told = [
        _("Epoch {epoch}: {right} of {all} points right, loss {loss}.").format(
            epoch=epoch, right=count, all=len(classes), loss=f"{loss:.3f}")
        for epoch, count, loss in zip(model.epochs, right, model.losses, strict=True)
    ]  # fmt: skip
    board = Board(
        "map", _("Three classes: the most probable one"), Axis(-REACH, REACH, "x₁"),
        Axis(-REACH, REACH, "x₂"),
        (chances(model.weights, 3), dots(points, classes.astype(float), count=3, radius=5),
         handle("probe", (linear.probe_x, linear.probe_y), _("Place looked at"), hue="text")),
        _("Map of the winning class over both inputs, with the points."), square=True, weight=1.2,
    )  # fmt: skip
    probe = (_shares(z, "sums", _("Sums z at the ring")),
             _shares(logistic.softmax(z), "chances", _("Probabilities at the ring")))  # fmt: skip
    return Plane(
        rows=(Row(375, (board, *probe)), Row(205, (*_sums(model), _losses(model)))),
        say="{told:text}",
        motion=Motion({"told": told}, seconds=6.0, plays=True, run=repr(
            linear.model_copy(update={"probe_x": 0.0, "probe_y": 0.0, "dots": ()}))),
    )  # fmt: skip


def _shares(values: Array, word: str, title: str) -> Board:
    """Three bars over the frames."""
    count = len(values)
    corners = np.zeros((count, 3, 4))
    corners[:, :, 0] = np.arange(3) + 0.15
    corners[:, :, 2] = np.arange(3) + 0.85
    corners[:, :, 3] = values
    is_share = word == "chances"
    reach = max(1.0, float(np.abs(values).max()) * 1.15)
    low = -0.12 if is_share else -reach
    high = 1.05 if is_share else reach
    marks: list[Mark] = [bars(corners, HUES, count=3)]
    marks += [label((k + 0.5, low + 0.05 * (high - low)), str(k + 1), bold=True) for k in range(3)]
    return Board(word, title, Axis(0, 3, ticks=False), Axis(low, high), tuple(marks), title,
                 weight=0.6)  # fmt: skip


def _sums(model: Trained) -> tuple[Board, ...]:
    """Where each class's own sum is above zero."""
    return tuple(
        Board(f"sum{k}", _("Sum of class {number}").format(number=k + 1),
              Axis(-REACH, REACH, ticks=False), Axis(-REACH, REACH, ticks=False),
              (half(model.weights[:, k], reach=1.0),),
              _("Where the sum of class {number} is above zero.").format(number=k + 1),
              square=True, weight=0.8)
        for k in range(3)
    )  # fmt: skip


def _losses(model: Trained) -> Board:
    """The cross-entropy against epochs."""
    last = float(max(2, model.epochs[-1]))
    marks = (line(np.stack([model.epochs, model.losses], -1), "text", width=2.5, grows=True),)
    return Board("losses", _("Cross-entropy"), Axis(0, last, _("epochs")),
                 Axis(0, 1.1 * float(model.losses.max())), marks,
                 _("The cross-entropy against epochs."), weight=1.3)  # fmt: skip

"""Two classes: a boundary, its probability, two losses side by side, threshold and ROC."""

from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from playground.explain import logistic
from playground.explain.logistic import Trained
from playground.spec.lessons import Linear
from playground.spec.lessons.linear import BOWLS, LOSSES
from playground.ui import lesson
from playground.ui.lesson import Prompt, Question, ink, shown
from playground.ui.stage.plane import (
    Array,
    Axis,
    Board,
    Event,
    Mark,
    Motion,
    Plane,
    Row,
    chances,
    dots,
    half,
    label,
    line,
    space,
    track,
)
from playground.ui.state import Session
from playground.ui.texts import _
from playground.ui.texts import label as named

FEW = 31
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
ROUNDS = (10, 30, 100, 300, 1000, 2000)
HUES = {"cross_entropy": "teal", "squared_error": "violet"}
DASHES = {"cross_entropy": "", "squared_error": "7 4"}
SURE = 6.0
"""Sums beyond this are drawn at the rim of the gradients."""


def span(linear: Linear) -> tuple[float, float]:
    """Return from where to where both inputs are drawn."""
    return (-0.25, 1.25) if linear.diagonal else (-4.0, 4.0)


@lru_cache(maxsize=32)
def trained(linear: Linear) -> dict[str, Trained]:
    """Train the same model by both losses."""
    return {loss: logistic.train(linear, loss) for loss in LOSSES}


def both(linear: Linear) -> dict[str, Trained]:
    """Return both models; what does not touch training does not train anew."""
    usual = Linear()
    still = ("cut", "loss", "bowl", "topic", "dots", "probe_x", "probe_y")
    return trained(linear.model_copy(update={name: getattr(usual, name) for name in still}))


def draw(session: Session, page: str) -> None:
    """Draw the topic."""
    linear = session.lessons.linear

    def moved(event: Event) -> None:
        if event.name == "cut":
            lesson.follow(session, event, cut=event.value)

    lesson.lead(
        _(
            "The sum becomes a **probability**. Both losses punish the same mistakes, but squared "
            "error pulls with an extra factor p(1 − p), which **vanishes** where the model is "
            "surely wrong."
        )
    )
    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, plane(linear), moved)
    with right:
        _words(session, linear)
        _controls(session, page, linear)


def _words(session: Session, linear: Linear) -> None:
    model = both(linear)[linear.loss]
    at = len(model.epochs) - 1 if session.desk.frame is None else session.desk.frame
    w = model.weights[min(at, len(model.epochs) - 1)]
    p, slope = ink("red", "p"), r"\tfrac{dL}{dz}"
    lesson.formula(
        rf"{p} &= \sigma({shown(w[0])}\,x_1 {w[1]:+.2f}\,x_2 {w[2]:+.2f})",
        rf"-\log p_y: \quad & {slope} = {ink('teal', 'p - y')}",
        rf"(p - y)^2: \quad & {slope} = {ink('violet', '2(p - y) p (1 - p)')}",
    )


def _controls(session: Session, page: str, linear: Linear) -> None:
    form = lesson.form_of(session, page)
    lesson.switch(session, page, "loss", LOSSES, _("Loss"), width="stretch")
    rate, rounds = form.row()
    rate.figure(
        "class_rate", _("Learning rate"), linear.class_rate, RATES,
        lesson.setting("class_rate"), help=_("How far a step goes."),
    )  # fmt: skip
    rounds.steps(
        "rounds", _("Epochs"), linear.rounds, ROUNDS, lesson.setting("rounds"),
        help=_("How often all points are looked at."),
    )  # fmt: skip
    overlap, drawn = form.row()
    overlap.slider(
        "overlap", _("Overlap"), linear.overlap, (0.0, 3.0, 0.1), lesson.setting("overlap"),
        help=_("How far the classes reach into each other."),
    )  # fmt: skip
    with drawn.place or st.container():
        lesson.switch(session, page, "bowl", BOWLS, _("Probability drawn as"), width="stretch")
    wrong = {"wrong": True, "rounds": 300, "class_rate": 0.3, "diagonal": False}
    lesson.tries(session, page, [
        Prompt(_("Start surely wrong: cross-entropy turns round"),
               {**wrong, "loss": "cross_entropy"}),
        Prompt(_("Start surely wrong: squared error is stuck"),
               {**wrong, "loss": "squared_error"}),
        Prompt(_("Class 1 where x₁ + x₂ > 1"),
               {"diagonal": True, "wrong": False, "rounds": 1000, "class_rate": 1.0, "cut": 0.5}),
        Prompt(_("Miss nobody: a low threshold"), {"cut": 0.1}),
        Prompt(_("Back to the start at 0"), {"wrong": False, "diagonal": False, "cut": 0.5}),
    ])  # fmt: skip
    lesson.question(session, page, Question(
        "cut", _("The threshold falls. What happens to the ROC curve?"),
        [_("It moves up"), _("Nothing: only the dot moves along it")], 1,
        _("The curve holds all thresholds at once; a threshold is one place on it."),
        {"cut": 0.2},
    ))  # fmt: skip


def plane(linear: Linear) -> Plane:
    """Return the picture of both classes."""
    models = both(linear)
    model = models[linear.loss]
    points, y = logistic.points_of(linear)
    z = model.weights @ logistic.homogeneous(points).T  # (T, N)
    p = logistic.sigmoid(z)
    counts = logistic.confusion(p, y, linear.cut)
    epochs = model.epochs.tolist()
    told = [
        _("Epoch {epoch}: {right} of {all} points right at threshold {cut}, loss {loss}.").format(
            epoch=epoch, right=tp + tn, all=len(y), cut=f"{linear.cut:.2f}", loss=f"{loss:.3f}")
        for epoch, tp, tn, loss in zip(epochs, counts[0], counts[3], model.losses, strict=True)
    ]  # fmt: skip
    columns: dict[str, Any] = {"told": told, **{f"n{k}": count for k, count in enumerate(counts)}}
    drawn = _space if linear.bowl == "space" else _map
    return Plane(
        rows=(
            Row(370, (drawn(model, points, y, linear), _pulls(linear, z, y))),
            Row(210, (_losses(models, points, y, linear), _roc(p, y, linear), _table(linear))),
        ),
        say="{told:text}",
        motion=Motion(columns, seconds=6.0, plays=True, run=repr(
            linear.model_copy(update={"cut": 0.5, "bowl": "", "dots": ()}))),
    )  # fmt: skip


def _map(model: Trained, points: Array, y: Array, linear: Linear) -> Board:
    """Points over the probability; the boundary at one half, and the threshold's."""
    shift = float(np.log(linear.cut / (1 - linear.cut))) if 0 < linear.cut < 1 else np.nan
    marks: list[Mark] = [
        chances(model.weights),
        half(model.weights, bare=True, dash="6 4", width=2),
        dots(points, y, radius=4.5),
    ]
    if np.isfinite(shift) and abs(shift) > 1e-6:
        marks.insert(2, half(model.weights - [0, 0, shift], bare=True, width=3))
    title = _("Probability; dashed ½, line: the threshold")
    spoken = _("Map of the probability over both inputs, with the points.")
    x, y_axis = Axis(*span(linear), "x₁"), Axis(*span(linear), "x₂")
    return Board("map", title, x, y_axis, tuple(marks), spoken, square=True)


def _space(model: Trained, points: Array, y: Array, linear: Linear) -> Board:
    """The probability of the last epoch as a landscape."""
    axis = np.linspace(*span(linear), FEW)
    grid = logistic.homogeneous(np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2))
    heights = logistic.sigmoid(grid @ model.weights[-1]).reshape(FEW, FEW)
    more = {"points": np.column_stack([points, y]), "classes": y}
    mark = space(heights, more, z="p", scale="probability")
    title = _("Probability after the last epoch: turn it")
    spoken = _("The probability as a slope from 0 to 1; the points lie at their class.")
    x1, x2 = Axis(*span(linear), "x₁"), Axis(*span(linear), "x₂")
    return Board("space", title, x1, x2, (mark,), spoken)


def _pulls(linear: Linear, z: Array, y: Array) -> Board:
    """How hard both losses pull at a point, against how right its sum is."""
    margin = np.linspace(-SURE, SURE, 161)
    one = np.ones_like(margin)
    marks: list[Mark] = [line(np.array([[0.0, 0.0], [0.0, 1.1]]), "line2", width=1)]
    for loss, hue in HUES.items():
        pull = np.abs(logistic.pulls(loss, margin, one))
        marks.append(line(np.stack([margin, pull], -1), hue, width=3, dash=DASHES[loss]))
    right = np.clip(z * (2 * y - 1), -SURE, SURE)  # (T, N)
    pull = np.abs(logistic.pulls(linear.loss, right, np.ones_like(right)))
    marks += [
        dots(np.stack([right, pull], -1), y.astype(float), radius=4),
        label((-5.8, 1.05), named(LOSSES["cross_entropy"]), "teal", align="left", bold=True),
        label((-5.8, 0.1), named(LOSSES["squared_error"]), "violet", align="left", bold=True),
    ]
    spoken = _("The pull of both losses against the sum; surely wrong points are far left.")
    return Board("pulls", _("How hard a point pulls: |dL/dz|"),
                 Axis(-SURE, SURE, _("surely wrong ← z → surely right")), Axis(0, 1.12),
                 tuple(marks), spoken)  # fmt: skip


def _losses(models: dict[str, Trained], points: Array, y: Array, linear: Linear) -> Board:
    """The share of points that each loss has brought to the right side."""
    x = logistic.homogeneous(points)
    marks: list[Mark] = []
    for loss, model in models.items():
        share = ((model.weights @ x.T > 0) == (y > 0.5)).mean(-1)
        marks.append(line(np.stack([model.epochs, share], -1), HUES[loss], width=2.5,
                          dash=DASHES[loss], grows=True))  # fmt: skip
    last = float(max(2, linear.rounds))
    spoken = _("The share of right points against epochs, for both losses.")
    x_axis, y_axis = Axis(0, last, _("epochs")), Axis(0, 1.05)
    return Board("shares", _("Right by either loss"), x_axis, y_axis, tuple(marks), spoken)


def _roc(p: Array, y: Array, linear: Linear) -> Board:
    """The ROC of every frame and where the threshold stands on it."""
    curves = np.stack([logistic.roc(row, y) for row in p])  # (T, K, 2)
    tp, fp, fn, tn = logistic.confusion(p, y, linear.cut)
    place = np.stack([fp / np.maximum(1, fp + tn), tp / np.maximum(1, tp + fn)], -1)
    marks = (
        line(np.array([[0.0, 0.0], [1.0, 1.0]]), "line2", width=1),
        line(curves, "text", width=2.5),
        dots(place[:, None], hue="red", radius=6),
    )
    title = _("ROC, area {area}").format(area=f"{logistic.area(curves[-1]):.3f}")
    return Board("roc", title, Axis(-0.03, 1.03, _("false alarms")), Axis(-0.03, 1.05, _("found")),
                 marks, _("The ROC curve with the threshold as a dot."))  # fmt: skip


def _table(linear: Linear) -> Board:
    """The confusion table, and the threshold as a slider below it."""
    marks: list[Mark] = [
        label((30, 92), _("said 1"), "mute"), label((75, 92), _("said 0"), "mute"),
        label((4, 73), "y = 1", "mute", align="left"),
        label((4, 48), "y = 0", "mute", align="left"),
    ]  # fmt: skip
    for word, place, hue in (("n0", (32, 73), "good"), ("n2", (75, 73), "bad"),
                             ("n1", (32, 48), "bad"), ("n3", (75, 48), "good")):  # fmt: skip
        marks.append(label(place, f"{{{word}:integer}}", hue, size=24, bold=True))
    marks += [
        track(
            "cut", (10, 13, 90, 13), (0.0, 1.0), linear.cut, _("Threshold"), step=0.01, hue="red"
        ),
        label((50, 27), _("Threshold") + f" {linear.cut:.2f}", "red", bold=True),
    ]
    return Board("table", _("Confusion"), Axis(0, 100), Axis(0, 100), tuple(marks),
                 _("How many points of each class are called 1 and 0."), axes=False)  # fmt: skip

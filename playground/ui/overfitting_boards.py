"""The pictures of overfitting: two curves, nine networks side by side, widths, candidates."""

import numpy as np

from playground.data import load
from playground.explain import overfitting
from playground.explain.lockstep import REACH, Looks
from playground.explain.overfitting import base, remedied
from playground.spec.lessons import Overfitting
from playground.spec.lessons.overfitting import REMEDIES
from playground.ui.lesson import plain
from playground.ui.stage.plane import (
    Array,
    Axis,
    Board,
    Mark,
    Motion,
    Plane,
    Row,
    bars,
    dots,
    heat,
    label,
    line,
    segments,
    track,
)
from playground.ui.texts import _
from playground.ui.texts import label as named

TRAIN, CHECK, TEST = "gold", "blue", "teal"
"""Hues of what is trained on, chosen by, and tested on."""
NEW_SHOWN = 60
HIGH = 1.2
"""The loss at the top of the curves."""


def looks_of(lesson: Overfitting) -> Looks:
    """Return the large network's way."""
    return overfitting.parting(lesson.known, lesson.noise, lesson.units, lesson.rounds, lesson.seed)


def remedies_of(lesson: Overfitting) -> Looks:
    """Return the way of all remedies."""
    return overfitting.remedies(lesson.known, lesson.noise, lesson.units, lesson.seed)


def candidates_of(lesson: Overfitting) -> overfitting.Candidates:
    """Return the networks to choose from."""
    return overfitting.candidates(lesson.known, lesson.noise, lesson.seed)


def _map(word: str, title: str, ground: Mark, marks: tuple[Mark, ...]) -> Board:
    return Board(word, title, Axis(-REACH, REACH, ticks=False), Axis(-REACH, REACH, ticks=False),
                 (ground, *marks), _("Map of the answer over both inputs, with the points."),
                 square=True, axes=False)  # fmt: skip


def _points(lesson: Overfitting, *, new: bool = False, word: str = "none") -> tuple[Mark, ...]:
    """Points that are trained on, and some of the new ones."""
    dataset = load(remedied(lesson, word))
    is_inside = (np.abs(dataset.points) < REACH).all(1)
    known = ~dataset.is_test & is_inside
    marks = [dots(dataset.points[known], dataset.labels[known], radius=4.5 if new else 2.5)]
    if new:
        some = np.flatnonzero(dataset.is_test & is_inside)[:NEW_SHOWN]
        marks.append(dots(dataset.points[some], dataset.labels[some], radius=3.5, hollow=True))
    return tuple(marks)


def _two_curves(x: Array, train: Array, test: Array) -> list[Mark]:
    return [
        line(np.stack([x, train], -1), TRAIN, width=2.5, grows=True),
        line(np.stack([x, test], -1), TEST, width=2.5, dash="7 4", grows=True),
        label((0.98 * x[-1], 0.92 * HIGH), _("new points"), TEST, align="right", bold=True),
        label((0.98 * x[-1], 0.80 * HIGH), _("training points"), TRAIN, align="right", bold=True),
    ]


def gap_plane(lesson: Overfitting) -> Plane:
    """Return the large network on its way, and both its losses."""
    looks = looks_of(lesson)
    epochs = looks.updates / looks.updates[-1] * lesson.rounds
    train, test = looks.train[:, 0], looks.test[:, 0]
    best = int(test.argmin())
    marks = [
        *_two_curves(epochs, train, test),
        segments(np.array([[epochs[best], 0, epochs[best], 0.6 * HIGH]]), "mute", dash="4 4"),
        segments(np.stack([epochs, train, epochs, test], -1)[:, None], "bad", width=3),
        label((epochs[best], 0.64 * HIGH), _("best"), "mute", align="left"),
    ]
    told = [
        _("Epoch {epoch}: loss {train} on the training points, {test} on new ones, of which "
          "{right} % are right. The new ones were best at epoch {best}.").format(
            epoch=round(epoch), train=plain(a, 3), test=plain(b, 3), right=round(100 * c),
            best=round(epochs[best]))
        for epoch, a, b, c in zip(epochs, train, test, looks.right[:, 0], strict=True)
    ]  # fmt: skip
    curves = Board("curves", _("Two losses, and the gap between them"),
                   Axis(0, float(epochs[-1]), _("epochs")), Axis(0, HIGH, _("loss")), tuple(marks),
                   _("The loss of training points and of new points against epochs."))  # fmt: skip
    ground = heat(looks.maps[:, 0], "probability", edge=True)
    title = _("Filled: trained on; hollow: new")
    boards = (_map("map", title, ground, _points(lesson, new=True)), curves)
    run = repr(lesson.model_copy(update=dict.fromkeys(("swept", "opened"), False)))
    return Plane((Row(500, boards),), say="{told:text}",
                 motion=Motion({"told": told}, seconds=8.0, plays=True, run=run))  # fmt: skip


def remedies_plane(lesson: Overfitting) -> Plane:
    """Return nine networks on their way together, and how they do on new points."""
    looks = remedies_of(lesson)
    boards = []
    for run, (word, row) in enumerate(REMEDIES.items()):
        title = ("▸ " if word == lesson.remedy else "") + named(row)
        ground = heat(looks.maps[:, run], "probability")
        boards.append(_map(f"map-{word}", title, ground, _points(lesson, word=word)))
    words = list(REMEDIES)
    other = words.index(lesson.remedy) or int(looks.test[-1].argmin())
    told = [
        _("{updates} updates of each. Loss on new points: no remedy {none}, {name} {loss}.").format(
            updates=update, name=named(REMEDIES[words[other]]), loss=plain(row[other], 3),
            none=plain(row[0], 3))
        for update, row in zip(looks.updates, looks.test, strict=True)
    ]  # fmt: skip
    run = words.index(lesson.remedy)
    curves = Board(
        "curves", _("Losses: {name}").format(name=named(REMEDIES[lesson.remedy])),
        Axis(0, float(looks.updates[-1]), _("updates")), Axis(0, HIGH, _("loss")),
        tuple(_two_curves(looks.updates, looks.train[:, run], looks.test[:, run])),
        _("The loss of training points and of new points against updates."))  # fmt: skip
    still = {"remedy": "none", "swept": False, "opened": False, "pick": 0}
    return Plane(
        (Row(178, tuple(boards[:5])), Row(178, tuple(boards[5:])),
         Row(230, (_standings(looks, lesson), curves))),
        say="{told:text}",
        motion=Motion({"told": told}, seconds=8.0, plays=True,
                      run=repr(lesson.model_copy(update=still))),
    )  # fmt: skip


def _standings(looks: Looks, lesson: Overfitting) -> Board:
    """A bar for each remedy: its loss on new points at this moment."""
    count = len(REMEDIES)
    heights = np.arange(count)[::-1] + 0.15
    corners = np.zeros((len(looks.updates), count, 4))
    corners[:, :, 1], corners[:, :, 3] = heights, heights + 0.7
    corners[:, :, 2] = np.minimum(looks.test, HIGH)
    hues = ["violet" if word == lesson.remedy else TEST for word in REMEDIES]
    far = float(np.clip(1.05 * looks.test[-1].max(), 0.85, HIGH))
    marks: list[Mark] = [bars(corners, hues, alpha=0.75)]
    marks += [
        label((-0.02 * far, height + 0.35), named(row), "text", align="right", size=12)
        for height, row in zip(heights, REMEDIES.values(), strict=True)
    ]
    return Board("standings", _("Loss on new points: shorter is better"), Axis(-0.45 * far, far),
                 Axis(0, count), tuple(marks),
                 _("A bar for each remedy: its loss on new points."), axes=False)  # fmt: skip


def width_plane(lesson: Overfitting) -> Plane:
    """Return the sweep over the width; before it is run, only its data."""
    known, last = np.log10(lesson.known), np.log10(overfitting.WIDTHS[-1])
    x_axis = Axis(0, float(last), _("width, as a power of ten"))
    threshold: tuple[Mark, ...] = (
        segments(np.array([[known, -4, known, 99]]), "violet", dash="5 4", width=1.5),
    )
    if not lesson.swept:
        empty = Board("wrong", _("New points that are wrong"), x_axis, Axis(0, 0.6), threshold,
                      _("Nothing yet: the sweep has not been run."))  # fmt: skip
        ground = heat(np.full((2, 2), 0.5), "probability")
        return Plane((Row(430, (_map("map", _("The points"), ground, _points(lesson)), empty)),),
                     say=_("{count} widths from 1 to 800, each from {starts} random starts: press "
                           "Run.").format(count=len(overfitting.widths_of(lesson.known)),
                                          starts=overfitting.DRAWS))  # fmt: skip
    found = overfitting.sweep(lesson.known, lesson.noise, lesson.seed)
    x = np.log10(found.widths)
    share = Board("wrong", _("New points that are wrong"), x_axis, Axis(0, 0.6), (
        *threshold, line(np.stack([x, found.wrong], -1), TEST, width=3, grows=True),
        dots(np.stack([x, found.wrong], -1)[:, None], hue=TEST, radius=5),
        label((known, 0.56), _("width = points"), "violet", align="left"),
    ), _("The share of new points that are wrong, against the width."))  # fmt: skip
    logs = np.log10(np.maximum(np.stack([found.train, found.test]), 1e-3))
    top = max(4.0, 1.1 * float(logs.max()))
    errors = Board("errors", _("Squared errors, as powers of ten"), x_axis, Axis(-3.2, top), (
        *threshold, line(np.stack([x, logs[0]], -1), TRAIN, width=2.5, grows=True),
        line(np.stack([x, logs[1]], -1), TEST, width=2.5, dash="7 4", grows=True),
        label((0.05, 0.85 * top), _("new points"), TEST, align="left", bold=True),
        label((0.05, 0.6 * top), _("training points"), TRAIN, align="left", bold=True),
    ), _("The squared errors of training points and of new points, against the width.")
    )  # fmt: skip
    ground = heat(np.clip((found.maps + 1) / 2, 0, 1), "probability", edge=True)
    told = [
        _("Width {width}: {wrong} % of the new points are wrong.").format(
            width=width, wrong=round(100 * wrong))
        for width, wrong in zip(found.widths, found.wrong, strict=True)
    ]  # fmt: skip
    title = _("The answer of one network of this width")
    return Plane(
        (Row(330, (_map("map", title, ground, _points(lesson)), share)), Row(230, (errors,))),
        say="{told:text}",
        motion=Motion({"told": told}, seconds=9.0, plays=True,
                      run=f"sweep {lesson.known} {lesson.noise} {lesson.seed}"),
    )  # fmt: skip


def split_plane(lesson: Overfitting) -> Plane:
    """Return the candidates: how they do on each set, and the one that is chosen."""
    found = candidates_of(lesson)
    index = np.arange(len(found.train))
    pick = lesson.pick
    low = 0.6
    shares = {TRAIN: found.train, CHECK: found.validation}
    if lesson.opened:
        shares[TEST] = found.test
    names = {TRAIN: _("training"), CHECK: _("validation"), TEST: _("test")}
    marks: list[Mark] = [segments(np.array([[pick, low, pick, 1.0]]), "mute", width=14, alpha=0.2)]
    for at, (hue, share) in enumerate(shares.items()):
        marks.append(dots(np.stack([index, np.maximum(low, share)], -1), hue=hue, radius=5,
                          hollow=hue == CHECK))  # fmt: skip
        marks.append(label((0.5 + 5 * at, low + 0.07), names[hue], hue, align="left", bold=True))
    marks.append(track("pick", (0, low + 0.03, len(index) - 1, low + 0.03), (0, len(index) - 1),
                       pick, _("The candidate"), step=1, hue="violet"))  # fmt: skip
    board = Board("candidates", _("Share of points right, of 24 candidates: choose one"),
                  Axis(-0.7, len(index) - 0.3, _("candidate: wider to the right")),
                  Axis(low, 1.02), tuple(marks),
                  _("Dots for each candidate: how many points of each set are right."), weight=1.4
    )  # fmt: skip
    dataset = load(base(lesson))
    part = overfitting.parts(dataset)[2 if lesson.opened else 1]
    shown = np.flatnonzero(part & (np.abs(dataset.points) < REACH).all(1))[:80]
    ground = heat(found.maps[pick], "probability", edge=True)
    title = _("The chosen one, with test points") if lesson.opened else _(
        "The chosen one, with validation points")  # fmt: skip
    points = dots(dataset.points[shown], dataset.labels[shown], radius=4, hollow=True)
    say = _("Candidate {number}, neurons a layer: {units}; right {train} % in training, {check} % "
            "in validation.").format(
        number=pick + 1, units=found.units[pick], train=round(100 * found.train[pick]),
        check=round(100 * found.validation[pick]))  # fmt: skip
    if lesson.opened:
        say += " " + _("The test says {test} %.").format(test=round(100 * found.test[pick]))
    return Plane((Row(460, (board, _map("map", title, ground, (points,)))),), say=say)

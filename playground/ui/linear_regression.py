"""A line through points: the bowl of its loss, and gradient descent to the bottom."""

import numpy as np
import streamlit as st

from playground.explain import regression
from playground.spec.lessons import Linear
from playground.spec.lessons.linear import BATCHES, BOWLS
from playground.ui import lesson
from playground.ui.lesson import Prompt, Question, enclosed, ink, plain, shown
from playground.ui.linear_boards import rate_board
from playground.ui.linear_bowl import PATHS, Found, found, from_above, landscape
from playground.ui.stage.plane import (
    Array,
    Axis,
    Board,
    Event,
    Mark,
    Motion,
    Plane,
    Row,
    dots,
    handle,
    label,
    line,
    segments,
    straight,
)
from playground.ui.state import Session
from playground.ui.texts import _, number_text

RATES = (0.001, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5)
ROUNDS = (10, 30, 100, 300, 1000, 2000)


def draw(session: Session, page: str) -> None:
    """Draw the topic."""
    linear = session.lessons.linear
    this = found(linear)

    def moved(event: Event) -> None:
        if event.name == "start":
            lesson.follow(session, event, start_w=event.x, start_b=event.y)
        elif event.name == "learning_rate":
            lesson.follow(session, event, learning_rate=event.value)
        elif event.name == "ask":
            lesson.follow(session, event, ask=event.x)
        elif event.name == "dots":
            lesson.follow(session, event, dots=changed(this.points, event))

    lesson.lead(
        _(
            "The **loss** is the mean of all squared sticks. Over slope and intercept it is a "
            "bowl; each step goes downhill, by the **learning rate** times the slope of the bowl."
        )
    )
    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, plane(linear, this), moved)
    with right:
        _words(session, linear, this)
        _controls(session, page, linear, this)


def changed(points: Array, event: Event) -> tuple[tuple[float, float], ...]:
    """Return the points after a person moved, added or removed one."""
    rows = [(float(x), float(y)) for x, y in points]
    place = (round(event.x, 2), round(event.y, 2))
    if event.act == "add":
        rows.append(place)
    elif 0 <= event.index < len(rows):
        if event.act == "move":
            rows[event.index] = place
        elif len(rows) > 2:
            del rows[event.index]
    return tuple(rows)


def _words(session: Session, linear: Linear, this: Found) -> None:
    path = this.main
    at = len(path.epochs) - 1 if session.desk.frame is None else session.desk.frame
    w, b = (float(value) for value in path.places[min(at, len(path.epochs) - 1)])
    if not abs(w) + abs(b) < 1e6:
        w, b = (float(value) for value in path.places[0])
    dw, db = regression.gradient(this.x, this.y, w, b)
    rate = number_text(linear.learning_rate)
    lesson.formula(
        rf"L &= \tfrac1n \textstyle\sum (w x_i + b - y_i)^2"
        rf" = {shown(float(regression.loss(this.x, this.y, np.array(w), np.array(b))))}",
        rf"\tfrac{{\partial L}}{{\partial w}} &= \tfrac2n \textstyle\sum (\cdots)\,x_i"
        rf" = {ink('teal', shown(dw))} \quad"
        rf" \tfrac{{\partial L}}{{\partial b}} = {ink('violet', shown(db))}",
        rf"w &\leftarrow {shown(w)} - {rate} \cdot {ink('teal', enclosed(dw))}"
        rf" = {shown(w - linear.learning_rate * dw)}",
        rf"b &\leftarrow {shown(b)} - {rate} \cdot {ink('violet', enclosed(db))}"
        rf" = {shown(b - linear.learning_rate * db)}",
    )


def _controls(session: Session, page: str, linear: Linear, this: Found) -> None:
    form = lesson.form_of(session, page)
    lesson.switch(session, page, "batch", BATCHES, _("Points a step looks at"), width="stretch")
    rate, rounds = form.row()
    rate.figure(
        "learning_rate", _("Learning rate"), linear.learning_rate, RATES,
        lesson.setting("learning_rate"),
        help=_("How far a step goes. Batch descent diverges from {bound} on.").format(
            bound=number_text(float(f"{this.bowl.bound:.3g}"))),
    )  # fmt: skip
    rounds.steps(
        "rounds", _("Epochs"), linear.rounds, ROUNDS, lesson.setting("rounds"),
        help=_("How often all points are looked at."),
    )  # fmt: skip
    scaled, drawn = form.row()
    scaled.switch(
        "scaled", _("Scale x"), linear.scaled, lesson.setting("scaled"),
        help=_("Takes the mean from x and divides by its spread: the bowl becomes round."),
    )  # fmt: skip
    with drawn.place or st.container():
        lesson.switch(session, page, "bowl", BOWLS, _("Bowl drawn as"), width="stretch")
    bound = this.bowl.bound
    lesson.tries(session, page, [
        Prompt(_("Rate 0.01, 1000 epochs"),
               {"learning_rate": 0.01, "rounds": 1000, "batch": "all"}),
        Prompt(_("y = 2x + 1: what is y at 0.5?"),
               {"slope": 2.0, "intercept": 1.0, "spread": 0.2, "stretch": 1.0, "scaled": False,
                "dots": (), "ask": 0.5, "learning_rate": 0.01, "rounds": 1000, "batch": "some"}),
        Prompt(_("Start aside"), {"start_w": -1.0, "start_b": 8.0, "batch": "all"}),
        Prompt(_("Too small"), {"learning_rate": _round(bound / 100), "batch": "all"}),
        Prompt(_("Good"), {"learning_rate": _round(bound / 2), "batch": "all"}),
        Prompt(_("Too large"),
               {"learning_rate": _round(bound * 1.1), "batch": "all", "rounds": 200}),
        Prompt(_("x in other units"),
               {"stretch": 4.0, "scaled": False, "dots": (), "learning_rate": 0.02}),
        Prompt(_("The same, scaled"),
               {"stretch": 4.0, "scaled": True, "dots": (), "learning_rate": 0.3}),
        Prompt(_("Start over"), {name: getattr(Linear(), name) for name in Linear.model_fields
                                 if name not in ("topic", "bowl")}),
    ])  # fmt: skip
    lesson.question(session, page, Question(
        "one", _("With one point a step, does a constant rate come to rest at the bottom?"),
        [_("Yes, only later"), _("No, it keeps dancing round it")], 1,
        _("Each point pulls to its own line; only a falling rate would calm that."),
        {"batch": "compare", "rounds": 100, "learning_rate": _round(bound / 6)},
    ))  # fmt: skip


def _round(rate: float) -> float:
    return float(f"{rate:.2g}")


def plane(linear: Linear, this: Found) -> Plane:
    """Return the picture: points and line, bowl and path, loss, and the rate beside its bound."""
    main = this.main
    known = np.arange(this.frames).clip(max=len(main.epochs) - 1)
    told = [_told(linear, this, int(at)) for at in known]
    lines = regression.in_data(main.places[known], this.scale)
    said = answered(lines, linear.ask).clip(-1e9, 1e9)
    bowl = landscape(this) if linear.bowl == "space" else from_above(linear, this)
    run = repr(
        linear.model_copy(
            update={"bowl": "", "dots": (), "start_w": 0.0, "start_b": 0.0, "ask": 0.0}
        )
    )
    return Plane(
        rows=(
            Row(375, (_points(linear, this), bowl)),
            Row(200, (_losses(this), rate_board(linear.learning_rate, this.bowl))),
        ),
        say="{told:text}",
        motion=Motion({"told": told, "epoch": main.epochs[known],
                       "answer": said}, run=run, plays=True,
                      seconds=6.0),
    )  # fmt: skip


def _told(linear: Linear, this: Found, at: int) -> str:
    path, (w, b) = this.main, this.bowl.lowest
    if path.is_lost and at >= len(path.epochs) - 1:
        words = _("Diverged in epoch {epoch}: the rate lies above 2/λ = {bound}.")
        if linear.learning_rate < this.bowl.bound:
            words = _("Diverged in epoch {epoch}: few points bend the loss more than all together.")
        return words.format(epoch=path.epochs[at], bound=plain(this.bowl.bound, 3))
    exact = regression.in_data(np.array([w, b]), this.scale)
    now = regression.in_data(path.places[at], this.scale)
    words = _("Epoch {epoch}: y = {w} x {b}, loss {loss}. Exact: y = {we} x {be}, loss {floor}.")
    return words.format(
        epoch=path.epochs[at], w=plain(now[0]), b=_added(now[1]), loss=plain(path.losses[at], 3),
        we=plain(exact[0]), be=_added(exact[1]), floor=plain(this.bowl.floor, 3),
    )  # fmt: skip


def _added(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {plain(abs(float(value)))}"


def _points(linear: Linear, this: Found) -> Board:
    """The points, the line of the moment with its sticks, and the exact line."""
    lines = regression.in_data(this.main.places, this.scale)
    exact = regression.in_data(np.array(this.bowl.lowest), this.scale)
    x, y = this.points.T
    wide = regression.WIDTH * (1.0 if linear.dots else linear.stretch)
    ends = min(0.0, float(x.min()), linear.ask), max(wide, float(x.max()), linear.ask)
    rim = 0.04 * (ends[1] - ends[0])
    line_ends = linear.intercept, linear.intercept + linear.slope * regression.WIDTH
    low = min(0.0, min(line_ends) - 3, float(y.min()) - 0.5)
    high = max(max(line_ends) + 3, float(y.max()) + 0.5)
    marks: list[Mark] = [
        straight(exact, "mute", dash="7 5", width=2),
        straight(lines, "red", this.points, width=3),
        dots(this.points, hue="text", radius=4, name="dots", removes=True),
    ]
    for word, path in list(this.paths.items())[1:]:
        hue, dash = PATHS[word]
        marks.append(straight(regression.in_data(path.places, this.scale), hue, dash=dash))
    marks += _asked(linear.ask, lines, low)
    falls = exact[0] < 0
    place = (ends[1] - rim if falls else ends[0] + rim, high - 0.08 * (high - low))
    words = _("At x = {ask} the line says {answer}").format(
        ask=plain(linear.ask), answer="{answer:number}"
    )
    marks.append(label(place, words, "gold", align="right" if falls else "left", bold=True))
    spoken = _(
        "Points, the line of the moment with a stick to each point, dashed the exact line. "
        "Drag a point, click to add one, double-click to take one away."
    )
    title = _("Points and line: drag, click to add, double-click to remove")
    return Board("points", title, Axis(ends[0] - rim, ends[1] + rim, "x"), Axis(low, high, "y"),
                 tuple(marks), spoken, adds="dots", weight=1.1)  # fmt: skip


def answered(lines: Array, ask: float) -> Array:
    """Return what lines (T, 2) say at x."""
    said: Array = lines[:, 0] * ask + lines[:, 1]
    return said


def _asked(ask: float, lines: Array, low: float) -> list[Mark]:
    """What the line of the moment answers to a new x, a handle on the ground."""
    answers = answered(lines, ask)
    spots = np.stack([np.full(len(lines), ask), answers], -1)[:, None]  # (T, 1, 2)
    sticks = np.concatenate([np.broadcast_to([ask, low], spots.shape), spots], -1)
    return [
        segments(sticks, "gold", width=2, dash="4 4"),
        dots(spots, hue="gold", radius=6),
        handle("ask", (ask, low), _("New x"), hue="gold", along="x"),
    ]


def _losses(this: Found) -> Board:
    """The loss against epochs, and the floor that no line goes below."""
    first = max(float(path.losses[0]) for path in this.paths.values())
    soon = float(this.main.losses[min(6, len(this.main.losses) - 1)])
    top = 3 * first if this.main.is_lost else max(1.2 * soon, 2.5 * this.bowl.floor, 1e-3)
    last = max(2.0, *(float(path.epochs[-1]) for path in this.paths.values()))
    marks: list[Mark] = [
        line(np.array([[0, this.bowl.floor], [last, this.bowl.floor]]), "mute", dash="6 4")
    ]
    for word, path in reversed(list(this.paths.items())):
        hue, dash = PATHS[word]
        places = np.stack([path.epochs, np.minimum(path.losses, 50 * top)], -1)
        marks.append(line(places, hue, width=2, grows=True, dash="" if path is this.main else dash))
    return Board("losses", _("Loss; dashed: the exact answer"), Axis(0, last, _("epochs")),
                 Axis(0, top), tuple(marks), _("The loss against epochs."))  # fmt: skip

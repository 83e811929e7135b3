"""Neurons together: several outputs side by side, and one that hears its own answer."""

import numpy as np
import streamlit as st

from playground.explain.neuron import OWN, PULSE, SHARED, activated, answers
from playground.explain.neuron import loop as looped
from playground.spec.lessons import Neuron
from playground.ui import lesson
from playground.ui.lesson import Prompt, Question, enclosed, ink, shown
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

REACH, SIDE = 3.0, 61
HUES = ("teal", "violet", "gold")
MOMENTS = len(PULSE)


def outputs(session: Session, page: str) -> None:
    """Draw several outputs, each with its own weights or all with the same."""
    neuron = session.lessons.neuron

    def moved(event: Event) -> None:
        if event.name == "input":
            lesson.follow(session, event, x1=event.x, x2=event.y)

    lesson.lead(
        _(
            "Several outputs are several neurons: each has its **own** weights for the same "
            "inputs, and so its own direction in which it grows. Drag the input."
        )
    )
    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, outputs_plane(neuron), moved)
    with right:
        weights = SHARED if neuron.shared else OWN
        x = np.array([neuron.x1, neuron.x2])
        lesson.formula(
            *(rf"{ink(hue, f'a_{k + 1}')} &= \sigma({ink(hue, shown(w[0], 1))} \cdot"
              rf" {enclosed(x[0])} + {ink(hue, enclosed(w[1], 1))} \cdot {enclosed(x[1])})"
              rf" = {ink(hue, shown(float(activated('sigmoid', x @ np.array(w)))))}"
              for k, (w, hue) in enumerate(zip(weights, HUES, strict=True)))
        )  # fmt: skip
        lesson.form_of(session, page).switch(
            "shared", _("All outputs share one neuron"), neuron.shared, lesson.setting("shared"),
            help=_("A usual mistake: then all outputs are always equal."),
        )  # fmt: skip
        st.markdown(
            _(
                "Feed such a row of neurons into another row, and you have a **network**: every "
                "layer answers the answers of the one before."
            )
        )
        lesson.door(session, page, _("Open a network in the Playground"), "playground")
        lesson.tries(session, page, [
            Prompt(_("The mistake: one neuron for all"), {"shared": True}),
            Prompt(_("Mended: one neuron each"), {"shared": False}),
        ])  # fmt: skip
        lesson.question(session, page, Question(
            "shared", _("Three outputs share one neuron. How often do they differ?"),
            [_("Never"), _("Only far from 0"), _("After training")], 0,
            _("All three pictures are the same one: training moves them together, too."),
            {"shared": True},
        ))  # fmt: skip


def outputs_plane(neuron: Neuron) -> Plane:
    """Return the picture of three outputs."""
    weights = np.array(SHARED if neuron.shared else OWN)  # (3, 2)
    x = np.array([neuron.x1, neuron.x2])
    answer = activated("sigmoid", weights @ x)
    heights = (46.0, 30.0, 14.0)
    ends = np.array([[17, y, 68, h] for h in heights for y in (42, 18)], float)
    marks: list[Mark] = [
        links(ends, weights.reshape(-1), digits=1, at=0.8),
        nodes(np.array([[12, 42], [12, 18]]), ["x₁", "x₂"], x, digits=2),
        nodes(np.array([[74.0, h] for h in heights]), ["a₁", "a₂", "a₃"], hues=HUES, radius=20),
        bars(np.array([[82, h - 3, 82 + 14 * a, h + 3]
                       for h, a in zip(heights, answer, strict=True)]), HUES),
    ]  # fmt: skip
    marks += [label((98, h + 6), f"{a:.2f}", hue, align="right", bold=True)
              for h, a, hue in zip(heights, answer, HUES, strict=True)]  # fmt: skip
    diagram = Board("diagram", _("One layer with three outputs"), Axis(0, 100), Axis(2, 58),
                    tuple(marks), _("Diagram: two inputs, six weights, three outputs."),
                    axes=False)  # fmt: skip
    maps = tuple(
        Board(f"map{k}", _("Output {number}").format(number=k + 1), Axis(-REACH, REACH, "x₁"),
              Axis(-REACH, REACH, "x₂"),
              (heat(answers((*w, 0.0), "sigmoid", REACH, SIDE), "probability"),
               handle("input", (neuron.x1, neuron.x2), _("Input"), hue=hue)),
              _("Map of the answer of output {number}.").format(number=k + 1), square=True)
        for k, (w, hue) in enumerate(zip(weights.tolist(), HUES, strict=True))
    )  # fmt: skip
    most = int(answer.argmax()) + 1
    say = _("Output {number} answers most: {answer}.").format(
        number=most, answer=f"{answer.max():.2f}"
    )
    if neuron.shared:
        say = _("All three outputs are one neuron: they can never differ.")
    return Plane(rows=(Row(310, (diagram,)), Row(300, maps)), say=say)


def loop(session: Session, page: str) -> None:
    """Draw a neuron without and with a loop, hearing the same."""
    neuron = session.lessons.neuron

    def moved(event: Event) -> None:
        if event.name in ("w1", "recurrent"):
            lesson.follow(session, event, **{event.name: event.value})

    lesson.lead(
        _(
            "So far answers only ran **forward**: no input, no answer. With a **loop** the "
            "neuron also hears what it answered a moment ago. One knock, and it goes on "
            "ringing: that is memory, and the seed of recurrent networks."
        )
    )
    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, loop_plane(neuron), moved)
    with right:
        heard = np.array(PULSE)
        _forward, remembered = looped(neuron.w1, neuron.recurrent, heard)
        at = MOMENTS - 1 if session.desk.frame is None else min(session.desk.frame, MOMENTS - 1)
        last = remembered[at - 1] if at else 0.0
        lesson.formula(
            rf"{ink('red', 'h_t')} &= \tanh({ink('teal', 'w')}\,x_t + {ink('violet', 'u')}\,"
            rf"{ink('red', 'h_{t-1}')})",
            rf"{ink('red', f'h_{{{at}}}')} &= \tanh({ink('teal', shown(neuron.w1))} \cdot"
            rf" {enclosed(heard[at], 0)} + {ink('violet', enclosed(neuron.recurrent))} \cdot"
            rf" {ink('red', enclosed(last))})",
            rf"&= {ink('red', shown(remembered[at]))}",
        )
        lesson.tries(session, page, [
            Prompt(_("It forgets: u = 0.5"), {"recurrent": 0.5}),
            Prompt(_("It holds on: u = 1.5"), {"recurrent": 1.5, "w1": 2.0}),
            Prompt(_("It swings: u = −1.5"), {"recurrent": -1.5, "w1": 2.0}),
            Prompt(_("No loop: u = 0"), {"recurrent": 0.0}),
        ])  # fmt: skip
        lesson.question(session, page, Question(
            "hold", _("From which u on does one small knock never fade?"),
            [_("From u = 0"), _("From u = 1"), _("Never: it always fades")], 1,
            _("Near 0 each moment multiplies h by u; below 1 that dies out, above 1 it holds."),
            {"recurrent": 1.5, "w1": 0.5},
        ))  # fmt: skip


def loop_plane(neuron: Neuron) -> Plane:
    """Return the picture of both neurons and what they answer, one frame for each moment."""
    heard = np.array(PULSE)
    forward, remembered = looped(neuron.w1, neuron.recurrent, heard)
    told = [
        _("Moment {t}: in comes {x}; forward answers {y}, the loop {h}.").format(
            t=t, x=lesson.plain(x, 0), y=lesson.plain(y), h=lesson.plain(h)
        )
        for t, (x, y, h) in enumerate(zip(heard, forward, remembered, strict=True))
    ]
    return Plane(
        rows=(
            Row(265, (
                _loop_diagram("forward", _("Feed-forward"), neuron, heard, forward),
                _loop_diagram("feedback", _("With a loop"), neuron, heard, remembered),
            )),
            Row(275, (
                _answers("heard", _("What both hear: x"), heard, "text"),
                _answers("out", _("Feed-forward answers"), forward, "teal"),
                _answers("ring", _("The loop answers"), remembered, "red"),
            )),
        ),
        say="{told:text}",
        motion=Motion({"told": told}, seconds=8.0, plays=True, run="loop"),
    )  # fmt: skip


def _loop_diagram(word: str, title: str, neuron: Neuron, heard: Array, answer: Array) -> Board:
    has_loop = word == "feedback"
    turn = np.linspace(-0.35 * np.pi, 1.35 * np.pi, 60)
    marks: list[Mark] = [
        links(np.array([[16, 24, 46, 24]]), np.array([neuron.w1])),
        segments(np.array([[58, 24, 82, 24]]), "mute", width=2, arrow=True),
        nodes(np.array([[11.0, 24.0]]), ["x"], heard[:, None], limit=1.0, digits=0, whole=True),
        nodes(np.array([[89.0, 24.0]]), ["h" if has_loop else "y"], answer[:, None],
              limit=1.0, digits=2, whole=True, hues=["red" if has_loop else "teal"]),
    ]  # fmt: skip
    if has_loop:
        arc = np.stack([52 + 12 * np.cos(turn), 38 + 9 * np.sin(turn)], -1)
        marks += [
            line(arc[::-1], "violet", width=3),
            segments(np.array([[*arc[1], *arc[0]]]), "violet", width=3, arrow=True),
            track("recurrent", (34, 54, 70, 54), (-2.0, 2.0), neuron.recurrent, "u", hue="violet"),
            label((52, 59.5), f"u = {lesson.plain(neuron.recurrent)}", "violet", bold=True),
        ]
    marks += [
        nodes(np.array([[52.0, 24.0]]), ["Σ f"]),
        track("w1", (20, 9, 44, 9), (-5.0, 5.0), neuron.w1, "w", hue="teal"),
        label((32, 3.5), f"w = {lesson.plain(neuron.w1)}", "teal", bold=True),
    ]
    spoken = _("Diagram of the neuron; with a loop its answer comes back to it a moment later.")
    return Board(word, title, Axis(0, 100), Axis(-1, 64), tuple(marks), spoken, axes=False)


def _answers(word: str, title: str, values: Array, hue: str) -> Board:
    """Bars over the moments, each appearing when its moment comes."""
    frames = np.zeros((MOMENTS, MOMENTS, 4))
    for t in range(MOMENTS):
        frames[:, t] = [t - 0.4, 0.0, t + 0.4, 0.0]
        frames[t:, t, 3] = values[t]
    marks = (
        bars(frames, [hue] * MOMENTS),
        line(np.array([[-1, 0], [MOMENTS, 0]]), "mute", width=1),
    )
    return Board(word, title, Axis(-0.7, MOMENTS - 0.3, "t"), Axis(-1.1, 1.1), marks,
                 _("Bars over the moments."))  # fmt: skip

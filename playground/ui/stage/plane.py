"""The drawing of the lessons: boards with marks on them, as one component of the browser.

A `Plane` is rows of boards. Each board has two axes (or none: a diagram in its own coordinates)
and marks, drawn in the given order. Places of marks are (N, 2) in the board's coordinates; with a
leading T axis they move over the plane's frames, which the browser plays, steps and scrubs by
itself; it also draws what lies between two frames, unless a mark has the option `whole`. Texts are
templates `{name:format}` (stage/format.js) filled from the frame's `columns`.

    plane = Plane(
        rows=(Row(360, (Board("line", _("Points"), Axis(0, 2, "x"), Axis(0, 12, "y"), (
            dots(points, name="dots"), line(ends, hue="teal", width=2.5)), spoken="..."),)),),
        motion=Motion(columns={"loss": losses}, seconds=6.0),
        say=_("Step {frame:integer}: loss {loss:loss}."),
    )
    draw("linear:plane", plane, language="en", texts=..., on_event=...)

Colours are words: text, mute, faint, line, good, warn, bad, neg, pos, class0 .. class7, and those
of `HUES`, in which formulas write their symbols too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.live.wire import pack
from playground.ui.stage.commands import is_new
from playground.ui.stage.entry import bootstrap, room, value_of

Array = NDArray[Any]

HUES: Mapping[str, Mapping[str, str]] = {
    "teal": {"light": "#007F77", "dark": "#6FD3C5"},
    "violet": {"light": "#7A2A8C", "dark": "#E0A3F0"},
    "gold": {"light": "#8A6700", "dark": "#E9B84B"},
    "red": {"light": "#BE3A0A", "dark": "#FF8E6E"},
    "blue": {"light": "#0B4F94", "dark": "#7FB2F0"},
}
"""Colour of a symbol -> how it is written on light and on dark paper."""


@dataclass(frozen=True)
class Mark:
    """One thing that is drawn: its kind, its options, and its arrays by name."""

    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Axis:
    """One side of a board: from where to where, and what it measures."""

    low: float
    high: float
    title: str = ""
    ticks: bool = True


@dataclass(frozen=True)
class Board:
    """One picture: `spoken` says in a sentence what it shows.

    `square` keeps both axes to one scale, `axes` false draws neither ticks nor frame, `adds` is
    the name of the event that a click on the empty ground sends.
    """

    word: str
    title: str
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    spoken: str
    weight: float = 1.0
    square: bool = False
    axes: bool = True
    adds: str = ""


@dataclass(frozen=True)
class Row:
    """Boards side by side, so many pixels high; on a phone below each other."""

    height: int
    boards: tuple[Board, ...]


@dataclass(frozen=True)
class Motion:
    """What moves: a column of T numbers (or words) for each name that texts may use.

    Played once, all frames take so many `seconds`. A new `run` begins at its first frame and, when
    it `plays`, by itself; the same run keeps its place. `rests` is where a new run is shown that
    does not play: "first" or "last".
    """

    columns: Mapping[str, Sequence[Any] | Array]
    seconds: float = 6.0
    run: str = ""
    plays: bool = False
    rests: str = "last"


@dataclass(frozen=True)
class Plane:
    """All that is drawn, and the sentence about it."""

    rows: tuple[Row, ...]
    say: str = ""
    motion: Motion | None = None


@dataclass(frozen=True)
class Event:
    """What a person did: moved the handle `name` or the point `index` of it, or added one.

    `value` is a track's. `is_done` is false while the pointer is still down.
    """

    name: str
    act: str
    x: float
    y: float
    value: float
    index: int
    is_done: bool


def heat(values: Array, scale: str = "diverging", limit: float = 1.0, **options: Any) -> Mark:
    """Return a map of (G, G) or (T, G, G) values, the lowest y first.

    Scales: diverging (-limit to limit), probability (0 to 1, in the same colours), relief (greys,
    dark is low; values are contour levels), and classes (values are class + probability / 1.001).
    """
    given = {"scale": scale, "limit": limit, **options}
    return Mark("heat", given, {"values": values.astype(np.float32)})


def line(places: Array, hue: str = "text", **options: Any) -> Mark:
    """Return a line through (N, 2) or (T, N, 2) places.

    Options: width, dash ("6 4"), halo, grows (`each` places more with every frame, usually 1).
    """
    return _mark("line", {"hue": hue, **options}, places=places)


def dots(places: Array, classes: Array | None = None, **options: Any) -> Mark:
    """Return points (N, 2) or (T, N, 2).

    Args:
        places: where they are.
        classes: index of each one's class (N,), with option `count` of classes.
        options: hue, radius, hollow, name (points can be dragged under this event name), removes
            (Delete or a double click takes one away), label (how one is called by a screen
            reader).
    """
    arrays = {} if classes is None else {"classes": classes}
    return _mark("dots", options, places=places, **arrays)


def ring(index: Array, places: Array, **options: Any) -> Mark:
    """Return a ring round one of (N, 2) places: which one in each frame (T,), -1 for none."""
    return _mark("ring", options, index=index, places=places)


def segments(ends: Array, hue: str = "text", **options: Any) -> Mark:
    """Return straight pieces (N, 4) or (T, N, 4) from x1, y1 to x2, y2.

    Options: width, dash, arrow (a head at the end), alpha.
    """
    return _mark("segments", {"hue": hue, **options}, ends=ends)


def links(ends: Array, values: Array, **options: Any) -> Mark:
    """Return connections as the network draws them: width by size, colour by sign of `values`."""
    return _mark("links", options, ends=ends, values=values)


def bars(corners: Array, hues: Sequence[str] = (), **options: Any) -> Mark:
    """Return boxes (N, 4) or (T, N, 4) with corners x1, y1, x2, y2; without hues by sign."""
    return _mark("bars", {"hues": list(hues), **options}, ends=corners)


def half(weights: Array, **options: Any) -> Mark:
    """Return both sides of the line w1 x + w2 y + b = 0, tinted, from (3,) or (T, 3) weights.

    Options: reach (length of its arrow), bare (the line alone), dash, width.
    """
    return _mark("half", options, weights=weights)


def straight(
    weights: Array, hue: str = "text", places: Array | None = None, **options: Any
) -> Mark:
    """Return the line y = w x + b from (2,) or (T, 2), with sticks to (N, 2) places if given."""
    arrays = {"weights": weights} if places is None else {"weights": weights, "places": places}
    return _mark("straight", {"hue": hue, **options}, **arrays)


def chances(weights: Array, count: int = 2) -> Mark:
    """Return the map of a linear model's probabilities.

    Weights are (3,) or (T, 3) of one sigmoid, or (C, 3) or (T, C, 3) of a softmax with `count`
    classes; the last of three is the bias.
    """
    return _mark("chances", {"count": count}, weights=weights)


def nodes(places: Array, names: Sequence[str], values: Array | None = None, **options: Any) -> Mark:
    """Return circles with a name inside and a value (N,) or (T, N) below.

    Options: radius in pixels, hues (of the rings), limit (the value with the full colour), digits.
    """
    arrays = {} if values is None else {"values": values}
    return _mark("nodes", {"names": list(names), **options}, places=places, **arrays)


def label(place: Sequence[float], words: str, hue: str = "text", **options: Any) -> Mark:
    """Return a text; options: size, align, bold."""
    return Mark("label", {"place": list(map(float, place)), "words": words, "hue": hue, **options})


def handle(name: str, place: Sequence[float], spoken: str, **options: Any) -> Mark:
    """Return a round handle that can be dragged anywhere on its board.

    Options: hue, step (of the arrow keys), label (a short text beside it), along ("x" or "y"),
    rail (heights at equal distances over the board, on which it then stays).
    """
    given = {"name": name, "place": list(map(float, place)), "spoken": spoken, **options}
    return Mark("handle", given)


def track(
    name: str, ends: Sequence[float], bounds: tuple[float, float], value: float, spoken: str,
    **options: Any,
) -> Mark:  # fmt: skip
    """Return a slider in the picture: from its low end to its high one, as `ends` x1, y1, x2, y2.

    Options: hue, step.
    """
    low, high = bounds
    given = {"name": name, "ends": list(map(float, ends)), "low": low, "high": high,
             "value": value, "spoken": spoken, **options}  # fmt: skip
    return Mark("track", given)


def space(heights: Array, more: Mapping[str, Array], **options: Any) -> Mark:
    """Return a surface (G, G) over the board's axes in 3-D; the first mark of its board.

    Args:
        heights: the surface, the lowest y first.
        more: a `path` (T, 3) on it, or `points` (N, 3) with `classes` (N,).
        options: z (title of the height), scale ("relief" or "probability").
    """
    return _mark("space", options, heights=heights, **more)


def _mark(kind: str, options: Mapping[str, Any], **arrays: Array) -> Mark:
    return Mark(
        kind, dict(options), {name: np.asarray(a, np.float32) for name, a in arrays.items()}
    )


def packed(plane: Plane, language: str, texts: Mapping[str, str], calls: int = 0) -> bytes:
    """Return a plane as the bytes the browser draws it from.

    When there are more `calls` than before, the browser scrolls back to the plane.
    """
    arrays: dict[str, Array] = {}
    rows = [
        {"height": row.height, "boards": [_board(board, arrays) for board in row.boards]}
        for row in plane.rows
    ]
    header: dict[str, Any] = {
        "rows": rows, "say": plane.say, "motion": None, "hues": HUES, "language": language,
        "texts": dict(texts), "calls": calls,
    }  # fmt: skip
    if plane.motion is not None:
        motion = plane.motion
        columns = {name: _listed(column) for name, column in motion.columns.items()}
        header["motion"] = {
            "columns": columns, "count": len(next(iter(columns.values()))),
            "seconds": motion.seconds, "run": motion.run, "plays": motion.plays,
            "rests": motion.rests,
        }  # fmt: skip
    return pack({"plane": header}, arrays)


def _listed(column: Sequence[Any] | Array) -> list[Any]:
    if isinstance(column, np.ndarray):
        return [float(f"{value:.6g}") for value in column.tolist()]
    return list(column)


def _board(board: Board, arrays: dict[str, Array]) -> dict[str, Any]:
    """Describe a board; the arrays of its marks are put beside those of the others."""
    marks = []
    for at, mark in enumerate(board.marks):
        for name, array in mark.arrays.items():
            arrays[f"{board.word}:{at}:{name}"] = array
        marks.append({"kind": mark.kind, **mark.options})
    return {
        "word": board.word, "title": board.title, "spoken": board.spoken, "weight": board.weight,
        "square": board.square, "axes": board.axes, "adds": board.adds, "marks": marks,
        "x": _axis(board.x),
        "y": _axis(board.y),
    }  # fmt: skip


def _axis(axis: Axis) -> list[Any]:
    return [axis.low, axis.high, axis.title, axis.ticks]


def event_from(message: Any) -> Event | None:
    """Return what a message from the browser says, None when it does not fit."""
    if not isinstance(message, Mapping):
        return None
    name, act = message.get("name"), message.get("act")
    if not isinstance(name, str) or act not in ("move", "add", "remove"):
        return None
    numbers = [message.get(word, 0.0) for word in ("x", "y", "value", "index")]
    if not all(
        isinstance(n, int | float) and not isinstance(n, bool) and isfinite(n) for n in numbers
    ):
        return None
    x, y, value, index = (float(number) for number in numbers)
    return Event(name[:40], act, x, y, value, int(index), message.get("done") is not False)


_plane = st.components.v2.component(
    "neural_playground.plane", html=room(420), js=bootstrap("plane.js"), isolate_styles=False
)


def draw(
    key: str,
    content: bytes,
    *,
    on_event: Callable[[Event], object],
    on_frame: Callable[[int], object],
) -> None:
    """Draw a plane, best inside a fragment that draws what hangs on its numbers too.

    Args:
        key: the component's key.
        content: bytes of `packed`; the same bytes again draw nothing anew.
        on_event: called before the script run with each event once; its numbers come from the
            browser: check them.
        on_frame: called with the frame at which a person paused, stepped or scrubbed to.
    """

    def acted() -> None:
        message = value_of(key, "event")
        event = event_from(message)
        if event is not None and is_new(message):
            on_event(event)

    def rested() -> None:
        frame = value_of(key, "frame")
        if isinstance(frame, int | float) and not isinstance(frame, bool) and isfinite(frame):
            on_frame(max(0, int(frame)))

    _plane(key=key, data=content, on_event_change=acted, on_frame_change=rested)

"""The pictures of the eight mistakes: for each what its program made of the data, and a curve."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from playground.errors import N_
from playground.explain.logistic import homogeneous, sigmoid
from playground.explain.mistakes import SURELY_WRONG, Trace, pulls, run, stages_of
from playground.spec.lessons import Mistakes
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
    chances,
    dots,
    half,
    handle,
    heat,
    label,
    line,
    segments,
    straight,
)
from playground.ui.texts import _

STAGES = {"written": N_("As written"), "half": N_("Half mended"), "mended": N_("Mended")}
HUES = {"written": "red", "half": "gold", "mended": "teal"}
DASHES = {"written": "", "half": "8 4", "mended": "3 3"}
SIDE, REACH = 25, 2.2
CLOUDS = 4.0
SHOWN_ROWS = 30
HIGH, MIDDLE, LOW = 390, 300, 222
"""Heights of a row that stands alone, of one with three boards, and of one of two rows."""


class Measure(NamedTuple):
    """A curve: what it measures, from 0 to where, its values (T,)."""

    name: str
    high: float
    of: Callable[[Trace], Array]


def plane(mistakes: Mistakes) -> Plane:
    """Return the picture of a mistake, and of the mended runs beside it."""
    word = mistakes.topic
    new_x = mistakes.new_x if word == "prediction" else 0.0
    traces = {
        stage: run(word, stage, mistakes.seed, new_x)
        for stage in stages_of(word, mended=mistakes.mended)
    }
    groups = [DRAWN[word](trace, stage) for stage, trace in traces.items()]
    if word == "prediction":
        row = Row(430, tuple(_prediction(traces[stage], stage, new_x) for stage in traces))
        return Plane((row,), say=" · ".join(_printed(stage, traces[stage]) for stage in traces))
    rows = _rows(groups)
    return Plane(
        (*rows, Row(155, (_curves(word, traces),))),
        say="{told:text}",
        motion=Motion({"told": _told(word, traces)}, seconds=6.0, plays=True, run=repr(mistakes)),
    )


def _rows(groups: Sequence[tuple[Board, ...]]) -> tuple[Row, ...]:
    """One row where it fits, else a row for each kind of board, or for each stage if these many."""
    if len(groups) == 1 or len(groups[0]) == 1:
        boards = tuple(board for group in groups for board in group)
        return (Row(HIGH if len(boards) < 3 else MIDDLE, boards),)
    columns = groups if len(groups[0]) > 2 else list(zip(*groups, strict=True))
    return tuple(Row(LOW, tuple(boards)) for boards in columns)


def _longest(traces: Mapping[str, Trace]) -> Array:
    return max((trace.epochs for trace in traces.values()), key=len)


def _told(word: str, traces: Mapping[str, Trace]) -> list[str]:
    """Say of every frame what each stage has come to."""
    measure = MEASURES[word]
    values = {stage: measure.of(trace) for stage, trace in traces.items()}
    told = []
    for at, epoch in enumerate(_longest(traces)):
        parts = [_("Epoch {epoch}").format(epoch=epoch)]
        for stage, trace in traces.items():
            value = plain(float(values[stage][min(at, len(values[stage]) - 1)]), 3)
            text = f"{_(STAGES[stage])}: {_(measure.name)} {value}"
            parts.append(text + (f" ({trace.error})" if trace.error else ""))
        told.append(" · ".join(parts))
    return told


def _printed(stage: str, trace: Trace) -> str:
    """Say what a program printed."""
    return f"{_(STAGES[stage])}: " + " → ".join(trace.printed)


def _curves(word: str, traces: Mapping[str, Trace]) -> Board:
    measure = MEASURES[word]
    last = max(1.0, float(_longest(traces)[-1]))
    passed = [measure.of(trace)[trace.epochs >= 0.1 * last] for trace in traces.values()]
    height = _clear(np.concatenate(passed), measure.high)
    marks: list[Mark] = []
    for at, (stage, trace) in enumerate(traces.items()):
        places = np.stack([trace.epochs, measure.of(trace)], -1)
        if len(places) > 1:
            marks.append(line(places, HUES[stage], width=2.5, dash=DASHES[stage], grows=True))
        marks.append(dots(places[:, None], hue=HUES[stage], radius=5))
        place = 0.97 - 0.3 * (len(traces) - 1 - at)
        marks.append(label((place * last, height), _(STAGES[stage]), HUES[stage], align="right",
                           bold=True))  # fmt: skip
    title = _(measure.name)
    return Board("curves", title[:1].upper() + title[1:], Axis(0, last, _("epochs")),
                 Axis(0, measure.high), tuple(marks),
                 _("The curve of each program against epochs."))  # fmt: skip


def _clear(values: Array, high: float) -> float:
    """Return the height for a line of names that is farthest from all values of the curves."""
    heights = high * np.linspace(0.88, 0.12, 20)
    gaps = np.abs(heights[:, None] - np.append(values, 2 * high)).min(1)
    return float(heights[gaps.argmax()])


def _titled(stage: str, name: str) -> str:
    return f"{_(STAGES[stage])}: {name}"


def _lines(trace: Trace, stage: str) -> tuple[Board, ...]:
    w, b = trace.seen["w"][..., 0], trace.seen["b"][..., 0]  # (T, 1) or (T, N)
    ends = np.stack([np.zeros_like(w), b, np.full_like(w, 2.0), b + 2 * w], -1)
    places = np.column_stack([trace.data["x"], trace.data["y"]])
    alone = w.shape[1] == 1
    marks = (
        segments(ends, HUES[stage], width=3 if alone else 1, alpha=1.0 if alone else 0.4),
        dots(places, hue="text", radius=4),
    )
    name = _("one line") if alone else _("{count} lines").format(count=w.shape[1])
    return (Board(f"lines-{stage}", _titled(stage, name), Axis(0, 2, "x"), Axis(-2, 15, "y"), marks,
                  _("The points, and every line that the program holds.")),)  # fmt: skip


def _outputs(trace: Trace, stage: str) -> tuple[Board, ...]:
    """The answers of one sum of two inputs, without or with a sigmoid."""
    w = np.column_stack([trace.seen["w"], trace.seen["b"]])  # (T, 3)
    points, y = trace.data["x"], trace.data["y"]
    ground: tuple[Mark, ...] = (chances(w), half(w, bare=True, width=3))
    name = _("a probability")
    if stage == "written":
        z = w @ homogeneous(_grid(0, 1)).T
        one, middle = np.array([0, 0, 1.0]), np.array([0, 0, 0.5])
        ground = (
            heat(np.clip(z, 0, 1).reshape(-1, SIDE, SIDE), "probability"),
            half(w, bare=True, dash="4 4", width=1.5),
            half(w - one, bare=True, dash="4 4", width=1.5),
            half(w - middle, bare=True, width=3),
        )
        name = _("beyond the dashed lines cut to 0 and 1")
    x1, x2 = Axis(0, 1, "x₁"), Axis(0, 1, "x₂")
    return (Board(f"outputs-{stage}", _titled(stage, name), x1, x2,
                  (*ground, dots(points, y, radius=4)),
                  _("Map of the answer over both inputs, with the points."), square=True),
    )  # fmt: skip


def _grid(low: float, high: float) -> Array:
    axis = np.linspace(low, high, SIDE)
    return np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)


def _network(trace: Trace, stage: str) -> tuple[Board, ...]:
    """The answer of two layers over the plane."""
    w1, w2 = trace.seen["w1"], trace.seen["w2"]  # (T, 3, H), (T, H, 1)
    grid = homogeneous(_grid(-REACH, REACH))
    p = sigmoid(sigmoid(grid @ w1) @ w2).reshape(-1, SIDE, SIDE)
    x, y = trace.data["x"], trace.data["y"][:, 0]
    marks: tuple[Mark, ...] = (heat(p, "probability"), dots(x[:, :2], y, radius=4))
    if trace.error:
        marks += (label((0, 0), trace.error.partition(":")[0], "bad", size=18, bold=True),)
    name = _("stopped with an error") if trace.error else _("the answer")
    return (Board(f"network-{stage}", _titled(stage, name), Axis(-REACH, REACH, "x₁"),
                  Axis(-REACH, REACH, "x₂"), marks,
                  _("Map of the answer over both inputs, with the points."), square=True),
    )  # fmt: skip


def _neurons(trace: Trace, stage: str) -> tuple[Board, ...]:
    """The weights of every hidden neuron on their way, and the answer."""
    ways = trace.seen["w1"][:, :2].transpose(0, 2, 1)  # (T, H, 2)
    reach = max(1.0, 1.1 * float(np.abs(ways).max()))
    marks = [line(way, HUES[stage], width=1.5, grows=True) for way in ways.transpose(1, 0, 2)]
    marks.append(dots(ways, hue=HUES[stage], radius=7, hollow=True))
    apart = len(np.unique(ways[-1].round(6), axis=0))
    name = _("8 neurons, different: {count}").format(count=apart)
    board = Board(f"neurons-{stage}", _titled(stage, name), Axis(-reach, reach, "w₁"),
                  Axis(-reach, reach, "w₂"), tuple(marks),
                  _("Both weights of each hidden neuron, on their way."), square=True)  # fmt: skip
    return (board, *_network(trace, stage))


def _sequences(trace: Trace, stage: str) -> tuple[Board, ...]:
    """What arrives of the numbers, and the answer to each of the known and the new ones."""
    rows = trace.data["inputs"][:SHOWN_ROWS]
    arrives = Board(
        f"arrives-{stage}", _titled(stage, _("what arrives")), Axis(0, rows.shape[1], _("entry")),
        Axis(0, len(rows), _("sequence")), (heat(rows - rows.mean(), limit=0.8),),
        _("The numbers that the network sees, a row for each sequence."))  # fmt: skip
    p, y = trace.seen["p"], trace.data["y"]
    marks = [dots(_along(p), y.astype(float), radius=4)]
    high = len(y)
    if "test_p" in trace.seen:
        marks.append(dots(_along(trace.seen["test_p"], len(y)), trace.data["test_y"].astype(float),
                          radius=4, hollow=True))  # fmt: skip
        high *= 2
        marks.append(segments(np.array([[len(y), 0, len(y), 1.0]]), "mute", dash="4 4"))
    name = _("known | new") if high > len(y) else _("answers")
    answers = Board(f"answers-{stage}", _titled(stage, name), Axis(0, high, _("sequence")),
                    Axis(-0.05, 1.05, "p"), tuple(marks),
                    _("The answer to each sequence; its colour is its label."))  # fmt: skip
    return arrives, answers


def _along(p: Array, start: int = 0) -> Array:
    """Return (T, N, 2): each answer above its number."""
    index = np.broadcast_to(start + np.arange(p.shape[1]), p.shape)
    return np.stack([index, p], -1)


def _three(trace: Trace, stage: str) -> tuple[Board, ...]:
    """The map of each output."""
    x, y = trace.data["x"], trace.data["y"].astype(float)
    return tuple(
        Board(f"output-{stage}-{k}", _titled(stage, _("output {number}").format(number=k + 1)),
              Axis(-CLOUDS, CLOUDS, "x₁"), Axis(-CLOUDS, CLOUDS, "x₂"),
              (chances(trace.seen["w"][:, k]), dots(x[:, :2], y, count=3, radius=4)),
              _("Map of the answer over both inputs, with the points."), square=True)
        for k in range(3)
    )  # fmt: skip


def _softmax(trace: Trace, stage: str) -> tuple[Board, ...]:
    """The winner over the plane, and the pull of a surely wrong point on each sum."""
    x, y = trace.data["x"], trace.data["y"].astype(float)
    winner = Board(
        f"winner-{stage}", _titled(stage, _("the most probable class")),
        Axis(-CLOUDS, CLOUDS, "x₁"), Axis(-CLOUDS, CLOUDS, "x₂"),
        (chances(trace.seen["w"], 3), dots(x[:, :2], y, count=3, radius=4)),
        _("Map of the winning class over both inputs, with the points."), square=True)  # fmt: skip
    pull = pulls(SURELY_WRONG, stage)
    corners = np.column_stack([np.arange(3) + 0.2, np.minimum(0, pull), np.arange(3) + 0.8,
                               np.maximum(0, pull)])  # fmt: skip
    marks = [bars(corners, ["class0", "class1", "class2"], count=3)]
    for k, value in enumerate(pull):
        side = -0.3 if value >= 0 else 0.3
        marks.append(label((k + 0.5, side), _("class {number}").format(number=k + 1), "mute"))
        place = (k + 0.5, value + (0.3 if value >= 0 else -0.3))
        marks.append(label(place, plain(float(value)), "text", bold=True))
    name = _("pull of a sure mistake")
    pulled = Board(f"pulls-{stage}", _titled(stage, name), Axis(0, 3, ticks=False), Axis(-2.5, 2),
                   tuple(marks), _("How hard a surely wrong point pulls each of the three sums.")
    )  # fmt: skip
    return winner, pulled


def _prediction(trace: Trace, stage: str, new_x: float) -> Board:
    """The line, what was asked for, and which place of it was printed."""
    x, y = trace.data["x"], trace.data["y"]
    w, b = trace.seen["w"][0], trace.seen["b"][0]
    at = x[0] if stage == "written" else new_x
    place = np.array([[at, w * at + b]])
    marks = (
        straight(np.array([w, b]), "mute"),
        dots(np.column_stack([x, y]), hue="text", radius=4),
        segments(np.array([[new_x, 0.3, new_x, w * new_x + b]]), "violet", dash="5 4", width=1.5),
        dots(place, hue=HUES[stage], radius=8),
        label((at, float(place[0, 1]) + 0.35), plain(float(place[0, 1]), 3), HUES[stage], bold=True,
              size=16),
        handle("new_x", (new_x, 0.3), _("The new input"), hue="violet", along="x", step=0.05,
               label=f"x = {new_x:.2f}"),
    )  # fmt: skip
    name = _("the answer to the first training point") if stage == "written" else _(
        "the answer to the new input")  # fmt: skip
    return Board(f"prediction-{stage}", _titled(stage, name), Axis(-0.1, 1.6, "x"),
                 Axis(0, 4.6, "y"), marks,
                 _("The line, the new input, and the place that was printed."))  # fmt: skip


def _squared(trace: Trace) -> Array:
    w, b = trace.seen["w"][..., 0], trace.seen["b"][..., 0]
    x, y = trace.data["x"][:, 0], trace.data["y"][:, 0]
    error: Array = ((w * x + b - y) ** 2).mean(-1)
    return error


def _right(trace: Trace) -> Array:
    y = trace.data["y"].reshape(-1)
    p = trace.seen["p"].reshape(-1, len(y))
    share: Array = ((p > 0.5) == (y > 0.5)).mean(-1)
    return share


def _loss(trace: Trace) -> Array:
    y = trace.data["y"].reshape(-1)
    p = np.clip(trace.seen["p"].reshape(-1, len(y)), 1e-7, 1 - 1e-7)
    loss: Array = -np.where(y > 0.5, np.log(p), np.log(1 - p)).mean(-1)
    return loss


def _tested(trace: Trace) -> Array:
    return trace.seen["test_right" if "test_right" in trace.seen else "right"]


def _winners(trace: Trace) -> Array:
    z = trace.data["x"] @ trace.seen["w"].transpose(0, 2, 1)  # (T, N, C)
    ties = (z.max(-1) - np.sort(z, -1)[..., -2]) < 1e-12
    share: Array = ((z.argmax(-1) == trace.data["y"]) & ~ties).mean(-1)
    return share


def _surprise(trace: Trace) -> Array:
    loss: Array = -np.log((trace.seen["p"] * trace.data["t"]).sum(-1)).mean(-1)
    return loss


DRAWN: Mapping[str, Callable[[Trace, str], tuple[Board, ...]]] = {
    "average": _lines,
    "sigmoid": _outputs,
    "backward": _network,
    "zeros": _neurons,
    "integers": _sequences,
    "shared": _three,
    "softmax": _softmax,
    "prediction": lambda trace, stage: (),
}
"""Mistake -> the boards of one program."""
MEASURES: Mapping[str, Measure] = {
    "average": Measure(N_("mean squared error"), 6, _squared),
    "sigmoid": Measure(N_("share of points right"), 1.05, _right),
    "backward": Measure(N_("cross-entropy"), 1.6, _loss),
    "zeros": Measure(N_("cross-entropy"), 1, _loss),
    "integers": Measure(N_("share right"), 1.05, _tested),
    "shared": Measure(N_("share of points with a right winner"), 1.05, _winners),
    "softmax": Measure(N_("cross-entropy of the right class"), 1.15, _surprise),
}
"""Mistake -> its curve."""

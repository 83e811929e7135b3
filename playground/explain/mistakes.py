"""The eight mistakes, run: what a page shows is what the shown program itself computed.

Axis letters: T pictured epochs, N points, C classes.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.explain.logistic import homogeneous, sigmoid
from playground.explain.mistaken import PROGRAMS
from playground.explain.regression import frames_of

Array = NDArray[Any]

POINTS = 100
CENTRES = np.array([[-1.6, -1.0], [1.6, -1.0], [0.0, 1.7]])
SURELY_WRONG = np.array([0.01, 0.98, 0.01])
"""What a softmax says of a point that belongs to the first class."""
HIDDEN, FITTED, RATE = 32, 300, 0.02
"""Of `fit`: hidden neurons, epochs, Adam's learning rate."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a program did.

    Attributes:
        data: what it was given.
        epochs: the pictured ones (T,).
        seen: what it handed to `watch`, name -> (T, ...).
        printed: its lines.
        error: what ended it, if anything did.
    """

    data: Mapping[str, Array]
    epochs: Array
    seen: Mapping[str, Array]
    printed: tuple[str, ...]
    error: str


def stages_of(mistake: str, *, mended: bool) -> Sequence[str]:
    """Return the stages that are shown: the program as written, or all."""
    return list(PROGRAMS[mistake]) if mended else ["written"]


def changes(old: str, new: str) -> str:
    """Return a program with the lines that mend it, marked - and +: first all old, then new."""
    before, after = old.splitlines(), new.splitlines()
    lines = list(difflib.unified_diff(before, after, n=len(before), lineterm=""))[3:]
    return "\n".join(f"{line[0]} {line[1:]}" for line in lines)


@lru_cache(maxsize=64)
def run(mistake: str, stage: str, seed: int, new_x: float = 0.0) -> Trace:
    """Run a program of ours; `new_x` belongs to the prediction."""
    data = DATA[mistake](np.random.default_rng(seed))
    rows: list[Mapping[str, Array]] = []
    printed: list[str] = []

    def watch(**numbers: Any) -> None:
        rows.append({name: np.array(value, float) for name, value in numbers.items()})

    def say(*words: Any) -> None:
        printed.append(" ".join(f"{w:.3f}" if isinstance(w, float) else str(w) for w in words))

    def fit(*given: Array) -> None:
        data.update(zip(("inputs", "y", "test_x", "test_y"), given, strict=False))
        _fit(watch, np.random.default_rng(seed), *given)

    names = {"np": np, "rng": np.random.default_rng(seed + 1), "sigmoid": sigmoid, "watch": watch,
             "print": say, "fit": fit, "new_x": new_x, **data}  # fmt: skip
    error = ""
    with np.errstate(all="ignore"):
        try:
            exec(PROGRAMS[mistake][stage], names)
        except UnboundLocalError as ended:
            error = f"{type(ended).__name__}: {ended}"
    epochs = frames_of(len(rows) - 1)
    seen = {name: _stacked([rows[epoch][name] for epoch in epochs]) for name in rows[0]}
    return Trace(data, epochs, seen, tuple(printed), error)


def _stacked(rows: Sequence[Array]) -> Array:
    """Return (T, ...) of rows the first of which may be smaller, as (1, 1) before (100, 1)."""
    return np.array([np.broadcast_to(row, rows[-1].shape) for row in rows])


def _fit(watch: Callable[..., None], rng: np.random.Generator, *given: Array) -> None:
    """Train tanh neurons and one sigmoid by Adam, all points at once, on cross-entropy.

    What is given is (x, y), and perhaps as much to test on.
    """
    (x, y), new = given[:2], given[2:]
    inputs = x.shape[1] + 1
    start = rng.standard_normal((inputs + 1, HIDDEN))
    weights = [start[:-1] / np.sqrt(inputs), start[-1:].T / np.sqrt(HIDDEN)]
    firsts, seconds = ([np.zeros_like(w) for w in weights] for _ in range(2))
    known = homogeneous(x - 0.5)
    for epoch in range(FITTED + 1):
        h = np.tanh(known @ weights[0])
        p = sigmoid(h @ weights[1])[:, 0]
        more = {}
        if new:
            test_p = sigmoid(np.tanh(homogeneous(new[0] - 0.5) @ weights[0]) @ weights[1])[:, 0]
            more = {"test_p": test_p, "test_right": np.mean((test_p > 0.5) == new[1])}
        watch(p=p, right=np.mean((p > 0.5) == y), **more)
        d = (p - y)[:, None] / len(x)
        slopes = known.T @ (d @ weights[1].T * (1 - h**2)), h.T @ d
        for at, slope in enumerate(slopes):
            firsts[at] = 0.9 * firsts[at] + 0.1 * slope
            seconds[at] = 0.999 * seconds[at] + 0.001 * slope**2
            first = firsts[at] / (1 - 0.9 ** (epoch + 1))
            second = seconds[at] / (1 - 0.999 ** (epoch + 1))
            weights[at] = weights[at] - RATE * first / (np.sqrt(second) + 1e-7)


def pulls(p: Array, stage: str) -> Array:
    """Return -dL/dz of a softmax whose first class is right, by the program's rule.

    Descent moves each sum that way: up above 0, down below.
    """
    t = np.array([1.0, 0.0, 0.0])
    found: Array = p - t
    if stage == "written":
        slope = found / (p * (1 - p))
        found = p * (slope - (p * slope).sum())
    return -found


def _line(rng: np.random.Generator) -> dict[str, Array]:
    """Points of y = 3 + 4 x + N(0, 1), as columns (N, 1)."""
    x = 2 * rng.random((POINTS, 1))
    return {"x": x, "y": 3 + 4 * x + rng.standard_normal((POINTS, 1))}


def _corner(rng: np.random.Generator) -> dict[str, Array]:
    """Points of the unit square; 1 where x1 + x2 > 1."""
    x = rng.random((POINTS, 2))
    return {"x": x, "y": (x.sum(1) > 1).astype(float)}


def _crossed(rng: np.random.Generator) -> dict[str, Array]:
    """Points round the origin, a one for the bias; 1 where x1 x2 > 0."""
    x = rng.uniform(0.1, 1, (POINTS, 2)) * rng.choice([-1.0, 1.0], (POINTS, 2))
    y = (x.prod(1) > 0).astype(float)
    return {"x": homogeneous(2 * x), "y": y[:, None]}


def _clouds(rng: np.random.Generator) -> dict[str, Array]:
    """Three clouds, a one for the bias; `t` is the class as one of three."""
    classes = np.arange(90) % 3
    points = CENTRES[classes] + 0.8 * rng.standard_normal((90, 2))
    return {"x": homogeneous(points), "y": classes, "t": np.eye(3)[classes]}


def _nothing(rng: np.random.Generator) -> dict[str, Array]:
    return {}


def _rising(rng: np.random.Generator) -> dict[str, Array]:
    """Points of y = 2 x + 1 + N(0, 0.1²)."""
    x = rng.random(30)
    return {"x": x, "y": 2 * x + 1 + 0.1 * rng.standard_normal(30)}


DATA: Mapping[str, Callable[[np.random.Generator], dict[str, Array]]] = {
    "average": _line,
    "sigmoid": _corner,
    "backward": _crossed,
    "zeros": _crossed,
    "integers": _nothing,
    "shared": _clouds,
    "softmax": _clouds,
    "prediction": _rising,
}
"""Mistake -> the data of its program."""

"""Linear regression by gradient descent: data, bowl, path and the exact answer beside it.

    L(w, b) = mean (w x + b - y)²
    dL/dw = 2 mean (w x + b - y) x        dL/db = 2 mean (w x + b - y)

L is a bowl with the constant second derivatives H = 2 mean [[x², x], [x, 1]]; descent with a rate
below 2 / lambda_max(H) ends at its bottom, above it grows without end (from nearly every start).
Axis letters: T frames, N points, G grid.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.spec.lessons import Linear

Array = NDArray[Any]

WIDTH = 2.0
"""Points are drawn with x from U(0, WIDTH)."""
BATCH = {"all": None, "some": 10, "one": 1}
"""Word of the lesson -> how many points a step looks at; None is all of them."""
FRAMES = 100
"""Pictures of a whole descent, at most; the early ones lie closer together."""
EACH = 12
"""Places of the path between two pictures."""
LOST = 1e4
"""Times the first loss from which on a descent counts as diverged."""
RUNAWAY = 1e12
LEVELS = 14


@dataclass(frozen=True, slots=True)
class Bowl:
    """The loss over (w, b): its lowest place and value, and how strongly it bends.

    `curvatures` are the eigenvalues of H, the larger first.
    """

    lowest: tuple[float, float]
    floor: float
    curvatures: tuple[float, float]

    @property
    def bound(self) -> float:
        """The rate from which on descent diverges: 2 / lambda_max."""
        return 2.0 / self.curvatures[0]


@dataclass(frozen=True, slots=True)
class Path:
    """A descent: `places` (w, b) and `losses` at each frame's epoch (T,), and the way between.

    `way` holds EACH places more with every frame; `is_lost` says that it diverged.
    """

    epochs: Array
    places: Array
    losses: Array
    way: Array
    is_lost: bool


def points_of(lesson: Linear) -> Array:
    """Return the points (N, 2) of a lesson: a person's own, or drawn round a line of their own."""
    if lesson.dots:
        return np.array(lesson.dots, float)
    rng = np.random.default_rng(lesson.seed)
    x = WIDTH * rng.uniform(size=lesson.samples)
    y = lesson.intercept + lesson.slope * x + lesson.spread * rng.standard_normal(lesson.samples)
    return np.round(np.column_stack([lesson.stretch * x, y]), 2)


def scale_of(x: Array, *, scaled: bool) -> tuple[float, float]:
    """Return (middle, size) by which x enters the line as (x - middle) / size."""
    if not scaled or len(x) < 2 or x.std() == 0:
        return 0.0, 1.0
    return float(x.mean()), float(x.std())


def in_data(weights: Array, scale: tuple[float, float]) -> Array:
    """Return (w, b) of the scaled x as slope and intercept over x itself, in the same shape."""
    middle, size = scale
    w, b = weights[..., 0], weights[..., 1]
    return np.stack([w / size, b - w * middle / size], -1)


def loss(x: Array, y: Array, w: Array, b: Array) -> Array:
    """Return the mean squared error of lines (w, b) of any shape."""
    found: Array = ((w[..., None] * x + b[..., None] - y) ** 2).mean(-1)
    return found


def gradient(x: Array, y: Array, w: float, b: float) -> tuple[float, float]:
    """Return dL/dw and dL/db."""
    off = w * x + b - y
    return float(2 * (off * x).mean()), float(2 * off.mean())


def bowl_of(x: Array, y: Array) -> Bowl:
    """Return the bowl of points, its lowest place by least squares."""
    design = np.column_stack([x, np.ones_like(x)])
    (w, b), *_rest = np.linalg.lstsq(design, y, rcond=None)
    second = 2 * design.T @ design / len(x)
    low, high = np.linalg.eigvalsh(second)
    floor = float(loss(x, y, np.array(w), np.array(b)))
    return Bowl((float(w), float(b)), floor, (float(high), max(0.0, float(low))))


def frames_of(epochs: int) -> Array:
    """Return the epochs that are pictured (T,): dense at first, the last one always among them."""
    share = np.linspace(0, 1, FRAMES + 1)
    return np.unique(np.rint(epochs * share**1.7).astype(int))


def descend(x: Array, y: Array, lesson: Linear, batch: str) -> Path:
    """Follow gradient descent for so many rounds over the points, shuffled by the lesson's seed."""
    count = len(x)
    size = min(count, BATCH[batch] or count)
    steps = int(np.ceil(count / size))  # an epoch
    pictured = frames_of(lesson.rounds)
    marks = np.concatenate([
        [0], *(np.rint(np.linspace(a, b, EACH + 1)[1:] * steps) for a, b in pairwise(pictured))
    ]).astype(int)  # fmt: skip
    walked = _walk(x, y, lesson, size)
    way = walked[np.minimum(marks, len(walked) - 1)]
    places = way[::EACH]
    losses = loss(x, y, places[:, 0], places[:, 1])
    known = np.isfinite(losses) & (losses < LOST * max(losses[0], 1e-9))
    end = len(losses) if known.all() else max(2, int(known.argmin()) + 1)
    kept = slice(0, end)
    return Path(pictured[kept], places[kept], losses[kept], way[: (end - 1) * EACH + 1],
                not bool(known.all()))  # fmt: skip


def _walk(x: Array, y: Array, lesson: Linear, size: int) -> Array:
    """Return (w, b) after every step, the start first; ends early where numbers run away.

    A batch enters a step by four sums alone, which are taken for a whole epoch at once.
    """
    rng, count = np.random.default_rng(lesson.seed + 1), len(x)
    w, b, order = lesson.start_w, lesson.start_b, np.arange(count)
    edges = np.arange(0, count, size)
    lengths = np.diff([*edges, count])
    share = (2 * lesson.learning_rate / lengths).tolist()
    out = [(w, b)]
    for _epoch in range(lesson.rounds):
        if size < count:
            order = rng.permutation(count)
        u, v = x[order], y[order]
        sums = [np.add.reduceat(one, edges).tolist() for one in (u * u, u, u * v, v)]
        for rate, xx, x1, xy, y1, n in zip(share, *sums, lengths.tolist(), strict=True):
            w, b = w - rate * (xx * w + x1 * b - xy), b - rate * (x1 * w + n * b - y1)
            out.append((w, b))
            if not abs(w) + abs(b) < RUNAWAY:
                break
        if not abs(w) + abs(b) < RUNAWAY:
            break
    return np.array(out)


def relief(x: Array, y: Array, bowl: Bowl, sides: tuple[Array, Array]) -> Array:
    """Return the bowl in contour levels (G, G) over axes of w and b, the lowest b first.

    level = LEVELS log(1 + (L - floor) / soft) / span: a deep bottom and a high wall are both seen.
    """
    ws, bs = sides
    heights = loss(x, y, *np.meshgrid(ws, bs)) - bowl.floor
    soft = max(float(np.quantile(heights, 0.05)), 1e-9)
    span = float(np.log1p(heights.max() / soft))
    levels: Array = LEVELS * np.log1p(np.maximum(heights, 0) / soft) / max(span, 1e-9)
    return levels

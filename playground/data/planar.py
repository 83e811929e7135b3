"""Data sets on the plane, drawn from a generator of random numbers.

Each entry is `generate(rng, samples, noise, classes) -> (points (N, 2), labels (N,))`. Points lie
on the board [-6, 6] squared unless noise carries them out. A label is the class, 0 to C-1 (of two,
0 is TensorFlow Playground's -1 and 1 its +1), or the value of a regression set. `noise` lies in
[0, 0.5]. The first six follow TensorFlow Playground's source, also in what noise means: for circle,
xor, plane and multi_gauss the label (not the point) is taken at a displaced place.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]
Drawn = tuple[Array, Array]

HILLS = np.array(
    [
        (-4.0, 2.5, 1.0),
        (0.0, 2.5, -1.0),
        (4.0, 2.5, 1.0),
        (-4.0, -2.5, -1.0),
        (0.0, -2.5, 1.0),
        (4.0, -2.5, -1.0),
    ]
)
"""Centre (x1, x2) and sign of each hill of multi_gauss."""


def circle(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """Radius U(0, 2.5) and U(3.5, 5); class 1 where the displaced point is within 2.5."""
    inner = samples // 2
    radius = np.concatenate([rng.uniform(0, 2.5, inner), rng.uniform(3.5, 5, samples - inner)])
    points = _polar(radius, rng.uniform(0, 2 * np.pi, samples))
    displaced = points + noise * rng.uniform(-5, 5, (samples, 2))
    return points, (np.hypot(*displaced.T) < 2.5).astype(float)


def xor(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """U(-5, 5) pushed 0.3 away from the axes; class 1 where x1 x2 >= 0 at the displaced point."""
    points = rng.uniform(-5, 5, (samples, 2))
    points += np.where(points > 0, 0.3, -0.3)
    displaced = points + noise * rng.uniform(-5, 5, (samples, 2))
    return points, (displaced.prod(axis=1) >= 0).astype(float)


def gauss(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """Clouds at (2, 2) and (-2, -2) whose variance grows from 0.5 to 4 with the noise."""
    variance = 0.5 + 7.0 * noise
    labels = _alternating(samples, 2)
    centres = np.where(labels[:, None] == 1, 2.0, -2.0)
    return centres + np.sqrt(variance) * rng.standard_normal((samples, 2)), labels


def spiral(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """Two arms of 1.75 turns; noise moves the points by U(-1, 1) on each axis."""
    points, arm = _arms(rng, samples, noise, 2, 0.0)
    return points, 1 - arm


def plane(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """The value (x1 + x2) / 10 of the displaced point, over U(-6, 6)."""
    points = rng.uniform(-6, 6, (samples, 2))
    displaced = points + noise * rng.uniform(-6, 6, (samples, 2))
    return points, displaced.sum(axis=1) / 10


def multi_gauss(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """Of six hills sign * max(0, 1 - distance / 2) the one largest in size, over U(-6, 6)."""
    points = rng.uniform(-6, 6, (samples, 2))
    displaced = points + noise * rng.uniform(-6, 6, (samples, 2))
    distance = np.hypot(*(displaced[:, None] - HILLS[None, :, :2]).transpose(2, 0, 1))  # (N, 6)
    height = HILLS[:, 2] * np.maximum(0, 1 - distance / 2)
    largest = np.abs(height).argmax(axis=1)
    return points, height[np.arange(samples), largest]


def counts(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """Poisson counts over U(-6, 6); their mean at the displaced point is 4 exp(-distance / 2).

    The distance is that to the nearest of the first and the fifth hill of multi_gauss.
    """
    points = rng.uniform(-6, 6, (samples, 2))
    displaced = points + noise * rng.uniform(-6, 6, (samples, 2))
    places = HILLS[[0, 4], :2]
    distance = np.hypot(*(displaced[:, None] - places).transpose(2, 0, 1)).min(axis=1)
    return points, rng.poisson(4 * np.exp(-distance / 2)).astype(float)


def moons(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """Two half circles of radius 3.4, one upside down, that reach into each other."""
    labels = _alternating(samples, 2)
    angle = rng.uniform(0, np.pi, samples)
    sign = np.where(labels == 1, 1.0, -1.0)
    across = 3.4 * np.cos(angle) - 1.7 * sign
    points = np.column_stack([across, sign * (3.4 * np.sin(angle) - 0.85)])
    spread = 0.15 + 2.0 * noise
    return points + spread * rng.standard_normal((samples, 2)), labels


def rings(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """Rings within each other, the innermost a disc; the labels are taken from the true ring."""
    labels = _alternating(samples, classes)
    width = 5.5 / classes
    radius = (labels + rng.uniform(0.1, 0.9, samples)) * width
    points = _polar(radius, rng.uniform(0, 2 * np.pi, samples))
    return points + noise * width * rng.standard_normal((samples, 2)), labels


def blobs(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """Round clouds evenly on a circle of radius 3.6."""
    labels = _alternating(samples, classes)
    centres = _polar(np.full(samples, 3.6), 2 * np.pi * labels / classes)
    spread = (0.35 + 1.6 * noise) * min(1.0, 4 / classes + 0.25)
    return centres + spread * rng.standard_normal((samples, 2)), labels


def checkerboard(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """Four by four squares over U(-6, 6); no square touches its like, noise displaces the label."""
    points = rng.uniform(-6, 6, (samples, 2))
    displaced = points + noise * rng.uniform(-3, 3, (samples, 2))
    column, row = np.floor((displaced + 6) / 3).clip(0, 3).T
    # A shift of 4 numbers the squares through, which shares them out evenly; where the classes
    # divide 4 that would make stripes, so each row is shifted by one more.
    shift = 5 if 4 % classes == 0 else 4
    return points, (shift * row + column) % classes


def arms(rng: Generator, samples: int, noise: float, classes: int) -> Drawn:
    """As many arms as classes, radius 0.5 to 5 evenly along each; fewer turns for more arms."""
    return _arms(rng, samples, noise, classes, 0.1)


def _arms(rng: Generator, samples: int, noise: float, classes: int, start: float) -> Drawn:
    """Arms that begin at the share `start` of their length (at 0 they all meet in one point)."""
    labels = _alternating(samples, classes)
    along = start + (1 - start) * (np.arange(samples) // classes) / (samples // classes)
    turns = 1.75 * 2 / classes
    angle = 2 * np.pi * (turns * along + labels / classes)
    points = _polar(5 * along, angle)
    return points + noise * rng.uniform(-1, 1, (samples, 2)), labels


def _alternating(samples: int, classes: int) -> Array:
    """Classes in turn, so that their numbers differ by one at the most."""
    return (np.arange(samples) % classes).astype(float)


def _polar(radius: Array, angle: Array) -> Array:
    """Points (r sin t, r cos t), TensorFlow Playground's way round."""
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])

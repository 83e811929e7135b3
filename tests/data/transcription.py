"""TensorFlow Playground's six generators in plain Python, written from the rules in words.

Each yields (x1, x2, label) with labels of its own (+1, -1, or the value) before any shuffle.
`U(a, b)` is uniform, `q` the noise from 0 to 0.5.
"""

import math
import random


def circle(n, q, draw):
    radius = 5.0
    for low, high, count in ((0.0, radius / 2, n // 2), (0.7 * radius, radius, n - n // 2)):
        for _ in range(count):
            r, angle = draw.uniform(low, high), draw.uniform(0, 2 * math.pi)
            x, y = r * math.sin(angle), r * math.cos(angle)
            seen = math.hypot(x + q * draw.uniform(-5, 5), y + q * draw.uniform(-5, 5))
            yield x, y, 1 if seen < radius / 2 else -1


def xor(n, q, draw):
    for _ in range(n):
        x, y = draw.uniform(-5, 5), draw.uniform(-5, 5)
        x += 0.3 if x > 0 else -0.3
        y += 0.3 if y > 0 else -0.3
        seen = (x + q * draw.uniform(-5, 5)) * (y + q * draw.uniform(-5, 5))
        yield x, y, 1 if seen >= 0 else -1


def gauss(n, q, draw):
    variance = 0.5 + (4 - 0.5) * q / 0.5
    for centre, label, count in ((2, 1, n // 2), (-2, -1, n - n // 2)):
        for _ in range(count):
            deviation = math.sqrt(variance)
            yield draw.gauss(centre, deviation), draw.gauss(centre, deviation), label


def spiral(n, q, draw):
    for delta, label in ((0.0, 1), (math.pi, -1)):
        for i in range(n // 2):
            r = i / (n // 2) * 5
            t = 1.75 * i / (n // 2) * 2 * math.pi + delta
            x, y = r * math.sin(t), r * math.cos(t)
            yield x + q * draw.uniform(-1, 1), y + q * draw.uniform(-1, 1), label


def plane(n, q, draw):
    for _ in range(n):
        x, y = draw.uniform(-6, 6), draw.uniform(-6, 6)
        yield x, y, (x + q * draw.uniform(-6, 6) + y + q * draw.uniform(-6, 6)) / 10


def hill(x, y):
    """The height at a point of multi_gauss."""
    best = 0.0
    for cx, cy, sign in (
        (-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)
    ):  # fmt: skip
        height = sign * min(1.0, max(0.0, 1 - math.hypot(x - cx, y - cy) / 2))
        if abs(height) > abs(best):
            best = height
    return best


def multi_gauss(n, q, draw):
    for _ in range(n):
        x, y = draw.uniform(-6, 6), draw.uniform(-6, 6)
        yield x, y, hill(x + q * draw.uniform(-6, 6), y + q * draw.uniform(-6, 6))


ALL = {
    "circle": circle,
    "xor": xor,
    "gauss": gauss,
    "spiral": spiral,
    "plane": plane,
    "multi_gauss": multi_gauss,
}


def drawn(name, n, q, seed):
    return list(ALL[name](n, q, random.Random(seed)))

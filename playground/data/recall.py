"""Tasks made for remembering: each draws N sequences of T steps and what is to be answered."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[Any]

SIGNS = ("A", "B", "C", "D", "E", "F", "G", "H")
DEEPEST = 8
"""Brackets that may stand open at once."""


class Made(NamedTuple):
    """Inputs (N, T, F) or tokens (N, T), targets (N,), and what tokens and classes are called."""

    inputs: Array
    targets: Array
    alphabet: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def adding(rng: Generator, count: int, steps: int) -> Made:
    """The adding problem: numbers in [0, 1), two of them marked; the answer is their sum.

    One mark lies in each half. Who always says 1 has a mean squared error of 1/6.
    Source: Hochreiter and Schmidhuber (1997), as simplified by Le, Jaitly and Hinton (2015).
    """
    numbers = rng.random((count, steps), dtype=np.float32)
    half = max(1, steps // 2)
    first = rng.integers(0, half, count)
    second = rng.integers(half, steps, count)
    rows, marks = np.arange(count), np.zeros((count, steps), dtype=np.float32)
    marks[rows, first] = marks[rows, second] = 1
    sums = numbers[rows, first] + numbers[rows, second]
    return Made(np.stack([numbers, marks], -1), sums)


def delayed_recall(rng: Generator, count: int, steps: int) -> Made:
    """One of eight signs, then silence, then a cue; the answer is the sign.

    Source: the noiseless temporal order and latch tasks of Bengio, Simard and Frasconi (1994).
    """
    alphabet = ("", *SIGNS, "·", "?")
    silence, cue = alphabet.index("·"), alphabet.index("?")
    signs = rng.integers(0, len(SIGNS), count).astype(np.int32)
    tokens = np.full((count, steps), silence, dtype=np.int32)
    tokens[:, 0], tokens[:, -1] = signs + 1, cue
    return Made(tokens, signs, alphabet, SIGNS)


def parity(rng: Generator, count: int, steps: int) -> Made:
    """Zeros and ones; the answer is whether the number of ones is odd."""
    bits = rng.integers(0, 2, (count, steps), dtype=np.int32)
    return Made(bits + 1, bits.sum(1, dtype=np.int32) % 2, ("", "0", "1"), ("even", "odd"))


def brackets(rng: Generator, count: int, steps: int) -> Made:
    """Brackets between letters; the answer is how many stand open at the end, 0 to 8."""
    alphabet = ("", "(", ")", "x", "y")
    tokens = np.empty((count, steps), dtype=np.int32)
    depth = np.zeros(count, dtype=np.int32)
    drawn = rng.random((count, steps))
    letters = rng.integers(3, 5, (count, steps))
    leaning = rng.uniform(0.35, 0.65, count)  # so that every depth is met about as often
    for step in range(steps):
        opens = (drawn[:, step] < 0.6 * leaning) & (depth < DEEPEST)
        closes = (drawn[:, step] >= 1 - 0.6 * (1 - leaning)) & (depth > 0)
        tokens[:, step] = np.where(opens, 1, np.where(closes, 2, letters[:, step]))
        depth += opens.astype(np.int32) - closes
    return Made(tokens, depth, alphabet, tuple(str(count) for count in range(DEEPEST + 1)))


TASKS: Mapping[str, Callable[[Generator, int, int], Made]] = {
    "adding": adding,
    "recall": delayed_recall,
    "parity": parity,
    "brackets": brackets,
}
"""Data set's word -> what draws it."""

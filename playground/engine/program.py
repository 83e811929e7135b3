"""A program: NumPy calls prepared once and replayed at every step.

On arrays as small as a playground's, finding a function, making views and allocating results cost
more than the arithmetic. So the rules of the engine are not carried out but written down: a rule
takes a Program called `do` and says `do(np.multiply, a, b, out)`. Shapes never change between
steps, so what was written down once can be replayed for ever.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]
Call = Callable[[], object]


class Program:
    """Calls in the order in which they were written down, for arrays of one float type."""

    def __init__(self, dtype: DTypeLike) -> None:
        """Start without calls; `dtype` is the type of all numbers in it."""
        self.dtype = np.dtype(dtype)
        self.calls: list[Call] = []

    def __call__(self, function: Callable[..., object], *arguments: object) -> None:
        """Write down a call; the result goes where the last argument says."""
        self.calls.append(partial(function, *arguments))

    def into(self, out: Array, function: Callable[..., object], left: Array, right: Array) -> None:
        """Write down a call that wants its `out` by name (np.maximum, np.minimum)."""

        def call() -> None:  # twice as fast as a partial with a keyword
            function(left, right, out=out)

        self.calls.append(call)

    def spread(self, source: Array, like: Array) -> Array:
        """The source in the shape of another array; unless it has that, written down as a copy.

        Copying and then working on equal shapes is faster than NumPy's own broadcasting.
        """
        if source.shape == like.shape:
            return source
        wide = self.zeros(*like.shape)
        self.calls.append(partial(wide.__setitem__, ..., source))  # half the time of np.copyto
        return wide

    def number(self, value: float) -> Array:
        """A constant as NumPy likes it best: an array without axes, of the program's type."""
        return np.array(value, dtype=self.dtype)

    def zeros(self, *shape: int) -> Array:
        """An array of the program's type, for results or of zeros."""
        return np.zeros(shape, dtype=self.dtype)

    def filled(self, like: Array, value: float) -> Array:
        """A constant in every place of an array's shape: np.maximum is faster against that."""
        return np.full(like.shape, value, dtype=self.dtype)

    def run(self) -> None:
        """Carry out all calls."""
        for call in self.calls:
            call()


def product(do: Program, left: Array, right: Array, out: Array) -> None:
    """Write down `out[:, r] = left[:, r] @ right[:, r]` for every run r.

    The runs are the MIDDLE axis of all three arrays, (M, R, K) x (K, R, N) -> (M, R, N). A `right`
    without runs (K, N) is shared by all of them, which makes one large product of R small ones.
    """
    runs = left.shape[1]
    if runs == 1:
        do(left[:, 0].dot, right if right.ndim == 2 else right[:, 0], out[:, 0])
    elif right.ndim == 2 and left.flags.c_contiguous:
        do(left.reshape(-1, left.shape[2]).dot, right, out.reshape(-1, out.shape[2]))
    elif left.shape[2] == 1 and right.ndim == 3:  # a column times a row
        do(np.multiply, do.spread(left, out), do.spread(right, out), out)
    else:
        by_run = (right[:, None] if right.ndim == 2 else right).swapaxes(0, 1)
        do(np.matmul, left.swapaxes(0, 1), by_run, out.swapaxes(0, 1))

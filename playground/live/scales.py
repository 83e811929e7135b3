"""Which value is which colour: a range for every unit, held still while the network learns.

Bounded activations know their own range. Units without bounds are divided by the 98th percentile
of |value|, which is taken anew once a second: taken every picture, the colours would flicker.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

BOUNDED: Final = {
    "step": (0.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "sin": (-1.0, 1.0),
    "softmax": (0.0, 1.0),
}
"""Activation word -> its range; all other words have no bounds."""
HELD: Final = 1.0
"""Seconds a measured range stands."""
PERCENTILE: Final = 0.98


class Scales:
    """The ranges (U, 2) of all units of one network, hidden units first, then the outputs."""

    def __init__(self, activations: Sequence[str]) -> None:
        """Take the activation word of each unit."""
        self.ranges = np.array([BOUNDED.get(word, (-1.0, 1.0)) for word in activations])  # (U, 2)
        self._open = np.flatnonzero([word not in BOUNDED for word in activations])
        self._measured_at = -np.inf
        self._step = 0

    def follow(self, units: Array, step: int, now: float) -> None:
        """Measure the units without bounds anew if that is due.

        Args:
            units: values on the board (U, G, G).
            step: batches done; fewer than the last time means a new start.
            now: seconds.
        """
        is_new_start, self._step = step < self._step, step
        if not len(self._open) or (now - self._measured_at < HELD and not is_new_start):
            return
        size = np.abs(units[self._open]).reshape(len(self._open), -1)  # (K, G*G)
        size = np.where(np.isfinite(size), size, 0.0)
        rank = int(PERCENTILE * (size.shape[1] - 1))
        largest = np.partition(size, rank, axis=1)[:, rank]  # (K,)
        # Four digits are enough for a colour and keep the header short.
        half = np.array([float(f"{value:.4g}") or 1.0 for value in largest.tolist()])
        self.ranges[self._open] = np.stack([-half, half], axis=1)
        self._measured_at = now


def to_i2(values: Array, low: float, high: float) -> Array:
    """Quantise finite values: round(32767 * clip((v - mid) / half, -1, 1)) as int16."""
    factor = 32767 / ((high - low) / 2)
    with np.errstate(over="ignore"):  # what overflows is clipped anyway
        scaled = np.multiply(values, np.float32(factor), dtype=np.float32)
        scaled -= np.float32((low + high) / 2 * factor)
    np.clip(scaled, -32767, 32767, out=scaled)
    return np.asarray(np.rint(scaled, out=scaled), dtype=np.int16)


def to_u1(units: Array, ranges: Array) -> Array:
    """Quantise finite units (U, G, G) over their ranges (U, 2): the low end is 0, the high 255."""
    low, high = ranges[:, 0, None, None], ranges[:, 1, None, None]  # (U, 1, 1)
    factor = 255 / (high - low)
    with np.errstate(over="ignore"):  # what overflows is clipped anyway
        scaled = np.multiply(units, factor.astype(np.float32), dtype=np.float32)
        scaled += (0.5 - low * factor).astype(np.float32)  # the cast cuts off, so 0.5 rounds
    np.clip(scaled, 0, 255, out=scaled)
    return np.asarray(scaled, dtype=np.uint8)

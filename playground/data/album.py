"""Album: images of one size as they are stored, each with its class.

What every source of images gives, be it a package, a file from the network or a person's own zip.
Arrays are read-only and share their memory with nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Album:
    """Pixels (N, H, W, C) from 0 to `white`, labels (N,) from 0 to C-1, one name for each class."""

    pixels: NDArray[Any]
    labels: Labels
    names: tuple[str, ...]
    white: float = 255.0

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels."""
        height, width, channels = self.pixels.shape[1:]
        return height, width, channels

    @property
    def nbytes(self) -> int:
        """What the pixels take."""
        return self.pixels.nbytes

    @property
    def digest(self) -> str:
        """A sum over pixels, labels and names that tells one album from another."""
        told = repr((self.pixels.shape, self.pixels.dtype.str, self.names, self.white))
        found = sha256(told.encode())
        found.update(self.labels.tobytes())
        found.update(np.ascontiguousarray(self.pixels).data)
        return found.hexdigest()[:16]

    def bright(self, chosen: NDArray[np.int64] | slice = slice(None)) -> Pixels:
        """The chosen images as float32 within [0, 1]."""
        return np.asarray(self.pixels[chosen] / np.float32(self.white), np.float32)


def album(
    pixels: NDArray[Any], labels: NDArray[Any], names: Sequence[str], white: float = 255.0
) -> Album:
    """An Album of images (N, H, W) or (N, H, W, C) with its arrays frozen."""
    stacked = pixels if pixels.ndim == 4 else pixels[..., None]
    numbers = np.asarray(labels, np.int64)
    for array in (stacked, numbers):
        array.setflags(write=False)
    return Album(stacked, numbers, tuple(names), white)

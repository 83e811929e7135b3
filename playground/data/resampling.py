"""Resizing by area: every output pixel is the mean of the input area that it covers.

Shrinking loses no light and enlarging repeats: out = A image B^T, where the rows of A and B hold
the shares of input pixels in each output pixel and sum to 1.
"""

import numpy as np
from numpy.typing import NDArray

from playground.data.album import Pixels


def resized(image: Pixels, height: int, width: int) -> Pixels:
    """An image (H, W, C) at another size."""
    rows, columns = _shares(image.shape[0], height), _shares(image.shape[1], width)
    return np.asarray(np.einsum("hi,ijc,wj->hwc", rows, image, columns, optimize=True), np.float32)


def _shares(inputs: int, outputs: int) -> NDArray[np.float32]:
    """How much of each input pixel lies in each output pixel (O, I)."""
    edges = np.linspace(0, inputs, outputs + 1)
    starts = np.arange(inputs)
    covered = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    return np.asarray(np.clip(covered, 0, None) * (outputs / inputs), np.float32)

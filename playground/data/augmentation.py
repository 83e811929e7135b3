"""Augmentation: training images shifted, turned, mirrored and roughened anew each time.

Shift and turn are one resampling: pixel p is read at R(-angle) (p - centre - shift) + centre
of the source, bilinear between four neighbours; beyond the border lies 0. Shifts without a turn
copy pixels as they are. Everything is drawn from the Generator that is handed in.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from playground.data.album import Pixels
from playground.spec.vision import Images

FRAME = 2
"""Zeros around an image, so that a place and its neighbours can be read beyond the border."""


def is_augmented(data: Images) -> bool:
    """Whether the Images ask for any augmentation."""
    return bool(data.shift or data.rotate or data.flip or data.pixel_noise)


def augment(batch: Pixels, data: Images, rng: Generator) -> Pixels:
    """A batch (B, H, W, C) within [0, 1], changed as asked; itself where nothing is."""
    count = len(batch)
    if data.flip:
        mirrored = rng.random(count) < 0.5
        batch = np.where(mirrored[:, None, None, None], batch[:, :, ::-1], batch)
    shifts = np.zeros((count, 2), np.int64)
    if data.shift:
        shifts = rng.integers(-data.shift, data.shift + 1, (count, 2))
    if data.rotate:
        angles = np.radians(rng.uniform(-data.rotate, data.rotate, count))
        batch = turned(batch, angles, shifts)
    elif data.shift:
        batch = shifted(batch, shifts)
    if data.pixel_noise:
        noise = rng.standard_normal(batch.shape, np.float32)
        batch = np.clip(batch + np.float32(data.pixel_noise) * noise, 0, 1)
    return batch


def shifted(batch: Pixels, shifts: NDArray[np.int64]) -> Pixels:
    """Images (B, H, W, C) moved down and right by whole pixels (B, 2); zeros come in."""
    _count, height, width, _channels = batch.shape
    rows = np.arange(height) - shifts[:, :1]  # (B, H)
    columns = np.arange(width) - shifts[:, 1:]  # (B, W)
    framed, place, _line = _framed(batch, rows[:, :, None], columns[:, None, :])
    return framed.take(place, axis=0)


def turned(batch: Pixels, angles: NDArray[np.float64], shifts: NDArray[np.int64]) -> Pixels:
    """Images (B, H, W, C) turned clockwise by angles (B,) [rad] about the centre, then shifted."""
    _count, height, width, _channels = batch.shape
    middle = np.array([(height - 1) / 2, (width - 1) / 2], np.float32)
    moved = shifts.astype(np.float32)[..., None]
    down = np.arange(height, dtype=np.float32)[:, None] - middle[0] - moved[:, :1]
    right = np.arange(width, dtype=np.float32) - middle[1] - moved[:, 1:]
    cosine, sine = (wave(angles).astype(np.float32)[:, None, None] for wave in (np.cos, np.sin))
    y = cosine * down - sine * right + middle[0]  # (B, H, W)
    x = sine * down + cosine * right + middle[1]
    top, left = np.floor(y), np.floor(x)
    below, beyond = (y - top)[..., None], (x - left)[..., None]
    framed, place, line = _framed(batch, top.astype(np.int64), left.astype(np.int64))

    def neighbour(step: int) -> Pixels:
        return framed.take(place + step, axis=0)

    upper = _mix(neighbour(0), neighbour(1), beyond)
    lower = _mix(neighbour(line), neighbour(line + 1), beyond)
    return _mix(upper, lower, below)


def _mix(first: Pixels, second: Pixels, share: Pixels) -> Pixels:
    return first + (second - first) * share


def _framed(
    batch: Pixels, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> tuple[Pixels, NDArray[np.int64], int]:
    """Pixels in one line (P, C), where those at rows and columns stand in it, and a row's length.

    A frame of two zeros stands around each image, so that the pixels to the right and below of any
    place are there too: 0 beyond the border.
    """
    count, height, width, channels = batch.shape
    framed = np.zeros((count, height + 2 * FRAME, width + 2 * FRAME, channels), np.float32)
    framed[:, FRAME:-FRAME, FRAME:-FRAME] = batch
    line = width + 2 * FRAME
    place = (np.clip(rows, -FRAME, height) + FRAME) * line
    place = place + np.clip(columns, -FRAME, width) + FRAME
    place = place + (np.arange(count) * line * (height + 2 * FRAME))[:, None, None]
    return framed.reshape(-1, channels), place, line

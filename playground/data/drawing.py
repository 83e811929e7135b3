"""A drawn or uploaded image made like those of a data set: cropped, scaled and placed as there.

Each set has its own way, as its makers describe it. Where the data are ink on a dark ground, an
image on a light ground is turned over first, and what is drawn may stand anywhere in any size.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from playground.data.album import Pixels
from playground.data.resampling import resized
from playground.spec.vision import Images, shape_of

FAINT = 0.1
"""What is brighter than this counts as drawn."""
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Red, green and blue as grey (ITU-R BT.601)."""
DIGIT_WIDTHS = (10, 24)
"""Columns of 32 that a digit of the 8x8 set fills."""
THIN, BOLDER = 0.22, 3
"""Share of ink below which a digit is drawn bolder, and by how many pixels of 32 at most."""


def prepare(drawn: NDArray[np.generic], data: Images) -> Pixels:
    """An image (h, w), (h, w, 1) or (h, w, 3), uint8 or within [0, 1], as one of the set (H, W, C).

    An empty drawing gives an empty image.
    """
    height, width, channels = shape_of(data)
    image = _coloured(_bright(drawn), channels)
    placed = PLACING.get(data.name, cut)(image, height, width)
    return np.asarray(np.clip(placed, 0, 1), np.float32)


def is_empty(drawn: NDArray[np.generic]) -> bool:
    """Whether nothing can be told from an image because all of it is alike."""
    image = _bright(drawn)
    return bool(image.size == 0 or np.ptp(image) < FAINT)


def centred_by_mass(image: Pixels, height: int, width: int) -> Pixels:
    """MNIST: the longer side becomes 20 of 28, the centre of mass stands in the middle.

    LeCun et al. 1998, section III.A.
    """
    ink = _cropped(_on_dark(image))
    if ink is None:
        return np.zeros((height, width, image.shape[2]), np.float32)
    ink = _fitted(ink, max(1, round(20 * height / 28)))
    light = ink.sum(axis=2)
    down, right = (
        (light.sum(axis=1 - axis) * np.arange(light.shape[axis])).sum() / light.sum()
        for axis in (0, 1)
    )
    return _placed(ink, height, width, round(height / 2 - down), round(width / 2 - right))


def filling(image: Pixels, height: int, width: int) -> Pixels:
    """Fashion-MNIST: the longer side fills the image, which stands in the middle."""
    return _boxed(image, height, width, min(height, width))


def small(image: Pixels, height: int, width: int) -> Pixels:
    """Shapes: as large as the middle one of the set, in the middle."""
    return _boxed(image, height, width, round(0.6 * min(height, width)))


def counted(image: Pixels, height: int, width: int) -> Pixels:
    """Digits: a bitmap of 32x32 whose height is filled; each 4x4 block counts its ink, of 16.

    Alpaydin and Kaynak, UCI 1998. Thin pens are made bolder, up to the least ink of the set.
    """
    ink = _cropped(_on_dark(image))
    if ink is None:
        return np.zeros((height, width, 1), np.float32)
    fine, narrow = 4 * height, 4 * width
    columns = round(fine * ink.shape[1] / ink.shape[0])
    ink = resized(ink, fine, int(np.clip(columns, *DIGIT_WIDTHS)))
    bits = _placed(ink, fine, narrow, 0, (narrow - ink.shape[1]) // 2)[..., 0] > 0.5
    for _pixel in range(BOLDER):
        if bits.mean() >= THIN:
            break
        bits = _bolder(bits)
    blocks = bits.reshape(height, 4, width, 4).mean(axis=(1, 3))
    return np.asarray(blocks[..., None], np.float32)


def cut(image: Pixels, height: int, width: int) -> Pixels:
    """Photographs: the largest part in the middle that has the set's proportions."""
    share = min(image.shape[0] / height, image.shape[1] / width)
    rows, columns = (max(1, round(side * share)) for side in (height, width))
    top, left = (image.shape[0] - rows) // 2, (image.shape[1] - columns) // 2
    return resized(image[top : top + rows, left : left + columns], height, width)


PLACING: dict[str, Callable[[Pixels, int, int], Pixels]] = {
    "digits": counted,
    "shapes": small,
    "mnist": centred_by_mass,
    "fashion_mnist": filling,
}
"""Data set -> how its images were made; what is not named here is a photograph."""


def _bright(drawn: NDArray[np.generic]) -> Pixels:
    """An image (h, w, C) of float32 within [0, 1]."""
    white = 255 if drawn.dtype == np.uint8 else 1
    bright = np.asarray(np.clip(np.nan_to_num(drawn) / white, 0, 1), np.float32)
    return bright if bright.ndim == 3 else bright[..., None]


def _coloured(image: Pixels, channels: int) -> Pixels:
    """An image (h, w, 1 or 3) with so many channels."""
    if image.shape[2] == channels:
        return image
    return (image @ LUMA)[..., None] if channels == 1 else np.repeat(image, channels, axis=2)


def _on_dark(image: Pixels) -> Pixels:
    """The image with a dark ground: turned over where most of its border is light."""
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    is_light = np.median(border) > 0.5
    return np.asarray(1 - image if is_light else image, np.float32)


def _cropped(ink: Pixels) -> Pixels | None:
    """What is drawn, without its empty surroundings; None where nothing is."""
    drawn = ink.max(axis=2) > max(FAINT, 0.3 * ink.max())
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows):
        return None
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _fitted(ink: Pixels, side: int) -> Pixels:
    """Scaled so that the longer side becomes `side`."""
    scale = side / max(ink.shape[:2])
    height, width = (max(1, round(length * scale)) for length in ink.shape[:2])
    return resized(ink, height, width)


def _boxed(image: Pixels, height: int, width: int, side: int) -> Pixels:
    """What is drawn, scaled to `side` and placed in the middle."""
    ink = _cropped(_on_dark(image))
    if ink is None:
        return np.zeros((height, width, image.shape[2]), np.float32)
    ink = _fitted(ink, side)
    return _placed(ink, height, width, (height - ink.shape[0]) // 2, (width - ink.shape[1]) // 2)


def _placed(ink: Pixels, height: int, width: int, top: int, left: int) -> Pixels:
    """The ink on an empty image, moved inwards where it would stand over the border."""
    top = int(np.clip(top, 0, height - ink.shape[0]))
    left = int(np.clip(left, 0, width - ink.shape[1]))
    image = np.zeros((height, width, ink.shape[2]), np.float32)
    image[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return image


def _bolder(bits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Every drawn pixel with its four neighbours."""
    grown = bits.copy()
    grown[1:] |= bits[:-1]
    grown[:-1] |= bits[1:]
    grown[:, 1:] |= bits[:, :-1]
    grown[:, :-1] |= bits[:, 1:]
    return grown

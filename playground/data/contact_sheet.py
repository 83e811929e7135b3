"""Contact sheets: many images in one array of bytes (an atlas), row by row, for a page to show.

An atlas (rows x H, columns x W, C) is what a canvas draws whole or tile by tile; tile number i
stands in row i // columns, column i % columns, and empty places are 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data.album import Labels, Pixels
from playground.data.augmentation import augment
from playground.data.pictures import Pictures, balance
from playground.spec.vision import Images

EMPTY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """An atlas of bytes and, for each of its tiles (M,), the class; `EMPTY` where there is none.

    `heads` says what each row shows and `counts` how many images there are of it in all.
    """

    atlas: NDArray[np.uint8]
    labels: Labels
    columns: int
    heads: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def tile(self) -> tuple[int, int]:
        """Height and width of one tile."""
        rows = len(self.labels) // self.columns
        return self.atlas.shape[0] // rows, self.atlas.shape[1] // self.columns


def gallery(pictures: Pictures, columns: int = 12) -> Sheet:
    """Training images of each class in a row, and how many there are of it."""
    tiles, labels = [], []
    for label in range(len(pictures.names)):
        chosen = np.flatnonzero(pictures.train_labels == label)[:columns]
        tiles.append(pictures.train[chosen])
        labels.append(np.full(len(chosen), label))
    return _sheet(tiles, labels, columns, pictures.names, balance(pictures).train)


def augmented(pictures: Pictures, data: Images, rows: int = 4, columns: int = 8) -> Sheet:
    """A training image of each of some classes as it is, then as augmentation makes of it anew."""
    rng = np.random.default_rng(data.seed)
    tiles, labels = [], []
    for label in range(min(rows, len(pictures.names))):
        first = int(np.flatnonzero(pictures.train_labels == label)[0])
        copies = np.repeat(pictures.train[first : first + 1], columns, axis=0)
        copies[1:] = augment(copies[1:], data, rng)
        tiles.append(copies)
        labels.append(np.full(columns, label))
    return _sheet(tiles, labels, columns, pictures.names[:rows], balance(pictures).train[:rows])


def sheet_of(pixels: Pixels, labels: Labels, columns: int) -> Sheet:
    """Any images (M, H, W, C) in their order, as points of an embedding or mistakes want them."""
    rows = range(0, max(1, len(pixels)), columns)
    return _sheet(
        [pixels[start : start + columns] for start in rows],
        [labels[start : start + columns] for start in rows], columns, ("",) * len(rows), (),
    )  # fmt: skip


def _sheet(
    rows: Sequence[Pixels],
    labels: Sequence[Labels],
    columns: int,
    heads: tuple[str, ...],
    counts: tuple[int, ...],
) -> Sheet:
    """Put rows of at most `columns` images side by side and below each other."""
    height, width, channels = rows[0].shape[1:]
    places = np.zeros((len(rows), columns, height, width, channels), np.uint8)
    told = np.full((len(rows), columns), EMPTY, np.int64)
    for row, (tiles, classes) in enumerate(zip(rows, labels, strict=True)):
        places[row, : len(tiles)] = np.rint(255 * np.clip(tiles, 0, 1))
        told[row, : len(tiles)] = classes
    atlas = places.transpose(0, 2, 1, 3, 4).reshape(len(rows) * height, columns * width, channels)
    return Sheet(np.ascontiguousarray(atlas), told.ravel(), columns, heads, counts)

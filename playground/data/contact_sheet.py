"""Contact sheets: many images in one array of bytes (an atlas), row by row, for a page to show.

An atlas (rows x H, columns x W, C) is what a canvas draws whole or tile by tile; tile number i
stands in row i // columns, column i % columns, and empty places are 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.data.album import Album, Labels, Pixels
from playground.data.augmentation import augment
from playground.data.pictures import Pictures, divide
from playground.spec.vision import Images

EMPTY, GREY = -1, 128


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


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """A few training images of each class (M, H, W, C), labels (M,), and how many in all."""

    pixels: Pixels
    labels: Labels
    names: tuple[str, ...]
    counts: tuple[int, ...]


def samples(pictures: Pictures, each: int) -> Samples:
    """The first training images of each class."""
    labels, classes = pictures.train_labels, len(pictures.names)
    chosen, counts = _first(labels, classes, each)
    return Samples(pictures.train[chosen], labels[chosen], pictures.names, counts)


def samples_of(album: Album, data: Images, each: int) -> Samples:
    """The same of an album, without making Pictures of all its images; raises DataError."""
    train, _validation = divide(album, data)
    chosen, counts = _first(album.labels[train], len(album.names), each)
    few = train[chosen]
    return Samples(album.bright(few), album.labels[few], album.names, counts)


def gallery(few: Samples, columns: int) -> Sheet:
    """Images of each class in a row, and how many there are of it."""
    rows = [np.flatnonzero(few.labels == label)[:columns] for label in range(len(few.names))]
    return _sheet(
        [few.pixels[row] for row in rows], [few.labels[row] for row in rows], columns,
        few.names, few.counts,
    )  # fmt: skip


def augmented(few: Samples, data: Images, rows: int, columns: int) -> Sheet:
    """An image of each of some classes as it is, then as augmentation makes of it anew."""
    rng = np.random.default_rng(data.seed)
    tiles, labels = [], []
    for label in range(min(rows, len(few.names))):
        first = int(np.flatnonzero(few.labels == label)[0])
        copies = np.repeat(few.pixels[first : first + 1], columns, axis=0)
        copies[1:] = augment(copies[1:], data, rng)
        tiles.append(copies)
        labels.append(np.full(columns, label))
    return _sheet(tiles, labels, columns, few.names[:rows], few.counts[:rows])


def sheet_of(pixels: Pixels, labels: Labels, columns: int) -> Sheet:
    """Any images (M, H, W, C) in their order, as points of an embedding or mistakes want them."""
    rows = range(0, max(1, len(pixels)), columns)
    return _sheet(
        [pixels[start : start + columns] for start in rows],
        [labels[start : start + columns] for start in rows], columns, ("",) * len(rows), (),
    )  # fmt: skip


def _first(labels: Labels, classes: int, each: int) -> tuple[Labels, tuple[int, ...]]:
    """Where the first `each` images of every class stand, and how many there are of each."""
    rows = [np.flatnonzero(labels == label) for label in range(classes)]
    return np.concatenate([row[:each] for row in rows]), tuple(len(row) for row in rows)


def strips(sheet: Sheet, zoom: int = 1, gap: int = 0) -> list[bytes]:
    """Each row of a sheet as a PNG: pixels enlarged `zoom` times, tiles `gap` grey pixels apart."""
    height, width = sheet.tile
    found = []
    for top in range(0, len(sheet.atlas), height):
        row = sheet.atlas[top : top + height]
        tiles = row.reshape(height, sheet.columns, width, -1).repeat(zoom, 0).repeat(zoom, 2)
        apart = np.pad(tiles, ((0, 0), (0, 0), (0, gap), (0, 0)), constant_values=GREY)
        line = apart.reshape(height * zoom, -1, row.shape[2])[:, : -gap or None]
        content = BytesIO()
        Image.fromarray(line[..., 0] if line.shape[2] == 1 else line).save(content, "PNG")
        found.append(content.getvalue())
    return found


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

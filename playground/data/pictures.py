"""Pictures: images split for training and validation, and how they are shown to a network.

Everything here is within [0, 1] as stored; `normalise` comes last, after any augmentation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.album import Album, Labels, Pixels
from playground.errors import DataError
from playground.spec.vision import Images

FLAT = np.float32(1e-6)
"""A channel that strays less than this is not scaled."""


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Images (N, H, W, C) float32 within [0, 1] and labels (N,); arrays are read-only.

    `order` (N,) says where in its album each image stood, those for training first. `mean` and
    `spread` (C,) are of the training images.
    """

    train: Pixels
    train_labels: Labels
    validation: Pixels
    validation_labels: Labels
    names: tuple[str, ...]
    order: NDArray[np.int64]
    mean: Pixels
    spread: Pixels

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels."""
        height, width, channels = self.train.shape[1:]
        return height, width, channels


@dataclass(frozen=True, slots=True)
class Balance:
    """Images of each class, for training and for validation."""

    train: tuple[int, ...]
    validation: tuple[int, ...]


def divide(album: Album, data: Images) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of `data.images` images of an album train and which validate, in the order of use.

    Both parts keep the classes' own shares.

    Raises:
        DataError: a class would have no image to learn from, or none to be tested with.
    """
    rng = np.random.default_rng(data.seed)
    chosen = stratified(album.labels, data.images, rng)
    held = max(1, round(data.validation_share * len(chosen)))
    is_held = np.isin(chosen, chosen[stratified(album.labels[chosen], held, rng)])
    train, validation = rng.permutation(chosen[~is_held]), rng.permutation(chosen[is_held])
    for part in (train, validation):
        counts = np.bincount(album.labels[part], minlength=len(album.names))
        if not counts.all():
            missing = album.names[int(counts.argmin())]
            raise DataError("images", "class_without_images", {"value": missing})
    return train, validation


def split(album: Album, data: Images) -> Pictures:
    """The chosen images of an album; raises DataError as `divide` does."""
    train, validation = divide(album, data)
    pixels = album.bright(train)
    mean, spread = _statistics(pixels)
    found = Pictures(
        pixels, album.labels[train], album.bright(validation), album.labels[validation],
        album.names, np.concatenate([train, validation]), mean, spread,
    )  # fmt: skip
    for array in (found.train, found.train_labels, found.validation, found.validation_labels,
                  found.order, mean, spread):  # fmt: skip
        array.setflags(write=False)
    return found


def stratified(labels: Labels, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Sorted indices of so many images, drawn so that every class keeps its share within one."""
    order = rng.permutation(len(labels))
    share = np.empty(len(labels))
    for label in np.unique(labels):
        members = order[labels[order] == label]
        share[members] = (np.arange(len(members)) + 0.5) / len(members)
    return np.sort(np.argsort(share, kind="stable")[:count])


def balance(pictures: Pictures) -> Balance:
    """Count the images of each class."""
    classes = len(pictures.names)
    train, validation = (
        tuple(np.bincount(labels, minlength=classes).tolist())
        for labels in (pictures.train_labels, pictures.validation_labels)
    )
    return Balance(train, validation)


Change = Callable[[Pixels, Pictures], NDArray[Any]]

NORMALISING: dict[str, tuple[Change, Change]] = {
    "unit": (lambda x, p: x, lambda x, p: x),
    "centred": (lambda x, p: 2 * x - 1, lambda x, p: (x + 1) / 2),
    "standard": (lambda x, p: (x - p.mean) / p.spread, lambda x, p: x * p.spread + p.mean),
    "raw": (lambda x, p: 255 * x, lambda x, p: x / 255),
}
"""Word of a normalisation -> what it does to pixels, and the way back."""


def normalise(pixels: Pixels, data: Images, pictures: Pictures) -> Pixels:
    """Pixels (..., H, W, C) within [0, 1] as the network is shown them, float32."""
    change = NORMALISING[data.normalisation][0]
    return np.asarray(change(np.asarray(pixels, np.float32), pictures), np.float32)


def restore(values: Pixels, data: Images, pictures: Pictures) -> Pixels:
    """The way back from `normalise`, to [0, 1]."""
    change = NORMALISING[data.normalisation][1]
    return np.asarray(change(np.asarray(values, np.float32), pictures), np.float32)


def _statistics(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """Mean and spread of each channel (C,); a flat channel keeps its scale."""
    axes = (0, 1, 2)
    mean = pixels.mean(axes, dtype=np.float64).astype(np.float32)
    spread = pixels.std(axes, dtype=np.float64).astype(np.float32)
    return mean, np.where(spread > FLAT, spread, np.float32(1))

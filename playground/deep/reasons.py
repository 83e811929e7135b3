"""Why this answer: which pixels of one image count for one class, each as a picture (H, W).

Each reason is `(lens, image, label, ...) -> (H, W) float32`. `image` is what the network sees
(H, W, C); slopes are by these inputs. `baseline` (H, W, C) is black, or the mean image.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.deep.lens import Lens, Values, softmax

NOISY_COPIES, NOISE_SHARE = 32, 0.15
PATH_STEPS = 64
MOST_PATCHES = 28
"""Places of the occluding patch along one side: more would be slow and show no more."""


def saliency(lens: Lens, image: Values, label: int) -> Values:
    """How steeply the score changes with each pixel: max over channels of |ds/dx|.

    Simonyan et al. 2014, arXiv:1312.6034.
    """
    return _strength(lens.slopes(image[None], np.array([label]))[0])


def smoothgrad(lens: Lens, image: Values, label: int, spread: float) -> Values:
    """Saliency of the mean slope over 32 noisy copies, sigma 0.15 of the range of inputs `spread`.

    Smilkov et al. 2017, arXiv:1706.03825. The noise is the same each time.
    """
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((NOISY_COPIES, *image.shape), dtype=np.float32)
    copies = image + np.float32(NOISE_SHARE * spread) * noise
    return _strength(lens.slopes(copies, np.full(NOISY_COPIES, label)).mean(axis=0))


def integrated(lens: Lens, image: Values, label: int, baseline: Values) -> Values:
    """Integrated gradients: (x - x0) times the mean slope between x0 and x, summed over C.

    What all pixels add up to is s(x) - s(x0) (completeness), but for the sum over 64 midpoints.
    Sundararajan et al. 2017, arXiv:1703.01365.
    """
    shares = ((np.arange(PATH_STEPS) + 0.5) / PATH_STEPS).astype(np.float32)
    path = baseline + shares[:, None, None, None] * (image - baseline)  # (B, H, W, C)
    mean = lens.slopes(path, np.full(PATH_STEPS, label)).mean(axis=0)
    return np.asarray(((image - baseline) * mean).sum(axis=-1))


def grad_cam(lens: Lens, layer: str, image: Values, label: int) -> Values:
    """Grad-CAM: relu of the layer's maps, each weighted by its mean slope, (h, w).

    Selvaraju et al. 2017, arXiv:1610.02391; not scaled: where nothing speaks for the class it is 0.
    """
    values, slopes = lens.map_slopes(layer, image, label)
    return np.asarray(np.maximum((values * slopes.mean(axis=(0, 1))).sum(axis=-1), 0))


def stretch(picture: Values, height: int, width: int) -> Values:
    """A picture (h, w) at another size, bilinear between the centres of its pixels."""
    for axis, size in enumerate((height, width)):
        old = picture.shape[axis]
        places = np.clip((np.arange(size) + 0.5) * old / size - 0.5, 0, old - 1)
        low = np.minimum(places.astype(np.int64), max(0, old - 2))
        share = (places - low).astype(np.float32)
        share = share[:, None] if axis == 0 else share
        high = np.minimum(low + 1, old - 1)
        first, second = picture.take(low, axis), picture.take(high, axis)
        picture = first + (second - first) * share
    return picture


class Patches(NamedTuple):
    """Where a square patch of `size` was put: upper left corners `tops`, `lefts` (n,)."""

    size: int
    tops: NDArray[np.int64]
    lefts: NDArray[np.int64]


def patches(shape: tuple[int, ...], size: int) -> Patches:
    """All places of a patch of this size, no more than about 28 along a side."""
    stride = -(-max(shape[:2]) // MOST_PATCHES)
    places = [np.unique([*range(0, side - size + 1, stride), side - size]) for side in shape[:2]]
    tops, lefts = np.meshgrid(*places, indexing="ij")
    return Patches(size, tops.ravel(), lefts.ravel())


def covered(image: Values, found: Patches, baseline: Values) -> Values:
    """The image once for each patch, with the baseline under it (n, H, W, C)."""
    height, width = image.shape[:2]
    rows, columns = np.arange(height), np.arange(width)
    tops, lefts = found.tops[:, None], found.lefts[:, None]
    in_rows = (rows >= tops) & (rows < tops + found.size)  # (n, H)
    in_columns = (columns >= lefts) & (columns < lefts + found.size)  # (n, W)
    is_covered = in_rows[:, :, None] & in_columns[:, None, :]  # (n, H, W)
    return np.where(is_covered[..., None], baseline, image)


def patch_size(shape: tuple[int, ...]) -> int:
    """Side of the patch: a fifth of the shorter side, 2 at least."""
    return max(2, round(min(shape[:2]) / 5))


def occlusion(lens: Lens, image: Values, label: int, baseline: Values) -> Values:
    """How much probability the class loses while a patch covers a pixel: mean over such patches.

    After Zeiler and Fergus 2014, arXiv:1311.2901; all patches are one batch.
    """
    found = patches(image.shape, patch_size(image.shape))
    whole = lens.probabilities(image[None])[0, label]
    losses = whole - lens.probabilities(covered(image, found, baseline))[:, label]  # (n,)
    ones = np.ones((*image.shape[:2], 1), np.float32)
    is_covered = 1 - covered(ones, found, np.zeros_like(ones))[..., 0]  # (n, H, W)
    return np.asarray(np.tensordot(losses, is_covered, 1) / is_covered.sum(axis=0))


def changes_of_mind(lens: Lens, image: Values, baseline: Values) -> Values:
    """The smallest patch that changes the answer, at every place where it does.

    Sizes are 1 to 8, then every second up to 16, and so on.

    Rows (M, 6): top, left, size, the new answer, its probability, that of the old answer; the
    surest new answer first. No row: no patch of up to half the image changes the answer.
    """
    answer = int(lens.scores(image[None])[0].argmax())
    for size in _rising(min(image.shape[:2]) // 2):
        found = patches(image.shape, size)
        chances = softmax(lens.scores(covered(image, found, baseline)))  # (n, C)
        answers = chances.argmax(axis=1)
        places = np.flatnonzero(answers != answer)
        if len(places):
            rows = np.stack(
                [
                    found.tops[places], found.lefts[places], np.full(len(places), size),
                    answers[places], chances[places, answers[places]], chances[places, answer],
                ],
                axis=1,
            )  # fmt: skip
            return rows[np.argsort(-rows[:, 4], kind="stable")].astype(np.float32)
    return np.zeros((0, 6), np.float32)


def _rising(most: int) -> list[int]:
    """Sizes of patches up to `most`, coarser as they grow."""
    sizes = [1]
    while (step := 2 ** max(0, sizes[-1].bit_length() - 3)) + sizes[-1] <= most:
        sizes.append(sizes[-1] + step)
    return sizes


def _strength(slopes: Values) -> Values:
    """The steepest channel of each pixel (H, W)."""
    return np.asarray(np.abs(slopes).max(axis=-1))

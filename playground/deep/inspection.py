"""Inspector: what is seen of the networks of a race, by the name of the view.

A name is a word of `VIEWS` and its arguments with colons between them, as `gradcam:0:conv_2:drawn`:
a variant's number, a layer, a picture (`validation.17`, `train.3`, or the name of one that was
placed). The lenses hold snapshot weights; nothing here touches training.

Of the validation images the first `HELD_OUT` are looked at, those that are measured too.

Axis letters: R variants, N validation images, C classes, (H, W, C) an image, M rows found.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data.contact_sheet import augmented, gallery, samples
from playground.data.pictures import Pictures, normalise, restore
from playground.deep import reasons
from playground.deep.embedding import neighbours, principal
from playground.deep.inventory import INPUT, PRESENT, Inventory
from playground.deep.lens import Labels, Lens, Values, softmax
from playground.deep.record import HELD_OUT
from playground.spec.vision import Images

MISTAKES = 24
CELL = 60
EMBEDDED = 500
MOST_KEPT = 24
ACROSS, VERSIONS = 12, 8
"""Images of a class in the gallery, and versions of an augmented one."""
STARTS = 4
"""Starts of a favourite input; the best end is shown."""


class Inspector:
    """Looks into R networks, one lens each, that learn from the same pictures."""

    def __init__(self, lenses: Sequence[Lens], data: Images, pictures: Pictures) -> None:
        """Prepare what is looked at again and again: validation images and baselines."""
        self.lenses = tuple(lenses)
        self._data, self._pictures = data, pictures
        self._placed: dict[str, Values] = {}
        self._kept: dict[tuple[Any, ...], Any] = {}
        self.shape = pictures.shape
        self._validation = self._shown(pictures.validation[:HELD_OUT])
        self._truths = pictures.validation_labels[:HELD_OUT]
        images = {"validation": len(self._validation), "train": len(pictures.train)}
        self._inventory = Inventory(self.lenses, len(pictures.names), images, self._placed)
        grey = np.broadcast_to(pictures.mean, pictures.shape)
        self._black, self._white, self._grey = self._shown(
            np.stack([np.zeros(pictures.shape), np.ones(pictures.shape), grey])
        )

    def hold(self, variant: int, weights: Sequence[NDArray[Any]]) -> None:
        """Look at these weights of a variant from now on (in the order of `get_weights()`)."""
        self.lenses[variant].hold(weights)
        self._kept = {key: kept for key, kept in self._kept.items() if key[1] != variant}

    def place(self, name: str, pixels: Values) -> None:
        """Keep an image (H, W, C) in [0, 1] under a name without a dot, to be looked at."""
        self._placed[name] = self._shown(pixels)
        self._kept = {key: kept for key, kept in self._kept.items() if name not in key}

    def sees(self, name: str) -> bool:
        """Whether there is such a view: the word, and what its arguments name."""
        word, *arguments = name.split(":")
        view = VIEWS.get(word)
        if view is None or len(arguments) != len(view.arguments):
            return False
        given = dict(zip(view.arguments, arguments, strict=True))
        return all(PRESENT[kind](self._inventory, value, given) for kind, value in given.items())

    def look(self, name: str) -> NDArray[Any]:
        """The named view, read-only float32 or int32; it must be one that the inspector sees."""
        word, *arguments = name.split(":")
        view = VIEWS[word]
        numbers = [
            int(given) if kind in _NUMBERS else given
            for kind, given in zip(view.arguments, arguments, strict=True)
        ]
        found: NDArray[Any] = np.array(view.look(self, *numbers), order="C")
        found = found.astype(np.float32 if found.dtype.kind == "f" else np.int32, copy=False)
        found.setflags(write=False)
        return found

    def hidden(self, variant: int) -> Values:
        """What goes into the last layer for the first 500 validation images (N, U)."""
        shown, lens = self._validation[:EMBEDDED], self.lenses[variant]
        return np.asarray(self._once(("hidden", variant), lambda: lens.hidden(shown)))

    def confusion(self) -> NDArray[np.int64]:
        """How often truth (row) was answered by each class (column), (R, C, C)."""
        classes, truths = len(self._pictures.names), self._truths
        tables = np.zeros((len(self.lenses), classes, classes), np.int64)
        for variant, table in enumerate(tables):
            np.add.at(table, (truths, self._answers(variant)), 1)
        return tables

    def probabilities(self, picture: str) -> Values:
        """What every variant answers to a picture (R, C)."""
        image = self._image(picture)[None]
        return np.concatenate([lens.probabilities(image) for lens in self.lenses])

    def map(self, variant: int, layer: str, picture: str) -> Values:
        """What a layer answers to a picture, (H, W, K) or (U,); `input`: what it sees."""
        if layer == INPUT:
            return self._image(picture)
        lens = self.lenses[variant]
        maps = self._once(("maps", variant, picture), lambda: lens.maps(self._image(picture)))
        return np.asarray(maps[layer])

    def kernel(self, variant: int, layer: str) -> Values:
        """A layer's weights, (k, k, I, O), or (I, O) of a dense one."""
        return self.lenses[variant].kernel(layer)

    def bias(self, variant: int, layer: str) -> Values:
        """What a layer with a kernel adds to each channel (O,)."""
        return self.lenses[variant].bias(layer)

    def mistakes(self, variant: int) -> Values:
        """The worst mistakes, (M, 4): index, truth, answer, probability of the truth; M <= 24."""
        truths, answers = self._truths, self._answers(variant)
        chances = softmax(self._scores(variant))[np.arange(len(truths)), truths]
        wrong = np.flatnonzero(answers != truths)
        worst = wrong[np.argsort(chances[wrong], kind="stable")][:MISTAKES]
        rows = np.array([worst, truths[worst], answers[worst], chances[worst]], np.float32)
        return rows.T

    def cell(self, variant: int, truth: int, answer: int) -> NDArray[np.int64]:
        """Which validation images stand in a cell of the confusion, surest first, at most 60."""
        truths, answers = self._truths, self._answers(variant)
        found = np.flatnonzero((truths == truth) & (answers == answer))
        chances = softmax(self._scores(variant)[found])[:, answer]
        return found[np.argsort(-chances, kind="stable")][:CELL]

    def saliency(self, variant: int, picture: str) -> Values:
        """How steeply the answer's score changes with each pixel (H, W)."""
        return reasons.saliency(self.lenses[variant], *self._answered(variant, picture))

    def smoothgrad(self, variant: int, picture: str) -> Values:
        """Saliency of the mean over noisy copies (H, W)."""
        spread = float(np.abs(self._white - self._black).max())
        answered = self._answered(variant, picture)
        return reasons.smoothgrad(self.lenses[variant], *answered, spread)

    def gradcam(self, variant: int, layer: str, picture: str) -> Values:
        """Grad-CAM of a layer, stretched over the image (H, W), largest value 1; or all 0."""
        answered = self._answered(variant, picture)
        found = reasons.grad_cam(self.lenses[variant], layer, *answered)
        height, width = self._black.shape[:2]
        stretched = reasons.stretch(found, height, width)
        return stretched / (stretched.max() or np.float32(1))

    def integrated(self, variant: int, picture: str) -> Values:
        """Each pixel's share of the answer's score against a black image (H, W)."""
        answered = self._answered(variant, picture)
        return reasons.integrated(self.lenses[variant], *answered, self._black)

    def occlusion(self, variant: int, picture: str) -> Values:
        """How much probability the answer loses while a patch covers each pixel (H, W)."""
        answered = self._answered(variant, picture)
        return reasons.occlusion(self.lenses[variant], *answered, self._grey)

    def mind(self, variant: int, picture: str) -> Values:
        """What would change its mind: rows of `reasons.changes_of_mind` (M, 6)."""
        image, _ = self._answered(variant, picture)
        return reasons.changes_of_mind(self.lenses[variant], image, self._grey)

    def embedding(self, variant: int) -> Values:
        """The first 500 validation images in the last hidden layer, by PCA (N, 2)."""
        return principal(self.hidden(variant))

    def tsne(self, variant: int) -> Values:
        """The same by t-SNE (N, 2): seconds, so on order only."""
        return neighbours(self.hidden(variant))

    def pictured(self, indices: NDArray[Any]) -> Values:
        """Validation images as they are stored (M, H, W, C)."""
        return np.asarray(self._pictures.validation[indices.astype(np.int64)])

    def truths(self) -> Labels:
        """The classes of the first 500 validation images (N,)."""
        return self._pictures.validation_labels[:EMBEDDED]

    def favourite(self, variant: int, layer: str, unit: int) -> Values:
        """The image that a filter or a unit answers to most (H, W, C), in [0, 1]."""
        rng = np.random.default_rng(0)
        low, high = float(self._black.min()), float(self._white.max())
        shape = (STARTS, *self._black.shape)
        starts = rng.uniform(0.4, 0.6, shape).astype(np.float32) * (high - low) + low
        found = self.lenses[variant].ascend(layer, unit, starts, (low, high))
        return np.clip(restore(found, self._data, self._pictures), 0, 1)

    def _shown(self, pixels: NDArray[Any]) -> Values:
        """Pixels in [0, 1] as the networks see them."""
        return normalise(pixels, self._data, self._pictures)

    def _once(self, key: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
        """A value kept until other weights are held; key: word, variant, arguments."""
        if key not in self._kept:
            while len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = compute()
        return self._kept[key]

    def _image(self, picture: str) -> Values:
        """A picture as the network sees it (H, W, C)."""
        if picture in self._placed:
            return self._placed[picture]
        group, _, index = picture.partition(".")
        if group == "validation":
            return np.asarray(self._validation[int(index)])
        return self._shown(self._pictures.train[int(index)])

    def _scores(self, variant: int) -> Values:
        """Scores of all validation images (N, C)."""
        lens = self.lenses[variant]
        scores: Values = self._once(("scores", variant), lambda: lens.scores(self._validation))
        return scores

    def _answers(self, variant: int) -> Labels:
        return np.asarray(self._scores(variant).argmax(axis=1))

    def _answered(self, variant: int, picture: str) -> tuple[Values, int]:
        """A picture and the class that the variant answers."""
        image = self._image(picture)
        return image, int(self.lenses[variant].scores(image[None])[0].argmax())


def _balance(pictures: Pictures) -> NDArray[np.int64]:
    """Images of each class, for training and held out (2, C)."""
    parts = (pictures.train_labels, pictures.validation_labels)
    return np.array([np.bincount(labels, minlength=len(pictures.names)) for labels in parts])


class View(NamedTuple):
    """What is looked at, and what the arguments of its name are."""

    look: Callable[..., NDArray[Any]]
    arguments: tuple[str, ...] = ()


VIEWS: dict[str, View] = {
    "confusion": View(Inspector.confusion),
    "probabilities": View(Inspector.probabilities, ("picture",)),
    "map": View(Inspector.map, ("variant", "layer", "picture")),
    "kernel": View(Inspector.kernel, ("variant", "kernel_layer")),
    "bias": View(Inspector.bias, ("variant", "kernel_layer")),
    "gallery": View(lambda own: gallery(samples(own._pictures, ACROSS), ACROSS).atlas),
    "augmented": View(
        lambda own: augmented(samples(own._pictures, 1), own._data, VERSIONS // 2, VERSIONS).atlas
    ),
    "balance": View(lambda own: _balance(own._pictures)),
    "mistakes": View(Inspector.mistakes, ("variant",)),
    "cell": View(Inspector.cell, ("variant", "truth", "answer")),
    "saliency": View(Inspector.saliency, ("variant", "picture")),
    "smoothgrad": View(Inspector.smoothgrad, ("variant", "picture")),
    "gradcam": View(Inspector.gradcam, ("variant", "map_layer", "picture")),
    "integrated": View(Inspector.integrated, ("variant", "picture")),
    "occlusion": View(Inspector.occlusion, ("variant", "picture")),
    "mind": View(Inspector.mind, ("variant", "picture")),
    "embedding": View(Inspector.embedding, ("variant",)),
    "mistakes_pictures": View(
        lambda own, variant: own.pictured(own.mistakes(variant)[:, 0]), ("variant",)
    ),
    "cell_pictures": View(
        lambda own, *cell: own.pictured(own.cell(*cell)), ("variant", "truth", "answer")
    ),
    "embedding_pictures": View(
        lambda own, _variant: own.pictured(np.arange(len(own.truths()))), ("variant",)
    ),
    "truths": View(Inspector.truths),
    "tsne": View(Inspector.tsne, ("variant",)),
    "favourite": View(Inspector.favourite, ("variant", "own_layer", "unit")),
}
"""Word -> view; `tsne` takes seconds, `favourite` many steps: not for every frame."""

SLOW = frozenset({"tsne"})

_NUMBERS = frozenset({"variant", "truth", "answer", "unit"})

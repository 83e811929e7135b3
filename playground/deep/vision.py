"""The networks of images behind the seam: what the page's variants learn, and what is seen of them.

Images wait as they are stored, within [0, 1]; augmentation comes before normalisation.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.random import Generator
from numpy.typing import NDArray

from playground.data.augmentation import augment, is_augmented
from playground.data.pictures import Pictures, normalise
from playground.deep.building import build, start
from playground.deep.film import Still
from playground.deep.inspection import Inspector
from playground.deep.lens import Lens
from playground.deep.questions import Moment, answer
from playground.deep.stepping import Criterion, Examples, Network, Plan
from playground.deep.trainer import KerasTrainer, Work
from playground.deep.watching import Watching
from playground.spec import Experiment
from playground.spec.vision import Images, VisionExperiment, classes_of, shape_of


def surprise(labels: Any, answers: Any, smoothing: Any) -> Any:
    """Cross-entropy -Σ t log y, t being 1 for the label, smoothed to (1 - s) t + s / classes.

    (Szegedy et al. 2016.) Keras goes back to the scores before the softmax, so no log of 0.
    """
    classes = answers.shape[-1]
    targets = tf.one_hot(labels, classes) * (1 - smoothing) + smoothing / classes
    return keras.ops.categorical_crossentropy(targets, answers)


def hits(labels: Any, answers: Any) -> Any:
    """1 where the largest answer is the label's."""
    return tf.cast(tf.equal(tf.argmax(answers, -1), labels), tf.float32)


JUDGING = frozenset(
    {"confusion", "mistakes", "mistakes_pictures", "cell", "cell_pictures", "embedding"}
)
"""Views that ask all held out images; a table and its images must be of the same weights."""
CLASSES = Criterion("classes", surprise, hits)


class VisionTrainer(KerasTrainer):
    """The Trainer of a VisionExperiment on its pictures."""

    def __init__(self, experiment: Experiment, pictures: Pictures) -> None:
        """Build what is missing, compile it and stand at the start."""
        assert isinstance(experiment, VisionExperiment)
        self._vision = experiment.vision
        super().__init__(experiment, work_of(experiment, pictures))
        self._pictures = pictures
        self._inspectors = [self._inspector(place) for place in range(2)]
        self.watching = Watching(self._inspectors[0], JUDGING)

    def place(self, name: str, pixels: NDArray[Any]) -> None:
        """Keep an image (H, W, C) within [0, 1] under a name, to be looked at."""
        for inspector in self._inspectors:
            inspector.place(name, pixels)

    def question(self, name: str, *facts: Any) -> Callable[[], Any]:
        """A slow question about the weights of this moment, to be answered on another thread."""
        assert isinstance(self._experiment, VisionExperiment)
        still, history = self.still(), self.history.copy()
        moment = Moment(
            self._experiment.vision, self._pictures, history, self.epoch, self.steps_per_epoch
        )
        return lambda: self._answer(still, moment, name, *facts)

    def _answer(self, still: Still, moment: Moment, name: str, *facts: Any) -> Any:
        """Answer through the second inspector, which training never asks."""
        beside = self._inspectors[1]
        for variant, weights in enumerate(still):
            beside.hold(variant, weights)
        return answer(moment, beside, name, *facts)

    def _inspector(self, place: int) -> Inspector:
        lenses = [_lens(network, place) for network in self.networks]
        return Inspector(lenses, self._vision.data, self._pictures)


def work_of(experiment: VisionExperiment, pictures: Pictures) -> Work:
    """What the variants of a VisionExperiment learn."""
    data = experiment.vision.data
    return Work(
        tuple(plan_of(experiment, variant) for variant in range(len(experiment.runs))),
        Examples(normalise(pictures.train, data, pictures), pictures.train_labels),
        Examples(normalise(pictures.validation, data, pictures), pictures.validation_labels),
        _Augmentation(data, pictures) if is_augmented(data) else None,
        _smoothing,
    )


def plan_of(experiment: VisionExperiment, variant: int) -> Plan:
    """How a variant's network is built."""
    data, stack = experiment.vision.data, experiment.vision.variants[variant].stack
    shape, classes = shape_of(data), classes_of(data)
    return Plan(
        ("images", shape, stack, classes), lambda: build(shape, stack, classes), start, CLASSES
    )


class _Augmentation:
    """Training images changed anew, as the network is shown them."""

    def __init__(self, data: Images, pictures: Pictures) -> None:
        self._data, self._pictures = data, pictures

    def __call__(self, places: NDArray[np.int64], generator: Generator) -> NDArray[np.float32]:
        pixels = augment(self._pictures.train[places], self._data, generator)
        return normalise(pixels, self._data, self._pictures)


def _smoothing(experiment: Experiment) -> float:
    assert isinstance(experiment, VisionExperiment)
    return experiment.vision.label_smoothing


def _lens(network: Network, place: int) -> Lens:
    """A lens of a network: a copy that is asked instead, compiled once as well."""
    if place not in network.lenses:
        network.lenses[place] = Lens(network.model)
    lens: Lens = network.lenses[place]
    return lens

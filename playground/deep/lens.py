"""Lens: compiled questions to one network, arrays in and arrays out; it knows no pictures.

The lens asks a copy of the network whose weights it holds, so it never disturbs training and
training never changes an answer half-way. One lens serves every run of its architecture.

Axis letters: B images, (H, W, C) an image, (h, w, K) a map, C classes, U units. Inputs are images
as the network sees them (normalised). Scores are what goes into the softmax: a probability near 1
has hardly a slope, its score has (Simonyan et al. 2014, arXiv:1312.6034).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

Values = NDArray[np.float32]
Labels = NDArray[np.int64]

OUTPUT = "output"
"""The name of the softmax layer."""
ASCENT_STEPS, ASCENT_RATE = 48, 0.06
_CHUNK = 512


class Lens:
    """What can be asked of one network."""

    def __init__(self, model: keras.Model) -> None:
        """Take a copy of `model`; the questions are compiled when they are first asked."""
        self.model = keras.models.clone_model(model)
        """The copy, with the weights that are held."""
        self.model.set_weights(model.get_weights())
        self.shape: tuple[int, ...] = tuple(self.model.inputs[0].shape[1:])
        layers = [
            each for each in self.model.layers if not isinstance(each, keras.layers.InputLayer)
        ]
        self._layers = {each.name: each for each in layers}
        self._last = self._layers[OUTPUT]
        self._batch = tf.TensorSpec((None, *self.shape), tf.float32)
        self._scores = tf.function(self._score, input_signature=[self._batch])
        self._hidden = tf.function(self._model_of(self._last.input), input_signature=[self._batch])
        outputs = {name: each.output for name, each in self._layers.items() if name != OUTPUT}
        self._all_maps = tf.function(self._model_of(outputs), input_signature=[self._batch])
        label = tf.TensorSpec((None,), tf.int64)
        self._slopes = tf.function(self._slope, input_signature=[self._batch, label])
        self._map_slopes: dict[str, Callable[..., Any]] = {}
        self._ascents: dict[str, Callable[..., Any]] = {}

    def hold(self, weights: Sequence[NDArray[Any]]) -> None:
        """Ask about these weights from now on; they come in the order of `model.get_weights()`."""
        for variable, values in zip(self.model.weights, weights, strict=True):
            variable.assign(values)

    @property
    def names(self) -> list[str]:
        """The layers, first to last."""
        return list(self._layers)

    def has_kernel(self, layer: str) -> bool:
        """Whether a layer has a kernel to show."""
        return hasattr(self._layers[layer], "kernel")

    def kernel(self, layer: str) -> Values:
        """The weights of a layer, (k, k, I, O) or (I, O)."""
        return np.asarray(self._layers[layer].kernel, dtype=np.float32)

    def bias(self, layer: str) -> Values:
        """What a layer with a kernel adds to each channel (O,)."""
        return np.asarray(self._layers[layer].bias, dtype=np.float32)

    def is_map(self, layer: str) -> bool:
        """Whether a layer answers with a map (h, w, K)."""
        return len(self._layers[layer].output.shape) == 4

    def units(self, layer: str) -> int:
        """Channels of a map, or units of a row."""
        return int(self._layers[layer].output.shape[-1])

    def scores(self, inputs: Values) -> Values:
        """Scores before the softmax (B, C), in chunks that fit the caches."""
        chunks = [inputs[at : at + _CHUNK] for at in range(0, max(1, len(inputs)), _CHUNK)]
        return np.concatenate([self._scores(chunk).numpy() for chunk in chunks])

    def probabilities(self, inputs: Values) -> Values:
        """Softmax of the scores (B, C)."""
        return softmax(self.scores(inputs))

    def hidden(self, inputs: Values) -> Values:
        """What goes into the last layer (B, U)."""
        chunks = [inputs[at : at + _CHUNK] for at in range(0, max(1, len(inputs)), _CHUNK)]
        return np.concatenate([self._hidden(chunk).numpy() for chunk in chunks])

    def maps(self, image: Values) -> Mapping[str, Values]:
        """What every layer answers to one image (H, W, C): (h, w, K) or (U,), softmax last."""
        found = self._all_maps(image[None])
        maps = {name: values.numpy()[0] for name, values in found.items()}
        return {**maps, OUTPUT: self.probabilities(image[None])[0]}

    def slopes(self, inputs: Values, labels: Labels) -> Values:
        """Slope of each image's score for its label, by every input (B, H, W, C)."""
        return np.asarray(self._slopes(inputs, labels).numpy())

    def map_slopes(self, layer: str, image: Values, label: int) -> tuple[Values, Values]:
        """A layer's map of one image and the slope of the label's score by it, both (h, w, K)."""
        if layer not in self._map_slopes:
            self._map_slopes[layer] = self._compiled_map_slope(layer)
        values, slopes = self._map_slopes[layer](image[None], np.array([label]))
        return values.numpy()[0], slopes.numpy()[0]

    def ascend(self, layer: str, unit: int, starts: Values, ends: tuple[float, float]) -> Values:
        """The input that a filter answers to most: gradient ascent on its mean, best of the starts.

        Each of 48 steps moves every start (B, H, W, C) by 0.06 of the range between the `ends`
        along its slope scaled to root mean square 1 (Erhan et al. 2009). Returns (H, W, C).
        """
        if layer not in self._ascents:
            self._ascents[layer] = self._compiled_ascent(layer)
        low, high = ends
        image = self._ascents[layer](starts, np.int32(unit), np.float32(low), np.float32(high))
        return np.asarray(image.numpy())

    def _model_of(self, outputs: Any) -> Callable[[Any], Any]:
        """Inputs -> these outputs, as after training: no dropout, steady norms."""
        return partial(keras.Model(self.model.inputs[0], outputs), training=False)

    def _into_scores(self, hidden: Any) -> Any:
        """The last layer without its softmax."""
        return tf.matmul(hidden, self._last.kernel) + self._last.bias

    def _score(self, inputs: Any) -> Any:
        return self._into_scores(self._hidden(inputs))

    def _slope(self, inputs: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            scores = tf.gather(self._score(inputs), labels, axis=1, batch_dims=1)
        return tape.gradient(scores, inputs)

    def _compiled_map_slope(self, layer: str) -> Callable[..., Any]:
        both = self._model_of([self._layers[layer].output, self._last.input])

        def asked(inputs: Any, labels: Any) -> tuple[Any, Any]:
            with tf.GradientTape() as tape:
                tape.watch(inputs)
                values, hidden = both(inputs)
                scores = tf.gather(self._into_scores(hidden), labels, axis=1, batch_dims=1)
            return values, tape.gradient(scores, values)

        label = tf.TensorSpec((1,), tf.int64)
        compiled: Callable[..., Any] = tf.function(asked, input_signature=[self._batch, label])
        return compiled

    def _compiled_ascent(self, layer: str) -> Callable[..., Any]:
        inner = None if layer == OUTPUT else self._model_of(self._layers[layer].output)

        def answer(inputs: Any, unit: Any) -> Any:
            values = self._score(inputs) if inner is None else inner(inputs)
            chosen = tf.gather(values, unit, axis=-1)
            return tf.reduce_mean(tf.reshape(chosen, (tf.shape(inputs)[0], -1)), axis=1)

        def asked(starts: Any, unit: Any, low: Any, high: Any) -> Any:
            inputs = starts
            for _ in tf.range(ASCENT_STEPS):
                with tf.GradientTape() as tape:
                    tape.watch(inputs)
                    answers = answer(inputs, unit)
                slope = tape.gradient(answers, inputs)
                size = tf.sqrt(tf.reduce_mean(slope**2, axis=(1, 2, 3), keepdims=True))
                moved = inputs + ASCENT_RATE * (high - low) * tf.math.divide_no_nan(slope, size)
                inputs = tf.clip_by_value(moved, low, high)
            return inputs[tf.argmax(answer(inputs, unit))]

        scalar = tf.TensorSpec((), tf.float32)
        signature = [self._batch, tf.TensorSpec((), tf.int32), scalar, scalar]
        compiled: Callable[..., Any] = tf.function(asked, input_signature=signature)
        return compiled


def softmax(scores: Values) -> Values:
    """Probabilities of scores along the last axis: exp(s - max s) / sum, so nothing overflows."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))

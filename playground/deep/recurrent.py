"""From a cell's settings (spec/recurrent.py) to a Keras model, and the weights that it starts from.

Every layer has a name of its own: "embedding", "cell_1", "cell_2" ..., "output". What a network
answers is judged by a Criterion of the task: a number by its squared error, a class or the next
sign by cross-entropy.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.data.sequences import Sequences
from playground.deep.building import Weights, variables_of
from playground.deep.stepping import Criterion, Plan
from playground.engine.cells import CellWeights
from playground.engine.unrolled import Unrolled
from playground.engine.writing import Speaker
from playground.spec.recurrent import Answer, CellSpec, RecurrentVariant

Array = NDArray[Any]

LAYERS = {
    "simple_rnn": keras.layers.SimpleRNN,
    "gru": keras.layers.GRU,
    "lstm": keras.layers.LSTM,
}
GATES = {"simple_rnn": 1, "gru": 3, "lstm": 4}
SMALL = 0.01
"""Spread of the recurrent weights of the start called "small"."""


def plan_of(variant: RecurrentVariant, sequences: Sequences) -> Plan:
    """How the network of a variant is built for its sequences."""
    spec, steps = variant.network, sequences.inputs.shape[1]
    features = 0 if sequences.alphabet else sequences.inputs.shape[2]
    ends = (sequences.answer, sequences.outputs, steps, features, len(sequences.alphabet))
    built = spec.model_copy(update={"recurrent_initializer": "orthogonal", "forget_bias": True})
    return Plan(
        key=(built, ends),
        build=lambda: build(spec, sequences),
        start=lambda model, fresh, seed: start(model, fresh, seed, spec),
        criterion=CRITERIA[sequences.answer],
        uses_xla=True,
    )


def build(spec: CellSpec, sequences: Sequences) -> keras.Model:
    """Build the model of a cell for sequences of one length."""
    layers, steps = keras.layers, sequences.inputs.shape[1]
    if sequences.alphabet:
        words = values = keras.Input((steps,), dtype="int32")
        size = len(sequences.alphabet)
        values = layers.Embedding(size, spec.embedding, name="embedding")(values)
    else:
        words = values = keras.Input((steps, sequences.inputs.shape[2]))
    writes = sequences.answer == "next"
    for index in range(spec.cell_layers):
        name, goes_on = f"cell_{index + 1}", writes or index + 1 < spec.cell_layers
        layer = LAYERS[spec.cell](spec.cell_units, return_sequences=goes_on, name=name)
        if spec.bidirectional:
            layer = layers.Bidirectional(layer, name=name)
        values = layer(values)
        if spec.dropout:
            name = f"dropout_{index + 1}"
            values = layers.Dropout(spec.dropout, seed=0, name=name)(values)
    activation = "linear" if sequences.answer == "value" else "softmax"
    answer = layers.Dense(sequences.outputs, activation=activation, name="output")(values)
    return keras.Model(words, answer)


def start(model: keras.Model, fresh: Weights, seed: int, spec: CellSpec) -> Weights:
    """The values that a model starts from: they depend on its settings and the seed alone.

    Kernels and embeddings as Keras draws them (Glorot, uniform; U(-0.05, 0.05)); the recurrent
    kernel by `recurrent_initializer`; biases 0, those of an LSTM's forget gate 1 if `forget_bias`
    (Gers, Schmidhuber, Cummins 2000).
    """
    drawn: Weights = []
    for index, (variable, value) in enumerate(zip(variables_of(model), fresh, strict=True)):
        rng = np.random.default_rng((seed, index))
        if np.issubdtype(value.dtype, np.integer):  # where the random numbers of a Dropout begin
            drawn.append(rng.integers(0, 2**31 - 1, value.shape).astype(value.dtype))
        else:
            drawn.append(_drawn(rng, variable.path, value.shape, spec).astype(value.dtype))
    return drawn


def _drawn(rng: np.random.Generator, path: str, shape: tuple[int, ...], spec: CellSpec) -> Array:
    """The values that one variable starts from."""
    layer, *_, name = path.split("/")
    if name == "recurrent_kernel":
        return _recurrent(rng, shape, spec.recurrent_initializer)
    if name == "embeddings":
        return rng.uniform(-0.05, 0.05, shape)
    if name == "kernel":
        return _glorot(rng, shape)
    bias = np.zeros(shape)
    if spec.cell == "lstm" and layer.startswith("cell") and spec.forget_bias:
        bias[spec.cell_units : 2 * spec.cell_units] = 1
    return bias


def _glorot(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    limit = np.sqrt(6 / sum(shape))
    return rng.uniform(-limit, limit, shape)


def cells_of(model: keras.Model, values: Sequence[Array], spec: CellSpec) -> list[CellWeights]:
    """The weights of every recurrent layer: forward ones, each followed by its backward one."""
    found = [array for name, array in _named(model, values) if "/cell_" in f"/{name}"]
    return [CellWeights(spec.cell, *found[place : place + 3]) for place in range(0, len(found), 3)]


def unrolled_of(
    model: keras.Model, values: Sequence[Array], spec: CellSpec, *, is_likelihood: bool
) -> Unrolled:
    """A network as plain arrays, to be read step by step."""
    named, cells = dict(_named(model, values)), cells_of(model, values, spec)
    ways = 1 + spec.bidirectional
    return Unrolled(
        named.get("embedding/embeddings"),
        tuple(tuple(cells[at : at + ways]) for at in range(0, len(cells), ways)),
        named["output/kernel"],
        named["output/bias"],
        is_likelihood,
    )


def speaker_of(model: keras.Model, values: Sequence[Array], spec: CellSpec) -> Speaker:
    """What a network that learns to write needs for writing."""
    named = dict(_named(model, values))
    return Speaker(
        named["embedding/embeddings"],
        tuple(cells_of(model, values, spec)),
        named["output/kernel"],
        named["output/bias"],
    )


def _named(model: keras.Model, values: Sequence[Array]) -> list[tuple[str, Array]]:
    return [(row.path, value) for row, value in zip(model.weights, values, strict=False)]


def _recurrent(rng: np.random.Generator, shape: tuple[int, ...], word: str) -> Array:
    """A recurrent kernel (U, K U)."""
    if word == "orthogonal":  # Saxe, McClelland, Ganguli 2013; rows of length 1, at right angles
        square, upper = np.linalg.qr(rng.normal(size=shape[::-1]))
        turned: Array = (square * np.sign(np.diag(upper))).T
        return turned
    if word == "small":
        return rng.normal(0, SMALL, shape)
    return _glorot(rng, shape)


def _squared(targets: Any, answers: Any, _smoothing: Any) -> Any:
    """(y - t)^2 of each sequence."""
    return tf.square(answers[:, 0] - tf.cast(targets, answers.dtype))


def _within(targets: Any, answers: Any) -> Any:
    """Minus the squared error: a score that is better when it is higher."""
    return -_squared(targets, answers, 0.0)


def _entropy(targets: Any, answers: Any, smoothing: Any) -> Any:
    """-sum t log p, the target smoothed: t = (1 - s) onehot + s / classes."""
    logs = tf.math.log(tf.clip_by_value(answers, 1e-7, 1.0))
    true = tf.gather(logs, targets, batch_dims=targets.shape.rank)
    return -((1 - smoothing) * true + smoothing * tf.reduce_mean(logs, axis=-1))


def _right(targets: Any, answers: Any) -> Any:
    """1 where the likeliest is the true one."""
    return tf.cast(
        tf.equal(tf.argmax(answers, -1, tf.int32), tf.cast(targets, tf.int32)), tf.float32
    )


CRITERIA: dict[Answer, Criterion] = {
    "value": Criterion("squared", _squared, _within),
    "class": Criterion("entropy", _entropy, _right),
    "next": Criterion(
        "next",
        lambda targets, answers, smoothing: tf.reduce_mean(
            _entropy(targets, answers, smoothing), axis=1
        ),
        lambda targets, answers: tf.reduce_mean(_right(targets, answers), axis=1),
    ),
}
"""What is asked -> how an answer is judged."""

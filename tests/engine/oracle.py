"""The textbook's network, one run at a time: what the engine is compared with.

Written without the engine's layout, in the plainest form: rows of points, kernels (I, O).
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from playground import data
from playground.engine.batches import Rows
from playground.spec import Experiment

HIDDEN: dict[str, Callable[[Any], Any]] = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0, z, 0.0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.2 * z),
    "step": lambda z: np.where(z > 0, 1.0, 0.0),
    "elu": lambda z: np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1),
    "selu": lambda z: (
        1.0507009873554805 * np.where(z > 0, z, 1.6732632423543773 * np.expm1(np.minimum(z, 0)))
    ),
    "softplus": lambda z: np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0),
    "softsign": lambda z: z / (1 + np.abs(z)),
    "silu": lambda z: z / (1 + np.exp(-z)),
    "gelu": lambda z: z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
    "mish": lambda z: z * np.tanh(np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0)),
    "sin": np.sin,
}


def softmax(z):
    exps = np.exp(z - z.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)


OUTPUT: dict[str, Callable[[Any], Any]] = {
    **{word: HIDDEN[word] for word in ("linear", "tanh", "sigmoid")},
    "exponential": np.exp,
    "softmax": softmax,
}
LOSS: dict[str, Callable[[Any, Any], Any]] = {
    "half_squared_error": lambda y, t: 0.5 * ((y - t) ** 2).sum(axis=1),
    "mean_squared_error": lambda y, t: ((y - t) ** 2).mean(axis=1),
    "mean_absolute_error": lambda y, t: np.abs(y - t).mean(axis=1),
    "huber": lambda y, t: np.where(np.abs(y - t) <= 1, (y - t) ** 2 / 2, np.abs(y - t) - 0.5).mean(
        axis=1
    ),
    "hinge": lambda y, t: np.maximum(0, 1 - t * y).mean(axis=1),
    "squared_hinge": lambda y, t: (np.maximum(0, 1 - t * y) ** 2).mean(axis=1),
    "poisson": lambda y, t: (y - t * np.log(y)).sum(axis=1),
    "binary_crossentropy": lambda y, t: (-t * np.log(y) - (1 - t) * np.log(1 - y)).sum(axis=1),
    "categorical_crossentropy": lambda y, t: -(t * np.log(y)).sum(axis=1),
}


def sizes_of(experiment: Experiment) -> list[int]:
    targets = data.targets(data.load(experiment), experiment.output).shape[1]
    return [len(experiment.features), *(layer.units for layer in experiment.layers), targets]


def layers_of(experiment: Experiment, row) -> list:
    """The kernels and biases in a canonical row (P,)."""
    layers, start = [], 0
    for inputs, outputs in pairwise(sizes_of(experiment)):
        end = start + inputs * outputs
        layers.append((row[start:end].reshape(inputs, outputs), row[end : end + outputs]))
        start = end + outputs
    assert start == len(row)
    return layers


class Met(NamedTuple):
    """What a batch met in training besides its points: noise (B, F), masks (B, H), weights (B,)."""

    noise: Any = 0.0
    masks: Any = ()
    weights: Any = 1.0

    @classmethod
    def by(cls, trainer, batch: int) -> "Met":
        """What the batch of a trainer's epoch really met."""
        experiment, slot = trainer._experiment, trainer._batches.slots[batch]
        met, places = Rows.of(experiment).cut(slot), trainer._batches.places(batch)
        clean = data.expand(data.load(experiment).points[places], experiment.features)
        masks = [1.0 if mask is None else mask[:, 0].T for mask in met.masks]
        return cls(met.inputs[:-1].T - clean, masks, 1.0 if met.weights is None else met.weights)


NOTHING = Met()


def walk(experiment: Experiment, row, points, surrogate=None, met=NOTHING) -> tuple[list, list]:
    """Sums and activations of every layer for points (B, 2).

    With the sums of a walk as `surrogate`, a step changes from there as softsign does: its slope
    is then the one that it is trained with.
    """
    a = data.expand(np.asarray(points), experiment.features) + met.noise
    words = [layer.activation for layer in experiment.layers]
    sums, answers = [], []
    for index, (kernel, bias) in enumerate(layers_of(experiment, row)):
        z = a @ kernel + bias
        is_hidden = index < len(words)
        a = HIDDEN[words[index]](z) if is_hidden else OUTPUT[experiment.output](z)
        if is_hidden and words[index] == "step" and surrogate is not None:
            at = surrogate[index]
            a = HIDDEN["step"](at) + HIDDEN["softsign"](z) - HIDDEN["softsign"](at)
        sums.append(z)
        answers.append(a)
        if is_hidden and met.masks:
            a = a * met.masks[index]
    return sums, answers


def objective(
    experiment: Experiment, row, points, targets, *, l1=0.0, l2=0.0, surrogate=None, met=NOTHING
) -> float:
    """Mean weighted loss and penalties: l2/2 sum w² + l1 sum |w| over weights, never biases."""
    y = walk(experiment, row, points, surrogate, met)[1][-1]
    kernels = [kernel for kernel, _ in layers_of(experiment, row)]
    penalty = sum(l2 / 2 * (k**2).sum() + l1 * np.abs(k).sum() for k in kernels)
    return float((met.weights * LOSS[experiment.loss](y, targets)).mean() + penalty)


def numerical_gradient(function, row, h=1e-6):
    """Central differences of a function of a row (P,)."""
    gradient = np.empty_like(row)
    for index in range(len(row)):
        up, down = row.copy(), row.copy()
        up[index] += h
        down[index] -= h
        gradient[index] = (function(up) - function(down)) / (2 * h)
    return gradient

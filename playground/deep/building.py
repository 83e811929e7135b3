"""From a stack of layers (spec/stack.py) to a Keras model, and the weights that it starts from.

Every layer has the name of its `Level`, and a Dropout layer its own stream of random numbers: the
global ones of Keras belong to the whole process, so nothing here depends on them.
"""

from collections.abc import Sequence
from math import prod
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from playground.spec.stack import Level, Shape, StackLayer, levels

Weights = list[NDArray[np.generic]]
"""The values of variables, in the order of `variables_of` the model."""


def build(shape: Shape, stack: Sequence[StackLayer], classes: int) -> keras.Model:
    """Build the model of a stack on images of one shape; its last layer, "output", is softmax."""
    found = levels(shape, stack, classes)
    image = values = keras.Input(shape)
    for layer, level in zip(stack, found[:-1], strict=True):
        values = _layer(layer, level)(values)
    outputs = keras.layers.Dense(classes, activation="softmax", name=found[-1].name)(values)
    return keras.Model(image, outputs)


def variables_of(model: keras.Model) -> list[Any]:
    """All variables of a model: its weights first, then where its random numbers stand."""
    shown = {id(variable) for variable in model.weights}
    return [*model.weights, *(own for own in model.variables if id(own) not in shown)]


def start(model: keras.Model, fresh: Weights, seed: int) -> Weights:
    """The values that a model starts from: they depend on its shapes and the seed alone.

    Kernels are drawn as Keras' default has it (Glorot, uniform; Glorot, Bengio 2010): U(-a, a) with
    a = √(6 / (inputs + outputs)). All other variables stay `fresh`, as they were built.
    """
    drawn: Weights = []
    for index, (variable, value) in enumerate(zip(variables_of(model), fresh, strict=True)):
        generator = np.random.default_rng((seed, index))
        if variable.trainable and value.ndim > 1:
            field = prod(value.shape[:-2])
            limit = np.sqrt(6 / (field * (value.shape[-2] + value.shape[-1])))
            drawn.append(generator.uniform(-limit, limit, value.shape).astype(value.dtype))
        elif np.issubdtype(value.dtype, np.integer):  # where the random numbers of a Dropout begin
            drawn.append(generator.integers(0, 2**31 - 1, value.shape).astype(value.dtype))
        else:
            drawn.append(value)
    return drawn


def _layer(layer: StackLayer, level: Level) -> keras.layers.Layer:
    """The Keras layer of one row of a stack."""
    layers, name = keras.layers, level.name
    activation = layer.activation
    window = {"strides": layer.stride, "padding": layer.padding, "activation": activation}
    made = {
        "dense": lambda: layers.Dense(layer.dense_units, activation=activation, name=name),
        "conv": lambda: layers.Conv2D(layer.filters, layer.kernel, name=name, **window),
        "depthwise": lambda: layers.DepthwiseConv2D(layer.kernel, name=name, **window),
        "max_pool": lambda: layers.MaxPooling2D(layer.size, name=name),
        "average_pool": lambda: layers.AveragePooling2D(layer.size, name=name),
        "batch_norm": lambda: layers.BatchNormalization(name=name),
        "dropout": lambda: layers.Dropout(layer.dropout, seed=0, name=name),
        "flatten": lambda: layers.Flatten(name=name),
        "global_average_pool": lambda: layers.GlobalAveragePooling2D(name=name),
    }
    return made[layer.kind]()

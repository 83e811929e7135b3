"""Small Keras networks and pictures for the laws of what is seen."""

import keras
import numpy as np

from playground.data.pictures import Pictures
from playground.spec.vision import Images

SHAPE, CLASSES = (9, 8, 2), 4


def network(**settings) -> keras.Model:
    """A network with a layer of every kind, named as the levels of a stack are."""
    layers = keras.layers
    seed = keras.initializers.GlorotUniform
    model = keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Conv2D(5, 3, padding="same", activation="tanh", name="conv_1",
                          kernel_initializer=seed(1)),
            layers.BatchNormalization(name="batch_norm_1"),
            layers.DepthwiseConv2D(3, padding="valid", activation="relu", name="depthwise_1",
                                   depthwise_initializer=seed(2)),
            layers.Conv2D(6, 2, strides=2, padding="same", activation="elu", name="conv_2",
                          kernel_initializer=seed(3)),
            layers.AveragePooling2D(2, name="average_pool_1"),
            layers.Flatten(name="flatten_1"),
            layers.Dropout(0.4, seed=4, name="dropout_1"),
            layers.Dense(7, activation="gelu", name="dense_1", kernel_initializer=seed(5)),
            layers.Dense(CLASSES, activation="softmax", name="output", kernel_initializer=seed(6)),
        ]
    )  # fmt: skip
    rng = np.random.default_rng(3)
    model.set_weights([w + rng.normal(0, 0.2, w.shape).astype("float32") ** 2
                       for w in model.get_weights()])  # fmt: skip
    return model


def pictures(count: int = 60) -> Pictures:
    """Noise with labels, split in two."""
    rng = np.random.default_rng(7)
    pixels = rng.uniform(0, 1, (count, *SHAPE)).astype(np.float32)
    labels = np.arange(count) % CLASSES
    half = count // 2
    train = pixels[:half]
    return Pictures(
        train, labels[:half], pixels[half:], labels[half:], tuple("abcd"), np.arange(count),
        train.mean((0, 1, 2)), train.std((0, 1, 2)),
    )  # fmt: skip


IMAGES = Images(name="own", images=60, shape=SHAPE, names=tuple("abcd"), normalisation="standard")

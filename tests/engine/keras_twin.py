"""Keras' optimizers, fed with given gradients, in a process of their own.

    python -m tests.engine.keras_twin < order.json > paths.json

A process of its own because Keras may not be among the modules of a test that opens a page.
"""

import json
import sys

import keras
import numpy as np

TWINS = {
    "sgd": lambda run: keras.optimizers.SGD(run["learning_rate"], momentum=run["momentum"]),
    "momentum": lambda run: keras.optimizers.SGD(run["learning_rate"], momentum=run["momentum"]),
    "nesterov": lambda run: keras.optimizers.SGD(
        run["learning_rate"], momentum=run["momentum"], nesterov=True
    ),
    "adam": lambda run: keras.optimizers.Adam(
        run["learning_rate"], run["beta_1"], run["beta_2"], run["epsilon"]
    ),
    # Not ours yet: entries that the tests add, to show that adding one is all it takes.
    "rmsprop": lambda run: keras.optimizers.RMSprop(
        run["learning_rate"], run["beta_2"], epsilon=run["epsilon"]
    ),
    "adagrad": lambda run: keras.optimizers.Adagrad(run["learning_rate"], epsilon=run["epsilon"]),
}


def path(run: dict, start: list[float], gradients: list[list[float]]) -> list[list[float]]:
    """The weights after each step."""
    weights = keras.Variable(np.array(start), dtype="float64")
    optimizer = TWINS[run["optimizer"]](run)
    optimizer.build([weights])
    places = []
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(gradient, dtype="float64")], [weights])
        places.append(np.asarray(weights.value).tolist())
    return places


if __name__ == "__main__":
    order = json.load(sys.stdin)
    paths = [
        path(run, start, gradients)
        for run, start, gradients in zip(
            order["runs"], order["starts"], order["gradients"], strict=True
        )
    ]
    json.dump(paths, sys.stdout)

"""Keras' own `fit` on the images of `deep.py`, in a process of its own with TensorFlow's defaults.

    python -m benchmarks.fit IMAGES.npz PRESET < seconds > samples a second

A line with a number of seconds asks for about so much of plain `model.fit`: batches of 32 of the
same network, with validation after each epoch, as in every tutorial.
"""

import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np

from playground.deep.building import build
from playground.spec.stack import STACKS


def main() -> None:
    """Answer until nobody asks."""
    data = np.load(sys.argv[1])
    model = build(data["train"].shape[1:], STACKS[sys.argv[2]], int(data["labels"].max()) + 1)
    model.compile(
        keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    held_out = (data["validation"], data["validation_labels"])

    def fit(epochs: int) -> float:
        began = time.perf_counter()
        model.fit(
            data["train"], data["labels"], batch_size=32, epochs=epochs, verbose=0,
            validation_data=held_out,
        )  # fmt: skip
        return time.perf_counter() - began

    fit(1)
    each = fit(2) / 2
    print("ready", flush=True)
    for line in sys.stdin:
        epochs = max(1, round(float(line) / each))
        print(epochs * len(data["train"]) / fit(epochs), flush=True)


if __name__ == "__main__":
    main()

"""Keras' own `fit` on the examples of `deep.py`, in a process with TensorFlow's defaults.

    python -m benchmarks.fit IMAGES.npz PRESET < seconds > samples a second
    python -m benchmarks.fit CELL < seconds > samples a second

A line with a number of seconds asks for about so much of plain `model.fit`: batches of 32 of the
same network, with validation after each epoch, as in every tutorial.
"""

import os
import sys
import time
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np

from playground.data.sequences import load_sequences
from playground.deep import recurrent
from playground.deep.building import build
from playground.spec.recurrent import CellSpec, SequenceData
from playground.spec.stack import STACKS


def seeing(path: str, preset: str) -> tuple[keras.Model, list[Any]]:
    """An image network; images and labels to train with and held out."""
    data = np.load(path)
    model = build(data["train"].shape[1:], STACKS[preset], int(data["labels"].max()) + 1)
    model.compile(
        keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model, [data[name] for name in ("train", "labels", "validation", "validation_labels")]


def remembering(cell: str) -> tuple[keras.Model, list[Any]]:
    """A recurrent network; the adding problem's sequences to train with and held out."""
    sequences = load_sequences(SequenceData())
    model = recurrent.build(CellSpec(cell=cell), sequences)
    model.compile(keras.optimizers.Adam(0.003), "mean_squared_error")
    held = sequences.is_held
    parts = [part[rows] for rows in (~held, held) for part in (sequences.inputs, sequences.targets)]
    return model, parts


def main() -> None:
    """Answer until nobody asks."""
    words = sys.argv[1:]
    model, (inputs, targets, *held_out) = remembering(*words) if len(words) == 1 else seeing(*words)

    def fit(epochs: int) -> float:
        began = time.perf_counter()
        model.fit(
            inputs, targets, batch_size=32, epochs=epochs, verbose=0,
            validation_data=tuple(held_out),
        )  # fmt: skip
        return time.perf_counter() - began

    fit(1)
    each = fit(2) / 2
    print("ready", flush=True)
    for line in sys.stdin:
        epochs = max(1, round(float(line) / each))
        print(epochs * len(inputs) / fit(epochs), flush=True)


if __name__ == "__main__":
    main()

"""A trained network as a file: what Keras, TensorFlow and LiteRT read. Nothing here reads one.

The file's network takes pixels within [0, 1]: its first layer normalises them as in the playground.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np

from playground.data.pictures import Pictures, normalise
from playground.deep.rehearsal import package
from playground.spec.vision import Images


def finished(model: keras.Model, data: Images, pictures: Pictures) -> keras.Model:
    """A copy of a network that takes pixels within [0, 1]."""
    inner = keras.models.clone_model(model)
    inner.set_weights(model.get_weights())
    black, white = normalise(
        np.stack([np.zeros(pictures.shape), np.ones(pictures.shape)]), data, pictures
    )
    offset, scale = black[0, 0], (white - black)[0, 0]  # (C,)
    layers = [each for each in inner.layers if not isinstance(each, keras.layers.InputLayer)]
    normalising = keras.layers.Rescaling(scale.tolist(), offset.tolist(), name="normalise")
    return keras.Sequential([keras.Input(pictures.shape), normalising, *layers])


def keras_file(model: keras.Model) -> bytes:
    """A `.keras` file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "network.keras")
        model.save(path)
        return path.read_bytes()


def saved_model(model: keras.Model) -> bytes:
    """A folder in TensorFlow's SavedModel format, as a zip."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "network")
        model.export(path, format="tf_saved_model", verbose=False)
        found = sorted(each for each in path.rglob("*") if each.is_file())
        return package({each.relative_to(folder).as_posix(): each.read_bytes() for each in found})


def litert(model: keras.Model) -> bytes:
    """A `.tflite` file, for phones and small computers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "network.tflite")
        model.export(path, format="litert", verbose=False)
        return path.read_bytes()


FILES: dict[str, Callable[[keras.Model], bytes]] = {
    "keras": keras_file,
    "saved_model": saved_model,
    "litert": litert,
}
"""Word of MODEL_FILES (export/vision.py) -> how the file is made."""

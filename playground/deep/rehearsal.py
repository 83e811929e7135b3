"""A script is carried out before it is handed over, and says itself how well it matches.

The text comes from export/vision_script.py; here it runs in a process of its own, with the images
beside it, for the first epochs, and its curve is held against the playground's.
"""

import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from playground.data.pictures import Pictures

EPOCHS = 3
SECONDS = 240
SCRIPT, IMAGES = "network.py", "images.npz"
_LINE = re.compile(r"^epoch (\d+): validation loss (\S+), accuracy (\S+)$", re.MULTILINE)

Curve = Mapping[int, tuple[float, float]]
"""Epoch -> validation loss and accuracy."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far a script's curve is from the playground's over the same epochs.

    `epochs` were compared, 0 where there was nothing to compare with; `error` is empty if it ran.
    """

    epochs: int
    loss: float
    accuracy: float
    error: str = ""

    def sentence(self) -> str:
        """What the file says of itself."""
        versions = f"Keras {keras.__version__}, {keras.backend.backend()}"
        if self.error:
            return f"It could not be compared with the playground: {self.error}."
        if not self.epochs:
            return f"It was carried out when it was written ({versions}); nothing to compare with."
        return (
            f"Carried out when it was written ({versions}), {self.epochs} epochs: validation loss\n"
            f"within {self.loss:.1e} of the playground's, accuracy within {self.accuracy:.4f}."
        )


def archive(pictures: Pictures, rates: NDArray[np.float32], held_out: int) -> bytes:
    """What the script needs as .npz: images as they are stored, labels, the rate of each step."""
    file = io.BytesIO()
    np.savez_compressed(
        file,
        train=pictures.train,
        train_labels=pictures.train_labels,
        validation=pictures.validation[:held_out],
        validation_labels=pictures.validation_labels[:held_out],
        names=np.array(pictures.names),
        mean=pictures.mean,
        spread=pictures.spread,
        rates=rates,
    )
    return file.getvalue()


def rehearse(script: str, images: bytes, curve: Curve, epochs: int = EPOCHS) -> Comparison:
    """Carry a script out for its first epochs and compare it with the playground's `curve`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, SCRIPT).write_text(script, encoding="utf-8")
        Path(folder, IMAGES).write_bytes(images)
        command = [sys.executable, SCRIPT, str(epochs)]
        try:
            ended = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return Comparison(0, np.nan, np.nan, f"it took more than {SECONDS} seconds")
    if ended.returncode:
        last = (ended.stderr.strip() or "it ended without a word").splitlines()[-1]
        return Comparison(0, np.nan, np.nan, last)
    theirs = {int(epoch): (float(loss), float(accuracy))
              for epoch, loss, accuracy in _LINE.findall(ended.stdout)}  # fmt: skip
    return compare(theirs, curve)


def compare(theirs: Curve, ours: Curve) -> Comparison:
    """The largest differences over the epochs that both have."""
    shared = sorted(theirs.keys() & ours.keys())
    if not shared:
        return Comparison(0, np.nan, np.nan)
    differences = np.abs(np.array([theirs[e] for e in shared]) - [ours[e] for e in shared])
    loss, accuracy = differences.max(axis=0).tolist()
    return Comparison(len(shared), loss, accuracy)


def package(files: Mapping[str, Any]) -> bytes:
    """Files by name as one zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return file.getvalue()

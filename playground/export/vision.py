"""What a person takes home from the networks of images: curves as CSV, files by kind.

Model files are only ever written: reading one may carry out what a stranger put into it.
"""

import csv
import io
from dataclasses import dataclass

import numpy as np

from playground.errors import N_
from playground.frame import History
from playground.spec.vision import Vision


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of model file: its label, what it is for, and the file's name."""

    label: str
    help: str
    file: str


MODEL_FILES: dict[str, FileKind] = {
    "keras": FileKind(
        "Keras", N_("One file that Keras loads: layers and weights."), "network.keras"
    ),
    "saved_model": FileKind(
        "SavedModel", N_("A folder for TensorFlow and its servers, as a zip."),
        "network-saved-model.zip",
    ),
    "litert": FileKind(
        "LiteRT", N_("For phones and small computers, formerly TensorFlow Lite."), "network.tflite"
    ),
}  # fmt: skip
"""Word -> kind; each takes pixels within [0, 1]."""

SCRIPT_FILE = "network-script.zip"
HISTORY_FILE = "history.csv"


def history_csv(history: History, vision: Vision) -> str:
    """The curves as a table: one row for each epoch and variant; no number is an empty cell."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["epoch", "variant", "optimizer", "learning_rate_set", *history.columns])
    for row, epoch in enumerate(history.epochs.tolist()):
        for number, variant in enumerate(vision.variants):
            values = [history.column(name)[row, number] for name in history.columns]
            plain = [float(value) if np.isfinite(value) else "" for value in values]
            run = variant.run
            writer.writerow([epoch, number + 1, run.optimizer, run.learning_rate, *plain])
    return table.getvalue()

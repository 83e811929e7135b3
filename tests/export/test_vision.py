"""The curves of image networks as a table."""

import csv
import io

import numpy as np

from playground.export.vision import MODEL_FILES, history_csv
from playground.frame import History
from playground.spec import RunSpec
from playground.spec.vision import Variant, Vision


def test_the_table_has_each_epoch_and_variant_and_nothing_for_what_is_no_number():
    vision = Vision(variants=(Variant(), Variant(run=RunSpec(optimizer="lion", learning_rate=1.0))))
    history = History(("train_loss", "test_accuracy"), 2)
    for epoch, (loss, accuracy) in enumerate([(2.5, 0.125), (np.nan, 1 / 3)]):
        row = {"train_loss": np.array([loss, np.inf]), "test_accuracy": np.full(2, accuracy)}
        history.append(epoch, row)
    rows = list(csv.DictReader(io.StringIO(history_csv(history, vision))))
    assert [(row["epoch"], row["variant"]) for row in rows] == [
        ("0", "1"), ("0", "2"), ("1", "1"), ("1", "2"),
    ]  # fmt: skip
    assert [row["optimizer"] for row in rows[:2]] == ["adam", "lion"]
    assert [row["train_loss"] for row in rows] == ["2.5", "", "", ""]
    assert [float(row["test_accuracy"]) for row in rows] == [0.125, 0.125, 1 / 3, 1 / 3]


def test_each_file_has_a_name_of_its_own():
    assert len({kind.file for kind in MODEL_FILES.values()}) == len(MODEL_FILES)

"""Each kind of curve gets its sentence, and only its own."""

import dataclasses
import re

import numpy as np
import pytest

from playground.compute.status import Status
from playground.explain import SENTENCES, diagnose
from playground.frame import History
from playground.spec import Experiment, LayerSpec, Stop, change, change_data

EPOCHS = 300
T = np.arange(EPOCHS + 1)
FORMATS = {"percent", "loss", "integer", "number", "text"}


def history(train, test, accuracy=None, column="accuracy", every=1) -> History:
    names = ("train_loss", "test_loss", f"train_{column}", f"test_{column}")
    accuracy = np.full(len(train), 0.8) if accuracy is None else accuracy
    curves = History(names, 1)
    rows = zip(train, test, accuracy, accuracy, strict=True)
    for epoch, row in enumerate(rows):
        curves.append(epoch * every, dict(zip(names, np.array(row)[:, None], strict=True)))
    return curves


def status(**fields) -> Status:
    usual = Status(
        experiment=Experiment(), generation=1, sequence=1, state="playing", speed="normal",
        step=25 * EPOCHS, epoch=EPOCHS, batch=0, batches=25, steps_per_second=0.0,
        metrics={"train_loss": 0.1, "test_loss": 0.1}, now=0.0,
    )  # fmt: skip
    return dataclasses.replace(usual, **fields)


def jitter(size: float, seed: int = 0):
    return size * np.random.default_rng(seed).standard_normal(EPOCHS + 1)


FALLING = 0.5 * np.exp(-T / 60) + 0.02


def test_falling_curves_are_learning():
    said = diagnose(history(FALLING, FALLING + 0.01), status())
    assert (said.code, said.mark) == ("learning", "dot")
    assert said.facts["share"] == pytest.approx(0.8)
    assert said.facts["before"] == pytest.approx(FALLING[0] + 0.01)


@pytest.mark.parametrize("seed", range(20))
def test_noise_alone_is_no_overfitting(seed):
    noisy = FALLING + jitter(0.004, seed)
    said = diagnose(history(FALLING, noisy, np.full(EPOCHS + 1, 0.95)), status())
    assert said.code == "learning"


def test_rising_test_loss_is_overfitting():
    test = np.where(T < 100, 0.5 - 0.003 * T, 0.2 + 0.001 * (T - 100)) + jitter(0.003)
    said = diagnose(history(FALLING, test), status())
    assert (said.code, said.mark) == ("overfitting", "amber")
    assert said.facts["epochs"] == pytest.approx(200, abs=25)


def test_flat_curves_hardly_learn():
    flat = 0.5 - 1e-5 * T
    said = diagnose(history(flat, flat, np.full(EPOCHS + 1, 0.5)), status())
    assert said.code == "hardly_learning"
    assert 0 <= said.facts["share"] < 0.02


def test_flat_curves_of_a_good_network_are_no_trouble():
    flat = np.where(T < 20, 0.5 - 0.02 * T, 0.1)
    said = diagnose(history(flat, flat, np.full(EPOCHS + 1, 0.97)), status())
    assert said.code == "learning"


def test_a_line_cannot_split_a_circle():
    flat = np.full(EPOCHS + 1, 0.49)
    curves = history(flat, flat, np.full(EPOCHS + 1, 0.55))
    line = change(Experiment(), layers=())
    assert diagnose(curves, status(experiment=line)).code == "straight_line"
    linear = change(Experiment(), layers=(LayerSpec(units=4, activation="linear"),))
    assert diagnose(curves, status(experiment=linear)).code == "straight_line"
    squares = change(line, features=("x1_squared", "x2_squared"))
    assert diagnose(curves, status(experiment=squares)).code == "hardly_learning"
    clouds = change_data(line, name="gauss")
    assert diagnose(curves, status(experiment=clouds)).code == "hardly_learning"


def test_all_right_is_solved():
    said = diagnose(history(FALLING, FALLING, np.ones(EPOCHS + 1)), status())
    assert (said.code, said.mark) == ("solved", "dot")


def test_growing_loss_is_named():
    grown = 0.5 + 0.002 * T
    said = diagnose(history(grown, grown, 0.9 + 0 * T), status())
    assert (said.code, said.mark) == ("rising", "amber")


def test_without_test_points_the_training_points_speak():
    nothing = np.full(EPOCHS + 1, np.nan)
    assert diagnose(history(FALLING, nothing), status()).code == "learning_train"


def test_regression_speaks_of_r2():
    plane = change_data(Experiment(), name="plane")
    curves = history(FALLING, FALLING, np.full(EPOCHS + 1, 0.9), "r2")
    assert diagnose(curves, status(experiment=plane)).code == "learning_value"


def test_thinned_rows_count_epochs_and_not_rows():
    test = np.where(T < 100, 0.5 - 0.003 * T, 0.2 + 0.001 * (T - 100))
    said = diagnose(history(FALLING, test, every=8), status())
    assert said.facts["epochs"] == pytest.approx(1600, abs=150)


@pytest.mark.parametrize(
    ("fields", "code", "mark"),
    [
        ({"state": "idle", "step": 0, "epoch": 0}, "ready", "ring"),
        ({"state": "paused", "step": 0, "epoch": 0}, "ready", "ring"),
        ({"state": "paused"}, "paused", "bars"),
        ({"state": "diverged"}, "diverged", "diamond"),
        ({"state": "failed"}, "failed", "diamond"),
        ({"state": "stopped"}, "stopped_epoch", "ink"),
        (
            {"state": "stopped", "experiment": change(Experiment(), stop=Stop(target=0.2))},
            "stopped_target",
            "ink",
        ),
    ],
)
def test_states_have_their_sentences(fields, code, mark):
    said = diagnose(history(FALLING, FALLING), status(**fields))
    assert (said.code, said.mark) == (code, mark)


def test_before_the_first_epoch_there_is_a_sentence():
    assert diagnose(history([0.5], [0.5]), status(step=3, epoch=0)).code == "first_epoch"


@pytest.mark.parametrize("code", SENTENCES)
def test_placeholders_have_known_formats(code):
    for name, kind in re.findall(r"\{([^}:]*):?([^}]*)\}", SENTENCES[code]):
        assert name
        assert kind in FORMATS
    assert len(re.sub(r"\{[^}]*\}", "0.000", SENTENCES[code])) <= 100

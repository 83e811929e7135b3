"""What a frame says: header, quantised maps, held scales, wrong points, curves."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from playground.compute import State, Status
from playground.data import load
from playground.engine import MLPTrainer
from playground.frame import Frame
from playground.live.encode import Encoder, Labelled
from playground.live.scales import Scales, to_i2, to_u1
from playground.live.wire import unpack
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    change,
    change_data,
    change_output,
)
from playground.spec.choices import INITIALIZERS, OUTPUTS
from tests.compute.scripted import Script, Sentence

WIDE = tuple(LayerSpec(units=units) for units in (64, 64, 8))


@dataclass
class Data:
    labels: np.ndarray
    classes: int


BINARY = Data(np.arange(60) % 2.0, 2)


def looked_at(experiment: Experiment, *more: str, probe=None) -> tuple[Frame, Status]:
    trainer = Script().make(experiment)
    trainer.advance(13)
    frame = trainer.snapshot(["output", "units", "weights", "predictions", *more], probe)
    status = Status(
        experiment=experiment,
        generation=1,
        sequence=7,
        state="playing",
        speed="normal",
        step=frame.step,
        epoch=frame.epoch,
        batch=trainer.batches,
        batches=trainer.steps_per_epoch,
        steps_per_second=1234.56,
        metrics={name: float(values[0]) for name, values in frame.metrics.items()},
        now=0.0,
        probe=probe,
        history=trainer.history,
        diagnosis=Sentence("learning", "dot", {"loss": float("nan"), "share": np.float32(0.5)}),
    )
    return frame, status


def encoded(pair: tuple[Frame, Status], data: Labelled = BINARY) -> tuple[dict[str, Any], dict]:
    header, arrays = unpack(Encoder(lambda _: data)(*pair))
    return header["frame"], arrays


def test_header_says_everything_the_stage_needs():
    header, arrays = encoded(looked_at(Experiment()))
    assert header["metrics"]["test_loss"] is None
    assert header["metrics"]["train_loss"] > 0
    assert header["say"] == {
        "code": "learning",
        "mark": "dot",
        "facts": {"loss": None, "share": 0.5},
    }
    assert header["columns"][:2] == ["epoch", "train_loss"]
    assert (header["step"], header["epoch"], header["batch"], header["batches"]) == (13, 2, 1, 6)
    assert (header["generation"], header["sequence"], header["speed"]) == (1, 7, "normal")
    assert (header["look"], header["probe"], header["map_range"]) == (None, None, [-1, 1])
    assert len(header["unit_ranges"]) == 7
    assert header["steps_per_second"] == 1234.6
    assert {name: (a.dtype.str[1:], a.shape) for name, a in arrays.items()} == {
        "map": ("i2", (100, 100)),
        "tiles": ("u1", (7, 40, 40)),
        "weights": ("f4", (25,)),
        "wrong": ("u1", (60,)),
        "curve": ("f4", (5, 3)),
    }


def test_the_best_epoch_is_told_of_an_early_stop_alone():
    frame, status = looked_at(Experiment())
    status = replace(status, best_epoch=1, is_at_best=True)
    ends: list[tuple[State, tuple[int | None, bool]]]
    ends = [("playing", (None, False)), ("stopped_early", (1, True))]
    for state, told in ends:
        header, _ = encoded((frame, replace(status, state=state)))
        assert (header["best"], header["is_at_best"]) == told


def test_map_is_true_to_one_part_in_thirty_thousand():
    frame, status = looked_at(Experiment())
    _, arrays = encoded((frame, status))
    np.testing.assert_allclose(arrays["map"] / 32767, frame.views["output"][0], atol=2e-5)
    np.testing.assert_allclose(
        arrays["tiles"] / 127.5 - 1, frame.views["units"], atol=1 / 255 + 1e-6
    )


def test_look_and_probe_are_named():
    frame, status = looked_at(Experiment(), "unit:0:2", "probe", "batch", probe=(1.0, 2.0))
    header, arrays = encoded((frame, replace(status, look=(0, 2))))
    assert (header["look"], header["look_range"], header["probe"]) == ([0, 2], [-1, 1], [1, 2])
    np.testing.assert_allclose(arrays["look_map"] / 32767, frame.views["unit:0:2"], atol=2e-5)
    assert arrays["probe_values"].shape == (2 + 4 + 2 + 1,)
    assert arrays["batch_points"].dtype == np.int32


def test_looking_at_the_output_shows_its_map():
    frame, status = looked_at(Experiment())
    header, arrays = encoded((frame, replace(status, look=(2, 0))))
    assert header["look"] == [2, 0]
    np.testing.assert_array_equal(arrays["look_map"], arrays["map"])


def test_classes_have_winner_and_confidence():
    experiment = Experiment(
        data=GeneratedData(name="rings", classes=3),
        output="softmax",
        loss="categorical_crossentropy",
    )
    frame, status = looked_at(experiment)
    header, arrays = encoded((frame, replace(status, look=(2, 1))), Data(np.arange(60) % 3, 3))
    assert "map" not in arrays
    np.testing.assert_array_equal(arrays["winner"], frame.views["output"].argmax(axis=0))
    np.testing.assert_allclose(
        arrays["confidence"] / 255, frame.views["output"].max(axis=0), atol=1 / 255
    )
    assert header["unit_ranges"][-3:] == [[0, 1]] * 3
    np.testing.assert_allclose(
        arrays["look_map"] / 65534 + 0.5, frame.views["output"][1], atol=3e-5
    )
    best = frame.views["predictions"].argmax(axis=1)
    np.testing.assert_array_equal(arrays["wrong"], best != np.arange(60) % 3)


def test_regression_has_errors_and_a_measured_scale():
    experiment = Experiment(data=GeneratedData(name="plane"), output="linear")
    frame, status = looked_at(experiment)
    values = np.linspace(-1, 1, 60)
    header, arrays = encoded((frame, status), Data(values, 0))
    assert "wrong" not in arrays
    np.testing.assert_allclose(
        arrays["errors"], frame.views["predictions"][:, 0] - values, rtol=1e-6
    )
    low, high = header["map_range"]
    assert low == -high
    expected = np.quantile(np.abs(frame.views["units"][-1]), 0.98)
    assert high == pytest.approx(expected, rel=0.02)


def test_points_and_scales_stay_when_they_are_not_due():
    frame, status = looked_at(Experiment())
    encoder = Encoder(lambda _: BINARY)
    first = unpack(encoder(frame, status))[1]["wrong"]
    views = {name: view for name, view in frame.views.items() if name != "predictions"}
    header, arrays = unpack(encoder(replace(frame, views=views), replace(status, history=None)))
    np.testing.assert_array_equal(arrays["wrong"], first)
    assert "curve" not in arrays
    assert "columns" not in header["frame"]


def test_what_is_not_finite_shows_the_last_finite_picture():
    frame, status = looked_at(Experiment())
    encoder = Encoder(lambda _: BINARY)
    before = unpack(encoder(frame, status))[1]
    broken = {name: np.full_like(view, np.nan) for name, view in frame.views.items()}
    metrics = {"train_loss": float("inf"), "test_loss": float("nan")}
    content = encoder(replace(frame, views=broken), replace(status, metrics=metrics))
    header, after = unpack(content)
    for name in ("map", "tiles", "weights"):
        np.testing.assert_array_equal(after[name], before[name])
    assert set(header["frame"]["metrics"].values()) == {None}


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_first_picture_without_a_number_is_encoded_too(output, value):
    names = {"linear": "plane", "softmax": "blobs", "exponential": "counts"}
    experiment = change_data(Experiment(), name=names.get(output, "circle"))
    frame, status = looked_at(change_output(experiment, output), "unit:0:0")
    broken = {name: np.full_like(view, value) for name, view in frame.views.items()}
    classes = 0 if output in ("linear", "exponential") else 3
    encoded(
        (replace(frame, views=broken), replace(status, look=(0, 0))), Data(np.zeros(60), classes)
    )


@pytest.mark.parametrize("initializer", INITIALIZERS)
@pytest.mark.parametrize("output", ["tanh", "sigmoid", "softmax"])
def test_wrong_points_and_accuracy_are_the_same_thing(output, initializer):
    """On the boundary too, where all weights are zero."""
    experiment = change(change_output(Experiment(), output), initializer=initializer)
    trainer, dataset = MLPTrainer(experiment), load(experiment)
    _, status = looked_at(experiment)
    for _ in range(3):
        frame = trainer.snapshot(["output", "units", "weights", "predictions"])
        is_right = encoded((frame, status), dataset)[1]["wrong"] == 0
        for side, chosen in (("train", ~dataset.is_test), ("test", dataset.is_test)):
            accuracy = frame.metrics[f"{side}_accuracy"][0]
            assert is_right[chosen].mean() == pytest.approx(accuracy, abs=1e-6)
        trainer.advance(30)


def test_a_new_generation_begins_anew():
    encoder = Encoder(lambda _: BINARY)
    encoder(*looked_at(Experiment()))
    frame, status = looked_at(Experiment(layers=(LayerSpec(units=3, activation="relu"),)))
    header, arrays = unpack(encoder(frame, replace(status, generation=2)))
    assert len(arrays["tiles"]) == len(header["frame"]["unit_ranges"]) == 4


def test_many_units_get_smaller_tiles():
    frame, status = looked_at(Experiment(layers=WIDE))
    _, arrays = encoded((frame, status))
    assert arrays["tiles"].shape == (137, 20, 20)
    middle = frame.views["units"][:, :2, :2].mean(axis=(1, 2))
    np.testing.assert_allclose(arrays["tiles"][:, 0, 0] / 127.5 - 1, middle, atol=0.005)


@given(
    values=hnp.arrays(
        np.float32, (3, 4), elements=st.floats(width=32, allow_nan=False, allow_infinity=False)
    ),
    start=st.floats(-2, 1),
    width=st.floats(1e-3, 1e3),
)
def test_quantising_takes_every_finite_number(values, start, width):
    low = start * width  # ranges lie around zero or beside it, as Scales makes them
    high = low + width
    maps = to_i2(values, low, high)
    tiles = to_u1(values[None], np.array([[low, high]]))[0]
    assert np.abs(maps.astype(int)).max() <= 32767
    inside = (values > low) & (values < high)
    back = (maps / 32767 * width / 2) + (low + high) / 2
    tolerance = width / 30000 + 1e-6 * max(abs(low), abs(high))
    np.testing.assert_allclose(back[inside], values[inside], atol=tolerance)
    assert (tiles[values >= np.float32(high)] == 255).all()
    assert (tiles[values <= np.float32(low)] == 0).all()


def test_scale_is_held_for_a_second():
    scales = Scales(["relu", "tanh"])
    units = np.ones((2, 10, 10), np.float32)
    scales.follow(units * 3, step=1, now=0.0)
    assert scales.ranges.tolist() == [[-3, 3], [-1, 1]]
    scales.follow(units * 5, step=2, now=0.99)
    assert scales.ranges[0].tolist() == [-3, 3]
    scales.follow(units * 5, step=3, now=1.0)
    assert scales.ranges[0].tolist() == [-5, 5]
    scales.follow(units * 7, step=0, now=1.1)  # a new start is a new picture
    assert scales.ranges[0].tolist() == [-7, 7]
    scales.follow(units * 0, step=1, now=9.0)
    assert scales.ranges[0].tolist() == [-1, 1]


def test_only_the_neuron_looked_at_is_remembered():
    encoder = Encoder(lambda _: BINARY)
    names = [f"unit:0:{unit}" for unit in range(3)]
    frame, status = looked_at(Experiment(layers=(LayerSpec(units=3),)), *names)
    sizes = set()
    for unit in range(3):
        encoder(frame, replace(status, look=(0, unit)))
        sizes.add(sum(array.nbytes for array in encoder._last.values()))
    assert len(sizes) == 1
    broken = {**frame.views, "unit:0:2": np.full((100, 100), np.nan, np.float32)}
    seen = replace(frame, views=broken), replace(status, look=(0, 2))
    before = encoder._last["look"]
    arrays = unpack(encoder(*seen))[1]
    np.testing.assert_array_equal(arrays["look_map"], before)
    encoder(frame, replace(status, look=None))
    assert "look" not in encoder._last

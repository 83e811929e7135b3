"""The border to the graph: what fits becomes a Change, and what is sent is what JSON can hold."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.explain.backpropagation import trace
from playground.spec.lessons import Backpropagation, change_lesson
from playground.ui.backpropagation import moved
from playground.ui.stage.graph import Change, change_from, content

GOOD = {"kind": "weight", "at": 2, "value": 0.5, "passing": True, "id": "0123456789"}


def test_a_good_message_becomes_a_change():
    assert change_from(GOOD) == Change("weight", 2, 0.5, is_passing=True)
    assert change_from({**GOOD, "passing": 1}) == Change("weight", 2, 0.5, is_passing=False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "layer"},
        {"kind": None},
        {"at": -1},
        {"at": True},
        {"at": 0.5},
        {"value": "1"},
        {"value": float("nan")},
        {"value": True},
        {"value": None},
    ],
    ids=str,
)
def test_anything_else_is_dropped(wrong):
    assert change_from({**GOOD, **wrong}) is None


@given(st.none() | st.text() | st.lists(st.integers()) | st.dictionaries(st.text(), st.text()))
def test_no_message_breaks_it(message):
    assert change_from(message) is None


@pytest.mark.parametrize("kind", ["weight", "input", "target"])
def test_a_change_sets_one_number_and_a_place_that_is_not_there_none(kind):
    old = Backpropagation()
    new = moved(Change(kind, 0, 2.5, is_passing=False), old)
    field = {"weight": new.theta, "input": new.inputs, "target": new.targets}[kind]
    assert field[0] == 2.5
    assert new != old
    assert moved(Change(kind, 99, 2.5, is_passing=False), old) == old


def test_a_look_sets_nothing_but_what_is_looked_at():
    old = Backpropagation()
    assert moved(Change("look", 3, 0.0, is_passing=False), old) == change_lesson(old, shown=3)
    assert moved(Change("look", 9, 0.0, is_passing=False), old) == old


@given(st.floats(-100, 100), st.sampled_from(["sigmoid", "relu", "elu", "softplus"]))
def test_what_is_sent_is_what_json_can_hold(weight, activation):
    start = Backpropagation(hidden=(2, 2), activation=activation, output="linear")
    setting = moved(Change("weight", 0, weight, is_passing=False), start)
    json.dumps(content(setting, trace(setting), "en", {}), allow_nan=False)


def test_a_number_that_is_none_is_sent_as_nothing():
    fused = Backpropagation(loss="binary_crossentropy")
    sent = content(fused, trace(fused), "en", {})
    assert sent["layers"][-1]["da"] == [None]
    json.dumps(sent, allow_nan=False)

"""The border to the browser: what fits the table becomes a Command, everything else is dropped."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.live.wire import unpack
from playground.ui.stage import Thumbnail, gallery_pack
from playground.ui.stage.commands import COMMANDS, is_new, parse, parse_wish

GOOD: dict[str, dict[str, Any]] = {
    "play": {},
    "pause": {},
    "step": {"unit": "batch"},
    "reset": {},
    "lower_rate": {},
    "go_to_best": {},
    "new_start": {},
    "speed": {"value": "slow"},
    "feature": {"word": "x1", "on": True},
    "layers": {"count": 3},
    "units": {"layer": 0, "count": 5},
    "weight": {"layer": 1, "source": -1, "target": 0, "value": 0.25},
    "view": {"field": "smoothing", "value": 0.5},
    "race": {"field": "start_shown", "value": 3},
    "open_racer": {"racer": 1},
    "start": {"x": -1.5, "y": 2.0},
    "try_rates": {"kind": "u_curve"},
    "stop_trial": {"kind": "range_test"},
    "adopt_rate": {"racer": 1, "rate": 0.03},
    "adopt_best_rates": {},
    "sight": {"field": "layer", "value": "conv_1"},
    "cell": {"truth": 2, "answer": 8},
    "ask": {"kind": "tsne"},
    "spell": {"field": "beginning", "text": "Lon"},
    "draw": {"pixels": "AAAA", "channels": 1},
    "stack": {"act": "add", "layer": "conv_1"},
    "revive": {},
    "language": {"value": "zh"},
}


NUMBERS = {("weight", "value"), ("view", "value"), ("adopt_rate", "rate"), ("start", "x"),
           ("start", "y")}  # fmt: skip


def test_every_command_has_an_example() -> None:
    assert set(GOOD) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_good_message_becomes_its_command(name: str) -> None:
    command = parse({"name": name, **GOOD[name], "id": "0123456789", "more": 1})
    assert command is not None
    assert (command.name, dict(command.arguments)) == (name, GOOD[name])


@pytest.mark.parametrize(
    ("name", "argument"), [(name, argument) for name in COMMANDS for argument in COMMANDS[name]]
)
@pytest.mark.parametrize(
    "value", [None, [], {}, float("nan"), float("inf"), "", "x" * 41, 1e9, 10**400]
)
def test_an_argument_of_another_kind_is_dropped(name: str, argument: str, value: object) -> None:
    if value == 1e9 and (name, argument) in NUMBERS:
        return  # a number: spec/ judges its range
    assert parse({"name": name, **GOOD[name], argument: value}) is None


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(json)
def test_nothing_a_browser_says_raises(message: object) -> None:
    assert parse(message) is None
    assert not is_new(message)
    look, probe = parse_wish(message)
    assert look is None
    assert probe is None


def test_a_message_is_new_once() -> None:
    message: Mapping[str, object] = {"name": "play", "id": "a1b2c3d4e5f6"}
    assert [is_new(message), is_new(message)] == [True, False]


def test_a_wish_keeps_what_fits() -> None:
    assert parse_wish({"look": [0, 3], "probe": [1, -2.5]}) == ((0, 3), (1.0, -2.5))
    assert parse_wish({"look": [0, 0.5], "probe": [1, None]}) == (None, None)


def test_a_gallery_holds_every_picture() -> None:
    points = np.array([[-6.0, 6.0], [0.0, 0.0], [9.0, 1.0]])
    two = Thumbnail("circle", "Circle", points, np.array([0.0, 1.0, 1.0]), 2)
    values = Thumbnail("plane", "Plane", points, np.array([-1.0, 0.0, 1.0]), 0)
    header, arrays = unpack(gallery_pack([two, values], title="Data", more="More", less="Fewer"))
    assert [item["word"] for item in header["gallery"]["items"]] == ["circle", "plane"]
    assert arrays["points:0"].tolist() == [[0, 255], [128, 128], [255, 149]]
    assert arrays["labels:0"].tolist() == [0, 1, 1]
    assert arrays["labels:1"].tolist() == [0, 128, 255]

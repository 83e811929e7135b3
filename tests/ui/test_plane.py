"""The lessons' drawing: what is packed is read back, what is forged is passed over."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.live.wire import unpack
from playground.ui.stage import plane
from playground.ui.stage.plane import Axis, Board, Event, Motion, Plane, Row, event_from, packed

BOARD = Board(
    "one", "One", Axis(0, 1, "x"), Axis(0, 2, "y", ticks=False),
    (plane.line(np.zeros((3, 2)), "teal", grows=True), plane.heat(np.ones((2, 4, 4)))), "A board.",
)  # fmt: skip


def test_arrays_travel_by_board_mark_and_name():
    header, arrays = unpack(packed(Plane((Row(100, (BOARD,)),), "Said."), "en", {"play": "Play"}))
    shown = header["plane"]
    assert shown["rows"][0]["boards"][0]["marks"][0] == {
        "kind": "line",
        "hue": "teal",
        "grows": True,
    }
    assert shown["rows"][0]["boards"][0]["y"] == [0, 2, "y", False]
    assert arrays["one:0:places"].shape == (3, 2)
    assert arrays["one:1:values"].shape == (2, 4, 4)
    assert (shown["say"], shown["motion"], shown["texts"]) == ("Said.", None, {"play": "Play"})


def test_a_motion_has_as_many_frames_as_its_columns():
    motion = Motion({"loss": np.array([1.0, 0.5]), "told": ["a", "b"]}, run="r")
    header, _ = unpack(packed(Plane((Row(100, (BOARD,)),), motion=motion), "en", {}))
    assert header["plane"]["motion"]["count"] == 2
    assert header["plane"]["motion"]["columns"]["loss"] == [1.0, 0.5]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_hue_is_a_colour_of_both_themes(theme):
    for hue in plane.HUES.values():
        assert len(hue[theme]) == 7
        int(hue[theme][1:], 16)


def test_an_event_is_read():
    message = {"name": "w1", "act": "move", "value": 1.5, "done": False}
    assert event_from(message) == Event("w1", "move", 0.0, 0.0, 1.5, 0, is_done=False)


@given(
    st.dictionaries(
        st.sampled_from(["name", "act", "x", "y", "value", "index", "done"]),
        st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("move")
        | st.lists(st.integers(), max_size=2),
    )
    | st.none() | st.text(max_size=3)
)  # fmt: skip
def test_what_is_forged_is_passed_over(message):
    event = event_from(message)
    if event is not None:
        assert np.isfinite([event.x, event.y, event.value]).all()
        assert event.act in ("move", "add", "remove")

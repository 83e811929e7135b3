"""The byte format: what goes in comes out, aligned, and its JSON is JSON."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from playground.live.wire import DTYPES, WireError, join, pack, scene, unpack

ARRAYS = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.sampled_from(sorted(DTYPES)).flatmap(
        lambda word: hnp.arrays(
            DTYPES[word], hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5)
        )
    ),
    max_size=5,
)
LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text()
HEADERS = st.dictionaries(
    st.text(max_size=6).filter(lambda name: name != "arrays"),
    st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3), max_leaves=6),
    max_size=4,
)


def finite(value):
    if isinstance(value, list):
        return [finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@given(header=HEADERS, arrays=ARRAYS)
def test_round_trip(header, arrays):
    found, views = unpack(pack(header, arrays))
    assert found == {name: finite(value) for name, value in header.items()}
    assert list(views) == list(arrays)
    for name, array in arrays.items():
        assert views[name].dtype == array.dtype
        np.testing.assert_array_equal(views[name], array)


@given(header=HEADERS, arrays=ARRAYS)
def test_layout_is_what_the_browser_expects(header, arrays):
    content = pack(header, arrays)
    assert content[:4] == b"NPF1"
    length = int.from_bytes(content[4:8], "little")
    assert (8 + length) % 8 == 0
    text = content[8 : 8 + length].decode()
    places = json.loads(text, parse_constant=pytest.fail)["arrays"]
    assert all(offset % 8 == 0 for _, _, offset in places.values())
    assert len(content) % 8 == 0


@given(content=st.binary(max_size=200))
def test_noise_is_refused(content):
    with pytest.raises(WireError):
        unpack(content)


@given(arrays=ARRAYS, cut=st.integers(1, 40))
def test_a_torn_content_is_refused_or_only_padding_is_lost(arrays, cut):
    content = pack({}, arrays)
    try:
        unpack(content[:-cut])
    except WireError:
        return
    assert cut < 8


def test_numpy_scalars_become_numbers():
    header = {"a": np.float32(0.5), "b": np.int64(3), "c": (np.float64("nan"), 1), "d": {"e": True}}
    assert unpack(pack(header, {}))[0] == {"a": 0.5, "b": 3, "c": [None, 1], "d": {"e": True}}


def test_other_dtypes_are_refused():
    with pytest.raises(WireError, match="float64"):
        pack({}, {"a": np.zeros(3)})


def test_scene_and_frame_travel_together():
    maps = np.linspace(-1, 1, 16).reshape(1, 4, 4)
    still = scene(
        {"generation": 1},
        {
            "points": np.ones((3, 2)),
            "labels": np.arange(3),
            "is_test": np.array([True, False, True]),
            "feature_maps": maps,
        },
    )
    moving = pack({"frame": {"sequence": 4}}, {"map": np.zeros((2, 2), np.int16)})
    header, arrays = unpack(join(still, moving))
    assert header == {"scene": {"generation": 1}, "frame": {"sequence": 4}}
    assert [array.dtype.str[1:] for array in arrays.values()] == ["f4", "f4", "u1", "u1", "i2"]
    assert (arrays["feature_maps"].min(), arrays["feature_maps"].max()) == (0, 255)

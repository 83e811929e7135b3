"""Buttons of the stage: each sets what it says; what is forged or impossible changes nothing."""

import pytest
import streamlit
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.compute import RUNS
from playground.spec import Experiment, LayerSpec, PointsData, RunSpec, change, to_query
from playground.spec.choices import FEATURES
from playground.ui import state
from playground.ui.commands import ORDERS, STAGE, obey
from playground.ui.recurrent_orders import RECURRENT_ORDERS
from playground.ui.stage import Command
from playground.ui.stage.commands import COMMANDS, parse
from playground.ui.state import Session
from playground.ui.vision_orders import VISION_ORDERS


class Bar:
    """An address bar."""

    def __init__(self):
        self.words = {}

    def from_dict(self, words):
        self.words = dict(words)

    def to_dict(self):
        return dict(self.words)


@pytest.fixture(autouse=True)
def bar(monkeypatch):
    bar = Bar()
    monkeypatch.setattr(streamlit, "query_params", bar)
    yield bar
    RUNS.close_all()


def give(session, name, **arguments):
    command = parse({"name": name, "id": "0123456789", **arguments})
    assert command is not None
    obey(session, command)


def test_every_command_has_an_order():
    assert ORDERS.keys() < VISION_ORDERS.keys()
    assert VISION_ORDERS.keys() | RECURRENT_ORDERS.keys() == COMMANDS.keys()


def test_play_and_pause_reach_the_run():
    session = Session()
    states = []
    for name in ("play", "play", "pause", "pause", "reset"):
        give(session, name)
        states.append(session.runner.state)
    assert states == ["playing", "playing", "paused", "paused", "idle"]


CHANGES = [
    ("feature", {"word": "sin_x1", "on": True}, {"features": ("x1", "x2", "sin_x1")}),
    ("feature", {"word": "x1", "on": False}, {"features": ("x2",)}),
    ("feature", {"word": "x1", "on": True}, {}),
    (
        "layers",
        {"count": 3},
        {"layers": (LayerSpec(units=4), LayerSpec(units=2), LayerSpec(units=2))},
    ),
    ("layers", {"count": 1}, {"layers": (LayerSpec(units=4),)}),
    ("layers", {"count": 0}, {"layers": ()}),
    ("units", {"layer": 1, "count": 7}, {"layers": (LayerSpec(units=4), LayerSpec(units=7))}),
    ("new_start", {}, {"runs": (RunSpec(seed=1),)}),
    ("lower_rate", {}, {"runs": (RunSpec(learning_rate=0.01),)}),
]


@pytest.mark.parametrize(("name", "arguments", "fields"), CHANGES)
def test_button_changes_experiment_run_and_address(bar, name, arguments, fields):
    session = Session()
    give(session, name, **arguments)
    expected = change(Experiment(), **fields)
    assert session.experiment == expected
    assert session.runner.experiment == expected
    assert bar.words == to_query(expected)
    assert session.desk.needs_scene
    assert STAGE not in session.refusals


def test_address_that_got_lost_is_written_again(bar, monkeypatch):
    session = Session()
    give(session, "new_start")
    assert not session.follow_address()  # in the run that wrote it
    bar.words = {}  # what the browser still says in the next one
    assert not session.follow_address()
    assert bar.words == {"seed": "1"}
    bar.words = {}
    monkeypatch.setattr(state, "came_through_history", lambda: True)
    assert session.follow_address()  # only now it means Back
    assert session.experiment == Experiment()


def test_what_outgrows_the_link_leaves_the_address_and_the_work(bar):
    session = Session()
    many = PointsData(points=((0.125, 0.25, 1.0),) * 50, split=("train",) * 50)
    session.apply(change(Experiment(), data=many, batch_size=7))
    kept = bar.words
    assert session.notice is None
    more = PointsData(points=((0.125, 0.25, 1.0),) * 400, split=("train",) * 400)
    session.apply(change(session.experiment, data=more))
    assert session.notice is not None
    assert session.notice.code == "outgrown_link"
    assert bar.words == kept
    assert session.experiment.data == more


def test_features_keep_the_registrys_order():
    session = Session()
    for word in reversed(FEATURES):
        give(session, "feature", word=word, on=True)
    assert session.experiment.features == tuple(FEATURES)


def test_new_layer_has_the_common_activation():
    layers = (
        LayerSpec(units=3, activation="relu"),
        LayerSpec(units=3, activation="relu"),
        LayerSpec(),
    )
    session = Session(experiment=change(Experiment(), layers=layers))
    give(session, "layers", count=4)
    assert session.experiment.layers[3] == LayerSpec(units=2, activation="relu")


def test_speed_and_view_do_not_touch_the_experiment(bar):
    session = Session()
    give(session, "speed", value="fast")
    give(session, "view", field="smoothing", value=0.5)
    give(session, "view", field="discretize", value=True)
    assert session.runner.speed == "fast"
    assert bar.words == {"speed": "fast", "smoothing": "0.5", "discretize": "1"}
    assert session.experiment == Experiment()


def test_language_is_switched_and_said_in_the_link(bar):
    session = Session()
    give(session, "language", value="zh")
    assert (session.language, bar.words) == ("zh", {"lang": "zh"})
    give(session, "language", value="tlh")
    assert session.language == "zh"


REFUSED = [
    ("feature", {"word": "x9", "on": True}),
    ("layers", {"count": 9}),
    ("layers", {"count": 999_999}),
    ("units", {"layer": 0, "count": 65}),
    ("units", {"layer": 0, "count": 0}),
    ("weight", {"layer": 0, "source": 0, "target": 0, "value": 1e9}),
    ("view", {"field": "smoothing", "value": 3.0}),
    ("view", {"field": "smoothing", "value": True}),
    ("view", {"field": "discretize", "value": 0.5}),
]


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_impossible_wish_is_told_and_changes_nothing(name, arguments):
    session = Session()
    give(session, name, **arguments)
    assert session.refusals[STAGE]
    assert session.experiment == Experiment()


def test_fewer_than_no_layers_are_passed_over():
    session = Session()
    give(session, "layers", count=-1)
    assert session.experiment == Experiment()


def test_last_feature_stays():
    session = Session(experiment=change(Experiment(), features=("x1",)))
    give(session, "feature", word="x1", on=False)
    assert session.experiment.features == ("x1",)
    assert session.refusals[STAGE].code == "wrong_length"


@pytest.mark.parametrize(
    "place", [(-1, 0, 0), (3, 0, 0), (0, 2, 0), (0, -2, 0), (0, 0, 4), (0, 0, -1), (2, 0, 1)]
)
def test_weight_that_does_not_exist_is_passed_over(place):
    session = Session()
    layer, source, target = place
    give(session, "weight", layer=layer, source=source, target=target, value=1.0)
    assert not session.refusals
    assert session.runner.state == "idle"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)
arguments = sorted({argument for checks in COMMANDS.values() for argument in checks})


@given(
    st.fixed_dictionaries(
        {"name": st.sampled_from(list(COMMANDS)) | anything},
        optional={argument: anything | st.integers(-2, 9) | st.sampled_from(
            ["x1", "slow", "batch", "smoothing", "zh"]) for argument in arguments},
    )
)  # fmt: skip
@settings(deadline=None, max_examples=200)
def test_forged_command_never_raises(forged):
    session = SHARED
    command = parse(forged)
    if isinstance(command, Command):
        obey(session, command)
        assert isinstance(session.experiment, Experiment)


SHARED = Session()

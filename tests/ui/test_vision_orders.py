"""What the buttons of the image networks' stage do; a trainer is scripted, no worker is begun."""

from base64 import b64encode

import numpy as np
import pytest
import streamlit

from playground.compute import RUNS
from playground.live.sight import Sight
from playground.spec.limits import LENGTHS
from playground.spec.stack import STACKS, StackLayer
from playground.spec.vision import Images, Variant, Vision, on_images
from playground.ui import runs
from playground.ui.commands import STAGE, obey
from playground.ui.stage.commands import parse
from playground.ui.state import Session
from playground.ui.vision_changes import edit_stack, with_images, with_more, without
from playground.ui.vision_orders import VISION_ORDERS
from playground.ui.vision_scene import header_of, names_of, pack_of
from playground.ui.vision_stores import Learner
from tests.ui.test_commands import Bar
from tests.vision import ScriptedVision


@pytest.fixture(autouse=True)
def bar(monkeypatch):
    bar = Bar()
    monkeypatch.setattr(streamlit, "query_params", bar)
    monkeypatch.setattr(runs, "_trainer", lambda experiment, placed: ScriptedVision(experiment))
    yield bar
    RUNS.close_all()


@pytest.fixture
def session():
    return Session(page="cnn")


def give(session, name, **arguments):
    command = parse({"name": name, "id": "0123456789", **arguments})
    assert command is not None
    obey(session, command, VISION_ORDERS)


def see(session, field, value):
    give(session, "sight", field=field, value=value)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("layer", "conv_2", Sight(layer="conv_2")),
        ("layer", "moon_1", Sight()),
        ("layer", "input", Sight(layer="input")),
        ("picture", "validation.17", Sight(picture="validation.17")),
        ("picture", "train.3", Sight(picture="train.3")),
        ("picture", "../secret", Sight()),
        ("picture", "validation.1e9", Sight()),
        ("epoch", 3, Sight(epoch=3)),
        ("epoch", -1, Sight()),
        ("epoch", -2, Sight()),
        ("panel", "film", Sight(panel="film")),
        ("panel", "none", Sight()),
        ("panel", "cellar", Sight()),
        ("way", "occlusion", Sight(way="occlusion")),
        ("filter", 5, Sight(filter=5)),
        ("filter", -5, Sight()),
        ("variant", 7, Sight()),
    ],
)
def test_looking_elsewhere_changes_nothing_that_is_trained(session, field, value, expected):
    runner = session.runner
    see(session, field, value)
    assert session.sight == expected
    assert session.runner is runner
    assert session.vision == Vision()


def test_a_sight_needs_no_scene_but_a_changed_network_does(session):
    pack_of(session)
    session.desk.needs_scene = False
    see(session, "picture", "validation.3")
    assert not session.desk.needs_scene
    session.apply(vision=Vision(batch_size=8))
    assert session.desk.needs_scene


def test_the_scene_names_layers_and_classes(session):
    header = header_of(session)
    [variant] = header["variants"]
    assert [level["label"] for level in variant["levels"]][:3] == ["Input", "Conv 1", "Max pool 1"]
    assert variant["parameters"] == 1898
    assert header["names"] == list("0123456789")
    session.set_language("zh")
    assert header_of(session)["variants"][0]["levels"][1]["label"] == "卷积 1"


def test_a_cell_opens_and_closes(session):
    give(session, "cell", truth=2, answer=8)
    assert session.sight.cell == (2, 8)
    give(session, "cell", truth=2, answer=10)
    assert session.sight.cell is None


def test_a_drawing_is_made_like_the_images_and_looked_at(session):
    drawn = np.zeros((64, 64), np.uint8)
    drawn[10:50, 30:34] = 255
    runner = session.runner
    give(session, "draw", pixels=b64encode(drawn.tobytes()).decode(), channels=1)
    assert session.sight.picture == "drawn"
    assert session.sight.stroke == 1
    [(name, pixels)] = runner.ask(lambda trainer: trainer.placed).items()
    assert (name, pixels.shape) == ("drawn", (8, 8, 1))
    assert 0 < pixels.max() <= 1


@pytest.mark.parametrize(("size", "channels"), [(7, 1), (64 * 64 - 1, 1), (65, 3), (64, 0)])
def test_what_is_no_square_is_no_drawing(session, size, channels):
    give(session, "draw", pixels=b64encode(bytes(3 * size)).decode(), channels=channels)
    assert session.sight == Sight()


@pytest.mark.parametrize("act", ["add", "duplicate", "remove", "earlier", "later"])
@pytest.mark.parametrize(
    "layer", ["conv_1", "conv_2", "max_pool_1", "dropout_1", "input", "output"]
)
def test_every_act_on_a_layer_is_done_or_refused_in_words(session, act, layer):
    before = session.vision
    see(session, "layer", layer)
    give(session, "stack", act=act, layer=layer)
    if STAGE in session.refusals:
        assert session.vision == before
        assert "\n" not in str(session.refusals[STAGE])
    else:
        change = {"add": 1, "duplicate": 1, "remove": -1}.get(act, 0)
        is_inner = layer not in ("input", "output")
        expected = len(before.variants[0].stack) + (change if is_inner or act == "add" else 0)
        assert len(session.vision.variants[0].stack) == expected


def test_a_new_layer_fits_where_it_is_put():
    small, name = edit_stack(Vision(), 0, "conv_1", "add")
    assert small.variants[0].stack[1] == StackLayer()
    assert name == "conv_2"
    small, name = edit_stack(Vision(), 0, "output", "add")
    assert small.variants[0].stack[-1].kind == "dense"
    assert name == "dense_1"


def test_networks_come_and_go(session):
    most = LENGTHS["variants"][1]
    for _ in range(most + 1):
        session.attempt_vision("variants", lambda old: with_more(old, 0))
    assert len(session.vision.variants) == most
    assert session.refusals["variants"].code == "wrong_length"
    session.look(variant=most - 1)
    session.apply(vision=without(session.vision, 0))
    assert session.sight.variant == most - 2
    assert len(session.runner.experiment.runs) == most - 1


def test_networks_are_named_by_what_they_differ_in():
    mlp, small = Variant(stack=STACKS["mlp"]), Variant()
    sgd = Variant(run=small.run.model_copy(update={"optimizer": "sgd"}))
    own = Variant(stack=STACKS["mlp"][:2])
    assert names_of(Vision(variants=(small, mlp)), "en") == ["Small CNN", "MLP 128"]
    assert names_of(Vision(variants=(small, sgd)), "en") == ["Adam", "SGD"]
    assert names_of(Vision(variants=(small, small)), "en") == ["Small CNN 1", "Small CNN 2"]
    assert names_of(Vision(variants=(small, own)), "zh") == ["小型 CNN", "自建网络"]


def test_one_network_is_retuned_while_it_trains_and_several_begin_anew(session):
    runner = session.runner
    runner.step("epoch")
    learner = Learner(session, 0)
    run = learner.experiment.runs[0].model_copy(update={"learning_rate": 0.01})
    learner.attempt("rate", lambda old: old.model_copy(update={"runs": (run,)}))
    assert session.vision.variants[0].run.learning_rate == 0.01
    assert runner.state == "paused"
    assert runner.experiment == on_images(session.vision)


def test_a_new_start_and_a_lower_rate_are_everybodys(session):
    session.apply(vision=with_more(session.vision, 0))
    give(session, "new_start")
    assert {variant.run.seed for variant in session.vision.variants} == {1}
    give(session, "lower_rate")
    assert {variant.run.learning_rate for variant in session.vision.variants} == {0.001}


def test_play_leaves_the_past(session):
    see(session, "epoch", 2)
    give(session, "play")
    assert session.sight.epoch is None
    assert session.runner.state == "playing"


def test_another_set_brings_its_own_count():
    assert with_images(Vision(), name="shapes").data == Images(name="shapes", images=2000)
    assert with_images(Vision(), shift=2).data == Images(shift=2)


def test_the_address_holds_the_networks(session, bar):
    session.apply(vision=Vision(variants=(Variant(stack=STACKS["mlp"]),)))
    assert bar.words == {"net": "mlp"}
    session.read_address()
    assert session.vision.variants[0].stack == STACKS["mlp"]

"""The page of image networks: controls, refusals and links; a trainer is scripted."""

import pytest

from playground.live.wire import unpack
from playground.spec.stack import STACKS, StackLayer
from playground.spec.vision import IMAGES, Images, Variant, Vision, change_vision, on_images
from playground.spec.vision_link import vision_to_query
from playground.ui import runs
from playground.ui.changes import changed_run
from playground.ui.vision_changes import with_layer, with_variant
from tests.pages.conftest import Page
from tests.vision import ScriptedVision

RUN = Variant().run


class VisionPage(Page):
    """The page of image networks, opened by its own address."""

    word = "cnn"


@pytest.fixture
def open_cnn(monkeypatch):
    monkeypatch.setattr(runs, "_trainer", lambda experiment, placed: ScriptedVision(experiment))
    return VisionPage


def tuned(**fields):
    return with_variant(Vision(), 0, run=changed_run(RUN, **fields))


BIG = change_vision(Vision(), data=Images(name="mnist", images=12_000))
CONTROLS = [
    *[("menu", "images_of", word, Vision(data=Images(name=word, images=IMAGES[word].images)))
      for word in IMAGES if word != "digits"],
    ("select_slider", "images", 500, Vision(data=Images(images=500))),
    ("select_slider", "shift", 2, Vision(data=Images(shift=2))),
    ("menu", "preset", "mlp", Vision(variants=(Variant(stack=STACKS["mlp"]),))),
    ("selectbox", "stack.0.0.filters", "16", with_layer(Vision(), 0, 0, filters=16)),
    ("selectbox", "stack.0.0.kernel", "5", with_layer(Vision(), 0, 0, kernel=5)),
    ("menu", "stack.0.0.padding", "valid", with_layer(Vision(), 0, 0, padding="valid")),
    ("menu", "stack.0.0.activation", "tanh", with_layer(Vision(), 0, 0, activation="tanh")),
    ("menu", "optimizer", "sgd", tuned(optimizer="sgd")),
    ("selectbox", "learning_rate", "0.01", tuned(learning_rate=0.01)),
    ("selectbox", "batch_size", "64", Vision(batch_size=64)),
    ("selectbox", "rotate", "15", Vision(data=Images(rotate=15.0))),
    ("selectbox", "pixel_noise", "0.1", Vision(data=Images(pixel_noise=0.1))),
    ("toggle", "flip", True, Vision(data=Images(flip=True))),
    ("menu", "normalisation", "standard", Vision(data=Images(normalisation="standard"))),
    ("selectbox", "validation_share", "0.3", Vision(data=Images(validation_share=0.3))),
    ("number_input", "data_seed", 4, Vision(data=Images(seed=4))),
    ("number_input", "epoch", 20, Vision(epoch=20)),
    ("selectbox", "label_smoothing", "0.1", Vision(label_smoothing=0.1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "value", "expected"), CONTROLS, ids=lambda case: str(case)[:24]
)
def test_control_changes_networks_run_and_address(open_cnn, kind, name, value, expected):
    page = open_cnn().set(kind, name, value)
    assert not page.told
    assert page.session.vision == expected
    assert page.session.runner.experiment == on_images(expected)
    assert page.words == vision_to_query(expected)


@pytest.mark.parametrize(("language", "title"), [("en", "Images"), ("zh", "图像")])
def test_page_opens_cold_in_both_languages(open_cnn, language, title):
    page = open_cnn(lang=language, net="mlp~~small", optimizer="sgd~adam")
    assert title in [element.label for element in page.at.selectbox]
    [proto] = [
        element.proto for element in page.at.get("bidi_component")
        if element.proto.component_name.endswith("vision")
    ]  # fmt: skip
    header, arrays = unpack(proto.bytes)
    assert header["scene"]["generation"] == header["frame"]["generation"]
    assert [one["name"] for one in header["scene"]["variants"]] != ["", ""]
    assert arrays["probabilities"].shape == (2, 10)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("selectbox", "stack.0.0.kernel", "10"),
        ("selectbox", "stack.0.0.kernel", "2.5"),
        ("selectbox", "stack.0.0.filters", "0"),
        ("selectbox", "batch_size", "0"),
        ("selectbox", "learning_rate", "fast"),
        ("menu", "preset", "lenet"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_does_not_fit_is_told_and_the_old_network_stays(open_cnn, language, kind, name, value):
    page = open_cnn(lang=language)
    page.set(kind, name, value)
    [told] = page.told
    assert "\n" not in told
    assert page.session.vision == Vision()


@pytest.mark.parametrize("act", ["add", "duplicate", "later"])
def test_layers_are_edited_in_the_sidebar(open_cnn, act):
    page = open_cnn().press(act)
    assert not page.told
    stack = page.session.vision.variants[0].stack
    assert stack != STACKS["small"]
    assert page.session.sight.layer in {"conv_2", "conv_1"}
    kinds = [layer.kind for layer in stack]
    assert kinds[:2] == {"later": ["max_pool", "conv"]}.get(act, ["conv", "conv"])


def test_networks_are_added_and_removed_in_the_sidebar(open_cnn):
    page = open_cnn().press("more")
    assert len(page.session.vision.variants) == 2
    assert page.session.sight.variant == 1
    page.set("menu", "preset", "mlp")
    assert [v.stack for v in page.session.vision.variants] == [STACKS["small"], STACKS["mlp"]]
    page.press("fewer")
    assert page.session.vision == Vision()


@pytest.mark.parametrize(
    "words",
    [{"net": "moon"}, {"data": "moon"}, {"images": "5"}, {"net": "conv-8"}, {"data": "own"}],
)
def test_broken_link_opens_the_defaults_with_one_notice(open_cnn, words):
    page = open_cnn(**words)
    assert page.session.vision == Vision()
    assert len(page.at.warning) == 1
    assert page.words == {}


def test_own_layers_are_written_readably(open_cnn):
    page = open_cnn(net="conv-4-k5~flatten~dense-16-tanh")
    assert page.session.vision.variants[0].stack == (
        StackLayer(filters=4, kernel=5),
        StackLayer(kind="flatten"),
        StackLayer(kind="dense", dense_units=16, activation="tanh"),
    )
    assert page.words == {"net": "conv-4-k5~flatten~dense-16-tanh"}

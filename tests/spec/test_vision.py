"""A Vision survives its link, and refuses with one sentence what can't be built."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playground.errors import PlaygroundError, ShareError, SpecError
from playground.spec.limits import LENGTHS, LIMITS
from playground.spec.stack import LAYER_KINDS, PADDINGS, STACK_ACTIVATIONS, STACKS, StackLayer
from playground.spec.vision import (
    IMAGES,
    NORMALISATIONS,
    OWN_IMAGES,
    Images,
    Variant,
    Vision,
    change_vision,
    on_images,
    stack_of,
)
from playground.spec.vision_link import vision_from_query, vision_to_query
from tests.spec.strategies import limited, runs, views

WORDS = {"padding": list(PADDINGS), "activation": list(STACK_ACTIVATIONS)}


@st.composite
def layers(draw):
    kind = draw(st.sampled_from(list(LAYER_KINDS)))
    fields = {
        name: draw(st.sampled_from(WORDS[name]) if name in WORDS else limited(name))
        for name in LAYER_KINDS[kind].fields
    }
    return StackLayer(kind=kind, **fields)


@st.composite
def images(draw):
    name = draw(st.sampled_from([*IMAGES, OWN_IMAGES]))
    own = {}
    if name == OWN_IMAGES:
        own = {
            "names": tuple(draw(st.lists(st.text("ab~% é猫", min_size=1), min_size=2, max_size=4))),
            "shape": (draw(limited("side")), draw(limited("side")), draw(st.sampled_from([1, 3]))),
            "digest": draw(st.text("0123456789abcdef", max_size=16)),
        }
    most = 500 if name == OWN_IMAGES else IMAGES[name].most_images
    return Images(
        name=name,
        images=draw(st.integers(20, min(most, 5000))),
        validation_share=draw(limited("validation_share")),
        seed=draw(limited("seed")),
        normalisation=draw(st.sampled_from(list(NORMALISATIONS))),
        shift=draw(limited("shift")),
        rotate=draw(limited("rotate")),
        flip=draw(st.booleans()),
        pixel_noise=draw(limited("pixel_noise")),
        **own,
    )


@st.composite
def visions(draw):
    presets = st.sampled_from(list(STACKS.values()))
    own = st.lists(layers(), max_size=4).map(tuple)
    made = st.builds(Variant, stack=presets | own, run=runs())
    fields = {
        "data": draw(images()),
        "variants": tuple(draw(st.lists(made, min_size=1, max_size=LENGTHS["variants"][1]))),
        "batch_size": draw(limited("batch_size", high=512)),
        "label_smoothing": draw(limited("label_smoothing")),
        "epoch": draw(st.none() | limited("epoch")),
    }
    try:
        return Vision(**fields)
    except SpecError:  # layers that do not fit on each other, or too much of them
        return Vision(**{**fields, "variants": (Variant(stack=STACKS["mlp"]),)})


@given(visions(), views)
@settings(deadline=None)
def test_every_vision_survives_its_link(vision, view):
    try:
        words = vision_to_query(vision, view)
    except ShareError:
        assume(False)
    again = dict(parse_qsl(urlencode(words), keep_blank_values=True))
    assert vision_from_query(again) == (vision, view)


def test_the_usual_vision_has_no_words():
    assert vision_to_query(Vision()) == {}
    assert vision_from_query({"utm_source": "mail"})[0] == Vision()


@pytest.mark.parametrize("word", STACKS)
def test_a_preset_is_its_own_word(word):
    big = change_vision(Vision(), data=Images(name="mnist", images=12_000))
    vision = change_vision(big, variants=(Variant(stack=STACKS[word]),))
    words = vision_to_query(vision)
    assert words == {"data": "mnist", **({"net": word} if word != "small" else {})}


def test_one_stack_stands_for_all_optimizers():
    vision, _ = vision_from_query({"net": "mlp", "optimizer": "adam~sgd"})
    assert [variant.stack for variant in vision.variants] == [STACKS["mlp"]] * 2
    vision, _ = vision_from_query({"net": "mlp~~small", "optimizer": "lion"})
    assert [variant.run.optimizer for variant in vision.variants] == ["lion"] * 2


def test_layers_read_as_they_are_said():
    vision, _ = vision_from_query({"net": "conv-16-k5-valid-tanh~max_pool~flatten~dropout-0.25"})
    [variant] = vision.variants
    assert variant.stack == (
        StackLayer(filters=16, kernel=5, padding="valid", activation="tanh"),
        StackLayer(kind="max_pool"),
        StackLayer(kind="flatten"),
        StackLayer(kind="dropout", dropout=0.25),
    )
    assert [level.shape for level in stack_of(vision, 0)][:2] == [(4, 4, 16), (2, 2, 16)]


OWN: dict = {"name": OWN_IMAGES, "names": ("a", "b")}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"data": Images(name="moon")}, "unknown_word"),
        ({"data": Images(images=5000)}, "out_of_range"),
        ({"data": Images(normalisation="more")}, "unknown_word"),
        ({"data": Images(name=OWN_IMAGES)}, "wrong_length"),
        ({"data": Images(**OWN, shape=(0, 8, 1))}, "out_of_range"),
        ({"data": Images(**OWN, shape=(8, 8, 2))}, "wrong_shape"),
        ({"variants": ()}, "wrong_length"),
        ({"variants": (Variant(),) * 5}, "wrong_length"),
        ({"variants": (Variant(stack=STACKS["lenet"]),)}, "map_too_small"),
        ({"variants": (Variant(stack=()),)}, "stack_not_flat"),
        ({"variants": (Variant(stack=(StackLayer(kind="dense"),)),)}, "dense_wants_flat"),
        ({"variants": (Variant(stack=(*STACKS["mlp"], StackLayer())),)}, "layer_wants_map"),
        ({"variants": (Variant(stack=(StackLayer(kind="moon"),)),)}, "unknown_word"),
        ({"variants": (Variant(stack=(StackLayer(activation="softmax"),)),)}, "unknown_word"),
        ({"data": Images(name="cifar10", images=60_000)}, "stack_too_costly"),
    ],
)
def test_what_is_wrong_is_refused_in_one_sentence(fields, code):
    with pytest.raises(SpecError) as refused:
        change_vision(Vision(), **fields)
    assert refused.value.code == code
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("word", "value", "field"),
    [("images", "20.5", "data.images"), ("shift", "1.5", "data.shift"), ("data", "moon", "data")],
)
def test_a_fault_of_the_images_names_the_field(word, value, field):
    with pytest.raises(SpecError) as refused:
        vision_from_query({word: value})
    assert refused.value.field == field


@given(
    st.dictionaries(
        st.sampled_from(["data", "net", "optimizer", "learning_rate", "shape", "names", "images",
                         "shift", "flip", "rotate", "stop_epoch", "batch_size", "schedule"]),
        st.sampled_from(["none", "nan", "own", "0", "-1", "1e400", "~", "~~", "", "3", "mnist",
                         "conv", "conv-", "conv-8-8", "conv-k", "max_pool-1e5", "dropout-.", "a~b",
                         "dense-64~dense-64", "flatten~dense-999999999999", "8~8~1", "0~-8~1",
                         "adam~sgd~adam~sgd~adam", "flatten-3", "conv-٣"]),
    )
)  # fmt: skip
@settings(deadline=None, max_examples=300)
def test_what_others_write_is_read_or_refused_in_one_sentence(words):
    try:
        vision, _ = vision_from_query(words)
    except PlaygroundError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    assert vision == Vision.model_validate_json(vision.model_dump_json())


def test_every_variant_is_a_run_of_one_experiment():
    vision = Vision(variants=(Variant(), Variant(stack=STACKS["mlp"])))
    assert on_images(vision).runs == tuple(variant.run for variant in vision.variants)
    assert LIMITS["images"].high >= max(row.most_images for row in IMAGES.values())

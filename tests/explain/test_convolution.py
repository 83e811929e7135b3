"""Windows taken apart add up to what the whole convolution says, and that to what Keras says."""

import keras
import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import SpecError
from playground.explain.convolution import (
    CONVOLUTION_SENTENCES,
    Filters,
    Place,
    Sliding,
    convolve,
    pool,
    pool_window,
    softmax,
    window,
)
from playground.explain.kernels import KERNELS, MOST_SIDE, filtered, typed_kernel
from playground.explain.rendering import PLACEHOLDER, formatted
from playground.i18n import LANGUAGES, translate
from playground.spec.stack import PADDINGS, STACK_ACTIVATIONS, StackLayer, levels

SIDES = (9, 12)
CLOSE = 1e-5
SLIDINGS = [
    Sliding(kernel, stride, padding, dilation)
    for padding in PADDINGS
    for kernel, stride, dilation in [(1, 1, 1), (3, 1, 1), (3, 2, 1), (2, 3, 1), (5, 2, 1),
                                     (4, 4, 1), (3, 1, 2), (2, 1, 4)]
]  # fmt: skip
each_sliding = pytest.mark.parametrize("sliding", SLIDINGS, ids=str)


def layer_of(sliding, filters):
    """The Keras layer of a sliding window."""
    shared = {"strides": sliding.stride, "padding": sliding.padding,
              "dilation_rate": sliding.dilation}  # fmt: skip
    if filters.is_depthwise:
        layer = keras.layers.DepthwiseConv2D(sliding.kernel, **shared)
    else:
        layer = keras.layers.Conv2D(filters.kernel.shape[-1], sliding.kernel, **shared)
    layer.build((None, *SIDES, filters.kernel.shape[2]))
    layer.set_weights([filters.kernel, filters.bias])
    return layer


def case(sliding, is_depthwise=False, activation="linear"):
    rng = np.random.default_rng(1)
    shape = (sliding.kernel, sliding.kernel, 3, 1 if is_depthwise else 4)
    bias = rng.normal(size=3 if is_depthwise else 4).astype("float32")
    kernel = rng.normal(size=shape).astype("float32")
    image = rng.normal(size=(*SIDES, 3)).astype("float32")
    return image, Filters(kernel, bias, activation, is_depthwise)


@each_sliding
@pytest.mark.parametrize("is_depthwise", [False, True])
def test_convolution_equals_keras(sliding, is_depthwise):
    image, filters = case(sliding, is_depthwise)
    theirs = layer_of(sliding, filters)(image[None]).numpy()[0]
    np.testing.assert_allclose(convolve(image, filters, sliding), theirs, rtol=CLOSE, atol=CLOSE)


@each_sliding
@pytest.mark.parametrize("is_depthwise", [False, True])
def test_every_window_adds_up_to_its_output(sliding, is_depthwise):
    image, filters = case(sliding, is_depthwise, "elu")
    whole = convolve(image, filters, sliding)
    padded = np.pad(image, ((40, 40), (40, 40), (0, 0)))
    for place in map(Place._make, np.ndindex(whole.shape)):
        found = window(image, filters, sliding, place)
        assert found.answer == pytest.approx(whole[place], rel=1e-9, abs=1e-12)
        assert found.products.sum() + found.bias == pytest.approx(found.total)
        np.testing.assert_array_equal(found.products, found.values * found.weights)
        read = padded[np.ix_(found.rows + 40, found.columns + 40)]
        own = read[..., [place.channel]] if is_depthwise else read
        np.testing.assert_array_equal(found.values, own)
        assert not found.values[~found.is_inside].any()


@pytest.mark.parametrize("activation", STACK_ACTIVATIONS)
def test_the_answer_is_keras_activation_of_the_total(activation):
    image, filters = case(Sliding(), activation=activation)
    theirs = keras.activations.get(activation)
    found = window(image, filters, Sliding(), Place(2, 3, 1))
    expected = np.asarray(theirs(np.array([found.total], "float32")))[0]
    assert found.answer == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize(("kind", "name"), [("max_pool", "Max"), ("average_pool", "Average")])
def test_pooling_equals_keras_and_each_window_its_place(kind, name, size):
    image, _ = case(Sliding())
    layer = getattr(keras.layers, f"{name}Pooling2D")(size)
    whole = pool(image, size, kind)
    np.testing.assert_allclose(whole, layer(image[None]).numpy()[0], rtol=CLOSE, atol=CLOSE)
    for place in map(Place._make, np.ndindex(whole.shape)):
        found = pool_window(image, size, kind, place)
        assert found.answer == pytest.approx(whole[place])
        assert found.weights.sum() == pytest.approx(1)
        read = image[np.ix_(found.rows, found.columns)][..., place.channel]
        np.testing.assert_array_equal(found.values[..., 0], read)


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=20))
def test_softmax_equals_keras_step_by_step(scores):
    found = softmax(np.array(scores))
    np.testing.assert_allclose(found.shares.sum(), 1)
    np.testing.assert_allclose(found.powers / found.powers.sum(), found.shares)
    assert found.shifted.max() == 0
    theirs = keras.activations.softmax(np.array([scores], "float64")).numpy()[0]
    np.testing.assert_allclose(found.shares, theirs, rtol=CLOSE, atol=CLOSE)


@given(
    st.integers(1, 40), st.integers(1, 9), st.integers(1, 4), st.sampled_from(list(PADDINGS)),
)  # fmt: skip
def test_places_are_as_many_as_the_stack_says(size, kernel, stride, padding):
    sliding = Sliding(kernel, stride, padding)
    layer = StackLayer(kind="conv", kernel=kernel, stride=stride, padding=padding)
    flat = StackLayer(kind="flatten")
    if sliding.places(size) == 0:
        with pytest.raises(SpecError):
            levels((size, size, 1), (layer, flat), 2)
        return
    level = levels((size, size, 1), (layer, flat), 2)[0]
    assert sliding.places(size) == level.shape[0] == len(sliding.reads(size))


@given(
    st.integers(1, 40), st.integers(1, 9), st.integers(1, 4), st.sampled_from(list(PADDINGS)),
    st.integers(1, 3),
)  # fmt: skip
def test_windows_begin_and_end_where_padding_allows(size, kernel, stride, padding, dilation):
    sliding = Sliding(kernel, stride, padding, dilation)
    reads = sliding.reads(size)
    if not len(reads):
        assert padding == "valid"
        assert size < sliding.reach
        return
    assert (np.diff(reads[:, 0]) == stride).all()
    zeros = sliding.zeros(size)
    assert reads[0, 0] == -(zeros // 2)
    assert reads[-1, -1] < size + zeros - zeros // 2
    if padding == "valid":
        assert reads.min() >= 0
        assert size - 1 - reads.max() < stride


def said(told, language):
    text = translate(language, CONVOLUTION_SENTENCES[told.code])
    return PLACEHOLDER.sub(lambda match: formatted(match[2], told.facts[match[1]]), text)


def all_told():
    """One sentence of every code at least, from real windows."""
    told = []
    for sliding in SLIDINGS:
        for is_depthwise in (False, True):
            image, filters = case(sliding, is_depthwise, "relu")
            told += [sliding.tell(SIDES[0]), *window(image, filters, sliding, Place(0, 0, 1)).told]
    image, _ = case(Sliding())
    for kind in ("max_pool", "average_pool"):
        told += pool_window(image, 2, kind, Place(1, 2, 0)).told
    return [*told, softmax(np.array([1.0, 3.0])).tell(1, "cat")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_is_whole_and_short(language):
    told = all_told()
    assert {each.code for each in told} == set(CONVOLUTION_SENTENCES)
    for each in told:
        text = said(each, language)
        assert "{" not in text
        assert len(text) <= 110, text
        assert text[-1] in ".。"


def test_sentences_of_look():
    image = np.arange(25.0).reshape(5, 5, 1)
    kernel = np.ones((3, 3, 1, 1))
    told = window(image, Filters(kernel, np.array([0.5]), "relu"), Sliding(), Place(0, 2, 0)).told
    assert [said(each, "en") for each in told] == [
        "The window covers rows 0 to 2 and columns 2 to 4 of the input.",
        "3 of its 9 cells lie beyond the border: zeros.",
        "9 products add up to 27; with the bias 0.5 that is 27.5.",
        "ReLU makes 27.5 of 27.5.",
    ]


@pytest.mark.parametrize("word", KERNELS)
def test_each_kernel_equals_scipy_on_a_photograph(word):
    kernel = KERNELS[word].values
    photograph = np.random.default_rng(2).uniform(size=(14, 11, 3))
    found = filtered(photograph, kernel, Sliding(len(kernel)))
    for channel in range(3):
        theirs = scipy.signal.correlate2d(photograph[..., channel], kernel, mode="same")
        np.testing.assert_allclose(found[..., channel], theirs, atol=1e-9)


@pytest.mark.parametrize("word", KERNELS)
def test_kernels_keep_an_even_picture_or_blank_it(word):
    """Signed kernels are differences, the others keep the brightness."""
    kernel = KERNELS[word]
    assert kernel.values.sum() == pytest.approx(0 if kernel.is_signed else 1)
    assert kernel.values.shape[0] == kernel.values.shape[1]
    assert kernel.values.shape[0] % 2 == 1


@pytest.mark.parametrize("word", KERNELS)
def test_each_kernel_can_be_typed(word):
    kernel = KERNELS[word]
    text = "\n".join(
        " ".join(f"{number:g}/{kernel.divisor:g}" for number in row) for row in kernel.rows
    )
    np.testing.assert_allclose(typed_kernel(text), kernel.values)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("2", [[2]]),
        ("1 0 -1; 2 0 -2\n1, 0, -1", [[1, 0, -1], [2, 0, -2], [1, 0, -1]]),
        (" \n0.5\n", [[0.5]]),
    ],
)
def test_a_typed_kernel_is_read(text, rows):
    np.testing.assert_array_equal(typed_kernel(text), rows)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "kernel_not_square"),
        ("1 2; 3 4", "kernel_not_square"),
        ("1 2 3; 4 5 6", "kernel_not_square"),
        ("1 2 3; 4 5; 7 8 9", "kernel_not_square"),
        (";".join([" ".join("1" * (MOST_SIDE + 2))] * (MOST_SIDE + 2)), "kernel_not_square"),
        ("x", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("1/0", "not_a_number"),
        ("1e999999999", "not_a_number"),
        ("1_0", "not_a_number"),
        ("__import__('os')", "not_a_number"),
        ("1001", "out_of_range"),
        ("1 " * 300, "formula_too_long"),
    ],
)
def test_what_is_no_kernel_is_refused_with_a_reason(text, code):
    with pytest.raises(SpecError) as refused:
        typed_kernel(text)
    assert refused.value.code == code
    assert refused.value.field == "kernel"


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    try:
        found = typed_kernel(text)
    except SpecError:
        return
    assert np.isfinite(found).all()

"""A drawing becomes an image like those of the set, wherever and however large it is drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image
from sklearn.svm import SVC

from playground.data.drawing import PLACING, is_empty, prepare
from playground.data.images import load_images
from playground.data.resampling import resized
from playground.spec.vision import IMAGES, Images, shape_of

each_set = pytest.mark.parametrize("name", IMAGES)
each_drawn_set = pytest.mark.parametrize("name", PLACING)


def on_pad(image, side, top, left, ground=0):
    """An image (h, w) of ink enlarged to `side` on a pad of 280x280."""
    ink = Image.fromarray((255 * image).astype(np.uint8)).resize(
        (side, side), Image.Resampling.BICUBIC
    )
    pad = np.zeros((280, 280), np.uint8)
    pad[top : top + side, left : left + side] = np.asarray(ink)
    return pad if ground == 0 else 255 - pad


def seven():
    """The strokes of a seven, as a pen draws it."""
    pad = np.zeros((100, 100), np.uint8)
    pad[20:30, 25:75] = 255
    for row in range(30, 85):
        left = 65 - (row - 30) // 2
        pad[row, left : left + 10] = 255
    return pad


@each_set
@pytest.mark.parametrize("shape", [(280, 280), (31, 90), (90, 31, 1), (64, 48, 3), (1, 1)])
def test_any_drawing_gets_the_shape_of_the_set(name, shape):
    rng = np.random.default_rng(0)
    data = Images(name=name)
    for drawn in (rng.integers(0, 256, shape).astype(np.uint8), rng.random(shape)):
        ready = prepare(drawn, data)
        assert ready.shape == shape_of(data)
        assert ready.dtype == np.float32
        assert ready.min() >= 0
        assert ready.max() <= 1


@each_set
@given(drawn=arrays.arrays(np.float64, arrays.array_shapes(min_dims=2, max_dims=2, max_side=40)))
@settings(deadline=None, max_examples=30)
def test_whatever_is_handed_in_becomes_finite(name, drawn):
    assert np.isfinite(prepare(drawn, Images(name=name))).all()


@each_drawn_set
def test_an_empty_drawing_gives_an_empty_image(name):
    for ground in (0, 255):
        pad = np.full((280, 280), ground, np.uint8)
        assert is_empty(pad)
        assert not prepare(pad, Images(name=name)).any()
    assert not is_empty(seven())


@each_drawn_set
def test_place_size_and_ground_of_a_drawing_do_not_count(name):
    data, ink = Images(name=name), seven() / 255
    first = prepare(on_pad(ink, 200, 40, 40), data)
    assert first.max() > 0.5
    for other in (on_pad(ink, 200, 0, 75), on_pad(ink, 200, 40, 40, ground=255)):
        np.testing.assert_allclose(prepare(other, data), first, atol=0.02)
    assert np.abs(prepare(on_pad(ink, 120, 100, 20), data) - first).mean() < 0.08


def test_a_digit_of_mnist_is_placed_by_its_centre_of_mass():
    ready = prepare(on_pad(seven() / 255, 200, 10, 60), Images(name="mnist"))[..., 0]
    drawn = ready > 0.02
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 in (20, 21)
    places = np.arange(28) + 0.5
    for axis in (0, 1):
        centre = (ready.sum(axis=1 - axis) * places).sum() / ready.sum()
        assert abs(centre - 14) <= 1


def test_drawn_digits_are_read_by_who_learned_the_set():
    data = Images()
    pictures = load_images(data)
    rows = pictures.train.reshape(len(pictures.train), -1)
    reader = SVC(C=10, gamma=0.1).fit(rows, pictures.train_labels)
    drawn = [prepare(on_pad(image[..., 0], 130, 100, 40), data) for image in pictures.validation]
    ready = np.array(drawn)
    right = reader.score(ready.reshape(len(ready), -1), pictures.validation_labels)
    assert right > 0.93
    assert abs(ready.mean() - pictures.validation.mean()) < 0.06


def test_thin_pens_draw_as_much_ink_as_the_set_has():
    pad = np.zeros((280, 280), np.uint8)
    pad[40:240, 100:104] = pad[40:44, 100:180] = pad[236:240, 60:160] = 255
    assert prepare(pad, Images()).mean() > 0.12


def test_a_photograph_is_cut_in_the_middle():
    picture = np.zeros((30, 90, 3), np.uint8)
    picture[:, 30:60, 1] = 255
    ready = prepare(picture, Images(name="cifar10"))
    assert (ready == [0, 1, 0]).all()


@given(
    height=st.integers(1, 40), width=st.integers(1, 40), rows=st.integers(1, 40),
    columns=st.integers(1, 40), seed=st.integers(0, 999),
)  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_resizing_keeps_the_mean_light(height, width, rows, columns, seed):
    image = np.random.default_rng(seed).random((height, width, 2), np.float32)
    small = resized(image, rows, columns)
    assert small.shape == (rows, columns, 2)
    np.testing.assert_allclose(small.mean((0, 1)), image.mean((0, 1)), rtol=1e-4)


def test_resizing_by_a_whole_factor_is_the_mean_of_blocks():
    image = np.random.default_rng(0).random((12, 8, 1), np.float32)
    blocks = image.reshape(4, 3, 4, 2, 1).mean(axis=(1, 3))
    np.testing.assert_allclose(resized(image, 4, 4), blocks, rtol=1e-5)

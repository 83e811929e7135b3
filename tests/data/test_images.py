"""Laws of the images: every set is what its package holds, split fairly, shown as asked."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import scipy.ndimage
import sklearn.datasets
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data import bundled_images
from playground.data.album import album
from playground.data.augmentation import augment, is_augmented, shifted, turned
from playground.data.images import BUNDLED, CLASS_NAMES, load_images
from playground.data.pictures import NORMALISING, balance, normalise, restore, split
from playground.errors import DataError
from playground.spec.vision import IMAGES, NORMALISATIONS, Images


def usual(name, **fields):
    return Images(**{"name": name, "images": IMAGES[name].images, **fields})


each_set = pytest.mark.parametrize("name", BUNDLED)


@each_set
def test_a_set_is_what_its_row_says(name):
    found, row = BUNDLED[name](), IMAGES[name]
    assert found.shape == row.shape
    assert (len(found.names), len(found.pixels)) == (row.classes, row.most_images)
    bright = found.bright()
    assert bright.dtype == np.float32
    assert (bright.min(), bright.max()) == (0, 1)
    assert not found.pixels.flags.writeable


@each_set
def test_pictures_are_split_fairly_by_the_seed(name):
    data = usual(name, validation_share=0.25)
    pictures, again = load_images(data), split(BUNDLED[name](), data)
    np.testing.assert_array_equal(pictures.train, again.train)
    np.testing.assert_array_equal(pictures.order, again.order)
    assert len(np.unique(pictures.order)) == data.images  # nobody is in both parts, or twice
    assert len(pictures.validation) == round(0.25 * data.images)
    stored = BUNDLED[name]()
    together = np.concatenate([pictures.train, pictures.validation])
    np.testing.assert_array_equal(together, stored.bright(pictures.order))
    labels = np.concatenate([pictures.train_labels, pictures.validation_labels])
    np.testing.assert_array_equal(labels, stored.labels[pictures.order])
    other = load_images(usual(name, validation_share=0.25, seed=1))
    assert set(other.order[: len(other.train)]) != set(pictures.order[: len(pictures.train)])


@each_set
@pytest.mark.parametrize("count", [60, 117, 200])
def test_every_part_keeps_the_shares_of_the_classes(name, count):
    found = balance(load_images(usual(name, images=count, validation_share=0.3)))
    stored = np.bincount(BUNDLED[name]().labels)
    shares = stored / stored.sum()
    for part in (found.train, found.validation):
        assert np.abs(np.array(part) - shares * sum(part)).max() <= 2
    assert sum(found.train) + sum(found.validation) == count


def test_digits_are_the_librarys():
    theirs = sklearn.datasets.load_digits()
    ours = BUNDLED["digits"]()
    np.testing.assert_array_equal(ours.pixels[..., 0], theirs.images)
    np.testing.assert_array_equal(ours.labels, theirs.target)


def test_faces_are_the_librarys():
    spec = find_spec("skimage")
    assert spec is not None
    assert spec.origin is not None
    theirs = np.load(Path(spec.origin).parent / "data" / "lfw_subset.npy")
    np.testing.assert_allclose(BUNDLED["faces"]().pixels[..., 0], theirs, atol=1e-7)


def test_shapes_stay_inside_and_differ():
    found = BUNDLED["shapes"]()
    bright = found.pixels[..., 0] > 0.45
    assert bright.any(axis=(1, 2)).all()
    kinds = [bright[found.labels == label].mean(axis=(1, 2)) for label in range(6)]
    assert kinds[0].mean() > kinds[4].mean()  # a circle is full, a ring is not


@each_set
def test_classes_are_called_the_same_before_and_after_loading(name):
    assert BUNDLED[name]().names == CLASS_NAMES[name]


def test_every_set_has_its_class_names():
    assert {name: len(names) for name, names in CLASS_NAMES.items()} == {
        name: row.classes for name, row in IMAGES.items()
    }


def test_a_class_without_images_is_named():
    lonely = album(np.zeros((40, 2, 2)), np.arange(40) == 7, ("many", "one"))
    with pytest.raises(DataError, match="one"):
        split(lonely, usual("digits", images=40))


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(bundled_images, "find_spec", lambda name: None)
    with pytest.raises(DataError, match="scikit-image"):
        bundled_images.picture_folder()


def test_albums_are_told_apart_by_their_digest():
    first, again, other = (
        album(np.full((4, 2, 2), level, np.uint8), np.arange(4) % 2, ("a", "b"))
        for level in (3, 3, 4)
    )
    renamed = album(np.full((4, 2, 2), 3, np.uint8), np.arange(4) % 2, ("a", "c"))
    assert first.digest == again.digest
    assert len({first.digest, other.digest, renamed.digest}) == 3


def test_every_normalisation_has_its_way():
    assert NORMALISING.keys() == NORMALISATIONS.keys()


@each_set
@pytest.mark.parametrize("word", NORMALISING)
def test_normalisation_has_its_range_and_its_way_back(name, word):
    data = usual(name, normalisation=word)
    pictures = load_images(data)
    shown = normalise(pictures.train, data, pictures)
    assert shown.dtype == np.float32
    np.testing.assert_allclose(restore(shown, data, pictures), pictures.train, atol=1e-6)
    if word == "standard":
        np.testing.assert_allclose(shown.mean((0, 1, 2)), 0, atol=1e-3)
        np.testing.assert_allclose(shown.std((0, 1, 2)), 1, atol=1e-3)
    else:
        bounds = {"unit": (0, 1), "centred": (-1, 1), "raw": (0, 255)}[word]
        assert (shown.min(), shown.max()) == bounds


AUGMENTATIONS = {
    "shift": {"shift": 2},
    "rotate": {"rotate": 20.0},
    "flip": {"flip": True},
    "noise": {"pixel_noise": 0.1},
    "all": {"shift": 2, "rotate": 20.0, "flip": True, "pixel_noise": 0.1},
}
each_augmentation = pytest.mark.parametrize("fields", AUGMENTATIONS.values(), ids=AUGMENTATIONS)


@each_augmentation
def test_augmentation_follows_its_generator_and_stays_within_bounds(fields):
    data = Images(**fields)
    batch = load_images(Images()).train[:32]
    once, again = (augment(batch, data, np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(once, again)
    other = augment(batch, data, np.random.default_rng(6))
    assert (once != other).any()
    assert once.dtype == np.float32
    assert once.shape == batch.shape
    assert once.min() >= 0
    assert once.max() <= 1
    assert is_augmented(data)


def test_no_augmentation_changes_nothing():
    batch = load_images(Images()).train[:32]
    np.testing.assert_array_equal(augment(batch, Images(), np.random.default_rng(0)), batch)
    assert not is_augmented(Images())


def test_a_flip_mirrors_about_half_of_the_images():
    row = np.arange(8, dtype=np.float32) / np.float32(8)
    batch = np.tile(row, (1000, 3, 1))[..., None]
    flipped = augment(batch, Images(flip=True), np.random.default_rng(0))
    is_mirrored = (flipped == batch[:, :, ::-1]).all(axis=(1, 2, 3))
    assert (is_mirrored | (flipped == batch).all(axis=(1, 2, 3))).all()
    assert 400 < is_mirrored.sum() < 600


@pytest.mark.parametrize("shape", [(5, 8, 8, 1), (3, 7, 12, 3)])
def test_shift_and_turn_are_scipys_resampling(shape):
    rng = np.random.default_rng(1)
    batch = rng.random(shape, np.float32)
    shifts = rng.integers(-3, 4, (len(batch), 2))
    angles = rng.uniform(-0.8, 0.8, len(batch))
    moved, both = shifted(batch, shifts), turned(batch, angles, shifts)
    middle = (np.array(shape[1:3]) - 1) / 2
    for image, shift, angle, ours, ours_turned in zip(
        batch, shifts, angles, moved, both, strict=True
    ):
        back = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        offset = middle - back @ (middle + shift)
        for channel in range(shape[3]):
            plane = image[..., channel]
            expected = scipy.ndimage.shift(plane, shift, order=0, mode="constant")
            np.testing.assert_allclose(ours[..., channel], expected, atol=1e-6)
            expected = scipy.ndimage.affine_transform(
                plane, back, offset, order=1, mode="grid-constant"
            )
            np.testing.assert_allclose(ours_turned[..., channel], expected, atol=1e-4)


@given(seed=st.integers(0, 2**32 - 1), angle=st.floats(-0.8, 0.8), down=st.integers(-8, 8))
@settings(deadline=None, max_examples=50)
def test_one_image_of_a_batch_does_not_know_the_others(seed, angle, down):
    batch = np.random.default_rng(seed).random((4, 9, 9, 1), np.float32)
    angles, shifts = (
        np.array([angle, 0.1, -0.3, 0.0]),
        np.array([[down, 1], [0, 0], [2, -3], [0, 0]]),
    )
    whole = turned(batch, angles, shifts)
    for index in range(4):
        one = slice(index, index + 1)
        np.testing.assert_array_equal(turned(batch[one], angles[one], shifts[one]), whole[one])
    np.testing.assert_array_equal(whole[3], batch[3])  # no turn, no shift: the image itself

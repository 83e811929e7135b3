"""A contact sheet holds each image where it says; photographs are what their package holds."""

import numpy as np
import pytest

from playground.data import contact_sheet
from playground.data.contact_sheet import EMPTY, augmented, sheet_of
from playground.data.images import BUNDLED, load_images
from playground.data.photographs import FILES, PHOTOGRAPHS, SIDE, photograph
from playground.errors import DataError
from playground.spec.vision import IMAGES, Images


def pictures_of(name):
    return load_images(Images(name=name, images=IMAGES[name].images))


def tiles(sheet):
    """Every tile of an atlas (M, H, W, C)."""
    height, width = sheet.tile
    rows = sheet.atlas.reshape(-1, height, sheet.columns, width, sheet.atlas.shape[2])
    return rows.transpose(0, 2, 1, 3, 4).reshape(-1, height, width, sheet.atlas.shape[2])


@pytest.mark.parametrize("name", BUNDLED)
def test_the_gallery_shows_every_class_and_its_count(name):
    pictures = pictures_of(name)
    sheet = contact_sheet.gallery(pictures, 7)
    assert sheet.atlas.dtype == np.uint8
    assert sheet.heads == pictures.names
    assert sum(sheet.counts) == len(pictures.train)
    for number, (tile, label) in enumerate(zip(tiles(sheet), sheet.labels, strict=True)):
        assert label == number // 7
        same = (np.rint(255 * pictures.train) == tile).all(axis=(1, 2, 3))
        assert (pictures.train_labels[same] == label).any()


def test_places_without_an_image_are_empty():
    sheet = contact_sheet.gallery(load_images(Images(images=40, validation_share=0.3)), 9)
    is_empty = sheet.labels == EMPTY
    assert is_empty.any()
    assert not tiles(sheet)[is_empty].any()
    assert tiles(sheet)[~is_empty].any(axis=(1, 2, 3)).all()


def test_each_row_of_augmented_samples_begins_with_the_image_itself():
    pictures, data = pictures_of("digits"), Images(shift=1, rotate=15.0, pixel_noise=0.05)
    sheet, again = augmented(pictures, data), augmented(pictures, data)
    np.testing.assert_array_equal(sheet.atlas, again.atlas)
    found = tiles(sheet).reshape(4, 8, 8, 8, 1)
    for label in range(4):
        first = pictures.train[pictures.train_labels == label][0]
        np.testing.assert_array_equal(found[label, 0], np.rint(255 * first))
        assert (found[label, 1:] != found[label, :1]).any(axis=(1, 2, 3)).all()
    calm = tiles(augmented(pictures, Images())).reshape(4, 8, 8, 8, 1)
    assert (calm == calm[:, :1]).all()


@pytest.mark.parametrize("count", [0, 1, 5, 6, 7])
def test_any_images_keep_their_order(count):
    images = np.random.default_rng(0).random((count, 3, 4, 3)).astype(np.float32)
    sheet = sheet_of(images, np.arange(count), 6)
    np.testing.assert_array_equal(tiles(sheet)[:count], np.rint(255 * images))
    np.testing.assert_array_equal(sheet.labels[:count], np.arange(count))
    assert (sheet.labels[count:] == EMPTY).all()


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_is_small_grey_and_has_contrast(name):
    found = photograph(name)
    assert found.shape == (SIDE, SIDE, 1)
    assert 0 <= found.min() < 0.35
    assert 0.65 < found.max() <= 1
    assert found.std() > 0.03
    assert not found.flags.writeable


def test_every_photograph_has_its_file():
    assert FILES.keys() == PHOTOGRAPHS.keys()


def test_a_missing_photograph_is_named(monkeypatch):
    monkeypatch.setitem(FILES, "lost", "nowhere.png")
    with pytest.raises(DataError, match="nowhere"):
        photograph("lost")

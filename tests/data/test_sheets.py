"""A contact sheet holds each image where it says; photographs are what their package holds."""

import io

import numpy as np
import pytest
from PIL import Image

from playground.data.contact_sheet import (
    EMPTY,
    augmented,
    gallery,
    samples,
    samples_of,
    sheet_of,
    strips,
)
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
    sheet = gallery(samples(pictures, 9), 7)
    assert sheet.atlas.dtype == np.uint8
    assert sheet.heads == pictures.names
    assert sum(sheet.counts) == len(pictures.train)
    for number, (tile, label) in enumerate(zip(tiles(sheet), sheet.labels, strict=True)):
        assert label == number // 7
        same = (np.rint(255 * pictures.train) == tile).all(axis=(1, 2, 3))
        assert (pictures.train_labels[same] == label).any()


@pytest.mark.parametrize("name", BUNDLED)
def test_few_images_of_an_album_are_those_of_its_pictures(name):
    data = Images(name=name, images=IMAGES[name].images)
    ours, whole = samples_of(BUNDLED[name](), data, 5), samples(pictures_of(name), 5)
    np.testing.assert_array_equal(ours.pixels, whole.pixels)
    np.testing.assert_array_equal(ours.labels, whole.labels)
    assert (ours.names, ours.counts) == (whole.names, whole.counts)


@pytest.mark.parametrize("channels", [1, 3])
def test_each_row_of_a_sheet_can_be_sent_as_a_png(channels):
    images = np.random.default_rng(0).random((7, 3, 4, channels)).astype(np.float32)
    sheet = sheet_of(images, np.arange(7), 5)
    rows = [np.asarray(Image.open(io.BytesIO(strip))) for strip in strips(sheet, zoom=3)]
    assert [row.shape[:2] for row in rows] == [(9, 60), (9, 60)]
    together = np.concatenate(rows)[::3, ::3].reshape(sheet.atlas.shape)
    np.testing.assert_array_equal(together, sheet.atlas)


def test_tiles_of_a_strip_stand_apart():
    sheet = sheet_of(np.zeros((3, 2, 2, 1), np.float32), np.arange(3), 3)
    (strip,) = strips(sheet, zoom=2, gap=1)
    assert np.asarray(Image.open(io.BytesIO(strip)))[0].tolist() == [*[0] * 4, 128] * 2 + [0] * 4


def test_places_without_an_image_are_empty():
    sheet = gallery(samples(load_images(Images(images=40, validation_share=0.3)), 9), 9)
    is_empty = sheet.labels == EMPTY
    assert is_empty.any()
    assert not tiles(sheet)[is_empty].any()
    assert tiles(sheet)[~is_empty].any(axis=(1, 2, 3)).all()


def test_each_row_of_augmented_samples_begins_with_the_image_itself():
    pictures, data = pictures_of("digits"), Images(shift=1, rotate=15.0, pixel_noise=0.05)
    few = samples(pictures, 1)
    sheet, again = (augmented(few, data, 4, 8) for _ in range(2))
    np.testing.assert_array_equal(sheet.atlas, again.atlas)
    found = tiles(sheet).reshape(4, 8, 8, 8, 1)
    for label in range(4):
        first = pictures.train[pictures.train_labels == label][0]
        np.testing.assert_array_equal(found[label, 0], np.rint(255 * first))
        assert (found[label, 1:] != found[label, :1]).any(axis=(1, 2, 3)).all()
    calm = tiles(augmented(few, Images(), 4, 8)).reshape(4, 8, 8, 8, 1)
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

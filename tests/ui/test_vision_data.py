"""The sidebar's samples are those of the set, and own images become what is learned."""

from base64 import b64decode

import numpy as np
import pytest

from playground.compute.albums import ALBUMS
from playground.data.album import album
from playground.data.decoding import PNG
from playground.data.images import BUNDLED, FETCHED
from playground.errors import DataError, SpecError
from playground.i18n import LANGUAGES
from playground.spec.stack import STACKS
from playground.spec.vision import IMAGES, OWN_IMAGES, Images, Variant, Vision
from playground.ui.vision_data import class_names, samples_of, with_album


def own(side=16, classes=3, count=40):
    pixels = np.random.default_rng(0).integers(0, 256, (count, side, side, 3)).astype(np.uint8)
    return album(pixels, np.arange(count) % classes, [f"kind {n}" for n in range(classes)])


@pytest.mark.parametrize("name", BUNDLED)
def test_each_class_has_a_row_of_samples(name):
    shown = samples_of(Images(name=name, images=IMAGES[name].images))
    assert shown is not None
    stored, changed = shown
    assert len(stored.pictures) == len(stored.sheet.counts) == IMAGES[name].classes
    for address in (*stored.pictures, *changed.pictures):
        head, _, content = address.partition(",")
        assert head == "data:image/png;base64"
        assert b64decode(content).startswith(PNG)


@pytest.mark.parametrize("name", FETCHED)
def test_the_page_never_fetches(name):
    assert samples_of(Images(name=name)) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", IMAGES)
def test_classes_have_names_in_every_language(name, language):
    names = class_names(Images(name=name), language)
    assert len(set(names)) == IMAGES[name].classes


def test_own_images_become_what_is_learned():
    taken = own()
    vision = with_album(Vision(), taken)
    data = vision.data
    assert (data.name, data.images, data.shape) == (OWN_IMAGES, 40, (16, 16, 3))
    assert class_names(data, "zh") == ["kind 0", "kind 1", "kind 2"]
    with pytest.raises(DataError, match="choose the files again"):
        samples_of(data)
    ALBUMS.keep(taken)
    assert samples_of(data) is not None


def test_own_images_that_cannot_be_learned_are_refused():
    lonely = album(np.zeros((40, 16, 16, 1), np.uint8), np.arange(40) == 3, ("many", "one"))
    with pytest.raises(DataError, match="one"):
        with_album(Vision(), lonely)
    deep = Vision(data=Images(name="mnist", images=100), variants=(Variant(stack=STACKS["lenet"]),))
    with pytest.raises(SpecError):
        with_album(deep, own(side=8))

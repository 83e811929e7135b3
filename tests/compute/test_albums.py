"""A person's images are found by their digest while in use, and never fill the memory."""

import numpy as np
import pytest

from playground.compute.albums import Albums, Shelf
from playground.data.album import album
from playground.errors import BackendError


class Hand:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def albums(hand):
    return Albums(Shelf(seconds=100, evict_after=10, megabytes=0.003), clock=hand)


def images(level):
    """A kilobyte of images."""
    return album(np.full((10, 10, 10), level, np.uint8), np.arange(10) % 2, ("a", "b"))


def test_an_album_is_found_by_its_digest(albums):
    first = images(1)
    assert albums.keep(first) == first.digest
    assert albums.get(first.digest) is first
    assert albums.get("unknown") is None


def test_the_same_images_are_held_once(albums):
    for _ in range(9):
        albums.keep(images(1))
    assert len(albums) == 1


def test_a_lease_runs_out_unless_it_is_renewed(albums, hand):
    seen, unseen = albums.keep(images(1)), albums.keep(images(2))
    for _ in range(4):
        hand.now += 30
        assert albums.get(seen)
    assert albums.get(unseen) is None
    assert len(albums) == 1


def test_the_idlest_goes_for_a_newcomer(albums, hand):
    digests = [albums.keep(images(level)) for level in range(3)]
    hand.now += 20
    albums.get(digests[0])
    newest = albums.keep(images(9))
    assert [albums.get(digest) is not None for digest in (*digests, newest)] == [
        True,
        False,
        True,
        True,
    ]


def test_what_is_being_looked_at_stays(albums, hand):
    digests = [albums.keep(images(level)) for level in range(3)]
    hand.now += 9
    with pytest.raises(BackendError, match="as many images"):
        albums.keep(images(9))
    assert all(albums.get(digest) for digest in digests)

"""The sets of our own: who belongs to which class, for every number of classes."""

from itertools import pairwise

import numpy as np
import pytest

from playground.data import load
from playground.spec import Experiment, change_data

EVERY_COUNT = pytest.mark.parametrize("classes", range(2, 9))


def drawn(name, classes, noise=0.0, samples=1000, seed=3):
    fields = {"samples": samples, "noise": noise, "seed": seed}
    dataset = load(change_data(Experiment(), name=name, classes=classes, **fields))
    return dataset.points, dataset.labels


@EVERY_COUNT
def test_rings_lie_apart_in_the_order_of_their_classes(classes):
    points, labels = drawn("rings", classes)
    radius = np.hypot(*points.T)
    bands = [(radius[labels == c].min(), radius[labels == c].max()) for c in range(classes)]
    for (_, outer), (inner, _) in pairwise(bands):
        assert outer < inner


@EVERY_COUNT
def test_blobs_belong_to_their_nearest_centre(classes):
    points, labels = drawn("blobs", classes)
    centres = np.array([points[labels == c].mean(axis=0) for c in range(classes)])
    distances = np.hypot(*(points[:, None] - centres).transpose(2, 0, 1))
    np.testing.assert_array_equal(distances.argmin(axis=1), labels)


@EVERY_COUNT
def test_squares_of_a_checkerboard_have_one_class_and_no_neighbour_of_it(classes):
    points, labels = drawn("checkerboard", classes, samples=5000)
    column, row = np.floor((points + 6) / 3).astype(int).T
    board = np.full((4, 4), -1)
    for r in range(4):
        for c in range(4):
            found = set(labels[(row == r) & (column == c)])
            assert len(found) == 1
            board[r, c] = found.pop()
    assert set(board.ravel()) == set(range(classes))
    assert (board[1:] != board[:-1]).all()
    assert (board[:, 1:] != board[:, :-1]).all()
    assert np.ptp(np.bincount(board.ravel())) <= 1


@EVERY_COUNT
def test_arms_are_one_arm_turned(classes):
    points, labels = drawn("arms", classes, samples=40 * classes)
    radius, angle = np.hypot(*points.T), np.arctan2(*points.T)
    first = np.sort(radius[labels == 0])
    assert first[0] > 0.4
    assert first[-1] <= 5
    for label in range(1, classes):
        np.testing.assert_allclose(np.sort(radius[labels == label]), first)
        for r in first[::7]:
            turn = (
                angle[(labels == label) & np.isclose(radius, r)]
                - angle[(labels == 0) & np.isclose(radius, r)]
            )
            np.testing.assert_allclose(np.exp(1j * turn), np.exp(2j * np.pi * label / classes))


def test_moons_are_two_half_circles_that_reach_into_each_other():
    points, labels = drawn("moons", 2, samples=2000)
    up, down = points[labels == 1], points[labels == 0]
    assert down[:, 1].max() > up[:, 1].min()
    assert down[:, 0].min() < up[:, 0].max()
    np.testing.assert_allclose(up.mean(axis=0), -down.mean(axis=0), atol=0.2)
    gaps = np.hypot(*(up[:, None] - down).transpose(2, 0, 1))
    assert gaps.min() > 0.3


@pytest.mark.parametrize("name", ["moons", "rings", "blobs", "arms"])
def test_noise_moves_points_and_keeps_their_classes(name):
    classes = 2 if name == "moons" else 4
    (calm, labels), (moved, same) = drawn(name, classes), drawn(name, classes, noise=0.4)
    np.testing.assert_array_equal(labels, same)
    assert np.hypot(*(moved - calm).T).mean() > 0.1


@pytest.mark.parametrize("name", ["rings", "blobs", "arms"])
@EVERY_COUNT
def test_classes_differ_in_size_by_one_at_most(name, classes):
    _, labels = drawn(name, classes, samples=101)
    assert np.ptp(np.bincount(labels.astype(int), minlength=classes)) <= 1

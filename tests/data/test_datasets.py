"""Laws that every data set keeps, over the registry."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import data
from playground.spec import (
    Experiment,
    GeneratedData,
    PointsData,
    change,
    change_data,
    change_output,
)
from playground.spec.choices import DATASETS, FEATURES

NAMES = tuple(data.DATASETS)
WITH_CLASSES = [name for name in NAMES if not DATASETS[name].fixed_classes]


def drawn(name: str, samples: int = 200, noise: float = 0.0, seed: int = 0, **fields: int):
    fields = {"samples": min(samples, DATASETS[name].most_samples), **fields}
    experiment = change_data(Experiment(), name=name, noise=noise, seed=seed, **fields)
    return data.load(experiment)


def test_words_are_those_of_the_forms():
    assert tuple(data.DATASETS) == tuple(DATASETS)
    assert tuple(data.FEATURES) == tuple(FEATURES)


@given(
    name=st.sampled_from(NAMES),
    samples=st.integers(10, 400),
    noise=st.floats(0, 0.5),
    seed=st.integers(0, 2**32 - 1),
    share=st.floats(0.1, 1.0),
)
def test_data_are_finite_counted_and_split_as_asked(name, samples, noise, seed, share):
    samples = min(samples, DATASETS[name].most_samples)
    dataset = drawn(name, samples, noise, seed, train_share=share)
    assert dataset.points.shape == (samples, 2)
    assert np.isfinite(dataset.points).all()
    assert np.isfinite(dataset.labels).all()
    assert (~dataset.is_test).sum() == math.floor(samples * share + 1e-9)
    if dataset.classes:
        assert set(dataset.labels) <= set(range(dataset.classes))


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_same_data_and_another_seed_others(name):
    first, other = drawn(name, seed=1, noise=0.1), drawn(name, seed=2, noise=0.1)
    again = data.dataset._generated.__wrapped__(
        GeneratedData(
            name=name,
            samples=len(first.points),
            noise=0.1,
            seed=1,
            classes=first.classes or 2,
        )
    )
    np.testing.assert_array_equal(first.points, again.points)
    np.testing.assert_array_equal(first.labels, again.labels)
    assert not np.array_equal(first.points, other.points)


@pytest.mark.parametrize("name", [n for n in NAMES if DATASETS[n].classes[0]])
def test_no_class_is_rare(name):
    dataset = drawn(name, 400)
    counts = np.bincount(dataset.labels.astype(int), minlength=dataset.classes)
    assert counts.min() >= 0.6 * len(dataset.labels) / dataset.classes


@pytest.mark.parametrize("classes", range(2, 9))
@pytest.mark.parametrize("name", WITH_CLASSES)
def test_every_number_of_classes_is_there(name, classes):
    dataset = drawn(name, 400, classes=classes)
    assert set(dataset.labels) == set(range(classes))


@pytest.mark.parametrize("name", NAMES)
def test_noiseless_points_lie_on_the_board(name):
    assert np.abs(drawn(name, 400).points).max() <= 6


@pytest.mark.parametrize("name", NAMES)
def test_data_are_shuffled_before_the_split(name):
    dataset = drawn(name, 400)
    if dataset.classes:
        train, test = dataset.labels[~dataset.is_test], dataset.labels[dataset.is_test]
        assert set(train) == set(test)


def test_circle_is_a_disc_in_a_ring():
    dataset = drawn("circle", 500)
    radius = np.hypot(*dataset.points.T)
    np.testing.assert_array_equal(dataset.labels == 1, radius < 2.5)
    assert not ((radius > 2.5) & (radius < 3.5)).any()


def test_noise_of_circle_flips_labels_and_leaves_the_points():
    clean, noisy = drawn("circle", 500, 0.0, 7), drawn("circle", 500, 0.5, 7)
    order = {tuple(p): label for p, label in zip(clean.points, clean.labels, strict=True)}
    assert {tuple(p) for p in noisy.points} == set(order)
    flipped = sum(order[tuple(p)] != y for p, y in zip(noisy.points, noisy.labels, strict=True))
    assert 20 < flipped < 250


def test_xor_is_the_sign_of_the_product():
    dataset = drawn("xor", 500)
    for (x1, x2), label in zip(dataset.points, dataset.labels, strict=True):
        assert label == (1 if x1 * x2 >= 0 else 0)
        assert min(abs(x1), abs(x2)) >= 0.3


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_gauss_widens_with_noise(noise, variance):
    dataset = drawn("gauss", 5000, noise)
    for label, centre in ((1, 2.0), (0, -2.0)):
        cloud = dataset.points[dataset.labels == label]
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.15)
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.12)


def test_spiral_is_tensorflow_playgrounds():
    """Against the formula written out in plain Python."""
    dataset = drawn("spiral", 200)
    expected = set()
    for label, delta in ((1, 0.0), (0, math.pi)):
        for i in range(100):
            r, t = i / 100 * 5, 1.75 * i / 100 * 2 * math.pi + delta
            expected.add((round(r * math.sin(t), 9), round(r * math.cos(t), 9), label))
    found = {
        (round(x1, 9), round(x2, 9), int(label))
        for (x1, x2), label in zip(dataset.points, dataset.labels, strict=True)
    }
    assert {(x + 0.0, y + 0.0, c) for x, y, c in found} == {
        (x + 0.0, y + 0.0, c) for x, y, c in expected
    }


def test_regression_sets_are_tensorflow_playgrounds():
    plane = drawn("plane", 300)
    np.testing.assert_allclose(plane.labels, plane.points.sum(axis=1) / 10)
    hills = drawn("multi_gauss", 300)
    for (x1, x2), label in zip(hills.points, hills.labels, strict=True):
        best = 0.0
        for a, b, sign in [
            (-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)
        ]:  # fmt: skip
            height = sign * max(0.0, 1 - math.hypot(x1 - a, x2 - b) / 2)
            best = height if abs(height) > abs(best) else best
        assert label == pytest.approx(best, abs=1e-12)


def test_counts_are_whole_and_fall_off_around_two_places():
    counts = drawn("counts", 5000, seed=1)
    assert (counts.labels >= 0).all()
    assert (counts.labels == np.round(counts.labels)).all()
    distance = np.minimum(
        np.hypot(*(counts.points - (-4, 2.5)).T), np.hypot(*(counts.points - (0, -2.5)).T)
    )
    for low, high in ((0, 1), (2, 3), (4, 6)):
        here = (distance >= low) & (distance < high)
        expected = (4 * np.exp(-distance[here] / 2)).mean()
        assert counts.labels[here].mean() == pytest.approx(expected, rel=0.12)


def test_tables_hold_their_real_rows():
    iris = drawn("iris", 150)
    assert np.bincount(iris.labels.astype(int)).tolist() == [50, 50, 50]
    wine = drawn("wine", 178)
    assert np.bincount(wine.labels.astype(int)).tolist() == [59, 71, 48]
    few = drawn("iris", 30)
    assert np.bincount(few.labels.astype(int)).tolist() == [10, 10, 10]


def test_own_points_keep_their_order_and_split():
    points = ((1.0, 2.0, 1.0), (3.0, 4.0, -1.0), (5.0, 6.0, 1.0))
    own = PointsData(points=points, split=("train", "test", "train"))
    dataset = data.load(change(Experiment(), data=own))
    np.testing.assert_array_equal(dataset.points, [[1, 2], [3, 4], [5, 6]])
    np.testing.assert_array_equal(dataset.labels, [1, 0, 1])
    np.testing.assert_array_equal(dataset.is_test, [False, True, False])


def test_targets_speak_the_outputs_language():
    binary = change_data(Experiment(), name="gauss", samples=20)
    dataset = data.load(binary)
    np.testing.assert_array_equal(data.targets(dataset, "tanh")[:, 0], 2 * dataset.labels - 1)
    np.testing.assert_array_equal(data.targets(dataset, "sigmoid")[:, 0], dataset.labels)
    one_hot = data.targets(dataset, "softmax")
    np.testing.assert_array_equal(one_hot.argmax(axis=1), dataset.labels)
    np.testing.assert_array_equal(one_hot.sum(axis=1), 1)
    assert data.load(change_output(binary, "softmax")).classes == 2


@pytest.mark.parametrize("name", NAMES)
def test_thumbnails_are_small(name):
    points, labels = data.thumbnail(name)
    assert len(points) == len(labels) <= 150


def test_features_are_their_formulas():
    x = np.random.default_rng(3).uniform(-6, 6, (50, 2))
    a, b = x.T
    formulas = {
        "x1": a, "x2": b, "x1_squared": a**2, "x2_squared": b**2, "x1_x2": a * b,
        "sin_x1": np.sin(a), "sin_x2": np.sin(b), "cos_x1": np.cos(a), "cos_x2": np.cos(b),
    }  # fmt: skip
    assert tuple(formulas) == tuple(data.FEATURES)
    for word, expected in formulas.items():
        np.testing.assert_allclose(data.expand(x, [word])[:, 0], expected)


def test_maps_are_features_at_the_cell_centres():
    maps = data.features.maps(4)
    assert maps.shape == (9, 4, 4)
    np.testing.assert_allclose(maps[0, 0], [-4.5, -1.5, 1.5, 4.5])
    np.testing.assert_allclose(maps[1, :, 0], [4.5, 1.5, -1.5, -4.5])

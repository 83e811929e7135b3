"""Our six classics against TensorFlow Playground's rules, transcribed point by point."""

import numpy as np
import pytest

from playground.data import DATASETS as GENERATORS
from playground.spec.choices import DATASETS
from tests.data import transcription

MANY = 20_000
# Two samples of this size from one distribution differ by more once in 100,000 times.
FAR = 2.5 * np.sqrt(2 / MANY)


def ours(name, noise, samples=MANY, seed=1):
    points, labels = GENERATORS[name](np.random.default_rng(seed), samples, noise, 2)
    signed = labels if DATASETS[name].problem == "regression" else 2 * labels - 1
    return np.column_stack([points, signed])


def theirs(name, noise, samples=MANY):
    return np.array(transcription.drawn(name, samples, noise, seed=2))


def distance(one, other):
    """The largest distance of two empirical distribution functions (Kolmogorov, Smirnov)."""
    steps = np.sort(np.concatenate([one, other]))
    below = [np.searchsorted(np.sort(side), steps, "right") / len(side) for side in (one, other)]
    return np.abs(below[0] - below[1]).max()


def aspects(table):
    """Numbers that tell two sets of points and labels apart."""
    x1, x2, label = table.T
    radius = np.hypot(x1, x2)
    return {
        "x1": x1, "x2": x2, "radius": radius, "sum": x1 + x2, "product": x1 * x2, "label": label,
        "label by x1": label * x1, "label by sum": label * (x1 + x2),
        "label by product": label * x1 * x2, "label by radius": label * radius,
    }  # fmt: skip


@pytest.mark.parametrize("noise", [0.0, 0.15, 0.5])
@pytest.mark.parametrize("name", transcription.ALL)
def test_points_and_labels_are_distributed_alike(name, noise):
    found, expected = aspects(ours(name, noise)), aspects(theirs(name, noise))
    far = {k: d for k in found if (d := distance(found[k], expected[k])) > FAR}
    assert far == {}


def test_distances_tell_wrong_rules_apart():
    """The comparison above would notice a radius uniform in area, or half the noise."""
    table = ours("circle", 0.2)
    by_area = table[:, :2] * np.sqrt(np.hypot(*table[:, :2].T) / 5)[:, None]
    assert distance(aspects(table)["radius"], np.hypot(*by_area.T)) > FAR
    for name in set(transcription.ALL) - {"spiral"}:  # its noise is measured point by point below
        half, whole = aspects(ours(name, 0.2)), aspects(ours(name, 0.4))
        assert max(distance(half[aspect], whole[aspect]) for aspect in half) > FAR, name


def test_noiseless_labels_follow_the_rule_at_every_point():
    radius = np.hypot(*ours("circle", 0.0)[:, :2].T)
    assert ((radius <= 2.5) | ((radius >= 3.5) & (radius <= 5))).all()
    rules = {
        "circle": lambda x, y: 1 if np.hypot(x, y) < 2.5 else -1,
        "xor": lambda x, y: 1 if x * y >= 0 else -1,
        "plane": lambda x, y: (x + y) / 10,
        "multi_gauss": transcription.hill,
    }
    for name, rule in rules.items():
        table = ours(name, 0.0, 500)
        expected = [rule(x, y) for x, y, _ in table]
        np.testing.assert_allclose(table[:, 2], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("samples", [10, 200, 500])
def test_the_spiral_is_the_same_point_by_point(samples):
    def rows(table):
        return sorted(map(tuple, np.round(table, 9) + 0.0))

    found, expected = rows(ours("spiral", 0.0, samples)), rows(theirs("spiral", 0.0, samples))
    np.testing.assert_allclose(found, expected, atol=1e-8)


@pytest.mark.parametrize("name", ["circle", "xor", "plane", "multi_gauss"])
def test_noise_changes_labels_and_leaves_points_where_they_are(name):
    clean, noisy = ours(name, 0.0), ours(name, 0.5)
    np.testing.assert_array_equal(clean[:, :2], noisy[:, :2])
    assert (clean[:, 2] != noisy[:, 2]).mean() > 0.1


def test_the_spirals_noise_moves_points_by_at_most_itself():
    clean, noisy = ours("spiral", 0.0), ours("spiral", 0.3)
    np.testing.assert_array_equal(clean[:, 2], noisy[:, 2])
    moved = np.abs(noisy[:, :2] - clean[:, :2])
    assert 0.29 < moved.max() <= 0.3


@pytest.mark.parametrize("name", transcription.ALL)
def test_default_sample_counts_are_theirs(name):
    assert DATASETS[name].samples == (1200 if name in ("plane", "multi_gauss") else 500)

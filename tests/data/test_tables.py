"""Iris and wine are scikit-learn's own rows, seen along their principal components."""

import numpy as np
import pytest
import sklearn.datasets
from sklearn.decomposition import PCA

from playground.data import load, tables
from playground.errors import DataError
from playground.spec import Experiment, change_data


def ours(name, **fields):
    return load(change_data(Experiment(), name=name, **fields))


def theirs(name):
    """All rows of a table on two components, each scaled to reach 5, and their classes."""
    table, labels = getattr(sklearn.datasets, f"load_{name}")(return_X_y=True)
    table = table / table.std(axis=0) if name == "wine" else table
    points = PCA(2, svd_solver="full").fit_transform(table)
    return 5 * points / np.abs(points).max(axis=0), labels


@pytest.mark.parametrize("name", ["iris", "wine"])
def test_all_rows_are_the_librarys_along_its_components(name):
    dataset, (points, labels) = ours(name), theirs(name)
    assert len(dataset.points) == len(points)
    found = np.column_stack([dataset.points, dataset.labels])
    signs = np.array(np.meshgrid([1, -1], [1, -1])).T.reshape(-1, 2)  # an axis has no direction
    differences = []
    for sign in signs:
        expected = np.column_stack([points * sign, labels])
        order = [np.lexsort(np.round(table, 6).T) for table in (found, expected)]
        differences.append(np.abs(found[order[0]] - expected[order[1]]).max())
    assert min(differences) < 1e-5


@pytest.mark.parametrize(("name", "counts"), [("iris", [50, 50, 50]), ("wine", [59, 71, 48])])
@pytest.mark.parametrize("samples", [10, 31, 100])
def test_fewer_rows_keep_the_shares_of_the_classes(name, counts, samples):
    dataset = ours(name, samples=samples)
    found = np.bincount(dataset.labels.astype(int), minlength=3)
    expected = np.array(counts) * samples / sum(counts)
    assert np.abs(found - expected).max() <= 1
    assert len(np.unique(dataset.points, axis=0)) >= 0.95 * samples  # some flowers are alike


def test_noise_jitters_without_choosing_other_rows():
    calm, jittered = ours("wine", samples=60), ours("wine", samples=60, noise=0.2)
    np.testing.assert_array_equal(calm.labels, jittered.labels)
    moved = np.hypot(*(jittered.points - calm.points).T)
    assert 0.05 < np.median(moved) < 0.5


@pytest.mark.parametrize("library", [None, "nowhere"])
def test_a_missing_table_is_named(library, monkeypatch, tmp_path):
    class Spec:
        origin = str(tmp_path / "sklearn" / "__init__.py")

    monkeypatch.setattr(tables, "find_spec", lambda name: library and Spec)
    with pytest.raises(DataError, match=r"scikit-learn's iris\.csv"):
        tables._read("iris.csv")

"""The laws of the loss landscape: it is what training measures, and planes show what they say."""

import tracemalloc
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from playground import data
from playground.engine import MLPTrainer, planes
from playground.engine.landscape import Landscape
from playground.engine.layout import Layout
from playground.spec import Experiment, GeneratedData, LayerSpec, RunSpec, change
from playground.spec.cost import landscape_megabytes, landscape_runs, parameters, widths
from tests.engine import nets

seeds = st.integers(0, 2**32 - 1)
AXIS = np.linspace(-1, 1, 5)


def measured(experiment, rows, side, dtype=np.float64):
    """The losses of networks with these weights, as their trainer tells them."""
    runs = (RunSpec(),) * len(rows)
    trainer = MLPTrainer(change(experiment, runs=runs), dtype, initial=list(rows))
    return trainer.snapshot([]).metrics[f"{side}_loss"]


def some_rows(experiment, count, seed=0):
    return np.random.default_rng(seed).normal(0, 0.7, (count, parameters(experiment)))


@settings(max_examples=60, deadline=None)
@given(nets.experiments(), st.sampled_from(["train", "test"]), seeds)
def test_a_landscape_is_the_loss_that_training_measures(experiment, side, seed):
    rows = some_rows(experiment, 7, seed)
    found = Landscape(experiment, side, np.float64).of(rows)
    np.testing.assert_allclose(found, measured(experiment, rows, side), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("side", ["train", "test"])
def test_each_crossing_of_the_grid_is_a_network(side):
    experiment = Experiment()
    plane = planes.random(some_rows(experiment, 1)[0], widths(experiment), 3)
    x, y = np.linspace(-1, 0.5, 23), np.linspace(-2, 2, 31)
    grid = Landscape(experiment, side).over(plane, x, y)
    assert grid.shape == (31, 23)
    spots = [(0, 0), (30, 22), (4, 17), (29, 1)]
    rows = [plane.weights(np.array([x[column], y[row]])) for row, column in spots]
    found = [grid[spot] for spot in spots]
    np.testing.assert_allclose(found, measured(experiment, rows, side, np.float32), rtol=1e-5)


def test_how_it_is_cut_into_chunks_changes_nothing():
    """More rows than fit into one chunk, and a last one that is not full."""
    experiment = Experiment()
    rows = some_rows(experiment, landscape_runs(experiment) * 2 + 5)
    landscape = Landscape(experiment, dtype=np.float64)
    ones = [landscape.of(row[None])[0] for row in rows[::97]]
    np.testing.assert_allclose(landscape.of(rows)[::97], ones, rtol=1e-12)
    assert len(landscape.of(rows[:0])) == 0


def test_a_plane_replayed_is_the_same_again():
    experiment = Experiment()
    one, other = (planes.random(row, widths(experiment), 0) for row in some_rows(experiment, 2))
    landscape = Landscape(experiment)
    first = landscape.over(one, AXIS, AXIS)
    landscape.over(other, AXIS, AXIS)
    np.testing.assert_array_equal(landscape.over(one, AXIS, AXIS), first)


def test_a_line_leads_from_one_network_to_the_other():
    experiment = Experiment(layers=(LayerSpec(units=3),))
    start, end = some_rows(experiment, 2)
    shares = np.linspace(-0.5, 1.5, 9)
    losses = Landscape(experiment, dtype=np.float64).between(start, end, shares)
    rows = [start + share * (end - start) for share in shares]
    np.testing.assert_allclose(losses, measured(experiment, rows, "train"), rtol=1e-10)


def test_without_test_points_there_is_no_landscape_of_them():
    experiment = Experiment(data=GeneratedData(train_share=1.0))
    assert np.isnan(Landscape(experiment, "test").of(some_rows(experiment, 3))).all()


def test_a_loss_beyond_all_bounds_stays_so():
    """Far out a plane may hold networks whose loss is no number: no warning, no error."""
    experiment = Experiment(data=GeneratedData(name="plane", samples=50), output="linear",
                            layers=(LayerSpec(units=3, activation="linear"),))  # fmt: skip
    losses = Landscape(experiment).of(some_rows(experiment, 2) * [[1.0], [1e30]])
    assert np.isfinite(losses).tolist() == [True, False]


@given(st.integers(1, 9), st.integers(1, 4), st.integers(2, 12), seeds)
def test_paths_within_a_plane_lie_on_it(times, runs, size, seed):
    generator = np.random.default_rng(seed)
    spanning = generator.normal(size=(2, size)) * [[1.0], [0.01]]
    paths = generator.normal(size=(times, runs, 2)) @ spanning + generator.normal(size=size)
    plane = planes.through(paths)
    np.testing.assert_allclose(plane.weights(plane.project(paths)), paths, atol=1e-9)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    assert plane.share(paths) == pytest.approx(1)


@given(st.integers(2, 20), st.integers(1, 5), st.integers(3, 30), seeds)
def test_a_plane_shows_what_principal_components_explain(times, runs, size, seed):
    generator = np.random.default_rng(seed)
    paths = generator.normal(size=(times, runs, size)) * np.logspace(0, -1, size)
    plane = planes.through(paths)
    rows = paths.reshape(-1, size)
    pca = PCA(n_components=2, svd_solver="full").fit(rows)
    assert plane.share(paths) == pytest.approx(pca.explained_variance_ratio_.sum())
    np.testing.assert_allclose(plane.origin, pca.mean_, atol=1e-12)
    singular = np.linalg.svd(rows - rows.mean(0), compute_uv=False) ** 2
    assert plane.share(paths) == pytest.approx(singular[:2].sum() / singular.sum())
    trails = plane.project(paths)
    spread = trails.reshape(-1, 2).var(0, ddof=1)
    np.testing.assert_allclose(spread, pca.explained_variance_, rtol=1e-9, atol=1e-12)
    assert trails.shape == (times, runs, 2)
    assert (trails[-1].mean(0) >= trails[0].mean(0) - 1e-12).all()


def test_a_plane_through_very_many_places_shows_nearly_as_much():
    walk = np.random.default_rng(0).normal(size=(600, 12, 40)).cumsum(0)
    explained = PCA(n_components=2).fit(walk.reshape(-1, 40)).explained_variance_ratio_.sum()
    share = planes.through(walk).share(walk)
    assert 0.98 * explained < share <= explained + 1e-12


@given(seeds)
def test_reordered_runs_lie_on_the_same_plane(seed):
    generator = np.random.default_rng(seed)
    paths, order = generator.normal(size=(12, 5, 17)).cumsum(0), generator.permutation(5)
    one, other = planes.through(paths), planes.through(paths[:, order])
    np.testing.assert_allclose(one.directions, other.directions, atol=1e-9)
    trails, shuffled = one.project(paths), other.project(paths[:, order])
    np.testing.assert_allclose(trails[:, order], shuffled, atol=1e-9)


def test_places_that_are_no_numbers_do_not_count():
    paths = np.random.default_rng(2).normal(size=(9, 3, 6))
    broken = np.concatenate([paths, np.full((9, 1, 6), np.nan)], axis=1)
    plane, whole = planes.through(broken), planes.through(paths)
    np.testing.assert_allclose(np.abs(plane.directions), np.abs(whole.directions))
    assert plane.share(broken) == pytest.approx(whole.share(paths))
    trails = plane.project(broken)
    assert np.isfinite(trails).all(axis=(0, 2)).tolist() == [True, True, True, False]
    assert np.isfinite(planes.window(trails)).all()


@pytest.mark.parametrize("shape", [(1, 1, 2), (3, 1, 2), (1, 4, 5)])
def test_what_does_not_move_has_a_plane_too(shape):
    paths = np.ones(shape)
    plane = planes.through(paths)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(plane.project(paths), 0)
    assert plane.share(paths) == 1
    assert planes.window(plane.project(paths)) == ((-1, 1), (-1, 1))


def test_random_directions_are_as_long_as_each_unit_and_leave_biases():
    sizes = (3, 5, 2)
    layout = Layout(sizes, 3)
    origin = np.random.default_rng(1).normal(size=layout.parameters)
    plane = planes.random(origin, sizes, 8)
    flat = layout.zeros(np.float64)
    layout.put_all(flat, np.vstack([origin[None], plane.directions]))
    for block in layout.blocks(flat):
        lengths = np.linalg.norm(block[..., :-1], axis=2)
        np.testing.assert_allclose(lengths[:, 1:], lengths[:, :1] * [1, 1])
        assert not block[:, 1:, -1].any()
    again, other = (planes.random(origin, sizes, seed) for seed in (8, 9))
    np.testing.assert_array_equal(plane.directions, again.directions)
    assert (plane.directions != other.directions).any()


def test_weights_that_are_all_zero_have_a_flat_plane():
    experiment = Experiment()
    plane = planes.random(np.zeros(parameters(experiment)), widths(experiment), 0)
    grid = Landscape(experiment).over(plane, AXIS, AXIS)
    assert (grid == grid[0, 0]).all()
    np.testing.assert_array_equal(plane.project(plane.origin), [0, 0])


@given(st.integers(1, 5), seeds)
def test_places_on_a_random_plane_are_found_again(units, seed):
    sizes = (2, units, 1)
    origin = np.random.default_rng(seed).normal(size=Layout(sizes, 1).parameters)
    plane = planes.random(origin, sizes, seed)
    places = np.random.default_rng(seed + 1).normal(size=(4, 3, 2))
    found = plane.weights(plane.project(plane.weights(places)))
    np.testing.assert_allclose(found, plane.weights(places), atol=1e-9)


@given(seeds)
def test_a_window_shows_all_trails(seed):
    generator = np.random.default_rng(seed)
    trails = generator.normal(size=(7, 3, 2)) * generator.choice([0, 1e-6, 1, 1e6], 2)
    for axis, (low, high) in enumerate(planes.window(trails)):
        assert low < trails[..., axis].min()
        assert high > trails[..., axis].max()


def test_rows_put_together_are_the_rows_put_one_by_one():
    layout = Layout((3, 4, 2), 5)
    rows = np.random.default_rng(0).normal(size=(5, layout.parameters))
    together, one_by_one = layout.zeros(np.float64), layout.zeros(np.float64)
    layout.put_all(together, rows)
    for run, row in enumerate(rows):
        layout.put(one_by_one, run, row)
    np.testing.assert_array_equal(together, one_by_one)


MANY = GeneratedData(samples=5000)
CASES = {
    "default": Experiment(),
    "many points": Experiment(data=MANY, layers=(LayerSpec(units=8),) * 3),
    "large": Experiment(data=MANY, layers=(LayerSpec(units=64, activation="relu"),) * 8),
}


@pytest.mark.parametrize("experiment", CASES.values(), ids=CASES)
def test_memory_is_predicted(experiment):
    """What one side takes is at most what both would."""
    experiment = change(experiment, data=experiment.data.model_copy(update={"train_share": 1.0}))
    data.load(experiment)
    rows = some_rows(experiment, 1).astype(np.float32)
    plane = planes.random(rows[0], widths(experiment), 0)
    tracemalloc.start()
    try:
        Landscape(experiment).over(plane, AXIS, AXIS)
        taken = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    assert 0.7 * taken <= landscape_megabytes(experiment) <= 1.7 * taken


def seconds(call):
    def once():
        start = perf_counter()
        call()
        return perf_counter() - start

    return min(once() for _ in range(5))


def test_a_landscape_costs_far_less_than_its_networks_one_by_one():
    experiment = Experiment()
    landscape, (row,) = Landscape(experiment), some_rows(experiment, 1)
    plane, axis = planes.random(row, widths(experiment), 0), np.linspace(-1, 1, 51)
    alone = MLPTrainer(experiment)
    rounds = 20

    def one_by_one():
        for _ in range(rounds):
            alone.edit(0, 0, 0, 0, 0.5)  # so that it must be measured anew

    together = seconds(lambda: landscape.over(plane, axis, axis)) / axis.size**2
    assert 5 * together < seconds(one_by_one) / rounds

"""The laws of what is shown around a race: true losses, a plane that never flips, nobody slowed."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine import planes
from playground.engine.landscape import Landscape
from playground.engine.planes import Plane
from playground.engine.race import RaceTrainer
from playground.engine.terrain import FINE_SIDE, LOOKS_OUTSIDE, SIDE, SLICE_SHARES, Terrain
from playground.spec import Experiment, Race, change_racer, entry, remove_racer
from playground.spec.race import PLANES

ENTRY = entry(Experiment(), Race(starts=2, epochs=1000))
KINDS = pytest.mark.parametrize("kind", PLANES)


def raced(epochs=6, race=ENTRY):
    trainer = RaceTrainer(race)
    for _ in range(epochs):
        trainer.advance(trainer.steps_per_epoch)
    return trainer


def terrain_of(trainer, kind="paths", start=0):
    experiment = ENTRY
    return Terrain(experiment, Landscape(experiment), start, kind)


def rest(terrain, paths, step=7):
    """Look until there is no more to be seen."""
    is_sound = np.ones(len(paths), bool)
    for _ in range(200):
        scenery = terrain.look(paths, is_sound, step)
        if not terrain.is_unfinished:
            return scenery
    raise AssertionError("never finished")


@KINDS
@pytest.mark.parametrize("start", [0, 1])
def test_what_is_shown_is_the_landscape_of_the_weights_on_the_plane(kind, start):
    trainer = raced()
    terrain = terrain_of(trainer, kind, start)
    scenery = rest(terrain, trainer.paths.of(start))
    (left, right), (bottom, top) = scenery.window
    side = len(scenery.losses)
    assert side == FINE_SIDE
    spots = [(0, 0), (side - 1, 3), (40, side - 1), (17, 60)]
    at = [((c + 0.5) / side, (r + 0.5) / side) for r, c in spots]
    places = np.array([(left + x * (right - left), bottom + y * (top - bottom)) for x, y in at])
    expected = Landscape(ENTRY).of(terrain.shown.plane.weights(places))
    found = [scenery.losses[spot] for spot in spots]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_trails_are_the_paths_seen_on_the_plane():
    trainer = raced()
    paths = trainer.paths.of(0)
    terrain = terrain_of(trainer)
    scenery = rest(terrain, paths)
    np.testing.assert_allclose(scenery.trails, terrain.shown.plane.project(paths), atol=1e-4)
    assert scenery.share == pytest.approx(terrain.shown.plane.share(paths), abs=1e-6)
    low, high = scenery.window.T
    assert ((scenery.trails > low) & (scenery.trails < high)).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 40), st.integers(0, 2**32 - 1))
def test_an_aligned_plane_is_the_same_plane_and_never_points_back(size, seed):
    rng = np.random.default_rng(seed)
    old, new = (
        Plane(rng.normal(size=size), np.linalg.qr(rng.normal(size=(size, 2)))[0].T)
        for _ in range(2)
    )
    turned = planes.aligned(new, old)
    overlap = turned.directions @ old.directions.T
    np.testing.assert_allclose(overlap, overlap.T, atol=1e-9)
    assert np.linalg.eigvalsh(overlap).min() > -1e-9
    np.testing.assert_allclose(
        turned.directions.T @ turned.directions, new.directions.T @ new.directions, atol=1e-9
    )


@KINDS
def test_while_racing_the_plane_turns_seldom_and_never_flips(kind):
    trainer = RaceTrainer(ENTRY)
    terrain, seen, looks = terrain_of(trainer, kind), [], 150
    for _ in range(looks):
        trainer.advance(7)
        terrain.look(trainer.paths.of(0), np.ones(3, bool), trainer.step)
        if terrain.shown is not None and terrain.shown not in seen:
            seen.append(terrain.shown)
    assert 1 <= len(seen) <= 1 + looks / LOOKS_OUTSIDE
    assert len(seen) <= 12
    assert all(len(grid.losses) == SIDE for grid in seen)
    if kind == "paths":
        for former, newer in pairwise(seen):
            dots = (former.plane.directions * newer.plane.directions).sum(1)
            assert (dots > -1e-9).all()


def test_looking_changes_nothing_of_the_race():
    watched, alone = RaceTrainer(ENTRY), RaceTrainer(ENTRY)
    for _ in range(12):
        for trainer in (watched, alone):
            trainer.advance(11)
        watched.snapshot(["terrain:0:paths", "slice:0:0:2"])
    for run in range(len(ENTRY.runs)):
        np.testing.assert_array_equal(watched.weights(run), alone.weights(run))


def test_before_anybody_has_moved_there_is_no_plane():
    frame = RaceTrainer(ENTRY).snapshot(["terrain:0:paths"])
    assert frame.views["terrain:0:paths"].shape == (0, 0)
    assert "window" not in frame.views
    assert not frame.is_unfinished


def test_a_race_that_rests_is_looked_at_until_all_is_seen():
    trainer = raced(1)
    frames = [trainer.snapshot(["terrain:0:paths"])]
    while frames[-1].is_unfinished:
        frames.append(trainer.snapshot(["terrain:0:paths"]))
        assert len(frames) < 200
    assert frames[-1].views["terrain:0:paths"].shape == (FINE_SIDE, FINE_SIDE)


def test_a_reset_takes_the_plane_away():
    trainer = RaceTrainer(ENTRY)
    start = trainer.checkpoint()
    for _ in range(9):
        trainer.advance(trainer.steps_per_epoch)
        seen = trainer.snapshot(["terrain:0:paths"])
    assert "window" in seen.views
    trainer.restore(start)
    assert "window" not in trainer.snapshot(["terrain:0:paths"]).views


def test_one_racer_has_a_plane_of_its_own():
    race = Race(starts=1)
    for _ in range(2):
        race = remove_racer(race, 0)
    trainer = raced(race=entry(Experiment(), race))
    terrain = Terrain(ENTRY, Landscape(ENTRY), 0, "paths")
    scenery = rest(terrain, trainer.paths.of(0))
    assert scenery.trails.shape == (1, 7, 2)
    assert np.isfinite(scenery.losses).all()


@KINDS
def test_a_diverged_racer_shapes_no_plane(kind):
    paths = raced().paths.of(0).copy()
    others = rest(terrain_of(None, kind), paths[1:])
    paths[0, 3:] = np.nan
    paths[0, 2] = 1e30
    terrain = terrain_of(None, kind)
    for _ in range(200):
        scenery = terrain.look(paths, np.array([False, True, True]), 7)
    np.testing.assert_allclose(scenery.losses, others.losses, rtol=1e-6)
    np.testing.assert_allclose(scenery.window, others.window)
    assert np.isnan(scenery.trails[0, 3:]).all()


def test_with_everybody_diverged_there_is_no_plane():
    paths = raced().paths.of(0)
    assert terrain_of(None).look(paths, np.zeros(3, bool), 7) is None


def test_a_slice_runs_from_one_racers_loss_to_the_others():
    trainer = raced()
    frame = trainer.snapshot(["slice:1:0:2"])
    losses = frame.metrics["train_loss"]
    ends = [np.interp(share, SLICE_SHARES, frame.views["slice:1:0:2"]) for share in (0, 1)]
    np.testing.assert_allclose(ends, [losses[1], losses[5]], rtol=1e-4)


def test_a_racer_that_runs_away_is_left_out_of_the_view():
    wild = change_racer(Race(starts=1), 0, learning_rate=100.0)
    trainer = RaceTrainer(entry(Experiment(loss="mean_squared_error", output="linear"), wild))
    for _ in range(40):
        trainer.advance(trainer.steps_per_epoch)
        frame = trainer.snapshot(["terrain:0:paths"])
    assert "diverged" in trainer.runs_state
    assert np.isfinite(frame.views["window"]).all()

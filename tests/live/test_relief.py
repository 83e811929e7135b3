"""What a frame says of the loss around the racers: the grid, the trails, the slice."""

from dataclasses import replace

import numpy as np
import pytest

from playground.compute.watch import Wish
from playground.data import load
from playground.engine.race import RaceTrainer
from playground.engine.terrain import SLICE_SHARES
from playground.explain.report import report
from playground.live.race import RaceEncoder
from playground.live.relief import DEPTH, relief, relief_views
from playground.live.wire import unpack
from playground.spec import Experiment, Race, change_race, entry
from playground.spec.race import PLANES
from tests.live.test_race import Shown

RACE = Race(starts=2, epochs=50)
planes = pytest.mark.parametrize("plane", PLANES)


def shown(**fields) -> Shown:
    """A race that is looked at until its first plane is there."""
    here = Shown(Experiment(), change_race(RACE, **fields))
    for _ in range(5):
        here.frame()
    return here


def sent(here: Shown):
    frame = here.frame()
    header, arrays = unpack(here.encoder(frame, here.status(frame)))
    return frame, header["frame"]["relief_facts"], arrays


@planes
def test_grid_and_trails_come_back_as_they_were(plane):
    frame, facts, arrays = sent(shown(plane=plane, start_shown=1))
    losses = frame.views[f"terrain:1:{plane}"]
    low, high = facts["range"]
    levels = low + (arrays["relief"] / 32767 + 1) / 2 * (high - low)
    expected = np.log10(np.clip(losses, losses.max() / 10**DEPTH, None))
    np.testing.assert_allclose(levels[::-1], expected, atol=1e-3)
    left, right, bottom, top = facts["window"]
    places = arrays["trails"]
    x = left + places[..., 0] * (right - left)
    y = top - places[..., 1] * (top - bottom)
    np.testing.assert_allclose(np.stack([x, y], -1), frame.views["trails"], atol=1e-4)
    assert facts["share"] == pytest.approx(float(frame.views["share"]), abs=1e-5)
    assert facts["plane"] == plane


def test_a_slice_names_its_ends_and_its_barrier():
    frame, facts, arrays = sent(shown(relief="slice", slice_from=2, slice_to=0))
    assert (facts["from"], facts["to"]) == (2, 0)
    losses = frame.views["slice:0:2:0"]
    np.testing.assert_array_equal(arrays["slice"], losses)
    np.testing.assert_allclose(arrays["slice_at"], SLICE_SHARES, atol=1e-6)
    ends = frame.metrics["train_loss"][[4, 0]]
    np.testing.assert_allclose(facts["ends"], ends, rtol=1e-4)
    inside = losses[(SLICE_SHARES > 0) & (SLICE_SHARES < 1)]
    assert facts["barrier"] == pytest.approx(max(0, inside.max() - ends.max()), abs=1e-5)


def test_before_anybody_has_moved_nothing_is_sent():
    here = Shown(Experiment(), RACE, epochs=0)
    _, facts, arrays = sent(here)
    assert facts == {}
    assert not {"relief", "trails", "slice"} & set(arrays)


def test_losses_that_are_no_numbers_count_as_the_highest():
    here = shown()
    frame = here.frame()
    view = "terrain:0:paths"
    losses = frame.views[view].copy()
    losses[0, :3] = np.nan, np.inf, 0.0
    frame = replace(frame, views={**frame.views, view: losses})
    facts, arrays = relief(frame, RACE, 0)
    assert arrays["relief"][-1, :2].tolist() == [32767, 32767]
    assert arrays["relief"][-1, 2] == -32767
    assert facts["range"][1] - facts["range"][0] == pytest.approx(DEPTH, abs=1e-4)


def test_a_slice_between_racers_that_are_no_longer_there_uses_the_last():
    race = change_race(RACE, relief="slice", slice_from=11, slice_to=1)
    assert list(relief_views(race, 0)) == ["slice:0:2:1"]


def test_a_frame_that_is_older_than_the_question_shows_nothing():
    experiment = entry(Experiment(), RACE)
    wish = Wish(shown=RACE)
    encoder = RaceEncoder(load, report)
    frame = RaceTrainer(experiment).snapshot(
        encoder.views(experiment, wish, batch=False, predictions=True)
    )
    assert relief(frame, change_race(RACE, relief="slice"), 0) == ({}, {})

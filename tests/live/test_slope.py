"""What a descent's frame says: where everybody is, how it stands with them, where they were."""

import numpy as np
import pytest

from playground.compute import Status
from playground.compute.watch import Wish
from playground.engine.slope import STATES, SlopeTrainer
from playground.live.slope import COLUMNS, SlopeEncoder, trails
from playground.live.wire import unpack
from playground.spec import Race, RunSpec, Slope, on_slope
from playground.spec.choices import SURFACES

CALM, WILD = RunSpec(learning_rate=0.05), RunSpec(learning_rate=50.0)
RAVINE = Slope()
MANY = (CALM, RunSpec(optimizer="adam", learning_rate=0.1), WILD)


class Shown:
    """A descent that has begun, and what its encoder makes of it."""

    def __init__(self, slope=RAVINE, racers=MANY, steps=40, state="playing", told=True):
        self.experiment = on_slope(Race(racers=racers), slope)
        self.trainer = SlopeTrainer(self.experiment)
        self.trainer.advance(steps)
        encoder = SlopeEncoder()
        views = encoder.views(self.experiment, Wish(), batch=False, predictions=False)
        self.frame = self.trainer.snapshot(views)
        status = Status(
            experiment=self.experiment,
            generation=1,
            sequence=1,
            state=state,
            speed="fast",
            step=self.frame.step,
            epoch=self.frame.epoch,
            batch=0,
            batches=5,
            steps_per_second=0.0,
            metrics={},
            now=0.0,
            history=self.trainer.history if told else None,
        )
        header, self.arrays = unpack(encoder(self.frame, status))
        self.header = header["frame"]


@pytest.mark.parametrize("surface", SURFACES)
def test_a_frame_has_a_row_and_a_place_for_each_racer(surface):
    shown = Shown(Slope(surface=surface))
    assert (shown.header["epoch"], shown.header["batches"]) == (40, 1)
    assert shown.arrays["places"].shape == (len(MANY), 2)
    for run, row in enumerate(shown.header["rows"]):
        assert row["state"] in STATES
        for name in COLUMNS:
            value = shown.frame.metrics[name][run]
            assert (row[name] is None) == (not np.isfinite(value))
            assert row[name] is None or row[name] == pytest.approx(value, rel=1e-3, abs=1e-9)


def test_trails_end_where_the_racers_are_and_break_off_where_they_are_lost():
    shown = Shown()
    places, lines = shown.arrays["places"], shown.arrays["trails"]
    assert lines.shape == (len(MANY), 41, 3)
    assert shown.arrays["trail_steps"].tolist() == list(range(41))
    np.testing.assert_array_equal(lines[:, -1, :2], places)
    assert shown.header["rows"][2]["state"] == "diverged"
    assert np.isnan(lines[2, -1]).all()
    assert np.isfinite(lines[:2]).all()
    assert np.isfinite(lines[2, 0]).all()


def test_trails_are_those_of_the_history():
    shown = Shown()
    told = trails(shown.trainer.history)
    for name, array in told.items():
        np.testing.assert_array_equal(shown.arrays[name], array)


def test_trails_come_only_now_and_then():
    assert set(Shown(told=False).arrays) == {"places"}


@pytest.mark.parametrize(
    ("racers", "state"), [((WILD,), "diverged"), ((WILD, CALM), "stopped")], ids=["all", "one"]
)
def test_one_that_is_lost_does_not_name_the_end_of_others(racers, state):
    assert Shown(racers=racers, state="diverged").header["state"] == state

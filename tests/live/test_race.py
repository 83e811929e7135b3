"""What a race's frame says: every racer's board, who is wrong where, the table and the curves."""

from dataclasses import replace

import numpy as np
import pytest

from playground.compute import Status
from playground.compute.watch import Wish
from playground.data import load
from playground.engine.evaluation import choose
from playground.engine.race import RaceTrainer
from playground.explain.report import ROWS, report
from playground.frame import Frame
from playground.live.race import LINE_ROWS, RaceEncoder, raced
from playground.live.wire import unpack
from playground.spec import (
    Experiment,
    Race,
    RunSpec,
    change_data,
    change_race,
    entry,
)

RACERS = tuple(RunSpec(optimizer=word) for word in ("sgd", "adam"))
RACE = Race(racers=RACERS, starts=3, epochs=50)
TASKS = {
    "binary": change_data(Experiment(), samples=60),
    "classes": change_data(Experiment(), name="blobs", samples=60),
    "values": change_data(Experiment(), name="plane", samples=60),
}
every_task = pytest.mark.parametrize("task", TASKS)


class Shown:
    """A race that has begun, and what its encoder makes of it."""

    def __init__(self, experiment: Experiment, race: Race = RACE, epochs: int = 5):
        self.race, self.entry = race, entry(experiment, race)
        self.trainer = RaceTrainer(self.entry)
        self.trainer.advance(epochs * self.trainer.steps_per_epoch)
        self.encoder = RaceEncoder(load, report)
        self.data = load(experiment)

    def frame(self, *, is_due: bool = True) -> Frame:
        wish = Wish(shown=self.race)
        return self.trainer.snapshot(
            self.encoder.views(self.entry, wish, batch=False, predictions=is_due)
        )

    def status(self, frame: Frame, *, is_due: bool = True) -> Status:
        return Status(
            experiment=self.entry,
            generation=1,
            sequence=1,
            state="playing",
            speed="fast",
            step=frame.step,
            epoch=frame.epoch,
            batch=0,
            batches=self.trainer.steps_per_epoch,
            steps_per_second=0.0,
            metrics={},
            now=0.0,
            history=self.trainer.history if is_due else None,
            shown=self.race,
        )

    def encoded(self, *, is_due: bool = True):
        frame = self.frame(is_due=is_due)
        header, arrays = unpack(self.encoder(frame, self.status(frame, is_due=is_due)))
        return header["frame"], arrays, frame


@every_task
@pytest.mark.parametrize("start", [0, 2, "ensemble"])
def test_every_racer_has_a_board_and_a_row(task, start):
    here = Shown(TASKS[task], change_race(RACE, start_shown=start))
    header, arrays, _ = here.encoded()
    boards = ["boundaries"]
    if task == "classes" or (task == "binary" and start == "ensemble"):
        boards = ["winners", "shares"]
    for name in boards:
        assert arrays[name].dtype == np.uint8
        assert arrays[name].shape == (2, 64, 64)
    assert arrays["curve"].shape == (2, 3, 6)
    assert arrays["curve_epochs"].tolist() == [0, 1, 2, 3, 4, 5]
    assert ("wrong" in arrays) == (task != "values" and start != "ensemble")
    race = header["race"]
    assert {row["racer"] for row in race["standings"]} == {0, 1}
    assert len(race["scores"]) == 2
    assert "lines" not in arrays


def test_boards_and_rings_are_those_of_the_start_shown():
    here = Shown(TASKS["binary"], change_race(RACE, start_shown=2))
    header, arrays, frame = here.encoded()
    np.testing.assert_allclose(
        arrays["boundaries"] / 127.5 - 1, frame.views["boundaries:2"][:, 0], atol=1 / 255 + 1e-6
    )
    for racer in (0, 1):
        answers = here.trainer.snapshot(["predictions:2"]).views["predictions:2"][racer]
        wrong = choose(answers.T, "tanh") != here.data.labels
        assert arrays["wrong"][racer].tolist() == wrong.tolist()
        run = racer * RACE.starts + 2
        assert header["race"]["scores"][racer] == pytest.approx(
            frame.metrics["test_accuracy"][run], rel=1e-5
        )


def test_picture_between_two_tables_keeps_the_table_and_sends_no_curves():
    here = Shown(TASKS["binary"])
    first, arrays, _ = here.encoded()
    here.trainer.advance(1)
    second, between, frame = here.encoded(is_due=False)
    assert set(frame.views) == {"boundaries:0", "terrain:0:paths"}
    assert second["race"]["standings"] == first["race"]["standings"]
    assert "curve" in arrays
    assert "curve" not in between
    np.testing.assert_array_equal(between["wrong"], arrays["wrong"])


def test_all_lines_come_thinned_and_only_when_asked_for():
    here = Shown(TASKS["binary"], change_race(RACE, bands="all", epochs=300), epochs=250)
    _, arrays, _ = here.encoded()
    assert arrays["lines"].shape == (2, 3, LINE_ROWS)
    assert len(arrays["curve_epochs"]) == ROWS
    assert arrays["line_rows"][[0, -1]].tolist() == [0, ROWS - 1]
    assert arrays["curve_epochs"][[0, -1]].tolist() == [0, 250]


@every_task
def test_a_racer_that_diverges_leaves_a_finite_picture_and_the_others_alone(task):
    wild = change_race(RACE, racers=(RunSpec(learning_rate=100.0, momentum=1.0), RACERS[1]))
    here, calm = Shown(TASKS[task], wild), Shown(TASKS[task])
    frame = here.frame()
    name = "boundaries:0"
    broken = frame.views[name].copy()
    broken[0] = np.nan
    views = {**frame.views, name: broken}
    header, arrays = unpack(
        here.encoder(Frame(frame.step, frame.epoch, frame.metrics, views), here.status(frame))
    )
    assert all(np.isfinite(array).all() for array in arrays.values())
    rows = {row["racer"]: row for row in header["frame"]["race"]["standings"]}
    own = {row["racer"]: row for row in calm.encoded()[0]["race"]["standings"]}
    assert rows[1]["median"] == own[1]["median"]


def test_a_race_is_over_not_diverged_while_anybody_has_finished():
    wild = change_race(RACE, racers=(RunSpec(learning_rate=100.0), RACERS[1]))
    here = Shown(TASKS["values"], wild, epochs=50)
    assert here.trainer.runs_state[0] == "diverged"
    frame = here.frame()
    over = replace(here.status(frame), state="diverged")
    header, _ = unpack(here.encoder(frame, over))
    assert header["frame"]["state"] == "stopped"


def test_an_older_entry_is_told_as_it_runs():
    here = Shown(TASKS["binary"])
    here.race = change_race(RACE, racers=(*RACERS, RunSpec()), starts=8, start_shown=7)
    header, arrays, _ = here.encoded()
    assert arrays["boundaries"].shape[0] == len(header["race"]["standings"]) == 2
    assert raced(here.entry, here.race).starts == 3


def test_without_test_points_the_training_points_give_the_score():
    header, _, frame = Shown(change_data(Experiment(), samples=60, train_share=1.0)).encoded()
    score = frame.metrics["train_accuracy"][0]
    assert header["race"]["scores"][0] == pytest.approx(score, rel=1e-5)

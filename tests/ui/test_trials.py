"""Trials of a session: rates are found beside the race, adopted, and known to be of other tasks."""

from dataclasses import replace

import numpy as np
import pytest
import streamlit

from playground.compute import RUNS, Runner
from playground.errors import SpecError
from playground.explain.trials import KINDS, curve_of, trial_of
from playground.live.wire import unpack
from playground.spec import (
    Experiment,
    Race,
    RunSpec,
    change,
    change_data,
    change_race,
    change_racer,
    starts_of,
)
from playground.spec.sweep import Sweep
from playground.ui.commands import RACE_ORDERS, STAGE, obey
from playground.ui.race_scene import header_of
from playground.ui.stage.commands import parse
from playground.ui.state import Session
from playground.ui.trials import CURVE
from tests.ended import await_end
from tests.ui.test_commands import Bar

TASK = change_data(Experiment(), samples=60)
RACE = change_race(Race(), starts=2, epochs=3)
SGD = RunSpec()


@pytest.fixture(autouse=True)
def bar(monkeypatch):
    bar = Bar()
    monkeypatch.setattr(streamlit, "query_params", bar)
    yield bar
    RUNS.close_all()


def give(session, name, **arguments):
    command = parse({"name": name, "id": "0123456789", **arguments})
    assert command is not None
    obey(session, command, RACE_ORDERS)


def racing(**fields):
    return Session(page="optimizers", experiment=TASK, race=change_race(RACE, **fields))


def tried(session, kind=CURVE):
    """Try all rates to the end; returns the last frame's header."""
    give(session, "try_rates", kind=kind)
    token = header_of(session)["trials"][kind]["socket"].rsplit("/", 1)[-1]
    runner = await_end(RUNS.get(token))
    return unpack(runner.latest.payload)[0]["frame"]


def told(session, kind=CURVE):
    return header_of(session)["trials"][kind]


def runner_of(session):
    runner = RUNS.get(told(session)["socket"].rsplit("/", 1)[-1])
    assert runner is not None
    return runner


def test_nothing_is_tried_unasked():
    assert header_of(racing())["trials"] == dict.fromkeys(KINDS)


def test_best_rates_are_adopted_by_the_race_and_its_link(bar):
    session = racing()
    best = tried(session)["trial"]["best"]
    assert not session.trials.are_best(session.experiment, session.race)
    give(session, "adopt_best_rates")
    assert [racer.learning_rate for racer in session.race.racers] == best
    assert session.runner.experiment.runs[0].learning_rate == best[0]
    assert bar.words["learning_rate"] == "~".join(f"{rate:g}" for rate in best)
    assert session.trials.are_best(session.experiment, session.race)
    assert not told(session)["is_stale"], "a curve holds whatever rates are adopted"


def test_one_rate_is_adopted():
    session = racing()
    tried(session)
    give(session, "adopt_rate", racer=1, rate=0.05)
    assert session.race == change_racer(RACE, 1, learning_rate=0.05)
    give(session, "adopt_rate", racer=12, rate=0.05)
    assert session.race == change_racer(RACE, 1, learning_rate=0.05)


@pytest.mark.parametrize("rate", [-1, 1e8])
def test_a_rate_that_can_not_be_is_refused_with_a_sentence(rate):
    session = racing()
    give(session, "adopt_rate", racer=1, rate=rate)
    assert session.race == RACE
    assert session.refusals[STAGE].field.endswith("learning_rate")


def test_without_a_curve_or_with_that_of_another_task_nothing_is_adopted():
    session = racing()
    give(session, "adopt_best_rates")
    assert session.refusals[STAGE].code == "no_rates_found"
    tried(session)
    session.apply(change_data(TASK, name="xor"))
    assert told(session)["is_stale"]
    with pytest.raises(SpecError, match="another experiment"):
        session.trials.best(session.experiment, session.race)
    session.apply(TASK)
    assert not told(session)["is_stale"], "back at the same task the curve holds again"


def test_no_best_rates_come_of_an_unfinished_curve(monkeypatch):
    session = racing(epochs=100)
    monkeypatch.setattr(Runner, "play", lambda self: self.step("epoch"))
    give(session, "try_rates", kind=CURVE)
    runner = runner_of(session)
    while not runner.status.epoch:
        runner.join(0.01)
    give(session, "adopt_best_rates")
    assert session.refusals[STAGE].code == "rates_unfinished"
    assert not session.trials.are_best(session.experiment, session.race)


def test_where_every_rate_diverges_nothing_is_adopted(monkeypatch):
    lost = trial_of(TASK, RACE)
    lost = replace(lost, sweep=Sweep(lowest_rate=50.0, highest_rate=100.0, rates=2, starts=2))
    hills = change(change_data(TASK, name="plane"), layers=(), output="linear")
    monkeypatch.setitem(
        KINDS, CURVE, replace(KINDS[CURVE], fits=lambda e, r: replace(lost, experiment=e, race=r))
    )
    session = Session(page="optimizers", experiment=hills, race=change_race(RACE, racers=(SGD,)))
    assert tried(session)["trial"]["best"] == [None]
    give(session, "adopt_best_rates")
    assert session.refusals[STAGE].code == "no_rate_learns"


def test_the_epoch_that_counts_is_chosen_without_a_new_trial():
    session = racing(epochs=12)
    final = tried(session)["trial"]["best"]
    socket = told(session)["socket"]
    give(session, "race", field="rated_by", value="best")
    assert told(session)["socket"] == socket
    trial = session.trials._tried[CURVE].trial
    runner = runner_of(session)
    curve = curve_of(runner.history, runner.experiment, trial)
    rows = runner.history.column("test_loss").min(axis=0)
    starts = starts_of(runner.experiment)
    sound = curve.diverged == 0
    medians = np.median(rows.reshape(-1, starts), axis=1).reshape(sound.shape)
    np.testing.assert_allclose(curve.median[sound], medians[sound])
    best = session.trials.best(session.experiment, session.race)
    assert [racer.learning_rate for racer in best.racers] == list(curve.best)
    give(session, "race", field="rated_by", value="final")
    best = session.trials.best(session.experiment, session.race)
    assert [racer.learning_rate for racer in best.racers] == final


def test_nobody_can_not_be_tried():
    session = racing(racers=())
    give(session, "try_rates", kind=CURVE)
    assert session.refusals[STAGE].field == "racers"
    assert told(session) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_trial_takes_the_place_of_the_last_and_is_forgotten_when_stopped(kind):
    session = racing()
    tried(session, kind)
    first = told(session, kind)["socket"]
    tried(session, kind)
    assert told(session, kind)["socket"] != first
    assert len(RUNS) == 2, "the race and one trial"
    give(session, "stop_trial", kind=kind)
    assert told(session, kind) is None
    assert len(RUNS) == 1


def test_another_judge_shows_the_same_trial_anew():
    session = racing()
    assert tried(session)["trial"]["is_score"] is False
    socket = told(session)["socket"]
    session.apply(race=change_race(session.race, judged_by="test_score"))
    assert told(session)["socket"] == socket
    assert session.trials.best(session.experiment, session.race).judged_by == "test_score"


def test_without_a_socket_the_picture_comes_with_the_scene():
    session = racing()
    tried(session)
    assert "pack" not in told(session)
    session.desk.plane = "fragment"
    assert session.trials.follow()
    assert not session.trials.follow(), "nothing new"
    assert told(session)["pack"]

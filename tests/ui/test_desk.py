"""Desks: each page keeps its own run of the one subject, and its own words in the address bar."""

import pytest
import streamlit

from playground.compute import RUNS
from playground.errors import SpecError
from playground.spec import (
    Experiment,
    LayerSpec,
    Race,
    View,
    change,
    change_data,
    change_race,
    change_run,
    entry,
    from_query,
    race_from_query,
    race_to_query,
)
from playground.spec.lessons import Neuron, change_lesson
from playground.ui.commands import RACE_ORDERS, STAGE, obey
from playground.ui.race_scene import header_of, pack_of
from playground.ui.racers import Racer, common_rate, joined, usual_rate
from playground.ui.stage.commands import parse
from playground.ui.state import Session
from tests.ui.test_commands import Bar

OTHER = change_data(Experiment(), name="xor")


@pytest.fixture(autouse=True)
def bar(monkeypatch):
    bar = Bar()
    monkeypatch.setattr(streamlit, "query_params", bar)
    yield bar
    RUNS.close_all()


def racing(**fields):
    race = change_race(Race(), **{"starts": 2, "epochs": 10, **fields})
    return Session(page="optimizers", race=race)


def give(session, name, **arguments):
    command = parse({"name": name, "id": "0123456789", **arguments})
    assert command is not None
    obey(session, command, RACE_ORDERS)


def test_each_page_keeps_its_own_run():
    session = Session()
    alone = session.runner
    session.page = "optimizers"
    race = session.runner
    assert race is not alone
    assert alone.experiment == session.experiment
    assert race.experiment == entry(session.experiment, session.race)
    session.page = "playground"
    assert session.runner is alone


def test_what_one_page_changes_the_other_page_trains():
    session = Session()
    alone = session.runner
    session.page = "optimizers"
    session.apply(OTHER)
    assert alone.experiment == Experiment(), "it waits until its page is opened"
    session.page = "playground"
    assert session.runner is alone
    assert alone.experiment == OTHER


def test_the_race_begins_anew_when_it_would_not_be_fair():
    session = racing()
    session.runner.step("epoch")
    faster = change_race(session.race, racers=(*session.race.racers[:2],))
    session.apply(race=faster)
    assert session.runner.state == "idle"
    assert session.runner.experiment == entry(session.experiment, faster)


def test_a_playing_race_plays_on_after_a_change():
    session = racing(epochs=1000)
    session.runner.play()
    session.apply(race=change_race(session.race, epochs=900))
    assert session.runner.state == "playing"
    session.apply(change(session.experiment, batch_size=20))
    assert session.runner.state == "playing"


def test_how_it_is_shown_does_not_touch_the_race():
    session = racing()
    session.runner.step("epoch")
    for field, value in (("x_axis", "epochs"), ("bands", "all"), ("start_shown", 1)):
        give(session, "race", field=field, value=value)
    assert session.runner.state == "paused"
    assert (session.race.x_axis, session.race.bands, session.race.start_shown) == (
        "epochs", "all", 1,
    )  # fmt: skip


def test_address_bar_holds_the_race_and_reads_it_back(bar):
    session = racing(judged_by="train_loss")
    session.apply(OTHER)
    assert bar.words == race_to_query(OTHER, session.race, session.view)
    experiment, race, _ = race_from_query(bar.words)
    assert race == session.race
    assert experiment.data == OTHER.data


def test_a_race_link_leaves_the_playgrounds_own_optimizer(bar):
    session = Session(experiment=change_run(Experiment(), 0, optimizer="adam"), page="")
    bar.words = {"optimizer": "sgd~lion", "data": "xor", "seed": "7"}
    session.arrive("optimizers")
    assert [racer.optimizer for racer in session.race.racers] == ["sgd", "lion"]
    assert session.experiment == change_run(OTHER, 0, optimizer="adam")
    assert session.race.seed == 7


def test_a_page_opened_from_the_menu_shows_what_the_session_holds(bar):
    session = Session(page="")
    bar.words = {"data": "xor"}
    session.arrive("playground")
    bar.words = {}  # the menu's address is bare
    session.arrive("optimizers")
    assert session.experiment == OTHER
    assert session.desk.address.is_unsaid
    assert session.desk.address.words == {"data": "xor"}
    assert bar.words == {}, "the browser puts the words there in place"
    assert not session.follow_address()  # asked again before the browser has done so
    bar.words = {"data": "xor"}
    assert not session.follow_address()
    assert not session.desk.address.is_unsaid


def test_back_to_another_page_reads_its_words(bar):
    session = Session(page="")
    bar.words = {"data": "xor"}
    session.arrive("playground")
    bar.words = {"data": "moons", "starts": "4"}
    session.arrive("optimizers")
    assert session.race.starts == 4
    bar.words = {"data": "xor"}
    session.arrive("playground")
    assert session.experiment == OTHER
    assert session.race.starts == 4


def test_a_broken_race_link_opens_the_defaults(bar):
    session = Session(page="")
    bar.words = {"starts": "99", "data": "xor"}
    session.arrive("optimizers")
    assert isinstance(session.notice, SpecError)
    assert (session.experiment, session.race) == (Experiment(), Race())
    assert bar.words == {}


def test_what_can_not_be_raced_does_not_become_the_truth(bar):
    wide = change(Experiment(), layers=(LayerSpec(units=64),) * 4)
    session = Session(page="optimizers", experiment=wide, race=change_race(Race(), starts=1))
    runner, before = session.runner, session.race
    racers = joined(session.race, "adam").racers * 3
    session.attempt_race("starts", lambda old: change_race(old, starts=32, racers=racers))
    assert session.refusals["starts"].code == "too_costly"
    assert session.race == before
    assert runner.experiment == entry(wide, before)
    assert bar.words == {}


def test_what_passes_in_a_drag_counts_but_is_not_written(bar):
    session = Session(page="neuron")
    session.attempt_lesson("picture", lambda old: change_lesson(old, w1=2.0), is_passing=True)
    assert session.lessons.neuron.w1 == 2.0
    assert bar.words == {}
    session.attempt_lesson("picture", lambda old: change_lesson(old, w1=2.5))
    assert bar.words == {"w1": "2.5"}
    session.attempt_lesson("picture", lambda old: change_lesson(old, w1=99.0))
    assert session.refusals["picture"].code == "out_of_range"
    assert session.lessons.neuron.w1 == 2.5
    assert not session.desk.has_run


def test_a_lesson_leaves_the_view_as_it_is(bar):
    session = Session(page="", view=View(speed="slow"))
    bar.words = {"topic": "loop"}
    session.arrive("neuron")
    assert session.lesson == Neuron(topic="loop")
    assert session.view.speed == "slow"


def test_nobody_in_the_race_is_told_and_nothing_plays():
    session = racing(racers=())
    assert header_of(session)["racers"] == []
    give(session, "play")
    assert session.runner.state == "idle"
    assert session.runner.status.diagnosis is not None
    assert session.runner.status.diagnosis.code == "race_nobody"
    assert len(pack_of(session)) > 0


def test_play_after_the_end_runs_it_again():
    session = racing(epochs=1)
    runner = session.runner
    runner.step("epoch")
    while runner.state != "stopped":
        runner.join(0.01)
    give(session, "play")
    assert runner.state == "playing"


def test_new_starts_are_all_new(bar):
    session = racing()
    give(session, "new_start")
    assert (session.race.seed, session.experiment.runs[0].seed) == (2, 0)
    assert bar.words["seed"] == "2"


def test_lower_rates_are_everybodys():
    session = racing()
    before = [racer.learning_rate for racer in session.race.racers]
    give(session, "lower_rate")
    for old, racer in zip(before, session.race.racers, strict=True):
        assert 0 < racer.learning_rate <= old / 3 * 1.001
    assert session.experiment == Experiment()


def test_a_racer_opens_in_the_playground():
    session = racing(start_shown=1)
    give(session, "open_racer", racer=2)
    assert session.bound_for == "playground"
    [run] = session.experiment.runs
    racer = session.race.racers[2]
    assert (run.optimizer, run.learning_rate, run.seed) == ("adam", racer.learning_rate, 1)
    assert from_query(Session(experiment=session.experiment).words() or {})[0].runs == (run,)


def test_a_racer_opened_from_a_later_start_leaves_the_race_as_it_was(bar):
    session = racing(start_shown=1)
    runner, before, link = session.runner, session.runner.experiment, session.words()
    give(session, "open_racer", racer=2)
    assert session.experiment.runs[0].seed == session.race.seed + 1
    assert session.words() == link
    bar.words = {}  # the menu's address is bare
    session.arrive("playground")
    session.apply(change_run(session.experiment, 0, seed=77))
    bar.words = {}
    session.arrive("optimizers")
    assert session.runner is runner
    assert session.runner.experiment == before


@pytest.mark.parametrize("racer", [-1, 3, 999_999])
def test_a_racer_that_is_none_is_passed_over(racer):
    session = racing()
    give(session, "open_racer", racer=racer)
    assert session.bound_for == ""
    assert session.experiment == Experiment()


@pytest.mark.parametrize(
    ("field", "value"), [("start_shown", 2), ("start_shown", "x"), ("bands", 1), ("x_axis", "y")]
)
def test_impossible_picture_is_refused(field, value):
    session = racing()
    give(session, "race", field=field, value=value)
    assert session.refusals[STAGE]
    assert session.race.start_shown == 0


def test_one_who_joins_has_the_common_rate_or_a_usual_one():
    race = Race()
    assert common_rate(race) is None
    assert joined(race, "adadelta").racers[-1].learning_rate == usual_rate("adadelta") == 3.0
    same = change_race(race, racers=tuple(
        racer.model_copy(update={"learning_rate": 0.1}) for racer in race.racers))  # fmt: skip
    assert common_rate(same) == 0.1
    assert joined(same, "adadelta").racers[-1].learning_rate == 0.1


def test_a_racer_is_set_by_the_playgrounds_own_forms():
    session = racing()
    store = Racer(session, 1)
    store.attempt("momentum", lambda old: change_run(old, 0, momentum=0.5))
    assert session.race.racers[1].momentum == 0.5
    assert store.experiment.runs == (session.race.racers[1],)
    store.attempt("momentum", lambda old: change_run(old, 0, momentum=7.0))
    assert session.refusals["momentum"].code == "out_of_range"


def test_time_is_measured_only_where_it_is_looked_at():
    session = racing()
    assert header_of(session)["race"]["costs"] is None
    give(session, "race", field="x_axis", value="milliseconds")
    costs = header_of(session)["race"]["costs"]
    assert len(costs) == 3
    assert all(cost > 0 for cost in costs)

"""The race's page: racers and rules are the truth, the address reproduces them, work is shared."""

import csv
import io
import json

import pytest

from playground.compute import RUNS
from playground.explain.microscope import lines
from playground.export.race import to_csv, to_json
from playground.live.wire import unpack
from playground.spec import (
    Experiment,
    Race,
    change,
    change_race,
    change_racer,
    change_racer_schedule,
    duplicate_racer,
    entry,
    race_to_query,
    remove_racer,
)
from playground.spec.race import PRESETS
from playground.ui.tasks import TASKS, name_of, task_of
from tests.ended import await_end, await_step

QUICK = {"starts": "2", "epochs": "10"}
CLASSIC = change_race(Race(), starts=2, epochs=10)
FIRST = CLASSIC.racers[0].learning_rate


def race(**fields):
    return change_race(CLASSIC, **fields)


CONTROLS = [
    ("menu", "preset", "sgd_family", race(racers=PRESETS["sgd_family"].racers)),
    ("menu", "rates", "same", race(racers=tuple(
        racer.model_copy(update={"learning_rate": FIRST}) for racer in CLASSIC.racers))),
    ("selectbox", "rate_for_all", "0.02", race(racers=tuple(
        racer.model_copy(update={"learning_rate": 0.02}) for racer in CLASSIC.racers))),
    ("select_slider", "starts", 8, race(starts=8)),
    ("select_slider", "epochs", 40, race(epochs=40)),
    ("menu", "judged_by", "train_loss", race(judged_by="train_loss")),
    ("menu", "judged_by", "test_score", race(judged_by="test_score")),
    ("selectbox", "target", "0.07", race(target=0.07)),
    ("menu", "schedules", "cosine", change_racer_schedule(change_racer_schedule(
        change_racer_schedule(CLASSIC, 0, name="cosine"), 1, name="cosine"), 2, name="cosine")),
    ("selectbox", "one:learning_rate", "0.5", change_racer(CLASSIC, 0, learning_rate=0.5)),
    ("menu", "one:schedule", "step", change_racer_schedule(CLASSIC, 0, name="step")),
    ("menu", "one:clipping", "clipnorm", change_racer(CLASSIC, 0, clipnorm=1.0)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "title", "help"),
    [("en", "Judged by", "Optimizers"), ("zh", "评判标准", "优化器")],
)
def test_page_opens_in_both_languages(open_race, language, title, help):
    page = open_race(lang=language, **QUICK)
    assert title in [element.label for element in page.at.selectbox]
    assert page.session.page == "optimizers"
    assert page.words == {"lang": language, **QUICK}
    header, _ = stage_pack(page)
    assert header["scene"]["texts"]["standings"] == {"en": "Standings", "zh": "名次"}[language]


@pytest.mark.parametrize(
    ("kind", "name", "value", "expected"), CONTROLS, ids=lambda case: str(case)[:24]
)
def test_control_changes_race_run_and_address(open_race, kind, name, value, expected):
    page = open_race(**QUICK).set(kind, name, value)
    assert not page.told
    assert page.session.race == expected
    assert page.session.runner.experiment == entry(Experiment(), expected)
    assert page.words == race_to_query(Experiment(), expected)
    assert page.experiment == Experiment()


def test_link_reproduces_the_race(open_race):
    first = (
        open_race(**QUICK).set("menu", "preset", "adaptive_family").set("menu", "task", "spiral")
    )
    second = open_race(**first.words)
    assert second.session.race == first.session.race
    assert second.experiment == first.experiment
    assert second.at.selectbox(key="optimizers:preset@en").value == "adaptive_family"
    assert not second.at.warning


def test_the_network_is_shared_with_the_playground(open_page):
    page = open_page(data="moons", layers="5~3")
    page.at.query_params.clear()  # the menu's address is bare
    page.open("optimizers")
    assert page.at.selectbox(key="optimizers:task@en").options[-1].startswith("Moons, 2-5-3-1")
    page.set("menu", "task", "circle")
    page.at.query_params.clear()
    page.open("playground")
    assert page.experiment == Experiment()
    assert page.session.runner.experiment == Experiment()


def test_batches_are_the_experiments(open_race):
    page = open_race(**QUICK).set("select_slider", "batch_size", 50)
    assert page.experiment == change(Experiment(), batch_size=50)
    page.set("number_input", "seed", 9)
    assert page.session.race.seed == 9
    assert [run.seed for run in page.session.runner.experiment.runs[:3]] == [9, 10, 9]


@pytest.mark.parametrize("word", TASKS)
def test_every_task_opens_and_is_known_again(open_race, word):
    page = open_race(**QUICK).set("menu", "task", word)
    assert not page.told
    assert task_of(page.experiment) == word
    assert page.at.selectbox(key="optimizers:task@en").value == word
    assert len({name_of(task) for task in TASKS.values()}) == len(TASKS)


@pytest.mark.parametrize("word", PRESETS)
def test_every_preset_opens(open_race, word):
    page = open_race(**QUICK).set("menu", "preset", word)
    assert page.session.race.racers == PRESETS[word].racers
    assert not page.told


def racer_menu(page):
    """Whose settings stand open."""
    [menu] = [box for box in page.at.selectbox if (box.key or "").startswith("optimizers:racer:")]
    return menu


def test_a_thirteenth_racer_is_refused_and_the_same_one_stays_open(open_race):
    page = open_race(optimizer="~".join(["adam"] * 12), **QUICK).press("duplicate")
    assert page.told
    assert racer_menu(page).value == 0


def test_racers_are_duplicated_set_and_removed(open_race):
    page = open_race(**QUICK).press("duplicate")
    assert page.session.race == duplicate_racer(CLASSIC, 0)
    assert racer_menu(page).value == 1, "the copy stands open"
    page.set("selectbox", "one:learning_rate", "0.1")
    assert [racer.learning_rate for racer in page.session.race.racers[:2]] == [FIRST, 0.1]
    page.press("remove")
    assert page.session.race == CLASSIC
    page.press("remove").press("remove").press("remove")
    assert page.session.race == remove_racer(remove_racer(remove_racer(CLASSIC, 0), 0), 0)
    assert page.words["optimizer"] == "none"


def test_nobody_races(open_race):
    page = open_race(optimizer="none", **QUICK)
    header, _ = stage_pack(page)
    assert header["scene"]["racers"] == []
    assert header["frame"]["say"]["code"] == "race_nobody"
    assert not page.told


REFUSED = [
    ("selectbox", "target", "-1"),
    ("selectbox", "rate_for_all", "nan"),
    ("selectbox", "rate_for_all", "1000"),
    ("selectbox", "one:learning_rate", "![x](http://evil.example)"),
]


@pytest.mark.parametrize(("kind", "name", "value"), REFUSED)
def test_refused_value_is_told_and_the_old_one_stays(open_race, kind, name, value):
    page = open_race(**QUICK).set(kind, name, value)
    assert page.session.race == CLASSIC
    [told] = page.told
    assert "http" not in value or "`![x](http://evil.example)`" in told


BROKEN = [
    ({"starts": "99"}, "The number of starts", "起点数"),
    ({"optimizer": "sgd~nonsense"}, "The optimizer", "优化器"),
    ({"learning_rate": "1~2~3~4~5"}, "The learning rate", "学习率"),
    ({"judged_by": "beauty"}, "What decides", "评判标准"),
]


@pytest.mark.parametrize(("words", "english", "chinese"), BROKEN)
def test_broken_link_opens_the_defaults_with_one_notice(open_race, words, english, chinese):
    for language, expected in (("en", english), ("zh", chinese)):
        page = open_race(lang=language, **words)
        assert page.session.race == Race()
        [notice] = page.at.warning
        assert expected in notice.value
        assert page.words == {"lang": language}


def test_results_can_be_taken_along(open_race):
    page = open_race(**QUICK)
    page.session.runner.step("epoch")
    kinds = {element.proto.label: element.proto for element in page.at.get("download_button")}
    assert set(kinds) == {"CSV", "JSON"}


def test_files_hold_every_racer_and_start(open_race):
    page = open_race(**QUICK)
    history, entered = page.session.runner.history, entry(page.experiment, page.session.race)
    rows = list(csv.DictReader(io.StringIO(to_csv(history, entered, page.session.race))))
    assert len(rows) == 6
    assert len(json.loads(to_json(history, entered, page.session.race))["results"]) == 6


def test_a_racer_opens_in_the_playground(open_race):
    page = open_race(**QUICK)
    racer_menu(page).set_value(2)
    page.run()
    page.at.button(key="optimizers:open").click()
    page.at.query_params.clear()
    page.run()
    assert page.session.page == "playground"
    assert page.experiment.runs == (CLASSIC.racers[2],)


def stage_pack(page):
    [proto] = [
        element.proto for element in page.at.get("bidi_component")
        if element.proto.component_name.endswith("race")
    ]  # fmt: skip
    return unpack(proto.bytes)


def test_stage_is_told_scene_and_frame(open_race):
    page = open_race(**QUICK, judged_by="test_score")
    header, arrays = stage_pack(page)
    scene, frame = header["scene"], header["frame"]
    assert scene["generation"] == frame["generation"]
    assert scene["socket"].endswith(page.session.desk.token)
    assert [racer["name"] for racer in scene["racers"]] == ["SGD", "Momentum", "Adam"]
    assert scene["judged"] == {
        "column": "test_accuracy",
        "label": "Test accuracy",
        "is_score": True,
        "format": "percent",
    }
    assert arrays["points"].shape == (500, 2)
    assert arrays["boundaries"].shape == (3, 64, 64)


@pytest.mark.parametrize("name", ["rates", "preset"])
def test_best_rates_need_a_curve_and_are_taken_from_it(open_race, name):
    page = open_race(**QUICK).set("menu", name, "best")
    [told] = page.told
    assert "Find the best rates" in told
    assert page.session.race == CLASSIC
    trials = page.session.trials
    trials.start("u_curve", page.experiment, page.session.race)
    scene = trials.told(page.experiment, page.session.race, "socket")["u_curve"]
    await_end(RUNS.get(scene["socket"].rsplit("/", 1)[-1]))
    page.run().set("menu", name, "best")
    assert not page.told
    assert page.session.race == trials.best(page.experiment, CLASSIC)
    assert page.at.selectbox(key=f"optimizers:{name}@en").value == "best"
    assert page.words["learning_rate"].count("~") == 2


@pytest.mark.parametrize(
    ("language", "said"), [("en", "The new weight"), ("zh", "新的权重")], ids=["en", "zh"]
)
def test_the_microscope_shows_two_racers_steps(open_race, language, said):
    page = open_race(lang=language, **QUICK)
    assert not page.at.latex
    page.session.desk.is_looking = True
    page.run()
    ask = page.session.runner.ask
    assert ask(lambda trainer: trainer.advance(1)) == 1
    page.run()
    assert sum(caption.value == said for caption in page.at.caption) == 2
    [moment] = ask(lambda trainer: trainer.moments(0, 0, 0, 0))
    assert any(lines(moment)[-1].latex in line.value for line in page.at.latex)
    page.session.desk.is_looking = False
    page.run()
    assert not page.at.latex
    assert ask(lambda trainer: trainer.moments(0, 0, 0, 0)) == []


def test_the_microscope_misses_no_step_after_a_racer_changes(open_race):
    page = open_race(**QUICK)
    page.session.desk.is_looking = True
    page.run()
    runner = page.session.runner
    for racers in (PRESETS["sgd_family"].racers, PRESETS["adaptive_family"].racers):
        page.session.apply(race=change_race(page.session.race, racers=racers))
        runner.step("epoch")
        await_step(runner, 1)
        steps = [moment.step for moment in runner.ask(lambda trainer: trainer.moments(1, 0, 0, 0))]
        assert steps == list(range(1, runner.status.step + 1))
        assert steps


@pytest.mark.parametrize("away", ["surfaces", "playground"])
@pytest.mark.parametrize("here", ["optimizers", "surfaces"])
def test_the_microscope_stops_recording_when_the_page_is_left(open_race, here, away):
    if here == away:
        return
    page = open_race(**QUICK)
    page.open(here)
    page.session.desk.is_looking = True
    page.run()
    desk = page.session.desks[here]
    place = (0, 0, 0, 0) if here == "optimizers" else (0, 0)
    runner = page.session.runner
    runner.ask(lambda trainer: trainer.advance(3))
    assert len(runner.ask(lambda trainer: trainer.moments(*place))) == 3
    page.at.query_params.clear()
    page.open(away)
    assert desk.watched is None
    assert runner.ask(lambda trainer: trainer.moments(*place)) == []
    runner.ask(lambda trainer: trainer.advance(3))
    assert runner.ask(lambda trainer: trainer.moments(*place)) == []

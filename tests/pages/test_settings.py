"""Every optimizer, schedule and metric opens with its own settings, and each changes its field."""

import pytest

from playground.spec import (
    Experiment,
    change,
    change_data,
    change_run,
    change_schedule,
    schedule_settings,
    settings_of,
    to_query,
)
from playground.spec.checks import CLIPPINGS, fitting_metrics
from playground.spec.choices import METRICS, OPTIMIZERS, SCHEDULES
from playground.spec.limits import LIMITS
from playground.spec.parts import RunSpec, Schedule
from playground.ui.settings import SCHEDULE_SETTINGS, SETTINGS, row_of

PENALTIES = {"l1", "l2"}
ELSEWHERE = {"optimizer", "learning_rate", "schedule", "seed", *PENALTIES, *CLIPPINGS}
"""Fields of a run whose controls stand in no table."""


def rows(table, choices, more):
    """Every row of a table once: the word it is opened under, and the setting's name."""
    found: dict[int, tuple[str, str]] = {}
    for word, choice in choices.items():
        for name in (*choice.settings, more):
            if name == "learning_rate":
                continue
            found.setdefault(id(row_of(table, word, name)), (word, name))
    return list(found.values())


def kind_of(name, value):
    if isinstance(value, bool):
        return "toggle"
    return "number_input" if LIMITS[name].integer else "selectbox"


def another(row, name, value):
    """Another legal value of a setting, as its control takes it and as the field holds it."""
    if isinstance(value, bool):
        return not value, not value
    if LIMITS[name].integer:
        return int(value) + 7, int(value) + 7
    other = next(number for number in row.usual if number != value)
    return f"{other:.10f}".rstrip("0").rstrip("."), other


def names_of(page):
    """Names of all controls on the page."""
    widgets = [*page.at.selectbox, *page.at.number_input, *page.at.toggle]
    return {str(widget.key).removeprefix("playground:").partition("@")[0] for widget in widgets}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("word", OPTIMIZERS)
def test_an_optimizer_opens_with_exactly_its_settings(open_page, word, language):
    page = open_page(optimizer=word, lang=language)
    own = {*settings_of(page.experiment.runs[0]), "weight_decay"}
    assert names_of(page) & (RunSpec.model_fields.keys() - ELSEWHERE) == own - {"learning_rate"}
    assert "clipping" in names_of(page)
    for element in [*page.at.selectbox, *page.at.toggle]:
        assert element.label
        assert language == "en" or not element.label.isascii() or len(element.label) < 12


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("word", SCHEDULES)
def test_a_schedule_opens_with_exactly_its_settings_and_its_plan(open_page, word, language):
    page = open_page(schedule=word, lang=language)
    schedule = page.experiment.runs[0].schedule
    found = {name for name in names_of(page) if name.startswith("schedule_")}
    assert found == {f"schedule_{name}" for name in (*schedule_settings(schedule), "warmup_steps")}
    has_plan = word not in ("constant", "reduce_on_plateau")
    assert len(page.at.get("image")) == has_plan


@pytest.mark.parametrize(("word", "name"), rows(SETTINGS, OPTIMIZERS, "weight_decay"))
def test_a_setting_changes_its_field_alone(open_page, word, name):
    page = open_page(optimizer=word)
    before = page.experiment
    value = getattr(before.runs[0], name)
    typed, other = another(row_of(SETTINGS, word, name), name, value)
    page.set(kind_of(name, value), name, typed)
    assert not page.told
    assert page.experiment == change_run(before, 0, **{name: other})
    assert page.words == to_query(page.experiment)
    assert open_page(**page.words).experiment == page.experiment


@pytest.mark.parametrize(("word", "name"), rows(SCHEDULE_SETTINGS, SCHEDULES, "warmup_steps"))
def test_a_schedules_setting_changes_its_field_alone(open_page, word, name):
    page = open_page(schedule=word)
    before = page.experiment
    value = getattr(before.runs[0].schedule, name)
    typed, other = another(row_of(SCHEDULE_SETTINGS, word, name), name, value)
    page.set(kind_of(name, value), f"schedule_{name}", typed)
    assert not page.told
    assert page.experiment == change_schedule(before, 0, **{name: other})
    assert page.words == to_query(page.experiment)
    assert open_page(**page.words).experiment == page.experiment


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("word", METRICS)
def test_a_metric_is_chosen_where_it_fits(open_page, word, language):
    row = METRICS[word]
    name = {"binary": "circle", "regression": "plane"}[row.problems[0]]
    page = open_page(data=name, lang=language)
    menu = page.at.selectbox(key=f"playground:metric@{language}")
    fitting = fitting_metrics(row.problems[0])
    assert len(menu.options) == len(fitting)
    if len(fitting) == 1:
        assert menu.disabled
        return
    page.set("menu", "metric", word)
    asked = () if word == fitting[0] else (word,)
    assert page.experiment == change(change_data(Experiment(), name=name), metrics=asked)


def test_every_setting_has_its_row_and_every_row_its_setting():
    settings = {name for row in OPTIMIZERS.values() for name in row.settings} | {"weight_decay"}
    assert {name.rpartition(".")[2] for name in SETTINGS} == settings - {"learning_rate"}
    plans = {name for row in SCHEDULES.values() for name in row.settings} | {"warmup_steps"}
    assert {name.rpartition(".")[2] for name in SCHEDULE_SETTINGS} == plans
    assert plans | {"name"} == set(Schedule.model_fields)
    assert settings | ELSEWHERE == set(RunSpec.model_fields)


@pytest.mark.parametrize("table", [SETTINGS, SCHEDULE_SETTINGS], ids=["optimizer", "schedule"])
def test_usual_values_are_legal(table):
    for key, row in table.items():
        name = key.rpartition(".")[2]
        if name in LIMITS:
            assert all(LIMITS[name].low <= value <= LIMITS[name].high for value in row.usual), key

"""The page on overfitting: every topic in both languages, its controls, its address, its door."""

import pytest

from playground.explain.overfitting import base, remedied
from playground.spec.lessons import Overfitting, change_lesson, lesson_to_query
from playground.spec.lessons.overfitting import REMEDIES, TOPICS
from tests.pages.conftest import Page


class OverfittingPage(Page):
    """The page, opened by its own address."""

    word = "overfitting"

    @property
    def lesson(self) -> Overfitting:
        return self.session.lessons.overfitting


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_topic_opens_cold_in_both_languages(topic, language):
    page = OverfittingPage(topic=topic, lang=language, rounds="30")
    assert page.lesson.topic == topic
    assert len(page.at.latex) == 1
    assert not page.told


@pytest.mark.parametrize("remedy", REMEDIES)
def test_every_remedy_is_looked_at_and_opened(remedy):
    page = OverfittingPage(topic="remedies", remedy=remedy)
    assert page.lesson.remedy == remedy
    page.press("door:playground")
    assert page.session.page == "playground"
    assert page.experiment == remedied(Overfitting(), remedy)


CONTROLS = [
    ("gap", "select_slider", "known", 20, {"known": 20}),
    ("gap", "select_slider", "units", 2, {"units": 2}),
    ("gap", "slider", "noise", 0.1, {"noise": 0.1}),
    ("gap", "select_slider", "rounds", 30, {"rounds": 30}),
    ("width", "select_slider", "known", 20, {"known": 20}),
]


@pytest.mark.parametrize(("topic", "kind", "name", "value", "fields"), CONTROLS, ids=str)
def test_control_changes_lesson_and_address(topic, kind, name, value, fields):
    page = OverfittingPage(topic=topic)
    page.set(kind, name, value)
    expected = change_lesson(Overfitting(topic=topic), **fields)
    assert page.lesson == expected
    assert page.words == lesson_to_query(expected)


def test_the_sweep_runs_on_press_and_the_test_opens_on_press():
    page = OverfittingPage(topic="width")
    page.press("try:width:0")
    assert page.lesson.swept
    page = OverfittingPage(topic="split")
    page.press("try:split:2")
    assert page.lesson.opened


@pytest.mark.parametrize("topic", TOPICS)
def test_questions_run_the_experiment(topic):
    page = OverfittingPage(topic=topic)
    before = page.lesson
    page.at.radio[0].set_value(0)
    page.run()
    assert page.lesson != before


def test_the_gap_goes_to_the_playground_as_it_is():
    page = OverfittingPage(known="20", units="8", rounds="30")
    page.press("door:playground")
    assert page.experiment == base(Overfitting(known=20, units=8))

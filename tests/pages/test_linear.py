"""The page on linear models: every idea in both languages, its controls, its address."""

import pytest

from playground.explain import regression
from playground.spec.lessons import Linear, change_lesson, lesson_to_query
from playground.spec.lessons.linear import BATCHES, BOWLS, LOSSES, TOPICS
from playground.ui.linear_regression import changed
from playground.ui.stage.plane import Event
from tests.pages.conftest import Page


class LinearPage(Page):
    """The page, opened by its own address."""

    word = "linear"

    @property
    def lesson(self) -> Linear:
        return self.session.lessons.linear


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("bowl", BOWLS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_topic_opens_cold_in_both_languages(topic, bowl, language):
    page = LinearPage(topic=topic, bowl=bowl, lang=language)
    assert page.lesson.topic == topic
    assert len(page.at.latex) == 1
    assert not page.told


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("rate", ["0", "0.2", "0.6", "100"])
def test_every_rate_is_shown_whatever_becomes_of_it(batch, rate):
    page = LinearPage(batch=batch, learning_rate=rate)
    assert page.lesson.batch == batch
    assert not page.told


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("cut", ["0", "0.3", "1"])
def test_every_threshold_is_shown(loss, cut):
    page = LinearPage(topic="logistic", loss=loss, cut=cut, wrong="1")
    assert page.lesson.loss == loss


@pytest.mark.parametrize("dots", ["1~1", "1~1~1~1", "0~0~1~1~2~0", ""])
def test_few_points_are_answered_too(dots):
    page = LinearPage(dots=dots, scaled="1")
    assert not page.told


CONTROLS = [
    ("regression", "selectbox", "learning_rate", "0.2", {"learning_rate": 0.2}),
    ("regression", "select_slider", "rounds", 1000, {"rounds": 1000}),
    ("regression", "toggle", "scaled", True, {"scaled": True}),
    ("logistic", "selectbox", "class_rate", "1", {"class_rate": 1.0}),
    ("logistic", "slider", "overlap", 2.0, {"overlap": 2.0}),
    ("softmax", "slider", "overlap", 0.0, {"overlap": 0.0}),
]


@pytest.mark.parametrize(("topic", "kind", "name", "value", "fields"), CONTROLS, ids=str)
def test_control_changes_lesson_and_address(topic, kind, name, value, fields):
    page = LinearPage(topic=topic)
    page.set(kind, name, value)
    expected = change_lesson(Linear(topic=topic), **fields)
    assert page.lesson == expected
    assert page.words == lesson_to_query(expected)


def test_a_point_is_moved_added_and_taken_away():
    points = regression.points_of(Linear(samples=10))

    def event(act, index):
        return Event("dots", act, 0.5, 7.0, 0.0, index, is_done=True)

    moved = changed(points, event("move", 2))
    assert len(moved) == 10
    assert moved[2] == (0.5, 7.0)
    assert changed(points, event("add", 0))[-1] == (0.5, 7.0)
    assert len(changed(points, event("remove", 3))) == 9
    assert len(changed(points, event("move", 99))) == 10
    assert len(changed(points[:2], event("remove", 0))) == 2, "two points always stay"


def test_too_many_points_are_refused_in_one_sentence():
    page = LinearPage(dots="~".join("1" for _ in range(400)))
    assert page.lesson == Linear()
    assert len(page.at.warning) == 1

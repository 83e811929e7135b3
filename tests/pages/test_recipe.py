"""The page of the recipe: every step in both languages, one after another, into the playground."""

import pytest

from playground.explain.recipe import experiment_of
from playground.spec.lessons import Recipe, change_lesson, lesson_to_query
from playground.spec.lessons.recipe import MEASURES, RULES, SETS, SHAPES, TOPICS
from tests.pages.conftest import Page


class RecipePage(Page):
    """The page, opened by its own address."""

    word = "recipe"

    @property
    def lesson(self) -> Recipe:
        return self.session.lessons.recipe


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_step_opens_cold_in_both_languages(topic, language):
    page = RecipePage(topic=topic, lang=language, rounds="30")
    assert page.lesson.topic == topic
    assert not page.told


def test_the_steps_lead_to_the_playground_with_all_decisions():
    page = RecipePage(data="circle", rounds="10")
    for word in list(TOPICS)[1:]:
        page.press("next")
        assert page.lesson.topic == word
    page.press("door:playground")
    assert page.session.page == "playground"
    assert page.experiment == experiment_of(Recipe(data="circle", rounds=10))


CHOICES = [("prepare", "data", SETS), ("build", "activation", SHAPES), ("loss", "loss", MEASURES),
           ("optimizer", "optimizer", RULES)]  # fmt: skip


@pytest.mark.parametrize(("topic", "field", "menu"), CHOICES, ids=str)
def test_every_word_of_every_menu_is_shown(topic, field, menu):
    for word in menu:
        page = RecipePage(topic=topic, **{field: word})
        assert getattr(page.lesson, field) == word
        assert not page.told


CONTROLS = [
    ("prepare", "select_slider", "samples", 50, {"samples": 50}),
    ("prepare", "slider", "share", 0.3, {"share": 0.3}),
    ("build", "select_slider", "hidden_layers", 0, {"hidden_layers": 0}),
    ("optimizer", "selectbox", "learning_rate", "0.3", {"learning_rate": 0.3}),
    ("train", "select_slider", "rounds", 30, {"rounds": 30}),
    ("validate", "selectbox", "l2", "0.1", {"l2": 0.1}),
]


@pytest.mark.parametrize(("topic", "kind", "name", "value", "fields"), CONTROLS, ids=str)
def test_control_changes_lesson_and_address(topic, kind, name, value, fields):
    page = RecipePage(topic=topic)
    page.set(kind, name, value)
    expected = change_lesson(Recipe(topic=topic), **fields)
    assert page.lesson == expected
    assert page.words == lesson_to_query(expected)


@pytest.mark.parametrize("share", ["0.1", "0.9"])
def test_any_share_can_be_held_back(share):
    for topic in TOPICS:
        page = RecipePage(topic=topic, share=share, samples="20", rounds="10")
        assert not page.told


def test_a_rate_that_diverges_is_shown():
    for topic in ("optimizer", "train", "validate", "test"):
        page = RecipePage(topic=topic, learning_rate="100", optimizer="sgd", rounds="10",
                          activation="relu", loss="mean_squared_error")  # fmt: skip
        assert not page.told

"""The page on activations: its address, its controls, its three ideas in both languages."""

import pytest

from playground.explain.signal import journey
from playground.spec.choices import ACTIVATIONS, INITIALIZERS
from playground.spec.lessons import Activations, lesson_to_query
from playground.spec.lessons.activations import TOPICS
from playground.ui.activation_boards import MENUS, row_at
from tests.pages.conftest import Page


class ActivationsPage(Page):
    """The page, opened by its own address."""

    word = "activations"

    @property
    def lesson(self) -> Activations:
        return self.session.lessons.activations


@pytest.fixture
def open_lesson():
    return ActivationsPage


CONTROLS = [
    ("menu", "activation", "relu", Activations(activation="relu")),
    ("menu", "initializer", "he_normal", Activations(initializer="he_normal")),
    ("slider", "depth", 20, Activations(depth=20)),
    ("select_slider", "units", 16, Activations(units=16)),
    ("slider", "gain", 2.0, Activations(gain=2.0)),
    ("slider", "bias", -1.5, Activations(bias=-1.5)),
]


@pytest.mark.parametrize(("kind", "name", "value", "expected"), CONTROLS, ids=str)
def test_a_control_changes_signal_and_address(open_lesson, kind, name, value, expected):
    page = open_lesson().set(kind, name, value)
    assert not page.told
    assert page.lesson == expected
    assert page.words == lesson_to_query(expected)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_topic_opens_cold_in_both_languages(open_lesson, topic, language):
    page = open_lesson(lang=language, topic=topic, activation="relu", bias="-1")
    assert page.lesson.topic == topic
    assert len(page.at.get("bidi_component")) == 2  # the pictures, and the header
    assert page.at.latex


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_its_picture(open_lesson, activation):
    assert open_lesson(activation=activation, depth="3").at.latex


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_every_initializer_has_its_picture(open_lesson, initializer):
    words = {"initializer": initializer, "gain": "5", "depth": "30", "activation": "linear"}
    assert open_lesson(topic="signal", **words).at.latex


@pytest.mark.parametrize(
    "words", [{"activation": "sine"}, {"depth": "31"}, {"z": "7"}, {"units": "0"}], ids=str
)
def test_a_link_that_does_not_fit_opens_the_defaults_and_says_so(open_lesson, words):
    page = open_lesson(**words)
    assert page.lesson == Activations()
    [warning] = page.at.warning
    assert "could not be followed" in warning.value


def test_the_prompts_show_what_they_say(open_lesson):
    page = open_lesson(topic="signal")
    for at, (low, high) in enumerate([(0, 1e-3), (0.1, 10), (1e3, float("inf"))]):
        page.press(f"try:signal:{at}")
        assert low < journey(page.lesson).backward < high


def test_dying_units_are_counted_and_a_leak_saves_them(open_lesson):
    page = open_lesson(topic="dead")
    page.press("try:dead:0")
    assert journey(page.lesson).dead > 50
    page.press("try:dead:1")
    assert journey(page.lesson).dead == 0


@pytest.mark.parametrize("field", MENUS)
def test_every_row_of_a_comparison_is_its_word(field):
    words = list(MENUS[field])
    assert [row_at(field, len(words) - 1 - at + 0.3) for at in range(len(words))] == words
    assert (row_at(field, 99), row_at(field, -99)) == (words[0], words[-1])

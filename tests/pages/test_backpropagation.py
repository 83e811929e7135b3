"""The page on backpropagation: its address, its controls, its three ideas in both languages."""

import pytest

from playground.explain.backpropagation import trace, weights_of
from playground.explain.update import Descent
from playground.spec.choices import ACTIVATIONS, OPTIMIZERS
from playground.spec.lessons import Backpropagation, change_network, lesson_to_query
from playground.spec.lessons.backpropagation import FITTING, TOPICS
from tests.pages.conftest import Page


class BackpropagationPage(Page):
    """The page, opened by its own address."""

    word = "backpropagation"

    @property
    def lesson(self) -> Backpropagation:
        return self.session.lessons.backpropagation


@pytest.fixture
def open_lesson():
    return BackpropagationPage


PLAIN = Backpropagation()
CONTROLS = [
    ("inputs", "3", change_network(PLAIN, inputs=(1.0, 0.5, -1.0))),
    ("hidden", "3~2", change_network(PLAIN, hidden=(3, 2))),
    ("hidden", "none", change_network(PLAIN, hidden=())),
    ("outputs", "2", change_network(PLAIN, targets=(1.0, 0.5))),
    ("activation", "relu", change_network(PLAIN, activation="relu")),
    ("output", "linear", change_network(PLAIN, output="linear")),
    ("output", "softmax", change_network(PLAIN, output="softmax")),
    ("loss", "binary_crossentropy", change_network(PLAIN, loss="binary_crossentropy")),
]


@pytest.mark.parametrize(("name", "value", "expected"), CONTROLS, ids=str)
def test_a_control_changes_network_and_address(open_lesson, name, value, expected):
    page = open_lesson().set("menu", name, value)
    assert not page.told
    assert page.lesson == expected
    assert page.words == lesson_to_query(expected)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_topic_opens_cold_in_both_languages(open_lesson, topic, language):
    page = open_lesson(lang=language, topic=topic, hidden="2~2", seed="3")
    assert page.lesson.topic == topic
    assert len(page.at.get("bidi_component")) == 2  # the graph, and the header
    assert page.at.latex


@pytest.mark.parametrize("output", FITTING)
def test_every_output_can_be_followed(open_lesson, output):
    targets = "1~0" if output == "softmax" else "0.5"
    page = open_lesson(output=output, targets=targets, loss=FITTING[output][-1], topic="proof")
    assert page.lesson.loss == FITTING[output][-1]
    assert page.at.latex


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_writes_its_step_out(open_lesson, optimizer):
    page = open_lesson(topic="update", optimizer=optimizer, updates="3")
    assert page.lesson.optimizer == optimizer
    assert len(page.at.latex) >= 1


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_can_be_walked(open_lesson, activation):
    assert open_lesson(activation=activation).at.latex


def test_the_steps_can_be_taken(open_lesson):
    page = open_lesson(topic="update", updates="4", optimizer="adam")
    before = page.lesson
    page.press("take")
    expected = Descent(before, "adam").weights[-1]
    assert page.lesson.theta == pytest.approx(expected, abs=1e-6)
    assert trace(page.lesson).loss < trace(before).loss


def test_new_weights_are_other_weights_and_go_into_the_link(open_lesson):
    page = open_lesson(theta="1~1~1~1~0~0~1~1~0")
    page.press("seed")
    assert page.lesson.theta == ()
    assert page.words == {"seed": "1"}
    assert weights_of(page.lesson).tolist() != weights_of(PLAIN).tolist()


@pytest.mark.parametrize(
    "words",
    [
        {"theta": "1~2"},
        {"inputs": "11"},
        {"hidden": "9"},
        {"hidden": "1~1~1"},
        {"targets": "none"},
        {"loss": "categorical_crossentropy"},
        {"output": "exponential"},
        {"shown": "32"},
        {"inputs": "a"},
    ],
    ids=str,
)
def test_a_link_that_does_not_fit_opens_the_defaults_and_says_so(open_lesson, words):
    page = open_lesson(**words)
    assert page.lesson == PLAIN
    [warning] = page.at.warning
    assert "could not be followed" in warning.value


def test_the_answer_runs_the_experiment(open_lesson):
    page = open_lesson()
    page.at.radio[0].set_value(1)
    page.run()
    assert page.lesson.initializer == "zeros"
    assert trace(page.lesson).gradient[:6] == pytest.approx(0)
    assert any("Right." in element.value for element in page.at.markdown)

"""The neuron's page: every idea in both languages, its controls, its address, its prompts."""

import pytest

from playground.spec.lessons import Neuron, change_lesson, lesson_to_query
from playground.spec.lessons.neuron import GATES, TOPICS
from playground.ui.neuron_sum import doubled
from tests.pages.conftest import Page


class NeuronPage(Page):
    """The page, opened by its own address."""

    word = "neuron"

    @property
    def lesson(self) -> Neuron:
        return self.session.lessons.neuron


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(("language", "title"), [("en", "**Try this**"), ("zh", "**试一试**")])
def test_every_topic_opens_cold_in_both_languages(topic, language, title):
    page = NeuronPage(topic=topic, lang=language)
    assert page.lesson.topic == topic
    assert any(element.value == title for element in page.at.markdown)
    assert len(page.at.latex) == 1
    assert not page.told


@pytest.mark.parametrize("hidden", ["0", "1"])
@pytest.mark.parametrize("gate", GATES)
def test_every_gate_opens(gate, hidden):
    page = NeuronPage(topic="perceptron", gate=gate, hidden=hidden)
    assert page.lesson.gate == gate
    assert len(page.at.latex) == 1


CONTROLS = [
    ("sum", "menu", "activation", "relu", {"activation": "relu"}),
    ("perceptron", "selectbox", "learning_rate", "0.5", {"learning_rate": 0.5}),
    ("perceptron", "number_input", "seed", 3, {"seed": 3}),
    ("outputs", "toggle", "shared", True, {"shared": True}),
]


@pytest.mark.parametrize(("topic", "kind", "name", "value", "fields"), CONTROLS, ids=str)
def test_control_changes_lesson_and_address(topic, kind, name, value, fields):
    page = NeuronPage(topic=topic)
    page.set(kind, name, value)
    expected = change_lesson(Neuron(topic=topic), **fields)
    assert page.lesson == expected
    assert page.words == lesson_to_query(expected)


def test_a_prompt_sets_the_controls_and_the_address():
    page = NeuronPage(topic="perceptron")
    page.press("try:perceptron:2")
    assert (page.lesson.gate, page.lesson.hidden) == ("xor", True)
    assert page.words == {"topic": "perceptron", "gate": "xor", "hidden": "1"}


def test_an_answer_runs_the_experiment_and_is_judged():
    page = NeuronPage()
    page.at.radio(key="neuron:question:sum:zero@en").set_value(1)
    page.run()
    assert (page.lesson.w1, page.lesson.w2) == (0.0, 0.0)
    assert any(element.value.startswith("Right.") for element in page.at.markdown)


def test_a_bad_link_opens_the_defaults_and_says_so():
    page = NeuronPage(w1="900")
    assert page.lesson == Neuron()
    assert page.words == {}
    assert "must be within [-5, 5]" in page.at.warning[0].value


def test_a_page_that_explains_leaves_the_others_alone():
    page = NeuronPage(topic="loop")
    before = page.experiment
    page.open("playground")
    assert page.experiment == before
    page.at.query_params.clear()
    page.open("neuron")
    assert page.lesson.topic == "loop"
    assert not page.session.desk.has_run


@pytest.mark.parametrize("weights", [(-4.0, 1.0, 0.5), (0.0, 0.0, 0.0), (5.0, -5.0, 5.0)])
def test_doubled_weights_stay_within_limits_and_keep_the_edge(weights):
    old = change_lesson(Neuron(), w1=weights[0], w2=weights[1], bias=weights[2])
    new = change_lesson(old, **doubled(old))
    factors = {
        round(new_one / old_one, 3)
        for new_one, old_one in zip((new.w1, new.w2, new.bias), weights, strict=True)
        if old_one
    }
    assert len(factors) <= 1

"""The page of what goes wrong: every mistake in both languages, its question, its reveal."""

import pytest

from playground.explain.mistaken import PROGRAMS
from playground.spec.lessons import Mistakes
from playground.spec.lessons.mistakes import MISTAKES
from playground.ui.mistake_words import CASES
from tests.pages.conftest import Page


class MistakesPage(Page):
    """The page, opened by its own address."""

    word = "mistakes"

    @property
    def lesson(self) -> Mistakes:
        return self.session.lessons.mistakes


@pytest.mark.parametrize("topic", MISTAKES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_mistake_opens_cold_in_both_languages(topic, language):
    page = MistakesPage(topic=topic, lang=language)
    assert [code.value for code in page.at.code] == [PROGRAMS[topic]["written"].rstrip("\n")]
    assert not page.told
    page = MistakesPage(topic=topic, lang=language, mended="1")
    assert len(page.at.code) == len(PROGRAMS[topic]) - 1
    assert len(page.at.info) == 1


@pytest.mark.parametrize("topic", MISTAKES)
def test_an_answer_reveals_the_mended_run(topic):
    page = MistakesPage(topic=topic)
    case = CASES[topic]
    page.at.radio[0].set_value(case.right)
    page.run()
    assert page.lesson.mended
    assert page.words["mended"] == "1"
    assert page.at.info[0].value == case.reason
    assert any(text.value.startswith("Right.") for text in page.at.markdown)


def test_other_data_are_a_link():
    page = MistakesPage(topic="zeros")
    page.press("try:zeros:0")
    assert page.words == {"topic": "zeros", "seed": "1"}


def test_a_bad_link_is_refused_in_one_sentence():
    page = MistakesPage(topic="ninth")
    assert page.lesson == Mistakes()
    assert len(page.at.warning) == 1

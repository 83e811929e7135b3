"""What all pages that explain have in common: every prompt and every answer does what it says."""

import pytest

from playground.spec.lessons import LESSONS
from tests.pages.conftest import Page

TOPICS = [
    (page, topic)
    for page, kind in LESSONS.items()
    for topic in kind.choices.get("topic", {"": None})
]


class LessonPage(Page):
    """A page that explains, opened at one of its topics."""

    def __init__(self, word: str, **words: str) -> None:
        self.word = word
        super().__init__(**words)


@pytest.mark.parametrize(("word", "topic"), TOPICS)
def test_no_prompt_and_no_answer_is_refused(word, topic):
    page = LessonPage(word, **({"topic": topic} if topic else {}))
    prompts = [str(button.key) for button in page.at.button if ":try:" in str(button.key)]
    for key in prompts:
        page.at.button(key=key).click()
        page.run()
        assert not page.told, key
        assert not page.session.refusals
    questions = [str(radio.key) for radio in page.at.radio if ":question:" in str(radio.key)]
    for key in questions:
        radio = page.at.radio(key=key)
        radio.set_value(len(radio.options) - 1)
        page.run()
        assert not page.told, key

"""The page on one neuron: what it computes, how it learns, several of them, one that remembers."""

from collections.abc import Callable, Mapping

from playground.spec.lessons.neuron import TOPICS
from playground.ui import lesson, neuron_groups, neuron_perceptron, neuron_sum
from playground.ui.state import Session

SHOWN: Mapping[str, Callable[[Session, str], None]] = {
    "sum": neuron_sum.draw,
    "perceptron": neuron_perceptron.draw,
    "outputs": neuron_groups.outputs,
    "loop": neuron_groups.loop,
}
"""Topic -> how it is drawn."""


def draw(session: Session, page: str) -> None:
    """Draw the page: the topic that is open."""
    lesson.topics(session, page, TOPICS)
    SHOWN[session.lessons.neuron.topic](session, page)

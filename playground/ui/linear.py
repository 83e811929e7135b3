"""The page on linear models: a line, one boundary between two classes, three classes."""

from collections.abc import Callable, Mapping

from playground.spec.lessons.linear import TOPICS
from playground.ui import lesson, linear_regression, linear_three, linear_two
from playground.ui.state import Session

SHOWN: Mapping[str, Callable[[Session, str], None]] = {
    "regression": linear_regression.draw,
    "logistic": linear_two.draw,
    "softmax": linear_three.draw,
}
"""Topic -> how it is drawn."""


def draw(session: Session, page: str) -> None:
    """Draw the page: the topic that is open."""
    lesson.topics(session, page, TOPICS)
    SHOWN[session.lessons.linear.topic](session, page)

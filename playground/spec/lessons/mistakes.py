"""The lesson on what goes wrong in code: eight mistakes that beginners make."""

from collections.abc import Mapping
from typing import ClassVar

from playground.errors import N_
from playground.spec.choices import Choice
from playground.spec.lessons.lesson import Lesson

MISTAKES = {
    "average": Choice(N_("1 · Average"), N_("A gradient that nobody averages.")),
    "sigmoid": Choice(N_("2 · Sigmoid"), N_("Cross-entropy without a sigmoid before it.")),
    "backward": Choice(N_("3 · Backward"), N_("A backward pass that reaches nothing.")),
    "zeros": Choice(N_("4 · Zeros"), N_("All weights begin at 0.")),
    "integers": Choice(N_("5 · Integers"), N_("Real numbers in a table of whole ones.")),
    "shared": Choice(N_("6 · One for all"), N_("All outputs are one neuron.")),
    "softmax": Choice(N_("7 · Softmax"), N_("The loss of two classes, once for each class.")),
    "prediction": Choice(N_("8 · Prediction"), N_("An answer to another question.")),
}
"""Mistake -> its name."""


class Mistakes(Lesson):
    """Which mistake is looked at; `mended` shows the mended run beside it.

    `seed` draws the data, `new_x` is what a prediction is wanted for.
    """

    choices: ClassVar[Mapping[str, Mapping[str, Choice]]] = {"topic": MISTAKES}

    topic: str = "average"
    mended: bool = False
    seed: int = 0
    new_x: float = 0.5

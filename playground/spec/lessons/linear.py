"""The lesson on linear models: a line by gradient descent, one of two classes, one of three."""

from collections.abc import Mapping
from typing import ClassVar

from playground.errors import N_
from playground.spec.choices import Choice
from playground.spec.lessons.lesson import Lesson

TOPICS = {
    "regression": Choice(N_("Regression"), N_("A line through points, found step by step.")),
    "logistic": Choice(N_("Two classes"), N_("A line becomes a probability.")),
    "softmax": Choice(N_("Three classes"), N_("Three lines share one probability.")),
}
"""Topic of the page -> its name."""

BATCHES = {
    "all": Choice(N_("Full batch"), N_("Each step looks at all points.")),
    "some": Choice(N_("Mini-batch"), N_("Each step looks at ten points.")),
    "one": Choice(N_("Stochastic"), N_("Each step looks at one point.")),
    "compare": Choice(N_("Compare"), N_("All three, from the same start.")),
}
"""How many points a step looks at -> its name."""

BOWLS = {
    "map": Choice(N_("Map"), N_("The loss from above.")),
    "space": Choice(N_("3-D"), N_("The loss as a landscape that can be turned.")),
}
"""Drawing of a surface -> its name."""

LOSSES = {
    "cross_entropy": Choice(N_("Cross-entropy"), N_("Minus the logarithm of the probability.")),
    "squared_error": Choice(N_("Squared error"), N_("The squared distance to 0 or 1.")),
}
"""Loss of the two classes -> its name."""


class Linear(Lesson):
    """Linear models and how they are found.

    `rounds` are epochs. `dots` are a person's own points (x, y), empty for
    y = intercept + slope x + N(0, spread²); `ask` is the x that the line
    is asked for; `start_w` and `start_b` are where the line begins, `scaled` centres
    x and divides it by its spread, and `stretch` multiplies it before that. Of the classes,
    `class_rate` is the learning rate, `overlap` how far they reach into each other, `wrong` begins
    far on the wrong side, `diagonal` takes points in a square with class 1 where x1 + x2 > 1, and
    `cut` is the probability from which a point counts as 1.
    """

    choices: ClassVar[Mapping[str, Mapping[str, Choice]]] = {
        "topic": TOPICS,
        "batch": BATCHES,
        "bowl": BOWLS,
        "loss": LOSSES,
    }
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = {"dots": ("coordinate", "coordinate")}

    topic: str = "regression"
    learning_rate: float = 0.03
    rounds: int = 200
    batch: str = "all"
    bowl: str = "map"
    samples: int = 100
    spread: float = 1.0
    seed: int = 0
    dots: tuple[tuple[float, float], ...] = ()
    start_w: float = 0.0
    start_b: float = 0.0
    scaled: bool = False
    stretch: float = 1.0
    slope: float = 4.0
    intercept: float = 3.0
    ask: float = 0.5
    class_rate: float = 0.3
    loss: str = "cross_entropy"
    cut: float = 0.5
    overlap: float = 1.0
    wrong: bool = False
    diagonal: bool = False
    probe_x: float = 0.0
    probe_y: float = 0.0

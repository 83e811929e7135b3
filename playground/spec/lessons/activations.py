"""The lesson on activations: one curve, and a signal through many layers of it."""

from collections.abc import Mapping
from typing import ClassVar

from playground.errors import N_
from playground.spec.choices import ACTIVATIONS, INITIALIZERS, Choice
from playground.spec.lessons.lesson import Lesson

TOPICS = {
    "curve": Choice(N_("The curve"), N_("What comes out, and how steeply it changes.")),
    "signal": Choice(N_("The signal"), N_("Through many layers, and its gradient back.")),
    "dead": Choice(N_("Dead units"), N_("Units that no gradient reaches any more.")),
}
"""Topic of the page -> its name."""


class Activations(Lesson):
    """One activation and a signal through `depth` layers of so many units.

    `z` is where the curve is looked at. The drawn weights are multiplied by `gain`, and `bias` is
    added to every unit's own.
    """

    choices: ClassVar[Mapping[str, Mapping[str, Choice]]] = {
        "topic": TOPICS,
        "activation": ACTIVATIONS,
        "initializer": INITIALIZERS,
    }

    topic: str = "curve"
    activation: str = "sigmoid"
    z: float = 1.0
    initializer: str = "glorot_uniform"
    depth: int = 10
    units: int = 64
    gain: float = 1.0
    bias: float = 0.0
    seed: int = 0

"""The lesson on activations: one curve, and a signal through many layers of it."""

from collections.abc import Mapping
from typing import ClassVar

from playground.spec.choices import ACTIVATIONS, INITIALIZERS, Choice
from playground.spec.lessons.lesson import Lesson


class Activations(Lesson):
    """One activation and a signal through `depth` layers of so many units.

    `z` is where the curve is looked at. The drawn weights are multiplied by `gain`, and `bias` is
    added to every unit's own.
    """

    choices: ClassVar[Mapping[str, Mapping[str, Choice]]] = {
        "activation": ACTIVATIONS,
        "initializer": INITIALIZERS,
    }

    activation: str = "sigmoid"
    z: float = 1.0
    initializer: str = "glorot_uniform"
    depth: int = 10
    units: int = 64
    gain: float = 1.0
    bias: float = 0.0
    seed: int = 0

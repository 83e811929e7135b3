"""What the page on activations shows: an activation, and a signal through layers of it."""

from typing import Self

from pydantic import model_validator

from playground.spec import checks
from playground.spec.choices import ACTIVATIONS, INITIALIZERS
from playground.spec.parts import Part


class Activations(Part):
    """One activation and a signal through `depth` layers of so many units.

    `z` is where the curve is looked at. The drawn weights are multiplied by `gain`, and `bias` is
    added to every unit's own.
    """

    activation: str = "sigmoid"
    z: float = 1.0
    initializer: str = "glorot_uniform"
    depth: int = 10
    units: int = 64
    gain: float = 1.0
    bias: float = 0.0
    seed: int = 0

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        """Refuse what is outside the limits (raises SpecError)."""
        checks.check_limits(self)
        checks.check_word("activation", self.activation, ACTIVATIONS)
        checks.check_word("initializer", self.initializer, INITIALIZERS)
        return self

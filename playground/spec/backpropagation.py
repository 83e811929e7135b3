"""What the page on backpropagation shows: a small network, one point, and one optimizer's step."""

from itertools import pairwise
from typing import Self

from pydantic import model_validator

from playground.errors import SpecError
from playground.spec import checks
from playground.spec.choices import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, OUTPUTS, Choice
from playground.spec.parts import Part

FITTING: dict[str, tuple[str, ...]] = {
    "linear": ("half_squared_error", "mean_squared_error", "mean_absolute_error"),
    "sigmoid": ("half_squared_error", "mean_squared_error", "binary_crossentropy"),
    "tanh": ("half_squared_error", "mean_squared_error"),
    "softmax": ("categorical_crossentropy",),
}
"""Outputs whose walk back can be followed unit by unit, and the losses that are written out."""


class Backpropagation(Part):
    """A network of a few units, its weights, and the point that it is shown.

    `theta` are its weights in canonical order (engine/layout.py); without any they are drawn from the seed. The
    optimizer has taken `updates` steps on this one point, and `shown` is the place of the weight
    whose last step is written out.
    """

    inputs: tuple[float, ...] = (1.0, 0.5)
    hidden: tuple[int, ...] = (2,)
    targets: tuple[float, ...] = (1.0,)
    activation: str = "sigmoid"
    output: str = "sigmoid"
    loss: str = "half_squared_error"
    initializer: str = "glorot_uniform"
    seed: int = 0
    theta: tuple[float, ...] = ()
    optimizer: str = "sgd"
    learning_rate: float = 0.5
    updates: int = 1
    shown: int = 0

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of all layers, inputs and outputs included."""
        return (len(self.inputs), *self.hidden, len(self.targets))

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return sum((before + 1) * units for before, units in pairwise(self.sizes))

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        """Refuse what is outside the limits or does not fit together (raises SpecError)."""
        checks.check_limits(self)
        outputs: dict[str, Choice] = {word: OUTPUTS[word] for word in FITTING}
        checks.check_word("activation", self.activation, ACTIVATIONS)
        checks.check_word("output", self.output, outputs)
        losses: dict[str, Choice] = {word: LOSSES[word] for word in FITTING[self.output]}
        checks.check_word("loss", self.loss, losses)
        checks.check_word("initializer", self.initializer, INITIALIZERS)
        checks.check_word("optimizer", self.optimizer, OPTIMIZERS)
        if self.theta and len(self.theta) != self.parameters:
            facts = {"low": self.parameters, "high": self.parameters, "value": len(self.theta)}
            raise SpecError("theta", "wrong_length", facts)
        if self.shown >= self.parameters:
            facts = {"low": 0, "high": self.parameters - 1, "value": self.shown}
            raise SpecError("shown", "out_of_range", facts)
        return self

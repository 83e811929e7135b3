"""The lesson on backpropagation: a small network, one point, and an optimizer's steps on it."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, ClassVar, Self

from pydantic import model_validator

from playground.errors import N_, SpecError
from playground.spec import checks
from playground.spec.choices import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, OUTPUTS, Choice
from playground.spec.lessons.lesson import Lesson, change_lesson

FITTING: dict[str, tuple[str, ...]] = {
    "linear": ("half_squared_error", "mean_squared_error", "mean_absolute_error"),
    "sigmoid": ("half_squared_error", "mean_squared_error", "binary_crossentropy"),
    "tanh": ("half_squared_error", "mean_squared_error"),
    "softmax": ("categorical_crossentropy",),
}
"""Outputs whose way back can be followed unit by unit, and the losses that are written out."""

TOPICS = {
    "walk": Choice(N_("The chain"), N_("Forward to the loss, and back link by link.")),
    "proof": Choice(N_("The proof"), N_("Each gradient against a nudge of its weight.")),
    "update": Choice(N_("One update"), N_("What an optimizer makes of a gradient.")),
}
"""Topic of the page -> its name."""

SHAPE = ("inputs", "hidden", "targets")


class Backpropagation(Lesson):
    """A network of a few units, its weights, and the point that it is shown.

    `theta` are its weights in canonical order (engine/layout.py); without any they are drawn from
    the seed. An optimizer has taken `updates` steps on this one point, and `shown` is the place of
    the weight that is looked at, the last one where there are not so many.
    """

    choices: ClassVar[Mapping[str, Mapping[str, Choice]]] = {
        "topic": TOPICS,
        "activation": ACTIVATIONS,
        "output": {word: OUTPUTS[word] for word in FITTING},
        "loss": {word: LOSSES[word] for words in FITTING.values() for word in words},
        "initializer": INITIALIZERS,
        "optimizer": OPTIMIZERS,
    }
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "inputs": ("input_value",),
        "hidden": ("hidden_units",),
        "targets": ("input_value",),
        "theta": ("weight",),
    }

    topic: str = "walk"
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

    @property
    def place(self) -> int:
        """The place of the weight that is looked at."""
        return min(self.shown, self.parameters - 1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        """Refuse a loss or weights that do not fit the network (raises SpecError)."""
        losses: dict[str, Choice] = {word: LOSSES[word] for word in FITTING[self.output]}
        checks.check_word("loss", self.loss, losses)
        if self.theta and len(self.theta) != self.parameters:
            facts = {"low": self.parameters, "high": self.parameters, "value": len(self.theta)}
            raise SpecError("theta", "wrong_length", facts)
        return self


def change_network(lesson: Backpropagation, **fields: Any) -> Backpropagation:
    """The lesson with some fields replaced, and what no longer fits put right; raises SpecError.

    Another output brings a loss that fits it, and a softmax two targets. A network of another
    shape, or another draw, begins with the weights of its seed.
    """
    output = fields.get("output", lesson.output)
    if output == "softmax" and len(fields.get("targets", lesson.targets)) == 1:
        fields["targets"] = (1.0, 0.0)
    fitting = FITTING.get(output, (lesson.loss,))
    if fields.get("loss", lesson.loss) not in fitting:
        fields["loss"] = fitting[0]
    values = {name: fields.get(name, getattr(lesson, name)) for name in SHAPE}
    sizes = (len(values["inputs"]), *values["hidden"], len(values["targets"]))
    if sizes != lesson.sizes:
        fields = {"shown": 0, "theta": (), **fields}
    elif not fields.keys().isdisjoint(("seed", "initializer")):
        fields = {"theta": (), **fields}
    return change_lesson(lesson, **fields)

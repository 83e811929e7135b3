"""The Experiment: everything a link reproduces, frozen and validated.

The shape rule: what changes an array's shape stands in the Experiment itself and is shared by all
runs; what does not (optimizer, its settings, penalties, the seed of the start) stands in a RunSpec
and may differ along the runs axis. The words of the JSON are the names of these fields.
"""

import json
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from playground.errors import SpecError
from playground.spec import checks
from playground.spec.choices import SPEEDS
from playground.spec.parts import Data, GeneratedData, LayerSpec, Part, RunSpec, Stop


class Experiment(Part):
    """One learning experiment; the defaults are TensorFlow Playground's.

    In training, Gaussian noise of the standard deviation `input_noise` is added to the inputs.
    `class_weights` say how much the points of each class count in the loss; empty, all count 1.
    `metrics` are measured besides the losses and accuracy (R² for values).
    """

    version: Literal[1] = 1
    data: Data = Field(default_factory=GeneratedData)
    features: tuple[str, ...] = ("x1", "x2")
    layers: tuple[LayerSpec, ...] = (LayerSpec(units=4), LayerSpec(units=2))
    output: str = "tanh"
    loss: str = "half_squared_error"
    initializer: str = "playground_uniform"
    batch_size: int = 10
    shuffle: bool = True
    order_seed: int = 0
    input_noise: float = 0.0
    class_weights: tuple[float, ...] = ()
    metrics: tuple[str, ...] = ()
    stop: Stop = Stop()
    runs: tuple[RunSpec, ...] = (RunSpec(),)

    @field_validator("version", mode="before")
    @classmethod
    def _whole_number(cls, value: Any) -> Any:
        """Refuse true and 1.0, which equal 1 in Python (raises SpecError)."""
        if isinstance(value, bool | float):
            facts = {"value": json.dumps(value)}
            raise SpecError("version", "not_an_integer", facts)
        return value

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        """Refuse what is outside the limits or does not fit together (raises SpecError)."""
        checks.check_limits(self)
        checks.check_words(self)
        checks.check_fit(self)
        checks.check_cost(self)
        return self

    def lasting(self) -> Self:
        """The Experiment with every live field at its default."""
        layers = tuple(layer.model_copy(update={"dropout": 0.0}) for layer in self.layers)
        live = {"runs": (), "stop": Stop(), "input_noise": 0.0, "metrics": (), "layers": layers}
        return self.model_copy(update=live)


class View(Part):
    """How the page shows an Experiment; part of the link, without effect on the learning."""

    speed: str = "normal"
    test_points: bool = True
    discretize: bool = False
    log_loss: bool = False
    smoothing: float = 0.0

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        """Refuse what is outside the limits (raises SpecError)."""
        checks.check_limits(self)
        checks.check_word("speed", self.speed, SPEEDS)
        return self


def needs_restart(old: Experiment, new: Experiment) -> bool:
    """Tell whether training must start anew, or whether the change can be adopted while it runs."""
    if old.lasting() != new.lasting():
        return True
    return [run.seed for run in old.runs] != [run.seed for run in new.runs]

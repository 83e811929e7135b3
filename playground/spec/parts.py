"""The parts of an Experiment: frozen records whose field names are the words of the JSON."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Tag, model_validator

from playground.spec.choices import OPTIMIZERS


class Part(BaseModel):
    """What all parts of an Experiment share: frozen, no unknown fields, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class GeneratedData(Part):
    """A named data set, drawn from its own seed."""

    name: str = "circle"
    samples: int = 500
    noise: float = 0.0
    train_share: float = 0.5
    seed: int = 0
    classes: int = 2


class PointsData(Part):
    """A person's own points, kept in the given order.

    `points` are (x1, x2, label); `split` names "train" or "test" for each of them.
    """

    name: Literal["points"] = "points"
    points: tuple[tuple[float, float, float], ...]
    split: tuple[Literal["train", "test"], ...]


def _data_tag(value: Any) -> str:
    """Tell by its name which of the two kinds of data a value is."""
    name = value.get("name") if isinstance(value, dict) else getattr(value, "name", None)
    return "points" if name == "points" else "generated"


Data = Annotated[
    Annotated[GeneratedData, Tag("generated")] | Annotated[PointsData, Tag("points")],
    Discriminator(_data_tag),
]


class LayerSpec(Part):
    """A hidden layer of `units` neurons with one activation."""

    units: int = 4
    activation: str = "tanh"


class Stop(Part):
    """When training stops by itself: after an epoch, or once the loss is at or below a target.

    The target is compared with the test loss, or with the training loss where nothing is held out.
    """

    epoch: int | None = None
    target: float | None = None


class RunSpec(Part):
    """What may differ from run to run; settings left out take the optimizer's own default."""

    optimizer: str = "sgd"
    learning_rate: float = 0.03
    momentum: float = 0.0
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    l1: float = 0.0
    l2: float = 0.0
    seed: int = 0

    @model_validator(mode="before")
    @classmethod
    def _defaults_of_optimizer(cls, values: Any) -> Any:
        """Fill in the settings that the named optimizer has defaults for."""
        if not isinstance(values, dict):
            return values
        word = values.get("optimizer", "sgd")
        choice = OPTIMIZERS.get(word) if isinstance(word, str) else None
        return values if choice is None else {**choice.settings, **values}

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

    `points` are (x1, x2, label); `split` names "train" or "test" for each of them. `weights` say
    how much each of them counts in the loss; empty, all count 1.
    """

    name: Literal["points"] = "points"
    points: tuple[tuple[float, float, float], ...]
    split: tuple[Literal["train", "test"], ...]
    weights: tuple[float, ...] = ()


def _data_tag(value: Any) -> str:
    """Tell by its name which of the two kinds of data a value is."""
    name = value.get("name") if isinstance(value, dict) else getattr(value, "name", None)
    return "points" if name == "points" else "generated"


Data = Annotated[
    Annotated[GeneratedData, Tag("generated")] | Annotated[PointsData, Tag("points")],
    Discriminator(_data_tag),
]


class LayerSpec(Part):
    """A hidden layer of `units` neurons with one activation.

    In training each of its answers is left out with probability `dropout`; the rest are scaled up.
    """

    units: int = 4
    activation: str = "tanh"
    dropout: float = 0.0


class Stop(Part):
    """When training stops by itself, judged by the test loss (training loss without test points).

    After an epoch; once the loss is at or below a target; or early, once for `patience` epochs the
    loss has not been lower than its best by more than `min_delta`. An early stop leaves the weights
    of the best epoch if `restore_best`, else the last ones.
    """

    epoch: int | None = None
    target: float | None = None
    patience: int | None = None
    min_delta: float = 0.0
    restore_best: bool = False


class Schedule(Part):
    """How the learning rate changes with the count of steps; steps are batches.

    Names and defaults are Keras' where it has the schedule (one_cycle: PyTorch's). `warmup_steps`
    come before any of them: the rate rises from 0 in a straight line. Plateaus count epochs.
    """

    name: str = "constant"
    warmup_steps: int = 0
    decay_steps: int = 1000
    decay_rate: float = 0.5
    staircase: bool = False
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False
    alpha: float = 0.0
    first_decay_steps: int = 1000
    t_mul: float = 2.0
    m_mul: float = 1.0
    total_steps: int = 1000
    pct_start: float = 0.3
    div_factor: float = 25.0
    final_div_factor: float = 1e4
    factor: float = 0.1
    patience: int = 10
    min_delta: float = 0.0001
    cooldown: int = 0
    min_lr: float = 0.0


class RunSpec(Part):
    """What may differ from run to run; settings left out take the optimizer's own default."""

    optimizer: str = "sgd"
    learning_rate: float = 0.03
    schedule: Schedule = Schedule()
    momentum: float = 0.0
    rho: float = 0.9
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    centered: bool = False
    initial_accumulator_value: float = 0.1
    learning_rate_power: float = -0.5
    l1_regularization_strength: float = 0.0
    l2_regularization_strength: float = 0.0
    l2_shrinkage_regularization_strength: float = 0.0
    beta: float = 0.0
    weight_decay: float = 0.0
    clipvalue: float | None = None
    clipnorm: float | None = None
    global_clipnorm: float | None = None
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

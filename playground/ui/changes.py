"""From one Experiment to the next: what the page's buttons mean, as pure functions."""

from collections import Counter
from typing import Any

from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    RunSpec,
    change,
    change_data,
    change_run,
    problem_of,
)
from playground.spec.checks import fitting_metrics
from playground.spec.choices import FEATURES
from playground.spec.limits import LENGTHS, LIMITS

NEW_LAYER_UNITS = 2

RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""TensorFlow Playground's learning rates, between which a menu chooses."""


def next_seed(seed: int) -> int:
    """Return the seed after this one, beginning again after the last."""
    return (seed + 1) % (int(LIMITS["seed"].high) + 1)


def next_data(experiment: Experiment) -> Experiment:
    """Return the Experiment with the next data seed."""
    data = experiment.data
    old = data.seed if isinstance(data, GeneratedData) else 0
    return change_data(experiment, seed=next_seed(old))


def common_activation(experiment: Experiment) -> str:
    """Return the activation that most hidden layers have, the usual one without any layer."""
    used = Counter(layer.activation for layer in experiment.layers)
    return used.most_common(1)[0][0] if used else LayerSpec().activation


def in_common(experiment: Experiment, field: str, usual: Any) -> Any:
    """Return what a field is in all hidden layers, None where they differ, `usual` without any."""
    values = {getattr(layer, field) for layer in experiment.layers} or {usual}
    return values.pop() if len(values) == 1 else None


def with_all_layers(experiment: Experiment, **fields: Any) -> Experiment:
    """Return the Experiment with every hidden layer changed alike."""
    for index in range(len(experiment.layers)):
        experiment = with_layer(experiment, index, **fields)
    return experiment


def with_layer(experiment: Experiment, index: int, **fields: Any) -> Experiment:
    """Return the Experiment with one hidden layer changed."""
    layers = list(experiment.layers)
    layers[index] = LayerSpec.model_validate({**layers[index].model_dump(), **fields})
    return change(experiment, layers=tuple(layers))


def metric_of(experiment: Experiment) -> str:
    """Return the metric that the second curve shows: the chosen one, else the natural one."""
    return (*experiment.metrics, *fitting_metrics(problem_of(experiment)))[0]


def with_feature(experiment: Experiment, word: str, is_on: bool) -> Experiment:
    """Return the Experiment with one input feature on or off, in the registry's order."""
    wanted = {*experiment.features} - {word} | ({word} if is_on else set())
    unknown = tuple(wanted - FEATURES.keys())
    return change(experiment, features=tuple(w for w in FEATURES if w in wanted) + unknown)


def with_layers(experiment: Experiment, count: int) -> Experiment:
    """Return the Experiment with so many hidden layers; a new one is like the others."""
    new = LayerSpec(
        units=NEW_LAYER_UNITS,
        activation=common_activation(experiment),
        dropout=in_common(experiment, "dropout", 0.0) or 0.0,
    )
    kept = experiment.layers[: max(0, count)]
    # One more than is allowed is enough for the refusal: a forged number must not cost memory.
    missing = min(count, LENGTHS["layers"][1] + 1) - len(kept)
    return change(experiment, layers=kept + (new,) * missing)


def lower(rate: float) -> float:
    """Return a learning rate of a third or less, from `RATES`."""
    third = rate / 3 * 1.001  # 0.1 counts as a third of 0.3
    return max((other for other in RATES if other <= third), default=third)


def with_lower_rate(experiment: Experiment) -> Experiment:
    """Return the Experiment with the first run's learning rate lowered."""
    return change_run(experiment, 0, learning_rate=lower(experiment.runs[0].learning_rate))


def changed_run(run: RunSpec, **fields: Any) -> RunSpec:
    """Return a run with some settings replaced, as `change_run` does."""
    return change_run(Experiment(runs=(run,)), 0, **fields).runs[0]

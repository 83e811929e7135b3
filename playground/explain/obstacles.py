"""What keeps a network from learning for certain: told from its shape, its start and its units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.explain.rates import is_high
from playground.spec import Experiment, PointsData, problem_of
from playground.spec.choices import FEATURES

CROOKED = {
    "circle": ("x1_squared", "x2_squared"),
    "xor": ("x1_x2",),
    "spiral": (),
    "moons": (),
    "rings": (),
    "checkerboard": (),
    "arms": (),
    "multi_gauss": (),
    "counts": (),
}
"""Data sets no straight line can part, with the features that would do it for a single neuron."""
BLURRED = {"circle", "xor", "gauss", "plane", "multi_gauss", "counts", "checkerboard"}
"""Data sets whose noise makes labels wrong, so that no border is right everywhere."""
ALIKE = {"zeros", "constant"}
"""Starts that are the same for every neuron of a layer."""
NOISE = 0.2
"""Noise from which on it decides how well such a set can be learned."""
PENALTY = 0.01
"""An L1 or L2 penalty from which on it may hold a whole network down."""
DEEP = 3
"""Sigmoid layers in a row through which hardly any error passes back."""
STRAIGHT = {"x1", "x2"}
PATIENCE = 5
"""Epochs before an obstacle is named, so that it can be seen first."""
MANY = 0.25
"""The share of a layer that must be dead."""
ENDS: Mapping[str, tuple[float, float]] = {
    "tanh": (-0.99, 0.99),
    "sigmoid": (0.005, 0.995),
    "softsign": (-0.86, 0.86),
}
"""Activations with two flat ends, and where a fiftieth of the steepest slope is left."""
NEARLY_ALL = 0.9
"""The share of a layer's answers over the board that must lie at the ends."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The code of a sentence and what fills it."""

    code: str
    facts: dict[str, float | str] = field(default_factory=dict)


def obstacle(experiment: Experiment, epoch: int, units: NDArray[Any] | None) -> Obstacle | None:
    """Return what stands in the way for certain, None when nothing of that kind does."""
    if epoch < PATIENCE:
        return None
    return _straight(experiment) or _alike(experiment) or _dead(experiment, units)


def brake(experiment: Experiment) -> Obstacle | None:
    """Return what most likely holds a network back whose loss stands still."""
    run, data = experiment.runs[0], experiment.data
    if max(run.l1, run.l2) >= PENALTY:
        return Obstacle("penalised")
    if is_high(run):
        return Obstacle("stuck_fast")
    depth = sum(layer.activation == "sigmoid" for layer in experiment.layers)
    if depth >= DEEP:
        return Obstacle("vanishing", {"layers": depth})
    if not isinstance(data, PointsData) and data.name in BLURRED and data.noise >= NOISE:
        return Obstacle("noisy", {"noise": data.noise})
    return None


def dead_units(experiment: Experiment, units: NDArray[Any]) -> list[int]:
    """Count the ReLU neurons of each hidden layer that are zero all over the board."""
    is_zero = np.all(units == 0, axis=(1, 2))  # (U,)
    counts, first = [], 0
    for layer in experiment.layers:
        dead = int(is_zero[first : first + layer.units].sum())
        counts.append(dead if layer.activation == "relu" else 0)
        first += layer.units
    return counts


def is_saturated(experiment: Experiment, units: NDArray[Any] | None) -> bool:
    """Tell whether a whole layer answers at its flat ends, where errors can't pass back."""
    if units is None:
        return False
    layers = [(layer.activation, layer.units) for layer in experiment.layers]
    if experiment.loss != "binary_crossentropy":  # it is steep where a sigmoid is flat
        layers.append((experiment.output, len(units)))
    first = 0
    for word, count in layers:
        low, high = ENDS.get(word, (-np.inf, np.inf))
        answers = units[first : first + count]
        if ((answers < low) | (answers > high)).mean() >= NEARLY_ALL:
            return True
        first += count
    return False


def _straight(experiment: Experiment) -> Obstacle | None:
    """A network that can only draw straight lines, on data that need a curve."""
    data, layers = experiment.data, experiment.layers
    if isinstance(data, PointsData) or data.name not in CROOKED:
        return None
    has_bend = any(layer.activation != "linear" for layer in layers)
    if has_bend or not STRAIGHT.issuperset(experiment.features):
        return None
    if problem_of(experiment) in ("regression", "counts"):
        return Obstacle("flat_layers" if layers else "flat")
    if layers:
        return Obstacle("straight_layers")
    if features := CROOKED[data.name]:
        names = ", ".join(FEATURES[word].label for word in features)
        return Obstacle("straight_line_feature", {"features": names})
    return Obstacle("straight_line")


def _alike(experiment: Experiment) -> Obstacle | None:
    """Neurons that start equal get equal gradients: a layer of them acts as a single one."""
    is_hidden = any(layer.units > 1 for layer in experiment.layers)
    return Obstacle("alike") if is_hidden and experiment.initializer in ALIKE else None


def _dead(experiment: Experiment, units: NDArray[Any] | None) -> Obstacle | None:
    """The layer with the largest share of dead neurons, if that is many."""
    if units is None or not experiment.layers:
        return None
    counts = dead_units(experiment, units)
    shares = [dead / layer.units for dead, layer in zip(counts, experiment.layers, strict=True)]
    worst = int(np.argmax(shares))
    dead, size = counts[worst], experiment.layers[worst].units
    if shares[worst] < MANY or (dead < 2 and dead < size):
        return None
    return Obstacle("dead_units", {"dead": dead, "units": size, "layer": worst + 1})

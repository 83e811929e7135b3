"""Which learning rates usually learn on the playground's own tasks: measured, not copied.

Keras' defaults are made for large networks and long training; here Adadelta, say, wants a rate a
thousand times as large. Of circle, XOR, moons and spiral, 4-2 and 8-8 neurons, three starts each,
these are the rates whose test loss after 60 epochs is near that optimizer's best.
"""

from collections.abc import Mapping

from playground.spec import RunSpec

USUAL: Mapping[str, tuple[float, float]] = {
    "sgd": (0.03, 1.0),
    "momentum": (0.01, 0.1),
    "nesterov": (0.01, 0.1),
    "adagrad": (0.03, 1.0),
    "adadelta": (1.0, 10.0),
    "rmsprop": (0.003, 0.1),
    "adam": (0.003, 0.1),
    "amsgrad": (0.003, 0.1),
    "adamw": (0.003, 0.1),
    "adamax": (0.01, 0.3),
    "nadam": (0.003, 0.1),
    "lion": (0.001, 0.003),
    "ftrl": (0.3, 1.0),
}
"""Optimizer -> the lowest and the highest rate that usually learns."""
FAR = 3.0
"""A rate this many times outside is far off."""


def is_far_off(run: RunSpec) -> bool:
    """Tell whether a run's rate lies far outside of what usually learns; 0 is a choice."""
    low, high = USUAL[run.optimizer]
    return run.learning_rate > 0 and not low / FAR <= run.learning_rate <= high * FAR


def is_high(run: RunSpec) -> bool:
    """Tell whether a run's rate is at the upper end of what usually learns, or above it."""
    return run.learning_rate >= USUAL[run.optimizer][1]

"""The optimizers of the registry as Keras has them; the engine's rules are in these very forms.

What changes from step to step, the rate, is no part of them: the step sets it. Penalties l1 and l2
are added to the gradient by the step as well, as the engine does; what is set here stands still.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import keras

from playground.spec import RunSpec, settings_of

_KERAS = keras.optimizers

OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "sgd": _KERAS.SGD,
    "momentum": _KERAS.SGD,
    "nesterov": partial(_KERAS.SGD, nesterov=True),
    "adagrad": _KERAS.Adagrad,
    "adadelta": _KERAS.Adadelta,
    "rmsprop": _KERAS.RMSprop,
    "adam": _KERAS.Adam,
    "amsgrad": partial(_KERAS.Adam, amsgrad=True),
    "adamw": _KERAS.AdamW,
    "adamax": _KERAS.Adamax,
    "nadam": _KERAS.Nadam,
    "lion": _KERAS.Lion,
    "ftrl": _KERAS.Ftrl,
}


def constants(run: RunSpec) -> tuple[tuple[str, Any], ...]:
    """What a run's optimizer is built with, besides its word: all but the rate."""
    settings: dict[str, Any] = dict(settings_of(run))
    settings |= {name: getattr(run, name) for name in ("clipvalue", "clipnorm", "global_clipnorm")}
    settings["weight_decay"] = run.weight_decay or None
    del settings["learning_rate"]
    return tuple(settings.items())


def optimizer_of(run: RunSpec) -> Any:
    """The Keras optimizer of a run."""
    return OPTIMIZERS[run.optimizer](run.learning_rate, **dict(constants(run)))

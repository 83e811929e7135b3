"""Keras' optimizers, schedules and plateaus, fed with what is given, in a process of their own.

    python -m tests.engine.keras_twin < order.json > answer.json

A process of its own because Keras may not be among the modules of a test that opens a page. Keras
takes some Python floats through float32 on their way to a float64 tensor: the settings that are
sent here are such that float32 can hold them, and its own constants keep their digits.
"""

import json
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src import ops

keras.config.set_floatx("float64")
_cast = ops.cast
ops.cast = lambda x, dtype: _cast(np.float64(x) if isinstance(x, float) else x, dtype)

OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "momentum": keras.optimizers.SGD,
    "nesterov": keras.optimizers.SGD,
    "adagrad": keras.optimizers.Adagrad,
    "adadelta": keras.optimizers.Adadelta,
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
    "amsgrad": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "adamax": keras.optimizers.Adamax,
    "nadam": keras.optimizers.Nadam,
    "lion": keras.optimizers.Lion,
    "ftrl": keras.optimizers.Ftrl,
}
MORE = {"nesterov": {"nesterov": True}, "amsgrad": {"amsgrad": True}}


class OneCycle(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """PyTorch's OneCycleLR, phase after phase as its source goes through them."""

    def __init__(self, rate, total_steps, pct_start, div_factor, final_div_factor):
        low = rate / div_factor
        self.phases = [
            (pct_start * total_steps - 1, low, rate),
            (total_steps - 1, rate, low / final_div_factor),
        ]

    def __call__(self, step):
        step = min(int(step), self.phases[-1][0])
        begin = 0
        for end, first, last in self.phases:
            if step <= end:
                share = (step - begin) / (end - begin)
                return np.float64(last + (first - last) / 2 * (1 + np.cos(np.pi * share)))
            begin = end
        raise AssertionError(step)


class Warm(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """A straight line from 0 before another schedule, which counts from its end."""

    def __init__(self, rate, steps, after):
        self.rate, self.steps, self.after = rate, steps, after

    def __call__(self, step):
        step = ops.cast(step, "float64")
        after = self.after(ops.maximum(step - self.steps, np.float64(0)))
        return ops.where(step < self.steps, np.float64(self.rate) * step / self.steps, after)


def schedule(name: str, rate: float, settings: dict):
    """The Keras schedule of one of ours, without warm-up."""
    c, schedules = settings, keras.optimizers.schedules
    rate = np.float64(rate)
    if name == "step":
        return schedules.ExponentialDecay(rate, c["decay_steps"], c["decay_rate"], True)
    kind = {
        "exponential": schedules.ExponentialDecay,
        "polynomial": schedules.PolynomialDecay,
        "inverse_time": schedules.InverseTimeDecay,
        "cosine": schedules.CosineDecay,
        "cosine_restarts": schedules.CosineDecayRestarts,
        "one_cycle": OneCycle,
    }
    return kind[name](rate, **c) if name in kind else lambda _: rate


def rate_of(run: dict):
    """What an optimizer takes for its rate: a number or a schedule."""
    rate, settings, c = run["learning_rate"], run["schedule_settings"], run["schedule"]
    warm, name = c["warmup_steps"], c["name"]
    if name in ("constant", "reduce_on_plateau") and not warm:
        return rate
    if name == "cosine" and warm:  # the one that Keras can warm up itself
        return keras.optimizers.schedules.CosineDecay(
            np.float64(0), **settings, warmup_target=np.float64(rate), warmup_steps=warm
        )
    after = schedule(name, rate, settings)
    return Warm(rate, warm, after) if warm else after


def path(run: dict, start: list[list], gradients: list[list]) -> list[list]:
    """All variables after each step."""
    variables = [keras.Variable(np.array(part), dtype="float64") for part in start]
    clipping = {name: run[name] for name in ("clipvalue", "clipnorm", "global_clipnorm")}
    settings = {name: value for name, value in run["settings"].items() if name != "learning_rate"}
    settings["weight_decay"] = run["weight_decay"] or None
    word = run["optimizer"]
    optimizer = OPTIMIZERS[word](rate_of(run), **settings, **clipping, **MORE.get(word, {}))
    optimizer.build(variables)
    step = tf.function(lambda given: optimizer.apply(given, variables))
    places = []
    for parts in gradients:
        step([tf.constant(part, "float64") for part in parts])
        places.append([np.asarray(variable.value).tolist() for variable in variables])
    return places


def rates(run: dict, steps: list[int]) -> list[float]:
    """The rate at each of some steps."""
    rate = rate_of(run)
    return [float(rate(np.int64(step)) if callable(rate) else rate) for step in steps]


def plateaus(run: dict, losses: list[float]) -> list[float]:
    """The rate after each epoch that ended with one of these losses."""
    optimizer = keras.optimizers.SGD(run["learning_rate"])
    callback = keras.callbacks.ReduceLROnPlateau("loss", **run["schedule_settings"])
    callback.set_model(SimpleNamespace(optimizer=optimizer))
    callback.on_train_begin()
    found = []
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"loss": loss})
        found.append(float(np.asarray(optimizer.learning_rate.value)))
    return found


ANSWERS: dict[str, Callable[..., Any]] = {"path": path, "rates": rates, "plateaus": plateaus}

if __name__ == "__main__":
    orders = json.load(sys.stdin)
    json.dump([ANSWERS[order.pop("what")](**order) for order in orders], sys.stdout)

"""Hand-made histories of races, so that a test says only what matters to it."""

import numpy as np

from playground.frame import History
from playground.spec import Experiment, Race, RunSpec, entry

WORDS = ("sgd", "momentum", "adam", "lion")


def race_of(racers, starts, **rules):
    """A race with so many racers and starts."""
    specs = tuple(RunSpec(optimizer=WORDS[k % len(WORDS)]) for k in range(racers))
    return Race(racers=specs, starts=starts, **rules)


def history(test, train=None, *, accuracy=0.5, every=1):
    """A history with a row every so many epochs of `test` losses (T, racers, starts)."""
    test = np.asarray(test, dtype=float)
    train = np.where(np.isfinite(test), 0.5, test) if train is None else np.asarray(train, float)
    accuracy = np.broadcast_to(accuracy, test.shape)
    names = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    curves = History(names, test[0].size)
    columns = (train, test, accuracy, accuracy)
    for row in range(len(test)):
        values = [np.ravel(column[row]) for column in columns]
        curves.append(row * every, dict(zip(names, values, strict=True)))
    return curves


def final(*losses):
    """A history of two rows that ends with these losses: one list of starts for each racer."""
    end = np.array(losses, dtype=float)
    return history([np.full(end.shape, 0.5), end])


def entry_of(race):
    return entry(Experiment(), race)

"""Update rules, in Keras' forms: what one step does to a weight w with gradient g.

All of them are one family, so that runs with different optimizers still train in one pass over
the flat array. An entry takes a RunSpec and returns the Terms of

    m ← keep₁ m + gain₁ g                                     first memory, starts at 0
    s ← keep₂ s + gain₂ g²                                    second memory, starts at `start`
    w ← w - rate(t) (take_m m + take_g g) / (√(s + inner) + outer)

where t = 1, 2, ... counts the steps since the memories were empty. An optimizer that does not use
a memory leaves it out (keep = gain = 0) and costs nothing for it.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.spec import RunSpec

Rate = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class Terms(NamedTuple):
    """The coefficients of one run in the family's pass; the defaults leave a memory out."""

    rate: float | Rate
    first: tuple[float, float] = (0.0, 0.0)
    second: tuple[float, float] = (0.0, 0.0)
    take: tuple[float, float] = (0.0, 1.0)
    inner: float = 0.0
    outer: float = 1.0
    start: float = 0.0


def sgd(run: RunSpec) -> Terms:
    """Descent: w ← w - α g (Robbins, Monro 1951); with a momentum set, as `momentum`."""
    return momentum(run) if run.momentum else Terms(rate=run.learning_rate)


def momentum(run: RunSpec) -> Terms:
    """Heavy ball: v ← μ v - α g,  w ← w + v (Polyak 1964); here m = -v."""
    return Terms(rate=1.0, first=(run.momentum, run.learning_rate), take=(1.0, 0.0))


def nesterov(run: RunSpec) -> Terms:
    """Look ahead: v ← μ v - α g,  w ← w + μ v - α g, m = -v (Nesterov 1983; Sutskever 2013)."""
    return Terms(
        rate=1.0,
        first=(run.momentum, run.learning_rate),
        take=(run.momentum, run.learning_rate),
    )


def adam(run: RunSpec) -> Terms:
    """Adam (Kingma, Ba 2015), in the form before section 2.1 with ε̂.

    m ← β₁ m + (1 - β₁) g,  v ← β₂ v + (1 - β₂) g²,  w ← w - α √(1 - β₂ᵗ) / (1 - β₁ᵗ) m / (√v + ε)
    """

    def rate(t: NDArray[np.float64]) -> NDArray[np.float64]:
        return run.learning_rate * np.sqrt(1 - run.beta_2**t) / (1 - run.beta_1**t)

    return Terms(
        rate=rate,
        first=(run.beta_1, 1 - run.beta_1),
        second=(run.beta_2, 1 - run.beta_2),
        take=(1.0, 0.0),
        outer=run.epsilon,
    )


OPTIMIZERS: dict[str, Callable[[RunSpec], Terms]] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adam": adam,
}

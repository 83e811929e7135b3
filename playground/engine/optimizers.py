"""Update rules, in Keras' forms: what one step does to a weight w with gradient g.

Nearly all of them are one family, so that runs with different optimizers still train in one pass
over the flat array. An entry takes a RunSpec, the rate α and the steps t since the memories were
empty, and returns the Terms of

    m ← keep₁ m + gain₁ g                             first memory, starts at 0
    s ← keep₂ s + gain₂ g²                            second memory, starts as the run says
    h ← max(fade h, s)                                the largest s so far (without fade: s itself)
    v ← push v + (take_m m + take_g g) / (√(h + inner - centre m²) + outer)
    w ← w - go v                                      go is 1, but 0 for a run at rest

An optimizer that does not use a memory leaves it out and costs nothing for it. α and t = 1, 2, ...
are those of the steps to come (T,), so a coefficient made of them changes from step to step; a rate
that stands still is a plain number. The rest (`outsiders.py`) have their own lines.

What every optimizer can do is done before: clipping g, and weight decay, w ← w - α weight_decay w.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from playground.engine.outsiders import Adadelta, Ftrl, Lion, Outsider
from playground.engine.schedules import Steps, Value
from playground.spec import RunSpec

UNUSED = (0.0, 0.0)


class Terms(NamedTuple):
    """The coefficients of one run in the family's pass; the defaults leave a memory out."""

    first: tuple[Value, Value] = UNUSED
    second: tuple[Value, Value] = UNUSED
    take: tuple[Value, Value] = (0.0, 1.0)
    fade: float = 0.0
    inner: float = 0.0
    centre: float = 0.0
    outer: Value = 1.0
    push: float = 0.0
    go: float = 1.0

    @property
    def columns(self) -> tuple[Value, ...]:
        """All coefficients in the order of `COLUMNS`."""
        return (*self.first, *self.second, *self.take, *self[3:])

    @property
    def memories(self) -> tuple[str, ...]:
        """The memories that are used, by name."""
        used = {
            "first": self.first is not UNUSED,
            "second": self.second is not UNUSED,
            "largest": self.fade > 0,
            "velocity": self.push > 0,
        }
        return tuple(name for name in used if used[name])

    def at_rest(self) -> "Terms":
        """The same rule for a run that has stopped: nothing is taken, no memory moves."""
        used = self.memories
        return self._replace(
            first=(1.0, 0.0) if "first" in used else self.first,
            second=(1.0, 0.0) if "second" in used else self.second,
            fade=1.0 if "largest" in used else 0.0,
            push=1.0 if "velocity" in used else 0.0,
            go=0.0 if "velocity" in used else 1.0,
            take=(0.0, 0.0),
        )


def sgd(run: RunSpec, rate: Value, t: Steps) -> Terms:
    """Descent: w ← w - α g (Robbins, Monro 1951); with a momentum set, as `momentum`."""
    return momentum(run, rate, t) if run.momentum else Terms(take=(0.0, rate))


def momentum(run: RunSpec, rate: Value, _: Steps) -> Terms:
    """Heavy ball: v ← μ v - α g,  w ← w + v (Polyak 1964); here m = -v."""
    return Terms(first=(run.momentum, rate), take=(1.0, 0.0))


def nesterov(run: RunSpec, rate: Value, _: Steps) -> Terms:
    """Look ahead: v ← μ v - α g,  w ← w + μ v - α g, m = -v (Nesterov 1983; Sutskever 2013)."""
    return Terms(first=(run.momentum, rate), take=(run.momentum, rate))


def adagrad(run: RunSpec, rate: Value, _: Steps) -> Terms:
    """Adagrad (Duchi et al. 2011): s ← s + g²,  w ← w - α g / √(s + ε)."""
    return Terms(
        second=(1.0, 1.0),
        take=(0.0, rate),
        inner=run.epsilon,
        outer=0.0,
    )


def rmsprop(run: RunSpec, rate: Value, _: Steps) -> Terms:
    """RMSprop (Tieleman, Hinton 2012): s ← ρ s + (1 - ρ) g²,  v ← μ v + α g / √(s + ε).

    Centered, with m ← ρ m + (1 - ρ) g, it divides by √(s - m² + ε): the spread around the mean
    (Graves 2013).
    """
    mean = (run.rho, 1 - run.rho)
    return Terms(
        first=mean if run.centered else UNUSED,
        second=mean,
        take=(0.0, rate),
        inner=run.epsilon,
        centre=float(run.centered),
        outer=0.0,
        push=run.momentum,
    )


def adam(run: RunSpec, rate: Value, t: Steps) -> Terms:
    """Adam (Kingma, Ba 2015), in the form before section 2.1 with ε̂.

    m ← β₁ m + (1 - β₁) g,  s ← β₂ s + (1 - β₂) g²,  w ← w - α √(1 - β₂ᵗ) / (1 - β₁ᵗ) m / (√s + ε)
    """
    correction = np.sqrt(1 - run.beta_2**t) / (1 - run.beta_1**t)
    return Terms(
        first=(run.beta_1, 1 - run.beta_1),
        second=(run.beta_2, 1 - run.beta_2),
        take=(rate * correction, 0.0),
        outer=run.epsilon,
    )


def amsgrad(run: RunSpec, rate: Value, t: Steps) -> Terms:
    """AMSGrad (Reddi et al. 2018): Adam with h ← max(h, s) in the place of s."""
    return adam(run, rate, t)._replace(fade=1.0)


def adamax(run: RunSpec, rate: Value, t: Steps) -> Terms:
    """Adamax (Kingma, Ba 2015, section 7.1): u ← max(β₂ u, |g|); here h = u².

    m ← β₁ m + (1 - β₁) g,  w ← w - α / (1 - β₁ᵗ) m / (u + ε)
    """
    return Terms(
        first=(run.beta_1, 1 - run.beta_1),
        second=(0.0, 1.0),
        fade=run.beta_2**2,
        take=(rate / (1 - run.beta_1**t), 0.0),
        outer=run.epsilon,
    )


def nadam(run: RunSpec, rate: Value, t: Steps) -> Terms:
    """Nadam (Dozat 2016), with a momentum μₜ = β₁ (1 - ½ 0.96ᵗ) that warms up, Mₜ = μ₁ μ₂ ... μₜ.

    w ← w - α (μₜ₊₁ m / (1 - Mₜ₊₁) + (1 - μₜ) g / (1 - Mₜ)) / (√(s / (1 - β₂ᵗ)) + ε); here numerator
    and denominator are both multiplied by √(1 - β₂ᵗ).
    """
    mu, mu_next = (run.beta_1 * (1 - 0.5 * 0.96**step) for step in (t, t + 1))
    warmth = _WARMTH[np.minimum(t, len(_WARMTH)).astype(np.intp) - 1]
    product = run.beta_1**t * warmth
    root = np.sqrt(1 - run.beta_2**t)
    return Terms(
        first=(run.beta_1, 1 - run.beta_1),
        second=(run.beta_2, 1 - run.beta_2),
        take=(
            rate * root * mu_next / (1 - product * mu_next),
            rate * root * (1 - mu) / (1 - product),
        ),
        outer=run.epsilon * root,
    )


def adadelta(run: RunSpec, rate: Value, _: Steps) -> Adadelta:
    """Adadelta: its lines are its own."""
    return Adadelta(rate, run.rho, 1 - run.rho, run.epsilon)


def lion(run: RunSpec, rate: Value, _: Steps) -> Lion:
    """Lion: its lines are its own."""
    return Lion(rate, run.beta_1, 1 - run.beta_1, run.beta_2, 1 - run.beta_2)


def ftrl(run: RunSpec, rate: Value, _: Steps) -> Ftrl:
    """FTRL: its lines are its own. `beta` makes the rate smaller, which comes to more of l2."""
    moves = np.greater(rate, 0.0) * 1.0
    divisor = rate + (1 - moves)  # no division by 0
    return Ftrl(
        moves=moves,
        rate=divisor,
        power=-run.learning_rate_power,
        shrink=2 * run.l2_shrinkage_regularization_strength,
        l1=run.l1_regularization_strength,
        l2=2 * run.l2_regularization_strength + run.beta / divisor,
    )


Rule = Terms | Outsider

OPTIMIZERS: dict[str, Callable[[RunSpec, Value, Steps], Rule]] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "adadelta": adadelta,
    "rmsprop": rmsprop,
    "adam": adam,
    "amsgrad": amsgrad,
    "adamw": adam,  # the same: weight decay is there for every optimizer
    "adamax": adamax,
    "nadam": nadam,
    "lion": lion,
    "ftrl": ftrl,
}

_WARMTH = np.cumprod(1 - 0.5 * 0.96 ** np.arange(1, 1001))
"""(1 - ½ 0.96¹) (1 - ½ 0.96²) ... for each t; from t = 1000 on it does not change any more."""

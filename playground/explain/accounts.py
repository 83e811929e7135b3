"""Each optimizer's step as the lines in which it is written down, one rule below the other.

They are the rules of `engine/optimizers.py` and `engine/outsiders.py` as a book has them; that they
come to what the engine does is a law of `tests/explain/test_microscope.py`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from playground.spec import RunSpec

Lines = dict[str, str]
"""Name of the left side -> formula, in the order in which they are carried out."""

NEW = "w_new"
_MEANS = {"m_new": "beta_1*m + (1 - beta_1)*g", "s_new": "beta_2*s + (1 - beta_2)*g**2"}
DIVISOR = "n_new**p/alpha + 2*l2 + beta/alpha"
"""What FTRL divides by."""
_CORRECTED = {"a": "alpha*sqrt(1 - beta_2**t)/(1 - beta_1**t)"}
_HEAVY = {"v_new": "momentum*v - alpha*g"}
_ADAM = {**_MEANS, **_CORRECTED, NEW: "w - a*m_new/(sqrt(s_new) + epsilon)"}


class Account(NamedTuple):
    """How an optimizer is written down.

    `lines` as they are carried out, `memories` as symbol -> the engine's name, and `carried`: the
    part of the step that the memories of earlier steps bring along, 0 where it can't be parted.
    """

    lines: Lines
    memories: Mapping[str, str] = {}
    carried: str = "0"


def sgd(run: RunSpec) -> Account:
    """Descent; with a momentum set, as `momentum`."""
    return momentum(run) if run.momentum else Account({NEW: "w - alpha*g"})


def momentum(_: RunSpec) -> Account:
    """Heavy ball."""
    return Account({**_HEAVY, NEW: "w + v_new"}, {"v": "first"}, "momentum*v")


def nesterov(_: RunSpec) -> Account:
    """Look ahead."""
    lines = {**_HEAVY, NEW: "w + momentum*v_new - alpha*g"}
    return Account(lines, {"v": "first"}, "momentum**2*v")


def adagrad(_: RunSpec) -> Account:
    """Divided by all gradients so far."""
    lines = {"s_new": "s + g**2", NEW: "w - alpha*g/sqrt(s_new + epsilon)"}
    return Account(lines, {"s": "second"})


def adadelta(_: RunSpec) -> Account:
    """Steps measured by the steps before."""
    lines = {
        "s_new": "rho*s + (1 - rho)*g**2",
        "d": "g*sqrt(q + epsilon)/sqrt(s_new + epsilon)",
        "q_new": "rho*q + (1 - rho)*d**2",
        NEW: "w - alpha*d",
    }
    return Account(lines, {"s": "second", "q": "first"})


def rmsprop(run: RunSpec) -> Account:
    """Divided by the running mean; centered and with momentum where these are set."""
    lines = {"s_new": "rho*s + (1 - rho)*g**2"}
    memories = {"s": "second"}
    spread = "s_new"
    if run.centered:
        lines["m_new"], memories["m"] = "rho*m + (1 - rho)*g", "first"
        spread = "s_new - m_new**2"
    step = f"alpha*g/sqrt({spread} + epsilon)"
    if not run.momentum:
        return Account({**lines, NEW: f"w - {step}"}, memories)
    lines |= {"v_new": f"momentum*v + {step}", NEW: "w - v_new"}
    return Account(lines, {**memories, "v": "velocity"}, "-momentum*v")


def adam(_: RunSpec) -> Account:
    """Means of gradients and of their squares."""
    carried = "-a*beta_1*m/(sqrt(s_new) + epsilon)"
    return Account(_ADAM, {"m": "first", "s": "second"}, carried)


def amsgrad(_: RunSpec) -> Account:
    """Adam that never forgets the largest."""
    step = "/(sqrt(h_new) + epsilon)"
    lines = {**_MEANS, "h_new": "max(h, s_new)", **_CORRECTED, NEW: f"w - a*m_new{step}"}
    memories = {"m": "first", "s": "second", "h": "largest"}
    return Account(lines, memories, f"-a*beta_1*m{step}")


def adamax(_: RunSpec) -> Account:
    """Adam with the largest gradient; the engine remembers u²."""
    lines = {
        "m_new": _MEANS["m_new"],
        "u_new": "max(beta_2*u, abs(g))",
        "a": "alpha/(1 - beta_1**t)",
        NEW: "w - a*m_new/(u_new + epsilon)",
    }
    memories = {"m": "first", "u": "largest"}
    return Account(lines, memories, "-a*beta_1*m/(u_new + epsilon)")


def nadam(_: RunSpec) -> Account:
    """Adam that looks ahead."""
    root = "(sqrt(s_hat) + epsilon)"
    lines = {
        **_MEANS,
        "mu_t": "beta_1*(1 - 0.96**t/2)",
        "mu_next": "beta_1*(1 - 0.96**(t + 1)/2)",
        "M": "before_M*mu_t",
        "s_hat": "s_new/(1 - beta_2**t)",
        NEW: f"w - alpha*(mu_next*m_new/(1 - M*mu_next) + (1 - mu_t)*g/(1 - M))/{root}",
    }
    carried = f"-alpha*mu_next*beta_1*m/(1 - M*mu_next)/{root}"
    return Account(lines, {"m": "first", "s": "second"}, carried)


def lion(_: RunSpec) -> Account:
    """Only a sign counts."""
    lines = {
        "c": "beta_1*m + (1 - beta_1)*g",
        NEW: "w - alpha*sign(c)",
        "m_new": "beta_2*m + (1 - beta_2)*g",
    }
    return Account(lines, {"m": "first"})


def ftrl(_: RunSpec) -> Account:
    """The weight that would have been best so far."""
    lines = {
        "n_new": "n + g**2",
        "z_new": "z + g + 2*shrink*w - (n_new**p - n**p)/alpha*w",
        NEW: f"(clip(z_new, l1) - z_new)/({DIVISOR})",
    }
    return Account(lines, {"z": "first", "n": "second"})


ACCOUNTS = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "adadelta": adadelta,
    "rmsprop": rmsprop,
    "adam": adam,
    "amsgrad": amsgrad,
    "adamw": adam,
    "adamax": adamax,
    "nadam": nadam,
    "lion": lion,
    "ftrl": ftrl,
}
"""Optimizer's word -> how it is written down."""

"""What a formula may do: word -> how it is computed, how fast it changes, how it is written.

The contract of an entry, for parts a (and b) that are numbers or arrays:

    value(a, b)        the result
    slopes[k](r, a, b) ∂r/∂a for k = 0, ∂r/∂b for k = 1, r the result; none where it is flat
    latex              how it is written, {0} and {1} standing for the parts
    level              how tightly it holds together, and
    needs              how tightly each part must, so that it stands without brackets
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Value = Any
"""A number or an array of float64."""

OR, AND, NOT, COMPARISON, SUM, PRODUCT, FRACTION, POWER, ATOM = range(9)
ANY = OR


class Operation(NamedTuple):
    """One thing that a formula may do."""

    value: Callable[..., Value]
    slopes: tuple[Callable[..., Value], ...]
    latex: str
    level: int
    needs: tuple[int, ...]


def _power_of_base(r: Value, a: Value, b: Value) -> Value:
    """∂a^b/∂a = b a^(b-1); nothing where b is 0, also at a = 0."""
    return np.where(b == 0, 0.0, b * a ** (b - 1))


def _power_of_exponent(r: Value, a: Value, b: Value) -> Value:
    """∂a^b/∂b = a^b log a; nothing where a^b is 0, also at a = 0."""
    return np.where(r == 0, 0.0, r * np.log(a))


def _condition(truth: Callable[..., Value], latex: str, level: int, *needs: int) -> Operation:
    """A condition is 1 where it holds, else 0, and has no slopes."""

    def value(*parts: Value) -> Value:
        return truth(*parts) * 1.0

    return Operation(value, (), latex, level, needs)


def _function(latex: str, value: Callable[..., Value], *slopes: Callable[..., Value]) -> Operation:
    """A function with its arguments in brackets."""
    arguments = ", ".join(f"{{{place}}}" for place in range(len(slopes)))
    latex = rf"{latex}\left({arguments}\right)"
    return Operation(value, slopes, latex, ATOM, (ANY,) * len(slopes))


ARITHMETIC: dict[str, Operation] = {
    "+": Operation(
        np.add, (lambda r, a, b: 1.0, lambda r, a, b: 1.0), "{0} + {1}", SUM, (SUM, PRODUCT)
    ),
    "-": Operation(
        np.subtract, (lambda r, a, b: 1.0, lambda r, a, b: -1.0), "{0} - {1}", SUM, (SUM, PRODUCT)
    ),
    "*": Operation(
        np.multiply,
        (lambda r, a, b: b, lambda r, a, b: a),
        r"{0} \cdot {1}",
        PRODUCT,
        (PRODUCT, FRACTION),
    ),
    "/": Operation(
        np.divide,
        (lambda r, a, b: 1 / b, lambda r, a, b: -r / b),
        r"\frac{{{0}}}{{{1}}}",
        FRACTION,
        (ANY, ANY),
    ),
    "**": Operation(
        lambda a, b: a**b,
        (_power_of_base, _power_of_exponent),
        "{0}^{{{1}}}",
        POWER,
        (ATOM, ANY),
    ),
    "negative": Operation(np.negative, (lambda r, a: -1.0,), "-{0}", SUM, (PRODUCT,)),
}

FUNCTIONS: dict[str, Operation] = {
    "sin": _function(r"\sin", np.sin, lambda r, a: np.cos(a)),
    "cos": _function(r"\cos", np.cos, lambda r, a: -np.sin(a)),
    "tan": _function(r"\tan", np.tan, lambda r, a: 1 + r * r),
    "atan": _function(r"\arctan", np.arctan, lambda r, a: 1 / (1 + a * a)),
    "sinh": _function(r"\sinh", np.sinh, lambda r, a: np.cosh(a)),
    "cosh": _function(r"\cosh", np.cosh, lambda r, a: np.sinh(a)),
    "tanh": _function(r"\tanh", np.tanh, lambda r, a: 1 - r * r),
    "exp": Operation(np.exp, (lambda r, a: r,), "e^{{{0}}}", POWER, (ANY,)),
    "log": _function(r"\ln", np.log, lambda r, a: 1 / a),
    "sqrt": Operation(np.sqrt, (lambda r, a: 0.5 / r,), r"\sqrt{{{0}}}", ATOM, (ANY,)),
    "abs": Operation(np.abs, (lambda r, a: np.sign(a),), r"\left|{0}\right|", ATOM, (ANY,)),
    "min": _function(r"\min", np.minimum, lambda r, a, b: a <= b, lambda r, a, b: a > b),
    "max": _function(r"\max", np.maximum, lambda r, a, b: a >= b, lambda r, a, b: a < b),
}
"""Called by their names. At the kink of abs the slope is 0, at others that of the first part."""

CONDITIONS: dict[str, Operation] = {
    "<": _condition(np.less, "{0} < {1}", COMPARISON, SUM, SUM),
    "<=": _condition(np.less_equal, r"{0} \le {1}", COMPARISON, SUM, SUM),
    ">": _condition(np.greater, "{0} > {1}", COMPARISON, SUM, SUM),
    ">=": _condition(np.greater_equal, r"{0} \ge {1}", COMPARISON, SUM, SUM),
    "==": _condition(np.equal, "{0} = {1}", COMPARISON, SUM, SUM),
    "!=": _condition(np.not_equal, r"{0} \ne {1}", COMPARISON, SUM, SUM),
    "and": _condition(np.logical_and, r"{0} \land {1}", AND, AND, NOT),
    "or": _condition(np.logical_or, r"{0} \lor {1}", OR, OR, AND),
    "not": _condition(np.logical_not, r"\neg {0}", NOT, ATOM),
}

OPERATIONS = {**ARITHMETIC, **FUNCTIONS, **CONDITIONS}

CONSTANTS: dict[str, tuple[float, str]] = {"pi": (np.pi, r"\pi"), "e": (np.e, "e")}
"""Name -> value and LaTeX."""

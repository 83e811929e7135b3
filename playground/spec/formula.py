"""A formula as a tree of operations: computed on arrays, differentiated exactly, and printed.

`syntax.py` reads one from a text. Numbers are floats and every operation takes time in proportion
to the arrays alone, so nothing that can be written down takes long: `9**9**9` is infinity.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.errors import SpecError
from playground.spec.limits import FORMULA_VALUE
from playground.spec.operations import ATOM, CONSTANTS, OPERATIONS, PRODUCT, Value

Array = NDArray[np.float64]

SAMPLES = 33
"""Places along each axis at which a formula is tried."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number; one with a name is printed by it."""

    value: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """What the formula is a function of."""

    place: int
    name: str


@dataclass(frozen=True, slots=True)
class Result:
    """What the operation of a word makes of its parts."""

    word: str
    parts: tuple["Tree", ...]


Tree = Number | Variable | Result


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of the variables `names`, as it was typed and as a tree."""

    text: str
    names: tuple[str, ...]
    tree: Tree

    def value(self, *variables: ArrayLike) -> Array:
        """Its value for each entry of the variables' arrays, NaN where it has none."""
        places = _places(variables)
        with np.errstate(all="ignore"):
            return _shaped(value_of(self.tree, places), places[0].shape)

    def gradient(self, *variables: ArrayLike) -> tuple[Array, ...]:
        """Its value and its slope along each variable, in one walk.

        Forward mode: of r = f(a, b), dr/dx = ∂f/∂a da/dx + ∂f/∂b db/dx. A part that stands still
        contributes nothing, whatever its factor: so √(x² + y²) has the slope 0 at its tip.
        """
        places = _places(variables)
        with np.errstate(all="ignore"):
            value, slopes = _derived(self.tree, places)
            known = (0.0 if slope is None else slope for slope in slopes)
            return tuple(_shaped(entry, places[0].shape) for entry in (value, *known))

    def latex(self) -> str:
        """The formula as it is printed."""
        return printed(self.tree)

    def check_finite(self, *ranges: tuple[float, float], field: str = "formula") -> None:
        """Refuse a formula without a usable value anywhere in the ranges of its variables."""
        axes = [np.linspace(low, high, SAMPLES) for low, high in ranges]
        if not (np.abs(self.value(*np.meshgrid(*axes))) <= FORMULA_VALUE).any():
            ends = {"low": min(low for low, _ in ranges), "high": max(high for _, high in ranges)}
            raise SpecError(field, "formula_not_finite", ends)


def has_variables(tree: Tree) -> bool:
    """Whether a tree is more than a number in a roundabout form."""
    if isinstance(tree, Result):
        return any(has_variables(part) for part in tree.parts)
    return isinstance(tree, Variable)


def value_of(tree: Tree, places: Sequence[Array]) -> Value:
    """The value of a tree; `places` are the arrays of the variables."""
    if isinstance(tree, Number):
        return np.float64(tree.value)  # a plain float would raise where this one says infinity
    if isinstance(tree, Variable):
        return places[tree.place]
    return OPERATIONS[tree.word].value(*(value_of(part, places) for part in tree.parts))


def _derived(tree: Tree, places: Sequence[Array]) -> tuple[Value, list[Value | None]]:
    """Value and slope along each variable; None where it stands still throughout."""
    slopes: list[Value | None] = [None] * len(places)
    if isinstance(tree, Number):
        return np.float64(tree.value), slopes
    if isinstance(tree, Variable):
        slopes[tree.place] = 1.0
        return places[tree.place], slopes
    operation = OPERATIONS[tree.word]
    values, inner = zip(*(_derived(part, places) for part in tree.parts), strict=True)
    result = operation.value(*values)
    for part, rule, moves in zip(tree.parts, operation.slopes, inner, strict=False):
        if all(move is None for move in moves):
            continue
        factor = rule(result, *values)
        for axis, move in enumerate(moves):
            if move is not None:
                is_itself = isinstance(part, Variable)
                share = factor if is_itself else np.where(move == 0, 0.0, factor * move)
                slopes[axis] = share if slopes[axis] is None else slopes[axis] + share
    return result, slopes


def printed(tree: Tree) -> str:
    """A tree in LaTeX."""
    return _printed(tree)[0]


def _printed(tree: Tree) -> tuple[str, int]:
    """LaTeX, and how tightly it holds together."""
    if isinstance(tree, Variable):
        letter = tree.name.rstrip("0123456789")
        index = tree.name[len(letter) :]
        return (f"{letter}_{{{index}}}" if index else letter), ATOM
    if isinstance(tree, Number):
        return _number(tree)
    if tree.word == "*" and isinstance(tree.parts[0], Result) and tree.parts[0].word == "negative":
        [inside], right = tree.parts[0].parts, tree.parts[1]  # the sign may stand before it all
        return _printed(Result("negative", (Result("*", (inside, right)),)))
    operation = OPERATIONS[tree.word]
    parts = []
    for part, needed in zip(tree.parts, operation.needs, strict=True):
        text, level = _printed(part)
        parts.append(text if level >= needed else rf"\left({text}\right)")
    latex = operation.latex
    if tree.word == "*" and parts[0][-1].isdigit() and _may_follow_digits(parts[1]):
        latex = "{0} {1}"
    return latex.format(*parts), operation.level


def _may_follow_digits(factor: str) -> bool:
    """Whether a factor needs no dot before it: neither 2 3 nor 2 ½ is a product."""
    return not factor[0].isdigit() and not factor.startswith(r"\frac")


def _number(number: Number) -> tuple[str, int]:
    if number.name:
        return CONSTANTS[number.name][1], ATOM
    mantissa, _, exponent = f"{number.value:.12g}".partition("e")
    if not exponent:
        return mantissa, ATOM
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}", PRODUCT


def _places(variables: Sequence[ArrayLike]) -> Sequence[Array]:
    """The variables as arrays of one shape."""
    return np.broadcast_arrays(*(np.asarray(entry, np.float64) for entry in variables))


def _shaped(value: Value, shape: tuple[int, ...]) -> Array:
    """A value as an array of its own of that shape."""
    return np.broadcast_to(value, shape).copy()

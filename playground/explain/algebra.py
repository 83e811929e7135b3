"""Small formulas that can be calculated and written in LaTeX, with symbols or with numbers.

A formula is Python's own notation (`m + (1 - beta)*g**2 / sqrt(s)`), read once as a tree. From the
same tree come the value and both ways of writing, so what is shown is what is calculated.
"""

import ast
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from math import floor, inf, isfinite, log10
from typing import Any

import numpy as np

Values = Mapping[str, float]
Symbols = Mapping[str, str]

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "max": np.maximum,
    "clip": lambda value, bound: np.clip(value, -bound, bound),
}
WRITTEN = {
    "sqrt": r"\sqrt{{{0}}}",
    "abs": r"\left|{0}\right|",
    "sign": r"\operatorname{{sign}}\left({0}\right)",
    "max": r"\max\left({0},\; {1}\right)",
    "clip": r"\operatorname{{clip}}\left({0},\; \pm {1}\right)",
}
OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_SUM, _PRODUCT, _POWER, _ATOM = range(4)
"""How tightly a piece of text holds together."""
HOLDS: dict[type[ast.operator], tuple[str, tuple[int, int, int]]] = {
    ast.Add: ("{0} + {1}", (_SUM, _PRODUCT, _SUM)),
    ast.Sub: ("{0} - {1}", (_SUM, _PRODUCT, _SUM)),
    ast.Mult: ("{0}{times}{1}", (_PRODUCT, _POWER, _PRODUCT)),
    ast.Div: (r"\frac{{{0}}}{{{1}}}", (_SUM, _SUM, _POWER)),
    ast.Pow: ("{0}^{{{1}}}", (_ATOM, _SUM, _POWER)),
}
"""How an operation is written, how tightly its sides must hold, and how tightly it does."""

Written = tuple[str, int]


@lru_cache(maxsize=256)
def tree(formula: str) -> ast.expr:
    """Return a formula as a tree."""
    return ast.parse(formula, mode="eval").body


def names_in(formula: str) -> list[str]:
    """Return the names that a formula needs, functions left out."""
    nodes = ast.walk(tree(formula))
    found = (node.id for node in nodes if isinstance(node, ast.Name))
    return [name for name in dict.fromkeys(found) if name not in FUNCTIONS]


def renamed(formula: str, old: str, new: str) -> str:
    """Return a formula with another name in the place of one."""
    return re.sub(rf"\b{old}\b", new, formula)


def value(formula: str, values: Values) -> float:
    """Return what a formula comes to; infinite or no number where it has no value."""
    with np.errstate(all="ignore"):
        return float(_value(tree(formula), values))


def in_symbols(formula: str, symbols: Symbols) -> str:
    """Return a formula in LaTeX, every name as its symbol."""
    return _written(tree(formula), lambda name: (symbols[name], _ATOM), r"\,")[0]


def in_numbers(formula: str, values: Values, digits: int = 4) -> str:
    """Return a formula in LaTeX, every name as its number with so many significant digits."""
    return _written(tree(formula), lambda name: _number(values[name], digits), r" \cdot ")[0]


def number(value: float, digits: int = 4) -> str:
    """Return a number in LaTeX: 0.03, -12.5, 3.1 · 10⁻⁷."""
    return _number(value, digits)[0]


def _number(value: float, digits: int) -> Written:
    if not isfinite(value):
        text = {inf: r"\infty", -inf: r"-\infty"}.get(value, r"\text{?}")
        return text, _SUM if value < 0 else _ATOM
    if value == 0:
        return "0", _ATOM
    size = floor(log10(abs(value)))
    if -4 <= size < 6:
        text = f"{value:.{max(0, digits - 1 - size)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text, _SUM if value < 0 else _ATOM
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return rf"{mantissa} \cdot 10^{{{int(power)}}}", _SUM if value < 0 else _PRODUCT


def _value(node: ast.expr, values: Values) -> Any:
    match node:
        case ast.Constant(value=constant):
            return np.float64(constant)  # type: ignore[arg-type]
        case ast.Name(id=name):
            return np.float64(values[name])
        case ast.UnaryOp(operand=inner):
            return -_value(inner, values)
        case ast.BinOp(left=left, op=operator, right=right):
            return OPERATORS[type(operator)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=parts):
            return FUNCTIONS[name](*(_value(part, values) for part in parts))
    raise ValueError(ast.dump(node))


def _written(node: ast.expr, leaf: Callable[[str], Written], times: str) -> Written:
    def within(part: ast.expr, least: int) -> str:
        text, hold = _written(part, leaf, times)
        return text if hold >= least else rf"\left({text}\right)"

    match node:
        case ast.Constant(value=constant):
            written = str(constant), _ATOM
        case ast.Name(id=name):
            written = leaf(name)
        case ast.UnaryOp(operand=inner):
            written = f"-{within(inner, _PRODUCT)}", _SUM
        case ast.Call(func=ast.Name(id=name), args=parts):
            written = WRITTEN[name].format(*(within(part, _SUM) for part in parts)), _ATOM
        case ast.BinOp(left=left, op=operator, right=right):
            text, (least, most, hold) = HOLDS[type(operator)]
            sides = within(left, least), within(right, most)
            written = text.format(*sides, times=times), hold
        case _:
            raise ValueError(ast.dump(node))
    return written

"""From a text that a person typed to a Formula, without ever running it.

Python's own parser reads the text, after `^` and a small ² have become `**` and `3x` has become
`3*x`. Of what it finds only the `OPERATIONS` are taken over into a tree of our own; everything else
is one SpecError.
"""

import ast
import re
from collections.abc import Iterable, Sequence
from typing import NoReturn
from unicodedata import normalize

import numpy as np

from playground.errors import SpecError
from playground.spec.formula import Formula, Number, Result, Tree, Variable, has_variables, value_of
from playground.spec.limits import (
    FORMULA_CHARACTERS,
    FORMULA_DEPTH,
    FORMULA_EXPONENT,
    FORMULA_NUMBER,
    FORMULA_PARTS,
)
from playground.spec.operations import ARITHMETIC, CONDITIONS, CONSTANTS, FUNCTIONS

_TYPED = {0xFF01 + place: 0x21 + place for place in range(94)} | str.maketrans(
    {"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "π": " pi ", "^": "**",
     "≤": "<=", "≥": ">=", "≠": "!="}
)  # fmt: skip
"""Signs as keyboards and Chinese input methods write them -> ours."""
_RAISED = re.compile("[⁻⁰¹²³⁴-⁹]+")
_FOREIGN = re.compile(r"[^A-Za-z0-9 .+\-*/(),<>=!]")
_TOUCHING = re.compile(
    r"((?<![\w.])(?>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|\)) *"
    r"(?=((?:and|or|not|in|is|if|else|for)\b)|[A-Za-z(])"
)
"""A number or a bracket right before a name or a bracket; group 2 is a word of Python's."""
_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
    ast.USub: "negative", ast.Not: "not", ast.And: "and", ast.Or: "or",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


def parse(
    text: str,
    names: Sequence[str] = ("x", "y"),
    *,
    conditions: bool = False,
    field: str = "formula",
) -> Formula:
    """Read a formula of the variables `names`; raises SpecError.

    With `conditions` it may also compare, and say and, or, not: 1 where that holds, else 0.
    """
    if len(text) > FORMULA_CHARACTERS:
        facts = {"value": len(text), "high": FORMULA_CHARACTERS}
        raise SpecError(field, "formula_too_long", facts)
    if not text.strip():
        raise SpecError(field, "missing")
    return Formula(text, tuple(names), _Reader(text, names, field, conditions).tree())


class _Reader:
    """What is known while one text is read."""

    def __init__(self, text: str, names: Sequence[str], field: str, conditions: bool) -> None:
        self._names, self._field, self._parts = list(names), field, 0
        self._words = {*ARITHMETIC, *(CONDITIONS if conditions else ())}
        self._typed = text
        plain = " ".join(_RAISED.sub(_lowered, text).translate(_TYPED).split())
        if foreign := _FOREIGN.search(plain):
            self._refuse("formula_not_allowed", value=_shown(foreign[0]))
        self._text = _TOUCHING.sub(lambda found: found[1] + (" " if found[2] else "*"), plain)

    def tree(self) -> Tree:
        """The whole formula."""
        try:
            node = ast.parse(self._text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self._refuse("formula_unfinished", value=self._typed[:60])
        return self._read(node, 1)

    def _read(self, node: ast.expr, depth: int) -> Tree:
        """One part of it, so many levels down."""
        self._parts += 1
        if max(self._parts / FORMULA_PARTS, depth / FORMULA_DEPTH) > 1:
            self._refuse("formula_too_large", high=FORMULA_PARTS, value=FORMULA_DEPTH)
        tree: Tree
        below = depth + 1
        match node:
            case ast.Constant(value=float() | int() as value) if not isinstance(value, bool):
                tree = self._number(value)
            case ast.Name(id=name):
                tree = self._named(name)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                tree = self._read(operand, below)
            case ast.UnaryOp(op=sign, operand=operand):
                tree = self._result(node, sign, self._read(operand, below))
            case ast.BinOp(left=left, op=sign, right=right):
                tree = self._result(node, sign, *self._read_all((left, right), below))
            case ast.BoolOp(op=sign, values=values):
                tree = self._joined(node, sign, self._read_all(values, below))
            case ast.Compare(left=left, ops=signs, comparators=others):
                row = self._read_all((left, *others), below)
                pairs = zip(signs, row, row[1:], strict=False)
                compared = [self._result(node, sign, *pair) for sign, *pair in pairs]
                tree = self._joined(node, ast.And(), compared)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                self._check_call(name, len(arguments))
                tree = Result(name, self._read_all(arguments, below))
            case _:
                self._refuse("formula_not_allowed", value=self._source(node))
        return tree

    def _read_all(self, nodes: Iterable[ast.expr], depth: int) -> tuple[Tree, ...]:
        return tuple(self._read(node, depth) for node in nodes)

    def _number(self, value: float) -> Number:
        if value > FORMULA_NUMBER:
            self._refuse("formula_number", value=f"{value:.6g}", high=FORMULA_NUMBER)
        return Number(float(value))

    def _named(self, name: str) -> Tree:
        """A variable or a constant."""
        if name in FUNCTIONS:
            self._refuse("formula_arguments", value=name, choices=_pattern(name))
        if name not in self._names and name not in CONSTANTS:
            self._refuse_name(name)
        if name in self._names:
            return Variable(self._names.index(name), name)
        return Number(CONSTANTS[name][0], name)

    def _check_call(self, name: str, count: int) -> None:
        """Refuse what is no function, and a function of too few or too many parts."""
        if name in self._names or name in CONSTANTS:
            self._refuse("formula_not_allowed", value=f"{name}(")
        if name not in FUNCTIONS:
            self._refuse_name(name)
        if count != len(FUNCTIONS[name].needs):
            self._refuse("formula_arguments", value=name, choices=_pattern(name))

    def _result(self, node: ast.expr, sign: ast.AST, *parts: Tree) -> Result:
        """What a sign makes of its parts."""
        word = _SIGNS.get(type(sign), "")
        if word not in self._words:
            self._refuse("formula_not_allowed", value=self._source(node))
        if word == "**" and not has_variables(parts[1]):
            with np.errstate(all="ignore"):
                exponent = float(value_of(parts[1], ()))
            if not abs(exponent) <= FORMULA_EXPONENT:
                self._refuse("formula_exponent", value=f"{exponent:.6g}", high=FORMULA_EXPONENT)
        return Result(word, parts)

    def _joined(self, node: ast.expr, sign: ast.AST, parts: Sequence[Tree]) -> Tree:
        """One after the other, a sign between them."""
        whole = parts[0]
        for part in parts[1:]:
            whole = self._result(node, sign, whole, part)
        return whole

    def _source(self, node: ast.expr) -> str:
        return (ast.get_source_segment(self._text, node) or self._typed)[:60]

    def _refuse_name(self, name: str) -> NoReturn:
        known = ", ".join([*self._names, *CONSTANTS, *FUNCTIONS])
        self._refuse("formula_unknown_name", value=name[:60], choices=known)

    def _refuse(self, code: str, **facts: object) -> NoReturn:
        raise SpecError(self._field, code, facts) from None


def _shown(sign: str) -> str:
    """A sign that is refused; by its number too where it looks like another, or like nothing."""
    if sign.isprintable() and (sign.isascii() or not sign.isalpha()):
        return sign
    return f"{sign} U+{ord(sign):04X}" if sign.isprintable() else f"U+{ord(sign):04X}"


def _lowered(raised: re.Match[str]) -> str:
    """An exponent written small: ² becomes ^2."""
    return "^" + normalize("NFKC", raised[0])


def _pattern(name: str) -> str:
    """How a function is written."""
    return f"{name}({', '.join('…' * len(FUNCTIONS[name].needs))})"

"""The slope of a formula as a formula: rules for each operation, and a little tidying up.

What is printed beside a surface. Its numbers come from `Formula.gradient`, and a law compares both.
The contract of an entry, for trees r = f(a, b): ∂r/∂a for k = 0, ∂r/∂b for k = 1. Operations with
kinks (abs, min, max) and conditions have none: their slopes can't be written without cases.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, reduce
from typing import TypeGuard

from playground.spec.formula import Formula, Number, Result, Tree, Variable, has_variables, printed

ZERO, ONE = Number(0.0), Number(1.0)
Rule = Callable[..., Tree]


def derivative(formula: Formula, variable: str) -> Tree | None:
    """The slope of a formula along a variable; None where it can't be written."""
    try:
        return _derived(formula.tree, variable)
    except KeyError:
        return None


@lru_cache(maxsize=64)
def slopes_in_latex(formula: Formula) -> tuple[str, ...]:
    """The slope along each variable in LaTeX; nothing where one can't be written."""
    trees = [derivative(formula, name) for name in formula.names]
    written = tuple(printed(tree) for tree in trees if tree is not None)
    return written if len(written) == len(trees) else ()


def _derived(tree: Tree, variable: str) -> Tree:
    if isinstance(tree, Variable):
        return ONE if tree.name == variable else ZERO
    if not isinstance(tree, Result) or not _depends(tree, variable):
        return ZERO
    total: Tree = ZERO
    for part, rule in zip(tree.parts, RULES[tree.word], strict=True):
        if _depends(part, variable):
            total = plus(total, times(rule(tree, *tree.parts), _derived(part, variable)))
    return total


def _depends(tree: Tree, variable: str) -> bool:
    if isinstance(tree, Result):
        return any(_depends(part, variable) for part in tree.parts)
    return isinstance(tree, Variable) and tree.name == variable


def plus(a: Tree, b: Tree) -> Tree:
    """The sum a + b; equal parts are counted together."""
    if a == ZERO:
        return b
    if b == ZERO:
        return a
    (count, factors), (other, others) = _parted(a), _parted(b)
    if factors == others:
        return _product(count + other, factors)
    if other < 0:
        return Result("-", (a, _product(-other, others)))
    return Result("+", (a, b))


def times(a: Tree, b: Tree) -> Tree:
    """The product a b, as one fraction where there is one in it."""
    (count, left), (other, right) = _parted(a), _parted(b)
    tops: list[Tree] = []
    bottoms: list[Tree] = []
    for factor in (*left, *right):
        top, bottom = factor.parts if _is(factor, "/") else (factor, ONE)
        number, others = _parted(top)
        count *= number
        tops += others
        bottoms += [] if bottom == ONE else [bottom]
    top = _product(count * other, tops)
    return over(top, reduce(times, bottoms)) if bottoms else top


def over(a: Tree, b: Tree) -> Tree:
    """The quotient a / b, its numbers reduced, fractions within it multiplied out."""
    for part in (a, b):
        if _is(part, "/"):
            top, bottom = part.parts
            return over(top, times(bottom, b)) if part is a else over(times(a, bottom), top)
    (count, factors), (other, others) = _parted(a), _parted(b)
    share = count / other if other else 0.0
    if share.is_integer() and share:
        count, other = share, 1.0
    elif share and (1 / share).is_integer():
        count, other = 1.0, 1 / share
    sign = -1.0 if count * other < 0 else 1.0
    top, bottom = _product(abs(count), factors), _product(abs(other), others)
    return _product(sign, [top if bottom == ONE else Result("/", (top, bottom))])


def power(a: Tree, b: Tree) -> Tree:
    """The power a^b; of exponents 0 and 1 nothing is left to see."""
    if b == ZERO:
        return ONE
    return a if b == ONE else Result("**", (a, b))


def _parted(tree: Tree) -> tuple[float, list[Tree]]:
    """A number, and the factors that it stands before."""
    if isinstance(tree, Number) and not tree.name:
        return tree.value, []
    if _is(tree, "negative"):
        count, factors = _parted(tree.parts[0])
        return -count, factors
    if _is(tree, "*"):
        (count, left), (other, right) = map(_parted, tree.parts)
        return count * other, [*left, *right]
    return 1.0, [tree]


def _product(count: float, factors: Sequence[Tree]) -> Tree:
    """What `_parted` has taken apart; equal factors become powers, sums go to the end."""
    if not count:
        return ZERO
    exponents: dict[Tree, float] = {}
    for factor in factors:
        base, exponent = factor, 1.0
        if _is(factor, "**") and isinstance(factor.parts[1], Number) and not factor.parts[1].name:
            base, exponent = factor.parts[0], factor.parts[1].value
        exponents[base] = exponents.get(base, 0.0) + exponent
    raised = [power(base, _number(exponent)) for base, exponent in exponents.items()]
    parts = [part for part in sorted(raised, key=_place) if part != ONE]
    if abs(count) != 1 or not parts:
        parts.insert(0, Number(abs(count)))
    whole = reduce(lambda left, right: Result("*", (left, right)), parts)
    return whole if count > 0 else Result("negative", (whole,))


def _place(factor: Tree) -> int:
    """Where a factor stands in a product: numbers with names, variables, functions, sums."""
    if not has_variables(factor):
        return 0
    base = factor.parts[0] if _is(factor, "**") else factor
    if isinstance(base, Variable):
        return 1
    return 3 if _is(base, "+") or _is(base, "-") else 2


def _is(tree: Tree, word: str) -> TypeGuard[Result]:
    return isinstance(tree, Result) and tree.word == word


def _called(word: str, *parts: Tree) -> Tree:
    return Result(word, parts)


def _number(value: float) -> Tree:
    return Number(value) if value >= 0 else Result("negative", (Number(-value),))


def _is_e(tree: Tree) -> bool:
    return isinstance(tree, Number) and tree.name == "e"


def _less_one(tree: Tree) -> Tree:
    """An exponent less 1; of a fraction of numbers a fraction."""
    count, factors = _parted(tree)
    if not factors:
        return _number(count - 1)
    if _is(tree, "/"):
        (top, over_), (bottom, under) = map(_parted, tree.parts)
        if not over_ and not under:
            return over(_number(top - bottom), _number(bottom))
    return Result("-", (tree, ONE))


TWO = Number(2.0)
RULES: Mapping[str, tuple[Rule, ...]] = {
    "+": (lambda r, a, b: ONE, lambda r, a, b: ONE),
    "-": (lambda r, a, b: ONE, lambda r, a, b: _number(-1.0)),
    "*": (lambda r, a, b: b, lambda r, a, b: a),
    "/": (
        lambda r, a, b: over(ONE, b),
        lambda r, a, b: times(_number(-1.0), over(a, power(b, TWO))),
    ),
    "**": (
        lambda r, a, b: times(b, power(a, _less_one(b))),
        lambda r, a, b: r if _is_e(a) else times(r, _called("log", a)),
    ),
    "negative": (lambda r, a: _number(-1.0),),
    "sin": (lambda r, a: _called("cos", a),),
    "cos": (lambda r, a: times(_number(-1.0), _called("sin", a)),),
    "tan": (lambda r, a: plus(ONE, power(r, TWO)),),
    "atan": (lambda r, a: over(ONE, plus(ONE, power(a, TWO))),),
    "sinh": (lambda r, a: _called("cosh", a),),
    "cosh": (lambda r, a: _called("sinh", a),),
    "tanh": (lambda r, a: plus(ONE, times(_number(-1.0), power(r, TWO))),),
    "exp": (lambda r, a: r,),
    "log": (lambda r, a: over(ONE, a),),
    "sqrt": (lambda r, a: over(ONE, times(TWO, r)),),
}
"""Operation -> its slopes along its parts."""

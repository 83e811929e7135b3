"""The laws of written slopes: they say what the numbers say, and stay short."""

import numpy as np
import pytest
from hypothesis import given, settings

from playground.engine.surfaces import SURFACES
from playground.spec import parse_formula
from playground.spec.derivative import RULES, derivative, slopes_in_latex
from playground.spec.formula import value_of
from playground.spec.limits import FORMULA_CHARACTERS
from playground.spec.operations import CONDITIONS, OPERATIONS
from tests.spec.test_formula import formulas, largest, places, read, read_back, seeds

KINKED = {"abs", "min", "max", *CONDITIONS}


def compared(formula, x, y):
    """Each written slope beside the exact one, where numbers stay small enough to compare."""
    _, *exact = formula.gradient(x, y)
    for name, slope in zip(formula.names, exact, strict=True):
        tree = derivative(formula, name)
        if tree is None:
            continue
        with np.errstate(all="ignore"):
            written = np.broadcast_to(value_of(tree, (x, y)), x.shape)
            calm = np.broadcast_to(largest(tree, x, y) < 1e6, x.shape)
            calm = calm & np.broadcast_to(largest(formula.tree, x, y) < 1e6, x.shape)
        yield written[calm & np.isfinite(slope)], slope[calm & np.isfinite(slope)]


def test_every_operation_has_its_rule_or_kinks():
    assert RULES.keys() == OPERATIONS.keys() - KINKED
    for word, rules in RULES.items():
        assert len(rules) == len(OPERATIONS[word].slopes)


@settings(max_examples=300, deadline=None)
@given(formulas, seeds)
def test_a_written_slope_is_the_slope(text, seed):
    x, y = places(seed)
    for written, exact in compared(read(text), x, y):
        both = np.isfinite(written)
        np.testing.assert_allclose(written[both], exact[both], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("word", SURFACES)
def test_a_classic_surface_has_written_slopes_that_read_back(word):
    formula = SURFACES[word].formula
    x, y = places(3)
    for written, exact in compared(formula, x, y):
        np.testing.assert_allclose(written, exact, rtol=1e-9, atol=1e-9)
        assert len(written) == len(x)
    for name, latex in zip("xy", slopes_in_latex(formula), strict=True):
        text = read_back(latex)
        if len(text) > FORMULA_CHARACTERS:
            continue
        tree = derivative(formula, name)
        assert tree is not None
        again = parse_formula(text).value(x, y)
        np.testing.assert_allclose(again, value_of(tree, (x, y)), rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "slopes"),
    [
        ("x^2/20 + y^2", (r"\frac{x}{10}", "2 y")),
        ("x^2 - y^2", ("2 x", "-2 y")),
        ("x*x*x", ("3 x^{2}", "0")),
        ("3", ("0", "0")),
        ("e^x + 2exp(y)", ("e^{x}", "2 e^{y}")),
        ("-(-x)*(-2)", ("-2", "0")),
        ("sqrt(x) + 1/y", (r"\frac{1}{2 \sqrt{x}}", r"-\frac{1}{y^{2}}")),
        ("abs(x) + y", ()),
    ],
)
def test_a_slope_is_written_as_in_a_book(text, slopes):
    assert slopes_in_latex(parse_formula(text)) == slopes


MANY = (FORMULA_CHARACTERS - 1) // 2


@pytest.mark.parametrize(
    "text",
    [
        "*".join("xy" * (MANY // 2)),
        "/".join("xy" * (MANY // 2)),
        "^".join("x" * 60),
        "-" * 90 + "x",
        "sin(" * 39 + "x" + ")" * 39,
        "(" * 60 + "x" + ")*y" * 34 + ")" * 26,
        "+".join(["x*y"] * 40),
    ],
    ids=lambda text: text[:12],
)
def test_the_slope_of_the_largest_formulas_does_not_explode(text):
    written = slopes_in_latex(parse_formula(text))
    assert len(written) == 2
    assert max(map(len, written)) < FORMULA_CHARACTERS**2

"""The laws of a typed formula: it means what Python means, its slopes are true, and nothing breaks.

The oracle of a value is Python itself, that of a slope are differences, and LaTeX is read back.
"""

import re
import warnings

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from playground.errors import SpecError
from playground.spec import parse_formula
from playground.spec.formula import Number, Result, Variable, value_of
from playground.spec.limits import FORMULA_CHARACTERS, FORMULA_DEPTH, FORMULA_PARTS
from playground.spec.operations import ARITHMETIC, CONDITIONS, CONSTANTS, FUNCTIONS

PYTHON = {
    **{word: getattr(np, word) for word in FUNCTIONS if hasattr(np, word)},
    "atan": np.arctan,
    "min": np.minimum,
    "max": np.maximum,
    "pi": np.float64(np.pi),
    "e": np.float64(np.e),
    "__builtins__": {},
}
COMPARISONS = [word for word in CONDITIONS if word not in ("and", "or", "not")]

numbers = st.sampled_from(["0.5", "1", "2", "3", "10", ".25", "1e-3"])
leaves = st.sampled_from(["x", "y", *CONSTANTS]) | numbers
exponents = st.sampled_from(["2", "3", "(-1)", "0.5", "x", "(y + 1)"])


def grown(parts):
    """Larger formulas made of smaller ones, with and without brackets."""
    signs = [word for word in ARITHMETIC if word not in ("**", "negative")]
    return st.one_of(
        st.builds("{} {} {}".format, parts, st.sampled_from(signs), parts),
        st.builds("({} {} {})".format, parts, st.sampled_from(signs), parts),
        st.builds("-{}".format, parts),
        st.builds("({})**{}".format, parts, exponents),
        st.builds(
            lambda word, one, two: f"{word}({', '.join([one, two][: len(FUNCTIONS[word].needs)])})",
            st.sampled_from(list(FUNCTIONS)),
            parts,
            parts,
        ),
    )  # fmt: skip


def decided(parts):
    """Conditions on formulas, and conditions on conditions."""
    return st.one_of(
        st.builds("({} {} {})".format, parts, st.sampled_from(COMPARISONS), parts),
        st.builds("({} < {} <= {})".format, parts, parts, parts),
        st.builds("({} {} {})".format, parts, st.sampled_from(["and", "or"]), parts),
        st.builds("(not {})".format, parts),
    )


formulas = st.recursive(leaves, grown, max_leaves=8).filter(
    lambda text: len(text) <= FORMULA_CHARACTERS
)
conditions = st.recursive(formulas, decided, max_leaves=4).filter(
    lambda text: len(text) <= FORMULA_CHARACTERS
)
seeds = st.integers(0, 2**32 - 1)


def places(seed):
    return np.random.default_rng(seed).uniform(-2, 2, (2, 6))


def attempt(text, **options):
    """A formula, or the one error that there may be."""
    try:
        return parse_formula(text, **options)
    except SpecError as error:
        return error


def read(text, **options):
    """The formula, where its exponents are within the limit."""
    formula = attempt(text, **options)
    if isinstance(formula, SpecError):
        assert formula.code == "formula_exponent"
        assume(False)
    return formula


def according_to_python(text, x, y):
    """What numbers and arrays make of the same text."""
    plain = re.sub(r"(?<![\w.])(\d+\.?\d*|\.\d+)(e-?\d+)?", r"number(\g<0>)", text)
    with np.errstate(all="ignore"):
        value = eval(plain, {**PYTHON, "number": np.float64, "x": x, "y": y})
    return np.broadcast_to(value, x.shape)


@settings(max_examples=300)
@given(formulas, seeds)
def test_a_formula_means_what_it_means_in_python(text, seed):
    x, y = places(seed)
    np.testing.assert_array_equal(read(text).value(x, y), according_to_python(text, x, y))


def truth(tree, place):
    """A condition decided by Python's own words at one place."""
    if not isinstance(tree, Result) or tree.word not in CONDITIONS:
        return float(value_of(tree, place))
    parts = [truth(part, place) for part in tree.parts]
    if tree.word == "not":
        return float(not parts[0])
    if tree.word in ("and", "or"):
        return float(all(parts) if tree.word == "and" else any(parts))
    return float(eval(f"a {tree.word} b", {"a": parts[0], "b": parts[1]}))


@given(conditions, seeds)
def test_a_condition_is_1_where_it_holds_and_flat(text, seed):
    x, y = places(seed)
    formula = read(text, conditions=True)
    assume(isinstance(formula.tree, Result) and formula.tree.word in CONDITIONS)
    value, *slopes = formula.gradient(x, y)
    assert set(value.tolist()) <= {0.0, 1.0}
    assert not np.any(slopes)
    for place, answer in zip(zip(x, y, strict=True), value, strict=True):
        with np.errstate(all="ignore"):
            assert truth(formula.tree, np.array(place)) == answer


def largest(tree, x, y):
    """The largest number met on the way to a value."""
    if not isinstance(tree, Result):
        return np.abs(value_of(tree, (x, y)))
    own = np.abs(value_of(tree, (x, y)))
    return np.max(np.broadcast_arrays(own, *(largest(part, x, y) for part in tree.parts)), axis=0)


@settings(max_examples=300)
@given(formulas, seeds)
def test_slopes_are_those_of_differences(text, seed):
    """Wherever differences of two widths agree, so that there is a slope to speak of."""
    formula, (x, y) = read(text), places(seed)
    value, *slopes = formula.gradient(x, y)
    np.testing.assert_array_equal(value, formula.value(x, y))
    with np.errstate(all="ignore"):
        calm = np.broadcast_to(largest(formula.tree, x, y) < 1e3, x.shape)
        for slope, axis in zip(slopes, np.eye(2), strict=True):
            near, far = (
                (
                    formula.value(x + h * axis[0], y + h * axis[1])
                    - formula.value(x - h * axis[0], y - h * axis[1])
                )
                / (2 * h)
                for h in (1e-4, 2e-4)
            )
            told = calm & (np.abs(near - far) < 1e-5 * (1 + np.abs(near)))
            np.testing.assert_allclose(slope[told], near[told], rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("text", ["sqrt(x^2 + y^2)", "(x^2 + y^2)^0.5", "abs(x) + abs(y)", "x^0"])
def test_a_tip_is_flat(text):
    assert [float(slope) for slope in parse_formula(text).gradient(0, 0)[1:]] == [0, 0]


def read_back(latex):
    """A formula's text from its LaTeX, by the rules of print alone."""
    while found := re.search(r"\\frac\{([^{}]*)\}\{([^{}]*)\}|(\^|\\sqrt)\{([^{}]*)\}", latex):
        top, bottom, word, inner = found.groups()
        new = f"{word}⟦{inner}⟧" if word else f"⟦⟦{top}⟧/⟦{bottom}⟧⟧"
        latex = latex[: found.start()] + new + latex[found.end() :]
    for sign, ours in [
        (r"\left|", " abs("), (r"\right|", ")"), (r"\left", ""), (r"\right", ""), (r"\cdot", "*"),
        (r"\ln", "log"), (r"\arctan", "atan"), (r"\le", "<="), (r"\ge", ">="), (r"\ne ", "!= "),
        (r"\land", "and"), (r"\lor", "or"), (r"\neg", "not"), (" = ", " == "), ("\\", ""),
        ("⟦", "("), ("⟧", ")"),
    ]:  # fmt: skip
        latex = latex.replace(sign, ours)
    return latex


@settings(max_examples=300)
@given(conditions, seeds)
def test_latex_says_the_same(text, seed):
    x, y = places(seed)
    formula = read(text.replace("exp(", "e**("), conditions=True)
    assert formula.latex() == parse_formula(text, conditions=True).latex()
    back = read_back(formula.latex())
    assume(len(back) <= FORMULA_CHARACTERS)
    again = parse_formula(back, conditions=True)
    np.testing.assert_array_equal(again.value(x, y), formula.value(x, y))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("x^2 + 3*sin(y)", r"x^{2} + 3 \sin\left(y\right)"),
        ("-2*(x + y)", r"-2 \left(x + y\right)"),
        ("2*(3/2)", r"2 \cdot \frac{3}{2}"),
        ("exp(-x)^2", r"\left(e^{-x}\right)^{2}"),
        ("x - (y - 1)", r"x - \left(y - 1\right)"),
        ("2e-7pi", r"2 \cdot 10^{-7} \cdot \pi"),
        ("abs(x)/sqrt(y)", r"\frac{\left|x\right|}{\sqrt{y}}"),
    ],
)
def test_latex_is_what_a_book_would_print(text, latex):
    assert parse_formula(text).latex() == latex


def test_a_variable_has_its_index_below():
    assert parse_formula("x1*x2", ("x1", "x2")).latex() == r"x_{1} \cdot x_{2}"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("x^2", "x**2"),
        ("x²y³", "x**2*y**3"),
        ("3x² − 2x·y", "3*x**2 - 2*x*y"),
        ("2(x+1)(y-1)", "2*(x+1)*(y-1)"),
        ("3sin(x)cos(y)", "3*sin(x)*cos(y)"),
        ("（x＋1）＊２", "(x+1)*2"),
        ("x²³", "x**23"),
        ("π*x⁻²", "pi*x**-2"),
        ("2e3x", "2000*x"),
        ("2e", "2*e"),
        ("x\n+ y", "x+y"),
        ("-x^2", "-(x**2)"),
        ("2^3^2", "2**(3**2)"),
    ],
)
def test_a_formula_may_be_typed_as_in_mathematics(typed, plain):
    assert parse_formula(typed).tree == parse_formula(plain).tree


def test_a_number_may_stand_before_and():
    assert parse_formula("x > 2and y>1 or(0)", conditions=True).value(3, 2) == 1


BOMBS = [
    "9**9**9", "9" * 199, "1e999", "x" * 10_000, "(" * 200, "(-" * 99 + "x", "-" * 199 + "x",
    "sin(" * 49 + "x" + ")" * 3, "x<(" * 60, "not " * 49 + "x", "x if " * 39, "(x," * 60,
    "x+" * 99 + "x", "x²" * 50, "²" * 200, "x" + "²" * 199, "x<" * 99 + "x", "[" * 200, "\0",
    "\ud800", "x\\\n", "__import__('os').system('true')", "().__class__", "lambda: x", "f'{x}'",
    "x if y else x", "x := 1", "*x", "sin(*x)", "sin(x=1)", "sin(**x)", "True", "None", "...",
    "2j", "0x10", "0777", "1_000", "'x'", "x;y", "x=1", "(x, y)", "yield", "await x", "x@y",
    "x//y", "x%y", "x<<y", "~x", "x is y", "x in y", "1in x", "1if x else 2", "x.real", "1..x",
    "sin", "sin()", "sin(x, y)", "min(x)", "x(1)", "pi(2)", "sin(x)(y)", "(x)(y)", "#", "x #",
]  # fmt: skip
ALPHABET = "xyzepi0123456789+-*/^().,<>=! ²sincoexplogradt\n"
texts = st.text(max_size=220) | st.text(ALPHABET, max_size=220) | formulas


def with_examples(law):
    for text in BOMBS:
        law = example(text, True)(law)
    return law


def size_and_depth(tree):
    if not isinstance(tree, Result):
        assert isinstance(tree, Number | Variable)
        return 1, 1
    sizes, depths = zip(*map(size_and_depth, tree.parts), strict=True)
    return 1 + sum(sizes), 1 + max(depths)


@settings(max_examples=500)
@given(texts, st.booleans())
@with_examples
def test_any_text_is_a_small_formula_or_one_sentence(text, with_conditions):
    """What is accepted is small, so that computing, differentiating and printing it are quick."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        formula = attempt(text, conditions=with_conditions)
    assert not warned
    if isinstance(formula, SpecError):
        assert formula.code == "missing" or formula.code.startswith("formula_")
        assert str(formula).startswith("formula ")
        assert str(formula).endswith(".")
        assert len(str(formula)) < 300
        return
    size, depth = size_and_depth(formula.tree)
    assert size <= 2 * FORMULA_PARTS
    assert depth <= 2 * FORMULA_DEPTH
    value, *slopes = formula.gradient(*places(0))
    assert value.shape == slopes[0].shape == slopes[1].shape == (6,)
    assert formula.latex()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing"),
        ("x" * 201, "formula_too_long"),
        ("x +", "formula_unfinished"),
        ("x + z", "formula_unknown_name"),
        ("x.real", "formula_not_allowed"),
        ("x > 1", "formula_not_allowed"),
        ("sin", "formula_arguments"),
        ("max(x)", "formula_arguments"),
        ("2e9", "formula_number"),
        ("x^101", "formula_exponent"),
        ("x^(1/0)", "formula_exponent"),
        ("-" * 150 + "x", "formula_too_large"),
    ],
)
def test_each_fault_has_its_own_sentence(text, code):
    with pytest.raises(SpecError) as caught:
        parse_formula(text, field="surface")
    assert (caught.value.field, caught.value.code) == ("surface", code)


@pytest.mark.parametrize("text", ["1/(x*0)", "log(-1 - x^2)", "0/0 + y", "exp(exp(exp(9 + x*0)))"])
def test_a_formula_without_a_value_is_refused(text):
    with pytest.raises(SpecError, match="no finite value"):
        parse_formula(text).check_finite((-3, 3), (-2, 2))


def test_a_formula_with_holes_is_not():
    parse_formula("1/x + log(y)").check_finite((-3, 3), (-2, 2))

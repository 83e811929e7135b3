"""The map of a surface: levels that rise with the height, whatever the surface is."""

import numpy as np
import pytest

from playground.engine.slope import surface_on
from playground.spec import Slope
from playground.spec.choices import SURFACES
from playground.spec.limits import FORMULA_VALUE
from playground.spec.slope import OWN
from playground.ui.slope_scene import LEVELS, SIDE, SOFT, contours, header_of
from playground.ui.state import Session

FORMULAS = ("3", "x", "log(x)", "sqrt(x - 4.9)", "1/x", "1e9x^2", "x/1e9", "exp(x^3)",
            "30x*1e9^34", "exp(exp(exp(x)))")  # fmt: skip
SLOPES = [
    *(Slope(surface=word) for word in SURFACES),
    *(Slope(surface=OWN, formula=text) for text in FORMULAS),
]
every_slope = pytest.mark.parametrize(
    "slope", SLOPES, ids=lambda slope: slope.formula if slope.surface == OWN else slope.surface
)


@every_slope
def test_levels_fill_their_range_and_are_unknown_where_the_height_is(slope):
    levels, low, soft, span = contours(slope)
    _, _, heights = surface_on(slope).grid(SIDE)
    assert levels.shape == (SIDE, SIDE)
    np.testing.assert_array_equal(np.isnan(levels), ~(np.abs(heights) <= FORMULA_VALUE))
    known = levels[~np.isnan(levels)]
    assert known.min() >= 0
    assert known.max() <= LEVELS * (1 + 1e-9)
    assert np.isfinite([low, soft, span]).all()
    assert min(soft, span) > 0


@every_slope
def test_what_is_higher_has_no_lower_level(slope):
    levels, *_ = contours(slope)
    _, _, heights = surface_on(slope).grid(SIDE)
    is_known = np.abs(heights) <= FORMULA_VALUE
    order = np.argsort(heights[is_known])
    assert (np.diff(levels[is_known][order]) >= -1e-9).all()


@pytest.mark.parametrize("word", SURFACES)
def test_the_header_says_how_a_height_becomes_a_level(word):
    """As the 3-D view lays its trails on the ground."""
    slope = Slope(surface=word)
    told = header_of(Session(slope=slope, page="surfaces"))["surface"]
    levels, *_ = contours(slope)
    _, _, heights = surface_on(slope).grid(SIDE)
    rise = np.log1p((heights - told["low"]) / told["soft"])
    np.testing.assert_allclose(told["levels"] * rise / told["span"], levels, rtol=1e-9)
    for place in told["minima"]:
        assert surface_on(slope).formula.value(*place) >= told["low"]


@pytest.mark.parametrize("word", SURFACES)
def test_a_part_of_the_board_lies_below_the_first_line(word):
    """Neither all of the ground nor a dot: a valley that can be seen."""
    levels, *_ = contours(Slope(surface=word))
    assert 0 < (levels < 1).mean() <= 5 * SOFT


def test_a_map_is_drawn_once_and_nobody_may_change_it():
    levels, *_ = contours(Slope())
    assert contours(Slope())[0] is levels
    with pytest.raises(ValueError, match="read-only"):
        levels[0, 0] = 1.0

"""A slope survives its link, and refuses with one sentence what can't be computed."""

import json
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import PlaygroundError, SpecError
from playground.spec import (
    Race,
    Slope,
    SlopeExperiment,
    change_slope,
    needs_restart,
    on_slope,
    slope_from_query,
    slope_to_query,
)
from playground.spec.choices import SURFACES
from playground.spec.limits import FORMULA_CHARACTERS
from playground.spec.slope import OWN
from tests.spec.strategies import limited

FORMULAS = ("x^2 + y^2", "sin(x) + cos(2pi*y)", "exp(-x^2) / 3", "sqrt(x^2 + y^2) + 1")
slopes = st.builds(
    Slope,
    surface=st.sampled_from([*SURFACES, OWN]),
    formula=st.sampled_from(FORMULAS),
    start_x=st.none() | limited("start_x"),
    start_y=st.none() | limited("start_y"),
    gradient_noise=limited("gradient_noise"),
    noise_seed=limited("noise_seed"),
    steps=limited("steps"),
)


@given(slopes)
def test_every_slope_survives_its_link(slope):
    words = slope_to_query(slope)
    assert slope_from_query(dict(parse_qsl(urlencode(words), keep_blank_values=True))) == slope


@given(slopes)
def test_every_slope_survives_json(slope):
    assert Slope.model_validate_json(slope.model_dump_json()) == slope
    json.loads(slope.model_dump_json())


def test_the_usual_slope_has_no_words():
    assert slope_to_query(Slope()) == {}
    assert slope_from_query({"utm_source": "mail"}) == Slope()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"surface": "mountain"}, "unknown_word"),
        ({"formula": "x/0"}, "formula_not_finite"),
        ({"formula": "1/(x - x)"}, "formula_not_finite"),
        ({"formula": "x" * 10_000}, "formula_too_long"),
        ({"formula": "x+" * (FORMULA_CHARACTERS // 2)}, "formula_unfinished"),
        ({"formula": "z^2"}, "formula_unknown_name"),
        ({"formula": "__import__('os')"}, "formula_not_allowed"),
        ({"formula": ""}, "missing"),
        ({"start_x": 1000.0}, "out_of_range"),
        ({"gradient_noise": -1.0}, "out_of_range"),
        ({"steps": 0}, "out_of_range"),
        ({"steps": 1_000_000}, "out_of_range"),
    ],
)
def test_what_is_wrong_is_refused_in_one_sentence(fields, code):
    with pytest.raises(SpecError) as refused:
        change_slope(Slope(), **fields)
    assert refused.value.code == code
    assert "\n" not in str(refused.value)


@given(
    st.dictionaries(
        st.sampled_from(list(Slope.model_fields)),
        st.sampled_from(["none", "nan", "own", "0", "-1", "1e400", "x/0", "~", "", "3", "bowl"]),
    )
)
def test_what_others_write_is_read_or_refused_in_one_sentence(words):
    try:
        slope = slope_from_query(words)
    except PlaygroundError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    assert slope == Slope.model_validate_json(slope.model_dump_json())


def test_another_surface_has_its_own_start():
    slope = Slope(start_x=1.0, start_y=2.0)
    assert change_slope(slope, surface="beale").start_x is None
    assert change_slope(slope, surface=OWN, formula="x + y").start_y is None
    assert change_slope(slope, steps=7, surface=slope.surface).start_x == 1.0


def test_all_racers_are_on_the_slope():
    experiment = on_slope(Race(), Slope())
    assert isinstance(experiment, SlopeExperiment)
    assert experiment.runs == Race().racers
    assert needs_restart(experiment, on_slope(Race(), Slope(surface="bowl")))
    with pytest.raises(SpecError):
        on_slope(Race(racers=()), Slope())

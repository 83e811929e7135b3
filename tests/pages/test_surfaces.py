"""The surfaces' page: the same racers, a slope that the address reproduces, refusals in words."""

import pytest

from playground.explain.microscope import lines
from playground.live.wire import unpack
from playground.spec import (
    Race,
    Slope,
    change_race,
    change_slope,
    on_slope,
    race_to_query,
    slope_to_query,
)
from playground.spec.choices import SURFACES
from playground.spec.race import PRESETS
from playground.ui.slope_scene import SIDE
from tests.ended import await_step
from tests.pages.conftest import Page


class SurfacePage(Page):
    """The page of the surfaces, opened by its own address."""

    word = "surfaces"


@pytest.fixture
def open_surfaces():
    return SurfacePage


CONTROLS = [
    *[("menu", "surface", word, Slope(surface=word)) for word in (*SURFACES, "own")],
    ("number_input", "start_x", 3.0, change_slope(Slope(), start_x=3.0, start_y=2.0)),
    ("number_input", "start_y", -1.0, change_slope(Slope(), start_x=-7.0, start_y=-1.0)),
    ("select_slider", "steps", 1000, Slope(steps=1000)),
    ("select_slider", "steps_per_second", 20, Slope(steps_per_second=20)),
    ("selectbox", "gradient_noise", "0.3", Slope(gradient_noise=0.3)),
    ("number_input", "noise_seed", 5, Slope(noise_seed=5)),
]


@pytest.mark.parametrize(
    ("kind", "name", "value", "expected"), CONTROLS, ids=lambda case: str(case)[:24]
)
def test_control_changes_slope_run_and_address(open_surfaces, kind, name, value, expected):
    page = open_surfaces().set(kind, name, value)
    assert not page.told
    assert page.session.slope == expected
    assert page.session.runner.experiment == on_slope(Race(), expected)
    assert page.words == slope_to_query(expected)
    assert len(page.at.latex) == 5


@pytest.mark.parametrize(("language", "title"), [("en", "Surface"), ("zh", "曲面")])
def test_page_opens_cold_in_both_languages(open_surfaces, language, title):
    page = open_surfaces(lang=language, surface="beale", start_x="2")
    assert title in [element.label for element in page.at.selectbox]
    assert page.words == {"lang": language, "surface": "beale", "start_x": "2"}
    [proto] = [
        element.proto for element in page.at.get("bidi_component")
        if element.proto.component_name.endswith("slope")
    ]  # fmt: skip
    header, arrays = unpack(proto.bytes)
    assert header["scene"]["generation"] == header["frame"]["generation"]
    assert header["scene"]["surface"]["start"] == [2, 1.5]
    assert arrays["levels"].shape == (SIDE, SIDE)
    assert arrays["places"].tolist() == [[2, 1.5]] * 3


HOSTILE = (
    "x/0", "1/(y-y)", "0/0", "log(-1)", "x" * 10_000, "(" * 5000 + "x" + ")" * 5000, "((((x", "x +",
    "-" * 199 + "x", "x**x**x**9999", "9" * 150, "1e999", "nan", "inf * x", "import os",
    "__import__('os')", "x.__class__", "lambda: x", "[x for x in y]", "f'{x}'", "x if y else 2",
    "x; y", "x = y", "x, y", "x < y", "zeta(x)", "sin", "sin(x, y)", "sin()", "x(y)", "\u0000x",
    "x\u200b+y", "х + у", "x + 😀", "\u202ex", "٣x", "$x$", "<b>x</b>", "%s", "{x}", "", "   ",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:16])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_refused_formula_is_told_and_the_old_surface_stays(open_surfaces, text, language):
    page = open_surfaces(surface="own", lang=language)
    before = page.session.slope
    page.set("text_input", "formula", text)
    [told] = page.told
    assert "\n" not in told
    assert len(told) < 300
    assert page.session.slope == before
    assert page.session.runner.experiment.slope == before
    page.set("text_input", "formula", "x^2 + 3y^2")
    assert not page.told
    assert page.session.slope.formula == "x^2 + 3y^2"


@pytest.mark.parametrize(
    "words", [{"surface": "moon"}, {"formula": "x/0"}, {"steps": "0"}, {"start_x": "nan"}]
)
def test_broken_link_opens_the_defaults_with_one_notice(open_surfaces, words):
    page = open_surfaces(**words)
    assert page.session.slope == Slope()
    assert len(page.at.warning) == 1
    assert page.words == {}


def test_racers_are_those_of_the_race(open_race):
    page = open_race(starts="2", epochs="10").set("menu", "preset", "sgd_family")
    page.at.query_params.clear()  # the menu's address is bare
    page.open("surfaces")
    assert page.session.runner.experiment.runs == PRESETS["sgd_family"].racers
    expected = change_race(Race(), starts=2, epochs=10, racers=PRESETS["sgd_family"].racers)
    assert page.session.words() == race_to_query(page.experiment, expected)


def test_the_switch_leads_to_the_other_page_and_back(open_surfaces):
    page = open_surfaces(surface="booth")
    page.at.segmented_control(key="surfaces:tab@en").set_value("optimizers")
    page.run()
    assert page.session.page == "optimizers"
    page.word = "optimizers"
    page.at.segmented_control(key="optimizers:tab@en").set_value("surfaces")
    page.run()
    assert page.session.page == "surfaces"
    assert page.session.slope.surface == "booth"


def test_the_switch_leaves_its_words_for_the_way_back(open_surfaces):
    page = open_surfaces(surface="booth", optimizer="sgd~lion")
    desk, words = page.session.desk, page.session.words()
    page.at.segmented_control(key="surfaces:tab@en").set_value("optimizers")
    page.run()
    assert page.session.page == "optimizers"
    assert desk.address.left == words


@pytest.mark.parametrize(
    ("formula", "shown"),
    [("sqrt(x)", r"\text{undefined}"), ("1/(x + 2.5)", r"\infty"), ("-1/abs(x + 2.5)", r"-\infty")],
)
def test_a_place_without_a_height_is_told_so(open_surfaces, formula, shown):
    page = open_surfaces(surface="own", formula=formula, start_x="-2.5", start_y="0")
    assert any(line.value.strip("$\n").endswith(f"= {shown}") for line in page.at.latex)


def test_nobody_goes_down(open_surfaces):
    page = open_surfaces(optimizer="none")
    assert page.session.runner.status.diagnosis.code == "race_nobody"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "The new coordinate"), ("zh", "新的坐标")], ids=["en", "zh"]
)
@pytest.mark.parametrize("axis", [0, 1])
def test_the_microscope_shows_two_racers_steps(open_surfaces, language, said, axis):
    page = open_surfaces(lang=language)
    above = len(page.at.latex)
    page.session.desk.is_looking = True
    page.at.session_state["surfaces:microscope:axis"] = axis
    page.run()
    ask = page.session.runner.ask
    ask(lambda trainer: trainer.advance(5))
    page.run()
    assert sum(caption.value == said for caption in page.at.caption) == 2
    for racer in (0, 1):
        newest = ask(lambda trainer, racer=racer: trainer.moments(racer, axis))[-1]
        shown = lines(newest, letter="xy"[axis])[-1].latex
        assert any(shown in line.value for line in page.at.latex)
    page.session.desk.is_looking = False
    page.run()
    assert len(page.at.latex) == above
    assert ask(lambda trainer: trainer.moments(0, axis)) == []


def test_a_chosen_step_stays_while_more_come(open_surfaces):
    page = open_surfaces()
    page.session.desk.is_looking = True
    page.run()
    ask = page.session.runner.ask
    for chosen in (None, 3, None):
        ask(lambda trainer: trainer.advance(10))
        page.run()
        slider = page.at.select_slider(key="surfaces:microscope:step")
        newest = slider.options[-1]
        slider.set_value(chosen or int(newest))
        page.run()
        ask(lambda trainer: trainer.advance(10))
        page.run()
        slider = page.at.select_slider(key="surfaces:microscope:step")
        assert slider.value == (chosen or int(slider.options[-1]))


def test_the_microscope_misses_no_step_after_a_change(open_surfaces):
    page = open_surfaces()
    page.session.desk.is_looking = True
    page.run()
    runner = page.session.runner
    page.set("menu", "surface", "booth")
    runner.step("batch")
    await_step(runner, 1)
    assert [moment.step for moment in runner.ask(lambda trainer: trainer.moments(0, 0))] == [1]


def test_another_pace_does_not_begin_anew(open_surfaces):
    page = open_surfaces()
    runner = page.session.runner
    runner.step("batch")
    await_step(runner, 1)
    page.set("select_slider", "steps_per_second", 20)
    assert page.session.runner is runner
    assert runner.ask(lambda trainer: trainer.step) == 1
    assert runner.experiment.slope.steps_per_second == 20

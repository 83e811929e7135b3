"""The laws of the microscope: a line says what the engine did, in numbers that can be checked."""

import re
from itertools import product

import numpy as np
import pytest

from playground.engine.race import RaceTrainer
from playground.engine.slope import SlopeTrainer
from playground.explain import algebra
from playground.explain.accounts import ACCOUNTS
from playground.explain.microscope import SAYINGS, SYMBOLS, lines, pieces
from playground.spec import (
    Experiment,
    GeneratedData,
    Race,
    RunSpec,
    Slope,
    change,
    entry,
    on_slope,
)
from playground.spec.choices import OPTIMIZERS
from tests.engine.twins import optimizer_runs
from tests.explain.latex import computed

STEPS = 40
SMALL = change(Experiment(), data=GeneratedData(samples=60))
RUNS = tuple(run.model_copy(update={"l2": 0.01}) for run in optimizer_runs())
EMPTY = RunSpec(optimizer="ftrl", learning_rate=0.03, initial_accumulator_value=0.0)
EVERYWHERE = (EMPTY, EMPTY.model_copy(update={"learning_rate_power": 0.0}), *optimizer_runs())
"""With an accumulator that begins at 0, FTRL has nothing to divide by before the first slope."""
PLACES = ((0, 0, 0), (1, -1, 1), (2, 1, 0))


def watched(runs, dtype=np.float64):
    race = Race.model_construct(racers=tuple(runs), starts=2, epochs=100)
    trainer = RaceTrainer(entry(SMALL, race), dtype)
    trainer.watch(1)
    trainer.advance(STEPS)
    return trainer


def descended(runs):
    """Down a ravine from its axis: y has no slope at all, unless the wind blows."""
    trainer = SlopeTrainer(on_slope(Race(racers=runs), Slope(start_x=-7.0, start_y=0.0)))
    trainer.watch(0)
    trainer.advance(STEPS)
    return trainer


@pytest.fixture(name="moments", scope="module")
def moments_of_every_option():
    """The steps of some weights under every optimizer with each of its options."""
    found = []
    for first in range(0, len(RUNS), 12):
        runs = RUNS[first : first + 12]
        trainer = watched(runs)
        for racer in range(len(runs)):
            for place in PLACES:
                moments = trainer.moments(racer, *place)
                assert [moment.step for moment in moments] == list(range(1, STEPS + 1))
                found += [moments[0], moments[1], moments[7], moments[-1]]
    for first in range(0, len(EVERYWHERE), 12):
        runs = EVERYWHERE[first : first + 12]
        slope = descended(runs)
        for racer, axis in product(range(len(runs)), (0, 1)):
            moments = slope.moments(racer, axis)
            assert [moment.step for moment in moments] == list(range(1, STEPS + 1))
            found += [moments[0], moments[1], moments[-1]]
    return found


def test_every_optimizer_has_its_account():
    assert list(ACCOUNTS) == list(OPTIMIZERS)


def test_every_line_comes_to_what_the_engine_made_of_it(moments):
    for moment in moments:
        for line in lines(moment):
            found = algebra.value(line.formula, line.values)
            scale = max(map(abs, [line.value, *line.values.values()]))
            slack = 1e-12 * max(1, scale)
            assert found == pytest.approx(line.value, rel=1e-9, abs=slack), (moment, line)


def test_the_last_weight_is_the_engines(moments):
    for moment in moments:
        [last] = [line for line in lines(moment) if line.name == "w_new"]
        assert last.value == moment.new_weight


def test_the_numbers_shown_come_to_the_result_shown(moments):
    """Read back from the LaTeX, with so many digits that rounding is no excuse."""
    for moment in moments:
        for line in lines(moment, digits=17):
            _, numbers, result = line.numbers.rsplit(" = ", 2)
            assert computed(numbers) == pytest.approx(
                computed(result), rel=1e-7, abs=1e-11
            ), (moment, line)  # fmt: skip


def test_a_line_shown_on_the_page_is_nearly_right(moments):
    """With the four digits that a person sees, as near as four digits allow."""
    for moment in moments:
        line = next(line for line in lines(moment) if line.name == "w_new")
        _, numbers, result = line.numbers.rsplit(" = ", 2)
        scale = max(abs(moment.weight), abs(moment.new_weight - moment.weight), 1e-3)
        if moment.run.optimizer not in ("ftrl", "nadam"):  # these divide small differences
            assert computed(numbers) == pytest.approx(computed(result), abs=0.01 * scale), line


def test_pieces_add_up_to_the_step(moments):
    for moment in moments:
        parts = pieces(moment)
        step = moment.new_weight - moment.weight
        assert parts.decay + parts.carried + parts.fresh == pytest.approx(step, abs=1e-12)
        assert bool(parts.decay) == bool(moment.run.weight_decay and moment.rate and moment.weight)


def test_a_first_step_carries_nothing(moments):
    for moment in moments:
        assert moment.t > 1 or pieces(moment).carried == 0


def test_what_is_fresh_is_the_step_without_the_past(moments):
    """The same step with nothing in the memory that keeps the direction."""
    for moment in moments:
        shown, parts = lines(moment), pieces(moment)
        carried = ACCOUNTS[moment.run.optimizer](moment.run).carried
        past = dict.fromkeys({"v", "m"}.intersection(algebra.names_in(carried)), 0.0)
        found, decayed = dict(past), moment.weight + parts.decay
        for line in shown:
            if line.name in ("v_new", "m_new") and past.keys() & line.values.keys():
                found[line.name] = algebra.value(line.formula, {**line.values, **past})
        new = algebra.value(shown[-1].formula, {**shown[-1].values, **found})
        if past:
            assert new - decayed == pytest.approx(parts.fresh, rel=1e-7, abs=1e-12), moment
        else:
            assert parts.carried == 0


def test_every_symbol_and_saying_is_used(moments):
    shown = [line for moment in moments for line in lines(moment)]
    assert {line.name for line in shown} == set(SAYINGS)
    assert {*(line.name for line in shown), *(n for line in shown for n in line.values)} == set(
        SYMBOLS
    )
    for line in shown:
        for text in (line.symbols, line.numbers):
            assert text.count("{") == text.count("}")
            assert text.count(r"\left") == text.count(r"\right")
            assert not re.search(r"--|\+ -|nan|inf\b", text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (0.03, "0.03"), (-12.5, "-12.5"), (3.14159e-7, r"3.142 \cdot 10^{-7}"),
        (1e9, r"1 \cdot 10^{9}"), (float("inf"), r"\infty"), (float("nan"), r"\text{?}"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_in_a_book(value, text):
    assert algebra.number(value) == text


def test_single_precision_is_told_as_it_was():
    """The engine rounds where it calculates; the lines calculate exactly from what it kept."""
    trainer = watched(RUNS[:12], np.float32)
    for racer in range(12):
        for moment in trainer.moments(racer, 0, 0, 0):
            for line in lines(moment):
                found = algebra.value(line.formula, line.values)
                assert found == pytest.approx(line.value, rel=1e-4, abs=1e-5), line

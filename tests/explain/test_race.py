"""The verdict says what may be concluded and no more, against SciPy and hand-made races."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from playground.engine.race import RaceTrainer
from playground.explain import RACE_SENTENCES, SENTENCES, render
from playground.explain.race import (
    FEWEST_STARTS,
    HIGHEST,
    LUCK,
    comment,
    curves,
    duel,
    names_of,
    standings,
    verdict,
)
from playground.explain.race_sentences import RACE_MARKS
from playground.explain.rendering import FORMATS, PLACEHOLDER
from playground.explain.results import Results, quantiles
from playground.i18n import LANGUAGES, translate
from playground.spec import Experiment, GeneratedData, LayerSpec, Race, RunSpec, entry
from tests.explain.curves import Situation
from tests.explain.races import entry_of, final, history, race_of

NAN, INF = float("nan"), float("inf")


def results_of(curves, race):
    return Results.of(curves, entry_of(race), race)


def said(curves, race):
    return verdict(results_of(curves, race), race)


losses = st.sampled_from([0.1, 0.2, 0.2, 0.3, NAN, INF, 1e9]) | st.floats(0, 2)
tables = st.integers(1, 4).flatmap(
    lambda racers: st.integers(1, 9).flatmap(
        lambda starts: st.lists(
            st.lists(losses, min_size=starts, max_size=starts), min_size=racers, max_size=racers
        )
    )
)


@given(st.integers(0, 32), st.integers(0, 32), st.integers(0, 5))
def test_the_p_value_is_scipys(wins, losses, ties):
    if not 1 <= wins + losses + ties <= 32:
        return
    one = [0.1] * wins + [0.3] * losses + [0.2] * ties
    other = [0.2] * (wins + losses + ties)
    race = race_of(2, len(one))
    met = duel(results_of(final(one, other), race), 0, 1)
    assert (met.wins, met.losses, met.ties) == (wins, losses, ties)
    expected = binomtest(wins, wins + losses).pvalue if wins + losses else 1.0
    assert met.p == pytest.approx(expected, rel=1e-9)


def test_fewer_starts_than_the_fewest_never_tell():
    assert binomtest(FEWEST_STARTS - 1, FEWEST_STARTS - 1).pvalue >= LUCK
    assert binomtest(FEWEST_STARTS, FEWEST_STARTS).pvalue < LUCK


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ([0.1] * 16, [0.2] * 16, "race_beyond_luck"),
        ([0.1] * 11 + [0.3] * 5, [0.2] * 16, "race_chance"),
        ([0.1] * 4 + [0.2] * 4, [0.2] * 8, "race_ties"),
        ([0.1] * 9 + [0.2] * 7, [0.2] * 16, "race_beyond_luck"),
        ([0.1] * 5, [0.2] * 5, "race_few_starts"),
        ([0.1], [0.2], "race_few_starts"),
        ([0.2] * 8, [0.2] * 8, "race_even"),
        ([NAN] * 8, [0.2] * 8, "race_beyond_luck"),
        ([NAN] * 8, [INF] * 8, "race_all_diverged"),
        ([NAN] * 4 + [0.1] * 4, [NAN] * 4 + [0.1] * 4, "race_even"),
    ],
)
def test_hand_made_races_get_their_verdict(one, other, code):
    found = said(final(one, other), race_of(2, len(one)))
    assert (found.code, found.mark) == (code, RACE_MARKS[code])


def test_the_verdict_of_look():
    one, other = [0.1] * 11 + [0.3] * 5, [0.2] * 16
    race = Race(racers=(RunSpec(optimizer="adam"), RunSpec(optimizer="adagrad")), starts=16)
    found = said(final(other, one), race)
    assert render(found, translate, "en") == (
        "Adagrad beats Adam in 11 of 16 equal starts. "
        "That may be chance (p = 0.21); more starts would tell."
    )


@pytest.mark.parametrize("lost", [4, 7])
def test_a_better_median_may_lose_more_starts(lost):
    """Median 0.1 against 0.11, yet most starts go to the other: no claim for the leader."""
    one = [0.10] * 7 + [0.05] + [0.5] * 7
    other = [0.09] * 7 + [0.11] + [0.4] * lost + [0.6] * (7 - lost)
    race = race_of(2, 15)
    found = said(final(one, other), race)
    assert found.code == "race_split"
    assert found.facts["losses"] == 7 + lost


def test_a_racer_alone_is_told_of_its_luck():
    race = race_of(1, 5)
    found = said(final([0.1, 0.2, 0.3, 0.4, 0.5]), race)
    assert found.code == "race_alone"
    assert (found.facts["low"], found.facts["high"]) == (0.2, 0.4)


def test_a_loss_that_diverged_is_the_worst_from_there_on():
    """The run ends at 2e6, whatever its test loss says; before that it is what it was."""
    test = [[[0.5, 0.5]], [[0.4, 0.4]], [[0.01, 0.3]], [[0.01, 0.2]]]
    train = [[[0.5, 0.5]], [[0.4, 0.4]], [[2e6, 0.3]], [[2e6, 0.2]]]
    race = race_of(1, 2)
    results = results_of(history(test, train), race)
    assert results.diverged.tolist() == [[True, False]]
    assert results.values[:, 0, 0].tolist() == [0.5, 0.4, INF, INF]
    assert results.values[:, 0, 1].tolist() == [0.5, 0.4, 0.3, 0.2]
    assert results.best.tolist() == [[INF, 0.2]]


def test_the_engine_and_the_losses_name_the_same_runs():
    racers = (RunSpec(learning_rate=0.01), RunSpec(learning_rate=100.0))
    plane = Experiment(
        data=GeneratedData(name="plane", samples=200),
        layers=(LayerSpec(units=4, activation="relu"),),
        output="linear",
    )
    race = Race(racers=racers, starts=3)
    trainer = RaceTrainer(entry(plane, race))
    trainer.advance(6 * trainer.steps_per_epoch)
    told = Results.of(trainer.history, entry(plane, race), race)
    named = trainer.snapshot(["diverged"]).views["diverged"]
    np.testing.assert_array_equal(told.diverged, named)
    again = Results.of(trainer.history, entry(plane, race), race, named)
    np.testing.assert_array_equal(told.values, again.values)


def test_standings_count_what_anybody_can_count():
    table = [
        [0.10, 0.30, 0.20, NAN],
        [0.20, 0.30, 0.10, 0.4],
        [0.30, 0.40, 0.20, 0.5],
    ]
    race = race_of(3, 4, target=0.2)
    first, second, third = standings(results_of(final(*table), race), race)
    assert [line.racer for line in (first, second, third)] == [1, 0, 2]
    assert (first.median, first.best, first.wins, first.diverged) == (0.25, 0.1, 3, 0)
    assert (second.median, second.best, second.wins, second.diverged) == (0.25, 0.1, 2, 1)
    assert second.q1 == pytest.approx(0.175)
    assert second.q3 is None
    assert third.median == pytest.approx(0.35)
    assert third.wins == 0
    assert (first.reached, first.firsts, first.steps_to_target) == (2, 2, None)
    assert (second.reached, second.firsts) == (2, 2)
    assert first.rate == race.racers[1].learning_rate


def test_steps_to_the_target_are_gradients_of_the_first_row_there():
    test = [[[0.5] * 3], [[0.2, 0.5, 0.5]], [[0.4, 0.2, 0.5]]]
    race = race_of(1, 3, target=0.2)
    results = results_of(history(test, every=2), race)
    batches = 25
    assert results.steps_to(0.2).tolist() == [[2 * batches, 4 * batches, INF]]
    assert standings(results, race)[0].steps_to_target == 4 * batches
    assert standings(results, race)[0].reached == 2


def test_a_score_is_better_when_it_is_higher():
    rows = np.array([[[0.5, 0.5], [0.5, 0.5]], [[0.9, 0.8], [0.7, 0.6]]])
    race = race_of(2, 2, judged_by="test_score", target=0.9)
    results = results_of(history(rows * 0 + 0.3, accuracy=rows), race)
    first, second = standings(results, race)
    assert (first.racer, first.wins, first.reached, first.firsts) == (0, 2, 1, 1)
    assert [first.q1, first.median] == pytest.approx([0.875, 0.85])
    assert first.q3 == pytest.approx(0.825)
    assert first.best == 0.9
    assert second.reached == 0


def test_scores_that_only_rounding_tells_apart_are_a_tie():
    rows = np.array([[[0.5] * 6] * 2, [[0.976] * 6, [0.9760000705718994] * 6]])
    race = race_of(2, 6, judged_by="test_score", target=0.976)
    assert said(history(rows * 0 + 0.3, accuracy=rows), race).code == "race_even"


@given(st.lists(losses.map(abs), min_size=1, max_size=9), st.floats(0, 1))
def test_quantiles_are_numpys_where_those_are_numbers(values, share):
    array = np.nan_to_num(np.array(values), nan=INF)
    (found,) = quantiles(array, share)
    assert not np.isnan(found)
    finite = array[np.isfinite(array)]
    if len(finite) == len(array):
        assert found == pytest.approx(np.quantile(array, share), rel=1e-9, abs=1e-12)
    else:
        assert found >= finite.max(initial=0.0) or found in finite or np.isfinite(found)


def test_quantiles_know_infinity():
    values = np.array([1.0, 2.0, INF, INF, INF])
    low, middle, high = quantiles(values, 0.25, 0.5, 0.75)
    assert (low, middle, high) == (2.0, INF, INF)
    assert quantiles(np.array([1.0, INF]), 0.5).tolist() == [INF]
    assert quantiles(np.array([1.0, INF]), 0.0).tolist() == [1.0]
    assert quantiles(np.array([-INF, -INF, 3.0]), 0.25).tolist() == [-INF]


@given(tables)
@settings(max_examples=200)
def test_every_race_gets_a_whole_table_and_a_whole_sentence(table):
    race = race_of(len(table), len(table[0]))
    results = results_of(final(*table), race)
    lines = standings(results, race)
    assert sorted(line.racer for line in lines) == list(range(len(table)))
    medians = [INF if line.median is None else line.median for line in lines]
    assert medians == sorted(medians)
    decided = int(np.isfinite(results.final.min(axis=0)).sum())
    assert decided <= sum(line.wins for line in lines) <= decided * len(table)
    found = verdict(results, race)
    wanted = {name for name, _ in PLACEHOLDER.findall(RACE_SENTENCES[found.code])}
    assert wanted == set(found.facts)
    drawn = curves(results)
    assert drawn.shape == (len(table), 3, 2)
    assert np.isfinite(drawn).all()
    assert (np.diff(drawn, axis=1) >= 0).all()
    assert np.isfinite(curves(results, every_start=True)).all()


def test_curves_are_the_quartiles_and_stay_in_the_picture():
    test = [[[0.5] * 5], [[0.1, 0.2, 0.3, 0.4, INF]], [[0.1, 0.2, INF, INF, INF]]]
    drawn = curves(results_of(history(test), race_of(1, 5)))
    np.testing.assert_allclose(drawn[0, :, 1], [0.2, 0.3, 0.4])
    np.testing.assert_allclose(drawn[0, :, 2], [0.2, HIGHEST, HIGHEST])
    lines = curves(results_of(history(test), race_of(1, 5)), every_start=True)
    assert lines[4].tolist() == [0.5, HIGHEST, HIGHEST]


def test_racers_of_one_optimizer_are_told_apart():
    racers = (
        RunSpec(),
        RunSpec(optimizer="adam", learning_rate=0.01),
        RunSpec(optimizer="adam", learning_rate=0.1),
        RunSpec(optimizer="adam", learning_rate=0.1, beta_1=0.5),
    )
    assert names_of(Race(racers=racers)) == ["SGD", "Adam 0.01", "Adam 0.1 (1)", "Adam 0.1 (2)"]


def test_while_it_runs_the_leader_is_named_and_at_rest_the_verdict():
    race = race_of(2, 8)
    curves = final([0.1] * 8, [0.2] * 8)
    situation = Situation(entry_of(race), "playing", 1)
    running = comment(race, curves, situation)
    assert running.code == "race_leads"
    assert running.facts == {
        "epoch": 1, "leader": "SGD", "second": "Momentum", "median": 0.1, "next": 0.2
    }  # fmt: skip
    for state in ("paused", "stopped", "diverged"):
        assert comment(race, curves, Situation(entry_of(race), state, 1)).code == "race_beyond_luck"
    assert comment(race, curves, Situation(entry_of(race), "idle", 0)).code == "ready"
    failed = Situation(entry_of(race), "failed", 0, "out_of_memory")
    assert comment(race, curves, failed).code == "out_of_memory"
    beginning = history([[[0.5] * 8] * 2])
    assert comment(race, beginning, Situation(entry_of(race), "playing", 0)).code == "started"
    alone = race_of(1, 3)
    one = final([0.1, 0.2, 0.3])
    assert comment(alone, one, Situation(entry_of(alone), "playing", 1)).code == "race_alone"
    lost = final([INF] * 8, [NAN] * 8)
    assert comment(race, lost, Situation(entry_of(race), "playing", 1)).code == "race_all_diverged"


def test_every_sentence_of_a_race_has_a_mark_and_a_code_of_its_own():
    assert set(RACE_SENTENCES) == set(RACE_MARKS)
    assert not set(RACE_SENTENCES) & set(SENTENCES)


FACTS = {"integer": 32, "loss": 0.1234, "number": 0.0123, "text": "Adagrad", "percent": 0.5,
         "chance": 0.0123}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", RACE_SENTENCES)
def test_a_filled_sentence_is_short_and_whole(code, language):
    found = PLACEHOLDER.findall(RACE_SENTENCES[code])
    assert {kind for _, kind in found} <= {*FORMATS, "text"}
    said = type("Said", (), {"code": code, "facts": {name: FACTS[kind] for name, kind in found}})
    text = render(said(), translate, language)
    assert len(text) <= 105
    assert not re.search(r"[{}!]", text)
    assert text[-1] in ".。"

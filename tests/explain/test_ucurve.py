"""The U-curve shows every rate, marks what diverged, and the range test ends where it blows up."""

import numpy as np
import pytest

from playground.engine import MLPTrainer
from playground.explain.ucurve import RangeCurve, UCurve, at_best_rates, notice, smoothed
from playground.spec import Experiment, GeneratedData, LayerSpec, Race, RunSpec, change_race
from playground.spec.sweep import Sweep, rates_of, sweep_entry
from tests.explain.races import history, race_of

SWEEP = Sweep(rates=3, starts=2, lowest_rate=0.01, highest_rate=1.0)
NAN, INF = float("nan"), float("inf")


def curve_of(rows, racers=2, row="final"):
    """A U-curve of losses (T, racers * rates, starts)."""
    race = change_race(race_of(racers, 2), rated_by=row)
    experiment = sweep_entry(Experiment(), race, SWEEP)
    return UCurve.of(history(rows), experiment, race, SWEEP)


ROWS = np.array([
    np.full((6, 2), 0.5),
    [[0.4, 0.5], [0.01, 0.02], [NAN, NAN], [0.3, 0.3], [0.2, 0.2], [0.3, INF]],
    [[0.3, 0.4], [0.1, 0.1], [NAN, NAN], [0.4, 0.4], [0.3, 0.3], [0.2, INF]],
])  # fmt: skip


def test_the_median_of_every_rate_and_the_best_of_every_racer():
    curve = curve_of(ROWS)
    assert curve.rates == rates_of(SWEEP)
    np.testing.assert_allclose(curve.median, np.array([[0.35, 0.1, INF], [0.4, 0.3, INF]]))
    np.testing.assert_allclose(curve.diverged, np.array([[0, 0, 1], [0, 0, 0.5]]))
    assert curve.best == (0.1, 0.1)


def test_the_best_row_of_each_run_may_count_instead():
    curve = curve_of(ROWS, row="best")
    np.testing.assert_allclose(curve.median, np.array([[0.35, 0.015, INF], [0.3, 0.2, INF]]))


def test_before_the_first_epoch_and_where_all_diverged_there_is_no_best():
    assert curve_of(ROWS[:1]).best == (None, None)
    lost = ROWS.copy()
    lost[1:, :3] = NAN
    curve = curve_of(lost)
    assert curve.best == (None, 0.1)
    race = Race(racers=(RunSpec(learning_rate=0.7), RunSpec(optimizer="adam")))
    assert [run.learning_rate for run in at_best_rates(race, curve).racers] == [0.7, 0.1]


def test_a_real_sweep_has_its_dip_between_the_ends():
    plane = Experiment(
        data=GeneratedData(name="plane", samples=200),
        layers=(LayerSpec(units=4, activation="relu"),), output="linear",
    )  # fmt: skip
    race = Race(racers=(RunSpec(), RunSpec(optimizer="momentum")))
    sweep = Sweep(rates=8, starts=2, epochs=5)
    experiment = sweep_entry(plane, race, sweep)
    trainer = MLPTrainer(experiment)
    trainer.advance(10_000)
    curve = UCurve.of(trainer.history, experiment, race, sweep)
    for racer in range(2):
        assert curve.best[racer] in curve.rates[1:-1]
        assert curve.diverged[racer, -1] == 1
        assert curve.diverged[racer, 0] == 0


def test_fewer_starts_are_told():
    assert notice(Sweep(starts=3), 3) is None
    said = notice(Sweep(starts=8), 5)
    assert said is not None
    assert (said.code, said.facts) == ("sweep_fewer_starts", {"starts": 5, "wished": 8})


def test_smoothing_leaves_a_constant_and_has_no_bias_at_the_start():
    np.testing.assert_allclose(smoothed(np.full(50, 0.7)), 0.7)
    noisy = 1 + 0.1 * np.random.default_rng(0).standard_normal(2000)
    assert smoothed(noisy)[500:].std() < 0.03


def test_a_range_test_is_cut_where_the_loss_blows_up():
    rates = np.geomspace(1e-4, 10, 400)
    bowl = 0.5 - 0.4 / (1 + (0.01 / rates) ** 2) + (rates / 0.3) ** 4
    curve = RangeCurve.of(rates, bowl)
    assert len(curve.rates) < 400
    assert curve.losses.max() <= 4 * curve.losses.min() * 1.01
    assert curve.steepest == pytest.approx(0.01, rel=2)
    assert curve.careful == pytest.approx(0.005, rel=2)


@pytest.mark.parametrize(
    "losses", [[], [0.5], [NAN] * 50, [0.5] * 50, list(np.linspace(0.5, 1.0, 50)), [INF] * 3]
)
def test_a_range_test_without_a_fall_suggests_nothing(losses):
    curve = RangeCurve.of(np.geomspace(1e-4, 1, len(losses)) if losses else np.zeros(0),
                          np.array(losses, dtype=float))  # fmt: skip
    assert curve.steepest is None
    assert curve.careful is None

"""A trial's law: what it says of a rate is what the race alone at that rate would say."""

import numpy as np
import pytest

from playground.engine import MLPTrainer
from playground.explain.race import standings
from playground.explain.results import Results
from playground.explain.trials import KINDS, STEPS, Trial, curve_of, judged_anew, trial_of
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    Race,
    RunSpec,
    change,
    change_data,
    change_race,
    change_run,
    entry,
)
from playground.spec.cost import steps_per_epoch
from playground.spec.sweep import Sweep

TASK = Experiment(data=GeneratedData(samples=60), layers=(LayerSpec(units=3),))
RACE = Race(racers=tuple(RunSpec(optimizer=word) for word in ("sgd", "momentum", "adam")), epochs=4)
SWEEP = Sweep(rates=5, starts=3, epochs=4)


def trained(experiment):
    trainer = MLPTrainer(experiment, np.float64)
    trainer.advance(100_000)
    return trainer.history


@pytest.fixture(scope="module")
def curve():
    swept = KINDS["u_curve"].entry(TASK, RACE, SWEEP)
    return curve_of(trained(swept), swept, Trial(TASK, RACE, SWEEP))


@pytest.mark.parametrize("racer", range(3))
@pytest.mark.parametrize("place", range(5))
def test_the_curve_at_a_rate_is_the_race_alone_at_that_rate(curve, racer, place):
    own = RACE.racers[racer].model_copy(update={"learning_rate": curve.rates[place]})
    alone = change_race(RACE, racers=(own,), starts=3)
    entered = entry(TASK, alone)
    [line] = standings(Results.of(trained(entered), entered, alone), alone)
    assert line.median == pytest.approx(curve.median[racer, place], rel=1e-12)
    assert line.diverged == round(3 * curve.diverged[racer, place])


def test_the_trial_is_as_long_as_the_race_within_a_limit():
    assert trial_of(TASK, RACE).sweep.epochs == 4
    long = trial_of(TASK, change_race(RACE, epochs=100_000))
    assert (long.sweep.epochs - 1) * steps_per_epoch(TASK) < STEPS


SAME = {
    "rates": (TASK, change_race(RACE, racers=tuple(
        racer.model_copy(update={"learning_rate": 7.0}) for racer in RACE.racers))),
    "judge": (TASK, change_race(RACE, judged_by="train_loss", rated_by="best")),
    "axis": (TASK, change_race(RACE, x_axis="epochs", bands="all", target=0.3)),
    "rival": (change_run(TASK, 0, optimizer="adam", seed=3), RACE),
}  # fmt: skip
OTHER = {
    "data": (change_data(TASK, name="xor"), RACE),
    "network": (change(TASK, layers=()), RACE),
    "batches": (change(TASK, batch_size=5), RACE),
    "seed": (TASK, change_race(RACE, seed=3)),
    "racers": (TASK, change_race(RACE, racers=RACE.racers[1:])),
    "order": (TASK, change_race(RACE, racers=RACE.racers[::-1])),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", [*SAME, *OTHER])
def test_only_what_changes_the_outcome_makes_it_another_trial(kind, case):
    fits = KINDS[kind].fits
    experiment, race = {**SAME, **OTHER}[case]
    is_same = fits(experiment, race).subject == fits(TASK, RACE).subject
    assert is_same == (case in SAME)


def test_the_length_of_the_race_counts_for_the_curve_alone():
    longer = change_race(RACE, epochs=9)
    for kind, is_same in (("u_curve", False), ("range_test", True)):
        fits = KINDS[kind].fits
        assert (fits(TASK, RACE).subject == fits(TASK, longer).subject) == is_same


def test_another_judge_reads_the_same_runs():
    other = change_race(RACE, judged_by="test_score", rated_by="best")
    trial = judged_anew(trial_of(TASK, RACE), other)
    assert (trial.race.judged_by, trial.race.rated_by) == ("test_score", "best")
    assert trial.race.racers == RACE.racers

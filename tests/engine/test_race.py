"""The laws of a race: it is fair, nobody disturbs anybody, and what it shows is what it is."""

from functools import partial
from itertools import pairwise
from time import thread_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import data
from playground.data import features
from playground.engine import MLPTrainer
from playground.engine.evaluation import choose
from playground.engine.layout import Layout
from playground.engine.paths import Paths
from playground.engine.program import Array
from playground.engine.race import RaceTrainer, rehearse
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    Race,
    RunSpec,
    alone,
    change,
    change_data,
    change_racer,
    change_run,
    entry,
)
from playground.spec.choices import OPTIMIZERS
from playground.spec.cost import classes
from playground.spec.race_cost import BOARD_SIDE as SIDE
from playground.spec.race_cost import PATH_BYTES, PATH_ROWS
from playground.spec.sweep import Sweep, sweep_entry
from tests.engine import nets

CALM = 0.001
ALL = tuple(RunSpec(optimizer=word, learning_rate=CALM) for word in OPTIMIZERS)
FIELDS = {"first": ALL[:7], "rest": ALL[7:]}
SMALL = change(Experiment(), data=GeneratedData(samples=40))
HILLS = Experiment(
    data=GeneratedData(name="plane", samples=200),
    layers=(LayerSpec(units=4, activation="relu"),),
    output="linear",
)


def trained(experiment, race, epochs, dtype=np.float64):
    trainer = RaceTrainer(entry(experiment, race), dtype)
    trainer.advance(epochs * trainer.steps_per_epoch)
    return trainer


def curves(trainer):
    """All curves of all runs (columns, T, R)."""
    return np.stack([trainer.history.column(name) for name in trainer.history.columns])


@pytest.mark.parametrize("field", FIELDS)
def test_the_same_seed_alone_or_in_the_race_gives_the_same_curve(field):
    """To 1e-12 in float64: a score may jump by one point where an answer lies on the boundary."""
    race = Race(racers=FIELDS[field], starts=3, epochs=12)
    together = trained(SMALL, race, 12)
    for racer in range(len(race.racers)):
        for start in range(race.starts):
            one = MLPTrainer(alone(SMALL, race, racer, start), np.float64)
            one.advance(12 * one.steps_per_epoch)
            run = racer * race.starts + start
            for name in ("train_loss", "test_loss"):
                np.testing.assert_allclose(
                    together.history.column(name)[:, run],
                    one.history.column(name)[:, 0],
                    rtol=1e-12, atol=1e-12,
                )  # fmt: skip


@settings(max_examples=15)
@given(st.permutations(range(len(OPTIMIZERS))), st.integers(1, 4), st.booleans())
def test_reordering_the_racers_permutes_the_results_and_changes_nothing_else(order, starts, wide):
    racers, order = ALL[:12], [place for place in order if place < 12]
    experiment = change(SMALL, layers=(LayerSpec(units=7),) * 2) if wide else SMALL
    race = Race(racers=racers, starts=starts)
    one = trained(experiment, race, 6)
    other = trained(experiment, Race(racers=tuple(racers[i] for i in order), starts=starts), 6)
    runs = [racer * starts + start for racer in order for start in range(starts)]
    np.testing.assert_allclose(curves(other), curves(one)[..., runs], rtol=1e-12, atol=1e-12)
    assert other.runs_state == [one.runs_state[run] for run in runs]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("word", OPTIMIZERS)
def test_a_diverging_racer_disturbs_nobody(word, dtype):
    """Bit for bit: the others' curves and weights are those beside a calm racer."""
    race = Race(racers=(*ALL[:4], *ALL[4:8]), starts=3)
    calm = change_racer(race, 3, optimizer=word, learning_rate=CALM)
    first = {"epsilon": 1.0} if word == "adadelta" else {}  # else its first steps are tiny
    wild = change_racer(calm, 3, learning_rate=100.0, l2=10.0, **first)
    quiet, disturbed = trained(HILLS, calm, 8, dtype), trained(HILLS, wild, 8, dtype)
    assert set(disturbed.runs_state[9:12]) == {"diverged"}
    others = [run for run in range(24) if run // 3 != 3]
    np.testing.assert_array_equal(curves(disturbed)[..., others], curves(quiet)[..., others])
    for run in others:
        np.testing.assert_array_equal(disturbed.weights(run), quiet.weights(run))


PLACES = [0, 63, 1000, 4095]
"""Some samples of the board, row by row."""


@settings(max_examples=15)
@given(nets.experiments(most_layers=3), st.integers(1, 4), st.integers(0, 12))
def test_boundaries_are_the_answers_of_each_run(experiment, starts, steps):
    """As a trainer of that run alone answers when it is asked point by point."""
    race = Race(racers=experiment.runs, starts=starts)
    trainer = RaceTrainer(entry(experiment, race), np.float64)
    trainer.advance(steps)
    outputs = trainer._training.layout.sizes[-1]
    for start in range(starts):
        name = f"boundaries:{start}"
        shown = trainer.snapshot([name]).views[name]
        assert shown.shape == (trainer.racers, outputs, SIDE, SIDE)
        assert not shown.flags.writeable
        for racer in range(trainer.racers):
            weights = [trainer.weights(racer * starts + start)]
            one = MLPTrainer(alone(experiment, race, racer), np.float64, weights)
            probes = [
                one.snapshot(["probe"], tuple(features.grid(SIDE)[place])).views["probe"]
                for place in PLACES
            ]
            np.testing.assert_allclose(
                shown[racer].reshape(outputs, -1)[:, PLACES].T,
                np.stack(probes)[:, -outputs:],
                rtol=1e-9, atol=1e-12,
            )  # fmt: skip


@pytest.mark.parametrize("name", ["circle", "rings", "plane"])
def test_the_ensemble_is_the_vote_of_each_run_alone(name):
    experiment = change_data(Experiment(), name=name)
    race = Race(
        racers=(RunSpec(learning_rate=0.1), RunSpec(optimizer="adam", learning_rate=0.03)), starts=5
    )
    trainer = trained(experiment, race, 4)
    shown = trainer.snapshot(["ensemble"]).views["ensemble"]
    count = classes(experiment)
    for racer in range(2):
        votes = np.zeros((count or 1, SIDE, SIDE))
        for start in range(5):
            run = racer * 5 + start
            one = MLPTrainer(alone(experiment, race, racer, start), np.float64)
            one.advance(trainer.step)
            answers = RaceTrainer(one._experiment, np.float64, [one.weights(0)]).snapshot(
                ["boundaries:0"]
            )
            outputs = answers.views["boundaries:0"][0]
            np.testing.assert_allclose(one.weights(0), trainer.weights(run), rtol=1e-6, atol=1e-9)
            if not count:
                votes += outputs
                continue
            chosen = choose(outputs, experiment.output).astype(int)
            for index in range(count):
                votes[index] += chosen == index
        np.testing.assert_allclose(shown[racer], votes / 5, rtol=1e-6, atol=1e-9)
        if count:
            np.testing.assert_allclose(shown[racer].sum(axis=0), 1)


def test_a_start_that_diverged_has_no_vote():
    race = Race(racers=(RunSpec(learning_rate=0.001), RunSpec(learning_rate=100.0)), starts=2)
    trainer = trained(HILLS, race, 6)
    assert trainer.runs_state == ["training"] * 2 + ["diverged"] * 2
    views = trainer.snapshot(["ensemble", "diverged", "boundaries:1"]).views
    np.testing.assert_array_equal(views["diverged"], [[False, False], [True, True]])
    assert not views["ensemble"][1].any()
    assert np.isfinite(views["boundaries:1"]).all()  # its last good weights
    boundaries = [trainer.snapshot([f"boundaries:{k}"]).views[f"boundaries:{k}"] for k in (0, 1)]
    np.testing.assert_allclose(views["ensemble"][0], np.mean(boundaries, axis=0)[0], rtol=1e-6)


def test_large_networks_are_walked_one_after_another(monkeypatch):
    race = Race(starts=3)
    whole = trained(SMALL, race, 2)
    monkeypatch.setattr("playground.spec.race_cost.BOARD_NUMBERS", 1)
    single = trained(SMALL, race, 2)
    for name in ("boundaries:2", "ensemble"):
        np.testing.assert_allclose(
            single.snapshot([name]).views[name], whole.snapshot([name]).views[name], atol=1e-12
        )


def test_paths_are_the_weights_at_the_ends_of_epochs():
    race = Race(starts=3)
    trainer = RaceTrainer(entry(SMALL, race))
    seen = [[trainer.weights(run) for run in range(9)]]
    for _ in range(7):
        trainer.advance(trainer.steps_per_epoch)
        seen.append([trainer.weights(run) for run in range(9)])
    trainer.advance(1)
    for start in range(3):
        path = trainer.snapshot([f"paths:{start}"]).views[f"paths:{start}"]
        expected: Array = np.array(seen)[:, start::3].swapaxes(0, 1)
        np.testing.assert_array_equal(path, expected)
    assert trainer.paths.epochs.tolist() == list(range(8))


def test_long_paths_are_thinned_evenly_and_end_with_the_newest():
    layout = Layout((2, 1), 2)
    kept = Paths(layout, 1, 8)
    for epoch in range(1000):
        kept.note(epoch, np.full(layout.length, float(epoch)))
        held = kept.epochs.tolist()
        assert len(held) <= PATH_ROWS
        assert held[0] == 0
        assert held[-1] == epoch
        assert len({b - a for a, b in pairwise(held[:-1])}) <= 1
        assert kept.of(0)[:, :, 0].tolist() == [held, held]


def test_paths_of_giants_stay_small():
    layout = Layout((9, *[64] * 8, 8), 12 * 32)
    kept = Paths(layout, 32, 4)
    for epoch in range(300):
        kept.note(epoch, np.zeros(layout.length, np.float32))
    held = sum(weights.nbytes for _, weights in kept.checkpoint()[1])
    assert held <= PATH_BYTES
    assert kept.of(0).shape[1] >= 2
    assert kept.of(31).shape == (12, 0, layout.parameters)


@pytest.mark.parametrize("epochs", [3, 140])
def test_a_race_resumes_from_its_checkpoint(epochs):
    race = Race(racers=ALL[:3], starts=2, epochs=1000)
    whole = trained(SMALL, race, epochs)
    checkpoint = whole.checkpoint()
    steps = 11 * whole.steps_per_epoch
    whole.advance(steps)
    other = RaceTrainer(entry(SMALL, race), np.float64)
    other.advance(5)
    other.restore(checkpoint)
    other.advance(steps)
    np.testing.assert_array_equal(curves(whole), curves(other))
    np.testing.assert_array_equal(whole.paths.of(1), other.paths.of(1))
    other.restore(checkpoint)
    assert other.paths.epochs[-1] == epochs


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_a_step_is_its_two_passes(word):
    """Gradient, then update: what a stopwatch measures is what a step does."""
    experiment = change_run(SMALL, 0, optimizer=word, l2=0.1, clipnorm=0.5)
    stepped, passed = MLPTrainer(experiment), MLPTrainer(experiment)
    passed._batches.begin_epoch()
    batch = passed._batches.slots[0]
    gradient, update = passed._training.passes(batch.shape[1])
    passed._training.walk(batch.shape[1]).batch[...] = batch
    for call in (*gradient, *update):
        call()
    stepped.advance(1)
    np.testing.assert_array_equal(passed.weights(0), stepped.weights(0))


def test_a_rehearsal_has_every_racer():
    rehearsal = rehearse(entry(SMALL, Race(racers=ALL[:12], starts=2)))
    assert len(rehearsal.updates) == 12
    for work in (rehearsal.gradient, *rehearsal.updates):
        work()


def test_what_the_first_run_shows_is_still_shown():
    trainer = trained(SMALL, Race(), 2)
    frame = trainer.snapshot(["output", "units", "weights", "predictions", "batch"])
    one = MLPTrainer(change_run(alone(SMALL, Race(), 0), 0, seed=0), np.float64)
    one.advance(trainer.step)
    np.testing.assert_allclose(
        frame.views["output"], one.snapshot(["output"]).views["output"], rtol=1e-9, atol=1e-12
    )
    assert data.load(SMALL).points.shape[0] == len(frame.views["predictions"])


def best_times(works, rounds):
    """In processor time, the best of many rounds in turns: others may use this machine."""
    times = [np.inf] * len(works)
    for _ in range(rounds):
        for place, work in enumerate(works):
            begin = thread_time()
            work()
            times[place] = min(times[place], thread_time() - begin)
    return times


def test_eight_racers_from_sixteen_starts_cost_at_most_fifteen_runs():
    race = Race(racers=ALL[:4] + ALL[5:7] + ALL[8:10], starts=16, epochs=10_000)
    trainers = [MLPTrainer(Experiment()), RaceTrainer(entry(Experiment(), race))]
    epochs = [partial(trainer.advance, trainer.steps_per_epoch) for trainer in trainers]
    one, every = best_times(epochs, 40)
    assert every <= 15 * one


def test_a_u_curve_of_576_runs_costs_at_most_sixty_runs():
    """Three optimizers at 24 rates from 8 starts, 500 steps from the start to the end."""
    race = Race(racers=tuple(RunSpec(optimizer=word) for word in ("sgd", "momentum", "adam")))
    swept = sweep_entry(Experiment(), race, Sweep(starts=8, epochs=20))
    assert len(swept.runs) == 576

    def complete(trainer, start):
        trainer.restore(start)
        trainer.advance(500)

    trainers = [MLPTrainer(Experiment()), MLPTrainer(swept)]
    one, every = best_times([partial(complete, it, it.checkpoint()) for it in trainers], 12)
    assert every <= 60 * one

"""Dropout, input noise and stopping early: what they do, and that they cost nothing unused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine import MLPTrainer
from playground.engine.batches import Rows
from playground.engine.optimizers import OPTIMIZERS
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    PointsData,
    RunSpec,
    Stop,
    change,
    needs_restart,
)
from tests.engine.test_laws import all_weights, assert_same

PLAIN = Experiment()
DROPPED = change(PLAIN, layers=(LayerSpec(units=4, dropout=0.25), LayerSpec(units=2, dropout=0.5)))
NOISY = change(PLAIN, input_noise=0.5)
POINTS = PointsData(
    points=tuple((x / 3, x % 7 - 3.0, x % 2) for x in range(-15, 15)), split=("train",) * 30
)


def calls(experiment):
    """How many prepared calls a step has, and the measuring of all points."""
    trainer = MLPTrainer(experiment)
    trainer.advance(1)
    (_, _, step), *_ = trainer._steps
    return len(step), len(trainer._record.evaluation._program.calls)


def test_nothing_costs_where_it_is_not_used():
    """Twenty calls a step and seventeen to measure; each remedy adds its own and no other."""
    assert calls(PLAIN) == (20, 17)
    one_layer = change(PLAIN, layers=(LayerSpec(units=4, dropout=0.25), LayerSpec(units=2)))
    more = {
        "dropout in one layer": (one_layer, 2, 0),
        "dropout in two": (DROPPED, 4, 0),
        "noise": (NOISY, 0, 0),
        "class weights": (change(PLAIN, class_weights=(1.0, 2.0)), 1, 0),
        "sample weights": (
            change(PLAIN, data=POINTS.model_copy(update={"weights": (2.0,) * 30})), 1, -2,
        ),
        "patience": (change(PLAIN, stop=Stop(patience=3)), 0, 0),
        "a metric": (change(PLAIN, metrics=("auc",)), 0, 2),
        "what is measured anyway": (change(PLAIN, metrics=("accuracy",)), 0, 0),
    }  # fmt: skip
    for name, (experiment, in_step, in_measuring) in more.items():
        assert calls(experiment) == (20 + in_step, 17 + in_measuring), name
    assert MLPTrainer(PLAIN)._stopping.patience is None


def epochs_of(experiment, count, dtype=np.float32):
    """The tables of the first epochs, cut into what they say."""
    trainer = MLPTrainer(experiment, dtype)
    for _ in range(count):
        trainer.advance(trainer.steps_per_epoch)
        yield Rows.of(experiment).cut(np.concatenate(trainer._batches.slots, axis=1))


def test_masks_leave_out_the_share_that_was_asked_for():
    """Others in every epoch and for every unit; what stays is scaled so that the mean stays."""
    layers = (LayerSpec(units=8, dropout=0.25), LayerSpec(units=3), LayerSpec(units=8, dropout=0.6))
    experiment = change(PLAIN, data=GeneratedData(samples=5000), batch_size=5000, layers=layers)
    first, second = epochs_of(experiment, 2)
    assert [mask is None for mask in first.masks] == [False, True, False]
    for rate, mask, later in ((0.25, first.masks[0], second.masks[0]),
                              (0.6, first.masks[2], second.masks[2])):  # fmt: skip
        np.testing.assert_allclose(np.unique(mask), [0, 1 / (1 - rate)], rtol=1e-6)
        assert mask.shape == (8, 1, 2500)  # shared by all runs
        assert mask.mean() == pytest.approx(1, abs=0.03)
        assert np.abs(np.corrcoef(mask[:, 0]) - np.eye(8)).max() < 0.1
        assert 0.1 < (mask != later).mean() < 0.9


def test_noise_is_added_to_the_inputs_alone():
    (clean,) = epochs_of(change(PLAIN, data=GeneratedData(samples=5000), batch_size=5000), 1)
    noisy = change(PLAIN, data=GeneratedData(samples=5000), batch_size=5000, input_noise=0.5)
    first, second = epochs_of(noisy, 2)
    np.testing.assert_array_equal(first.targets, clean.targets)
    np.testing.assert_array_equal(first.inputs[-1], 1)
    added = first.inputs[:-1] - clean.inputs[:-1]
    assert added.std(axis=1) == pytest.approx(0.5, abs=0.03)
    assert added.mean(axis=1) == pytest.approx(0, abs=0.04)
    assert abs(np.corrcoef(added)[0, 1]) < 0.08
    assert (first.inputs[:-1] != second.inputs[:-1]).all()


@pytest.mark.parametrize("experiment", [DROPPED, NOISY], ids=["dropout", "noise"])
def test_every_kind_of_number_meets_the_same(experiment):
    (single,), (double,) = (epochs_of(experiment, 1, kind) for kind in (np.float32, np.float64))
    np.testing.assert_allclose(single.inputs, double.inputs, rtol=1e-5, atol=1e-6)
    for mine, theirs in zip(single.masks, double.masks, strict=True):
        if mine is not None:
            np.testing.assert_allclose(mine, theirs, rtol=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([DROPPED, NOISY]), st.integers(0, 60), st.integers(1, 60))
def test_it_is_turned_on_and_off_while_training_goes_on(experiment, before, after):
    """Turned on it does what it would have done in a trainer that always had it; off, nothing."""
    assert not needs_restart(PLAIN, experiment)
    tuned, always, never = MLPTrainer(PLAIN), MLPTrainer(experiment), MLPTrainer(PLAIN)
    tuned.advance(before)
    never.advance(before)
    always.restore(tuned.checkpoint())
    tuned.retune(experiment)
    assert_same(tuned, always)
    tuned.advance(after)
    always.advance(after)
    assert_same(tuned, always)
    tuned.restore(never.checkpoint())
    tuned.retune(PLAIN)
    tuned.advance(after)
    never.advance(after)
    assert_same(tuned, never)


PATIENT = Experiment(
    data=GeneratedData(name="xor", samples=40, noise=0.5, seed=1),
    layers=(LayerSpec(units=8), LayerSpec(units=8)),
    stop=Stop(patience=15, min_delta=0.001),
    runs=(RunSpec(learning_rate=0.3), RunSpec(learning_rate=0.3, seed=1), RunSpec(seed=2)),
)
"""A network too large for too few points: its test loss rises soon."""


def played(experiment, steps=6000):
    trainer = MLPTrainer(experiment)
    trainer.advance(steps)
    return trainer


def test_runs_that_get_worse_stop_early_each_for_itself():
    trainer = played(PATIENT)
    losses = trainer.history.column("test_loss")
    for run, best in enumerate(trainer.best_epoch):
        assert trainer.runs_state[run] == "stopped_early"
        assert losses[best, run] <= losses[1:, run].min() + PATIENT.stop.min_delta
        assert (losses[best + 1 : best + 16, run] > losses[best, run] - 0.001).all()
        alone = played(change(PATIENT, runs=(PATIENT.runs[run],)))
        assert (alone.best_epoch, alone.runs_state) == ([best], ["stopped_early"])
        assert alone.epoch == best + 15
        np.testing.assert_allclose(alone.weights(0), trainer.weights(run), rtol=1e-4, atol=1e-5)
    assert not any(trainer.is_at_best)
    assert trainer.advance(1) == 0


def test_the_best_weights_come_back_if_asked_for():
    """At once where the rule says so; else when a person goes there. Curves keep what was."""
    trainer, restoring = played(PATIENT), played(change(PATIENT, stop=stop(restore_best=True)))
    losses = trainer.history.column("test_loss").copy()
    lowest = [losses[epoch, run] for run, epoch in enumerate(trainer.best_epoch)]
    assert restoring.best_epoch == trainer.best_epoch
    assert all(restoring.is_at_best)
    trainer.go_to_best()
    assert all(trainer.is_at_best)
    np.testing.assert_array_equal(all_weights(trainer), all_weights(restoring))
    np.testing.assert_array_equal(trainer.snapshot(()).metrics["test_loss"], lowest)
    np.testing.assert_array_equal(trainer.history.column("test_loss"), losses)


def stop(**fields):
    return PATIENT.stop.model_copy(update=fields)


@pytest.mark.parametrize("restore_best", [False, True])
def test_patience_begins_anew_after_waking(restore_best):
    """What has to be beaten stays, so that the best epoch is never a worse one."""
    single = change(PATIENT, runs=PATIENT.runs[:1], stop=stop(restore_best=restore_best))
    trainer = played(single)
    epoch, best = trainer.epoch, trainer.best_epoch
    weights = trainer.weights(0)
    trainer.wake()
    assert trainer.runs_state == ["training"]
    np.testing.assert_array_equal(trainer.weights(0), weights)
    trainer.advance(6000)
    assert trainer.runs_state == ["stopped_early"]
    losses = trainer.history.column("test_loss")[:, 0]
    if trainer.best_epoch == best:
        assert trainer.epoch == epoch + 15
    else:
        assert trainer.best_epoch[0] > epoch
        assert losses[trainer.best_epoch[0]] < losses[best[0]]


def test_more_patience_or_none_lets_runs_go_on():
    trainer = played(PATIENT)
    assert set(trainer.runs_state) == {"stopped_early"}
    trainer.retune(change(PATIENT, stop=stop(patience=40)))
    assert set(trainer.runs_state) == {"training"}
    trainer.retune(PATIENT)
    assert set(trainer.runs_state) == {"stopped_early"}
    trainer.retune(change(PATIENT, stop=Stop()))
    assert set(trainer.runs_state) == {"training"}
    assert (trainer.best_epoch, trainer.is_at_best) == ([None] * 3, [False] * 3)
    trainer.go_to_best()
    trainer.wake()


def test_an_epoch_or_target_comes_before_patience():
    trainer = played(change(PATIENT, stop=stop(epoch=5)))
    assert set(trainer.runs_state) == {"stopped"}
    assert [epoch is not None for epoch in trainer.best_epoch] == [True] * 3


def test_training_points_judge_where_none_are_held_out():
    data = GeneratedData(name="xor", samples=40, train_share=1.0)
    slow = RunSpec(learning_rate=0.0)
    trainer = MLPTrainer(Experiment(data=data, stop=Stop(patience=4), runs=(slow, RunSpec())))
    trainer.advance(5 * trainer.steps_per_epoch)
    assert trainer.runs_state == ["stopped_early", "training"]
    assert trainer.best_epoch[0] == 1


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 200), st.integers(1, 200), st.booleans(), st.booleans())
def test_patience_survives_a_checkpoint(before, after, restore_best, elsewhere):
    experiment = change(PATIENT, stop=stop(restore_best=restore_best, patience=3))
    whole = MLPTrainer(experiment)
    whole.advance(before)
    checkpoint = whole.checkpoint()
    whole.advance(after)
    seen, best = all_weights(whole), (whole.best_epoch, whole.is_at_best, whole.runs_state)
    resumed = MLPTrainer(experiment) if elsewhere else whole
    resumed.advance(9)
    resumed.restore(checkpoint)
    resumed.advance(after)
    np.testing.assert_array_equal(all_weights(resumed), seen)
    assert (resumed.best_epoch, resumed.is_at_best, resumed.runs_state) == best
    resumed.go_to_best()
    whole.restore(checkpoint)
    whole.advance(after)
    whole.go_to_best()
    assert_same(whole, resumed)


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_a_run_at_rest_stays_sound_within_an_epoch(word):
    """Its gradient may overflow there; nothing of that may be seen, or be remembered."""
    counts = Experiment(
        data=GeneratedData(name="counts", samples=200),
        output="exponential",
        loss="half_squared_error",
        layers=(),
        runs=(RunSpec(optimizer=word), RunSpec(learning_rate=0.0)),
    )
    huge = np.array([40.0, 40.0, 0.0])
    trainer = MLPTrainer(counts, initial=[huge, np.zeros(3)])
    trainer.advance(trainer.steps_per_epoch)
    assert trainer.runs_state == ["diverged", "training"]
    for _ in range(4):
        trainer.advance(1)
        frame = trainer.snapshot(["weights", "gradients"])
        np.testing.assert_array_equal(frame.views["weights"], huge)
        assert not np.isfinite(frame.views["gradients"]).all()
    for memory in trainer._training._memory.arrays.values():
        assert np.isfinite(memory).all()


def test_noise_that_overflows_does_not_hurt_a_run_at_rest():
    """It stopped early; when it is woken it still remembers what it remembered then."""
    calm = Experiment(
        data=GeneratedData(name="counts", samples=40, train_share=1.0),
        output="exponential",
        loss="half_squared_error",
        layers=(),
        stop=Stop(patience=1),
        runs=(RunSpec(optimizer="adam", learning_rate=0.0), RunSpec(learning_rate=0.001)),
    )
    trainer = MLPTrainer(calm, initial=[np.array([2.0, 2.0, 0.0]), np.zeros(3)])
    while "stopped_early" not in trainer.runs_state:
        trainer.advance(trainer.steps_per_epoch)
    assert trainer.runs_state == ["stopped_early", "training"]

    def remembered():
        return trainer._training.remembered(0, 0, 0, 0)

    before, noisy = remembered(), change(calm, input_noise=10.0)
    trainer.retune(noisy)
    trainer.advance(trainer.steps_per_epoch - 1)
    with np.errstate(all="ignore"):
        seen = [trainer._training.gradient_of(slot, 0) for slot in trainer._batches.slots[:-1]]
    assert not np.isfinite(seen).all()
    trainer.retune(change(noisy, stop=Stop()))
    assert trainer.runs_state == ["training", "training"]
    assert remembered() == before

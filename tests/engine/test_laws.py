"""The laws of training: runs do not disturb each other, and nothing depends on how it is cut."""

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine import MLPTrainer
from playground.engine.activations import ACTIVATIONS, OUTPUTS
from playground.engine.initializers import INITIALIZERS
from playground.engine.losses import LOSSES
from playground.engine.metrics import METRICS
from playground.engine.optimizers import OPTIMIZERS
from playground.engine.schedules import SCHEDULES
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    RunSpec,
    Schedule,
    Stop,
    change,
    change_run,
    choices,
)
from tests.engine import nets

MIX = tuple(RunSpec(optimizer=word, seed=seed) for seed, word in enumerate(OPTIMIZERS))


def all_weights(trainer):
    return np.stack([trainer.weights(run) for run in range(len(trainer.runs_state))])


def everything(trainer):
    """All numbers that a viewer could ever see of a trainer."""
    frame = trainer.snapshot(["weights", "gradients", "predictions", "batch"])
    history = [trainer.history.column(name) for name in trainer.history.columns]
    return [
        all_weights(trainer),
        *frame.views.values(),
        *frame.metrics.values(),
        *history,
        np.array([frame.step, frame.epoch, trainer.batches]),
    ]


def assert_same(one, other):
    """Equal bit for bit."""
    for mine, yours in zip(everything(one), everything(other), strict=True):
        np.testing.assert_array_equal(mine, yours)
    assert one.runs_state == other.runs_state


@pytest.mark.parametrize(
    ("ours", "words"),
    [
        (ACTIVATIONS, choices.ACTIVATIONS),
        (OUTPUTS, choices.OUTPUTS),
        (LOSSES, choices.LOSSES),
        (INITIALIZERS, choices.INITIALIZERS),
        (OPTIMIZERS, choices.OPTIMIZERS),
        (SCHEDULES, choices.SCHEDULES),
        (METRICS, choices.METRICS),
    ],
    ids=[
        "activations",
        "outputs",
        "losses",
        "initializers",
        "optimizers",
        "schedules",
        "metrics",
    ],
)
def test_every_word_has_its_rule(ours, words):
    assert list(ours) == list(words)


@settings(max_examples=60, deadline=None)
@given(nets.experiments(most_runs=5, rates=nets.CALM, options=True), st.integers(1, 40))
def test_a_batched_run_equals_the_run_alone(experiment, steps):
    """To 1e-11 in float64: BLAS may add in another order where several runs share a product."""
    together = MLPTrainer(experiment, np.float64)
    together.advance(steps)
    for run, spec in enumerate(experiment.runs):
        alone = MLPTrainer(change(experiment, runs=(spec,)), np.float64)
        alone.advance(steps)
        np.testing.assert_allclose(together.weights(run), alone.weights(0), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@settings(max_examples=40, deadline=None)
@given(nets.experiments(options=True), st.integers(0, 30), st.integers(0, 30), st.booleans())
def test_resuming_equals_going_on(dtype, experiment, before, after, elsewhere):
    """Bit for bit, in the same trainer or in a new one."""
    whole = MLPTrainer(experiment, dtype)
    whole.advance(before)
    checkpoint = whole.checkpoint()
    whole.advance(after)

    resumed = MLPTrainer(experiment, dtype) if elsewhere else whole
    seen = everything(whole)
    resumed.advance(7)
    resumed.restore(checkpoint)
    resumed.advance(after)
    for mine, yours in zip(seen, everything(resumed), strict=True):
        np.testing.assert_array_equal(mine, yours)


OPTIONS = ("clipvalue", "clipnorm", "global_clipnorm", "weight_decay", "l1", "l2")


def test_the_order_of_hidden_units_changes_nothing():
    """Each optimizer, plain and with each option, takes the turned network along the same path."""
    runs = [RunSpec(optimizer=word, learning_rate=0.003) for word in OPTIMIZERS]
    runs += [run.model_copy(update={option: 0.01}) for run in runs for option in OPTIONS]
    experiment = Experiment(layers=(LayerSpec(units=5),), runs=tuple(runs))
    straight = MLPTrainer(experiment, np.float64)
    order = np.array([3, 0, 4, 1, 2])
    parts = np.split(np.arange(21), [10, 15, 20])
    turned = [part.reshape(-1, 5)[:, order].ravel() for part in parts[:3]]
    places = np.concatenate([*turned, parts[3]])
    starts = [straight.weights(run)[places] for run in range(len(runs))]
    other = MLPTrainer(experiment, np.float64, starts)
    straight.advance(60)
    other.advance(60)
    for run, spec in enumerate(runs):
        expected = straight.weights(run)[places]
        np.testing.assert_allclose(other.weights(run), expected, 1e-9, 1e-11, err_msg=str(spec))


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_a_rate_of_zero_changes_nothing(word):
    run = RunSpec(optimizer=word, learning_rate=0.0, l1=0.1, l2=0.1, weight_decay=1.0)
    trainer = MLPTrainer(Experiment(runs=(RunSpec(), run)))
    before = trainer.weights(1)
    trainer.advance(60)
    np.testing.assert_array_equal(trainer.weights(1), before)
    curve = trainer.history.column("train_loss")[:, 1]
    np.testing.assert_array_equal(curve, curve[0])


@settings(max_examples=40, deadline=None)
@given(nets.experiments(options=True), st.lists(st.integers(1, 9), max_size=8))
def test_slices_do_not_matter(experiment, slices):
    """Playing equals stepping, whatever is looked at in between."""
    whole, cut = MLPTrainer(experiment), MLPTrainer(experiment)
    done = 0
    for steps in slices:
        done += cut.advance(steps)
        cut.snapshot(["output", "units", "gradients", "probe"], (1.0, 2.0))
        cut.checkpoint()
    assert whole.advance(sum(slices)) == done
    assert_same(whole, cut)


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_rates_go_on_beyond_the_table(word):
    """A checkpoint in the middle of what was computed in advance changes nothing."""
    experiment = Experiment(batch_size=100, runs=(RunSpec(optimizer=word), *MIX))
    whole, resumed = MLPTrainer(experiment), MLPTrainer(experiment)
    whole.advance(700)
    resumed.advance(301)
    resumed.restore(resumed.checkpoint())
    resumed.advance(399)
    assert_same(whole, resumed)


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_a_diverged_run_is_named_and_disturbs_nobody(word):
    """The others go on bit for bit; the one that diverged keeps its last good weights."""
    calm = Experiment(
        data=GeneratedData(name="plane", samples=200),
        layers=(LayerSpec(units=4, activation="relu"),),
        output="linear",
        runs=(RunSpec(seed=5), *MIX),
    )
    wild = change_run(calm, 0, optimizer=word, learning_rate=100.0, weight_decay=10.0)
    alone, disturbed = MLPTrainer(calm), MLPTrainer(wild)
    for _ in range(40):
        alone.advance(7)
        disturbed.advance(7)
    assert disturbed.runs_state == ["diverged"] + ["training"] * len(MIX)
    np.testing.assert_array_equal(all_weights(disturbed)[1:], all_weights(alone)[1:])
    kept = disturbed.weights(0)
    assert np.isfinite(kept).all()
    shown = disturbed.snapshot(["output"])
    assert not shown.metrics["train_loss"][0] <= 1e6
    assert np.isfinite(shown.views["output"]).all()
    disturbed.advance(100)
    np.testing.assert_array_equal(disturbed.weights(0), kept)


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_a_diverged_run_stays_sound_within_an_epoch(word):
    """What its optimizer remembered was no number; nothing of it may come back."""
    experiment = Experiment(
        data=GeneratedData(name="plane", samples=200),
        layers=(LayerSpec(units=4, activation="relu"),),
        output="linear",
        runs=(
            RunSpec(optimizer=word, learning_rate=100.0, momentum=0.9, weight_decay=10.0),
            RunSpec(),
        ),
    )
    trainer = MLPTrainer(experiment)
    while "diverged" not in trainer.runs_state:
        trainer.advance(trainer.steps_per_epoch)
    kept = trainer.weights(0)
    assert np.isfinite(kept).all()
    for _ in range(trainer.steps_per_epoch + 2):
        trainer.advance(1)
        np.testing.assert_array_equal(trainer.weights(0), kept)


def test_training_ends_when_every_run_has_diverged():
    experiment = Experiment(
        data=GeneratedData(name="plane"),
        output="linear",
        layers=(LayerSpec(units=4, activation="relu"),),
        runs=(RunSpec(learning_rate=100.0),),
    )
    trainer = MLPTrainer(experiment)
    done = trainer.advance(10_000)
    assert done == trainer.step < 10_000
    assert trainer.runs_state == ["diverged"]
    assert trainer.advance(5) == 0


def test_a_run_stops_at_its_target_while_others_go_on():
    experiment = Experiment(runs=(RunSpec(), RunSpec(learning_rate=0.0)), stop=Stop(target=0.2))
    trainer = MLPTrainer(experiment)
    trainer.advance(20_000)
    assert trainer.runs_state == ["stopped", "training"]
    assert 0.1 < trainer.snapshot(()).metrics["test_loss"][0] <= 0.2
    alone = MLPTrainer(change(experiment, runs=(RunSpec(),)))
    assert alone.advance(20_000) < 20_000
    np.testing.assert_allclose(alone.weights(0), trainer.weights(0), rtol=1e-3)
    kept = alone.weights(0)
    alone.retune(change(alone._experiment, stop=Stop()))
    assert alone.runs_state == ["training"]
    alone.advance(25)
    assert not np.array_equal(alone.weights(0), kept)


def test_training_stops_at_its_epoch():
    trainer = MLPTrainer(Experiment(stop=Stop(epoch=3)))
    assert trainer.advance(1000) == 75
    assert trainer.runs_state == ["stopped"]
    assert (trainer.epoch, trainer.batches) == (3, 0)
    trainer.retune(Experiment(stop=Stop(epoch=5)))
    assert trainer.advance(1000) == 50
    trainer.retune(Experiment(stop=Stop(epoch=4)))
    assert trainer.runs_state == ["stopped"]


@settings(max_examples=30, deadline=None)
@given(
    nets.experiments(most_layers=3, options=True, disturbed=False),
    st.sampled_from(list(OPTIMIZERS)),
    st.integers(1, 20),
)
def test_another_optimizer_keeps_the_weights_and_starts_with_an_empty_memory(
    experiment, word, steps
):
    experiment = change(experiment, shuffle=False)
    changed = change_run(experiment, 0, optimizer=word, schedule=Schedule())
    epoch = MLPTrainer(experiment, np.float64).steps_per_epoch
    trainer = MLPTrainer(experiment, np.float64)
    trainer.advance(3 * epoch)
    weights = trainer.weights(0)
    trainer.retune(changed)
    np.testing.assert_array_equal(trainer.weights(0), weights)
    trainer.advance(steps)
    if word != experiment.runs[0].optimizer:
        start = [weights] * len(experiment.runs)
        fresh = MLPTrainer(change(changed, runs=changed.runs), np.float64, start)
        fresh.advance(steps)
        np.testing.assert_array_equal(trainer.weights(0), fresh.weights(0))


def test_settings_act_from_the_next_step_on():
    trainer = MLPTrainer(Experiment())
    trainer.advance(30)
    weights = trainer.weights(0)
    trainer.retune(Experiment(runs=(RunSpec(learning_rate=0.0),)))
    trainer.advance(30)
    np.testing.assert_array_equal(trainer.weights(0), weights)
    trainer.retune(Experiment(runs=(RunSpec(l2=0.1),)))
    trainer.advance(300)
    assert np.abs(trainer.weights(0)).sum() < np.abs(weights).sum()


def test_a_single_weight_can_be_set():
    experiment = Experiment(runs=(RunSpec(), RunSpec(seed=3)))
    trainer = MLPTrainer(experiment, np.float64)
    before = all_weights(trainer)
    loss = trainer.snapshot(()).metrics["train_loss"].copy()
    trainer.edit(1, 1, 2, 1, 7.5)
    trainer.edit(0, 2, -1, 0, -2.5)
    after = all_weights(trainer)
    changed = [tuple(place) for place in np.argwhere(after != before)]
    second_kernel, last_bias = 2 * 4 + 4 + 2 * 2 + 1, 4 * 3 + 2 * 5 + 2
    assert changed == [(0, last_bias), (1, second_kernel)]
    assert after[0, last_bias] == -2.5
    assert after[1, second_kernel] == 7.5
    seen = trainer.snapshot(()).metrics["train_loss"]
    assert (seen != loss).all()
    np.testing.assert_array_equal(trainer.history.column("train_loss")[-1], seen)
    assert len(trainer.history) == 1


def test_equal_seeds_give_equal_starts_whatever_the_optimizer():
    runs = tuple(RunSpec(optimizer=word, seed=7) for word in OPTIMIZERS)
    weights = all_weights(MLPTrainer(Experiment(runs=runs)))
    assert (weights == weights[0]).all()
    other = MLPTrainer(Experiment(runs=(RunSpec(seed=8),), order_seed=5))
    assert not np.array_equal(other.weights(0), weights[0])


def test_an_epoch_sees_every_training_point_once():
    experiment = Experiment(batch_size=30, data=GeneratedData(samples=200))
    for shuffle in (True, False):
        trainer = MLPTrainer(change(experiment, shuffle=shuffle))
        orders = []
        for _ in range(2):
            seen = []
            for _ in range(trainer.steps_per_epoch):
                trainer.advance(1)
                seen.append(trainer.snapshot(["batch"]).views["batch"])
            assert [len(batch) for batch in seen] == [30, 30, 30, 10]
            orders.append(np.concatenate(seen))
            assert (np.sort(orders[-1]) == np.arange(100)).all()
        assert (orders[0] == orders[1]).all() == (not shuffle)


@pytest.mark.parametrize("word", INITIALIZERS)
def test_a_start_has_the_spread_that_keras_gives_it(word):
    inputs, outputs = 300, 200
    kernel = INITIALIZERS[word].kernel(np.random.default_rng(1), inputs, outputs)
    variance = {
        "playground_uniform": 1 / 12,
        "zeros": 0.0,
        "constant": 0.0,
        "uniform": 0.1**2 / 12,
        "normal": 0.05**2,
        "lecun_uniform": 1 / 300,
        "lecun_normal": 1 / 300,
        "glorot_uniform": 2 / 500,
        "glorot_normal": 2 / 500,
        "he_uniform": 2 / 300,
        "he_normal": 2 / 300,
        "orthogonal": 1 / 300,
    }[word]
    assert kernel.shape == (inputs, outputs)
    assert kernel.var() == pytest.approx(variance, rel=0.02)
    assert abs(kernel.mean()) < (0.01 if word != "constant" else 0.11)
    if word not in ("normal", "orthogonal", "constant"):
        assert np.abs(kernel).max() <= 2.3 * np.sqrt(variance)


@pytest.mark.parametrize(("inputs", "outputs"), [(6, 6), (9, 4), (4, 9), (1, 5)])
def test_orthogonal_weights_stretch_nothing(inputs, outputs):
    kernel = INITIALIZERS["orthogonal"].kernel(np.random.default_rng(1), inputs, outputs)
    small = kernel.T @ kernel if inputs >= outputs else kernel @ kernel.T
    np.testing.assert_allclose(small, np.eye(min(inputs, outputs)), atol=1e-12)


def test_many_runs_cost_little_more_than_one():
    """Sixteen runs, less than half of what sixteen trainers would cost: best of many calls."""
    trainers = [
        MLPTrainer(Experiment(runs=tuple(RunSpec(seed=seed) for seed in range(count))))
        for count in (1, 16)
    ]
    best = [np.inf, np.inf]
    for _ in range(60):
        for index, trainer in enumerate(trainers):
            begin = perf_counter()
            trainer.advance(trainer.steps_per_epoch)
            best[index] = min(best[index], perf_counter() - begin)
    assert best[1] < 8 * best[0]

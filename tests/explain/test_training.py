"""The sentences hold for real training, not only for scripted curves."""

import numpy as np
import pytest

from playground.engine.trainer import MLPTrainer
from playground.explain import diagnose
from playground.explain.rates import USUAL as USUAL_RATES
from playground.spec import (
    Experiment,
    LayerSpec,
    RunSpec,
    change,
    change_data,
    change_output,
    change_run,
    change_schedule,
)
from playground.spec.choices import OPTIMIZERS
from tests.explain.curves import Situation

USUAL = Experiment()
HILLS = change_data(USUAL, name="multi_gauss")
FINE = {"started", "searching", "guessing", "learning", "solved", "settled"}
BIG = tuple(LayerSpec(units=count) for count in (32, 32, 16))


def layers(activation, *units):
    return tuple(LayerSpec(units=count, activation=activation) for count in units)


def sentences(experiment, epochs, every=10):
    """The code of the sentence every so many epochs, as it would be said while playing."""
    trainer, said = MLPTrainer(experiment), []
    for epoch in range(1, epochs + 1):
        trainer.advance(trainer.steps_per_epoch)
        is_over = trainer.runs_state[0] != "training"
        if epoch % every and not is_over:
            continue
        units = trainer.snapshot(["units"]).views["units"]
        state = trainer.runs_state[0] if is_over else "playing"
        situation = Situation(experiment, state, trainer.epoch, units=units)
        said.append(diagnose(trainer.history, situation).code)
        if is_over:
            break
    return said


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["circle", "xor", "gauss", "moons"])
def test_the_default_network_learns_the_easy_sets_without_a_warning(name, seed):
    experiment = change_data(change_run(USUAL, 0, seed=seed), name=name)
    assert set(sentences(experiment, 150)) <= FINE


def test_the_default_experiment_learns_and_solves():
    said = sentences(USUAL, 150)
    assert said[0] == "learning"
    assert "solved" in said


def test_a_plane_is_fitted_closely():
    assert sentences(change_data(USUAL, name="plane"), 100)[-1] == "fits"


@pytest.mark.parametrize(
    "experiment",
    [change_run(HILLS, 0, learning_rate=10.0), change_run(HILLS, 0, learning_rate=3.0)],
)
def test_a_regression_with_a_huge_rate_diverges(experiment):
    assert sentences(experiment, 50)[-1] == "diverged"


def test_a_bounded_output_with_a_huge_rate_saturates():
    """tanh cannot diverge; its neurons run to the ends of their range and stick there."""
    for run in ({"learning_rate": 10.0}, {"optimizer": "adam", "learning_rate": 1.0}):
        said = sentences(change_run(USUAL, 0, **run), 100)
        assert set(said[1:]) == {"saturated"}


@pytest.mark.parametrize("rate", [1e-5, 3e-4])
def test_a_tiny_rate_hardly_learns(rate):
    assert sentences(change_run(USUAL, 0, learning_rate=rate), 100)[-1] == "hardly_learning"


def large_on_few(seed):
    noisy = change_data(USUAL, name="circle", samples=60, noise=0.4, seed=seed)
    return sentences(change_run(change(noisy, layers=BIG), 0, learning_rate=0.1), 400)


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_a_large_network_overfits_a_small_noisy_set(seed):
    said = large_on_few(seed)
    assert said[-1] == "overfitting"
    assert said[0] != "overfitting"


def test_a_large_network_may_memorise_without_getting_worse():
    """With this draw the test loss stays where it is while the training loss goes to nothing."""
    assert large_on_few(seed=4)[-1] == "memorising"


def test_a_lucky_draw_is_not_accused():
    assert not {"overfitting", "memorising"} & set(large_on_few(seed=2))


@pytest.mark.parametrize(
    ("experiment", "code"),
    [
        (change(USUAL, layers=()), "straight_line_feature"),
        (change_data(change(USUAL, layers=()), name="spiral"), "straight_line"),
        (change(USUAL, layers=layers("linear", 4, 2)), "straight_layers"),
        (change(HILLS, layers=()), "flat"),
        (change(USUAL, initializer="zeros"), "alike"),
        (change(USUAL, layers=layers("sigmoid", 8, 8, 8, 8)), "vanishing"),
        (change_run(USUAL, 0, l2=0.1), "penalised"),
        (change_data(USUAL, name="spiral"), "stuck"),
    ],
)
def test_what_is_in_the_way_is_named(experiment, code):
    said = sentences(experiment, 200)
    assert said[-1] == code
    assert said.count(code) > 1


def test_a_line_parts_what_a_line_can_part():
    clouds = change_data(change(USUAL, layers=()), name="gauss")
    assert sentences(clouds, 60)[-1] == "solved"
    blobs = change_output(change_data(USUAL, name="blobs", classes=5), "softmax")
    assert sentences(change(blobs, layers=()), 200)[-1] == "solved"


def test_neurons_that_a_huge_step_kills_are_named():
    relu = change(USUAL, layers=layers("relu", 8, 8), initializer="he_normal")
    said = sentences(change_run(relu, 0, learning_rate=30.0), 30)
    assert said[-1] == "dead_units"


def test_a_schedule_that_has_come_to_its_end_is_named():
    ends = change_schedule(USUAL, 0, name="cosine", decay_steps=250)
    assert sentences(ends, 60)[-1] == "spent"
    warms = change_schedule(USUAL, 0, warmup_steps=100)
    assert set(sentences(warms, 60)) <= FINE


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_rates_that_usually_learn_do(optimizer):
    """Both ends of each optimizer's range, on the easy circle: the loss falls to a third."""
    runs = tuple(
        RunSpec.model_validate({"optimizer": optimizer, "learning_rate": rate, "seed": seed})
        for rate in USUAL_RATES[optimizer]
        for seed in range(3)
    )
    trainer = MLPTrainer(change(USUAL, layers=layers("tanh", 8, 8), runs=runs))
    trainer.advance(80 * trainer.steps_per_epoch)
    losses = trainer.history.column("train_loss")
    fall = (losses[-1] / losses[0]).reshape(2, 3)
    assert (np.median(fall, axis=1) < 1 / 3).all(), fall


def test_every_optimizer_has_rates_that_usually_learn():
    assert set(USUAL_RATES) == set(OPTIMIZERS)

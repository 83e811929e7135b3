"""What a change means: restart or not, what follows along, and what it will cost."""

from typing import Any

import pytest
from hypothesis import given, settings

from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    RunSpec,
    Schedule,
    Stop,
    change,
    change_data,
    change_output,
    change_run,
    change_schedule,
    fitting_losses,
    needs_restart,
    problem_of,
    schedule_settings,
    settings_of,
)
from playground.spec.choices import DATASETS, OPTIMIZERS, OUTPUTS, SCHEDULES
from playground.spec.cost import megabytes, outputs, parameters, samples, widths
from tests.spec.strategies import experiments

LIVE: dict[str, dict[str, Any]] = {
    "optimizer": {"runs": (RunSpec(optimizer="adam"),)},
    "learning_rate": {"runs": (RunSpec(learning_rate=0.1),)},
    "momentum": {"runs": (RunSpec(momentum=0.5),)},
    "l1": {"runs": (RunSpec(l1=0.1),)},
    "l2": {"runs": (RunSpec(l2=0.1),)},
    "weight_decay": {"runs": (RunSpec(weight_decay=0.1),)},
    "clipnorm": {"runs": (RunSpec(clipnorm=1.0),)},
    "schedule": {"runs": (RunSpec(schedule=Schedule(name="cosine")),)},
    "stop": {"stop": Stop(epoch=10)},
    "early stop": {"stop": Stop(patience=10)},
    "dropout": {"layers": (LayerSpec(units=4, dropout=0.5), LayerSpec(units=2))},
    "input_noise": {"input_noise": 0.1},
    "metrics": {"metrics": ("auc",)},
}
REBUILT: dict[str, dict[str, Any]] = {
    "data": {"data": GeneratedData(name="xor")},
    "noise": {"data": GeneratedData(noise=0.2)},
    "data seed": {"data": GeneratedData(seed=1)},
    "features": {"features": ("x1",)},
    "layers": {"layers": ()},
    "activation": {"layers": (LayerSpec(units=4, activation="relu"), LayerSpec(units=2))},
    "output": {"output": "sigmoid"},
    "loss": {"loss": "mean_squared_error"},
    "initializer": {"initializer": "zeros"},
    "batch_size": {"batch_size": 20},
    "shuffle": {"shuffle": False},
    "order_seed": {"order_seed": 1},
    "class_weights": {"class_weights": (1.0, 2.0)},
    "seed": {"runs": (RunSpec(seed=1),)},
    "more runs": {"runs": (RunSpec(), RunSpec())},
}


@pytest.mark.parametrize("name", LIVE)
def test_live_fields_are_adopted_while_it_runs(name):
    changed = change(Experiment(), **LIVE[name])
    assert changed != Experiment()
    assert not needs_restart(Experiment(), changed)


@pytest.mark.parametrize("name", REBUILT)
def test_other_fields_need_a_new_start(name):
    changed = change(Experiment(), **REBUILT[name])
    assert needs_restart(Experiment(), changed)
    assert needs_restart(changed, Experiment())


@given(experiments())
@settings(deadline=None, max_examples=30)
def test_nothing_changed_needs_nothing(experiment):
    assert not needs_restart(experiment, experiment)


@pytest.mark.parametrize("new", DATASETS)
@pytest.mark.parametrize("old", DATASETS)
def test_any_data_set_can_follow_any_other(old, new):
    before = change_data(Experiment(), name=old)
    after = change_data(before, name=new)
    assert after.data.name == new
    assert problem_of(after) in OUTPUTS[after.output].problems
    assert after.loss in fitting_losses(after.output)
    if old != new:
        assert samples(after) == DATASETS[new].samples


@pytest.mark.parametrize("output", ["tanh", "sigmoid", "softmax"])
def test_loss_follows_the_output(output):
    changed = change_output(Experiment(), output)
    assert changed.loss in fitting_losses(output)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_another_optimizer_keeps_rate_penalty_and_start(name):
    mine = change_run(Experiment(), 0, learning_rate=0.3, l2=0.01, seed=7)
    run = change_run(mine, 0, optimizer=name).runs[0]
    assert (run.learning_rate, run.l2, run.seed) == (0.3, 0.01, 7)
    own = {**OPTIMIZERS[name].settings, "learning_rate": 0.3}
    assert settings_of(run) == own


def test_another_schedule_keeps_the_warm_up_and_takes_its_own_defaults():
    mine = change_schedule(Experiment(), 0, name="step", warmup_steps=50, decay_steps=7)
    changed = change_schedule(mine, 0, name="exponential").runs[0]
    assert changed.schedule == Schedule(name="exponential", warmup_steps=50)
    assert schedule_settings(changed.schedule) == SCHEDULES["exponential"].settings
    assert change_run(mine, 0, optimizer="adam").runs[0].schedule == mine.runs[0].schedule


def test_metrics_and_class_weights_follow_the_data():
    mine = change(Experiment(), metrics=("auc",), class_weights=(1.0, 3.0))
    assert change_data(mine, name="xor").class_weights == (1.0, 3.0)
    assert change_data(mine, name="xor").metrics == ("auc",)
    assert change_data(mine, name="rings").class_weights == ()
    assert change_data(mine, name="plane").metrics == ()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_settings_left_out_take_the_optimizers_own_default(name):
    assert settings_of(RunSpec(optimizer=name)) == OPTIMIZERS[name].settings


def test_parameters_of_the_default_network():
    assert widths(Experiment()) == (2, 4, 2, 1)
    assert parameters(Experiment()) == 3 * 4 + 5 * 2 + 3 * 1


def test_parameters_without_hidden_layers():
    bare = change(Experiment(), layers=())
    assert widths(bare) == (2, 1)
    assert parameters(bare) == 3


def test_softmax_has_an_output_for_each_class():
    for classes in range(3, 9):
        experiment = change_data(change_data(Experiment(), name="blobs"), classes=classes)
        assert outputs(experiment) == classes


@given(experiments())
@settings(deadline=None, max_examples=50)
def test_more_runs_cost_more(experiment):
    doubled = experiment.model_copy(update={"runs": experiment.runs * 2})
    assert megabytes(experiment) < megabytes(doubled) < 2.01 * megabytes(experiment)


def test_cost_counts_what_grows():
    small = megabytes(Experiment())
    deep = megabytes(change(Experiment(), layers=(LayerSpec(units=64),) * 8))
    many = megabytes(change_data(Experiment(), samples=5000))
    assert small < many < 50
    assert small < deep < 100

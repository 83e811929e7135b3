"""The gradient law: what a step goes down is the slope of mean loss and penalties."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from playground import data
from playground.engine import MLPTrainer
from playground.engine.activations import ACTIVATIONS as ENGINE_ACTIVATIONS
from playground.engine.program import Program
from playground.spec import (
    Experiment,
    LayerSpec,
    PointsData,
    RunSpec,
    change,
    fitting_losses,
)
from playground.spec.choices import ACTIVATIONS, LOSSES, OUTPUTS
from tests.engine import nets, oracle

KINKED = {"relu", "leaky_relu", "selu"}
RATE = 2.0**-17  # so small that hardly any run diverges
LARGEST = 12.0  # of a sum below an exponential output, beyond which differences drown


def is_smooth_near(experiment, row, points, targets, met):
    """Whether no unit and no loss stands on its kink, where a slope has no meaning."""
    sums, answers = oracle.walk(experiment, row, points, met=met)
    if experiment.output == "exponential" and np.abs(sums[-1]).max() > LARGEST:
        return False
    if experiment.loss == "mean_absolute_error" and np.abs(answers[-1] - targets).min() < 1e-4:
        return False
    if experiment.loss == "hinge" and np.abs(1 - answers[-1] * targets).min() < 1e-4:
        return False
    return all(
        bool(np.abs(z).min() > 1e-4)
        for z, layer in zip(sums, experiment.layers, strict=False)
        if layer.activation in KINKED
    )


@settings(max_examples=60, deadline=None)
@given(nets.experiments(optimizers=("sgd",)), st.integers(0, 2**32 - 1))
def test_a_step_goes_down_the_slope_of_finite_differences(experiment, seed):
    """Every run of every network: w - w' of one SGD step is the gradient, times the rate."""
    assume(compare_with_differences(experiment, seed))


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(nets.experiments(optimizers=("sgd",)), st.integers(0, 2**32 - 1))
def test_two_thousand_networks_go_down_their_slope(experiment, seed):
    assume(compare_with_differences(experiment, seed))


PAIRS = [(output, loss) for output in OUTPUTS for loss in fitting_losses(output)]


@pytest.mark.parametrize(("output", "loss"), PAIRS, ids=lambda word: word)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_with_every_loss_and_penalty(activation, output, loss):
    """The four mixtures of penalties are the four runs."""
    generator = np.random.default_rng(5)
    labels = {"tanh": [-1.0, 1.0], "softmax": [0.0, 1.0, 2.0], "linear": [-0.7, 0.4]}.get(
        output, [0.0, 1.0]
    )
    if LOSSES[loss].problems == ("binary",):
        labels = [-1.0, 1.0]
    rows = [(*generator.uniform(-2, 2, 2).tolist(), labels[n % len(labels)]) for n in range(6)]
    layer = LayerSpec(units=3, activation=activation)
    experiment = Experiment(
        data=PointsData(points=tuple(rows), split=("train",) * 6),
        layers=(layer, layer),
        output=output,
        loss=loss,
        batch_size=6,
        runs=tuple(RunSpec(l1=l1, l2=l2) for l1 in (0.0, 0.01) for l2 in (0.0, 0.03)),
    )
    assert any(compare_with_differences(experiment, seed) for seed in range(3))


@pytest.mark.parametrize("word", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_sums_have_a_finite_slope(word, dtype):
    do, rule = Program(dtype), ENGINE_ACTIVATIONS[word]
    a = np.array([-1e30, -1e4, -100.0, -1.0, 0.0, 1.0, 100.0, 1e4, 1e30], dtype)
    spare = np.zeros_like(a)
    if rule.value is not None:
        rule.value(do, a, spare)
    if rule.slope is not None:
        rule.slope(do, a, spare)
    with np.errstate(over="ignore", under="ignore"):
        do.run()
    assert np.isfinite(a).all()
    assert np.isfinite(spare).all()


def compare_with_differences(experiment, seed):
    """Compare every run's step; False at a kink of a unit or a loss, or where a run diverges."""
    experiment = change(
        experiment,
        shuffle=False,
        runs=tuple(run.model_copy(update={"learning_rate": RATE}) for run in experiment.runs),
    )
    dataset = data.load(experiment)
    size = min(experiment.batch_size, int((~dataset.is_test).sum()))
    batch = np.flatnonzero(~dataset.is_test)[:size]
    points = dataset.points[batch]
    targets = data.targets(dataset, experiment.output)[batch]
    parameters = sum((i + 1) * o for i, o in pairwise(oracle.sizes_of(experiment)))
    generator = np.random.default_rng(seed)
    start = generator.normal(0, 0.5, (len(experiment.runs), parameters))
    trainer = MLPTrainer(experiment, np.float64, list(start))
    trainer.advance(1)
    met = oracle.Met.by(trainer, 0)
    if "diverged" in trainer.runs_state:
        return False
    if not all(is_smooth_near(experiment, row, points, targets, met) for row in start):
        return False

    for run, spec in enumerate(experiment.runs):
        sums, _ = oracle.walk(experiment, start[run], points, met=met)
        expected = oracle.numerical_gradient(
            lambda row, spec=spec, sums=sums: oracle.objective(
                experiment, row, points, targets, l1=spec.l1, l2=spec.l2, surrogate=sums, met=met
            ),
            start[run],
        )
        found = (start[run] - trainer.weights(run)) / RATE
        scale = max(1.0, np.abs(expected).max())
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=2e-8 * scale)
    return True


@settings(max_examples=30, deadline=None)
@given(nets.experiments(most_layers=3, optimizers=("sgd",)))
def test_the_gradient_that_is_shown_is_that_of_the_last_batch(experiment):
    """Asked for after a step, at the weights of that moment, with the penalties."""
    trainer = MLPTrainer(experiment, np.float64)
    assert not trainer.snapshot(["gradients"]).views["gradients"].any()
    trainer.advance(2)
    frame = trainer.snapshot(["gradients", "batch", "weights"])
    dataset = data.load(experiment)
    points = dataset.points[frame.views["batch"]]
    targets = data.targets(dataset, experiment.output)[frame.views["batch"]]
    row, met = (
        frame.views["weights"],
        oracle.Met.by(trainer, (trainer.batches or len(trainer._batches.slots)) - 1),
    )
    assume(is_smooth_near(experiment, row, points, targets, met))
    spec = experiment.runs[0]
    assume(not spec.l1 or np.abs(row).min() > 1e-4)
    sums, _ = oracle.walk(experiment, row, points, met=met)
    expected = oracle.numerical_gradient(
        lambda row: oracle.objective(
            experiment, row, points, targets, l1=spec.l1, l2=spec.l2, surrogate=sums, met=met
        ),
        row,
    )
    scale = max(1.0, np.abs(expected).max())
    np.testing.assert_allclose(frame.views["gradients"], expected, rtol=1e-6, atol=2e-8 * scale)

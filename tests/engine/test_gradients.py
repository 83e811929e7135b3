"""The gradient law: what a step goes down is the slope of mean loss and penalties."""

from itertools import pairwise

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playground import data
from playground.engine import MLPTrainer
from playground.spec import change
from tests.engine import nets, oracle

KINKED = {"relu", "leaky_relu"}


def is_smooth_near(experiment, row, points):
    """Whether no unit stands on its kink, where a slope has no meaning."""
    sums, _ = oracle.walk(experiment, row, points)
    return all(
        bool(np.abs(z).min() > 1e-4)
        for z, layer in zip(sums, experiment.layers, strict=False)
        if layer.activation in KINKED
    )


@settings(max_examples=60, deadline=None)
@given(nets.experiments(optimizers=("sgd",)), st.data())
def test_a_step_goes_down_the_slope_of_finite_differences(experiment, draws):
    """Every run of every network: w - w' of one SGD step at rate 1 is the gradient."""
    experiment = change(
        experiment,
        shuffle=False,
        runs=tuple(run.model_copy(update={"learning_rate": 1.0}) for run in experiment.runs),
    )
    dataset = data.load(experiment)
    size = min(experiment.batch_size, int((~dataset.is_test).sum()))
    batch = np.flatnonzero(~dataset.is_test)[:size]
    points = dataset.points[batch]
    targets = data.targets(dataset, experiment.output)[batch]
    parameters = sum((i + 1) * o for i, o in pairwise(oracle.sizes_of(experiment)))
    generator = np.random.default_rng(draws.draw(st.integers(0, 2**32 - 1)))
    start = generator.normal(0, 0.5, (len(experiment.runs), parameters))
    assume(all(is_smooth_near(experiment, row, points) for row in start))

    trainer = MLPTrainer(experiment, np.float64, list(start))
    trainer.advance(1)

    for run, spec in enumerate(experiment.runs):
        expected = oracle.numerical_gradient(
            lambda row, spec=spec: oracle.objective(
                experiment, row, points, targets, l1=spec.l1, l2=spec.l2
            ),
            start[run],
        )
        found = start[run] - trainer.weights(run)
        scale = max(1.0, np.abs(expected).max())
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=2e-8 * scale)


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
    row = frame.views["weights"]
    assume(is_smooth_near(experiment, row, points))
    spec = experiment.runs[0]
    assume(not spec.l1 or np.abs(row).min() > 1e-4)
    expected = oracle.numerical_gradient(
        lambda row: oracle.objective(experiment, row, points, targets, l1=spec.l1, l2=spec.l2), row
    )
    scale = max(1.0, np.abs(expected).max())
    np.testing.assert_allclose(frame.views["gradients"], expected, rtol=1e-6, atol=2e-8 * scale)

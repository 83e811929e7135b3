"""The laws of the small network: every number is the engine's, and every gradient is a slope."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine.activations import ACTIVATIONS
from playground.engine.batches import Batch, with_ones
from playground.engine.layout import Layout
from playground.engine.network import Gradient
from playground.explain.backpropagation import (
    finite_differences,
    losses_at,
    rules_of,
    trace,
    weights_of,
)
from playground.explain.microscope import lines
from playground.explain.update import Descent, whereabouts
from playground.spec.choices import OPTIMIZERS
from playground.spec.lessons.backpropagation import FITTING, Backpropagation

ENDS = [(output, loss) for output, losses in FITTING.items() for loss in losses]
KINKED = {"step"}  # taught by a slope that is not its own
each_end = pytest.mark.parametrize(("output", "loss"), ENDS)
each_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


def network(output="sigmoid", loss="half_squared_error", **settings):
    targets = (1.0, 0.0) if output == "softmax" else (0.25, 1.0)
    given = {"inputs": (1.0, -0.5), "hidden": (3, 2), "targets": targets, "seed": 3, **settings}
    return Backpropagation(output=output, loss=loss, **given)


def engine_gradient(setting):
    layout = Layout(setting.sizes, 1)
    theta, gradient = layout.zeros(np.float64), layout.zeros(np.float64)
    layout.put(theta, 0, weights_of(setting))
    batch = Batch(with_ones(np.array(setting.inputs)[:, None]), np.array(setting.targets)[:, None])
    walk = Gradient(rules_of(setting), layout.blocks(theta), layout.blocks(gradient), batch)
    walk.program.run()
    return layout.row(gradient, 0)


@each_end
@each_activation
def test_the_walk_by_hand_is_the_engines(activation, output, loss):
    setting = network(output, loss, activation=activation)
    found = trace(setting)
    assert found.gradient == pytest.approx(engine_gradient(setting), rel=1e-10, abs=1e-13)
    assert found.loss == pytest.approx(losses_at(setting, weights_of(setting)[None])[0])


@each_end
@pytest.mark.parametrize("activation", [word for word in ACTIVATIONS if word not in KINKED])
def test_every_gradient_is_the_slope_of_the_loss(activation, output, loss):
    setting = network(output, loss, activation=activation)
    assert trace(setting).gradient == pytest.approx(finite_differences(setting), rel=1e-5, abs=1e-8)


def test_a_step_is_taught_by_a_slope_that_is_not_its_own():
    setting = network(activation="step")
    first = slice(0, 9)  # what lies before the hidden steps
    assert finite_differences(setting)[first] == pytest.approx(0)
    assert np.abs(trace(setting).gradient[first]).max() > 0


@given(
    st.lists(st.floats(-2, 2), min_size=1, max_size=3),
    st.lists(st.integers(1, 3), max_size=2),
    st.integers(0, 9),
)
@settings(max_examples=30, deadline=None)
def test_every_size_and_seed_has_its_slopes(inputs, hidden, seed):
    setting = Backpropagation(inputs=tuple(inputs), hidden=tuple(hidden), seed=seed)
    assert trace(setting).gradient == pytest.approx(finite_differences(setting), rel=1e-5, abs=1e-8)


def test_the_chain_holds_link_by_link():
    found = trace(network())
    for layer, following in zip(found.layers, found.layers[1:], strict=False):
        assert layer.pulls == pytest.approx(following.kernel @ following.deltas)
        assert layer.deltas == pytest.approx(layer.pulls * layer.slopes)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_recorded_step_is_the_one_that_was_taken(optimizer):
    setting = network(updates=3)
    descent = Descent(setting, optimizer)
    assert descent.weights.shape == (4, setting.parameters)
    for place in range(setting.parameters):
        moment = descent.moment(place)
        assert moment.t == 3
        assert moment.weight == descent.weights[-2, place]
        assert moment.new_weight == descent.weights[-1, place]
    [last] = [line for line in lines(descent.moment(0)) if line.name == "w_new"]
    assert last.value == descent.weights[-1, 0]


def test_the_first_step_of_plain_descent_uses_the_gradient_by_hand():
    setting = network()
    descent = Descent(setting, "sgd")
    expected = weights_of(setting) - setting.learning_rate * trace(setting).gradient
    assert descent.weights[1] == pytest.approx(expected)


def test_every_place_has_its_weight():
    sizes = (2, 3, 1)
    places = [whereabouts(sizes, place) for place in range(13)]
    assert places[:3] == [(0, 0, 0), (0, 0, 1), (0, 0, 2)]
    assert places[6:9] == [(0, -1, 0), (0, -1, 1), (0, -1, 2)]
    assert places[-1] == (1, -1, 0)
    assert len(set(places)) == 13

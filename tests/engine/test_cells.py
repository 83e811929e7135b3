"""Cells against Keras' own layers, and the gradient's reach against finite differences."""

import numpy as np
import pytest

from playground.engine import cells
from playground.spec.recurrent import CELLS

COUNT, STEPS, INPUTS, UNITS = 3, 7, 4, 5
BIASES = {"simple_rnn": (UNITS,), "gru": (2, 3 * UNITS), "lstm": (4 * UNITS,)}
GATES = {"simple_rnn": 1, "gru": 3, "lstm": 4}


@pytest.fixture(params=list(CELLS))
def weights(request) -> cells.CellWeights:
    rng, cell = np.random.default_rng(1), request.param
    width = GATES[cell] * UNITS
    return cells.CellWeights(
        cell,
        rng.normal(0, 0.6, (INPUTS, width)),
        rng.normal(0, 0.6, (UNITS, width)),
        rng.normal(0, 0.5, BIASES[cell]),
    )


@pytest.fixture
def inputs():
    return np.random.default_rng(2).normal(size=(COUNT, STEPS, INPUTS))


def test_every_cell_has_its_gates_and_its_way_back():
    assert set(cells.GATES) == set(CELLS)
    assert all(gates[-1] == "state" for gates in cells.GATES.values())


def test_a_trace_equals_steps_one_by_one(weights, inputs):
    traced, at = cells.trace(weights, inputs), cells.CellState.zero(weights, COUNT)
    assert tuple(traced.gates) == cells.GATES[weights.cell]
    for index in range(STEPS):
        found = cells.step(weights, inputs[:, index], at)
        for name, values in found.items():
            np.testing.assert_allclose(traced.gates[name][:, index], values, rtol=1e-12)
        at = cells.CellState(found["state"], found.get("cell", at.cell))


@pytest.mark.slow
def test_a_trace_equals_keras(weights, inputs):
    keras = pytest.importorskip("keras")
    layers = {"simple_rnn": keras.layers.SimpleRNN, "gru": keras.layers.GRU,
              "lstm": keras.layers.LSTM}  # fmt: skip
    layer = layers[weights.cell](UNITS, return_sequences=True, dtype="float64")
    layer.build(inputs.shape)
    layer.set_weights([weights.kernel, weights.recurrent, weights.bias])
    answer = np.asarray(layer(inputs))
    np.testing.assert_allclose(cells.trace(weights, inputs).states, answer, rtol=1e-10)


def test_the_reach_of_the_gradient_is_that_of_finite_differences(weights, inputs):
    traced = cells.trace(weights, inputs)
    wanted = np.random.default_rng(3).normal(size=(COUNT, UNITS))
    found = cells.reach(traced, wanted)

    def loss(index: int, nudge: np.ndarray) -> float:
        """The loss when the state after step `index` is nudged, its cell left alone."""
        at = cells.CellState.zero(weights, COUNT)
        for place in range(STEPS):
            after = cells.step(weights, inputs[:, place], at)
            state = after["state"] + (nudge if place == index else 0)
            at = cells.CellState(state, after.get("cell", at.cell))
        return float((at.state * wanted).sum())

    for index in range(STEPS):
        for unit in range(UNITS):
            nudge = np.zeros((COUNT, UNITS))
            nudge[1, unit] = 1e-6
            slope = (loss(index, nudge) - loss(index, -nudge)) / 2e-6
            assert found[1, index, unit] == pytest.approx(slope, rel=1e-6, abs=1e-8)


def test_the_horizon_counts_the_steps_until_the_gradient_halves():
    gradients = 0.8 ** np.arange(10)[::-1][None, :, None] * np.ones((2, 1, 4))
    norms, steps = cells.horizon(gradients)
    assert norms[-1] == pytest.approx(2.0)
    assert steps == 4  # 0.8 ** 3 = 0.512 and 0.8 ** 4 = 0.41
    assert cells.horizon(np.ones((1, 6, 2)))[1] == 6


def test_the_sigmoid_is_itself_far_out():
    assert cells.sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist() == [0.0, 0.5, 1.0]

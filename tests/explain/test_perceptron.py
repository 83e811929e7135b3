"""The perceptron rule keeps its bound, ends where a line separates, and never on XOR."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.explain import perceptron
from playground.explain.perceptron import CORNERS, GATES
from playground.spec.lessons.neuron import GATES as MENU

SEPARABLE = [gate for gate in GATES if gate != "xor"]


def test_every_gate_of_the_menu_has_its_answers():
    assert GATES.keys() == MENU.keys()


@pytest.mark.parametrize("gate", SEPARABLE)
@pytest.mark.parametrize("rate", [0.1, 1.0, 3.0])
def test_mistakes_stay_within_the_bound(gate, rate):
    y = perceptron.labels(gate)
    learned = perceptron.learn(CORNERS, y, rate, np.zeros(3))
    assert learned.is_separated
    assert 0 < learned.mistakes[-1] <= perceptron.bound(CORNERS, y)
    assert (y * (perceptron.homogeneous(CORNERS) @ learned.weights[-1]) > 0).all()


def test_xor_never_ends():
    y = perceptron.labels("xor")
    learned = perceptron.learn(CORNERS, y, 1.0, np.zeros(3), rounds=200)
    assert not learned.is_separated
    assert learned.rounds == 200
    assert perceptron.bound(CORNERS, y) is None


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=40)
def test_bound_holds_for_any_points_that_a_line_separates(seed):
    rng = np.random.default_rng(seed)
    points, w = rng.uniform(-1, 1, (12, 2)), rng.standard_normal(3)
    score = perceptron.homogeneous(points) @ w
    points, y = points[np.abs(score) > 0.1], np.sign(score[np.abs(score) > 0.1])
    if len(points) == 0:
        return
    most = perceptron.bound(points, y)
    assert most is not None
    learned = perceptron.learn(points, y, 1.0, np.zeros(3), rounds=int(most) + 2)
    assert learned.is_separated
    assert learned.mistakes[-1] <= most + 1e-9


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=40)
def test_no_direction_leaves_a_wider_margin(seed):
    rng = np.random.default_rng(seed)
    y = perceptron.labels("and")
    w = rng.standard_normal(3)
    reached = (y * (perceptron.homogeneous(CORNERS) @ w)).min() / np.linalg.norm(w)
    assert reached <= perceptron.margin(CORNERS, y) + 1e-9


def test_every_mistake_adds_its_point_and_nothing_else_does():
    y = perceptron.labels("or")
    learned = perceptron.learn(CORNERS, y, 0.5, np.zeros(3))
    x = perceptron.homogeneous(CORNERS)
    for at in range(1, len(learned.looked)):
        i = learned.looked[at]
        step = learned.weights[at] - learned.weights[at - 1]
        wanted = 0.5 * y[i] * x[i] if learned.is_mistake[at] else 0.0
        np.testing.assert_allclose(step, wanted)


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("rate", [0.01, 0.1, 0.125, 0.2, 0.3, 3.0])
def test_rates_from_zero_make_the_same_mistakes(gate, rate):
    y = perceptron.labels(gate)
    one, tenth = (perceptron.learn(CORNERS, y, each, np.zeros(3)) for each in (1.0, rate))
    np.testing.assert_array_equal(one.is_mistake, tenth.is_mistake)


@pytest.mark.parametrize("rate", [0.1, 0.2, 0.5, 1.0, 2.0, 7.0])
def test_two_layers_solve_xor(rate):
    first, inner, last = perceptron.hidden_layer(rate)
    assert first.shape == (2, 3)
    answer = perceptron.homogeneous(inner) @ last > 0
    np.testing.assert_array_equal(answer, np.array(GATES["xor"], bool))


@pytest.mark.parametrize(("gate", "most"), [("and", 51), ("or", 27), ("nand", 51)])
def test_bounds_of_the_gates_are_those_on_paper(gate, most):
    """AND: w* = (2, 2, -3) leaves 1 / sqrt 17, radius sqrt 3."""
    assert perceptron.bound(CORNERS, perceptron.labels(gate)) == most

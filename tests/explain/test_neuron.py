"""One neuron against its closed form; a loop remembers as long as its weight says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.explain.neuron import PULSE, activated, answers, edge, loop, sum_of
from playground.spec.choices import ACTIVATIONS
from playground.spec.lessons import Neuron
from tests.spec.strategies import limited

weights = st.tuples(limited("w1"), limited("w2"), limited("bias"))


@given(weights, limited("x1"), limited("x2"))
def test_the_terms_add_up(three, x1, x2):
    w1, w2, bias = three
    found = sum_of(Neuron(w1=w1, w2=w2, bias=bias, x1=x1, x2=x2))
    assert found.total == pytest.approx(w1 * x1 + w2 * x2 + bias)
    assert found.answer == pytest.approx((1 + np.tanh(found.total / 2)) / 2)


@pytest.mark.parametrize("word", ACTIVATIONS)
def test_a_map_holds_the_answers_of_single_inputs(word):
    board = answers((1.5, -0.5, 0.2), word, 3.0, 7)
    for row, x2 in enumerate(np.linspace(-3, 3, 7)):
        for column, x1 in enumerate(np.linspace(-3, 3, 7)):
            neuron = Neuron(w1=1.5, w2=-0.5, bias=0.2, x1=x1, x2=x2, activation=word)
            assert board[row, column] == pytest.approx(sum_of(neuron).answer)


@given(weights)
def test_the_sum_is_zero_on_the_edge(three):
    ends = edge(np.array(three), -3.0, 3.0)
    if np.hypot(*three[:2]) < 1e-3:
        return
    distance = (ends @ np.array(three[:2]) + three[2]) / np.hypot(*three[:2])
    assert np.abs(distance).max() < 1e-6 * max(1.0, float(np.abs(ends).max()))


def test_without_weights_there_is_no_edge():
    assert np.isnan(edge(np.zeros(3), -1.0, 1.0)).all()


def test_a_loop_is_forward_without_its_weight():
    heard = np.array(PULSE)
    forward, remembered = loop(1.5, 0.0, heard)
    np.testing.assert_allclose(forward, np.tanh(1.5 * heard))
    np.testing.assert_allclose(remembered, forward)


@pytest.mark.parametrize(("recurrent", "holds"), [(0.5, False), (0.9, False), (1.5, True)])
def test_a_knock_fades_below_one_and_holds_above(recurrent, holds):
    heard = np.zeros(400)
    heard[0] = 0.1
    _, remembered = loop(1.0, recurrent, heard)
    assert (abs(remembered[-1]) > 0.5) == holds
    if holds:  # at rest h = tanh(u h)
        assert remembered[-1] == pytest.approx(np.tanh(recurrent * remembered[-1]))


def test_activated_keeps_the_shape():
    assert activated("relu", np.zeros((2, 3))).shape == (2, 3)
    assert activated("sigmoid", np.array(0.0)) == 0.5

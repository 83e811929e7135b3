"""The laws of signals through layers: what initializers promise, and what activations do to it."""

import numpy as np
import pytest

from playground.engine.activations import ACTIVATIONS
from playground.engine.initializers import INITIALIZERS
from playground.explain.activations import FLAT, portrait, respond
from playground.explain.signal import BINS, HUGE, TINY, journey, kept, walk
from playground.spec.lessons import Activations, change_lesson

each_activation = pytest.mark.parametrize("activation", ACTIVATIONS)
each_initializer = pytest.mark.parametrize("initializer", INITIALIZERS)


@each_activation
def test_the_slope_is_that_of_the_curve(activation):
    z = np.linspace(-5, 5, 101) + 0.013  # beside the corners
    up, down = (respond(ACTIVATIONS[activation], z + h).value for h in (1e-5, -1e-5))
    if activation != "step":
        found = respond(ACTIVATIONS[activation], z).slope
        assert found == pytest.approx((up - down) / 2e-5, abs=1e-6)


@each_activation
def test_every_value_lies_within_the_range_that_is_told(activation):
    told = portrait(activation)
    seen = respond(ACTIVATIONS[activation], np.linspace(-50, 50, 2001))
    assert told.low <= seen.value.min() + 1e-9
    assert seen.value.max() <= told.high + 1e-9
    assert np.abs(seen.slope).max() <= told.steepest + 1e-6


@each_activation
def test_the_slope_is_small_where_it_is_told_to_be(activation):
    told = portrait(activation)
    for end, way in ((told.left, -1), (told.right, 1)):
        if end is not None:
            beyond = respond(ACTIVATIONS[activation], end + way * np.linspace(0.02, 40, 200))
            assert np.abs(beyond.slope).max() < FLAT


@pytest.mark.parametrize(
    ("word", "low", "high", "left", "right"),
    [
        ("linear", -np.inf, np.inf, None, None),
        ("sigmoid", 0, 1, -2.887, 2.887),
        ("tanh", -1, 1, -2.178, 2.178),
        ("relu", 0, np.inf, 0, None),
        ("leaky_relu", -np.inf, np.inf, None, None),
        ("softsign", -1, 1, 1 - np.sqrt(20), np.sqrt(20) - 1),
        ("sin", -1, 1, None, None),
    ],
)
def test_known_activations_have_their_known_facts(word, low, high, left, right):
    told = portrait(word)
    assert told.low == pytest.approx(low, abs=1e-5)
    assert told.high == pytest.approx(high, abs=1e-5)
    for found, known in ((told.left, left), (told.right, right)):
        assert found is None if known is None else found == pytest.approx(known, abs=0.01)


@each_activation
@each_initializer
def test_every_pair_has_a_picture(activation, initializer):
    found = journey(Activations(activation=activation, initializer=initializer, depth=4, units=8))
    assert len(found.stages) == 5
    for stage in found.stages:
        assert stage.shares.shape == stage.sizes.shape == (BINS,)
        assert stage.shares.sum() == pytest.approx(1)
        assert stage.sizes.sum() == pytest.approx(1)
        assert 0 <= stage.saturated <= 1
        assert 0 <= stage.dead <= 8


def test_the_gradient_back_is_the_slope_of_the_signal():
    setting = Activations(activation="tanh", units=4, depth=3)
    values, slopes, pulls = walk(setting)
    for layer in range(1, 4):
        deltas = pulls[layer] * slopes[layer]
        kernel = np.linalg.lstsq(values[layer - 1].T, np.arctanh(values[layer]).T, rcond=None)[0]
        assert pulls[layer - 1] == pytest.approx(kernel @ deltas, rel=1e-6)


def test_he_keeps_relu_alive_and_small_weights_do_not():
    deep = Activations(activation="relu", depth=20, seed=1)
    kept = journey(change_lesson(deep, initializer="he_normal"))
    lost = journey(change_lesson(deep, initializer="normal"))
    assert 0.1 < kept.forward < 10
    assert 0.1 < kept.backward < 10
    assert lost.forward < 1e-6
    assert lost.backward < 1e-6


def test_sigmoids_let_the_gradient_vanish_and_large_weights_let_it_explode():
    assert journey(Activations(activation="sigmoid", depth=10)).backward < 1e-4
    grown = Activations(activation="linear", initializer="lecun_normal", gain=3, depth=10)
    assert journey(grown).forward == pytest.approx(3**10, rel=0.5)
    assert journey(grown).backward > 1e3


def test_a_low_bias_kills_relus_and_no_leaky_ones():
    low = Activations(initializer="he_normal", bias=-1.5, depth=6)
    assert journey(change_lesson(low, activation="relu")).dead > 50
    assert journey(change_lesson(low, activation="leaky_relu")).dead == 0


def test_the_hottest_weights_end_in_numbers():
    hot = Activations(activation="elu", initializer="playground_uniform", gain=5, depth=30)
    found = journey(hot)
    assert np.isfinite(found.stages[-1].spread)
    assert np.isfinite(found.backward)


@each_activation
def test_few_samples_tell_what_all_tell(activation):
    setting = Activations(activation=activation, initializer="he_normal", depth=5)
    assert kept(setting) == pytest.approx(np.log10(journey(setting).backward), abs=0.35)


def test_what_is_lost_and_what_overflows_stays_on_the_scale():
    assert kept(Activations(initializer="zeros")) == TINY
    hot = Activations(activation="linear", initializer="playground_uniform", gain=5, depth=30)
    assert kept(hot) == HUGE

"""Logistic models against finite differences and plain counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from playground.explain import logistic
from playground.spec.lessons import Linear
from playground.spec.lessons.linear import LOSSES

each_loss = pytest.mark.parametrize("loss", LOSSES)


@each_loss
@given(z=st.floats(-8, 8), y=st.sampled_from([0.0, 1.0]))
def test_pull_equals_finite_differences(loss, z, y):
    step, one = 1e-5, np.array([y])
    high, low = (logistic.loss_of(loss, np.array([z + s]), one)[0] for s in (step, -step))
    pull = logistic.pulls(loss, np.array([z]), one)[0]
    assert pull == pytest.approx((high - low) / (2 * step), abs=1e-5)


def test_squared_error_hardly_pulls_where_it_is_surely_wrong():
    z, y = np.array([-10.0]), np.array([1.0])
    assert abs(logistic.pulls("cross_entropy", z, y)[0]) > 0.99
    assert abs(logistic.pulls("squared_error", z, y)[0]) < 1e-3


def test_a_surely_wrong_start_is_left_by_cross_entropy_alone():
    lesson = Linear(wrong=True, rounds=100, class_rate=0.3, overlap=0.5)
    points, y = logistic.points_of(lesson)
    x = logistic.homogeneous(points)
    right = {}
    for loss in LOSSES:
        z = x @ logistic.train(lesson, loss).weights[-1]
        right[loss] = ((z > 0) == (y > 0)).mean()
    assert right["cross_entropy"] > 0.9
    assert right["squared_error"] < 0.5


@each_loss
def test_training_goes_down(loss):
    trained = logistic.train(Linear(rounds=200, class_rate=0.3), loss)
    assert (np.diff(trained.losses) <= 1e-12).all()
    assert trained.epochs[-1] == 200


def test_the_diagonal_is_learned():
    lesson = Linear(diagonal=True, rounds=2000, class_rate=3.0)
    points, y = logistic.points_of(lesson)
    w1, w2, bias = logistic.train(lesson, "cross_entropy").weights[-1]
    assert w1 == pytest.approx(w2, rel=0.2)
    assert -bias / w1 == pytest.approx(1, rel=0.15)
    assert ((points @ [w1, w2] + bias > 0) == (y > 0)).mean() > 0.95


@given(st.integers(0, 1000))
def test_area_is_that_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    y = np.arange(30) % 2
    for scores in (rng.standard_normal(30), rng.integers(0, 4, 30) / 3, np.zeros(30)):
        assert logistic.area(logistic.roc(scores, y)) == pytest.approx(roc_auc_score(y, scores))


@given(st.floats(0, 1), st.integers(0, 1000))
def test_the_table_counts_every_point_once(cut, seed):
    rng = np.random.default_rng(seed)
    y, p = np.arange(20) % 2, rng.uniform(size=20)
    tp, fp, fn, tn = logistic.confusion(p, y, cut)
    assert tp + fp + fn + tn == 20
    assert tp + fn == 10
    assert fp + tn == 10
    assert tp + fp == (p >= cut).sum()


def test_three_classes_train_by_the_slope_of_their_loss():
    lesson = Linear(rounds=1, class_rate=1e-4)
    points, classes = logistic.points_of(lesson, logistic.THREE)
    x = logistic.homogeneous(points)

    def loss(w):
        p = logistic.softmax(x @ w.T)
        return -np.log(p[np.arange(len(x)), classes]).mean()

    start, after = logistic.train_three(lesson).weights
    for k, i in np.ndindex(3, 3):
        step = np.zeros((3, 3))
        step[k, i] = 1e-5
        slope = (loss(start + step) - loss(start - step)) / 2e-5
        assert (start - after)[k, i] / 1e-4 == pytest.approx(slope, abs=1e-6)


@given(st.lists(st.floats(-500, 500), min_size=3, max_size=3), st.floats(-100, 100))
def test_softmax_shares_one_whole_and_counts_differences_only(z, shift):
    p = logistic.softmax(np.array(z))
    assert p.sum() == pytest.approx(1)
    np.testing.assert_allclose(logistic.softmax(np.array(z) + shift), p, atol=1e-9)

"""Descent against the exact answer: its bound, its gradient, its batches, its scaling."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.explain import regression
from playground.explain.regression import EACH
from playground.spec.lessons import Linear
from playground.spec.lessons.linear import BATCHES


def drawn(**fields):
    lesson = Linear(**fields)
    x, y = regression.points_of(lesson).T
    return lesson, x, y


def test_the_lowest_place_is_least_squares():
    _, x, y = drawn()
    bowl = regression.bowl_of(x, y)
    np.testing.assert_allclose(bowl.lowest, np.polyfit(x, y, 1), rtol=1e-9)
    assert regression.gradient(x, y, *bowl.lowest) == pytest.approx((0, 0), abs=1e-9)


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_gradient_equals_finite_differences(w, b):
    _, x, y = drawn()
    step = 1e-5

    def at(w, b):
        return float(regression.loss(x, y, np.array(w), np.array(b)))

    found = regression.gradient(x, y, w, b)
    assert found[0] == pytest.approx((at(w + step, b) - at(w - step, b)) / (2 * step), abs=1e-4)
    assert found[1] == pytest.approx((at(w, b + step) - at(w, b - step)) / (2 * step), abs=1e-4)


@pytest.mark.parametrize("stretch", [0.5, 1.0, 4.0])
@pytest.mark.parametrize("scaled", [False, True])
@pytest.mark.parametrize(("share", "is_lost"), [(0.98, False), (1.02, True)])
def test_the_bound_divides_rates_that_converge_from_rates_that_diverge(
    stretch, scaled, share, is_lost
):
    lesson, x, y = drawn(stretch=stretch, rounds=1500, start_w=1.0, start_b=-2.0)
    middle, size = regression.scale_of(x, scaled=scaled)
    x = (x - middle) / size
    bowl = regression.bowl_of(x, y)
    path = regression.descend(
        x, y, lesson.model_copy(update={"learning_rate": share * bowl.bound}), "all"
    )
    assert path.is_lost == is_lost
    if not is_lost:
        assert (np.diff(path.losses) <= 1e-9).all()


def test_batch_descent_reaches_the_exact_answer():
    lesson, x, y = drawn(learning_rate=0.2, rounds=2000)
    path = regression.descend(x, y, lesson, "all")
    np.testing.assert_allclose(path.places[-1], regression.bowl_of(x, y).lowest, atol=1e-6)


def test_a_batch_step_is_the_gradients():
    lesson, x, y = drawn(rounds=1, learning_rate=0.1, start_w=2.0, start_b=1.0)
    dw, db = regression.gradient(x, y, 2.0, 1.0)
    path = regression.descend(x, y, lesson, "all")
    np.testing.assert_allclose(path.places[-1], (2 - 0.1 * dw, 1 - 0.1 * db))


@pytest.mark.parametrize("batch", [word for word in BATCHES if word != "compare"])
def test_every_batch_goes_down_and_is_seeded(batch):
    lesson, x, y = drawn(rounds=50, learning_rate=0.03)
    path = regression.descend(x, y, lesson, batch)
    again = regression.descend(x, y, lesson, batch)
    np.testing.assert_array_equal(path.way, again.way)
    assert path.losses[-1] < 0.1 * path.losses[0]
    assert len(path.way) == (len(path.epochs) - 1) * EACH + 1
    np.testing.assert_array_equal(path.way[::EACH], path.places)


def test_one_point_a_step_does_not_come_to_rest():
    lesson, x, y = drawn(rounds=300, learning_rate=0.05)
    lowest = np.array(regression.bowl_of(x, y).lowest)
    far = {
        batch: np.abs(regression.descend(x, y, lesson, batch).places[-40:] - lowest).max()
        for batch in ("all", "some", "one")
    }
    assert far["all"] < far["some"] < far["one"]


def test_scaling_makes_the_bowl_round():
    _, x, y = drawn(stretch=4.0)
    middle, size = regression.scale_of(x, scaled=True)
    round_one = regression.bowl_of((x - middle) / size, y).curvatures
    assert round_one[0] / round_one[1] == pytest.approx(1.0)
    long = regression.bowl_of(x, y).curvatures
    assert long[0] / long[1] > 20


@given(st.floats(0.2, 5), st.floats(-3, 3), st.floats(-3, 3))
@settings(max_examples=30)
def test_scaled_lines_are_the_same_lines(stretch, w, b):
    _, x, _y = drawn(stretch=round(stretch, 2))
    scale = regression.scale_of(x, scaled=True)
    slope, intercept = regression.in_data(np.array([w, b]), scale)
    np.testing.assert_allclose(slope * x + intercept, w * (x - scale[0]) / scale[1] + b, atol=1e-8)


@pytest.mark.parametrize("rounds", [1, 2, 7, 200, 2000])
def test_pictures_begin_with_the_start_and_end_with_the_last_epoch(rounds):
    pictured = regression.frames_of(rounds)
    assert (pictured[0], pictured[-1]) == (0, rounds)
    assert (np.diff(pictured) > 0).all()


def test_points_of_one_place_are_answered_too():
    lesson = Linear(dots=((1.0, 1.0), (1.0, 1.0)))
    x, y = regression.points_of(lesson).T
    assert np.isfinite(regression.bowl_of(x, y).bound)
    assert np.isfinite(regression.descend(x, y, lesson, "one").losses).all()

"""Slices are short, rates are kept, turns are fair."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.compute.pace import GROWTH, SLICE, Pace
from playground.compute.turns import Turns
from playground.compute.watch import Limiter
from tests.compute.scripted import PATIENCE

COSTS = st.floats(1e-6, 0.02)


@settings(deadline=None, max_examples=40)
@given(cost=COSTS, epoch=st.integers(1, 5000), speed=st.sampled_from(["slow", "normal", "fast"]))
def test_no_slice_is_longer_than_it_may_be(cost, epoch, speed):
    pace, now = Pace(20 * epoch), 0.0
    pace.rest(now)
    for _ in range(60):
        steps, wait = pace.plan(speed, now)
        assert (steps > 0) or (wait > 0)
        assert steps * cost <= max(SLICE * 1.001, cost)
        now += steps * cost + wait * (not steps)
        pace.measured(steps, steps * cost, now)


@given(cost=COSTS)
def test_full_speed_fills_its_slices(cost):
    pace, now = Pace(2000), 0.0
    for _ in range(30):
        steps, _ = pace.plan("fast", now)
        now += steps * cost
        pace.measured(steps, steps * cost, now)
    assert steps >= int(SLICE / cost * 0.99) or steps == 1


def test_a_step_that_becomes_slow_is_noticed_at_once():
    pace = Pace(2000)
    for _ in range(30):
        pace.measured(pace.slice(), pace.slice() * 1e-5, 0.0)
    before = pace.slice()
    pace.measured(before, before * 1e-3, 0.0)
    assert pace.slice() < before / 10


@pytest.mark.parametrize(("speed", "rate"), [("slow", 2.0), ("normal", 500.0)])
def test_rates_are_kept_and_arrears_are_forgiven(speed, rate):
    pace, now, done = Pace(500), 0.0, 0
    pace.rest(now)

    def run(until: float) -> int:
        nonlocal now
        total = 0
        while now < until:
            steps, wait = pace.plan(speed, now)
            now += steps * 1e-5 + wait * (not steps)
            pace.measured(steps, steps * 1e-5, now)
            total += steps
        return total

    done = run(10.0)
    assert done == pytest.approx(10 * rate, abs=0.05 * rate + 1)
    now += 60.0  # the machine slept
    done = run(now + 10.0)
    assert done == pytest.approx(10 * rate, rel=0.05, abs=2)


def test_below_full_speed_it_sleeps_for_a_picture():
    pace = Pace(500)
    pace.rest(0.0)
    pace.measured(1, 1e-5, 0.0)
    steps, wait = pace.plan("normal", 0.0)
    assert steps == 0
    assert wait == pytest.approx(1 / 60)


def test_first_step_is_due_at_once():
    pace = Pace(500)
    pace.rest(5.0)
    assert pace.plan("slow", 5.0) == (1, 0.0)
    assert GROWTH > 1


def test_limiter_keeps_the_rate_with_a_beat_that_is_late_now_and_then():
    limiter, now, count = Limiter(60), 0.0, 0
    for index in range(600):
        now = max(now + limiter.wait(now), index / 60 + (0.004 if index % 3 else 0.0))
        limiter.passed(now)
        count += 1
    assert count / now == pytest.approx(60, rel=0.02)


def test_turns_are_given_in_the_order_of_asking():
    turns, order, ready = Turns(), [], threading.Semaphore(0)

    def work(name: int) -> None:
        ready.release()
        with turns:
            order.append(name)

    threads = []
    with turns:
        for name in range(5):
            threads.append(threading.Thread(target=work, args=(name,)))
            threads[-1].start()
            ready.acquire(timeout=PATIENCE)
            while len(turns._waiting) <= name:  # it has asked; now it waits
                ready.acquire(timeout=0.001)
        assert turns.share(1.0) == pytest.approx(1 / 60 / 6)
    for thread in threads:
        thread.join(PATIENCE)
    assert order == [0, 1, 2, 3, 4]


def test_a_turn_is_given_back_after_an_error():
    turns = Turns()
    with pytest.raises(ValueError, match="x"), turns:
        raise ValueError("x")
    with turns:
        assert turns.share(1.0) == pytest.approx(1 / 60)

"""Times are told by a clock that only the works themselves move."""

import pytest

from playground.compute.stopwatch import ROUNDS, Costs, measure, time_each
from playground.spec import Experiment, Race, RunSpec, entry


class Watch:
    """A clock that stands still but for what is done."""

    def __init__(self):
        self.seconds = 0.0

    def now(self):
        return self.seconds

    def work(self, seconds):
        def work():
            self.seconds += seconds

        return work


@pytest.mark.parametrize("seconds", [[1e-6], [1e-6, 5e-5, 0.02], [0.0, 3e-4]])
def test_each_work_gets_its_own_time(seconds):
    watch = Watch()
    times = time_each([watch.work(each) for each in seconds], watch.now)
    assert times == pytest.approx(seconds, rel=1e-6)


def test_a_disturbance_now_and_then_changes_nothing():
    watch, count = Watch(), 0

    def disturbed():
        nonlocal count
        count += 1
        watch.seconds += 0.01 if count % 3 else 0.011

    (seconds,) = time_each([disturbed], watch.now)
    assert seconds == pytest.approx(0.01)
    assert count >= ROUNDS


def test_a_race_is_measured_apart_from_itself():
    racers = (RunSpec(), RunSpec(optimizer="adam"), RunSpec())
    costs = measure(entry(Experiment(), Race(racers=racers, starts=2)))
    assert costs.gradient > 0
    assert len(costs.updates) == 3
    assert min(costs.updates) > 0


def test_time_is_steps_times_gradient_and_own_update():
    costs = Costs(gradient=5.0, updates=(1.0, 3.0))
    assert costs.milliseconds(0, 1000) == pytest.approx(6.0)
    assert costs.milliseconds(1, 500) == pytest.approx(4.0)

"""Tokens, leases, caps, and a janitor that goes home."""

import re
import threading
from collections.abc import Iterator

import pytest

from playground.compute import Lease, Registry
from playground.errors import BackendError
from tests.compute.scripted import PATIENCE


class Hand:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(name="hand")
def a_hand() -> Hand:
    return Hand()


@pytest.fixture(name="runs")
def a_registry(hand) -> Iterator[Registry]:
    runs = Registry(Lease(pause_after=30, close_after=900, evict_after=60, most=3), clock=hand)
    yield runs
    runs.close_all()
    assert runs.join(PATIENCE)


def test_token_finds_its_runner(runs, stage):
    here = stage()
    token = runs.open(lambda: here.runner)
    assert runs.get(token) is here.runner
    assert runs.get(token + "x") is None
    assert not runs.touch("")
    assert re.fullmatch(r"[\w-]{32}", token)


def test_tokens_differ(runs, stage):
    assert len({runs.open(lambda: stage().runner) for _ in range(3)}) == 3


def test_nobody_asks_so_it_pauses_and_then_closes(runs, hand, stage):
    here = stage()
    token = runs.open(lambda: here.runner)
    here.runner.play()
    hand.now = 29.0
    assert runs.sweep() == pytest.approx(1.0)
    assert here.runner.state == "playing"
    hand.now = 30.0
    assert runs.sweep() == pytest.approx(870.0)
    assert here.runner.state == "paused"
    hand.now = 900.0
    runs.sweep()
    assert here.runner.is_closed
    assert here.runner.join(PATIENCE)
    assert runs.get(token) is None


def test_asking_renews_the_lease(runs, hand, stage):
    here = stage()
    token = runs.open(lambda: here.runner)
    here.runner.play()
    for hand.now in (20.0, 40.0, 60.0):
        assert runs.touch(token)
        runs.sweep()
    assert here.runner.state == "playing"


def test_full_registry_refuses_politely(runs, stage):
    for _ in range(3):
        runs.open(lambda: stage().runner)
    with pytest.raises(BackendError, match="already holds 3") as caught:
        runs.open(lambda: pytest.fail("must not be built"))
    assert caught.value.code == "too_many_runs"


def test_full_registry_lets_the_oldest_go(runs, hand, stage):
    oldest = stage()
    tokens = [runs.open(lambda: oldest.runner)]
    hand.now = 10.0
    tokens += [runs.open(lambda: stage().runner) for _ in range(2)]
    hand.now = 61.0
    tokens.append(runs.open(lambda: stage().runner))
    assert [runs.get(token) is not None for token in tokens] == [False, True, True, True]
    assert oldest.runner.join(PATIENCE)


def test_janitor_goes_home_and_comes_back(runs, stage):
    token = runs.open(lambda: stage().runner)
    assert [thread.name for thread in threading.enumerate()].count("janitor") == 1
    runs.close(token)
    runs.close(token)
    assert runs.join(PATIENCE)
    runs.open(lambda: stage().runner)
    assert [thread.name for thread in threading.enumerate()].count("janitor") == 1


def test_janitor_sweeps_by_itself(stage):
    runs = Registry(Lease(pause_after=0.02, close_after=0.04))
    here = stage()
    closed = threading.Event()
    here.runner.subscribe(lambda: closed.set() if here.runner.is_closed else None)
    runs.open(lambda: here.runner)
    assert closed.wait(PATIENCE)
    assert runs.join(PATIENCE)
    assert len(runs) == 0

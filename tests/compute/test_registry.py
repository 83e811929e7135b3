"""Tokens, leases, caps, and a janitor that goes home."""

import re
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from playground.compute import Lease, Registry
from playground.errors import BackendError
from playground.spec import Experiment, LayerSpec, change, change_data, needs_restart
from playground.spec.cost import megabytes
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
    token = runs.open(lambda: here.runner, Experiment())
    assert runs.get(token) is here.runner
    assert runs.get(token + "x") is None
    assert not runs.touch("")
    assert re.fullmatch(r"[\w-]{32}", token)


def test_tokens_differ(runs, stage):
    assert len({runs.open(lambda: stage().runner, Experiment()) for _ in range(3)}) == 3


def test_nobody_asks_so_it_pauses_and_then_closes(runs, hand, stage):
    here = stage()
    token = runs.open(lambda: here.runner, Experiment())
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
    token = runs.open(lambda: here.runner, Experiment())
    here.runner.play()
    for hand.now in (20.0, 40.0, 60.0):
        assert runs.touch(token)
        runs.sweep()
    assert here.runner.state == "playing"


def test_full_registry_refuses_politely(runs, stage):
    for _ in range(3):
        runs.open(lambda: stage().runner, Experiment())
    with pytest.raises(BackendError, match="already holds 3") as caught:
        runs.open(lambda: pytest.fail("must not be built"), Experiment())
    assert caught.value.code == "too_many_runs"


def test_full_registry_lets_the_oldest_go(runs, hand, stage):
    oldest = stage()
    tokens = [runs.open(lambda: oldest.runner, Experiment())]
    hand.now = 10.0
    tokens += [runs.open(lambda: stage().runner, Experiment()) for _ in range(2)]
    hand.now = 61.0
    tokens.append(runs.open(lambda: stage().runner, Experiment()))
    assert [runs.get(token) is not None for token in tokens] == [False, True, True, True]
    assert oldest.runner.join(PATIENCE)


def test_watched_run_outlives_a_page_that_is_gone(hand, stage):
    runs = Registry(Lease(), clock=hand)
    here, gone = stage(), stage()
    token = runs.open(lambda: here.runner, Experiment())
    runs.open(lambda: gone.runner, Experiment())
    with runs.watched(token):
        hand.now = 119.0
        runs.sweep()
        assert not gone.runner.is_closed
        hand.now = 120.0
        runs.sweep()
        assert (here.runner.is_closed, gone.runner.is_closed) == (False, True)
    hand.now = 239.0
    runs.sweep()
    assert not here.runner.is_closed
    with runs.watched(token):
        hand.now += 900.0
        runs.sweep()
        assert here.runner.is_closed
    assert runs.join(PATIENCE)


def test_many_at_once_get_no_more_places_than_there_are(stage):
    runs = Registry(Lease(most=2))
    asked = threading.Barrier(6)
    made: list[str] = []
    refused: list[str] = []

    def ask():
        asked.wait(PATIENCE)
        try:
            made.append(runs.open(lambda: stage().runner, Experiment()))
        except BackendError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert (len(made), refused) == (2, ["too_many_runs"] * 4)
    runs.close_all()
    assert runs.join(PATIENCE)


def test_place_is_taken_while_a_runner_is_made_and_free_when_that_fails(stage):
    runs = Registry(Lease(most=1))

    def make():
        with pytest.raises(BackendError):
            runs.open(lambda: pytest.fail("must not be built"), Experiment())
        raise MemoryError

    for _ in range(2):
        with pytest.raises(MemoryError):
            runs.open(make, Experiment())
    assert len(runs) == 0


@pytest.mark.parametrize("rescued", ["late", "evicted"])
def test_run_asked_for_at_the_last_moment_stays(runs, hand, stage, monkeypatch, rescued):
    """Whoever gets a Runner while others are put away must get one that lives."""
    first, last = stage(), stage()
    tokens = [runs.open(lambda: first.runner, Experiment())]
    tokens.append(runs.open(lambda: last.runner, Experiment()))
    runs.open(lambda: stage().runner, Experiment())
    hand.now = 900.0
    found = []

    def end():
        found.append(runs.get(tokens[1]))
        type(first.runner).close(first.runner)

    monkeypatch.setattr(first.runner, "close", end)
    if rescued == "late":
        runs.sweep()
        assert found == [None]
    else:
        runs.open(lambda: stage().runner, Experiment())
        assert found == [last.runner]
        assert not last.runner.is_closed


LARGE = change(Experiment(), layers=(LayerSpec(units=64),) * 4)


def test_memory_is_shared_by_all_and_the_idlest_go_first(hand, stage):
    small, large = megabytes(Experiment()), megabytes(LARGE)
    runs = Registry(Lease(megabytes=large + 2.5 * small), clock=hand)
    here = [stage() for _ in range(4)]
    tokens = []
    for index, each in enumerate(here):
        hand.now = float(index)
        tokens.append(runs.open(partial(getattr, each, "runner"), Experiment()))
    hand.now = 30.0
    with pytest.raises(BackendError) as caught:
        runs.open(lambda: pytest.fail("must not be built"), LARGE)
    assert (caught.value.code, len(runs)) == ("too_many_runs", 4)
    hand.now = 100.0
    with runs.watched(tokens[0]):
        big = runs.open(lambda: stage(LARGE).runner, LARGE)
        assert [each.runner.is_closed for each in here] == [False, True, True, False]
        with pytest.raises(BackendError):
            runs.open(lambda: pytest.fail("must not be built"), LARGE)
    assert runs.get(big) is not None
    runs.close_all()
    assert runs.join(PATIENCE)


def test_run_that_grows_needs_room_too(stage):
    small, large = megabytes(Experiment()), megabytes(LARGE)
    runs = Registry(Lease(megabytes=large + 0.5 * small))
    here, other = stage(), stage()
    runs.open(lambda: here.runner, Experiment())
    token = runs.open(lambda: other.runner, Experiment())
    with pytest.raises(BackendError):
        here.runner.adopt(LARGE)
    assert (here.runner.experiment, here.runner.generation) == (Experiment(), 1)
    runs.close(token)
    here.runner.adopt(LARGE)
    with pytest.raises(BackendError):
        runs.open(lambda: pytest.fail("must not be built"), Experiment())
    here.runner.adopt(Experiment())
    runs.open(lambda: stage().runner, Experiment())
    runs.close_all()
    assert runs.join(PATIENCE)


@pytest.mark.parametrize("word", ["dropout", "metrics"])
def test_what_is_adopted_without_a_new_start_needs_room_too(stage, word):
    large = change_data(Experiment(), samples=5000)
    grown = {
        "dropout": change(large, layers=(LayerSpec(units=4, dropout=0.5), LayerSpec(units=2))),
        "metrics": change(large, metrics=("auc",)),
    }[word]
    assert not needs_restart(large, grown)
    runs = Registry(Lease(megabytes=(megabytes(large) + megabytes(grown)) / 2))
    here = stage(large)
    runs.open(lambda: here.runner, large)
    with pytest.raises(BackendError):
        here.runner.adopt(grown)
    assert here.runner.experiment == large
    runs.close_all()
    assert runs.join(PATIENCE)


def test_a_run_says_itself_what_it_needs(stage):
    small = megabytes(Experiment())
    runs = Registry(Lease(megabytes=2.5 * small))
    runs.open(lambda: stage().runner, Experiment(), lambda _: 2 * small)
    with pytest.raises(BackendError):
        runs.open(lambda: pytest.fail("must not be built"), Experiment())
    runs.close_all()
    assert runs.join(PATIENCE)


def test_janitor_goes_home_and_comes_back(runs, stage):
    token = runs.open(lambda: stage().runner, Experiment())
    assert [thread.name for thread in threading.enumerate()].count("janitor") == 1
    runs.close(token)
    runs.close(token)
    assert runs.join(PATIENCE)
    runs.open(lambda: stage().runner, Experiment())
    assert [thread.name for thread in threading.enumerate()].count("janitor") == 1


def test_janitor_sweeps_by_itself(stage):
    runs = Registry(Lease(pause_after=0.02, close_after=0.04))
    here = stage()
    closed = threading.Event()
    here.runner.subscribe(lambda: closed.set() if here.runner.is_closed else None)
    runs.open(lambda: here.runner, Experiment())
    assert closed.wait(PATIENCE)
    assert runs.join(PATIENCE)
    assert len(runs) == 0

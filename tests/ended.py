"""Waiting for a run to end, without a clock of our own: it says so itself."""

import threading
from collections.abc import Callable

from playground.compute import Runner

PATIENCE = 60.0
ENDS = ("stopped", "stopped_early", "diverged", "failed")


def await_end(runner: Runner | None) -> Runner:
    """Return the Runner once it has published its last picture."""
    assert runner is not None
    return _await(runner, lambda: runner.status.state in ENDS)


def await_step(runner: Runner, at_least: int) -> Runner:
    """Return the Runner once its newest training shows this step or a later one."""

    def is_there() -> bool:
        return runner.status.generation == runner.generation and runner.status.step >= at_least

    return _await(runner, is_there)


def _await(runner: Runner, is_so: Callable[[], bool]) -> Runner:
    found = threading.Event()

    def look() -> None:
        if is_so():
            found.set()

    unsubscribe = runner.subscribe(look)
    look()
    assert found.wait(PATIENCE), f"still {runner.state} at step {runner.status.step}"
    unsubscribe()
    return runner

"""Waiting for a run to end, without a clock of our own: it says so itself."""

import threading

from playground.compute import Runner

PATIENCE = 60.0
ENDS = ("stopped", "stopped_early", "diverged", "failed")


def await_end(runner: Runner | None) -> Runner:
    """Return the Runner once it has published its last picture."""
    assert runner is not None
    has_ended = threading.Event()

    def look() -> None:
        if runner.status.state in ENDS:
            has_ended.set()

    unsubscribe = runner.subscribe(look)
    look()
    assert has_ended.wait(PATIENCE), f"still {runner.state}"
    unsubscribe()
    return runner

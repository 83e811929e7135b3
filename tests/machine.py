"""How much of the machine was ours while something was timed.

A rate in the tests is a promise for a machine of our own. On a shared one, what other people's
processes took is taken off the demand: with all cores to ourselves the demand is whole.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import psutil


@dataclass
class Share:
    """Share of all cores that nobody else used, within (0, 1]; known when the block has ended."""

    value: float = 1.0


def busy() -> float:
    """Seconds that all cores have worked since the machine's start."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))


def ours() -> float:
    """Seconds that this process and all it started have worked."""
    me = psutil.Process()
    total = 0.0
    for process in [me, *me.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.Error:  # ended meanwhile
            continue
        total += times.user + times.system
    return total


@contextmanager
def share_of_machine() -> Iterator[Share]:
    """Measure the share over a block."""
    share = Share()
    started, all_before, ours_before = monotonic(), busy(), ours()
    yield share
    spent = (monotonic() - started) * (os.cpu_count() or 1)
    others = (busy() - all_before) - (ours() - ours_before)
    share.value = min(1.0, max(0.05, 1.0 - others / spent))

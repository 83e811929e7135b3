"""The clock of a Runner, as a seam: tests hand in one that moves only when they say so."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits on a condition."""

    def now(self) -> float:
        """Seconds since any fixed moment, never going back."""

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Wait on the held `condition`, for at most so many seconds (None: until notified)."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Seconds since any fixed moment, never going back."""
        return time.perf_counter()

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Wait on the held `condition`, for at most so many seconds (None: until notified)."""
        condition.wait(seconds)

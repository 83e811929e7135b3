"""How many batches to train next, and how long to wait: arithmetic on times, without a thread.

Training goes in slices short enough to be interrupted at once. A step's time is measured while
running, since it depends on the network, on the machine and on who else is playing.
"""

from typing import Final

from playground.compute.status import Speed

SLICE: Final = 0.004
"""Seconds a slice may take; a pause waits for one slice at most."""
GROWTH: Final = 2
"""A slice has at most so many times the steps of the one before, until the step is known well."""
EPOCHS_PER_SECOND: Final = 20.0
BATCHES_PER_SECOND: Final = 2.0
REST: Final = 1 / 60
"""Below full speed a Runner wakes at most once per picture, not for every single step."""
ARREARS: Final = 0.1
"""Seconds that may be caught up; what is older is forgiven."""
SMOOTHING: Final = 0.3
"""Weight of the newest slice in the time of a step."""
RATE_WINDOW: Final = 0.5
"""Seconds over which the shown steps a second are counted."""


class Pace:
    """The rhythm of one trainer."""

    def __init__(self, usual: float) -> None:
        """Start with nothing measured; `usual` is the steps a second at normal speed."""
        self.usual = usual
        self.steps_per_second = 0.0
        self._step_seconds = 0.0
        self._largest = 1
        self.rest(0.0)

    def rest(self, now: float) -> None:
        """Begin counting anew: after a pause, or when the speed was changed."""
        self._origin = now
        self._done = -1  # one step is due at once: Play moves the picture immediately
        self._counted_from: float | None = None
        self._counted = 0
        self.steps_per_second = 0.0

    def slice(self, seconds: float = SLICE) -> int:
        """Steps that fit into so many seconds, at least one."""
        if not self._step_seconds:
            return self._largest
        return max(1, min(self._largest, int(seconds / self._step_seconds)))

    def plan(self, speed: Speed, now: float, seconds: float = SLICE) -> tuple[int, float]:
        """Return (steps to train now, seconds to wait when there are none)."""
        if speed == "fast":
            return self.slice(seconds), 0.0
        rate = self._rate(speed)
        due = int((now - self._origin) * rate + 1e-6) - self._done
        if due <= 0:
            next_step = self._origin + (self._done + 1) / rate - now
            return 0, max(next_step, REST)
        behind = due / rate
        steps = min(due, self.slice(seconds))
        if behind > max(ARREARS, 2 / rate):
            self._origin, self._done = now, -steps
        return steps, 0.0

    def measured(self, steps: int, seconds: float, now: float) -> None:
        """Learn from a slice of `steps` that took so many seconds."""
        if steps <= 0:
            return
        self._done += steps
        each = seconds / steps
        known = self._step_seconds
        self._step_seconds = each if not known else known + SMOOTHING * (each - known)
        self._largest = max(1, GROWTH * steps, min(self._largest, self.slice()))
        self._count(steps, now)

    def _rate(self, speed: Speed) -> float:
        """Steps a second at a speed below the full one."""
        return min(BATCHES_PER_SECOND, self.usual) if speed == "slow" else self.usual

    def _count(self, steps: int, now: float) -> None:
        if self._counted_from is None:
            self._counted_from = now
            return
        self._counted += steps
        elapsed = now - self._counted_from
        if elapsed >= RATE_WINDOW:
            self.steps_per_second = self._counted / elapsed
            self._counted_from, self._counted = now, 0

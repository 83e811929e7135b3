"""Who may compute now: one Runner after the other, in the order of asking.

Python runs one thread at a time anyway. Without turns twenty training threads would fight for the
interpreter and the thread that serves the browsers would get it last; with turns it has one rival.
"""

import threading
from collections import deque
from typing import Final, Self

ROUND: Final = 1 / 60
"""Seconds of training in a whole round of turns, so that everybody's picture keeps moving."""


class Turns:
    """A lock that is handed on in the order of asking."""

    def __init__(self, seats: int = 1) -> None:
        """Allow `seats` holders at once."""
        self._free = seats
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> Self:
        """Wait for a turn."""
        with self._lock:
            if self._free and not self._waiting:
                self._free -= 1
                return self
            door = threading.Lock()
            door.acquire()
            self._waiting.append(door)
        door.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        """Hand the turn to whoever waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1

    def share(self, most: float) -> float:
        """Seconds one turn may take: `most`, or less when many are waiting."""
        return min(most, ROUND / (len(self._waiting) + 1))


class Behind(Turns):
    """Turns of somebody who has time: at each one only a part of what others may take."""

    PART: Final = 0.25

    def __init__(self, turns: Turns) -> None:
        """Take the turns that are shared with the others."""
        self._turns = turns

    def __enter__(self) -> Self:
        """Wait for a turn."""
        self._turns.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """Hand the turn on."""
        self._turns.__exit__(*error)

    def share(self, most: float) -> float:
        """Seconds one turn may take."""
        return self._turns.share(most * self.PART)


class Apart(Turns):
    """Turns of a Runner whose trainer works in another process: nobody here waits for it."""

    SLICE: Final = 0.04
    """Long enough that asking costs little, short enough that a pause comes at once."""

    def share(self, most: float) -> float:
        """Seconds one turn may take."""
        return self.SLICE


TURNS: Final = Turns()
"""The turns of this process."""

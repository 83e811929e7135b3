"""Which Runners live in this process: token -> Runner, each on a lease.

Streamlit gives a route no session, so the token is all that links a browser's socket to its run:
it cannot be guessed, and it is handed out only inside the component's own data. A Runner nobody
asks for is first paused and later closed; both times are data.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playground.compute.runner import Runner
from playground.errors import BackendError

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lease:
    """How long a Runner lives without being asked for, in seconds, and how many there may be."""

    pause_after: float = 30.0
    close_after: float = 900.0
    evict_after: float = 60.0
    """When the registry is full, the one asked for longest ago may go once it is as old as this."""
    most: int = 256


@dataclass(slots=True)
class _Entry:
    runner: Runner
    asked: float


class Registry:
    """The Runners of one process, found by token."""

    def __init__(
        self, lease: Lease | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start empty; the janitor's thread lives only while there is something to look after."""
        self.lease = lease or Lease()
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._condition = threading.Condition()
        self._janitor: threading.Thread | None = None

    def __len__(self) -> int:
        """Runners held."""
        return len(self._entries)

    def open(self, make: Callable[[], Runner]) -> str:
        """Make a Runner, keep it, and return its token.

        Raises:
            BackendError: as many Runners as allowed are in use.
        """
        self._make_room()
        runner = make()
        token = secrets.token_urlsafe(24)
        with self._condition:
            self._entries[token] = _Entry(runner, self._clock())
            if self._janitor is None:
                self._janitor = threading.Thread(target=self._keep_house, name="janitor")
                self._janitor.daemon = True
                self._janitor.start()
        return token

    def get(self, token: str) -> Runner | None:
        """The Runner of a token, None if there is none (any more); renews its lease."""
        with self._condition:
            entry = self._entries.get(token)
            if entry is None:
                return None
            entry.asked = self._clock()
            return entry.runner

    def touch(self, token: str) -> bool:
        """Renew a lease; returns whether the token is known."""
        return self.get(token) is not None

    def close(self, token: str) -> None:
        """Close and forget a Runner; an unknown token is no error."""
        with self._condition:
            entry = self._entries.pop(token, None)
            self._condition.notify()
        if entry is not None:
            entry.runner.close()

    def close_all(self) -> None:
        """Close and forget every Runner, and let the janitor go."""
        for token in list(self._entries):
            self.close(token)

    def join(self, seconds: float) -> bool:
        """Wait until the janitor has gone home; returns whether it has."""
        janitor = self._janitor
        if janitor is not None:
            janitor.join(seconds)
        return janitor is None or not janitor.is_alive()

    def sweep(self) -> float | None:
        """Pause and close what nobody asked for; returns the seconds until the next time to look.

        None when nothing is left.
        """
        now = self._clock()
        with self._condition:
            ages = {token: now - entry.asked for token, entry in self._entries.items()}
            late = [token for token, age in ages.items() if age >= self.lease.close_after]
            resting = [
                self._entries[token].runner
                for token, age in ages.items()
                if self.lease.pause_after <= age < self.lease.close_after
            ]
        for runner in resting:
            if runner.state == "playing":
                runner.pause()
        for token in late:
            LOG.info("a runner was closed: nobody asked for it")
            self.close(token)
        waits = [
            limit - age
            for token, age in ages.items()
            for limit in (self.lease.pause_after, self.lease.close_after)
            if age < limit
        ]
        return min(waits, default=None)

    def _make_room(self) -> None:
        """Let the Runner go that was asked for longest ago if there is no room for another."""
        with self._condition:
            if len(self._entries) < self.lease.most:
                return
            token = min(self._entries, key=lambda name: self._entries[name].asked)
            age = self._clock() - self._entries[token].asked
        if age < self.lease.evict_after:
            raise BackendError("runs", "too_many_runs", {"high": self.lease.most})
        self.close(token)

    def _keep_house(self) -> None:
        """Sweep, then wait until the next lease can run out; end when nothing is left."""
        while True:
            wait = self.sweep()
            with self._condition:
                if not self._entries:
                    self._janitor = None
                    return
                if wait is not None:  # else one has come in since the sweep
                    self._condition.wait(wait)


RUNS: Final = Registry()
"""The Runners of this process."""

"""Which Runners live in this process: token -> Runner, each on a lease.

Streamlit gives a route no session, so the token is all that links a browser's socket to its run:
it cannot be guessed, and it is handed out only inside the component's own data. A Runner nobody
asks for is first paused and later closed; times, number and memory are data.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from playground.compute.runner import Runner
from playground.errors import BackendError
from playground.spec import Experiment
from playground.spec.cost import megabytes

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lease:
    """How long a Runner lives without being asked for, in seconds, and how much there may be.

    An open page asks every second or two, and once a minute where the browser holds a hidden tab
    back; so what outlives `close_after` is a page that is gone.
    """

    pause_after: float = 30.0
    close_after: float = 120.0
    """For a Runner without a viewer."""
    close_watched_after: float = 900.0
    """For a Runner with an open socket on which nothing is heard."""
    evict_after: float = 60.0
    """What nobody looks at may go for a newcomer once it was not asked for as long as this."""
    most: int = 256
    megabytes: float = 1024.0
    """What all Experiments together may need, as `spec.cost` predicts it."""


Needs = Callable[[Experiment], float]
"""Predicts the memory of an Experiment's run [MB]."""


@dataclass(slots=True)
class _Entry:
    megabytes: float
    needs: Needs
    asked: float
    runner: Runner | None = None
    """None while it is being made: its place is taken already."""
    viewers: int = 0


class Registry:
    """The Runners of one process, found by token."""

    def __init__(
        self, lease: Lease | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start empty; the janitor's thread lives only while there is something to look after."""
        self.lease = lease or Lease()
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._condition = threading.Condition()  # a re-entrant lock
        self._janitor: threading.Thread | None = None

    def __len__(self) -> int:
        """Runners held."""
        return len(self._entries)

    def open(
        self, make: Callable[[], Runner], experiment: Experiment, needs: Needs = megabytes
    ) -> str:
        """Make the Runner of an Experiment, keep it, and return its token.

        `needs` says what it takes, now and whenever it adopts a changed Experiment.

        Raises:
            BackendError: as many Runners as allowed are in use, or as much memory.
        """
        token = secrets.token_urlsafe(24)
        self._take_place(token, experiment, needs)
        try:
            runner = make()
        except BaseException:
            self.close(token)
            raise
        with self._condition:
            entry = self._entries.get(token)
            if entry is not None:
                entry.runner, entry.asked = runner, self._clock()
                runner.admit = partial(self._admit, token)
                if self._janitor is None:
                    self._janitor = threading.Thread(target=self._keep_house, name="janitor")
                    self._janitor.daemon = True
                    self._janitor.start()
        if entry is None:  # everything was closed meanwhile
            runner.close()
        return token

    def get(self, token: str) -> Runner | None:
        """The Runner of a token, None if there is none (any more); renews its lease."""
        with self._condition:
            entry = self._entries.get(token)
            if entry is None or entry.runner is None:
                return None
            entry.asked = self._clock()
            return entry.runner

    def touch(self, token: str) -> bool:
        """Renew a lease; returns whether the token is known."""
        return self.get(token) is not None

    @contextmanager
    def watched(self, token: str) -> Iterator[None]:
        """Count one more viewer of a Runner for as long as this lasts."""
        with self._condition:
            entry = self._entries.get(token)
            if entry is not None:
                entry.viewers += 1
        try:
            yield
        finally:
            with self._condition:
                if entry is not None:
                    entry.viewers -= 1
                    entry.asked = self._clock()
                self._condition.notify()  # its lease is shorter now

    def close(self, token: str) -> None:
        """Close and forget a Runner; an unknown token is no error."""
        with self._condition:
            entry = self._entries.pop(token, None)
            self._condition.notify()
        _end([entry] if entry else [])

    def close_all(self) -> None:
        """Close and forget every Runner, and let the janitor go."""
        with self._condition:
            entries = list(self._entries.values())
            self._entries.clear()
            self._condition.notify()
        _end(entries)

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
        with self._condition:  # to the end: who asks meanwhile comes before or after all of this
            now, waits, late = self._clock(), [], []
            for token, entry in list(self._entries.items()):
                if entry.runner is None:
                    continue
                age, limit = now - entry.asked, self._limit(entry)
                if age >= limit:
                    late.append(self._entries.pop(token))
                    continue
                if age >= self.lease.pause_after and entry.runner.state == "playing":
                    entry.runner.pause()
                waits += [time - age for time in (self.lease.pause_after, limit) if age < time]
        if late:
            LOG.info("%d runners were closed: nobody asked for them", len(late))
        _end(late)
        return min(waits, default=None)

    def _limit(self, entry: _Entry) -> float:
        return self.lease.close_watched_after if entry.viewers else self.lease.close_after

    def _take_place(self, token: str, experiment: Experiment, needs: Needs) -> None:
        """Reserve a place for `token`, or change what it holds; the idlest go where it must be.

        Raises:
            BackendError: there is no room, even if everything went that nobody looks at.
        """
        needed = needs(experiment)
        with self._condition:
            now, gone = self._clock(), list[str]()
            own = self._entries.get(token)
            others = {name: entry for name, entry in self._entries.items() if name != token}
            idle = [
                name
                for name, entry in sorted(others.items(), key=lambda item: item[1].asked)
                if entry.runner is not None
                and not entry.viewers
                and now - entry.asked >= self.lease.evict_after
            ]
            held, used = len(others), sum(entry.megabytes for entry in others.values())
            is_growth = own is None or needed > own.megabytes
            while is_growth and (held >= self.lease.most or used + needed > self.lease.megabytes):
                if not idle:
                    raise BackendError("runs", "too_many_runs", {"high": len(self._entries)})
                gone.append(idle.pop(0))
                held, used = held - 1, used - others[gone[-1]].megabytes
            late = [self._entries.pop(name) for name in gone]
            if own is None:
                self._entries[token] = _Entry(needed, needs, now)
            else:
                own.megabytes = needed
        _end(late)

    def _admit(self, token: str, experiment: Experiment) -> None:
        """Let a Runner take over a changed Experiment.

        Raises:
            BackendError: there is no memory for it.
        """
        with self._condition:
            entry = self._entries.get(token)
            if entry is not None:
                self._take_place(token, experiment, entry.needs)

    def _keep_house(self) -> None:
        """Sweep, then wait until the next lease can run out; end when nothing is left."""
        while True:
            wait = self.sweep()
            with self._condition:
                if all(entry.runner is None for entry in self._entries.values()):
                    self._janitor = None
                    return
                if wait is not None:  # else one has come in since the sweep
                    # A lease that is renewed, or new, may run out before those seen by the sweep.
                    self._condition.wait(min(wait, self.lease.pause_after))


def _end(entries: Iterable[_Entry]) -> None:
    """Close the Runners of entries that are in no registry any more."""
    for entry in entries:
        if entry.runner is not None:
            entry.runner.close()


RUNS: Final = Registry()
"""The Runners of this process."""

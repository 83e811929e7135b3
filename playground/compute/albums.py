"""A person's own files, kept in the web process by their digest: on a lease, up to so many bytes.

They are sent to a worker once, with the trainer that learns from them. Whoever looks at one
renews its lease; what nobody looks at goes when the next one comes in, and what was just looked at
is never taken away for a newcomer.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from playground.data.album import Album
from playground.data.own_sequences import OwnSequences
from playground.errors import BackendError


@dataclass(frozen=True, slots=True)
class Shelf:
    """How long an album stays without being asked for, in seconds, and how much there may be."""

    seconds: float = 3600.0
    evict_after: float = 300.0
    megabytes: float = 200.0


class Own(Protocol):
    """What a person gave."""

    @property
    def digest(self) -> str:
        """The sum that tells one from another."""

    @property
    def nbytes(self) -> int:
        """Its size."""


Kept = TypeVar("Kept", bound=Own)


class Albums(Generic[Kept]):
    """What persons gave, by digest; safe to use from any thread."""

    def __init__(
        self, shelf: Shelf | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start empty."""
        self.shelf = shelf or Shelf()
        self._clock, self._lock = clock, threading.Lock()
        self._held: dict[str, tuple[Kept, float]] = {}

    def __len__(self) -> int:
        """How many are held."""
        return len(self._held)

    def get(self, digest: str) -> Kept | None:
        """The album of a digest, None if there is none (any more); renews its lease."""
        with self._lock:
            self._sweep()
            if digest not in self._held:
                return None
            album, _asked = self._held.pop(digest)
            self._held[digest] = album, self._clock()  # last is newest
            return album

    def keep(self, album: Kept) -> str:
        """Keep an album and return its digest.

        Raises:
            BackendError: there is no room, even if all went that nobody looks at.
        """
        digest = album.digest
        with self._lock:
            self._held.pop(digest, None)
            self._sweep()
            most = self.shelf.megabytes * 1e6 - album.nbytes
            while self._held and self._bytes() > most:
                oldest, (_album, asked) = next(iter(self._held.items()))
                if self._clock() - asked < self.shelf.evict_after:
                    break
                del self._held[oldest]
            if self._bytes() > most:
                raise BackendError("images", "too_many_own_images")
            self._held[digest] = album, self._clock()
        return digest

    def _bytes(self) -> int:
        return sum(album.nbytes for album, _asked in self._held.values())

    def _sweep(self) -> None:
        """Forget what nobody asked for for as long as a lease."""
        now = self._clock()
        for digest, (_album, asked) in list(self._held.items()):
            if now - asked >= self.shelf.seconds:
                del self._held[digest]


ALBUMS: Final = Albums[Album]()
"""The albums of this process."""
OWN_SEQUENCES: Final = Albums[OwnSequences](Shelf(megabytes=50.0))
"""The series and texts that persons gave this process."""

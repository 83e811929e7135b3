"""Film: the weights of earlier epochs, thinned so that they never take more than so many bytes."""

from collections.abc import Sequence
from typing import Final

from playground.deep.building import Weights

FILM_BYTES: Final = 48_000_000

Still = tuple[Weights, ...]
"""The weights of every run at the end of one epoch."""


class Film:
    """Epoch -> weights. When it is full every second still goes, as in a History."""

    def __init__(self, most: int = FILM_BYTES) -> None:
        """Keep at most so many bytes, but two stills whatever they weigh."""
        self._most = most
        self._stride = 1
        self._stills: dict[int, Still] = {}

    @property
    def epochs(self) -> Sequence[int]:
        """The epochs that are kept, rising."""
        return tuple(self._stills)

    def __getitem__(self, epoch: int) -> Still:
        """The still of the last kept epoch up to `epoch`, or else the first."""
        earlier = (own for own in self._stills if own <= epoch)
        return self._stills[max(earlier, default=min(self._stills))]

    def wants(self, epoch: int) -> bool:
        """Whether the still of an epoch would be kept."""
        return epoch % self._stride == 0

    def keep(self, epoch: int, still: Still) -> None:
        """Keep the still of an epoch, and forget those of later ones."""
        self.cut(epoch - 1)
        self._stills[epoch] = still
        weight = sum(array.nbytes for weights in still for array in weights)
        while len(self._stills) > 2 and len(self._stills) * weight > self._most:
            self._stride *= 2
            self._stills = {own: kept for own, kept in self._stills.items() if self.wants(own)}

    def cut(self, epoch: int) -> None:
        """Forget all that came after an epoch."""
        self._stills = {own: kept for own, kept in self._stills.items() if own <= epoch}
        if not self._stills:
            self._stride = 1

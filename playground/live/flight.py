"""How many frames may be on their way at once.

One, as long as the browser answers quickly: the next is then made as late as possible and shows
the newest state. Over a long line that would leave the screen idle for a whole round trip, so a
second or third may follow before the first is acknowledged. A hidden tab draws nothing,
acknowledges nothing, and therefore gets no more than that.
"""

from collections import deque
from typing import Final

QUICK: Final = 0.045
"""Seconds from sending to acknowledgement that one frame at a time can bear: some two beats."""
MOST: Final = 3
SMOOTHING: Final = 0.2


class Flight:
    """The frames that were sent and not yet drawn."""

    def __init__(self) -> None:
        """Nothing is on its way."""
        self._sent: deque[tuple[int, float]] = deque()
        self._delay = 0.0
        self.newest = 0

    @property
    def most(self) -> int:
        """Frames that may be on their way at once."""
        return min(MOST, 1 + int(self._delay / QUICK))

    @property
    def has_room(self) -> bool:
        """Whether another frame may be sent."""
        return len(self._sent) < self.most

    def send(self, sequence: int, now: float) -> None:
        """Note that a frame was sent."""
        self._sent.append((sequence, now))
        self.newest = sequence

    def land(self, sequence: int, now: float) -> bool:
        """Note that everything up to `sequence` was drawn; returns whether that is news.

        More than was sent here is drawn when the same frames also came with the page's own data.
        """
        is_news = False
        while self._sent and self._sent[0][0] <= sequence:
            _, sent = self._sent.popleft()
            self._delay += SMOOTHING * (now - sent - self._delay)
            is_news = True
        return is_news

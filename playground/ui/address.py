"""The address bar as the server knows it: what was written, and what the browser has confirmed.

Each request of the browser carries the words its address bar held when it was sent. While a
written address is still on its way, older words come back; they must not be mistaken for a person
who pressed Back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Words = dict[str, str]


@dataclass
class Address:
    """Words seen in the browser's address bar, and those written since, oldest first."""

    seen: Words = field(default_factory=dict)
    pending: list[Words] = field(default_factory=list)
    is_written: bool = False
    """This script run has written: what it reads back is its own hand."""
    unsaid: Words = field(default_factory=dict)
    """What the browser was told to put into its address, and has not confirmed."""

    @property
    def last(self) -> Words:
        """What the address bar says, or will say in a moment."""
        return self.pending[-1] if self.pending else self.seen

    def write(self, words: Mapping[str, str]) -> bool:
        """Note words about to be written; False when they stand there already."""
        if words == self.last:
            return False
        self.pending.append(dict(words))
        self.unsaid = {}
        self.is_written = True
        return True

    def expect(self, words: Mapping[str, str]) -> None:
        """Note words that the browser itself is to put into its address, which has none yet."""
        if words != self.last:
            self.pending.append(dict(words))
            self.unsaid = dict(words)

    def moved(self, words: Mapping[str, str]) -> bool:
        """Tell whether a request's words mean that the person moved through the history."""
        if self.is_written:
            self.is_written = False
            return False
        if words in self.pending:
            del self.pending[: self.pending.index(dict(words)) + 1]
            self.seen, self.unsaid = dict(words), {}
            return False
        if words == self.seen:
            return False
        self.seen, self.pending, self.unsaid = dict(words), [], {}
        return True

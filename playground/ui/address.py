"""What a page's address bar says, as the server knows it.

Each request of the browser carries the words its address bar held when it was sent. While a
written address is still on its way, older words come back; only Back and Forward, which Streamlit
names, mean that the person moved. All other words than the last ones are written again: a script
run that is cut short loses what it has not sent yet, and what stands there already is not written
twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from streamlit.runtime.scriptrunner import get_script_run_ctx

Words = dict[str, str]


@dataclass
class Address:
    """The words of one page's address."""

    words: Words = field(default_factory=dict)
    """What the address bar says, or will say in a moment."""
    is_unsaid: bool = False
    """The browser was told to put them there itself, and has not confirmed it."""
    left: Words = field(default_factory=dict)
    """What it said when an order led to another page: on the way there Streamlit leaves a bare
    address of this one in the browser's history."""

    def write(self, words: Mapping[str, str]) -> bool:
        """Note words about to be written; False when they stand there already."""
        is_new = words != self.words
        self.words, self.is_unsaid = dict(words), self.is_unsaid and not is_new
        return is_new

    def expect(self, words: Mapping[str, str]) -> None:
        """Note words that the browser itself is to put into its address, which has none yet."""
        self.words, self.is_unsaid = dict(words), bool(words)

    def is_lost(self, words: Mapping[str, str]) -> bool:
        """Tell whether the browser, which says `words`, must be told again."""
        if words == self.words:
            self.is_unsaid = False
        return words != self.words and not self.is_unsaid


def came_through_history() -> bool:
    """Whether this script run answers Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation

"""What is seen of a trainer's networks: now, when they were last measured, and in earlier epochs.

Views that ask all held out examples (a confusion matrix, say) cost as much as measuring does. They
show the weights that the newest numbers belong to, and are made once for these.
"""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.deep.film import Film, Still

EPOCHS = "epochs_kept"
"""The view that lists the epochs of the film."""


class Sight(Protocol):
    """What is seen of R networks, by the name of the view."""

    def hold(self, variant: int, weights: Sequence[NDArray[Any]]) -> None:
        """Look at these weights of a variant from now on."""

    def sees(self, name: str) -> bool:
        """Whether there is such a view."""

    def look(self, name: str) -> NDArray[Any]:
        """The named view."""


class Stills(NamedTuple):
    """The weights there are to look at; equal `stamp`s tell of equal weights now."""

    now: Callable[[], Still]
    stamp: tuple[float, ...]
    measured: Still
    film: Film


class Watching:
    """One sight, and what it looks at just now."""

    def __init__(self, sight: Sight, judging: Collection[str]) -> None:
        """Look through a sight; `judging` are the first words of views that ask all examples."""
        self._sight, self._judging = sight, judging
        self._judged: dict[str, NDArray[Any]] = {}
        self._of: Still = ()
        self.forget()

    def forget(self) -> None:
        """Look anew: the weights have been changed by other things than training."""
        self._held: tuple[object, ...] = ()
        self._of = ()

    def look(self, names: Collection[str], stills: Stills) -> dict[str, NDArray[Any]]:
        """The named views; one whose name ends with "@epoch" shows the weights of then."""
        if self._of is not stills.measured:
            self._judged, self._of = {}, stills.measured
        shown: dict[str, NDArray[Any]] = {}
        for name in sorted(names, key=self._moment):
            base, _, moment = name.partition("@")
            if base == EPOCHS:
                shown[name] = np.array(stills.film.epochs, np.int64)
            elif not self._sight.sees(base):
                continue
            elif moment.isdigit():
                self._hold(("epoch", int(moment)), partial(stills.film.__getitem__, int(moment)))
                shown[name] = self._sight.look(base)
            elif base.partition(":")[0] in self._judging:
                shown[name] = self._judge(base, stills)
            else:
                self._hold(("now", *stills.stamp), stills.now)
                shown[name] = self._sight.look(base)
        return shown

    def _judge(self, name: str, stills: Stills) -> NDArray[Any]:
        """A view of the weights that were measured last."""
        if name not in self._judged:
            self._hold(("measured", id(stills.measured)), lambda: stills.measured)
            self._judged[name] = self._sight.look(name)
        return self._judged[name]

    def _hold(self, which: tuple[object, ...], still: Callable[[], Still]) -> None:
        """Have the sight look at some weights, if it does not yet."""
        if which != self._held:
            for run, weights in enumerate(still()):
                self._sight.hold(run, weights)
            self._held = which

    def _moment(self, name: str) -> tuple[str, bool]:
        """Views of one moment together, so that few weights are put in place."""
        base, _, moment = name.partition("@")
        return moment, base.partition(":")[0] in self._judging

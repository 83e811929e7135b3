"""Parts of the session's Recurrent as what forms are controlled by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.spec import Experiment
from playground.spec.recurrent import Recurrent, on_sequences
from playground.ui.recurrent_changes import with_variant
from playground.ui.stores import PartStore


@dataclass(frozen=True)
class Cells(PartStore):
    """The session's Recurrent."""

    @property
    def experiment(self) -> Experiment:
        """What is learned."""
        return on_sequences(self.session.recurrent)

    def attempt(self, control: str, make: Callable[[Any], Any]) -> None:
        """Apply what `make` makes of the Recurrent."""
        self.session.attempt_recurrent(control, make)


@dataclass(frozen=True)
class CellLearner(Cells):
    """One network's run as an Experiment with this one run: the usual forms can set it."""

    index: int

    @property
    def experiment(self) -> Experiment:
        """An Experiment with the network's run, its batches and its stop."""
        whole = on_sequences(self.session.recurrent)
        run = self.session.recurrent.variants[self.index].run
        return whole.model_copy(update={"runs": (run,)})

    def attempt(self, control: str, make: Callable[[Any], Any]) -> None:
        """Apply what `make` makes of that Experiment to the network."""

        def made(recurrent: Recurrent) -> Recurrent:
            [run] = make(self.experiment).runs
            return with_variant(recurrent, self.index, run=run)

        self.session.attempt_recurrent(control, made)

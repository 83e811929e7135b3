"""Parts of the session as what forms are controlled by: each says what is attempted, no more."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.errors import PlaygroundError
from playground.spec import Experiment
from playground.ui.state import Session


@dataclass(frozen=True)
class PartStore(ABC):
    """One part of the session; its Experiment is the playground's unless it has one of its own."""

    session: Session

    @property
    def experiment(self) -> Experiment:
        """What is learned."""
        return self.session.experiment

    @property
    def language(self) -> str:
        """The page's language."""
        return self.session.language

    @property
    def refusals(self) -> Mapping[str, PlaygroundError]:
        """Control -> why its last value was refused."""
        return self.session.refusals

    @abstractmethod
    def attempt(self, control: str, make: Callable[[Any], Any]) -> None:
        """Apply what `make` makes of the part, or keep its refusal for the control."""

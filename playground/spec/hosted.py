"""What is trained in a worker, and what it asks of one before anything is loaded or built."""

from abc import abstractmethod
from dataclasses import dataclass

from playground.spec.experiment import Experiment


@dataclass(frozen=True, slots=True)
class Demand:
    """Predicted memory in the worker [MB], and how many examples are trained on, about."""

    megabytes: float
    examples: int


class HostedExperiment(Experiment):
    """An Experiment whose trainer stands in a worker."""

    @abstractmethod
    def demand(self) -> Demand:
        """Return what it asks of a worker."""

"""Parts of the session's Vision as what forms are controlled by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.spec import Experiment
from playground.spec.vision import Vision, on_images
from playground.ui.stores import PartStore
from playground.ui.vision_changes import with_variant


@dataclass(frozen=True)
class Networks(PartStore):
    """The session's Vision."""

    @property
    def experiment(self) -> Experiment:
        """What is learned."""
        return on_images(self.session.vision)

    def attempt(self, control: str, make: Callable[[Any], Any]) -> None:
        """Apply what `make` makes of the Vision."""
        self.session.attempt_vision(control, make)


@dataclass(frozen=True)
class Learner(Networks):
    """One network's run as an Experiment with this one run: the usual forms can set it."""

    index: int

    @property
    def experiment(self) -> Experiment:
        """An Experiment with the network's run, its batches and its stop."""
        whole = on_images(self.session.vision)
        return whole.model_copy(update={"runs": (whole.runs[self.index],)})

    def attempt(self, control: str, make: Callable[[Any], Any]) -> None:
        """Apply what `make` makes of that Experiment to the network."""

        def made(vision: Vision) -> Vision:
            [run] = make(self.experiment).runs
            return with_variant(vision, self.index, run=run)

        self.session.attempt_vision(control, made)

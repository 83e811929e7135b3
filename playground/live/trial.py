"""A trial of learning rates as the content that its card draws: small enough to come whole."""

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.compute.status import Status
from playground.compute.watch import Wish
from playground.frame import Frame
from playground.live.encode import headline
from playground.live.wire import pack
from playground.spec import Experiment

Tell = Callable[[Frame, Status], tuple[dict[str, Any], dict[str, NDArray[Any]]] | None]
"""(frame, status) -> facts and arrays; None when there is nothing new to tell."""


class TrialEncoder:
    """Encodes the frames of one trial."""

    def __init__(self, view: str | None, tell: Tell) -> None:
        """Take the view of the trainer that is needed and what makes a curve of it."""
        self._view, self._tell = view, tell
        self._facts: dict[str, Any] = {}
        self._arrays: dict[str, NDArray[Any]] = {}

    def views(
        self, experiment: Experiment, wish: Wish, *, batch: bool, predictions: bool
    ) -> Collection[str]:
        """Return the view, where what changes slowly is due."""
        return [self._view] if self._view and predictions else []

    def __call__(self, frame: Frame, status: Status) -> bytes:
        """Return the bytes of one frame."""
        told = self._tell(frame, status)
        if told is not None:
            self._facts = told[0]
            self._arrays = {name: array.astype(np.float32) for name, array in told[1].items()}
        header = {**headline(frame, status), "end": status.experiment.stop.epoch}
        return pack({"frame": {**header, "trial": self._facts}}, self._arrays)

"""What a Runner says about itself beside each Frame, and what it publishes.

Nothing here knows the screen: `live` turns a Frame and its Status into bytes, `explain` turns a
History and a Status into a Diagnosis, and both are handed to the Runner as functions.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from numpy.typing import NDArray

from playground.frame import Frame, History
from playground.spec import Experiment

if TYPE_CHECKING:
    from playground.compute.watch import Wish

State = Literal["idle", "playing", "paused", "stopped", "stopped_early", "diverged", "failed"]
Speed = Literal["slow", "normal", "fast"]
Unit = Literal["batch", "epoch"]
Look = tuple[int, int]
"""(layer, unit): hidden layers from 0; the layer after the last hidden one is the output."""
Point = tuple[float, float]


class Diagnosis(Protocol):
    """One plain sentence as data: the key of its text, what fills it, and the mark before it."""

    @property
    def code(self) -> str:
        """Key of the sentence."""

    @property
    def mark(self) -> str:
        """Name of the mark that stands before the sentence."""

    @property
    def facts(self) -> Mapping[str, object]:
        """What the sentence is filled with."""


@dataclass(frozen=True, slots=True)
class Status:
    """A Runner at the moment of a Frame.

    Attributes:
        experiment: what is being trained.
        generation: rises whenever shapes or data change; frame and scene must agree in it.
        sequence: number of the publication, from 1.
        state: what the Runner is doing.
        speed: the chosen speed.
        step: batches done since the start.
        epoch: whole epochs done since the start.
        batch: batches done in the epoch under way.
        batches: batches in an epoch.
        steps_per_second: measured while playing, else 0.
        metrics: name -> value of the first run, NaN where there is nothing to measure.
        now: seconds of the Runner's clock, for what is held a while on the screen.
        look: the neuron that is being looked at.
        probe: the point (x1, x2) that is being pointed at.
        history: the curves when they are due in this frame, else None.
        diagnosis: the sentence of the moment, None while it is being made.
        failure: code of the error when `state` is "failed".
        best_epoch: the epoch of the lowest loss while there is a patience, else None.
        is_at_best: the weights in force are those of the best epoch, brought back.
        units: every unit over the board, hidden ones first (U, G, G).
        views: what was looked at in this frame.
        warmth: "ready", or how far a trainer in a worker is: "start" (TensorFlow), "load" (data),
            "build", and "restart" after its worker was lost.
        shown: how the page wants the training shown, as it was told to `Runner.show`.
    """

    experiment: Experiment
    generation: int
    sequence: int
    state: State
    speed: Speed
    step: int
    epoch: int
    batch: int
    batches: int
    steps_per_second: float
    metrics: Mapping[str, float]
    now: float
    look: Look | None = None
    probe: Point | None = None
    history: History | None = None
    diagnosis: Diagnosis | None = None
    failure: str | None = None
    best_epoch: int | None = None
    is_at_best: bool = False
    units: NDArray[Any] | None = field(default=None, repr=False, compare=False)
    views: Mapping[str, NDArray[Any]] = field(default_factory=dict, repr=False, compare=False)
    shown: Any = None
    warmth: str = "ready"


@dataclass(frozen=True, slots=True)
class Published:
    """The newest frame as bytes.

    `is_complete`: it carries everything a newcomer needs, curves and predictions included.
    `is_urgent`: it answers an order (Play, Pause, Step ...) and does not wait for a demand.
    """

    sequence: int
    payload: bytes = field(repr=False)
    is_complete: bool
    is_urgent: bool


class Encode(Protocol):
    """Turns a Frame and its Status into the bytes that travel."""

    def views(
        self, experiment: Experiment, wish: "Wish", *, batch: bool, predictions: bool
    ) -> Collection[str]:
        """Return the names of the views that its picture needs.

        Args:
            experiment: what is being trained.
            wish: what the viewer looks at, within what the experiment has.
            batch: whether the last batch is to be shown.
            predictions: whether what changes slowly is due.
        """

    def __call__(self, frame: Frame, status: Status) -> bytes:
        """Return one self-contained content."""


class Diagnose(Protocol):
    """Says in one sentence what is happening."""

    def __call__(self, history: History, status: Status) -> Diagnosis:
        """Return the sentence as data."""

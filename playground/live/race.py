"""A race's Frame and Status as the content that its stage draws.

Small maps are quantised to 8 bits, wrong points travel as 0 and 1, curves as float32. Maps come
with every frame, all else a few times a second and with every change of state.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.compute.status import Status
from playground.compute.watch import Wish
from playground.engine.evaluation import choose
from playground.frame import Frame, History
from playground.live.encode import Labelled, headline, short
from playground.live.relief import relief, relief_views
from playground.live.scales import Scales, to_u1
from playground.live.wire import pack
from playground.spec import Experiment, Race, starts_of
from playground.spec.race import ENSEMBLE

Array = NDArray[Any]

LINE_ROWS: Final = 96
"""Rows of each start's own line: so many lines need fewer corners."""


class Report(Protocol):
    """How a race stands, as it is told from its history."""

    @property
    def standings(self) -> Sequence[dict[str, Any]]:
        """One record a racer, best first."""

    @property
    def epochs(self) -> NDArray[np.int64]:
        """The epoch of each row (T,)."""

    @property
    def curves(self) -> NDArray[np.float64]:
        """Quartiles of what is judged (racers, 3, T)."""

    @property
    def lines(self) -> NDArray[np.float64] | None:
        """What is judged in each run (racers * starts, T), where it is asked for."""


Reporting = Callable[[History, Experiment, Race, Array], Report]
"""(history, entry, race, which runs have diverged) -> Report."""


class RaceEncoder:
    """Encodes the frames of one race; it holds scales and the last finite picture."""

    def __init__(self, load: Callable[[Experiment], Labelled], report: Reporting) -> None:
        """Take what gives the data set of an Experiment and what tells how a race stands."""
        self._load, self._report = load, report
        self._generation: int | None = None

    @staticmethod
    def views(
        experiment: Experiment, wish: Wish, *, batch: bool, predictions: bool
    ) -> Collection[str]:
        """Return the names of the views that a picture of the race needs."""
        start = start_of(experiment, wish.shown)
        names = ["ensemble" if start is None else f"boundaries:{start}"]
        names += relief_views(raced(experiment, wish.shown), start or 0)
        if predictions:
            names.append("diverged")
        if predictions and start is not None:
            names.append(f"predictions:{start}")
        return names

    def __call__(self, frame: Frame, status: Status) -> bytes:
        """Return the bytes of one frame."""
        if status.generation != self._generation:
            self._begin(status)
        start = start_of(status.experiment, status.shown)
        header, arrays = headline(frame, status), self._maps(frame, status, start)
        if status.history is not None:
            self._tell(frame, status, status.history)
            arrays.update(self._curves)
        self._judge(frame, start)
        arrays.update(self._wrong)
        if status.state == "diverged" and not self._has_diverged.all():
            header["state"] = "stopped"  # the first run gave the state its name, others did finish
        scores = self._scores(frame, status.experiment, start)
        header["race"] = {"standings": self._standings, "scores": scores}
        race = raced(status.experiment, status.shown)
        header["relief_facts"], around = relief(frame, race, start or 0)
        arrays.update(around)
        return pack({"frame": header}, arrays)

    def _begin(self, status: Status) -> None:
        """Take in a new field of racers, a new network or new data."""
        data = self._load(status.experiment)
        self._labels, self._classes = data.labels, data.classes
        self._output = status.experiment.output
        self._scales = Scales([self._output])
        self._last: Array | None = None
        self._wrong: dict[str, Array] = {}
        self._curves: dict[str, Array] = {}
        self._standings: list[dict[str, Any]] = []
        self._has_diverged = np.zeros(len(status.experiment.runs), np.bool_)
        self._generation = status.generation

    def _maps(self, frame: Frame, status: Status, start: int | None) -> dict[str, Array]:
        """Every racer's board: values of one output, or winners of classes and their shares."""
        if start is None:
            votes = frame.views["ensemble"]
            return _won(votes) if self._classes else self._valued(votes, frame, status)
        outputs = frame.views[f"boundaries:{start}"]  # (racers, O, G, G)
        is_vote = outputs.shape[1] > 1
        return _won(_finite(outputs)) if is_vote else self._valued(outputs, frame, status)

    def _valued(self, outputs: Array, frame: Frame, status: Status) -> dict[str, Array]:
        """One value a place (racers, 1, G, G): all racers on one scale."""
        racers, _, side, _ = outputs.shape
        is_finite = np.asarray(np.isfinite(outputs).all(axis=(1, 2, 3), keepdims=True))
        if not is_finite.all():  # the racer's last finite picture, until it is taken back
            outputs = np.where(is_finite, outputs, 0.0 if self._last is None else self._last)
        self._last = outputs
        tall = outputs.reshape(1, racers * side, side)
        self._scales.follow(tall, frame.step, status.now)
        return {"boundaries": to_u1(tall, self._scales.ranges).reshape(racers, side, side)}

    def _judge(self, frame: Frame, start: int | None) -> None:
        """Which points each racer gets wrong (racers, N); together they have none of their own."""
        predictions = frame.views.get(f"predictions:{start}")
        if start is None or not self._classes:
            self._wrong = {}
        elif predictions is not None:
            chosen = choose(predictions.transpose(2, 0, 1), self._output)  # (racers, N)
            self._wrong = {"wrong": np.asarray(chosen != self._labels, dtype=np.uint8)}

    def _tell(self, frame: Frame, status: Status, history: History) -> None:
        """Standings and curves."""
        diverged = frame.views.get("diverged")
        if diverged is not None:
            self._has_diverged = diverged
        race = raced(status.experiment, status.shown)
        told = self._report(history, status.experiment, race, self._has_diverged)
        self._standings = [
            {key: short(value) if isinstance(value, float) else value for key, value in row.items()}
            for row in told.standings
        ]
        self._curves = {
            "curve": told.curves.astype(np.float32),
            "curve_epochs": told.epochs.astype(np.int32),
        }
        if told.lines is not None:
            count = len(told.epochs)
            rows = np.unique(np.linspace(0, count - 1, min(count, LINE_ROWS)).astype(np.int32))
            lines = told.lines[:, rows].reshape(len(race.racers), race.starts, len(rows))
            self._curves |= {"lines": lines.astype(np.float32), "line_rows": rows}

    def _scores(self, frame: Frame, experiment: Experiment, start: int | None) -> list[Any]:
        """How good each racer's answers are: from the start shown, or the median of all."""
        name = "accuracy" if self._classes else "r2"
        values = frame.metrics[f"test_{name}"]
        if np.isnan(values).all():
            values = frame.metrics[f"train_{name}"]
        by_start = values.reshape(-1, starts_of(experiment))  # (racers, starts)
        shown = np.median(by_start, axis=1) if start is None else by_start[:, start]
        return [short(float(score)) for score in shown]


def start_of(experiment: Experiment, shown: Race) -> int | None:
    """Return which start is shown, one that the entry has; None for all of them together."""
    if shown.start_shown == ENSEMBLE:
        return None
    return min(shown.start_shown, starts_of(experiment) - 1)


def raced(experiment: Experiment, shown: Race) -> Race:
    """Return the race that this entry runs, which may be an older one than is shown now."""
    starts = starts_of(experiment)
    fields = {"racers": experiment.runs[::starts], "starts": starts}
    return shown.model_copy(update=fields)


def _won(votes: Array) -> dict[str, Array]:
    """The first of (racers, C, G, G) at each place, and its share, 255 is all."""
    return {
        "winners": votes.argmax(axis=1).astype(np.uint8),
        "shares": np.rint(votes.max(axis=1).clip(0, 1) * 255).astype(np.uint8),
    }


def _finite(outputs: Array) -> Array:
    return outputs if np.isfinite(outputs).all() else np.nan_to_num(outputs)

"""The Frame and Status of recurrent networks as the content that their stage draws.

Gates are quantised to 8 bits over the range of each: from 0 up where nothing is negative, else both
ways from the middle. Tokens become text here, so a stage knows no alphabet.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from playground.compute.status import Status
from playground.compute.watch import Wish
from playground.data.baselines import errors
from playground.engine.cells import GATES
from playground.frame import Frame
from playground.live.encode import headline, short
from playground.live.recurrent_sight import (
    RecurrentSight,
    recurrent_of,
    slow_views,
    views,
)
from playground.live.vision import COLUMNS, curves, quantised
from playground.live.wire import pack
from playground.spec import Experiment
from playground.spec.recurrent import Recurrent

Array = NDArray[Any]
Arrays = dict[str, Array]

LIKELIEST: Final = 12
"""Signs that are named with their probability."""
MOST_WORDS: Final = 300
"""Signs whose place among the others is shown."""
START: Final = ("horizon@0", "horizon_steps@0")
PLAIN: Final = (
    "inputs", "answers", "truth", "horizon", "series", "forecast", "ahead", "token", "trajectory",
)  # fmt: skip
"""Views that travel as they are, by their word."""


class RecurrentEncoder:
    """Encodes the frames of one run of recurrent networks."""

    def __init__(self) -> None:
        """Nothing has been seen yet."""
        self._of: tuple[Any, ...] = ()
        self._known: dict[str, Array] = {}
        self._words: dict[str, list[str]] = {}
        self._epochs: list[int] = []

    def views(
        self, experiment: Experiment, wish: Wish, *, batch: bool, predictions: bool
    ) -> Collection[str]:
        """Return the names of the views that a picture of the networks needs."""
        recurrent = recurrent_of(experiment)
        sight = cast(RecurrentSight, wish.shown).within(recurrent)
        names = [*views(recurrent, sight)]
        if predictions:
            names += slow_views(recurrent, sight)
        names += [name for name in (*START, "alphabet") if name not in self._known]
        return names

    def __call__(self, frame: Frame, status: Status) -> bytes:
        """Return the bytes of one frame."""
        recurrent = recurrent_of(status.experiment)
        sight = cast(RecurrentSight, status.shown).within(recurrent)
        self._take(recurrent, frame, status)
        seen = {name.partition("@")[0]: value for name, value in frame.views.items()
                if name not in START}  # fmt: skip
        rows = self._rows(frame, status, sight)
        header = {
            **headline(frame, status),
            "metrics": rows[sight.run],
            "rows": rows,
            "sight": _told(sight),
            "warmth": frame.warmth,
            **self._texts(sight, seen),
        }
        if "epochs_kept" in seen:
            self._epochs = seen["epochs_kept"].tolist()
        header["epochs"] = self._epochs
        arrays: Arrays = {}
        header["gates_told"] = _gates(recurrent, sight, seen, arrays)
        _plain(seen, arrays)
        header["errors"] = _errors(seen)
        if "horizon_steps" in seen:
            header["horizon_steps"] = seen["horizon_steps"].tolist()
        if all(name in self._known for name in START):
            header["horizon_start_steps"] = self._known[START[1]].tolist()
            if status.history is not None:
                arrays["horizon_start"] = self._known[START[0]].astype(np.float32)
        if status.history is not None:
            header["columns"] = list(COLUMNS)
            arrays["curve"] = curves(status.history)
        return pack({"frame": header}, arrays)

    def _take(self, recurrent: Recurrent, frame: Frame, status: Status) -> None:
        """Keep what stands still; another training forgets what was before."""
        if self._of != (status.generation, recurrent.data):
            self._of = status.generation, recurrent.data
            self._known, self._words, self._epochs = {}, {}, []
        for name in (*START, "alphabet", "names"):
            if name in frame.views:
                self._known[name] = frame.views[name]
        for name in ("alphabet", "names"):
            if name in frame.views:
                joined = frame.views[name].tobytes().decode("utf-8")
                self._words[name] = joined.split("\0") if joined else []
        if frame.warmth == "ready" and "alphabet" not in self._known:
            self._known["alphabet"] = np.empty(0)  # numbers are read: there is none

    def _rows(
        self, frame: Frame, status: Status, sight: RecurrentSight
    ) -> list[dict[str, float | None]]:
        """The figures of every run; who looks back sees those of the epoch."""
        metrics, history = dict(frame.metrics), status.history
        if sight.epoch is not None and history is not None and len(history):
            row = int(np.abs(history.epochs - sight.epoch).argmin())
            metrics |= {name: history.column(name)[row] for name in history.columns}
        return [
            {name: short(float(values[run])) for name, values in metrics.items()}
            for run in range(len(metrics[COLUMNS[0]]))
        ]

    def _texts(self, sight: RecurrentSight, seen: Mapping[str, Array]) -> dict[str, Any]:
        """What is said in signs and words: the sequence, samples, what may come next."""
        alphabet = self._words.get("alphabet", [])
        found: dict[str, Any] = {"names": self._words.get("names", [])}
        if not alphabet:
            return found
        tokens = seen.get(f"inputs:{sight.sequence}")
        if tokens is not None:
            found["words"] = [alphabet[token] for token in tokens]
        written = {
            name.rpartition(":")[2]: "".join(alphabet[token] for token in tokens)
            for name, tokens in seen.items()
            if name.startswith("sample:")
        }
        if written:
            found["samples"] = written
        chances = seen.get(f"next:{sight.run}")
        if chances is not None:
            best = np.argsort(-chances, kind="stable")[:LIKELIEST]
            found["next"] = [[alphabet[place], short(float(chances[place]))] for place in best]
        if f"embedding:{sight.run}" in seen:
            found["embedding_words"] = alphabet[:MOST_WORDS]
        return found


def _told(sight: RecurrentSight) -> dict[str, Any]:
    names = ("run", "sequence", "layer", "unit", "stroke", "epoch", "panel")
    return {name: getattr(sight, name) for name in names}


def _gates(
    recurrent: Recurrent, sight: RecurrentSight, seen: Mapping[str, Array], arrays: Arrays
) -> list[dict[str, Any]]:
    """Put every gate (K, T, U) into `arrays` as bytes; returns what is to be known of each."""
    values = seen.get(f"gates:{sight.run}:{sight.sequence}:{sight.layer}")
    if values is None:
        return []
    cell = recurrent.variants[sight.run // recurrent.starts].network.cell
    parts = [quantised(gate) for gate in values]
    arrays["gates"] = np.stack([levels for levels, _, _ in parts])
    return [
        {"name": name, "top": short(top), "signed": is_signed}
        for name, (_, top, is_signed) in zip(GATES[cell], parts, strict=True)
    ]


def _plain(seen: Mapping[str, Array], arrays: Arrays) -> None:
    """Put what travels as it is into `arrays`, by the word of its view."""
    for name, value in seen.items():
        word = name.partition(":")[0]
        if word in PLAIN:
            kind = np.int32 if value.dtype.kind == "i" else np.float32
            arrays[word] = np.asarray(value, kind)
        elif word.startswith("baseline"):
            arrays[name] = value.astype(np.float32)
        elif word == "embedding":
            arrays[word] = value[:MOST_WORDS].astype(np.float32)


def _errors(seen: Mapping[str, Array]) -> dict[str, list[float | None]]:
    """How far the one-step forecasts are from the truth: name -> root mean square, mean absolute.

    "network" is the run that is looked at, the others are the baselines.
    """
    found: dict[str, list[float | None]] = {}
    for name, value in seen.items():
        word, _, rest = name.partition(":")
        if word in ("forecast", "baseline") and "series" in seen:
            told = errors(seen["series"][-len(value) :], value)
            found[rest if word == "baseline" else "network"] = [short(each) for each in told]
    return found

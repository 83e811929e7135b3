"""A Frame and its Status as the content that the stage draws; what it looks like is in `wire`.

Quantised as far as an eye can't tell: maps to 16 bits (their values are read under the pointer),
small maps and probabilities to 8. Every frame is self-contained but for the curves, which come
along a few times a second and with every change of state.
"""

from collections.abc import Callable, Collection
from math import isfinite
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.compute.status import Diagnosis, Look, Status
from playground.compute.watch import Wish
from playground.engine.evaluation import choose
from playground.frame import Frame, History
from playground.live.scales import Scales, to_i2, to_u1
from playground.live.wire import pack
from playground.spec import Experiment

Array = NDArray[Any]

MOST_LARGE_TILES: Final = 128
"""With more units than this, tiles have half as many samples along a side."""
DIGITS: Final = 6
"""Significant digits of a metric in the header."""


class Labelled(Protocol):
    """What is needed of a data set."""

    @property
    def labels(self) -> NDArray[np.float64]:
        """Class index, or the value where `classes` is 0 (N,)."""

    @property
    def classes(self) -> int:
        """Number of classes, 0 for regression."""


class Encoder:
    """Encodes the frames of one Runner; it holds scales and the last finite picture."""

    def __init__(self, load: Callable[[Experiment], Labelled]) -> None:
        """Take the function that gives the data set of an Experiment."""
        self._load = load
        self._generation: int | None = None

    @staticmethod
    def views(
        experiment: Experiment, wish: Wish, *, batch: bool, predictions: bool
    ) -> Collection[str]:
        """Return the names of the views that a picture of one network needs."""
        names = ["output", "units", "weights"]
        if wish.look is not None and wish.look[0] < len(experiment.layers):
            names.append(f"unit:{wish.look[0]}:{wish.look[1]}")
        if wish.probe is not None:
            names.append("probe")
        if batch:
            names.append("batch")
        if predictions:
            names.append("predictions")
        return names

    def __call__(self, frame: Frame, status: Status) -> bytes:
        """Return the bytes of one frame."""
        if status.generation != self._generation:
            self._begin(status, outputs=frame.views["output"].shape[0])
        units = frame.views["units"]
        self._scales.follow(units, frame.step, status.now)
        header, arrays = self._header(frame, status), self._maps(frame)
        arrays.update(self._look(frame, status, header))
        arrays.update(self._points(frame))
        arrays["weights"] = self._finite("weights", frame.views["weights"].astype(np.float32))
        if "probe" in frame.views:
            arrays["probe_values"] = frame.views["probe"].astype(np.float32)
        if "batch" in frame.views:
            arrays["batch_points"] = frame.views["batch"].astype(np.int32)
        if status.history is not None:
            header["columns"] = ["epoch", *status.history.columns]
            arrays["curve"] = curve(status.history)
        return pack({"frame": header}, arrays)

    def _begin(self, status: Status, outputs: int) -> None:
        """Take in a new network or new data."""
        experiment = status.experiment
        data = self._load(experiment)
        self._labels, self._classes = data.labels, data.classes
        self._widths = [layer.units for layer in experiment.layers]
        words = [layer.activation for layer in experiment.layers for _ in range(layer.units)]
        self._output = experiment.output
        self._scales = Scales([*words, *[experiment.output] * outputs])
        self._last: dict[str, Array] = {}
        self._looked_at: Look | None = None
        self._generation = status.generation

    def _header(self, frame: Frame, status: Status) -> dict[str, Any]:
        ranges = self._scales.ranges.tolist()
        has_stopped_early = status.state == "stopped_early"
        return {
            **headline(frame, status),
            "metrics": {name: short(value) for name, value in status.metrics.items()},
            "best": status.best_epoch if has_stopped_early else None,
            "is_at_best": status.is_at_best and has_stopped_early,
            "look": None,
            "probe": list(status.probe) if "probe" in frame.views and status.probe else None,
            "map_range": ranges[sum(self._widths)],
            "unit_ranges": ranges,
        }

    def _maps(self, frame: Frame) -> dict[str, Array]:
        """The boundary (G, G) and the tiles (U, g, g)."""
        output, units = frame.views["output"], frame.views["units"]
        if len(units) > MOST_LARGE_TILES:
            units = _halved(units)
        maps = {"tiles": self._finite("tiles", units, to_u1, self._scales.ranges)}
        if self._output == "softmax":
            maps["winner"] = self._finite("winner", output, _winner)
            maps["confidence"] = self._finite("confidence", output, _confidence)
        else:
            low, high = self._scales.ranges[-1].tolist()
            maps["map"] = self._finite("map", output[0], to_i2, low, high)
        return maps

    def _look(self, frame: Frame, status: Status, header: dict[str, Any]) -> dict[str, Array]:
        """The map of the neuron that is looked at (G, G), and its range in the header."""
        if status.look != self._looked_at:  # of the others no picture is kept
            self._last.pop("look", None)
            self._looked_at = status.look
        if status.look is None:
            return {}
        layer, unit = status.look
        if layer == len(self._widths):
            values = frame.views["output"]
            if unit >= len(values):
                return {}
            values = values[unit]
        else:
            values = frame.views[f"unit:{layer}:{unit}"]
        low, high = self._scales.ranges[sum(self._widths[:layer]) + unit].tolist()
        header["look"], header["look_range"] = [layer, unit], [low, high]
        return {"look_map": self._finite("look", values, to_i2, low, high)}

    def _points(self, frame: Frame) -> dict[str, Array]:
        """Which points are wrong (N,), or by how much; the last known where not asked for."""
        predictions = frame.views.get("predictions")
        if predictions is not None:
            name = "wrong" if self._classes else "errors"
            self._last[name] = self._judged(predictions)
        return {name: self._last[name] for name in ("wrong", "errors") if name in self._last}

    def _judged(self, predictions: Array) -> Array:
        if not self._classes:
            return np.asarray(predictions[:, 0] - self._labels, dtype=np.float32)
        chosen = choose(predictions.T, self._output)
        return np.asarray(chosen != self._labels, dtype=np.uint8)

    def _finite(
        self, name: str, values: Array, quantise: Callable[..., Array] | None = None, *args: Any
    ) -> Array:
        """The quantised values, or those of the last finite picture: never blank, never noise."""
        is_finite = np.isfinite(values).all()
        if is_finite or name not in self._last:
            shown = values if is_finite else np.nan_to_num(values)
            self._last[name] = quantise(shown, *args) if quantise else shown
        return self._last[name]


def headline(frame: Frame, status: Status) -> dict[str, Any]:
    """What the header of every page's frame says."""
    return {
        "generation": status.generation,
        "sequence": status.sequence,
        "state": status.state,
        "speed": status.speed,
        "step": frame.step,
        "epoch": frame.epoch,
        "batch": status.batch,
        "batches": status.batches,
        "steps_per_second": round(status.steps_per_second, 1),
        "say": _say(status.diagnosis),
        "failure": status.failure,
    }


def curve(history: History) -> Array:
    """The curves of the first run as rows (K, T), the epochs first."""
    columns = [history.column(name)[:, 0] for name in history.columns]
    return np.array([history.epochs, *columns], dtype=np.float32)


def short(value: float) -> float | None:
    """A metric with as many digits as anybody reads; None where there is no number."""
    return float(f"{value:.{DIGITS}g}") if isfinite(value) else None


def _say(diagnosis: Diagnosis | None) -> dict[str, Any] | None:
    if diagnosis is None:
        return None
    return {"code": diagnosis.code, "mark": diagnosis.mark, "facts": dict(diagnosis.facts)}


def _halved(units: Array) -> Array:
    """Average blocks of 2 x 2 samples: (U, G, G) -> (U, G/2, G/2)."""
    count, side, _ = units.shape
    blocks = units.reshape(count, side // 2, 2, side // 2, 2)
    return np.asarray(blocks.mean(axis=(2, 4)))


def _winner(output: Array) -> Array:
    """The most probable class of each sample (G, G)."""
    return np.asarray(output.argmax(axis=0), dtype=np.uint8)


def _confidence(output: Array) -> Array:
    """The winning probability of each sample (G, G), 255 is certain."""
    return np.asarray(np.rint(output.max(axis=0).clip(0, 1) * 255), dtype=np.uint8)

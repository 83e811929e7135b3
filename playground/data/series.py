"""Series to forecast: real ones that come with the packages we use, and a mixture of sines.

The tables are read from the packages' folders, without importing the packages. A series is scaled
by mean and spread of its training part, so nothing of what is held out leaks into the training.
"""

import csv
import gzip
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import DataError
from playground.spec.recurrent import SEQUENCES, SequenceData

Array = NDArray[Any]


@dataclass(frozen=True)
class Series:
    """A series as it was measured (L,), where its held-out end begins, and its scale.

    `labels` says when each value was measured; `period` is that of its season, 1 without one.
    """

    values: NDArray[np.float64]
    border: int
    labels: tuple[str, ...]
    period: int = 1

    @property
    def mean(self) -> float:
        """Mean of the training part."""
        return float(self.values[: self.border].mean())

    @property
    def spread(self) -> float:
        """Standard deviation of the training part, 1 where it is constant."""
        return float(self.values[: self.border].std()) or 1.0

    def scaled(self) -> NDArray[np.float64]:
        """The series with mean 0 and spread 1 in its training part (L,)."""
        return (self.values - self.mean) / self.spread

    def unscaled(self, scaled: Array) -> NDArray[np.float64]:
        """Scaled numbers in the series' own unit."""
        return np.asarray(scaled, dtype=np.float64) * self.spread + self.mean


def read(data: SequenceData) -> Series:
    """Return the series of a named data set."""
    labels, values = _FOUND[data.name](data) if data.name in _FOUND else _table(data.name)
    return _cut(values, labels, data)


def of_numbers(numbers: tuple[float, ...], data: SequenceData) -> Series:
    """Return a person's own numbers as a series."""
    return _cut(list(numbers), [str(index + 1) for index in range(len(numbers))], data)


def windows(series: Series, length: int) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return every window (N, T, 1), the value after it (N,), and whether that is held out (N,).

    Raises:
        DataError: the series is too short for such windows.
    """
    scaled = series.scaled().astype(np.float32)
    if series.border < length + 4 or len(scaled) - series.border < 2:
        raise DataError("length", "series_too_short", {"value": len(scaled), "low": length + 4})
    inputs = np.lib.stride_tricks.sliding_window_view(scaled[:-1], length)[:, :, None]
    is_held = np.arange(length, len(scaled)) >= series.border
    return np.ascontiguousarray(inputs), scaled[length:].copy(), is_held


def _cut(values: list[float], labels: list[str], data: SequenceData) -> Series:
    """Make a series of its newest values, the end of which is held out."""
    kept = np.asarray(values[-data.sequences :], dtype=np.float64)
    kept.setflags(write=False)
    held = max(2, round(len(kept) * data.validation_share))
    period = max(1, SEQUENCES[data.name].period)
    return Series(kept, len(kept) - held, tuple(labels[-data.sequences :]), period)


def _sines(data: SequenceData) -> tuple[list[str], list[float]]:
    """Sines of periods 25, 9.7 and 61 steps and normal noise of spread 0.05."""
    rng, steps = np.random.default_rng(data.seed), np.arange(data.sequences)
    phases = rng.uniform(0, 2 * np.pi, 3)
    parts = zip((1.0, 0.5, 0.7), (25.0, 9.7, 61.0), phases, strict=True)
    values = sum(
        (size * np.sin(2 * np.pi * steps / period + phase) for size, period, phase in parts),
        start=rng.normal(0, 0.05, len(steps)),
    )
    return [str(step) for step in steps], [float(value) for value in values]


_FOUND: Mapping[str, Callable[[SequenceData], tuple[list[str], list[float]]]] = {"sines": _sines}


@cache
def _table(name: str) -> tuple[list[str], list[float]]:
    """Return when and what was measured in one of the real series."""
    if name == "stocks":
        rows = _rows(find_spec("plotly"), "package_data/datasets/stocks.csv.gz")
        return [row[0] for row in rows[1:]], [float(row[1]) for row in rows[1:]]
    rows = _rows(find_spec("statsmodels"), f"datasets/{name}/{name}.csv")[1:]
    if name == "elnino":  # a row a year, a column a month
        months = [(f"{row[0]}-{month:02d}", row[month]) for row in rows for month in range(1, 13)]
        return [when for when, _ in months], [float(value) for _, value in months]
    labels = [row[0] for row in rows]
    values = np.asarray([float(row[-1] or "nan") for row in rows])
    is_known = np.isfinite(values)  # co2 has some weeks without a measurement
    places = np.arange(len(values))
    filled = np.interp(places, places[is_known], values[is_known])
    return labels, [float(value) for value in filled]


def _rows(package: ModuleSpec | None, place: str) -> list[list[str]]:
    """Return the rows of a table that lies in a package's folder."""
    try:
        if package is None or package.origin is None:
            raise FileNotFoundError(place)
        content = (Path(package.origin).parent / place).read_bytes()
    except OSError as error:
        raise DataError("data", "not_a_file", {"value": place}) from error
    if place.endswith(".gz"):
        content = gzip.decompress(content)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

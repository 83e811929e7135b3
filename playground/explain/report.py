"""What a race's page shows of its history: the table, and curves of as few rows as suffice."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.explain.race import curves, standings
from playground.explain.results import Results, Values
from playground.frame import History
from playground.spec import Experiment, Race
from playground.spec.cost import steps_per_epoch

ROWS = 120
"""Rows of a curve: what a chart of that width can show."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a race stands.

    Attributes:
        standings: one record a racer, best first, with `epochs` to the target.
        epochs: of each row that is shown (T,).
        curves: quartiles of what is judged (racers, 3, T).
        lines: what is judged in each run (racers * starts, T), None unless all are to be shown.
    """

    standings: list[dict[str, Any]]
    epochs: NDArray[np.int64]
    curves: Values
    lines: Values | None


def report(
    history: History, experiment: Experiment, race: Race, diverged: NDArray[np.bool_]
) -> Report:
    """Return how the race stands now."""
    results = Results.of(history, experiment, race, diverged)
    batches = steps_per_epoch(experiment)
    table = []
    for line in standings(results, race):
        steps = line.steps_to_target
        table.append({**asdict(line), "epochs": None if steps is None else steps / batches})
    few = thinned(results)
    lines = curves(few, every_start=True) if race.bands == "all" else None
    return Report(table, few.epochs, curves(few), lines)


def thinned(results: Results) -> Results:
    """The same with at most `ROWS` rows, evenly chosen, the newest among them."""
    count = len(results.epochs)
    if count <= ROWS:
        return results
    rows = np.linspace(0, count - 1, ROWS).round().astype(np.intp)
    return replace(
        results,
        epochs=results.epochs[rows],
        steps=results.steps[rows],
        values=results.values[rows],
    )

"""The results of a race as CSV and JSON: one row for each racer and start, its settings with it.

What is no number (a loss after divergence, a target never reached) is an empty cell, or null.
"""

import csv
import io
import json
from typing import Any

import numpy as np

from playground.explain.results import Results, Values
from playground.frame import History
from playground.spec import (
    Experiment,
    Race,
    RunSpec,
    change_race,
    schedule_settings,
    settings_of,
)
from playground.spec.checks import CLIPPINGS
from playground.spec.race import JUDGES, seeds_of

PENALTIES = ("weight_decay", "l1", "l2", *CLIPPINGS)


def rows(history: History, experiment: Experiment, race: Race) -> list[dict[str, Any]]:
    """One record for each racer and start of an `entry`, racer after racer; both count from 1."""
    results = Results.of(history, experiment, race)
    steps = results.steps_to(race.target)
    measured = _measured(history, experiment, race)
    records = []
    for racer, spec in enumerate(race.racers):
        settings = _settings(spec, race)
        for start, seed in enumerate(seeds_of(race)):
            place = racer, start
            records.append(
                {
                    "racer": racer + 1,
                    "optimizer": spec.optimizer,
                    "start": start + 1,
                    "seed": seed,
                    **settings,
                    "epochs": int(results.epochs[-1]),
                    "evaluations": int(results.steps[-1]),
                    **{name: _plain(values[place]) for name, values in measured.items()},
                    "target": race.target,
                    "steps_to_target": _plain(steps[place]),
                    "diverged": bool(results.diverged[place]),
                }
            )
    return records


def to_csv(history: History, experiment: Experiment, race: Race) -> str:
    """Write the rows as a table with a header."""
    records = rows(history, experiment, race)
    table = io.StringIO()
    writer = csv.DictWriter(table, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return table.getvalue()


def to_json(history: History, experiment: Experiment, race: Race) -> str:
    """Write the rows beside everything that reproduces them, and the judged curves."""
    results = Results.of(history, experiment, race)
    content = {
        "race": race.model_dump(),
        "experiment": experiment.model_dump(exclude={"runs"}),
        "results": rows(history, experiment, race),
        "curves": {
            "column": results.column,
            "epochs": results.epochs.tolist(),
            "values": [
                [[_plain(value) for value in line] for line in racer]
                for racer in results.values.transpose(1, 2, 0)
            ],
        },
    }
    return json.dumps(content, indent=1, allow_nan=False)


def _measured(history: History, experiment: Experiment, race: Race) -> dict[str, Values]:
    """The newest and the best row by every judge (racers, starts)."""
    columns = {}
    for word in JUDGES:
        results = Results.of(history, experiment, change_race(race, judged_by=word))
        columns[f"final_{results.column}"] = results.final
        columns[f"best_{results.column}"] = results.best
    return columns


def _plain(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _settings(spec: RunSpec, race: Race) -> dict[str, Any]:
    """What a racer uses; what only others use is left empty, what nobody uses left out."""
    own = _own_settings(spec)
    names = dict.fromkeys(name for racer in race.racers for name in _own_settings(racer))
    return {name: own.get(name) for name in names}


def _own_settings(spec: RunSpec) -> dict[str, Any]:
    settings = schedule_settings(spec.schedule)
    schedule = {f"schedule_{name}": value for name, value in settings.items()}
    warm_up = {"schedule_warmup_steps": spec.schedule.warmup_steps}
    penalties = {name: getattr(spec, name) for name in PENALTIES if getattr(spec, name)}
    return {
        "learning_rate": spec.learning_rate,
        "schedule": spec.schedule.name,
        **(warm_up if spec.schedule.warmup_steps else {}),
        **schedule,
        **settings_of(spec),
        **penalties,
    }

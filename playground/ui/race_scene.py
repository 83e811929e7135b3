"""The scene of a race: racers, rules and points, packed for the browser."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import load
from playground.errors import N_
from playground.explain.race import names_of
from playground.i18n import translate
from playground.live import wire
from playground.spec import Experiment, Race, entry, judged_column
from playground.spec.cost import steps_per_epoch
from playground.spec.race import JUDGES
from playground.ui import runs, scene
from playground.ui.state import Session
from playground.ui.texts import number_text

Array = NDArray[Any]

JUDGED = {
    "test_loss": N_("Test loss"),
    "train_loss": N_("Train loss"),
    "test_accuracy": N_("Test accuracy"),
    "train_accuracy": N_("Train accuracy"),
    "test_r2": N_("Test R²"),
    "train_r2": N_("Train R²"),
}
"""Column of the history -> its name."""

FORMATS = {"loss": "loss", "accuracy": "percent", "r2": "number"}
"""What is judged -> how the stage writes it; an R² may lie below nothing, a share never does."""


def pack_of(session: Session) -> bytes:
    """Return the newest scene and the newest frame of the session's race."""
    runner = session.runner
    # The scene's generation is asked first: a frame that is newer than its scene only waits.
    header = header_of(session)
    arrays = scene.arrays_of(session.experiment)
    del arrays["feature_maps"]
    return wire.join(runner.latest.payload, wire.scene(header, arrays))


def header_of(session: Session) -> dict[str, Any]:
    """Return the scene's header."""
    experiment, race = session.experiment, session.race
    column = judged_column(experiment, race)
    return {
        **scene.base_of(session),
        "racers": [
            {
                "name": name,
                "optimizer": racer.optimizer,
                "rate": number_text(racer.learning_rate),
                "value": racer.learning_rate,
            }
            for name, racer in zip(names_of(race), race.racers, strict=True)
        ],
        "stop": {"epoch": race.epochs if race.racers else None},
        "batches": steps_per_epoch(experiment),
        "judged": {
            "column": column,
            "label": translate(session.language, JUDGED[column]),
            "is_score": JUDGES[race.judged_by].is_score,
            "format": FORMATS[column.partition("_")[2]],
        },
        "trials": session.trials.told(experiment, race, session.desk.plane),
        "race": {
            **race.model_dump(exclude={"racers"}),
            "target_text": number_text(race.target),
            "costs": costs_of(experiment, race),
            "value_range": value_range(experiment),
        },
    }


def costs_of(experiment: Experiment, race: Race) -> list[float] | None:
    """Return each racer's microseconds a step; measured only once somebody wants to see time."""
    if race.x_axis != "milliseconds" or not race.racers:
        return None
    costs = runs.costs_of(
        entry(experiment, race.model_copy(update={"starts": 1, "start_shown": 0}))
    )
    return [round(costs.gradient + update, 3) for update in costs.updates]


def value_range(experiment: Experiment) -> tuple[float, float]:
    """Return the values between which a regression's points are coloured."""
    largest = float(np.abs(load(experiment).labels).max(initial=0.0)) or 1.0
    return -largest, largest

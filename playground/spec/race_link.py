"""A race <-> the words of a query string: the playground's words, and a few of its own.

The words that list the runs in the playground's link list the racers here (`optimizer=sgd~adam`);
left out, they are the default racers. `seed` is that of the first start.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from playground.spec.experiment import Experiment, View
from playground.spec.link import (
    RUN_WORDS,
    check_outgrown,
    differing,
    from_query,
    read_fields,
    to_query,
)
from playground.spec.parts import RunSpec
from playground.spec.race import ENSEMBLE, Race
from playground.spec.reading import refuse

_RACE = {name: name for name in Race.model_fields if name not in ("racers", "seed")}
_NOBODY = "none"


def race_to_query(experiment: Experiment, race: Race, view: View | None = None) -> dict[str, str]:
    """Write a race and what it is run on; raises ShareError when the link would be too long."""
    runs = [racer.model_copy(update={"seed": race.seed}) for racer in race.racers]
    usual = race.racers == Race().racers
    shown = [RunSpec(seed=race.seed)] if usual or not runs else runs
    words = to_query(experiment.model_copy(update={"runs": tuple(shown)}), view)
    if not usual:
        words["optimizer"] = "~".join(run.optimizer for run in runs) or _NOBODY
    words.update(differing(race, Race(), _RACE))
    check_outgrown(words)
    return words


def race_from_query(words: Mapping[str, str]) -> tuple[Experiment, Race, View]:
    """Read what `race_to_query` wrote; raises ShareError or SpecError with one clear sentence.

    The Experiment's only run is the first racer, from the first start.
    """
    is_nobody = words.get("optimizer") == _NOBODY
    listed = {name: text for name, text in words.items() if name != "optimizer" or not is_nobody}
    experiment, view = from_query(listed)
    racers = () if is_nobody else experiment.runs
    if words.keys().isdisjoint(RUN_WORDS - {"seed"}):
        racers = Race().racers
    shown = words.get("start_shown")
    names = {
        word: name for word, name in _RACE.items() if word != "start_shown" or shown != ENSEMBLE
    }
    values: dict[str, Any] = {**read_fields(words, names), "seed": experiment.runs[0].seed}
    if shown == ENSEMBLE:
        values["start_shown"] = ENSEMBLE
    try:
        race = Race.model_validate_json(
            json.dumps({**values, "racers": [racer.model_dump() for racer in racers]})
        )
    except ValidationError as error:
        refuse(error)
    run = (race.racers or (RunSpec(),))[0].model_copy(update={"seed": race.seed})
    return experiment.model_copy(update={"runs": (run,)}), race, view

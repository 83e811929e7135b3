"""The scene: everything the stage shows that does not move, packed for the browser.

What depends on the data alone, and what depends on the language alone, is made once and kept.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import features, load
from playground.engine.maps import TILE
from playground.engine.schedules import is_scheduled
from playground.explain import (
    RACE_SENTENCES,
    RECURRENT_SENTENCES,
    SENTENCES,
    SLOPE_SENTENCES,
    VISION_SENTENCES,
)
from playground.explain.race_sentences import METHOD
from playground.i18n import translate
from playground.live import socket_path, wire
from playground.spec import Experiment, problem_of
from playground.spec.choices import ACTIVATIONS, FEATURES, OUTPUTS
from playground.spec.cost import outputs, parameters
from playground.spec.limits import LENGTHS, LIMITS
from playground.ui.changes import metric_of
from playground.ui.stage import TEXTS
from playground.ui.state import Session

Array = NDArray[Any]


def pack_of(session: Session) -> bytes:
    """Return the newest scene and the newest frame of a session's run."""
    runner = session.runner
    # The scene's generation is asked first: a frame that is newer than its scene only waits.
    header = header_of(session)
    scene = wire.scene(header, arrays_of(session.experiment))
    return wire.join(runner.latest.payload, scene)


def header_of(session: Session) -> dict[str, Any]:
    """Return the scene's header."""
    experiment, language = session.experiment, session.language

    def named(choice_label: str) -> str:
        return translate(language, choice_label)

    return {
        **base_of(session),
        "metric": metric_of(experiment),
        "has_schedule": is_scheduled(experiment.runs[0]),
        "features": [_feature(word, experiment) for word in FEATURES],
        "layers": [
            {"units": layer.units, "activation": named(ACTIVATIONS[layer.activation].label)}
            for layer in experiment.layers
        ],
        "output": {
            "units": outputs(experiment),
            "activation": named(OUTPUTS[experiment.output].label),
        },
        "parameters": parameters(experiment),
        "limits": {"layers": LENGTHS["layers"][1], "units": int(LIMITS["units"].high)},
        "stop": experiment.stop.model_dump(),
    }


def base_of(session: Session) -> dict[str, Any]:
    """Return what the scene of every page's stage says."""
    experiment, runner = session.experiment, session.runner
    return {
        "generation": runner.generation,
        "socket": socket_path(session.desk.token),
        "plane": session.desk.plane,
        "language": session.language,
        "texts": texts_of(session.language),
        "problem": problem_of(experiment) if classes_of(experiment) else "regression",
        "classes": classes_of(experiment),
        "board": features.BOARD,
        "view": session.view.model_dump(exclude={"speed"}),
        "speed": session.view.speed,
        "running": runner.state == "playing",
    }


@cache
def texts_of(language: str) -> dict[str, str]:
    """Return every text the stage may show: its own, and the sentences of the diagnosis."""
    own = {key: translate(language, text) for key, text in TEXTS.items()}
    sentences = {
        **SENTENCES, **RACE_SENTENCES, **SLOPE_SENTENCES, **VISION_SENTENCES,
        **RECURRENT_SENTENCES, "method": METHOD,
    }  # fmt: skip
    said = {f"say.{code}": translate(language, text) for code, text in sentences.items()}
    return own | said


def classes_of(experiment: Experiment) -> int:
    """Return how many classes there are, 0 for values."""
    if problem_of(experiment) in ("regression", "counts"):
        return 0
    return outputs(experiment) if experiment.output == "softmax" else 2


def _feature(word: str, experiment: Experiment) -> dict[str, Any]:
    """Return one feature; `index` is its place among the network's inputs, which links choose."""
    is_on = word in experiment.features
    index = {"index": experiment.features.index(word)} if is_on else {}
    return {"word": word, "on": is_on, **index}


def arrays_of(experiment: Experiment) -> dict[str, Array]:
    """Return points (N, 2), labels (N,), is_test (N,) and the maps of all features (9, g, g)."""
    drawn = load(experiment)
    return {
        "points": drawn.points,
        "labels": drawn.labels,
        "is_test": drawn.is_test,
        "feature_maps": feature_maps(),
    }


@cache
def feature_maps() -> Array:
    """Return how every feature looks over the board, 1 its 98th percentile (9, g, g)."""
    maps = features.maps(TILE)
    scale: Array = np.percentile(np.abs(maps), 98, axis=(1, 2), keepdims=True)
    return maps / scale

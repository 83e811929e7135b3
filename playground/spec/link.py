"""Experiment and View <-> the words of a query string: readable, defaults left out.

A list is joined with `~`, which no browser escapes: `layers=8~8&activation=relu`. Runs are written
by column, one word a setting: `optimizer=sgd~adam&learning_rate=0.03~0.001`; a single value stands
for all runs. Words that are not ours (say, a tracker's) are passed over.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from playground.errors import ShareError
from playground.spec.experiment import Experiment, View
from playground.spec.limits import LENGTHS, LINK_CHARACTERS
from playground.spec.parts import GeneratedData, LayerSpec, PointsData, RunSpec, Schedule, Stop
from playground.spec.reading import change_data, natural_loss, parse_json, refuse

_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_DATA = {"samples": "samples", "noise": "noise", "train_share": "train_share",
         "data_seed": "seed", "classes": "classes"}  # fmt: skip
_PLAIN = ("initializer", "batch_size", "shuffle", "order_seed", "input_noise")
_LISTS = ("class_weights", "metrics")
_STOP = {f"stop_{name}": name for name in Stop.model_fields}
_RUN = tuple(name for name in RunSpec.model_fields if name not in ("optimizer", "schedule"))
_SCHEDULE = {
    "schedule" if name == "name" else f"schedule_{name}": name for name in Schedule.model_fields
}
RUN_WORDS = frozenset(("optimizer", *_RUN, *_SCHEDULE))
"""The words that list the runs by column."""
_VIEW = tuple(View.model_fields)
_TEXTS = {"initializer", "speed", "schedule", "metrics", "judged_by", "x_axis", "bands",
          "plane", "relief", "rated_by", "surface", "formula", "data", "normalisation",
          "digest", "cell", "recurrent_start"}  # fmt: skip
_SWITCHES = {"shuffle", "test_points", "discretize", "log_loss", "centered", "stop_restore_best",
             "schedule_staircase", "schedule_cycle", "flip",
             "bidirectional", "forget_bias"}  # fmt: skip
_UNSET = "none"
_SIDES = {"r": "train", "t": "test"}


def to_query(experiment: Experiment, view: View | None = None) -> dict[str, str]:
    """Write an Experiment as query words; raises ShareError when the link would be too long."""
    default = _default(experiment.data.name)
    words = _data_words(experiment.data, default.data)
    if experiment.features != default.features:
        words["features"] = "~".join(experiment.features)
    if experiment.layers != default.layers:
        words["layers"] = _joined(layer.units for layer in experiment.layers) or "none"
        words["activation"] = by_column([layer.activation for layer in experiment.layers])
        if words["activation"] in ("", LayerSpec().activation):
            del words["activation"]
        if any(layer.dropout for layer in experiment.layers):
            words["dropout"] = by_column([layer.dropout for layer in experiment.layers])
    if experiment.output != default.output:
        words["output"] = experiment.output
    if experiment.loss != natural_loss(experiment.output):
        words["loss"] = experiment.loss
    words.update(differing(experiment, default, {name: name for name in _PLAIN}))
    words.update({name: _joined(getattr(experiment, name)) for name in _LISTS
                  if getattr(experiment, name)})  # fmt: skip
    words.update(differing(experiment.stop, Stop(), _STOP))
    words.update(run_words(experiment.runs))
    if view is not None:
        words.update(differing(view, View(), {name: name for name in _VIEW}))
    check_outgrown(words)
    return words


def check_outgrown(words: Mapping[str, str]) -> None:
    """Refuse to write a link that is too long (raises ShareError)."""
    length = len(urlencode(words))
    if length > LINK_CHARACTERS:
        raise ShareError("link", "outgrown_link", {"value": length, "high": LINK_CHARACTERS})


def from_query(words: Mapping[str, str]) -> tuple[Experiment, View]:
    """Read what `to_query` wrote; raises ShareError or SpecError with one clear sentence."""
    length = sum(len(name) + len(value) + 2 for name, value in words.items()) - 1
    if length > LINK_CHARACTERS:
        raise ShareError("link", "link_too_long", {"value": length, "high": LINK_CHARACTERS})
    default = _default(words.get("data", Experiment().data.name))
    output = words.get("output", default.output)
    values: dict[str, Any] = {
        "data": _read_data(words, default.data),
        "output": output,
        "loss": words.get("loss", natural_loss(output)),
    }
    if "features" in words:
        values["features"] = words["features"].split("~")
    if not words.keys().isdisjoint(("layers", "activation", "dropout")):
        values["layers"] = _read_layers(words)
    values.update(read_fields(words, {name: name for name in _PLAIN}))
    for name in _LISTS:
        if name in words:
            values[name] = [_value(name, text) for text in words[name].split("~")]
    values["stop"] = read_fields(words, _STOP)
    values["runs"] = read_runs(words)
    experiment = parse_json(json.dumps(values))
    try:
        view = View.model_validate(read_fields(words, {name: name for name in _VIEW}))
    except ValidationError as error:
        refuse(error)
    return experiment, view


def _default(name: str) -> Experiment:
    """What a link that names this data set and nothing else stands for."""
    return Experiment() if name == "points" else change_data(Experiment(), name=name)


def _data_words(
    data: GeneratedData | PointsData, default: GeneratedData | PointsData
) -> dict[str, str]:
    if isinstance(data, GeneratedData):
        name = {} if data.name == Experiment().data.name else {"data": data.name}
        return {**name, **differing(data, default, _DATA)}
    letters = {side: letter for letter, side in _SIDES.items()}
    return {
        "data": "points",
        "points": _joined(number for point in data.points for number in point),
        "split": "".join(letters[side] for side in data.split),
        **({"point_weights": _joined(data.weights)} if data.weights else {}),
    }


def _read_data(words: Mapping[str, str], default: GeneratedData | PointsData) -> dict[str, Any]:
    if words.get("data") != "points":
        return {**default.model_dump(), **read_fields(words, _DATA)}
    numbers = [_value("points", text) for text in words.get("points", "").split("~")]
    if len(numbers) % 3:
        raise ShareError("points", "link_unreadable", {"value": words["points"][:60]})
    split = words.get("split", "")
    if not set(split) <= set(_SIDES):
        raise ShareError("split", "link_unreadable", {"value": split[:60]})
    points = [numbers[i : i + 3] for i in range(0, len(numbers), 3)]
    weights = words["point_weights"].split("~") if "point_weights" in words else []
    return {
        "name": "points",
        "points": points,
        "split": [_SIDES[letter] for letter in split],
        "weights": [_value("point_weights", text) for text in weights],
    }


def _read_layers(words: Mapping[str, str]) -> list[dict[str, Any]]:
    default = "~".join(str(layer.units) for layer in Experiment().layers)
    text = words.get("layers", default)
    units = [] if text == "none" else [_value("layers", part) for part in text.split("~")]
    activations = _spread(words, "activation", len(units), LayerSpec().activation)
    dropouts = _spread(words, "dropout", len(units), "0")
    return [
        {"units": count, "activation": activation, "dropout": _value("dropout", dropout)}
        for count, activation, dropout in zip(units, activations, dropouts, strict=True)
    ]


def run_words(runs: tuple[RunSpec, ...]) -> dict[str, str]:
    """Write runs by column; an only run of the usual optimizer has no words."""
    optimizers = [run.optimizer for run in runs]
    words = {}
    if len(runs) > 1 or optimizers != ["sgd"]:
        words["optimizer"] = _joined(optimizers)
    usual = [RunSpec.model_validate({"optimizer": name}) for name in optimizers]
    for name in _RUN:
        column = [getattr(run, name) for run in runs]
        if column != [getattr(run, name) for run in usual]:
            words[name] = by_column(column)
    schedules = [run.schedule for run in runs]
    usual_schedules = [Schedule.model_validate({"name": schedule.name}) for schedule in schedules]
    for word, name in _SCHEDULE.items():
        column = [getattr(schedule, name) for schedule in schedules]
        default = [getattr(schedule, name) for schedule in usual_schedules]
        if column != (["constant"] * len(runs) if name == "name" else default):
            words[word] = by_column(column)
    return words


def read_runs(words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Read what `run_words` wrote, as plain values."""
    optimizers = words.get("optimizer", "sgd").split("~")
    runs: list[dict[str, Any]] = [{"optimizer": name} for name in optimizers]
    if len(runs) > LENGTHS["runs"][1]:
        return runs
    for name in _RUN:
        if name in words:
            texts = _spread(words, name, len(runs), "")
            for run, text in zip(runs, texts, strict=True):
                run[name] = _value(name, text)
    for word, name in _SCHEDULE.items():
        if word in words:
            texts = _spread(words, word, len(runs), "")
            for run, text in zip(runs, texts, strict=True):
                run.setdefault("schedule", {})[name] = _value(word, text)
    return runs


def differing(part: Any, default: Any, names: Mapping[str, str]) -> dict[str, str]:
    """Words for the fields of `part` that are not at their default."""
    return {
        word: _text(getattr(part, name))
        for word, name in names.items()
        if getattr(part, name) != getattr(default, name)
    }


def read_fields(words: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    """Values of the fields whose words are there; `names` are words with their fields."""
    return {name: _value(word, words[word]) for word, name in names.items() if word in words}


def _spread(words: Mapping[str, str], name: str, count: int, default: str) -> list[str]:
    """The entries of a column; a single one stands for all."""
    entries = words[name].split("~") if name in words else [default]
    if len(entries) == 1:
        return entries * count
    if len(entries) != count:
        raise ShareError(name, "link_unreadable", {"value": words[name][:60]})
    return entries


def by_column(values: list[Any]) -> str:
    """Return one word for all runs where they agree, else one for each."""
    return _joined(values[:1] if len(set(values)) == 1 else values)


def _joined(values: Iterable[Any]) -> str:
    return "~".join(_text(value) for value in values)


def _text(value: Any) -> str:
    if value is None:
        return _UNSET
    if isinstance(value, bool):
        return str(int(value))
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _value(word: str, text: str) -> Any:
    """Read a word's value: a text, nothing, a switch (0 or 1) or a number."""
    if word in _TEXTS:
        return text
    if text == _UNSET:
        return None
    if word in _SWITCHES:
        if text not in ("0", "1"):
            raise ShareError(word, "link_unreadable", {"value": text[:60]})
        return text == "1"
    if not _NUMBER.fullmatch(text):
        raise ShareError(word, "link_unreadable", {"value": text[:60]})
    return json.loads(text) if not re.fullmatch(r"-?0\d+.*", text) else float(text)

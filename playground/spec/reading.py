"""From outside to an Experiment: JSON texts and changed fields, each fault one SpecError."""

import json
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from playground.errors import SpecError
from playground.spec.checks import (
    fitting_losses,
    fitting_metrics,
    fitting_outputs,
    generated_problem,
    natural_output,
    problem_of,
)
from playground.spec.choices import DATASETS, OPTIMIZERS, SCHEDULES, Problem
from playground.spec.cost import classes as classes_of
from playground.spec.experiment import Experiment, View
from playground.spec.parts import GeneratedData, RunSpec, Schedule

KINDS_OF_DATA = (["generated"], ["points"])
"""What pydantic calls the two kinds of an Experiment's data where it tells of a fault."""
P = TypeVar("P", GeneratedData, RunSpec, Schedule)

_CODES = {
    "extra_forbidden": "unknown_field",
    "missing": "missing",
    "int_type": "not_an_integer",
    "int_from_float": "not_an_integer",
    "int_parsing": "not_an_integer",
    "int_parsing_size": "not_an_integer",
    "float_type": "not_a_number",
    "float_parsing": "not_a_number",
    "finite_number": "not_a_number",
    "bool_type": "not_a_boolean",
    "string_type": "not_a_text",
    "tuple_type": "not_a_list",
    "model_type": "not_an_object",
    "model_attributes_type": "not_an_object",
    "too_short": "not_a_list",
    "too_long": "not_a_list",
}
"""Pydantic's error type -> our sentence."""

_OF_EVERY_RUN = ("learning_rate", "schedule", "clipvalue", "clipnorm", "global_clipnorm",
                 "l1", "l2", "seed")  # fmt: skip
"""What a run keeps when its optimizer is changed."""


def parse_json(text: str | bytes) -> Experiment:
    """Read an Experiment from JSON; raises SpecError naming the field and what was expected."""
    try:
        experiment = Experiment.model_validate_json(text)
        json.loads(text, object_pairs_hook=once_each("experiment"))
    except ValidationError as error:
        refuse(error)
    except RecursionError:
        raise SpecError("experiment", "not_json", {"value": "nested too deeply"}) from None
    return experiment


def once_each(field: str) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """Return a hook for `json.loads` that refuses a name given twice in one object."""

    def read(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in pairs:
            if name in values:
                raise SpecError(field, "repeated", {"value": name[:60]})
            values[name] = value
        return values

    return read


def to_json(experiment: Experiment) -> str:
    """Write an Experiment as JSON that `parse_json` reads back to an equal one."""
    return experiment.model_dump_json(indent=2)


def change(experiment: Experiment, **fields: Any) -> Experiment:
    """The Experiment with some fields replaced, validated; raises SpecError."""
    values = {name: getattr(experiment, name) for name in Experiment.model_fields}
    try:
        return Experiment.model_validate({**values, **fields})
    except ValidationError as error:
        refuse(error)


def change_data(experiment: Experiment, **fields: Any) -> Experiment:
    """The Experiment with other generated data; output and loss follow if they no longer fit.

    A new data set brings its own number of classes and samples unless they are given.
    """
    old = experiment.data if isinstance(experiment.data, GeneratedData) else GeneratedData()
    values = {**old.model_dump(), **fields}
    row = DATASETS.get(values["name"])
    if row is None:
        raise SpecError(
            "data", "unknown_word", {"choices": ", ".join(DATASETS), "value": values["name"]}
        )
    if row != DATASETS.get(old.name):
        values = {**values, "classes": row.classes[0] or 2, "samples": row.samples, **fields}
    problem = generated_problem(values["name"], values["classes"])
    output = experiment.output
    if problem != problem_of(experiment) or output not in fitting_outputs(problem):
        output = natural_output(problem)
    metrics = tuple(word for word in experiment.metrics if word in fitting_metrics(problem))
    old_classes, classes = classes_of(experiment), row.classes[0] and values["classes"]
    return change(
        experiment,
        data=_part(GeneratedData, values),
        metrics=metrics,
        class_weights=experiment.class_weights if classes == old_classes else (),
        **_with_output(experiment, output, problem),
    )


def change_output(experiment: Experiment, output: str) -> Experiment:
    """The Experiment with another output; the loss follows if it no longer fits."""
    return change(experiment, **_with_output(experiment, output, problem_of(experiment)))


def change_run(experiment: Experiment, index: int, **fields: Any) -> Experiment:
    """The Experiment with one run changed.

    Another optimizer keeps what does not belong to the old one's settings (schedule, clipping,
    penalties, seed) and the learning rate, and takes its own defaults for the rest.
    """
    old = experiment.runs[index]
    kept = {name: getattr(old, name) for name in RunSpec.model_fields}
    if fields.get("optimizer", old.optimizer) != old.optimizer:
        kept = {name: kept[name] for name in kept if name in _OF_EVERY_RUN}
    runs = list(experiment.runs)
    runs[index] = _part(RunSpec, {**kept, **fields})
    return change(experiment, runs=tuple(runs))


def change_schedule(experiment: Experiment, index: int, **fields: Any) -> Experiment:
    """The Experiment with another schedule for one run; another kind keeps only the warm-up."""
    old = experiment.runs[index].schedule
    kept = old.model_dump()
    if fields.get("name", old.name) != old.name:
        kept = {"warmup_steps": old.warmup_steps}
    return change_run(experiment, index, schedule=_part(Schedule, {**kept, **fields}))


def change_view(view: View, **fields: Any) -> View:
    """The View with some fields replaced, validated; raises SpecError."""
    try:
        return View.model_validate({**view.model_dump(), **fields})
    except ValidationError as error:
        refuse(error)


def settings_of(run: RunSpec) -> dict[str, float]:
    """The settings that the run's optimizer really uses, by name."""
    return {name: getattr(run, name) for name in OPTIMIZERS[run.optimizer].settings}


def schedule_settings(schedule: Schedule) -> dict[str, float]:
    """The settings that the schedule really uses, by name."""
    return {name: getattr(schedule, name) for name in SCHEDULES[schedule.name].settings}


def natural_loss(output: str) -> str:
    """The loss that usually goes with an output (any word where the output is unknown)."""
    natural = {
        "softmax": "categorical_crossentropy",
        "sigmoid": "binary_crossentropy",
        "exponential": "poisson",
    }
    return natural.get(output, "half_squared_error")


def _with_output(experiment: Experiment, output: str, problem: Problem) -> dict[str, str]:
    fits = experiment.output == output and experiment.loss in fitting_losses(output, problem)
    return {"output": output, "loss": experiment.loss if fits else natural_loss(output)}


def _part(kind: type[P], values: dict[str, Any]) -> P:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        refuse(error)


def refuse(error: ValidationError) -> NoReturn:
    """Turn the first of pydantic's errors into a SpecError."""
    first = error.errors(include_url=False)[0]
    kind, received = first["type"], first.get("input")
    path = [str(step) for step in first["loc"]]
    if path[:1] == ["data"] and path[1:2] in KINDS_OF_DATA:
        del path[1:2]  # no field
    field = ".".join(path) or "experiment"
    value = "nothing" if received is None else json.dumps(received, default=str)[:60]
    if kind == "json_invalid":
        raise SpecError("experiment", "not_json", {"value": first["msg"][:120]}) from None
    if kind == "literal_error":
        choices = first["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        raise SpecError(field, "unknown_word", {"choices": choices, "value": value}) from None
    raise SpecError(field, _CODES.get(kind, "not_an_object"), {"value": value}) from None

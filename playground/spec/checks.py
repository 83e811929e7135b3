"""What makes an Experiment legal beyond its types; each check raises one SpecError.

The checks read `limits` and `choices` only, so the forms, the links and the command line refuse
the same things with the same sentence.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from pydantic import BaseModel

from playground.errors import SpecError
from playground.spec import cost
from playground.spec.choices import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    OUTPUTS,
    SCHEDULES,
    Choice,
    Problem,
)
from playground.spec.limits import LENGTHS, LIMITS, MEMORY_MEGABYTES
from playground.spec.parts import PointsData

if TYPE_CHECKING:
    from playground.spec.experiment import Experiment
    from playground.spec.parts import RunSpec


CLIPPINGS = ("clipvalue", "clipnorm", "global_clipnorm")
"""Ways to clip a gradient; a run may use one of them."""
_OF_ENTRIES = {"class_weights": "class_weight", "weights": "sample_weight"}
"""Field name of a list of numbers -> the limit that each of its entries obeys."""


def check_word(field: str, value: str, choices: Mapping[str, Choice]) -> None:
    """Refuse a word that is not a key of `choices`."""
    if value not in choices:
        raise SpecError(field, "unknown_word", {"choices": ", ".join(choices), "value": value[:80]})


def check_number(field: str, value: float, name: str) -> None:
    """Refuse a number outside the limit called `name`."""
    limit = LIMITS[name]
    if not limit.low <= value <= limit.high:
        _refuse_range(field, limit.low, limit.high, value)


def check_limits(part: BaseModel) -> None:
    """Refuse a number outside its limit or a list of the wrong length, anywhere in the tree."""
    for field, name, value in _leaves(part, ""):
        if isinstance(value, tuple):
            low, high = LENGTHS[name]
            if not low <= len(value) <= high:
                facts = {"low": low, "high": high, "value": len(value)}
                raise SpecError(field, "wrong_length", facts)
        elif isinstance(value, int | float):
            check_number(field, value, name)


def check_words(experiment: "Experiment") -> None:
    """Refuse a word that no registry knows."""
    if not isinstance(experiment.data, PointsData):
        check_word("data", experiment.data.name, DATASETS)
    for word in experiment.features:
        check_word("features", word, FEATURES)
        if experiment.features.count(word) > 1:
            raise SpecError("features", "repeated", {"value": word})
    for index, layer in enumerate(experiment.layers):
        check_word(f"layers.{index}.activation", layer.activation, ACTIVATIONS)
    check_word("output", experiment.output, OUTPUTS)
    check_word("loss", experiment.loss, LOSSES)
    check_word("initializer", experiment.initializer, INITIALIZERS)
    for word in experiment.metrics:
        check_word("metrics", word, METRICS)
        if experiment.metrics.count(word) > 1:
            raise SpecError("metrics", "repeated", {"value": word})
    check_runs("runs", experiment.runs)


def check_runs(field: str, runs: Sequence["RunSpec"]) -> None:
    """Refuse a run with an unknown word, or one that is clipped in several ways at once."""
    for index, run in enumerate(runs):
        check_word(f"{field}.{index}.optimizer", run.optimizer, OPTIMIZERS)
        check_word(f"{field}.{index}.schedule.name", run.schedule.name, SCHEDULES)
        clipped = [name for name in CLIPPINGS if getattr(run, name) is not None]
        if len(clipped) > 1:
            facts = {"choices": ", ".join(CLIPPINGS), "value": " and ".join(clipped)}
            raise SpecError(f"{field}.{index}.{clipped[1]}", "only_one", facts)


def fitting_outputs(problem: Problem) -> list[str]:
    """The outputs that answer a problem, simplest first."""
    return [word for word, row in OUTPUTS.items() if problem in row.problems]


def fitting_losses(output: str, problem: Problem | None = None) -> list[str]:
    """The losses that fit an output, and a problem where one is named, simplest first."""
    return [
        word
        for word, row in LOSSES.items()
        if output in row.outputs and (problem is None or problem in row.problems)
    ]


def fitting_metrics(problem: Problem) -> list[str]:
    """The metrics that fit a problem, the natural one first."""
    return [word for word, row in METRICS.items() if problem in row.problems]


def check_fit(experiment: "Experiment") -> None:
    """Refuse an output, a loss, metrics or class weights that do not fit the data set."""
    losses = fitting_losses(experiment.output, problem_of(experiment))
    if experiment.loss not in losses:
        choices = ", ".join(losses)
        raise SpecError("loss", "loss_does_not_fit", {"value": experiment.loss, "choices": choices})
    data = experiment.data
    if isinstance(data, PointsData):
        _check_points(data, problem_of(experiment))
        _check_measures(experiment)
        return
    row = DATASETS[data.name]
    low, high = (row.classes[0], row.classes[0]) if row.fixed_classes else (2, row.classes[1])
    if not row.classes[0]:
        low, high = 2, 2  # the field keeps its default where there are no classes
    if not low <= data.classes <= high:
        _refuse_range("classes", low, high, data.classes)
    if data.samples > row.most_samples:
        _refuse_range("samples", LIMITS["samples"].low, row.most_samples, data.samples)
    outputs = fitting_outputs(problem_of(experiment))
    if experiment.output not in outputs:
        choices = ", ".join(outputs)
        raise SpecError(
            "output", "output_does_not_fit", {"value": experiment.output, "choices": choices}
        )
    _check_measures(experiment)


def problem_of(experiment: "Experiment") -> Problem:
    """What the data ask of the network; a person's own points ask what output and loss answer."""
    if isinstance(experiment.data, PointsData):
        if LOSSES[experiment.loss].problems == ("binary",):
            return "binary"
        answers: dict[str, Problem] = {
            "linear": "regression", "exponential": "counts", "softmax": "classes"
        }  # fmt: skip
        return answers.get(experiment.output, "binary")
    return generated_problem(experiment.data.name, experiment.data.classes)


def generated_problem(name: str, classes: int) -> Problem:
    """What a data set asks: one that may have several classes is binary with two of them."""
    problem = DATASETS[name].problem
    return "binary" if problem == "classes" and classes == 2 else problem


def natural_output(problem: Problem) -> str:
    """The output that usually answers a problem."""
    natural = {"classes": "softmax", "regression": "linear", "counts": "exponential"}
    return natural.get(problem, "tanh")


def check_cost(experiment: "Experiment") -> None:
    """Refuse an Experiment whose arrays would not fit into the memory limit."""
    needed = cost.megabytes(experiment)
    if needed > MEMORY_MEGABYTES:
        facts = {"value": round(needed), "high": MEMORY_MEGABYTES}
        raise SpecError("runs" if len(experiment.runs) > 1 else "layers", "too_costly", facts)


def _check_measures(experiment: "Experiment") -> None:
    """Refuse metrics or class weights that do not fit the problem."""
    problem = problem_of(experiment)
    fitting = fitting_metrics(problem)
    for word in experiment.metrics:
        if word not in fitting:
            fit = {"value": word, "choices": ", ".join(fitting)}
            raise SpecError("metrics", "metric_does_not_fit", fit)
    count, weights = cost.classes(experiment), experiment.class_weights
    if weights and len(weights) != count:
        facts = {"low": count, "high": count, "value": len(weights)}
        raise SpecError("class_weights", "wrong_length" if count else "no_classes", facts)


def _check_points(data: PointsData, problem: Problem) -> None:
    """Refuse points whose labels do not fit the problem, or whose split does not fit the points."""
    points, split = data.points, data.split
    if len(split) != len(points):
        raise SpecError("data.split", "split_does_not_fit", {"value": len(points)})
    if data.weights and len(data.weights) != len(points):
        raise SpecError("data.weights", "weights_do_not_fit", {"value": len(points)})
    if "train" not in split:
        raise SpecError("data.split", "no_training_points")
    allowed: tuple[set[float], ...]
    words: str
    if problem == "classes":
        allowed, words = ({float(c) for c in range(8)},), "0 to 7"
    elif problem in ("regression", "counts"):
        allowed, words = (), ""
    else:
        allowed, words = ({-1.0, 1.0}, {0.0, 1.0}), "-1 and 1, or 0 and 1"
    labels = {label for _, _, label in points}
    if allowed and not any(labels <= legal for legal in allowed):
        nearest = max(allowed, key=lambda legal: sum(point[2] in legal for point in points))
        odd = [label for _, _, label in points if label not in nearest]
        wrong = next((label for label in odd if label not in set().union(*allowed)), odd[0])
        facts = {"choices": words, "value": wrong}
        raise SpecError("data.points", "label_does_not_fit", facts)
    if problem == "counts" and min(labels) < 0:
        facts = {"choices": "0 or more", "value": min(labels)}
        raise SpecError("data.points", "label_does_not_fit", facts)
    for x1, x2, label in points:
        check_number("data.points", x1, "coordinate")
        check_number("data.points", x2, "coordinate")
        check_number("data.points", label, "label")


def _leaves(part: BaseModel, path: str) -> Iterator[tuple[str, str, object]]:
    """Yield (path, field name, value) for what has a limit in `part` and the parts below it."""
    for name in type(part).model_fields:
        value, here = getattr(part, name), f"{path}{name}"
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{here}." if path else "")
        elif isinstance(value, tuple) and name in LENGTHS:
            yield here, name, value
            for index, entry in enumerate(value):
                if isinstance(entry, BaseModel):
                    alone = len(value) == 1
                    yield from _leaves(entry, "" if alone else f"{here}.{index}.")
                elif name in _OF_ENTRIES:
                    yield here, _OF_ENTRIES[name], entry
        elif name in LIMITS and value is not None:
            yield here, name, value


def _refuse_range(field: str, low: float, high: float, value: float) -> NoReturn:
    is_giant = isinstance(value, int) and abs(value) >= 10**60
    shown = str(value)[:60] if is_giant else value
    facts = {"low": _plain(low), "high": _plain(high), "value": shown}
    raise SpecError(field, "out_of_range", facts)


def _plain(number: float) -> float | int:
    """A limit as people write it: 5000 and not 5000.0."""
    return int(number) if float(number).is_integer() else number

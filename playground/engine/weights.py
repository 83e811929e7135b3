"""Weights as people and files have them: a list of layers, kernel (I, O) and bias (O,) each.

The canonical row (P,) is the same numbers in the same order without the brackets.
"""

import json
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from playground.engine.program import Array
from playground.errors import SpecError
from playground.spec import Experiment
from playground.spec.cost import widths
from playground.spec.reading import once_each

FIELD = "weights"


def to_layers(row: Array, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Put the brackets into a canonical row (P,); `sizes` are inputs first, outputs last."""
    layers, start = [], 0
    for inputs, outputs in pairwise(sizes):
        end = start + inputs * outputs
        kernel, bias = row[start:end].reshape(inputs, outputs), row[end : end + outputs]
        layers.append({"kernel": kernel.tolist(), "bias": bias.tolist()})
        start = end + outputs
    return layers


def parse_weights(text: str | bytes, experiment: Experiment) -> list[NDArray[np.float64]]:
    """Read one list of layers for each run; raises SpecError naming the part that is wrong."""
    try:
        runs = json.loads(text, object_pairs_hook=once_each(FIELD))
    except RecursionError:
        raise SpecError(FIELD, "not_json", {"value": "nested too deeply"}) from None
    except ValueError as error:
        raise SpecError(FIELD, "not_json", {"value": str(error)[:120]}) from None
    _check_list(FIELD, runs, len(experiment.runs), "one list of layers for each run")
    return [
        _read_run(f"{FIELD}.{index}", layers, widths(experiment))
        for index, layers in enumerate(runs)
    ]


def _read_run(field: str, layers: Any, sizes: Sequence[int]) -> NDArray[np.float64]:
    _check_list(field, layers, len(sizes) - 1, "one object for each layer, the output included")
    numbers: list[float] = []
    for index, (inputs, outputs) in enumerate(pairwise(sizes)):
        layer = layers[index]
        here = f"{field}.{index}"
        if not isinstance(layer, dict):
            _refuse(here, "not_an_object", layer)
        for name in layer:
            if name not in ("kernel", "bias"):
                raise SpecError(f"{here}.{name}", "unknown_field")
        for name in ("kernel", "bias"):
            if name not in layer:
                raise SpecError(f"{here}.{name}", "missing")
        _check_list(f"{here}.kernel", layer["kernel"], inputs, f"({inputs}, {outputs})")
        for row, values in enumerate(layer["kernel"]):
            numbers += _numbers(f"{here}.kernel.{row}", values, outputs)
        numbers += _numbers(f"{here}.bias", layer["bias"], outputs)
    return np.array(numbers)


def _numbers(field: str, values: Any, count: int) -> list[float]:
    _check_list(field, values, count, f"({count},)")
    for index, value in enumerate(values):
        if isinstance(value, bool) or not isinstance(value, int | float):
            _refuse(f"{field}.{index}", "not_a_number", value)
        if abs(value) > _LARGEST or math.isnan(value):
            _refuse(f"{field}.{index}", "not_a_number", value)
    return [float(value) for value in values]


_LARGEST = float(np.finfo(np.float32).max)


def _check_list(field: str, value: Any, count: int, shape: str) -> None:
    if not isinstance(value, list):
        _refuse(field, "not_a_list", value)
    if len(value) != count:
        facts = {"choices": shape, "value": f"{len(value)} entries"}
        raise SpecError(field, "wrong_shape", facts)


def _refuse(field: str, code: str, value: Any) -> NoReturn:
    raise SpecError(field, code, {"value": json.dumps(value)[:60]})

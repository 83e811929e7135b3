"""A Vision <-> the words of a query string: readable, defaults left out.

`net=conv-8~max_pool~flatten` lists layers, each a kind with its main number and then what is not
usual (`conv-16-k5-s2-valid-tanh`); a preset is its own word (`net=lenet`). Variants follow each
other after `~~`. How they learn stands by column, as in a race: `optimizer=adam~sgd`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from pydantic import ValidationError

from playground.errors import ShareError
from playground.spec.experiment import View
from playground.spec.limits import LENGTHS, LINK_CHARACTERS
from playground.spec.link import (
    RUN_WORDS,
    check_outgrown,
    differing,
    read_fields,
    read_runs,
    run_words,
)
from playground.spec.parts import RunSpec
from playground.spec.reading import refuse
from playground.spec.stack import LAYER_KINDS, PADDINGS, STACK_ACTIVATIONS, STACKS, StackLayer
from playground.spec.vision import IMAGES, OWN_IMAGES, Images, Variant, Vision

_IMAGES = {
    "images": "images", "validation_share": "validation_share", "data_seed": "seed",
    "normalisation": "normalisation", "shift": "shift", "rotate": "rotate", "flip": "flip",
    "pixel_noise": "pixel_noise", "digest": "digest",
}  # fmt: skip
_PLAIN = {"batch_size": "batch_size", "label_smoothing": "label_smoothing", "stop_epoch": "epoch"}
_VIEW = {name: name for name in View.model_fields}
_NOTHING = "none"


class _Main(NamedTuple):
    """The number that stands right behind a kind, and whether it is always written."""

    field: str
    is_always_written: bool


_MAIN: Final = {
    "dense": _Main("dense_units", True),
    "conv": _Main("filters", True),
    "max_pool": _Main("size", False),
    "average_pool": _Main("size", False),
    "dropout": _Main("dropout", True),
}
_LETTERS: Final = {"k": "kernel", "s": "stride"}
_USUAL: Final = StackLayer()


def vision_to_query(vision: Vision, view: View | None = None) -> dict[str, str]:
    """Write a Vision as query words; raises ShareError when the link would be too long."""
    default, data = Vision(), vision.data
    words = {"data": data.name} if data.name != default.data.name else {}
    words |= differing(data, usual_images(data.name), _IMAGES)
    if data.name == OWN_IMAGES:
        words["shape"] = "~".join(map(str, data.shape))
        words["names"] = "~".join(map(_escaped, data.names))
    if [v.stack for v in vision.variants] != [v.stack for v in default.variants]:
        words["net"] = "~~".join(_stack_text(variant.stack) for variant in vision.variants)
    runs = tuple(variant.run for variant in vision.variants)
    if runs != (_run(),) * len(runs):
        words |= run_words(runs)
        words["optimizer"] = "~".join(run.optimizer for run in runs)
    words |= differing(vision, default, _PLAIN)
    if view is not None:
        words |= differing(view, View(), _VIEW)
    check_outgrown(words)
    return words


def vision_from_query(words: Mapping[str, str]) -> tuple[Vision, View]:
    """Read what `vision_to_query` wrote; raises ShareError or SpecError with one clear sentence."""
    length = sum(len(name) + len(value) + 2 for name, value in words.items())
    if length > LINK_CHARACTERS:
        raise ShareError("link", "link_too_long", {"value": length, "high": LINK_CHARACTERS})
    values: dict[str, Any] = read_fields(words, _PLAIN)
    values["data"] = _read_images(words)
    stacks = [v.stack for v in Vision().variants]
    if "net" in words:
        stacks = [_read_stack(text) for text in words["net"].split("~~")]
    values["variants"] = [
        {"stack": [layer.model_dump() for layer in stack], "run": run}
        for stack, run in _paired(words, stacks)
    ]
    try:
        vision = Vision.model_validate_json(json.dumps(values))
        view = View.model_validate(read_fields(words, _VIEW))
    except ValidationError as error:
        refuse(error)
    return vision, view


def usual_images(name: str) -> Images:
    """How the images of a data set are used unless a person says otherwise."""
    row = IMAGES.get(name)
    return Images(name=name, images=Images().images if row is None else row.images)


def _run() -> RunSpec:
    return Variant().run


def _paired(
    words: Mapping[str, str], stacks: Sequence[tuple[StackLayer, ...]]
) -> list[tuple[tuple[StackLayer, ...], dict[str, Any]]]:
    """Each variant's stack and how it learns; a single one of either stands for all."""
    if words.keys().isdisjoint(RUN_WORDS):
        return [(stack, _run().model_dump()) for stack in stacks]
    known = {"optimizer": _run().optimizer, **words}
    count = max(len(stacks), *(known[name].count("~") + 1 for name in RUN_WORDS & known.keys()))
    count = min(count, LENGTHS["variants"][1] + 1)
    spread = known["optimizer"].split("~")
    if len(spread) == 1:
        known["optimizer"] = "~".join(spread * count)
    runs = read_runs(known)
    if len(stacks) == 1:
        stacks = list(stacks) * len(runs)
    if len(stacks) != len(runs):
        raise ShareError("net", "link_unreadable", {"value": words.get("net", "")[:60]})
    return list(zip(stacks, runs, strict=True))


def _read_images(words: Mapping[str, str]) -> dict[str, Any]:
    name = words.get("data", Images().name)
    values = {**usual_images(name).model_dump(), **read_fields(words, _IMAGES)}
    if name == OWN_IMAGES:
        sides = words.get("shape", "").split("~")
        if len(sides) != 3 or not all(side.isascii() and side.isdigit() for side in sides):
            raise ShareError("shape", "link_unreadable", {"value": words.get("shape", "")[:60]})
        values["shape"] = [int(side[:6]) for side in sides]
        values["names"] = [_plain(text) for text in words.get("names", "").split("~")]
    return values


def _stack_text(stack: tuple[StackLayer, ...]) -> str:
    """A preset's word, or its layers one after the other."""
    known = next((word for word, layers in STACKS.items() if layers == stack), None)
    return known or "~".join(map(_layer_text, stack)) or _NOTHING


def _layer_text(layer: StackLayer) -> str:
    """The kind, its main number, and of its other settings what is not usual."""
    fields, parts = LAYER_KINDS[layer.kind].fields, [layer.kind]
    main = _MAIN.get(layer.kind)
    if main is not None:
        value = getattr(layer, main.field)
        if main.is_always_written or value != getattr(_USUAL, main.field):
            parts.append(_number(value))
    for letter, name in _LETTERS.items():
        if name in fields and getattr(layer, name) != getattr(_USUAL, name):
            parts.append(f"{letter}{getattr(layer, name)}")
    for name in ("padding", "activation"):
        if name in fields and getattr(layer, name) != getattr(_USUAL, name):
            parts.append(getattr(layer, name))
    return "-".join(parts)


def _number(value: float) -> str:
    """A number without an exponent, whose minus would part it."""
    return str(np.format_float_positional(value, trim="-")) if value % 1 else str(int(value))


def _read_stack(text: str) -> tuple[StackLayer, ...]:
    if text in STACKS:
        return STACKS[text]
    if text == _NOTHING:
        return ()
    parts = text.split("~")
    if len(parts) > LENGTHS["stack"][1]:
        raise ShareError("net", "link_unreadable", {"value": text[:60]})
    return tuple(map(_read_layer, parts))


def _read_layer(text: str) -> StackLayer:
    """Read a kind and its settings; whatever is not said is usual."""
    kind, *parts = text.split("-")
    if kind not in LAYER_KINDS:
        raise ShareError("net", "link_unreadable", {"value": text[:60]})
    values: dict[str, Any] = {"kind": kind}
    for part in parts:
        name, value = _setting(kind, part)
        if name in values or name not in LAYER_KINDS[kind].fields:
            raise ShareError("net", "link_unreadable", {"value": text[:60]})
        values[name] = value
    try:
        return StackLayer.model_validate(values)
    except ValidationError as error:
        refuse(error)


def _setting(kind: str, part: str) -> tuple[str, object]:
    """Which setting a part of a layer's text says, and its value."""
    if part in PADDINGS:
        return "padding", part
    if part in STACK_ACTIVATIONS:
        return "activation", part
    letter, digits = part[:1], part[1:]
    if letter in _LETTERS and digits.isascii() and digits.isdigit():
        return _LETTERS[letter], int(digits[:6])
    main = _MAIN.get(kind)
    is_plain = part.isascii() and part.replace(".", "", 1).isdigit()
    if main is None or not is_plain:
        raise ShareError("net", "link_unreadable", {"value": part[:60]})
    return main.field, float(part) if main.field == "dropout" else _whole(part)


def _whole(part: str) -> int:
    if not part.isdigit():
        raise ShareError("net", "link_unreadable", {"value": part[:60]})
    return int(part[:6])


def _escaped(name: str) -> str:
    """A class name in which no sign parts it from the next."""
    return name.replace("%", "%25").replace("~", "%7E")


def _plain(text: str) -> str:
    return text.replace("%7E", "~").replace("%25", "%")

"""The scene of image networks: their layers, names and classes, packed for the browser."""

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from playground.data.photographs import PHOTOGRAPHS, photograph
from playground.errors import N_
from playground.explain.kernels import KERNELS
from playground.i18n import translate
from playground.live import wire
from playground.spec.baseline import BASELINES
from playground.spec.choices import ACTIVATIONS, OPTIMIZERS
from playground.spec.stack import STACK_LABELS, STACKS, Level, StackLayer
from playground.spec.vision import (
    Vision,
    classes_of,
    shape_of,
    stack_of,
)
from playground.ui import scene
from playground.ui.state import Session
from playground.ui.texts import number_text
from playground.ui.vision_data import class_names

SHORT = {
    "conv": N_("Conv"),
    "depthwise": N_("Depthwise"),
    "max_pool": N_("Max pool"),
    "average_pool": N_("Avg pool"),
    "batch_norm": N_("Batch norm"),
    "dropout": N_("Dropout"),
    "flatten": N_("Flatten"),
    "global_average_pool": N_("Global pool"),
    "dense": N_("Dense"),
}
"""Kind of layer -> its name on the stack, where there is little room."""
HOW = {"kernel", "stride", "padding", "size", "activation"}
BENCH_SIDE = 64
"""Pixels along a side of the photographs for convolution by hand."""
OWN_STACK = N_("Own network")


def pack_of(session: Session) -> bytes:
    """Return the newest scene and the newest frame of the session's networks."""
    runner = session.runner
    # The scene's generation is asked first: a frame that is newer than its scene only waits.
    return wire.join(runner.latest.payload, wire.scene(header_of(session), {}))


def header_of(session: Session) -> dict[str, Any]:
    """Return the scene's header."""
    vision, language = session.vision, session.language
    return {
        **scene.base_of(session),
        "problem": "classes",
        "classes": classes_of(vision.data),
        "names": class_names(vision.data, language),
        "shape": shape_of(vision.data),
        "has_numerals": vision.data.name in ("digits", "mnist"),
        "variants": [
            {
                "name": name,
                "levels": levels_of(vision, number, language),
                "parameters": sum(level.parameters for level in stack_of(vision, number)),
                "rate": number_text(vision.variants[number].run.learning_rate),
            }
            for number, name in enumerate(names_of(vision, language))
        ],
        "held_out": max(1, round(vision.data.validation_share * vision.data.images)),
        "stop": {"epoch": vision.epoch},
        "bench": bench(language) if session.sight.panel == "convolution" else None,
        "baselines": {word: translate(language, row.label) for word, row in BASELINES.items()},
        "answers": session.questions.told(session.runner),
    }


@cache
def bench(language: str) -> dict[str, Any]:
    """Return what convolution by hand is shown with: photographs and classic kernels."""
    return {
        "photographs": [
            {
                "word": word,
                "label": translate(language, row.label),
                "pixels": b64encode(
                    np.rint(255 * photograph(word, BENCH_SIDE)).astype(np.uint8).tobytes()
                ).decode(),
            }
            for word, row in PHOTOGRAPHS.items()
        ],
        "kernels": [
            {"word": word, "label": translate(language, row.label), "rows": row.values.tolist()}
            for word, row in KERNELS.items()
        ],
    }


def names_of(vision: Vision, language: str) -> list[str]:
    """Return the networks' names: by what they differ in, with a number where nothing does."""
    stacks = [stack_name(variant.stack, language) for variant in vision.variants]
    optimizers = [
        translate(language, OPTIMIZERS[variant.run.optimizer].label) for variant in vision.variants
    ]
    by = stacks if len(set(stacks)) > 1 or len(set(optimizers)) == 1 else optimizers
    if len(set(stacks)) > 1 and len(set(stacks)) < len(stacks) and len(set(optimizers)) > 1:
        by = [f"{stack}, {rule}" for stack, rule in zip(stacks, optimizers, strict=True)]
    return [
        name if by.count(name) == 1 else f"{name} {by[: place + 1].count(name)}"
        for place, name in enumerate(by)
    ]


def stack_name(stack: tuple[StackLayer, ...], language: str) -> str:
    """Return a preset's name, or that it is none."""
    word = next((word for word, layers in STACKS.items() if layers == stack), None)
    return translate(language, STACK_LABELS[word].label if word else OWN_STACK)


def levels_of(vision: Vision, number: int, language: str) -> list[dict[str, Any]]:
    """Return a network's layers as they are drawn: the image first, the answer last."""
    stack = vision.variants[number].stack
    layers: list[StackLayer | None] = [*stack, None]
    labels = layer_names(stack, language)
    shown: list[dict[str, Any]] = [
        {"name": "input", "kind": "input", "label": translate(language, INPUT_LABEL),
         "shape": shape_of(vision.data), "parameters": None, "field": 1, "note": ""}
    ]  # fmt: skip
    for level, layer, label in zip(
        stack_of(vision, number), layers, [*labels, translate(language, OUTPUT_LABEL)], strict=True
    ):
        shown.append(_level(level, layer, label, language))
    return shown


INPUT_LABEL = N_("Input")
OUTPUT_LABEL = N_("Answer")


def layer_names(stack: Sequence[StackLayer], language: str) -> list[str]:
    """Return "Conv 1", "Max pool" ...: numbered where there are several of a kind."""
    kinds = [layer.kind for layer in stack]
    return [
        translate(language, SHORT[kind])
        + (f" {kinds[: place + 1].count(kind)}" if kinds.count(kind) > 1 else "")
        for place, kind in enumerate(kinds)
    ]


def _level(level: Level, layer: StackLayer | None, label: str, language: str) -> dict[str, Any]:
    note = "softmax"
    if layer is not None:
        has_activation = layer.kind in ("conv", "depthwise", "dense")
        note = translate(language, ACTIVATIONS[layer.activation].label) if has_activation else ""
        if layer.kind == "dropout":
            note = number_text(layer.dropout)
    return {
        "name": level.name,
        "kind": "output" if layer is None else layer.kind,
        "label": label,
        "shape": level.shape,
        "parameters": level.parameters,
        "field": level.field,
        "note": note,
        "how": layer and layer.model_dump(include=HOW),
    }

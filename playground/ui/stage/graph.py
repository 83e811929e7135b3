"""The computation graph of a small network, as a component of the browser.

`content` is everything it needs at once: all numbers, and all steps with their formulas, so that
playing them asks nothing of the server. What a hand changes comes back as a `Change`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import streamlit as st

from playground.explain.backpropagation import Trace, weights_of
from playground.explain.update import whereabouts
from playground.explain.walkthrough import Walkthrough
from playground.spec.lessons import Backpropagation
from playground.ui.stage.commands import is_new
from playground.ui.stage.entry import bootstrap, room, value_of
from playground.ui.stage.graph_texts import GRAPH_TEXTS

KINDS = ("weight", "input", "target", "look")
TEXTS = (*GRAPH_TEXTS, "pause", "speed", "slow", "normal", "fast")
"""The texts of the stage that the graph uses."""


@dataclass(frozen=True)
class Change:
    """What a hand has set: the kind (weight, input, target), its place and its value.

    It is passing while the pointer is still down. A look sets nothing: it names a weight's place.
    """

    kind: str
    at: int
    value: float
    is_passing: bool


def content(
    setting: Backpropagation, trace: Trace, language: str, texts: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the browser draws; what is no number becomes None."""
    walk = Walkthrough(setting, trace)
    layers = [
        {"z": layer.sums, "a": layer.values, "h": layer.slopes, "da": layer.pulls,
         "dz": layer.deltas} for layer in trace.layers
    ]  # fmt: skip
    steps = [
        {"code": step.code, "phase": step.phase, "layer": step.layer, "unit": step.unit,
         "shows": step.shows, "lines": step.lines} for step in walk.steps
    ]  # fmt: skip
    told: dict[str, Any] = _plain(
        {
            "language": language,
            "texts": dict(texts),
            "sizes": setting.sizes,
            "inputs": trace.inputs,
            "targets": trace.target,
            "layers": layers,
            "loss": trace.loss,
            "weights": weights_of(setting),
            "gradients": trace.gradient,
            "places": [_place(setting, at) for at in range(setting.parameters)],
            "steps": steps,
            "shown": setting.place,
        }
    )
    return told


def _place(setting: Backpropagation, at: int) -> tuple[int, int, int]:
    layer, source, target = whereabouts(setting.sizes, at)
    return layer + 1, source, target


def _plain(value: Any) -> Any:
    """Turn arrays into lists and what JSON can't write into None."""
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def change_from(message: Any) -> Change | None:
    """Return what a message from the browser says, None when it does not fit."""
    if not isinstance(message, Mapping):
        return None
    kind, at, value = (message.get(name) for name in ("kind", "at", "value"))
    if kind not in KINDS:
        return None
    if not isinstance(at, int) or isinstance(at, bool) or at < 0:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        return None
    return Change(kind, at, float(value), message.get("passing") is True)


_graph = st.components.v2.component(
    "neural_playground.graph", html=room(650), js=bootstrap("graph.js"), isolate_styles=False
)


def draw(key: str, shown: Mapping[str, Any], on_change: Callable[[Change], object]) -> None:
    """Draw a graph, best inside a fragment that draws what hangs on its numbers too.

    Args:
        key: the component's key.
        shown: what `content` returned.
        on_change: called before the script run with each change once; its numbers come from the
            browser: check them.
    """

    def changed() -> None:
        message = value_of(key, "change")
        change = change_from(message)
        if change is not None and is_new(message):
            on_change(change)

    _graph(key=key, data=dict(shown), on_change_change=changed)

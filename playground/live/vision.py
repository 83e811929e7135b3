"""The Frame and Status of image networks as the content that their stage draws.

Maps are quantised to 8 bits over the range of their layer: from 0 up where nothing is negative,
else both ways from the middle. What changes slowly comes a few times a second, and what stands
still (`live/vision_still.py`) once, then with every picture of a rest.
"""

from collections.abc import Collection
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from playground.compute.status import Status
from playground.compute.watch import Wish
from playground.frame import Frame, History
from playground.live.encode import headline, short
from playground.live.sight import (
    INPUT,
    KERNELS,
    Sight,
    kind_of,
    levels_of,
    pictured,
    tables,
    views,
    vision_of,
    why_view,
)
from playground.live.vision_still import Stills
from playground.live.wire import pack
from playground.spec import Experiment
from playground.spec.vision import Vision

Array = NDArray[Any]
Arrays = dict[str, Array]

SHOWN: Final = 6
"""Maps of a layer that is not looked at: as many as a thumbnail piles up."""
MOST: Final = 32
"""Maps of the layer that is looked at."""
COLUMNS: Final = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


class VisionEncoder:
    """Encodes the frames of one run of image networks."""

    def __init__(self) -> None:
        """Nothing has been seen yet."""
        self._stills = Stills()
        self._figures = Figures()

    def views(
        self, experiment: Experiment, wish: Wish, *, batch: bool, predictions: bool
    ) -> Collection[str]:
        """Return the names of the views that a picture of the networks needs."""
        vision = vision_of(experiment)
        sight = cast(Sight, wish.shown).within(vision)
        return [
            *views(vision, sight, slow=predictions),
            *(self._stills.wanted(vision, sight) if predictions else ()),
        ]

    def __call__(self, frame: Frame, status: Status) -> bytes:
        """Return the bytes of one frame."""
        vision = vision_of(status.experiment)
        sight = cast(Sight, status.shown).within(vision)
        seen = {name.partition("@")[0]: value for name, value in frame.views.items()}
        self._stills.take(vision, sight, status.generation, frame.views)
        rows = self._figures.rows(frame, status, sight.epoch, seen.get("confusion"))
        header = {
            **headline(frame, status),
            "metrics": rows[sight.variant],
            "rows": rows,
            "sight": _told(sight),
            "epochs": self._stills.epochs,
            "film_epochs": self._stills.film_epochs,
        }
        arrays: Arrays = {}
        header["maps"] = _maps(vision, sight, seen, arrays)
        _small(vision, sight, seen, arrays)
        _slow(sight, seen, arrays)
        arrays.update(self._stills.arrays(sight, is_resting=status.state != "playing"))
        if status.history is not None:
            header["columns"] = list(COLUMNS)
            arrays["curve"] = curves(status.history)
        return pack({"frame": header}, arrays)


def curves(history: History) -> Array:
    """The curves of all networks (1 + columns * R, T), the epochs first, then column by column."""
    known = [history.column(name).T for name in COLUMNS]  # each (R, T)
    return np.asarray(np.concatenate([history.epochs[None], *known]), np.float32)


def quantised(maps: Array) -> tuple[Array, float, bool]:
    """Maps as bytes, the largest size in them, and whether some are below 0 (then 128 is 0)."""
    sound = np.nan_to_num(maps, posinf=0.0, neginf=0.0)
    top = float(np.abs(sound).max(initial=0.0))
    is_signed = bool(sound.min(initial=0.0) < 0)
    scaled = sound / top if top else sound
    levels = scaled * 127.5 + 127.5 if is_signed else scaled * 255.0
    return np.rint(levels).astype(np.uint8), top, is_signed


def _told(sight: Sight) -> dict[str, Any]:
    names = ("variant", "layer", "picture", "epoch", "panel", "way", "cell", "filter", "stroke")
    return {name: getattr(sight, name) for name in names}


class Figures:
    """The figures that stand beside a picture: of the very weights that the picture shows.

    Losses are measured at the end of an epoch, but what is read right can be counted in the newest
    confusion matrix; who looks back sees the epoch looked at.
    """

    def __init__(self) -> None:
        """Nothing has been counted yet."""
        self._step = 0
        self._right: Array | None = None
        self._history: History | None = None

    def rows(
        self, frame: Frame, status: Status, epoch: int | None, confusion: Array | None
    ) -> list[dict[str, float | None]]:
        """Return the figures of every network."""
        if frame.step < self._step:
            self._right = None
        self._step, self._history = frame.step, status.history or self._history
        if confusion is not None:
            self._right = np.trace(confusion, axis1=1, axis2=2) / confusion.sum(axis=(1, 2))
        metrics = dict(frame.metrics)
        if epoch is not None and self._history is not None and len(self._history):
            row = int(np.abs(self._history.epochs - epoch).argmin())
            metrics |= {name: self._history.column(name)[row] for name in self._history.columns}
        runs = len(metrics["test_accuracy"])
        if self._right is not None and len(self._right) == runs:
            metrics["test_accuracy"] = self._right
        return [
            {name: short(float(values[run])) for name, values in metrics.items()}
            for run in range(runs)
        ]


def _maps(vision: Vision, sight: Sight, seen: Arrays, arrays: Arrays) -> list[dict[str, Any]]:
    """Put each layer's maps (K, H, W) into `arrays`; returns what is to be known of them."""
    told: list[dict[str, Any]] = []
    for name in levels_of(vision, sight):
        values = seen.get(f"map:{sight.variant}:{name}:{sight.picture}")
        if values is None:
            continue
        maps = values.transpose(2, 0, 1) if values.ndim == 3 else values.reshape(1, 1, -1)
        is_whole = name in (sight.layer, INPUT)
        order = np.arange(len(maps)) if is_whole else np.argsort(-np.abs(maps).sum(axis=(1, 2)))
        chosen = order[: MOST if is_whole else SHOWN]
        levels, top, is_signed = quantised(maps[chosen])
        arrays[f"map:{name}"] = levels
        facts = {"name": name, "of": len(maps), "top": short(top), "signed": is_signed}
        told.append(facts)
    return told


def _small(vision: Vision, sight: Sight, seen: Arrays, arrays: Arrays) -> None:
    """What comes with every frame besides the maps."""
    answers = seen.get(f"probabilities:{sight.picture}")
    if answers is not None:
        arrays["probabilities"] = answers.astype(np.float32)  # (R, C)
    kernels = seen.get(f"kernel:{sight.variant}:{sight.layer}")
    if kernels is not None and kind_of(sight.layer) in KERNELS:
        arrays["kernels"] = kernels_of(kernels, kind_of(sight.layer)).astype(np.float32)
    if sight.panel == "why" and (why := seen.get(why_view(vision, sight))) is not None:
        arrays["why"] = np.nan_to_num(why).astype(np.float32)  # (H, W)
    if sight.panel == "convolution":
        arrays.update(taken_apart(vision, sight, seen))


def kernels_of(weights: Array, kind: str) -> Array:
    """Kernels as pictures (K, k, k): of many inputs their mean; at most `MOST`."""
    if kind == "depthwise":  # (k, k, I, 1): each input has its own
        return np.asarray(weights[..., 0].transpose(2, 0, 1)[:MOST])
    return np.asarray(weights.mean(axis=2).transpose(2, 0, 1)[:MOST])


def taken_apart(vision: Vision, sight: Sight, seen: Arrays) -> Arrays:
    """Of the selected layer one channel: what goes in (H, W, I), kernel (k, k, I), bias, result."""
    names = levels_of(vision, sight)
    place = names.index(sight.layer)
    found = [
        seen.get(f"map:{sight.variant}:{name}:{sight.picture}")
        for name in (names[max(0, place - 1)], sight.layer)
    ]
    if place == 0 or any(one is None or one.ndim != 3 for one in found):
        return {}
    inside, outside = (np.asarray(one, np.float32) for one in found)
    channel = min(sight.filter, outside.shape[-1] - 1)
    kind, rest = kind_of(sight.layer), f"{sight.variant}:{sight.layer}"
    if kind == "depthwise" or kind.endswith("_pool"):
        inside = inside[..., channel : channel + 1]
    arrays: Arrays = {"conv_input": inside, "conv_output": outside[..., channel]}
    if kind in KERNELS and f"bias:{rest}" in seen:
        kernel = seen[f"kernel:{rest}"]
        own = kernel[..., channel, :] if kind == "depthwise" else kernel[..., channel]
        arrays["conv_kernel"] = own.astype(np.float32)
        arrays["conv_bias"] = seen[f"bias:{rest}"][channel : channel + 1].astype(np.float32)
    return arrays


def _slow(sight: Sight, seen: Arrays, arrays: Arrays) -> None:
    """What changes slowly, where it is due."""
    if "confusion" in seen:
        arrays["confusion"] = seen["confusion"][sight.variant].astype(np.int32)  # (C, C)
    mind = seen.get(f"mind:{sight.variant}:{sight.picture}")
    if mind is not None:
        arrays["mind"] = mind[:1].astype(np.float32)  # the surest change of mind, if there is one
    for kind, name in tables(sight).items():
        if name in seen:
            arrays[kind] = seen[name].astype(np.float32)
        if pictured(name) in seen:
            arrays[f"{kind}_pictures"] = as_bytes(seen[pictured(name)])


def as_bytes(pictures: Array) -> Array:
    """Images in [0, 1] as bytes (M, H, W, C)."""
    return np.asarray(np.rint(np.clip(pictures, 0, 1) * 255), np.uint8)

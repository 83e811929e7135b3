"""The Frame and Status of image networks as the content that their stage draws.

Maps are quantised to 8 bits over the range of their layer: from 0 up where nothing is negative,
else both ways from the middle. What changes slowly comes a few times a second.
"""

from collections.abc import Collection
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from playground.compute.status import Status
from playground.compute.watch import Wish
from playground.frame import Frame, History
from playground.live.encode import headline, short
from playground.live.sight import INPUT, KERNELS, Sight, kind_of, pictured, tables, views, why_view
from playground.live.wire import pack
from playground.spec import Experiment
from playground.spec.vision import Vision, VisionExperiment, stack_of

Array = NDArray[Any]

SHOWN: Final = 6
"""Maps of a layer that is not looked at: as many as a thumbnail stacks up."""
MOST: Final = 32
"""Maps of the layer that is looked at."""
COLUMNS: Final = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


class VisionEncoder:
    """Encodes the frames of one run of image networks."""

    def __init__(self) -> None:
        """Nothing has been seen yet."""
        self._generation: int | None = None
        self._epochs: list[int] = []

    @staticmethod
    def views(
        experiment: Experiment, wish: Wish, *, batch: bool, predictions: bool
    ) -> Collection[str]:
        """Return the names of the views that a picture of the networks needs."""
        return views(vision_of(experiment), wish.shown, slow=predictions)

    def __call__(self, frame: Frame, status: Status) -> bytes:
        """Return the bytes of one frame."""
        vision = vision_of(status.experiment)
        sight = cast(Sight, status.shown).within(vision)
        seen = {name.partition("@")[0]: value for name, value in frame.views.items()}
        if status.generation != self._generation:
            self._generation, self._epochs = status.generation, []
        if "epochs_kept" in seen:
            self._epochs = seen["epochs_kept"].tolist()
        header = {
            **headline(frame, status),
            "metrics": _metrics(frame, sight.variant),
            "rows": [_metrics(frame, run) for run in range(len(vision.variants))],
            "sight": _told(sight),
            "epochs": self._epochs,
        }
        arrays: dict[str, Array] = {}
        header["maps"] = _maps(vision, sight, seen, arrays)
        _small(vision, sight, seen, arrays)
        _slow(sight, seen, arrays)
        if status.history is not None:
            header["columns"] = list(COLUMNS)
            arrays["curve"] = curves(status.history)
        return pack({"frame": header}, arrays)


def vision_of(experiment: Experiment) -> Vision:
    """What a run of image networks trains."""
    assert isinstance(experiment, VisionExperiment)
    return experiment.vision


def curves(history: History) -> Array:
    """The curves of all networks (1 + columns * R, T), the epochs first, then column by column."""
    known = [history.column(name).T for name in COLUMNS]  # each (R, T)
    return np.concatenate([history.epochs[None], *known]).astype(np.float32)


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


def _metrics(frame: Frame, run: int) -> dict[str, float | None]:
    return {name: short(float(values[run])) for name, values in frame.metrics.items()}


def _maps(
    vision: Vision, sight: Sight, seen: dict[str, Array], arrays: dict[str, Array]
) -> list[dict[str, Any]]:
    """Put each layer's maps (K, H, W) into `arrays`; returns what is to be known of them."""
    told: list[dict[str, Any]] = []
    for name in [INPUT, *(level.name for level in stack_of(vision, sight.variant))]:
        values = seen.get(f"map:{sight.variant}:{name}:{sight.picture}")
        if values is None:
            continue
        maps = values.transpose(2, 0, 1) if values.ndim == 3 else values.reshape(1, 1, -1)
        is_looked_at = name == sight.layer
        is_colour = name == INPUT
        most = MOST if is_looked_at else SHOWN
        chosen = np.arange(len(maps))[:most]
        if not is_looked_at and not is_colour:
            chosen = np.argsort(-np.abs(maps).sum(axis=(1, 2)))[:most]
        levels, top, is_signed = quantised(maps[chosen])
        arrays[f"map:{name}"] = levels
        told.append(
            {"name": name, "channels": chosen.tolist(), "of": len(maps), "top": short(top),
             "signed": is_signed}
        )  # fmt: skip
    return told


def _small(
    vision: Vision, sight: Sight, seen: dict[str, Array], arrays: dict[str, Array]
) -> None:
    """What comes with every frame besides the maps."""
    answers = seen.get(f"probabilities:{sight.picture}")
    if answers is not None:
        arrays["probabilities"] = answers.astype(np.float32)  # (R, C)
    kernels = seen.get(f"kernel:{sight.variant}:{sight.layer}")
    if kernels is not None and kind_of(sight.layer) in KERNELS:
        arrays["kernels"] = kernels_of(kernels, kind_of(sight.layer)).astype(np.float32)
    if sight.panel == "why" and (why := seen.get(why_view(vision, sight))) is not None:
        arrays["why"] = np.nan_to_num(why).astype(np.float32)  # (H, W)


def kernels_of(weights: Array, kind: str) -> Array:
    """Kernels as pictures (K, k, k): of many inputs their mean; at most `MOST`."""
    if kind == "depthwise":  # (k, k, I, 1): each input has its own
        return weights[..., 0].transpose(2, 0, 1)[:MOST]
    return weights.mean(axis=2).transpose(2, 0, 1)[:MOST]


def _slow(sight: Sight, seen: dict[str, Array], arrays: dict[str, Array]) -> None:
    """What changes slowly, where it is due."""
    if "confusion" in seen:
        arrays["confusion"] = seen["confusion"][sight.variant].astype(np.int32)  # (C, C)
    for kind, name in tables(sight).items():
        if name in seen:
            arrays[kind] = seen[name].astype(np.float32)
        if pictured(name) in seen:
            arrays[f"{kind}_pictures"] = as_bytes(seen[pictured(name)])
    if "truths" in seen:
        arrays["truths"] = seen["truths"].astype(np.int32)


def as_bytes(pictures: Array) -> Array:
    """Images in [0, 1] as bytes (M, H, W, C)."""
    return np.rint(np.clip(pictures, 0, 1) * 255).astype(np.uint8)

"""What stands still while image networks learn, so that it is asked for once: sheets, points, film.

The film holds the selected layer's kernels at some of the kept epochs: every one of them at first,
later every second one, and so on, so that a growing film never asks for old stills again.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.live.sight import KERNELS, Sight, kind_of
from playground.spec.vision import Vision

Array = NDArray[Any]

FILM_ROWS: Final = 16
FILM_KERNELS: Final = 16
SHEETS: Final = ("gallery", "augmented", "balance")
POINTS: Final = ("truths", "embedding_pictures:0")


class Stills:
    """What has been told of one training, kept for whoever looks later."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.epochs: list[int] = []
        self._of: tuple[Any, ...] = ()
        self._film: dict[int, Array] = {}
        self._filmed: tuple[int, str] | None = None
        self._known: dict[str, Array] = {}
        self._is_new = False

    @property
    def film_epochs(self) -> list[int]:
        """The epochs whose kernels are known, rising."""
        return sorted(self._film)

    def wanted(self, vision: Vision, sight: Sight) -> Collection[str]:
        """The views that are not known yet and are looked at."""
        if sight.panel == "images":
            return [name for name in SHEETS if name not in self._known]
        if sight.panel == "embedding":
            return [name for name in POINTS if name not in self._known]
        if sight.panel == "film" and kind_of(sight.layer) in KERNELS:
            held = self._film if self._filmed == (sight.variant, sight.layer) else {}
            name = f"kernel:{sight.variant}:{sight.layer}"
            return [f"{name}@{epoch}" for epoch in thinned(self.epochs) if epoch not in held]
        return []

    def take(
        self, vision: Vision, sight: Sight, generation: int, seen: Mapping[str, Array]
    ) -> None:
        """Keep what has come; another training, or an earlier one, forgets what was before."""
        if self._of != (generation, vision.data):
            self.epochs, self._film, self._known = [], {}, {}
            self._of = (generation, vision.data)
        if "epochs_kept" in seen:
            epochs = seen["epochs_kept"].tolist()
            if epochs[-1:] < self.epochs[-1:]:
                self._film = {}
            self.epochs = epochs
        if self._filmed != (sight.variant, sight.layer):
            self._film, self._filmed = {}, (sight.variant, sight.layer)
        kept = set(thinned(self.epochs))
        self._film = {epoch: kernels for epoch, kernels in self._film.items() if epoch in kept}
        for name, value in seen.items():
            if name in (*SHEETS, *POINTS):
                self._known[name], self._is_new = value, True
            base, _, epoch = name.partition("@")
            if sight.panel == "film" and epoch and base == f"kernel:{sight.variant}:{sight.layer}":
                self._film[int(epoch)] = _pictures(value, kind_of(sight.layer))

    def arrays(self, sight: Sight, *, is_resting: bool) -> dict[str, Array]:
        """What the open panel shows of it; while it plays, sheets come only when they are new."""
        found: dict[str, Array] = {}
        if sight.panel == "film" and self._film:
            found["film"] = np.stack([self._film[epoch] for epoch in self.film_epochs])
        names = {"images": SHEETS, "embedding": POINTS}.get(sight.panel, ())
        if is_resting or self._is_new:
            self._is_new = False
            found |= {
                name.partition(":")[0]: _told(name, self._known[name])
                for name in names
                if name in self._known
            }
        return found


def thinned(epochs: list[int]) -> list[int]:
    """At most `FILM_ROWS` of the kept epochs: multiples of a power of 2, and the first."""
    stride = 1
    while epochs and epochs[-1] // stride >= FILM_ROWS:
        stride *= 2
    return [epoch for epoch in epochs if epoch % stride == 0]


def _pictures(weights: Array, kind: str) -> Array:
    """Kernels as pictures (K, k, k), the mean over their inputs; at most `FILM_KERNELS`."""
    kernels = weights[..., 0] if kind == "depthwise" else weights.mean(axis=2)
    return np.asarray(kernels.transpose(2, 0, 1)[:FILM_KERNELS], np.float32)


def _told(name: str, value: Array) -> Array:
    """Sheets are bytes already, pictures within [0, 1], counts and classes whole numbers."""
    if name in ("gallery", "augmented"):
        return np.asarray(value, np.uint8)
    if name in ("balance", "truths"):
        return np.asarray(value, np.int32)
    return np.asarray(np.rint(np.clip(value, 0, 1) * 255), np.uint8)

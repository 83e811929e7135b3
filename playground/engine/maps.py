"""What the units of one run answer all over the board, and at a single point."""

from collections.abc import Collection, Sequence

import numpy as np

from playground.data import features
from playground.engine.batches import with_ones
from playground.engine.network import Forward, Rules
from playground.engine.program import Array, Program
from playground.spec import Experiment

MAP, TILE = 100, 40
"""Samples along one side of a large map, and of the small one of every unit."""


class Maps:
    """Forward walks of one run over points of the board; each is prepared when first asked for."""

    def __init__(self, experiment: Experiment, blocks: Sequence[Array]) -> None:
        """Look at the run whose weights are `blocks` (O, 1, I + 1)."""
        self._experiment, self._blocks = experiment, blocks
        self._walks: dict[int, tuple[Forward, Program]] = {}

    def views(self, names: Collection[str], probe: tuple[float, float] | None) -> dict[str, Array]:
        """The views that show answers all over the board, of those that are named.

        "output" (O, G, G), "unit:L:J" (G, G), "units" (U, g, g) with the outputs last, "probe"
        (F + U,): the features of a point and the answers of all units to it.
        """
        views: dict[str, Array] = {}
        large = [name for name in names if name == "output" or name.startswith("unit:")]
        if large:
            layers = self._walk(MAP)
            for name in large:
                views[name] = _map(layers, name)
        if "units" in names:
            views["units"] = np.concatenate(self._walk(TILE)).reshape(-1, TILE, TILE)
        if "probe" in names and probe is not None:
            forward, program = self._prepare(np.array([probe]))
            program.run()
            seen = [forward.inputs[:-1, 0], *(layer[:, 0, 0] for layer in forward.layers)]
            views["probe"] = np.concatenate(seen)
        return views

    def _walk(self, size: int) -> list[Array]:
        """The answers of every layer over a map of so many samples a side (O, 1, G * G)."""
        if size not in self._walks:
            self._walks[size] = self._prepare(features.grid(size))
        forward, program = self._walks[size]
        program.run()
        return forward.layers

    def _prepare(self, points: Array) -> tuple[Forward, Program]:
        """Write down the walk over points (B, 2)."""
        dtype = self._blocks[0].dtype
        inputs = with_ones(features.expand(points, self._experiment.features).T.astype(dtype))
        forward, program = Forward(Rules.of(self._experiment), self._blocks, inputs), Program(dtype)
        forward.sums(program)
        forward.answer(program)
        return forward, program


def _map(layers: Sequence[Array], name: str) -> Array:
    """A copy of one large map, since the next walk overwrites it."""
    if name == "output":
        return layers[-1].reshape(-1, MAP, MAP).copy()
    _, layer, unit = name.split(":")
    one: Array = layers[int(layer)][int(unit)].reshape(MAP, MAP).copy()
    return one

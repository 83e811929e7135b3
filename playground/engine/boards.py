"""What many runs answer all over the board: the same walk for several networks at a time."""

from collections.abc import Iterator, Sequence

import numpy as np

from playground.data import features
from playground.engine.batches import with_ones
from playground.engine.network import Forward, Rules
from playground.engine.program import Array, Program
from playground.spec import Experiment
from playground.spec.race_cost import BOARD_SIDE, board_runs


class Boards:
    """One forward walk over the board, prepared when first needed and used for any runs."""

    def __init__(self, experiment: Experiment, blocks: Sequence[Array]) -> None:
        """Look at the runs whose weights are `blocks` (O, R, I + 1)."""
        self._experiment, self._blocks = experiment, blocks
        self._together = board_runs(experiment)
        self._walk: tuple[list[Array], Forward, Program] | None = None

    def answers(self, runs: Sequence[int]) -> Array:
        """The outputs of some runs over the board (len(runs), O, G, G)."""
        pieces = [outputs.swapaxes(0, 1).copy() for _, outputs in self.walks(runs)]
        return np.concatenate(pieces).reshape(len(runs), -1, BOARD_SIDE, BOARD_SIDE)

    def walks(self, runs: Sequence[int]) -> Iterator[tuple[Sequence[int], Array]]:
        """Yield (some of the runs, their outputs (O, len(some), G * G)), overwritten by the next.

        The weights are copied together, so that the first layer of all of them is one product.
        """
        if self._walk is None:
            self._walk = self._prepare()
        weights, forward, program = self._walk
        for first in range(0, len(runs), self._together):
            some = runs[first : first + self._together]
            for mine, block in zip(weights, self._blocks, strict=True):
                mine[:, : len(some)] = block[:, some]
            program.run()
            yield some, forward.outputs[:, : len(some)]

    def _prepare(self) -> tuple[list[Array], Forward, Program]:
        """Make room for so many networks and write their walk down."""
        dtype = self._blocks[0].dtype
        weights = [np.zeros((len(b), self._together, b.shape[2]), dtype) for b in self._blocks]
        points = features.expand(features.grid(BOARD_SIDE), self._experiment.features)
        forward = Forward(Rules.of(self._experiment), weights, with_ones(points.T.astype(dtype)))
        program = Program(dtype)
        forward.sums(program)
        forward.answer(program)
        return weights, forward, program

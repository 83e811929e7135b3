"""How well all runs do: mean loss and accuracy (or R²) of training and of test points."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.engine.losses import LOSSES
from playground.engine.network import Forward, Rules
from playground.engine.program import Array, Program
from playground.spec import Experiment

SIDES = ("train", "test")
SECOND_FROM = {"linear": 0.0, "tanh": 0.0, "sigmoid": 0.5}
"""Output of one unit -> the value from which on, itself included, it means the second class."""


def choose(outputs: Array, word: str, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """Return the class that outputs (O, ...) mean: bool for one output, else the index (...).

    On the boundary itself the second class is chosen, as TensorFlow Playground paints it; of equal
    largest outputs the first.
    """
    if len(outputs) == 1:
        is_second: NDArray[Any] = np.greater_equal(outputs[0], SECOND_FROM[word], out=out)
        return is_second
    winners: NDArray[Any] = outputs.argmax(0, out)
    return winners


def metric_names(dataset: Dataset) -> tuple[str, ...]:
    """What is measured: losses first, then how good the answers are."""
    score = "accuracy" if dataset.classes else "r2"
    return (*(f"{side}_loss" for side in SIDES), *(f"{side}_{score}" for side in SIDES))


class Evaluation:
    """One forward walk over all points, those for training first."""

    def __init__(
        self,
        experiment: Experiment,
        blocks: Sequence[Array],
        inputs: Array,
        targets: Array,
        dataset: Dataset,
    ) -> None:
        """Write the measuring down; `inputs` (I + 1, N) and `targets` (O, N) in dataset order."""
        self.names = metric_names(dataset)
        order = np.argsort(dataset.is_test, kind="stable")
        self._place = np.argsort(order)
        self._dtype = inputs.dtype
        trained = int((~dataset.is_test).sum())
        self._spans = [slice(0, trained), slice(trained, len(order))]
        self._program = do = Program(inputs.dtype)
        self._forward = forward = Forward(Rules.of(experiment), blocks, inputs[:, order])
        self._losses = do.zeros(2, blocks[0].shape[1])
        self._scores = np.zeros_like(self._losses)
        t, labels = targets[:, order], dataset.labels[order]
        loss = LOSSES[experiment.loss]
        errors = do.zeros(*forward.outputs.shape[1:])
        spare = forward.spare_of(-1)
        forward.sums(do)
        if loss.fused:
            loss.value(do, forward.outputs, t[:, None], spare, errors)
            forward.answer(do)
        else:
            forward.answer(do)
            loss.value(do, forward.outputs, t[:, None], spare, errors)
        self._write_means(errors, self._losses)
        self._spreads: NDArray[np.float64] | None = None
        if dataset.classes:
            self._write_hits(labels, experiment.output)
        else:
            self._spreads = np.array(
                [labels[span].var() if labels[span].size else np.nan for span in self._spans]
            )
            self._write_squares(t)

    def measure(self) -> NDArray[np.float64]:
        """Every metric of every run, in the order of `names` (4, R); NaN without test points."""
        self._program.run()
        table = np.empty((4, self._losses.shape[1]))
        table[:2], table[2:] = self._losses, self._scores
        if self._spreads is not None:
            table[2:] = 1 - table[2:] / self._spreads[:, None]
        if self._spans[1].start == self._spans[1].stop:
            table[1::2] = np.nan
        return table

    def predictions(self, run: int) -> Array:
        """The outputs of one run for all points in dataset order, as measured last (N, O)."""
        answers: Array = self._forward.outputs[:, run].T[self._place]
        return answers

    def _write_means(self, values: Array, means: Array) -> None:
        """Write down the means (2, R) of `values` (R, N) over both sides."""
        for side, span in enumerate(self._spans):
            count = span.stop - span.start
            if count:
                share = np.full(count, 1 / count, self._dtype)
                self._program(values[:, span].dot, share, means[side])

    def _write_hits(self, labels: NDArray[np.float64], output: str) -> None:
        """Write down which answers are right: the largest output, or the right side."""
        do, y = self._program, self._forward.outputs
        chosen = choose(y, output)
        is_right = np.zeros(y.shape[1:], np.bool_)
        do(choose, y, output, chosen)
        do(np.equal, chosen, labels.astype(chosen.dtype), is_right)
        values = do.zeros(*is_right.shape)
        do(np.copyto, values, is_right)
        self._write_means(values, self._scores)

    def _write_squares(self, targets: Array) -> None:
        """Write down the mean squared errors, from which R² is told."""
        do, y = self._program, self._forward.outputs
        squares = do.zeros(*y.shape[1:])
        do(np.subtract, y[0], targets, squares)
        do(np.multiply, squares, squares, squares)
        self._write_means(squares, self._scores)

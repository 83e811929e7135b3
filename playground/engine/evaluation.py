"""How well all runs do: mean loss and metrics of training and of test points."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground import data
from playground.engine.batches import Batch
from playground.engine.metrics import METRICS, Answers, write_means
from playground.engine.network import Forward, Rules
from playground.engine.program import Array, Program
from playground.spec import Experiment, problem_of
from playground.spec.checks import fitting_metrics

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


def measures_of(experiment: Experiment) -> tuple[str, ...]:
    """The metrics that are measured: the natural one, then those that were asked for."""
    natural = fitting_metrics(problem_of(experiment))[0]
    return (natural, *(word for word in experiment.metrics if word != natural))


class Evaluation:
    """One forward walk of the whole network over all points, those for training first.

    A loss is 1/N sum_n w_n E_n over the N points of its side, with the weights that training has;
    metrics count every point alike.
    """

    def __init__(self, experiment: Experiment, blocks: Sequence[Array], points: Batch) -> None:
        """Write the measuring down; `points` are those of the whole data set, in its order."""
        dataset = data.load(experiment)
        words = measures_of(experiment)
        self.names = tuple(f"{side}_{word}" for word in ("loss", *words) for side in SIDES)
        order = np.argsort(dataset.is_test, kind="stable")
        self._place = np.argsort(order)
        trained = int((~dataset.is_test).sum())
        spans = (slice(0, trained), slice(trained, len(order)))
        self.has_test_points = trained < len(order)
        self._program = do = Program(points.inputs.dtype)
        self._forward = forward = Forward(Rules.of(experiment), blocks, points.inputs[:, order])
        self._scores = [do.zeros(2, blocks[0].shape[1]) for _ in ("loss", *words)]
        errors = forward.errors(do, points.targets[:, order])
        weights = None if points.weights is None else points.weights[order]
        write_means(do, errors, spans, self._scores[0], weights)
        chosen = np.zeros(0)
        if dataset.classes:
            chosen = choose(forward.outputs, experiment.output)
            do(choose, forward.outputs, experiment.output, chosen)
        answers = Answers(forward.outputs, chosen, dataset.labels[order], spans, dataset.classes)
        for word, scores in zip(words, self._scores[1:], strict=True):
            METRICS[word](do, answers, scores)

    def measure(self) -> NDArray[np.float64]:
        """Every metric of every run, in the order of `names` (K, R); NaN without test points."""
        self._program.run()
        table = np.concatenate(self._scores, dtype=np.float64)
        if not self.has_test_points:
            table[1::2] = np.nan
        return table

    def predictions(self, run: int) -> Array:
        """The outputs of one run for all points in dataset order, as measured last (N, O)."""
        answers: Array = self._forward.outputs[:, run].T[self._place]
        return answers

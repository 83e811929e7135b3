"""How good the answers are, for all runs at once, apart from the loss.

The contract of an entry, written down into a Program `do` (see program.py):

    metric(do, answers, scores)   `scores` (2, R) becomes its value on training and test points

A metric counts every point alike: weights are the loss's business. Of two classes the second is
the one to be found; for more, precision, recall and AUC are means over the classes, which then
count alike however many points they have (macro averages).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.program import Array, Program


class Answers(NamedTuple):
    """What all runs answer to N points, in the order of `spans`.

    Attributes:
        outputs: (O, R, N).
        chosen: the class that they mean (R, N); empty where there are no classes.
        labels: class or value of each point (N,).
        spans: where the training points lie, and the test points; either may be empty.
        classes: how many there are; 0 for values.
    """

    outputs: Array
    chosen: NDArray[Any]
    labels: NDArray[np.float64]
    spans: tuple[slice, slice]
    classes: int


Metric = Callable[[Program, Answers, Array], None]
OfClasses = Callable[[NDArray[Any], NDArray[Any], int], NDArray[np.float64]]


def write_means(
    do: Program, values: Array, spans: tuple[slice, slice], means: Array, weights: Array | None
) -> None:
    """Write down 1/N sum_n w_n v_n of `values` (R, N) over both sides into `means` (2, R)."""
    for side, span in enumerate(spans):
        count = span.stop - span.start
        if count:
            share = np.full(count, 1.0) if weights is None else weights[span]
            do(values[:, span].dot, (share / count).astype(do.dtype), means[side])


def accuracy(do: Program, answers: Answers, scores: Array) -> None:
    """The share of points that get the right class."""
    chosen = answers.chosen
    is_right = np.zeros(chosen.shape, np.bool_)
    do(np.equal, chosen, answers.labels.astype(chosen.dtype), is_right)
    values = do.zeros(*is_right.shape)
    do(np.copyto, values, is_right)
    write_means(do, values, answers.spans, scores, None)


def precision(do: Program, answers: Answers, scores: Array) -> None:
    """Hits of a class / points that are given it; 0 where none is."""
    _on_both_sides(do, precision_of, answers.chosen, answers, scores)


def recall(do: Program, answers: Answers, scores: Array) -> None:
    """Hits of a class / points that belong to it; 0 where none does."""
    _on_both_sides(do, recall_of, answers.chosen, answers, scores)


def auc(do: Program, answers: Answers, scores: Array) -> None:
    """Area under the receiver operating characteristic, each class against all others.

    Classes without points, or with nothing else, are left out; NaN where none is left.
    """
    _on_both_sides(do, auc_of, answers.outputs, answers, scores)


def r2(do: Program, answers: Answers, scores: Array) -> None:
    """R² = 1 - mean (y - t)² / variance of t."""
    y, t = answers.outputs[0], answers.labels.astype(do.dtype)
    squares = do.zeros(*y.shape)
    do(np.subtract, y, t, squares)
    do(np.multiply, squares, squares, squares)
    write_means(do, squares, answers.spans, scores, None)
    spreads = [
        answers.labels[span].var() if span.stop > span.start else 1 for span in answers.spans
    ]
    do(np.divide, scores, np.array(spreads, do.dtype)[:, None], scores)
    do(np.subtract, do.number(1), scores, scores)


def _on_both_sides(
    do: Program, rule: OfClasses, told: NDArray[Any], answers: Answers, scores: Array
) -> None:
    """Write down `rule(told, labels, classes)` of the points (..., N) of either side."""

    def score(side: int, span: slice) -> None:
        scores[side] = rule(told[..., span], labels[span], answers.classes)

    labels = answers.labels.astype(np.intp)
    for side, span in enumerate(answers.spans):
        if span.stop > span.start:
            do(score, side, span)


def precision_of(chosen: NDArray[Any], labels: NDArray[Any], classes: int) -> NDArray[np.float64]:
    """Precision (R,) of the chosen classes (R, N)."""
    table = confusion(chosen, labels, classes)
    return _share(table, table.sum(1))


def recall_of(chosen: NDArray[Any], labels: NDArray[Any], classes: int) -> NDArray[np.float64]:
    """Recall (R,) of the chosen classes (R, N)."""
    table = confusion(chosen, labels, classes)
    return _share(table, table.sum(2))


def confusion(chosen: NDArray[Any], labels: NDArray[Any], classes: int) -> NDArray[np.intp]:
    """How many points of each class were given which (R, C, C)."""
    runs = len(chosen)
    cells = np.arange(runs)[:, None] * classes + labels  # (R, N)
    cells *= classes
    cells += chosen
    counts = np.bincount(cells.ravel(), minlength=runs * classes**2)
    return counts.reshape(runs, classes, classes)


def _share(table: NDArray[np.intp], of: NDArray[np.intp]) -> NDArray[np.float64]:
    """Hits / `of` (R, C) of the second class, or the mean of all classes that occur (R,)."""
    hits, occurs = table.diagonal(axis1=1, axis2=2), (table.sum(1) + table.sum(2)) > 0
    shares: NDArray[np.float64] = hits / np.maximum(of, 1)  # (R, C)
    return shares[:, 1] if table.shape[1] == 2 else shares.sum(1) / occurs.sum(1)


def auc_of(outputs: Array, labels: NDArray[Any], classes: int) -> NDArray[np.float64]:
    """AUC (R,) of the outputs (O, R, N)."""
    members = [np.equal(labels, label) for label in range(classes)]
    if classes == 2:
        return rated_above(outputs[-1], members[1])
    areas = [
        rated_above(rates, is_member)
        for rates, is_member in zip(outputs, members, strict=True)
        if 0 < is_member.sum() < len(labels)
    ]
    return np.mean(areas, axis=0) if areas else np.full(outputs.shape[1], np.nan)


def rated_above(rates: Array, is_member: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How often a member is rated (R, N) above somebody else, a tie counting half (R,).

    That is the area under the curve (Mann, Whitney 1947): once among its equals a member stands
    last, and once first, and we count who stands before it. NaN without members or others.
    """
    pairs = int(is_member.sum()) * int((~is_member).sum())
    before = np.zeros(len(rates))
    for last in (is_member, ~is_member):
        order = np.lexsort((np.broadcast_to(last, rates.shape), rates))  # (R, N)
        is_here = is_member[order]
        before += np.where(is_here, (~is_here).cumsum(1), 0).sum(1)
    return before / (2 * pairs) if pairs else np.full(len(rates), np.nan)


METRICS: dict[str, Metric] = {
    "accuracy": accuracy,
    "precision": precision,
    "recall": recall,
    "auc": auc,
    "r2": r2,
}

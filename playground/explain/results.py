"""What the curves of a race say, by racer and start: the numbers that everything else is told from.

A run that has diverged counts as the worst there is from the row on where it did: a loss of
infinity, a score of minus infinity. So do numbers that are none.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from playground.engine.trainer import DIVERGED
from playground.frame import History
from playground.spec import Experiment, Race, judged_column, starts_of
from playground.spec.cost import steps_per_epoch
from playground.spec.race import JUDGES

Values = NDArray[np.float64]

DECIMALS = 6
"""Of a score: equal counts of right answers, added up in another order, must be a tie."""


@dataclass(frozen=True, slots=True)
class Results:
    """The judged column of a race.

    Attributes:
        column: its name in the history.
        is_score: whether more is better.
        epochs: of each row (T,).
        steps: gradients of each racer until then (T,).
        values: what is judged (T, racers, starts).
        diverged: which runs have (racers, starts).
    """

    column: str
    is_score: bool
    epochs: NDArray[np.int64]
    steps: NDArray[np.int64]
    values: Values
    diverged: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        history: History,
        experiment: Experiment,
        race: Race,
        diverged: NDArray[np.bool_] | None = None,
    ) -> Self:
        """Read the history of an `entry` (or a `sweep_entry`, whose racers are rates too).

        `diverged` are the runs that the trainer calls so (R,); else it is told from their losses.
        """
        column, is_score = judged_column(experiment, race), JUDGES[race.judged_by].is_score
        losses = history.column("train_loss")
        ended = diverged_in(losses) if diverged is None else diverged.ravel()
        worst = -np.inf if is_score else np.inf
        is_over = ended & (np.arange(len(losses))[:, None] >= _since(losses))
        values = np.where(is_over, worst, history.column(column))
        values[np.isnan(values)] = worst
        if is_score:
            values = values.round(DECIMALS)
        starts = starts_of(experiment)
        epochs = history.epochs.copy()
        return cls(
            column,
            is_score,
            epochs,
            epochs * steps_per_epoch(experiment),
            values.reshape(len(values), -1, starts),
            ended.reshape(-1, starts),
        )

    @property
    def final(self) -> Values:
        """What is judged, in the newest row (racers, starts)."""
        newest: Values = self.values[-1]
        return newest

    @property
    def best(self) -> Values:
        """The best row of each run; a run that has diverged has none (racers, starts)."""
        best: Values = self.values.max(axis=0) if self.is_score else self.values.min(axis=0)
        best[self.diverged] = -np.inf if self.is_score else np.inf
        return best

    @property
    def costs(self) -> Values:
        """`final` turned so that less is better (racers, starts)."""
        return -self.final if self.is_score else self.final

    def steps_to(self, target: float) -> Values:
        """Gradients until each run first was at the target, infinity where never (racers, starts).

        As exact as the rows: an epoch, or several once the history has been thinned.
        """
        is_there = self.values >= target if self.is_score else self.values <= target
        first = self.steps[is_there.argmax(axis=0)].astype(np.float64)
        return np.where(is_there.any(axis=0), first, np.inf)


def diverged_in(losses: Values) -> NDArray[np.bool_]:
    """Which runs have diverged by their training losses (T, R): beyond the engine's bound."""
    is_sound: NDArray[np.bool_] = losses[-1] <= DIVERGED * np.fmax(1, losses[0])
    return ~is_sound


def quantiles(values: Values, *shares: float) -> Values:
    """Quantiles along the last axis (len(shares), ...), linear between two values.

    Unlike NumPy's it knows infinity: between two infinities lies infinity, and nothing of it is
    in a quantile that falls on a finite value.
    """
    ordered = np.sort(values, axis=-1)
    found = []
    for share in shares:
        place = share * (ordered.shape[-1] - 1)
        below = int(place)
        low, high = ordered[..., below], ordered[..., min(below + 1, ordered.shape[-1] - 1)]
        with np.errstate(invalid="ignore"):
            between = low + (place - below) * (high - low)
        found.append(np.where((low == high) | (place == below), low, between))
    return np.stack(found)


def _since(losses: Values) -> NDArray[np.intp]:
    """The row from which on the loss of each run never changed (R,)."""
    is_same = (losses == losses[-1]) | (np.isnan(losses) & np.isnan(losses[-1]))
    last_other = len(losses) - 1 - (~is_same[::-1]).argmax(axis=0)
    return np.where(is_same.all(axis=0), 0, last_other + 1)

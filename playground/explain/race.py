"""How a race stands, and what may be concluded from it: standings, verdict and curves.

The verdict is a paired sign test (Dixon, Mood 1946) of the two with the best medians: at each
start both had the same weights and saw the same batches, so only who was better counts, not by how
much. With w wins and l losses (ties are left out), p = min(1, 2 sum_(k <= min(w, l)) C(n, k) / 2ⁿ),
n = w + l: how often equals would differ at least so clearly.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr

from playground.explain.diagnosis import Diagnosis, Situation, diagnose
from playground.explain.race_sentences import RACE_MARKS
from playground.explain.results import Results, Values, quantiles
from playground.frame import History
from playground.spec import Race
from playground.spec.choices import OPTIMIZERS

LUCK = 0.05
"""A p-value below this is more than luck."""
FEWEST_STARTS = 6
"""With fewer starts even winning all of them is not below `LUCK`."""
HIGHEST = 10.0
"""A loss this many times the largest at the start has left the picture."""
LOWEST_SCORE = -1.0
"""So has a score below this."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the table; None stands for a number that is none.

    Attributes:
        racer: which one, from 0.
        rate: its learning rate.
        median, q1, q3: of what is judged, over the starts; q1 is the better quarter.
        best: of all starts.
        wins: starts in which nobody was better; a tie counts for all who share it.
        firsts: starts in which nobody reached the target before.
        reached: starts that reached the target.
        steps_to_target: the median over all starts; None unless half of them reached it.
        diverged: starts that have diverged.
    """

    racer: int
    rate: float
    median: float | None
    q1: float | None
    q3: float | None
    best: float | None
    wins: int
    firsts: int
    reached: int
    steps_to_target: float | None
    diverged: int


@dataclass(frozen=True, slots=True)
class Duel:
    """The two with the best medians over equal starts, and the p-value of their sign test."""

    leader: int
    second: int
    wins: int
    losses: int
    ties: int
    p: float


def standings(results: Results, race: Race) -> list[Standing]:
    """The table, the best median first; of equal medians the one with more wins."""
    costs, steps = results.costs, results.steps_to(race.target)
    low, middle, high = quantiles(costs, 0.25, 0.5, 0.75)
    wins, firsts = _unbeaten(costs), _unbeaten(steps)
    sign = -1 if results.is_score else 1
    to_target = quantiles(steps, 0.5)[0]
    lines = [
        Standing(
            racer=racer,
            rate=spec.learning_rate,
            median=_plain(sign * middle[racer]),
            q1=_plain(sign * low[racer]),
            q3=_plain(sign * high[racer]),
            best=_plain(sign * costs[racer].min()),
            wins=int(wins[racer]),
            firsts=int(firsts[racer]),
            reached=int(np.isfinite(steps[racer]).sum()),
            steps_to_target=_plain(to_target[racer]),
            diverged=int(results.diverged[racer].sum()),
        )
        for racer, spec in enumerate(race.racers)
    ]
    return sorted(lines, key=lambda line: (middle[line.racer], -line.wins, line.diverged))


def duel(results: Results, leader: int, second: int) -> Duel:
    """Let two racers meet at each start; two that have both diverged are even."""
    one, other = results.costs[leader], results.costs[second]
    wins, losses = int((one < other).sum()), int((one > other).sum())
    count = wins + losses
    p = min(1.0, 2 * float(bdtr(min(wins, losses), count, 0.5))) if count else 1.0
    return Duel(leader, second, wins, losses, len(one) - count, p)


def verdict(results: Results, race: Race) -> Diagnosis:
    """What may be concluded, in one sentence."""
    if results.diverged.all():
        return _say("race_all_diverged")
    lines, names = standings(results, race), names_of(race)
    if len(lines) == 1:
        low, high = (bound if bound is not None else np.inf for bound in (lines[0].q1, lines[0].q3))
        return _say("race_alone", leader=names[0], low=low, high=high)
    met = duel(results, lines[0].racer, lines[1].racer)
    who = {"leader": names[met.leader], "second": names[met.second]}
    starts = met.wins + met.losses + met.ties
    if not met.wins + met.losses:
        return _say("race_even", **who, starts=starts)
    if starts < FEWEST_STARTS:
        return _say("race_few_starts", **who, wins=met.wins, starts=starts, fewest=FEWEST_STARTS)
    if met.losses > met.wins:
        return _say("race_split", **who, losses=met.losses, starts=starts, p=met.p)
    code = "race_beyond_luck" if met.p < LUCK else "race_ties" if met.ties else "race_chance"
    is_tied = code == "race_ties"
    rest = {"losses": met.losses, "ties": met.ties} if is_tied else {"starts": starts}
    return _say(code, **who, wins=met.wins, **rest, p=met.p)


def comment(race: Race, history: History, status: Situation) -> Diagnosis:
    """The sentence of the moment: who leads while it runs, the verdict when it rests."""
    if status.state in ("idle", "failed") or len(history) < 2:
        return diagnose(history, status)
    results = Results.of(history, status.experiment, race)
    if status.state != "playing" or results.diverged.all() or len(race.racers) < 2:
        return verdict(results, race)
    first, second, *_ = standings(results, race)
    names = names_of(race)
    return _say(
        "race_leads",
        epoch=int(results.epochs[-1]),
        leader=names[first.racer],
        second=names[second.racer],
        median=np.inf if first.median is None else first.median,
        next=np.inf if second.median is None else second.median,
    )


def curves(results: Results, *, every_start: bool = False) -> Values:
    """Lines to draw: (racers, 3, T), the quartiles of what is judged, the lowest first.

    With `every_start` one line for each run (racers * starts, T). What has left the picture, a
    run that diverged above all, stays at its edge.
    """
    if results.is_score:
        values = np.maximum(results.values, LOWEST_SCORE)
    else:
        start = results.values[0][np.isfinite(results.values[0])]
        values = np.minimum(results.values, HIGHEST * max(1.0, *start.tolist(), 0.0))
    if every_start:
        return values.reshape(len(values), -1).T
    return quantiles(values, 0.25, 0.5, 0.75).transpose(2, 0, 1)


def names_of(race: Race) -> list[str]:
    """A name for every racer: its optimizer's, with what tells it from others of that name."""
    plain = [OPTIMIZERS[racer.optimizer].label for racer in race.racers]
    rates = [racer.learning_rate for racer in race.racers]
    rated = [f"{name} {rate:g}" for name, rate in zip(plain, rates, strict=True)]
    often, again = Counter(plain), Counter(rated)
    names = []
    for racer, (short, long) in enumerate(zip(plain, rated, strict=True)):
        number = f" ({rated[: racer + 1].count(long)})" if again[long] > 1 else ""
        names.append(long + number if often[short] > 1 else short)
    return names


def _unbeaten(costs: Values) -> Values:
    """In how many starts nobody had less than each racer; infinity never wins (racers,)."""
    least = costs.min(axis=0)
    counted: Values = ((costs == least) & np.isfinite(costs)).sum(axis=1)
    return counted


def _plain(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _say(code: str, **facts: float | str) -> Diagnosis:
    return Diagnosis(code, RACE_MARKS[code], facts)

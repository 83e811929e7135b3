"""What happens on a slope, in one sentence: who is lost, who swings, who rests, who is lowest."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.engine.slope import NEAR, RECENT, distances, surface_on
from playground.engine.surfaces import Surface
from playground.explain.diagnosis import Diagnosis, Situation, diagnose
from playground.explain.race import names_of
from playground.explain.slope_sentences import SLOPE_MARKS
from playground.frame import History
from playground.spec import Race, Slope

Array = NDArray[np.float64]

SWING, WIDE = 0.75, 0.01
"""Who turns round in this share of steps that long (of the board's width) swings."""
FLAT = 1e-3
"""Ground that bends down less than that share of how it bends otherwise counts as level."""
SLOW = 0.01
"""Who goes no further (of the board's width) in `RECENT` steps hardly moves."""


def comment(race: Race, slope: Slope, history: History, status: Situation) -> Diagnosis:
    """Say how the descent goes."""
    if status.state == "failed":
        return diagnose(history, status)
    names, surface = names_of(race), surface_on(slope)
    if len(history) < 2:
        return _say("slope_ready")
    places = np.stack([history.column("x"), history.column("y")], -1)  # (T, R, 2)
    values = history.column("value")  # (T, R)
    is_lost = ~_on_board(surface, places[-1])
    if is_lost.all():
        return _say("slope_nobody_left")
    order = [int(run) for run in np.argsort(values[-1]) if not is_lost[run]]
    hint = _trouble(surface, places, names, is_lost)
    if hint is not None and status.state != "stopped":
        return hint
    return (
        _goal(surface, places, history, order[0], names) or hint or _standing(history, names, order)
    )


def _goal(
    surface: Surface, places: Array, history: History, run: int, names: Sequence[str]
) -> Diagnosis | None:
    """That the lowest run is at a minimum, or at least at rest in a hollow."""
    arrived = _arrival(surface, places, history.epochs, run)
    if arrived is not None:
        return _say("slope_arrived", leader=names[run], step=arrived[0], distance=arrived[1])
    if _rests(surface, places)[run] and _ground_at(surface, places[-1, run]) == "hollow":
        return _say("slope_hollow", leader=names[run])
    return None


def _standing(history: History, names: Sequence[str], order: Sequence[int]) -> Diagnosis:
    """Who is lowest, and who comes next."""
    values, first = history.column("value")[-1], order[0]
    facts: dict[str, float | str] = {
        "step": int(history.epochs[-1]),
        "leader": names[first],
        "value": float(values[first]),
    }
    if len(order) == 1:
        return _say("slope_alone", **facts)
    second = order[1]
    return _say("slope_lowest", **facts, second=names[second], next=float(values[second]))


def _trouble(
    surface: Surface, places: Array, names: Sequence[str], is_lost: NDArray[np.bool_]
) -> Diagnosis | None:
    """The first racer that something is wrong with: it left, it swings, or it rests on a pass."""
    if is_lost.any():
        return _say("slope_left", leader=names[int(is_lost.argmax())])
    width = surface.x[1] - surface.x[0]
    moves = np.diff(places[-RECENT - 1 :], axis=0)  # (T - 1, R, 2)
    if len(moves) < RECENT:
        return None
    turns = (moves[1:] * moves[:-1]).sum(-1) < 0
    is_wide = np.hypot(*moves[1:].transpose(2, 0, 1)) > WIDE * width
    swings = (turns & is_wide).mean(0) >= SWING
    if swings.any():
        return _say("slope_swings", leader=names[int(swings.argmax())])
    for run in np.flatnonzero(_rests(surface, places)).tolist():
        if _ground_at(surface, places[-1, run]) == "pass":
            return _say("slope_saddle", leader=names[run])
    return None


def _rests(surface: Surface, places: Array) -> NDArray[np.bool_]:
    """Who hardly moves (R,)."""
    if len(places) <= RECENT:
        return np.zeros(places.shape[1], np.bool_)
    away = np.hypot(*(places[-1] - places[-RECENT - 1]).T)
    is_slow: NDArray[np.bool_] = away < SLOW * (surface.x[1] - surface.x[0])
    return is_slow


def _ground_at(surface: Surface, place: Array) -> str:
    """What a flat place is, by its curvatures: "hollow", "pass", or "slope" where it isn't flat."""
    width = surface.x[1] - surface.x[0]
    step = 1e-4 * width
    slopes = [
        [np.array(surface.formula.gradient(*(place + sign * side))[1:]) for sign in (1, -1)]
        for side in np.eye(2) * step
    ]
    bends = np.array([ahead - behind for ahead, behind in slopes]) / (2 * step)  # (2, 2)
    if not np.isfinite(bends).all():
        return "slope"
    least, most = np.linalg.eigvalsh((bends + bends.T) / 2)
    steepness = np.hypot(*surface.formula.gradient(*place)[1:])
    if not steepness < NEAR * width * max(abs(least), abs(most)):
        return "slope"
    return "pass" if least < -FLAT * max(abs(least), abs(most)) else "hollow"


def _arrival(
    surface: Surface, places: Array, steps: NDArray[np.int64], run: int
) -> tuple[int, float] | None:
    """After how many steps a run came near a minimum for good, and how near that is."""
    near = NEAR * (surface.x[1] - surface.x[0])
    is_far = ~(distances(surface, places[:, run]) < near)  # (T,)
    if is_far[-1]:
        return None
    first = len(is_far) - int(is_far[::-1].argmax()) if is_far.any() else 0
    return int(steps[first]), near


def _on_board(surface: Surface, places: Array) -> NDArray[np.bool_]:
    """Who is on the board (R,); also false for who has diverged."""
    low, high = np.array([surface.x, surface.y]).T
    inside: NDArray[np.bool_] = ((places >= low) & (places <= high)).all(-1)
    return inside


def _say(code: str, **facts: float | str) -> Diagnosis:
    return Diagnosis(code, SLOPE_MARKS[code], facts)

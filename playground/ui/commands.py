"""What each button of the stage does to the session.

A command has been checked for its form at the border (stage/commands.py); here its meaning is
judged. All of them set, none toggles: Streamlit may call one click's callback twice. What cannot
be done gives one sentence and changes nothing.
"""

from collections.abc import Callable, Mapping
from random import uniform
from typing import Any

from playground.engine.slope import surface_on
from playground.errors import PlaygroundError
from playground.spec import (
    change_race,
    change_racer,
    change_run,
    change_slope,
    change_view,
)
from playground.spec.checks import check_number
from playground.spec.cost import widths
from playground.spec.race import seeds_of
from playground.ui.changes import (
    lower,
    next_seed,
    with_feature,
    with_layer,
    with_layers,
    with_lower_rate,
)
from playground.ui.stage import Command
from playground.ui.state import Session

STAGE = "stage"
"""Name under which the session keeps what was refused to the stage."""

Arguments = Mapping[str, Any]
Orders = Mapping[str, Callable[[Session, Arguments], None]]
"""Command -> what it does; a page may have orders of its own."""


def obey(session: Session, command: Command, orders: Orders | None = None) -> None:
    """Carry out one command; a PlaygroundError is kept for the page to tell."""
    try:
        (orders or ORDERS)[command.name](session, command.arguments)
    except PlaygroundError as error:
        session.refusals = {STAGE: error}


def _play(session: Session, _given: Arguments) -> None:
    session.runner.play()


def _pause(session: Session, _given: Arguments) -> None:
    session.runner.pause()


def _step(session: Session, given: Arguments) -> None:
    session.runner.step(given["unit"])


def _reset(session: Session, _given: Arguments) -> None:
    session.runner.reset()


def _lower_rate(session: Session, _given: Arguments) -> None:
    """Take a smaller step from the same start."""
    session.apply(with_lower_rate(session.experiment))
    session.runner.reset()
    session.desk.is_stale = True


def _go_to_best(session: Session, _given: Arguments) -> None:
    session.runner.go_to_best()


def _new_start(session: Session, _given: Arguments) -> None:
    """Take the next seed, so that the address bar reproduces the new start too."""
    seed = next_seed(session.experiment.runs[0].seed)
    session.apply(change_run(session.experiment, 0, seed=seed))
    session.desk.is_stale = True


def _speed(session: Session, given: Arguments) -> None:
    session.apply(view=change_view(session.view, speed=given["value"]))


def _view(session: Session, given: Arguments) -> None:
    session.apply(view=change_view(session.view, **{given["field"]: given["value"]}))


def _feature(session: Session, given: Arguments) -> None:
    session.apply(with_feature(session.experiment, given["word"], given["on"]))


def _layers(session: Session, given: Arguments) -> None:
    if given["count"] < 0:
        return
    session.apply(with_layers(session.experiment, given["count"]))
    session.desk.is_stale = True


def _units(session: Session, given: Arguments) -> None:
    index = given["layer"]
    if 0 <= index < len(session.experiment.layers):
        session.apply(with_layer(session.experiment, index, units=given["count"]))
        session.desk.is_stale = True


def _weight(session: Session, given: Arguments) -> None:
    layer, source, target = given["layer"], given["source"], given["target"]
    sizes = widths(session.experiment)
    if not 0 <= layer < len(sizes) - 1:
        return
    if not (-1 <= source < sizes[layer] and 0 <= target < sizes[layer + 1]):
        return
    check_number("weight", given["value"], "weight")
    session.runner.edit(0, layer, source, target, float(given["value"]))


def _race(session: Session, given: Arguments) -> None:
    session.apply(race=change_race(session.race, **{given["field"]: given["value"]}))


def _open_racer(session: Session, given: Arguments) -> None:
    session.open_racer(given["racer"])


def _try_rates(session: Session, given: Arguments) -> None:
    session.trials.start(given["kind"], session.experiment, session.race)
    session.desk.needs_scene = True


def _stop_trial(session: Session, given: Arguments) -> None:
    """Forget a trial that is under way."""
    session.trials.end(given["kind"])
    session.desk.needs_scene = True


def _adopt_rate(session: Session, given: Arguments) -> None:
    if 0 <= given["racer"] < len(session.race.racers):
        session.apply(race=change_racer(session.race, given["racer"], learning_rate=given["rate"]))
        session.desk.is_stale = True


def _adopt_best_rates(session: Session, _given: Arguments) -> None:
    session.apply(race=session.trials.best(session.experiment, session.race))
    session.desk.is_stale = True


def _run_again(session: Session, _given: Arguments) -> None:
    """Play; a race that is over begins anew from the same starts."""
    if not session.race.racers:
        return
    if session.runner.state in ("stopped", "diverged"):
        session.runner.reset()
    session.runner.play()


def _lower_rates(session: Session, _given: Arguments) -> None:
    """Take smaller steps with every racer."""
    race = session.race
    for place, racer in enumerate(race.racers):
        race = change_racer(race, place, learning_rate=lower(racer.learning_rate))
    session.apply(race=race)
    session.desk.is_stale = True


def _new_starts(session: Session, _given: Arguments) -> None:
    """Take seeds that this race has not had."""
    seed = seeds_of(session.race)[-1]
    session.apply(race=change_race(session.race, seed=next_seed(seed)))
    session.desk.is_stale = True


def _start(session: Session, given: Arguments) -> None:
    """Let the descent begin elsewhere, and go on if it was going."""
    place = {f"start_{axis}": float(given[axis]) for axis in ("x", "y")}
    session.apply(slope=change_slope(session.slope, **place))
    session.desk.is_stale = True


def _anywhere(session: Session, _given: Arguments) -> None:
    """Start at a place drawn by lot; the address tells which."""
    surface = surface_on(session.slope)
    axes = {"x": surface.x, "y": surface.y}
    _start(session, {axis: round(uniform(*ends), 2) for axis, ends in axes.items()})


def _revive(session: Session, _given: Arguments) -> None:
    """Answer a socket that no longer knows its run: the next scene names a living one."""
    session.desk.needs_scene = True


def _language(session: Session, given: Arguments) -> None:
    session.set_language(given["value"])


ORDERS: Orders = {
    "play": _play,
    "pause": _pause,
    "step": _step,
    "reset": _reset,
    "lower_rate": _lower_rate,
    "go_to_best": _go_to_best,
    "new_start": _new_start,
    "speed": _speed,
    "feature": _feature,
    "layers": _layers,
    "units": _units,
    "weight": _weight,
    "view": _view,
    "race": _race,
    "open_racer": _open_racer,
    "start": _start,
    "try_rates": _try_rates,
    "stop_trial": _stop_trial,
    "adopt_rate": _adopt_rate,
    "adopt_best_rates": _adopt_best_rates,
    "revive": _revive,
    "language": _language,
}

RACE_ORDERS: Orders = {
    **ORDERS,
    "play": _run_again,
    "lower_rate": _lower_rates,
    "new_start": _new_starts,
}

SLOPE_ORDERS: Orders = {**RACE_ORDERS, "new_start": _anywhere}

"""The trials of a session: rates tried for every racer, each kind in a run beside the race's."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.compute import Runner
from playground.errors import SpecError
from playground.explain.race import names_of
from playground.explain.trials import KINDS, Trial, curve_of, judged_anew
from playground.explain.ucurve import at_best_rates
from playground.live import socket_path
from playground.spec import Experiment, Race
from playground.spec.race import check_racers
from playground.ui import runs

CURVE = "u_curve"
ENDED = ("stopped", "diverged")
"""States of a trial that has tried everything."""


@dataclass
class Try:
    """One trial and its run."""

    trial: Trial
    token: str

    @property
    def runner(self) -> Runner | None:
        """The run; None when it is gone. Asking renews its lease."""
        return runs.find(self.token)


class Trials:
    """The trials of a session by kind; one that is made anew takes the place of the last."""

    def __init__(self) -> None:
        """Nothing has been tried yet."""
        self._tried: dict[str, Try] = {}
        self._seen: Mapping[str, int] = {}

    def start(self, kind: str, experiment: Experiment, race: Race) -> None:
        """Try all rates from the beginning.

        Raises:
            PlaygroundError: there are no racers, or there is no room for so many runs.
        """
        check_racers(race)
        trial = KINDS[kind].fits(experiment, race)
        self.end(kind)
        self._tried[kind] = Try(trial, runs.start_trial(kind, trial))

    def end(self, kind: str) -> None:
        """Forget a trial and close its run."""
        tried = self._tried.pop(kind, None)
        if tried is not None:
            runs.close(tried.token)

    def renew(self) -> None:
        """Renew the leases: the page is open."""
        for tried in self._tried.values():
            runs.find(tried.token)

    def follow(self) -> bool:
        """Ask for the next pictures, where no socket does; returns whether there are new ones."""
        runners = {kind: tried.runner for kind, tried in self._tried.items()}
        for runner in runners.values():
            if runner is not None:
                runner.demand()
        former, self._seen = (
            self._seen,
            {
                kind: runner.latest.sequence
                for kind, runner in runners.items()
                if runner is not None
            },
        )
        return self._seen != former

    def judge(self, race: Race) -> None:
        """Have the curves show what the race is judged by now."""
        for tried in self._tried.values():
            trial = judged_anew(tried.trial, race)
            if trial != tried.trial and tried.runner is not None:
                tried.trial = trial
                tried.runner.show(trial)

    def best(self, experiment: Experiment, race: Race) -> Race:
        """Return the race with each racer at its best rate of the U-curve.

        Raises:
            SpecError: there is no U-curve yet, it is unfinished, or of another experiment.
        """
        tried = self._tried.get(CURVE)
        runner = None if tried is None else tried.runner
        if tried is None or runner is None:
            raise SpecError("learning_rate", "no_rates_found")
        if self._is_stale(CURVE, experiment, race):
            raise SpecError("learning_rate", "rates_of_another")
        if runner.state not in ENDED:
            raise SpecError("learning_rate", "rates_unfinished")
        curve = curve_of(runner.history, runner.experiment, tried.trial)
        if not any(curve.best):
            raise SpecError("learning_rate", "no_rate_learns")
        return at_best_rates(race, curve)

    def are_best(self, experiment: Experiment, race: Race) -> bool:
        """Whether every racer has the best rate of the U-curve."""
        try:
            return bool(race.racers) and self.best(experiment, race) == race
        except SpecError:
            return False

    def told(self, experiment: Experiment, race: Race, plane: str) -> dict[str, Any]:
        """Return what the stage is told: kind -> where to hear of it, whose it is.

        Without a socket the newest picture itself comes along, in base64.
        """
        told: dict[str, Any] = {kind: self._told(kind, experiment, race) for kind in KINDS}
        for kind, tried in self._tried.items():
            runner = tried.runner
            if plane == "fragment" and runner is not None:
                told[kind]["pack"] = b64encode(runner.latest.payload).decode()
        return told

    def _told(self, kind: str, experiment: Experiment, race: Race) -> dict[str, Any] | None:
        tried = self._tried.get(kind)
        if tried is None or tried.runner is None:
            return None
        racers = tried.trial.race
        return {
            "socket": socket_path(tried.token),
            "is_stale": self._is_stale(kind, experiment, race),
            "racers": [
                {"name": name, "optimizer": racer.optimizer}
                for name, racer in zip(names_of(racers), racers.racers, strict=True)
            ],
        }

    def _is_stale(self, kind: str, experiment: Experiment, race: Race) -> bool:
        now = KINDS[kind].fits(experiment, race)
        return now.subject != self._tried[kind].trial.subject

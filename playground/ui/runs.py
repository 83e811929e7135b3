"""Where the pages get their runs: the one place that puts trainer, pictures and sentences together.

The floors below know each other only as functions: the Runner is given what makes a trainer, what
turns a Frame into bytes (live) and what says in one sentence what is happening (explain).
"""

from typing import cast

from playground.compute import RUNS, Runner, Speed
from playground.data import load
from playground.engine import MLPTrainer
from playground.explain import diagnose
from playground.live.encode import Encoder
from playground.spec import Experiment, Race


def find(token: str) -> Runner | None:
    """Return the run of a token and renew its lease; None when it is gone."""
    return RUNS.get(token)


def start(experiment: Experiment, speed: str) -> tuple[str, Runner]:
    """Make a run that waits at its start; returns its token and itself.

    Raises:
        PlaygroundError: the trainer could not be built, or there are too many runs.
    """
    made: list[Runner] = []

    def make() -> Runner:
        runner = Runner(
            MLPTrainer, experiment, encode=Encoder(load), diagnose=diagnose, speed=speed_of(speed)
        )
        made.append(runner)
        return runner

    return RUNS.open(make, experiment), made[0]


def start_race(experiment: Experiment, race: Race, speed: str) -> tuple[str, Runner]:
    """Make the run of a race that waits at its start; returns its token and itself."""
    return start(experiment, speed)


def adopt_race(runner: Runner, experiment: Experiment) -> None:
    """Have a race follow a change: all but a later end begins it anew, for it must stay fair."""
    old, was_playing = runner.experiment, runner.state == "playing"
    runner.adopt(experiment)
    if old.model_copy(update={"stop": experiment.stop}) != experiment:
        runner.reset()
        if was_playing:
            runner.play()


def speed_of(word: str) -> Speed:
    """Return a checked View's speed as the Runner's own type."""
    return cast(Speed, word)

"""Where the pages get their runs: the one place that puts trainer, pictures and sentences together.

The floors below know each other only as functions: the Runner is given what makes a trainer, what
turns a Frame into bytes (live) and what says in one sentence what is happening (explain).
"""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, cast

from numpy.typing import NDArray

from playground.compute import RUNS, Runner, Speed, Status
from playground.compute.albums import ALBUMS, OWN_SEQUENCES
from playground.compute.registry import Needs
from playground.compute.remote import RemoteTrainer
from playground.compute.stopwatch import Costs, measure
from playground.compute.turns import TURNS, Apart, Behind
from playground.data import load
from playground.data.own_sequences import OwnSequences
from playground.engine import MLPTrainer
from playground.engine.race import RaceTrainer
from playground.engine.range_test import RangeTrainer
from playground.engine.slope import SlopeTrainer
from playground.explain import diagnose, recurrent, slope, vision
from playground.explain.diagnosis import Diagnosis
from playground.explain.race import comment
from playground.explain.race_sentences import RACE_MARKS
from playground.explain.report import report
from playground.explain.trials import KINDS, Trial, comment_trial
from playground.frame import History, Trainer
from playground.live.encode import Encoder
from playground.live.race import RaceEncoder, raced
from playground.live.recurrent import RecurrentEncoder
from playground.live.recurrent_sight import RecurrentSight
from playground.live.sight import Sight
from playground.live.slope import SlopeEncoder
from playground.live.trial import TrialEncoder
from playground.live.vision import VisionEncoder
from playground.spec import Experiment, Race, SlopeExperiment
from playground.spec.cost import megabytes
from playground.spec.race_cost import race_megabytes
from playground.spec.recurrent import RecurrentExperiment, SequenceData
from playground.spec.vision import VisionExperiment

NOBODY = "race_nobody"
PICTURES = 12.0
"""Of image networks, a second: maps of many layers are read slower than one boundary."""
TRIERS = {"u_curve": MLPTrainer, "range_test": RangeTrainer}
"""Kind of trial -> its trainer."""


def find(token: str) -> Runner | None:
    """Return the run of a token and renew its lease; None when it is gone."""
    return RUNS.get(token)


def start(experiment: Experiment, speed: str) -> tuple[str, Runner]:
    """Make a run that waits at its start; returns its token and itself.

    Raises:
        PlaygroundError: the trainer could not be built, or there are too many runs.
    """
    return _open(
        lambda: Runner(
            MLPTrainer, experiment, encode=Encoder(load), diagnose=diagnose, speed=speed_of(speed)
        ),
        experiment,
    )


def start_race(entry: Experiment, race: Race, speed: str) -> tuple[str, Runner]:
    """Make the run of a race's entry, as `start` does."""
    return _open(
        lambda: Runner(
            RaceTrainer,
            entry,
            encode=RaceEncoder(load, report),
            diagnose=_comment,
            speed=speed_of(speed),
            shown=race,
        ),
        entry,
        race_megabytes,
    )


def start_slope(experiment: SlopeExperiment, race: Race, speed: str) -> tuple[str, Runner]:
    """Make the run of a descent, as `start` does."""
    return _open(
        lambda: Runner(
            SlopeTrainer,
            experiment,
            encode=SlopeEncoder(),
            diagnose=_comment_slope,
            speed=speed_of(speed),
            shown=race,
        ),
        experiment,
    )


def _trainer(experiment: Experiment, placed: dict[str, NDArray[Any]]) -> Trainer:
    """Make a trainer in a worker; a person's own images go there with it."""
    assert isinstance(experiment, VisionExperiment)
    own = ALBUMS.get(experiment.vision.data.digest)
    return RemoteTrainer(experiment, placed, own=own)


def start_vision(experiment: VisionExperiment, sight: Sight, speed: str) -> tuple[str, Runner]:
    """Make the run of image networks, whose trainer stands in a worker, as `start` does."""
    placed: dict[str, NDArray[Any]] = {}
    return _open(
        lambda: Runner(
            partial(_trainer, placed=placed),
            experiment,
            encode=VisionEncoder(),
            diagnose=vision.comment,
            speed=speed_of(speed),
            shown=sight,
            turns=Apart(),
            pictures=PICTURES,
        ),
        experiment,
    )


def keep_own(own: OwnSequences) -> None:
    """Keep a person's series or text, for whoever learns from it.

    Raises:
        BackendError: there is no room for it.
    """
    OWN_SEQUENCES.keep(own)


def own_of(data: SequenceData) -> OwnSequences | None:
    """Return the person's file that these sequences come from, None if it is gone or another's."""
    return OWN_SEQUENCES.get(data.digest) if data.digest else None


def _recurrent_trainer(experiment: Experiment, placed: dict[str, NDArray[Any]]) -> RemoteTrainer:
    """Make a trainer in a worker; a person's own sequences go there with it."""
    assert isinstance(experiment, RecurrentExperiment)
    return RemoteTrainer(experiment, placed, own=own_of(experiment.recurrent.data))


def start_recurrent(
    experiment: RecurrentExperiment, sight: RecurrentSight, speed: str
) -> tuple[str, Runner]:
    """Make the run of recurrent networks, whose trainer stands in a worker, as `start` does."""
    placed: dict[str, NDArray[Any]] = {}
    return _open(
        lambda: Runner(
            partial(_recurrent_trainer, placed=placed),
            experiment,
            encode=RecurrentEncoder(),
            diagnose=recurrent.comment,
            speed=speed_of(speed),
            shown=sight,
            turns=Apart(),
            pictures=PICTURES,
        ),
        experiment,
    )


def start_trial(kind: str, trial: Trial) -> str:
    """Begin to try rates, behind everything that a person watches; returns the run's token.

    Raises:
        PlaygroundError: there is no room for so many runs.
    """
    way = KINDS[kind]
    entry = way.entry(trial.experiment, trial.race, trial.sweep)
    token, runner = _open(
        lambda: Runner(
            TRIERS[kind],
            entry,
            encode=TrialEncoder(way.view, way.tell),
            diagnose=comment_trial,
            speed="fast",
            shown=trial,
            turns=Behind(TURNS),
        ),
        entry,
    )
    runner.play()
    return token


def adopt_vision(runner: Runner, experiment: Experiment) -> None:
    """Have image networks follow a change; several of them begin anew, for it must stay fair."""
    if len(experiment.runs) == 1:
        runner.adopt(experiment)
    else:
        adopt_race(runner, experiment)


adopt_recurrent = adopt_vision
"""Have recurrent networks follow a change, as image networks do."""


def close(token: str) -> None:
    """End a run that nobody needs any more."""
    RUNS.close(token)


def adopt_race(runner: Runner, entry: Experiment) -> None:
    """Have a race follow a change: all but another end begins it anew, for it must stay fair."""
    old, was_playing = runner.experiment, runner.state == "playing"
    runner.adopt(entry)
    if old.model_copy(update={"stop": entry.stop}) != entry:
        runner.reset()
        if was_playing:
            runner.play()


def adopt_slope(runner: Runner, entry: Experiment) -> None:
    """Have a descent follow a change: all but another pace begins it anew."""
    old = runner.experiment
    is_pace = old.lasting() == entry.lasting() and old.runs == entry.runs
    (runner.adopt if is_pace else partial(adopt_race, runner))(entry)


@lru_cache(maxsize=64)
def costs_of(entry: Experiment) -> Costs:
    """Return what a step of each racer takes on this machine, measured once for every entry."""
    return measure(entry)


def speed_of(word: str) -> Speed:
    """Return a checked View's speed as the Runner's own type."""
    return cast(Speed, word)


def _open(
    make: Callable[[], Runner], experiment: Experiment, needs: Needs = megabytes
) -> tuple[str, Runner]:
    made: list[Runner] = []

    def kept() -> Runner:
        made.append(make())
        return made[0]

    return RUNS.open(kept, experiment, needs), made[0]


def _comment(history: History, status: Status) -> Diagnosis:
    """Say how the race goes; without racers, what is needed."""
    if not status.shown.racers:
        return Diagnosis(NOBODY, RACE_MARKS[NOBODY])
    return comment(raced(status.experiment, status.shown), history, status)


def _comment_slope(history: History, status: Status) -> Diagnosis:
    """Say how the descent goes; without racers, what is needed."""
    if not status.shown.racers:
        return Diagnosis(NOBODY, RACE_MARKS[NOBODY])
    experiment = status.experiment
    assert isinstance(experiment, SlopeExperiment)
    race = status.shown.model_copy(update={"racers": experiment.runs})
    return slope.comment(race, experiment.slope, history, status)

"""The Race: which optimizers compete, over how many starts, and how they are judged.

A race is run on an Experiment's own data and network; `entry` puts the two together as ONE
Experiment whose runs are racers x starts, racer after racer: run = racer * starts + start. So all
racers see the same start k, the same batches and the same count of gradients, by construction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import ValidationError, field_validator, model_validator

from playground.errors import N_, SpecError
from playground.spec import checks, cost
from playground.spec.choices import CLASSIFIED, Choice
from playground.spec.experiment import Experiment
from playground.spec.limits import LENGTHS, LIMITS
from playground.spec.parts import Part, RunSpec, Stop
from playground.spec.reading import change, change_run, change_schedule, refuse

ENSEMBLE: Literal["ensemble"] = "ensemble"
"""What is shown instead of one start: the vote of all of them."""


@dataclass(frozen=True, slots=True)
class Judge(Choice):
    """What decides; `is_score` says that more is better, `target` is a usual goal."""

    is_score: bool = False
    target: float = 0.1


JUDGES: dict[str, Judge] = {
    "test_loss": Judge(N_("Test loss"), N_("The loss on points that nobody was trained with.")),
    "train_loss": Judge(N_("Training loss"), N_("What the optimizers really bring down.")),
    "test_score": Judge(
        N_("Test accuracy or R²"),
        N_("How good the answers are on points that nobody was trained with."),
        is_score=True,
        target=0.95,
    ),
}

X_AXES: dict[str, Choice] = {
    "evaluations": Choice(
        N_("Gradient evaluations"), N_("One for each batch: the same for every racer.")
    ),
    "epochs": Choice(N_("Epochs"), N_("How often every training point has been seen.")),
    "milliseconds": Choice(
        N_("Milliseconds"), N_("What each optimizer alone would take, measured on this machine.")
    ),
}

BANDS: dict[str, Choice] = {
    "middle": Choice(N_("Middle half"), N_("The median, and where the middle half of starts is.")),
    "all": Choice(N_("All lines"), N_("One line for every start.")),
}


PLANES: dict[str, Choice] = {
    "paths": Choice(
        N_("Largest motion"), N_("The plane that shows most of how the racers have moved.")
    ),
    "random": Choice(
        N_("Random directions"),
        N_("Two directions by chance around the best racer, as long as its own weights."),
    ),
}

RATED_BY: dict[str, Choice] = {
    "final": Choice(N_("Final"), N_("Where the last epoch has left it.")),
    "best": Choice(N_("Best"), N_("The best that any epoch has seen.")),
}
"""Which epoch of a tried learning rate counts in the U-curve."""

RELIEFS: dict[str, Choice] = {
    "map": Choice(N_("Map"), N_("Contours of the loss, seen from above.")),
    "surface": Choice(N_("3-D"), N_("The loss as a surface that can be turned.")),
    "slice": Choice(N_("Slice"), N_("The loss on the straight line from one racer to another.")),
}


@dataclass(frozen=True, slots=True)
class Preset(Choice):
    """A field of racers that is chosen with one click."""

    racers: tuple[RunSpec, ...] = ()


def _field(**rates: float) -> tuple[RunSpec, ...]:
    """Racers by their optimizer's word, each with its learning rate."""
    return tuple(
        RunSpec.model_validate({"optimizer": word, "learning_rate": rate})
        for word, rate in rates.items()
    )


PRESETS: dict[str, Preset] = {
    "classic": Preset(
        N_("The classic three"),
        N_("Plain descent, descent with momentum, and Adam."),
        _field(sgd=0.2, momentum=0.02, adam=0.03),
    ),
    "sgd_family": Preset(
        N_("The SGD family"),
        N_("One rate for all weights: plain, with momentum, and looking ahead."),
        _field(sgd=0.2, momentum=0.02, nesterov=0.02),
    ),
    "adaptive_family": Preset(
        N_("The adaptive family"),
        N_("Every weight gets its own step size, each in its own way."),
        _field(adagrad=0.3, rmsprop=0.02, adam=0.03, amsgrad=0.03, adamax=0.1, nadam=0.03),
    ),
    "keras_defaults": Preset(
        N_("Keras' defaults"),
        N_("Ten optimizers of Keras as they come, without choosing a rate for this task."),
        _field(sgd=0.01, adagrad=0.001, adadelta=0.001, rmsprop=0.001, adam=0.001, adamw=0.001,
               adamax=0.001, nadam=0.001, lion=0.001, ftrl=0.001),
    ),
}  # fmt: skip
"""Simplest first. But for Keras' own, rates are round numbers near the best of a sweep over the
default network and data, 40 epochs from 4 starts."""


class Race(Part):
    """Racers and rules; a racer's own seed has no meaning here and is always 0.

    `seed` is that of the first start, the others have those after it. `target` is the loss (or
    score) that is to be reached, `start_shown` the start, from 0, whose boundaries are shown;
    "ensemble" shows the vote of all starts. A slice runs from the racer `slice_from` to `slice_to`,
    places from 0; a place that no racer has means the last one.
    """

    racers: tuple[RunSpec, ...] = PRESETS["classic"].racers
    starts: int = 16
    seed: int = 0
    epochs: int = 60
    judged_by: str = "test_loss"
    target: float = 0.1
    x_axis: str = "evaluations"
    start_shown: int | Literal["ensemble"] = 0
    bands: str = "middle"
    plane: str = "paths"
    relief: str = "map"
    rated_by: str = "final"
    slice_from: int = 0
    slice_to: int = 1

    @field_validator("racers")
    @classmethod
    def _without_seeds(cls, racers: tuple[RunSpec, ...]) -> tuple[RunSpec, ...]:
        return tuple(racer.model_copy(update={"seed": 0}) for racer in racers)

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        """Refuse what is outside the limits or does not fit together (raises SpecError)."""
        checks.check_limits(self)
        checks.check_runs("racers", self.racers)
        checks.check_word("judged_by", self.judged_by, JUDGES)
        checks.check_word("x_axis", self.x_axis, X_AXES)
        checks.check_word("bands", self.bands, BANDS)
        checks.check_word("plane", self.plane, PLANES)
        checks.check_word("relief", self.relief, RELIEFS)
        checks.check_word("rated_by", self.rated_by, RATED_BY)
        if self.start_shown != ENSEMBLE and self.start_shown >= self.starts:
            facts = {"low": 0, "high": self.starts - 1, "value": self.start_shown}
            raise SpecError("start_shown", "out_of_range", facts)
        return self


def entry(experiment: Experiment, race: Race) -> Experiment:
    """The Experiment that runs the race: racers x starts on this data and network.

    Start k has the race's seed plus k. All end after the race's epochs, for
    a rule that stops one racer earlier would be unfair. Raises SpecError without racers, or when
    so many runs need too much memory.
    """
    check_racers(race)
    return from_equal_starts(experiment, race.racers, seeds_of(race), race.epochs)


def check_racers(race: Race) -> None:
    """Refuse to start without anybody (raises SpecError)."""
    if not race.racers:
        facts = {"low": 1, "high": LENGTHS["racers"][1], "value": 0}
        raise SpecError("racers", "wrong_length", facts)


def from_equal_starts(
    experiment: Experiment, racers: Sequence[RunSpec], seeds: Sequence[int], epochs: int
) -> Experiment:
    """The Experiment of racers x starts; raises SpecError when they need too much memory."""
    runs = tuple(racer.model_copy(update={"seed": seed}) for racer in racers for seed in seeds)
    try:
        return change(experiment, runs=runs, stop=Stop(epoch=epochs), metrics=())
    except SpecError as error:
        field = "starts" if error.code == "too_costly" else error.field
        raise SpecError(field, error.code, error.facts) from None


def seeds_of(race: Race, starts: int | None = None) -> list[int]:
    """The seeds of its starts, or of so many; after the highest seed comes 0."""
    count = int(LIMITS["seed"].high) + 1
    return [(race.seed + start) % count for start in range(starts or race.starts)]


def starts_of(experiment: Experiment) -> int:
    """How many starts an `entry` has: the seeds repeat from racer to racer."""
    seeds = [run.seed for run in experiment.runs]
    return seeds.index(seeds[0], 1) if seeds[0] in seeds[1:] else len(seeds)


def alone(experiment: Experiment, race: Race, racer: int, start: int = 0) -> Experiment:
    """The Experiment that opens one racer in the playground, from one of its starts."""
    seed = seeds_of(race)[start]
    run = race.racers[racer].model_copy(update={"seed": seed})
    return change(experiment, runs=(run,))


def judged_column(experiment: Experiment, race: Race) -> str:
    """The column of the history that decides; without test points, training takes their place."""
    has_test = cost.trained_points(experiment) < cost.samples(experiment)
    side = "train" if race.judged_by == "train_loss" or not has_test else "test"
    if not JUDGES[race.judged_by].is_score:
        return f"{side}_loss"
    score = "accuracy" if checks.problem_of(experiment) in CLASSIFIED else "r2"
    return f"{side}_{score}"


def change_race(race: Race, **fields: Any) -> Race:
    """The Race with some fields replaced, validated; raises SpecError.

    Another kind of judge brings its usual target unless one is given, and fewer starts show the
    last one there is.
    """
    kept: dict[str, Any] = {name: getattr(race, name) for name in Race.model_fields}
    old, new = JUDGES[race.judged_by], JUDGES.get(fields.get("judged_by", race.judged_by))
    if new is not None and new.is_score != old.is_score:
        kept["target"] = new.target
    starts = fields.get("starts", race.starts)
    if isinstance(starts, int) and race.start_shown != ENSEMBLE:
        kept["start_shown"] = max(0, min(race.start_shown, starts - 1))
    try:
        return Race.model_validate({**kept, **fields})
    except ValidationError as error:
        refuse(error)


def add_racer(race: Race, optimizer: str) -> Race:
    """The Race with one racer more, at its optimizer's defaults; raises SpecError."""
    return _with(race, (*race.racers, RunSpec.model_validate({"optimizer": optimizer})))


def duplicate_racer(race: Race, racer: int) -> Race:
    """The Race with a copy of a racer right behind it; raises SpecError."""
    return _with(race, (*race.racers[: racer + 1], *race.racers[racer:]))


def remove_racer(race: Race, racer: int) -> Race:
    """The Race without one of its racers."""
    return _with(race, (*race.racers[:racer], *race.racers[racer + 1 :]))


def change_racer(race: Race, racer: int, **fields: Any) -> Race:
    """The Race with one racer changed as `change_run` changes a run; raises SpecError."""
    return _with(race, change_run(Experiment(runs=race.racers), racer, **fields).runs)


def change_racer_schedule(race: Race, racer: int, **fields: Any) -> Race:
    """The Race with one racer's schedule changed as `change_schedule` does; raises SpecError."""
    return _with(race, change_schedule(Experiment(runs=race.racers), racer, **fields).runs)


def _with(race: Race, racers: Sequence[RunSpec]) -> Race:
    return change_race(race, racers=tuple(racers))

"""A desk: what one page of a session works at.

The pages share the `Subject`: what is learned, and how it is raced. Each page has a `Work` of its
own, what it makes of the subject, and a `Desk` that keeps its run, what its stage was told and
what its address bar says, also while another page is open.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import methodcaller
from typing import Any, NamedTuple

from playground.compute import Runner
from playground.live.recurrent_sight import RecurrentSight
from playground.live.sight import Sight
from playground.spec import (
    Experiment,
    Race,
    Slope,
    View,
    change,
    change_race,
    entry,
    from_query,
    on_slope,
    race_from_query,
    race_to_query,
    slope_from_query,
    slope_to_query,
    to_query,
)
from playground.spec.lessons import LESSONS, Lessons, lesson_from_query, lesson_to_query
from playground.spec.link import check_outgrown
from playground.spec.recurrent import Recurrent, on_sequences
from playground.spec.recurrent_link import recurrent_from_query, recurrent_to_query
from playground.spec.vision import Vision, on_images
from playground.spec.vision_link import vision_from_query, vision_to_query
from playground.ui import runs
from playground.ui.address import Address, Words


class Subject(NamedTuple):
    """What all pages work on."""

    experiment: Experiment = Experiment()
    race: Race = Race()
    slope: Slope = Slope()
    lessons: Lessons = Lessons()
    vision: Vision = Vision()
    sight: Sight = Sight()
    """What is looked at on the page of image networks; no link tells it."""
    recurrent: Recurrent = Recurrent()
    recollection: RecurrentSight = RecurrentSight()
    """What is looked at on the page of recurrent networks; no link tells it."""


@dataclass(frozen=True)
class Work:
    """What a page makes of the subject.

    `trains` gives the Experiment of its run, `start` makes that run (token, Runner) and `adopt`
    has it follow a change; `shown` is how the run is to be shown; `write` and `read` turn subject
    and view into the words of the address bar and back. All but `write` may raise a
    PlaygroundError and then change nothing. A page that only explains has no run: it leaves the
    first three out, and `read` leaves the view as it is.
    """

    write: Callable[[Subject, View], Words]
    read: Callable[[Mapping[str, str], Subject], tuple[Subject, View | None]]
    trains: Callable[[Subject], Experiment] | None = None
    start: Callable[[Any, Any, str], tuple[str, Runner]] | None = None
    adopt: Callable[[Runner, Experiment], None] | None = None
    shown: Callable[[Subject], Any] = lambda subject: subject.race


@dataclass
class Desk:
    """One page's run and how it is shown."""

    work: Work
    subject: Subject | None = None
    """What the run was told last."""
    token: str = ""
    plane: str = "socket"
    is_stale: bool = False
    """What stands outside the stage must be drawn anew."""
    needs_scene: bool = True
    """The stage has not been told about the newest subject yet."""
    pack: bytes = field(default=b"", repr=False)
    """What the stage was told last; told again unchanged, it draws nothing."""
    address: Address = field(default_factory=Address)
    is_looking: bool = False
    """Whether the microscope stands open."""
    choices: dict[str, int] = field(default_factory=dict)
    """What it looks at: menu -> what was chosen there."""
    frame: int | None = None
    """Where the motion of a lesson rests; None at its end."""
    calls: int = 0
    """How often a prompt below the picture of a lesson has changed it: then it is to be seen."""
    watched: int | None = None
    """The start at which the microscope looks; None while it is shut."""
    looked_at: int | None = None
    """The step that it shows; None: the newest."""

    @property
    def has_run(self) -> bool:
        """Whether the run still exists; asking renews its lease."""
        return runs.find(self.token) is not None

    def take(self, subject: Subject) -> None:
        """Have the run follow a subject; raises PlaygroundError and then changes nothing."""
        if subject == self.subject:
            return
        if self.work.trains is not None:
            experiment = self.work.trains(subject)
            runner = runs.find(self.token)
            if runner is not None and self.work.adopt is not None:
                self.work.adopt(runner, experiment)
                runner.show(self.work.shown(subject))
        old = self.subject
        is_only_looked_at = old is not None and subject._replace(sight=old.sight) == old
        self.subject, self.needs_scene = subject, self.needs_scene or not is_only_looked_at

    def run(self, subject: Subject, speed: str) -> Runner:
        """Return the run of a subject; made anew when it is gone (restart, end of its lease)."""
        self.take(subject)
        runner = runs.find(self.token)
        if runner is None:
            assert self.work.trains is not None, "a page that only explains has no run"
            assert self.work.start is not None
            experiment = self.work.trains(subject)
            self.token, runner = self.work.start(experiment, self.work.shown(subject), speed)
            self.needs_scene = True
            if self.watched is not None:
                runner.instruct(methodcaller("watch", self.watched))
        runner.set_speed(runs.speed_of(speed))
        return runner

    def watch(self, start: int | None) -> None:
        """Have every step from a start recorded, also of runs to come; None: nothing any more."""
        if start == self.watched:
            return
        self.watched = start
        runner = runs.find(self.token)
        if runner is not None:
            runner.instruct(methodcaller("watch", start))


def _read_playground(words: Mapping[str, str], old: Subject) -> tuple[Subject, View]:
    experiment, view = from_query(words)
    return old._replace(experiment=experiment), view


def _entry(subject: Subject) -> Experiment:
    """The race as one Experiment; without racers the usual ones wait, unseen, at the start."""
    return entry(subject.experiment, _somebody(subject.race))


def _somebody(race: Race) -> Race:
    return race if race.racers else change_race(race, racers=Race().racers)


def _read_optimizers(words: Mapping[str, str], old: Subject) -> tuple[Subject, View]:
    """Read a race; the playground keeps its own optimizer and start."""
    experiment, race, view = race_from_query(words)
    return old._replace(experiment=change(experiment, runs=old.experiment.runs), race=race), view


def _write_surfaces(subject: Subject, view: View) -> Words:
    """Write the race's words and the slope's."""
    words = race_to_query(subject.experiment, subject.race, view)
    words |= slope_to_query(subject.slope)
    check_outgrown(words)
    return words


def _read_surfaces(words: Mapping[str, str], old: Subject) -> tuple[Subject, View]:
    subject, view = _read_optimizers(words, old)
    return subject._replace(slope=slope_from_query(words)), view


def _read_cnn(words: Mapping[str, str], old: Subject) -> tuple[Subject, View]:
    vision, view = vision_from_query(words)
    return old._replace(vision=vision, sight=old.sight.within(vision)), view


def _read_rnn(words: Mapping[str, str], old: Subject) -> tuple[Subject, View]:
    recurrent, view = recurrent_from_query(words)
    seen = old.recollection.within(recurrent)
    return old._replace(recurrent=recurrent, recollection=seen), view


def _explains(page: str) -> Work:
    """The work of a lesson's page."""

    def read(words: Mapping[str, str], old: Subject) -> tuple[Subject, None]:
        lesson = lesson_from_query(LESSONS[page], words)
        return old._replace(lessons=old.lessons.model_copy(update={page: lesson})), None

    return Work(write=lambda subject, _: lesson_to_query(getattr(subject.lessons, page)), read=read)


WORKS: Mapping[str, Work] = {
    "playground": Work(
        trains=lambda subject: subject.experiment,
        start=lambda experiment, _, speed: runs.start(experiment, speed),
        adopt=lambda runner, experiment: runner.adopt(experiment),
        write=lambda subject, view: to_query(subject.experiment, view),
        read=_read_playground,
    ),
    "optimizers": Work(
        trains=_entry,
        start=runs.start_race,
        adopt=runs.adopt_race,
        write=lambda subject, view: race_to_query(subject.experiment, subject.race, view),
        read=_read_optimizers,
    ),
    "surfaces": Work(
        trains=lambda subject: on_slope(_somebody(subject.race), subject.slope),
        start=runs.start_slope,
        adopt=runs.adopt_slope,
        write=_write_surfaces,
        read=_read_surfaces,
    ),
    "cnn": Work(
        trains=lambda subject: on_images(subject.vision),
        start=runs.start_vision,
        adopt=runs.adopt_vision,
        write=lambda subject, view: vision_to_query(subject.vision, view),
        read=_read_cnn,
        shown=lambda subject: subject.sight,
    ),
    "rnn": Work(
        trains=lambda subject: on_sequences(subject.recurrent),
        start=runs.start_recurrent,
        adopt=runs.adopt_recurrent,
        write=lambda subject, view: recurrent_to_query(subject.recurrent, view),
        read=_read_rnn,
        shown=lambda subject: subject.recollection,
    ),
    **{page: _explains(page) for page in LESSONS},
}
"""Page's word -> its work."""

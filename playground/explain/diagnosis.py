"""Which sentence is true now: a pure function of the curves and of where the run stands.

Nothing is remembered from one call to the next: the same history and situation always give the
same sentence. What is certain goes before what is likely, trouble before progress.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, Protocol

from numpy.typing import NDArray

from playground.explain.course import Course, Curve
from playground.explain.obstacles import PATIENCE, brake, is_saturated, obstacle
from playground.explain.sentences import MARKS
from playground.frame import History
from playground.spec import Experiment, problem_of
from playground.spec.cost import outputs

STILL = 0.02
"""A training loss that fell by less than this share in a window stands still."""
ROUGH = 0.1
"""A training loss that changes by more than this share from row to row jumps."""
GOOD = 0.9
"""An accuracy or R² from which on nothing is said to be in the way."""
ENOUGH = 0.8
"""An accuracy or R² from which on a loss that stands still is an end, not a trouble."""
FAR = 3.0
"""A test loss this many times the training loss ..."""
LEAD = 0.1
"""... with an accuracy or R² this much lower: the training points are only remembered."""
PERFECT = 1 - 1e-5
"""An accuracy that only rounding keeps from 1."""
CLOSE = 0.99
"""An R² from which on the fit is close."""
CONFIRMED = 5
"""Rows that must agree before something is called solved."""
ABOVE_CHANCE = 0.05
"""By how much an accuracy must beat a guess before it counts as learning."""
VISIBLE = 0.001
"""The smallest fall of a loss that shows in a sentence."""
EARLY = 10
"""Epochs after which a run that shows no progress is no longer just beginning."""
SPENT = 1e-5
"""A rate in force that is this share of the chosen one moves nothing any more."""
HOPELESS = 0.9
"""A training loss still at this share of its start, or above it, has got nowhere."""
STEADY = 0.9
"""The share of rows in which a loss falls, from which on it falls slowly rather than not."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One sentence as data: its code, the mark before it, and what fills its placeholders."""

    code: str
    mark: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class Situation(Protocol):
    """Where a run stands beside its curves."""

    @property
    def experiment(self) -> Experiment:
        """What is being trained."""

    @property
    def state(self) -> str:
        """idle, playing, paused, stopped, stopped_early, diverged or failed."""

    @property
    def epoch(self) -> int:
        """Whole epochs done."""

    @property
    def failure(self) -> str | None:
        """Code of the error when the state is failed."""

    @property
    def best_epoch(self) -> int | None:
        """The epoch of the lowest loss while there is a patience, else None."""

    @property
    def is_at_best(self) -> bool:
        """Whether the weights in force are those of the best epoch, brought back."""

    @property
    def units(self) -> NDArray[Any] | None:
        """Every unit over the board, hidden ones first (U, G, G); None when not looked at."""


def diagnose(history: History, status: Situation) -> Diagnosis:
    """Return the sentence of the moment."""
    course = Course.of(history)
    return SPEAKERS.get(status.state, _verdict)(course, status)


def _say(code: str, **facts: float | str) -> Diagnosis:
    return Diagnosis(code, MARKS[code], facts)


def _idle(course: Course, status: Situation) -> Diagnosis:
    return _say("ready")


def _failed(course: Course, status: Situation) -> Diagnosis:
    return _say(status.failure if status.failure in MARKS else "trainer_failed")


def _diverged(course: Course, status: Situation) -> Diagnosis:
    return _say("diverged", epoch=max(1, status.epoch))


def _stopped(course: Course, status: Situation) -> Diagnosis:
    """Tell which of the two rules has stopped the run."""
    target = status.experiment.stop.target
    if target is None or not len(course.loss) or course.loss[-1] > target:
        return _say("stopped_at_epoch", epoch=status.epoch)
    loss = float(course.loss[-1])
    return _say("stopped_at_target", epoch=status.epoch, loss=loss, target=target)


def _stopped_early(course: Course, status: Situation) -> Diagnosis:
    """Tell that patience has run out, and which epoch's weights are in force."""
    epoch, best = status.epoch, status.best_epoch
    if best is None:  # the loss never was a number
        return _say("stopped_at_epoch", epoch=epoch)
    if status.is_at_best:
        return _say("back_at_best", epoch=epoch, best=best)
    code = "stopped_early_train" if course.test_loss is None else "stopped_early"
    return _say(code, epoch=epoch, epochs=epoch - best, best=best)


def _paused(course: Course, status: Situation) -> Diagnosis:
    """What is in the way stays to be read; how well it went is told by the figures."""
    verdict = _verdict(course, status)
    if verdict.mark == "caution":
        return replace(verdict, mark="paused")
    return _say("paused", epoch=status.epoch)


SPEAKERS: Mapping[str, Callable[[Course, Situation], Diagnosis]] = {
    "idle": _idle,
    "failed": _failed,
    "diverged": _diverged,
    "stopped": _stopped,
    "stopped_early": _stopped_early,
    "paused": _paused,
}
"""State -> who speaks for it; of training under way the verdict does."""


def _verdict(course: Course, status: Situation) -> Diagnosis:
    """Judge the training so far: the first judge who has something to say."""
    verdicts = (judge(course, status) for judge in JUDGES)
    return next(verdict for verdict in verdicts if verdict is not None)


def _not_begun(course: Course, status: Situation) -> Diagnosis | None:
    if status.experiment.runs[0].learning_rate == 0:
        return _say("zero_rate")
    return _say("started") if len(course.epochs) < 2 else None


def _solved(course: Course, status: Situation) -> Diagnosis | None:
    """All points right, or a close fit, in several rows on end."""
    least = CLOSE if _is_regression(status) else PERFECT
    newest = course.score[-CONFIRMED:]
    if len(newest) < CONFIRMED or not (newest >= least).all():
        return None
    code = "fits" if _is_regression(status) else "solved"
    facts = {"r2": float(course.score[-1])} if _is_regression(status) else {}
    if course.test_loss is None:
        return _say(f"{code}_train", **facts)
    return _say(code, now=float(course.loss[-1]), **facts)


def _spent(course: Course, status: Situation) -> Diagnosis | None:
    """The schedule has come to its end; a warm-up may begin at 0, so the start does not count."""
    rate, chosen = course.rate, status.experiment.runs[0].learning_rate
    if rate is None or not rate <= SPENT * chosen or course.epochs[-1] == 0:
        return None
    return _say("spent", rate=rate)


def _overfitting(course: Course, status: Situation) -> Diagnosis | None:
    epochs = course.epochs_since_lowest()
    return None if epochs is None else _say("overfitting", epochs=epochs)


def _memorising(course: Course, status: Situation) -> Diagnosis | None:
    """Test points are judged far worse than training points, though no worse than before."""
    if course.test_loss is None or not course.is_long_enough or _is_good(course):
        return None
    train, test = course.recent(course.train_loss), course.recent(course.test_loss)
    lead = course.recent(course.train_score) - course.recent(course.score)
    if test < FAR * train or lead < LEAD:
        return None
    return _say("memorising", train=train, test=test)


def _obstructed(course: Course, status: Situation) -> Diagnosis | None:
    if _is_good(course):
        return None
    found = obstacle(status.experiment, status.epoch, status.units)
    return None if found is None else _say(found.code, **found.facts)


def _saturated(course: Course, status: Situation) -> Diagnosis | None:
    """Whole layers sit where no error passes back, and nothing has been gained since the start."""
    if len(course.epochs) < 2 or status.epoch < PATIENCE or _is_good(course):
        return None
    has_gained = course.train_loss[-1] < HOPELESS * course.train_loss[0]
    if has_gained or not is_saturated(status.experiment, status.units):
        return None
    return _obstructed(course, status) or _say("saturated")


def _at_rest(course: Course, status: Situation) -> Diagnosis | None:
    """The training loss stands still, rises or jumps: a good end, or something to try."""
    if not course.is_long_enough or course.fall() >= ROUGH:
        return None
    is_rough, is_still = course.roughness() > ROUGH, course.fall() < STILL
    if course.recent(course.score) >= ENOUGH:
        has_settled = is_still and not is_rough
        return _still("settled", course, course.loss) if has_settled else None
    if is_rough:
        rows = course.train_loss[course.window]
        return _say("unsteady", low=float(rows.min()), high=float(rows.max()))
    return _stuck(course, status) if is_still else None


def _still(code: str, course: Course, curve: Curve, **facts: float | str) -> Diagnosis:
    """A sentence on a loss that has stayed where it is for the whole window."""
    return _say(code, now=course.recent(curve), epochs=course.span, **facts)


def _stuck(course: Course, status: Situation) -> Diagnosis:
    """The training loss stands still although the answers are poor."""
    start, now = float(course.train_loss[0]), course.recent(course.train_loss)
    if now > start * (1 + STILL):
        return _say("worse", before=start, now=now)
    if (found := brake(status.experiment)) is not None:
        return _still(found.code, course, course.train_loss, **found.facts)
    if course.steadiness() > STEADY:
        # It falls in every epoch and yet hardly at all: the steps are too small.
        fall = ceil(100 * max(0.0, course.fall())) / 100
        return _say("hardly_learning", fall=fall, epochs=course.span)
    return _still("stuck", course, course.train_loss)


def _progress(course: Course, status: Situation) -> Diagnosis:
    """How far it has come since the start."""
    before, now = float(course.loss[0]), float(course.loss[-1])
    is_early = course.epochs[-1] - course.epochs[0] < EARLY
    if before - now < VISIBLE:
        facts = {"epochs": int(course.epochs[-1]), "now": now, "before": before}
        return _say("started") if is_early else _say("searching", **facts)
    if _is_chance(course, status):
        accuracy = float(course.score[-1])
        facts = {"before": before, "now": now, "accuracy": accuracy}
        return _say("started") if is_early else _say("guessing", **facts)
    score = {"r2" if _is_regression(status) else "accuracy": float(course.score[-1])}
    code = "learning_regression" if _is_regression(status) else "learning"
    suffix = "_train" if course.test_loss is None else ""
    return _say(code + suffix, before=before, now=now, **score)


JUDGES: Sequence[Callable[[Course, Situation], Diagnosis | None]] = (
    _not_begun,
    _solved,
    _spent,
    _saturated,
    _overfitting,
    _memorising,
    _obstructed,
    _at_rest,
    _progress,
)
"""In the order in which they are asked."""


def _is_chance(course: Course, status: Situation) -> bool:
    """Whether the answers are about as good as guesses."""
    guesses = 1 / max(2, outputs(status.experiment))
    return not _is_regression(status) and float(course.score[-1]) < guesses + ABOVE_CHANCE


def _is_good(course: Course) -> bool:
    return course.recent(course.score) >= GOOD


def _is_regression(status: Situation) -> bool:
    return problem_of(status.experiment) in ("regression", "counts")

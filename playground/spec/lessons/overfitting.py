"""The lesson on overfitting: two curves part, remedies, width, and what a test is for."""

from collections.abc import Mapping
from typing import ClassVar

from playground.errors import N_
from playground.spec.choices import Choice
from playground.spec.lessons.lesson import Lesson

TOPICS = {
    "gap": Choice(N_("Two curves part"), N_("Known points by heart, new ones worse.")),
    "remedies": Choice(N_("Remedies"), N_("Eight ways out, side by side.")),
    "width": Choice(N_("Wider still"), N_("The error falls, rises, and falls again.")),
    "split": Choice(N_("Train, validate, test"), N_("Who may look at which points.")),
}
"""Topic of the page -> its name."""

REMEDIES = {
    "none": Choice(N_("No remedy"), N_("Few points, a large network, and time.")),
    "data": Choice(N_("More data"), N_("Ten times as many points.")),
    "smaller": Choice(N_("Smaller network"), N_("Two layers of 4 neurons.")),
    "l2": Choice(N_("L2"), N_("Large weights cost something.")),
    "l1": Choice(N_("L1"), N_("Every weight costs something: many go to 0.")),
    "dropout": Choice(N_("Dropout"), N_("Half of the neurons rest, others each time.")),
    "early": Choice(
        N_("Early stopping"), N_("Stop when the test loss rises; go back to its best.")
    ),
    "noise": Choice(N_("Input noise"), N_("Every look at a point shakes it.")),
    "decay": Choice(N_("Rate decay"), N_("Ever smaller steps.")),
}
"""Remedy -> its name."""


class Overfitting(Lesson):
    """A noisy small set and a network that is too large for it.

    `known` points are trained on, nine times as many are new. `pick` is the candidate that a
    person chose, `opened` shows the test set, `swept` the sweep over the width.
    """

    choices: ClassVar[Mapping[str, Mapping[str, Choice]]] = {
        "topic": TOPICS,
        "remedy": REMEDIES,
    }

    topic: str = "gap"
    known: int = 40
    noise: float = 0.4
    units: int = 32
    rounds: int = 200
    seed: int = 0
    remedy: str = "none"
    swept: bool = False
    pick: int = 0
    opened: bool = False

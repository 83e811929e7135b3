"""The lesson on the whole recipe: from points to a tested network, one decision at a time."""

from collections.abc import Mapping
from typing import ClassVar

from playground.errors import N_
from playground.spec.choices import ACTIVATIONS, DATASETS, LOSSES, OPTIMIZERS, Choice
from playground.spec.lessons.lesson import Lesson

TOPICS = {
    "prepare": Choice(N_("1 · Prepare"), N_("Points, and which of them are held back.")),
    "build": Choice(N_("2 · Build"), N_("Layers, neurons, activation.")),
    "loss": Choice(N_("3 · Loss"), N_("What counts as wrong, and how much.")),
    "optimizer": Choice(N_("4 · Optimizer"), N_("How a step is taken.")),
    "train": Choice(N_("5 · Train"), N_("Forward, loss, backward, update; again.")),
    "validate": Choice(N_("6 · Validate"), N_("Would another decision be better?")),
    "test": Choice(N_("7 · Test"), N_("Once, on points that nobody has seen.")),
}
"""Step of the recipe -> its name."""
SETS = {word: DATASETS[word] for word in ("circle", "xor", "gauss", "spiral", "moons")}
RULES = {word: OPTIMIZERS[word] for word in ("sgd", "momentum", "rmsprop", "adam")}
MEASURES = {word: LOSSES[word] for word in ("binary_crossentropy", "mean_squared_error")}
SHAPES = {word: ACTIVATIONS[word] for word in ("relu", "tanh", "sigmoid", "linear")}


class Recipe(Lesson):
    """All decisions of the recipe; together they are one Experiment.

    `samples` points are drawn, a `share` of them is trained on; `hidden_layers` have `units`
    neurons each; `rounds` are epochs.
    """

    choices: ClassVar[Mapping[str, Mapping[str, Choice]]] = {
        "topic": TOPICS,
        "data": SETS,
        "activation": SHAPES,
        "loss": MEASURES,
        "optimizer": RULES,
    }

    topic: str = "prepare"
    data: str = "moons"
    samples: int = 200
    noise: float = 0.2
    share: float = 0.5
    hidden_layers: int = 1
    units: int = 8
    activation: str = "tanh"
    loss: str = "binary_crossentropy"
    optimizer: str = "adam"
    learning_rate: float = 0.03
    l2: float = 0.0
    rounds: int = 100
    seed: int = 0

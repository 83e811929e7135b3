"""The whole recipe: one Experiment out of all decisions, and what each step has to show.

Axis letters: T looks, R runs, N points.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from playground.data import load
from playground.engine import MLPTrainer
from playground.engine.weights import to_layers
from playground.explain.lockstep import Array, Looks, together
from playground.explain.logistic import confusion
from playground.spec import Experiment, change
from playground.spec.cost import steps_per_epoch, widths
from playground.spec.lessons import Recipe
from playground.spec.lessons.recipe import RULES
from playground.spec.parts import GeneratedData, LayerSpec, RunSpec

LOOKS, SIDE = 50, 28
SHOWN_EPOCHS = 30
"""So long the optimizers are compared."""
NEW, FRESH = 500, 100_000
"""Points of the test, and how far away their seed is."""


def experiment_of(recipe: Recipe) -> Experiment:
    """The Experiment that all decisions make."""
    layer = LayerSpec(units=recipe.units, activation=recipe.activation)
    run = RunSpec(optimizer=recipe.optimizer, learning_rate=recipe.learning_rate, l2=recipe.l2,
                  seed=recipe.seed)  # fmt: skip
    data = GeneratedData(name=recipe.data, samples=recipe.samples, noise=recipe.noise,
                         train_share=recipe.share, seed=recipe.seed)  # fmt: skip
    return Experiment(data=data, layers=(layer,) * recipe.hidden_layers, output="sigmoid",
                      loss=recipe.loss, initializer="glorot_uniform", runs=(run,))  # fmt: skip


def tested(recipe: Recipe) -> Experiment:
    """The same network, with points that nobody has seen."""
    experiment = experiment_of(recipe)
    data = GeneratedData(name=recipe.data, samples=NEW, noise=recipe.noise,
                         seed=(recipe.seed + FRESH) % 2**32)  # fmt: skip
    return change(experiment, data=data)


def parameters(recipe: Recipe) -> int:
    """How many weights and biases the network has."""
    sizes = widths(experiment_of(recipe))
    return sum((i + 1) * o for i, o in pairwise(sizes))


@lru_cache(maxsize=32)
def trained(recipe: Recipe) -> Looks:
    """Train for all epochs; a recipe with another open step is another key: see `settled`."""
    experiment = experiment_of(recipe)
    epochs = np.unique(np.rint(recipe.rounds * np.linspace(0, 1, LOOKS) ** 1.5).astype(int))
    return together([experiment], epochs * steps_per_epoch(experiment), SIDE)


def settled(recipe: Recipe) -> Recipe:
    """The recipe as what is trained, whichever of its steps is open."""
    return recipe.model_copy(update={"topic": Recipe().topic})


@lru_cache(maxsize=32)
def compared(recipe: Recipe) -> Array:
    """Train by each optimizer at the chosen rate, all at once: training losses (T, R) by epoch."""
    experiment = experiment_of(recipe)
    rate = recipe.learning_rate
    runs = tuple(
        RunSpec.model_validate({"optimizer": word, "learning_rate": rate, "seed": recipe.seed})
        for word in RULES
    )
    trainer = MLPTrainer(change(experiment, runs=runs))
    trainer.advance(SHOWN_EPOCHS * trainer.steps_per_epoch)
    return trainer.history.column("train_loss").copy()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The test: points (N, 2), labels (N,); true, false positives, false, true negatives."""

    points: Array
    labels: Array
    counts: tuple[Array, Array, Array, Array]

    @property
    def right(self) -> float:
        """The share that is right."""
        return float((self.counts[0] + self.counts[3]) / len(self.labels))


@lru_cache(maxsize=32)
def verdict(recipe: Recipe) -> Verdict:
    """Train, and answer points that nobody has seen."""
    trainer = MLPTrainer(experiment_of(recipe))
    trainer.advance(recipe.rounds * trainer.steps_per_epoch)
    fresh = tested(recipe)
    row = trainer.weights(0)
    dataset = load(fresh)
    judge = MLPTrainer(fresh, initial=[row.astype(float)])
    answers = judge.snapshot(("predictions",)).views["predictions"].reshape(-1)
    return Verdict(dataset.points, dataset.labels, confusion(answers, dataset.labels, 0.5))


@lru_cache(maxsize=32)
def first_answers(recipe: Recipe) -> Array:
    """What the network at its start says of the right class, for each point (N,)."""
    experiment = experiment_of(recipe)
    said = MLPTrainer(experiment).snapshot(("predictions",)).views["predictions"].reshape(-1)
    found: Array = np.where(load(experiment).labels > 0.5, said, 1 - said)
    return found


def start_of(recipe: Recipe) -> list[Array]:
    """The weights of each layer at the start (I, O), biases left out."""
    experiment = experiment_of(recipe)
    layers = to_layers(MLPTrainer(experiment).weights(0), widths(experiment))
    return [np.array(layer["kernel"]) for layer in layers]


def loss_of(word: str, p: Array) -> Array:
    """Return what an answer p costs where 1 is right: -log p, or (1 - p)²."""
    costs: Array = -np.log(p) if word == "binary_crossentropy" else (1 - p) ** 2
    return costs

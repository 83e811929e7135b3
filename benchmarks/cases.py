"""What is measured: problems, who solves them, and what the project promised itself of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from benchmarks.problem import Problem, layers_of
from playground import data
from playground.engine import MLPTrainer
from playground.engine.optimizers import OPTIMIZERS
from playground.spec import Experiment, GeneratedData, LayerSpec, RunSpec, change

SAMPLES, MIXED_SAMPLES = 5000, 1000  # all for training; many runs are measured on fewer
SEVEN = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")
MIXED_RUNS = (4, 16, 64, 256)
SCIKIT = ("scikit-learn partial_fit, each batch", "scikit-learn partial_fit, many batches")
TORCH, FIT, SCAN, VMAP = "PyTorch eager", "Keras fit", "JAX jit + scan", "JAX jit + vmap + scan"
PARTS = ("maps", "frame", "picture", "landscape")
SINGLE = ("first-written NumPy", TORCH, "Keras train_on_batch", FIT, SCAN)

SMALL = Experiment(
    data=GeneratedData(name="spiral", samples=SAMPLES, train_share=1.0), shuffle=False
)
BIG = change(
    SMALL,
    features=("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"),
    layers=tuple(LayerSpec(units=8, activation="relu") for _ in range(3)),
)
NETWORKS = {"2-4-2-1 tanh": SMALL, "7-8-8-8-1 relu": BIG}


class Promise(NamedTuple):
    """What the project promised itself: a peer's time in times of ours, a part's in our steps."""

    sign: Literal[">=", "<="]
    bound: float
    unit: Literal["", "steps", "a second"] = ""

    def __str__(self) -> str:
        """As the table has it."""
        return f"{self.sign} {self.bound:g} {self.unit}".rstrip()

    def is_kept(self, value: float) -> bool:
        """Whether a measured value is on the right side."""
        return value >= self.bound if self.sign == ">=" else value <= self.bound


@dataclass(frozen=True)
class Case:
    """A problem, the peers beside our engine, and which parts of our engine are timed."""

    name: str
    experiment: Experiment
    peers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    promises: dict[str, Promise] = field(default_factory=dict)  # of peers and parts

    def problem(self) -> Problem:
        """The case as every peer is given it."""
        experiment = self.experiment
        dataset, trainer = data.load(experiment), MLPTrainer(experiment)
        inputs = data.expand(dataset.points, experiment.features)
        targets = data.targets(dataset, experiment.output)
        hidden = [layer.units for layer in experiment.layers]
        sizes = (inputs.shape[1], *hidden, targets.shape[1])
        runs = range(len(experiment.runs))
        return Problem(
            sizes=sizes,
            activation=experiment.layers[0].activation,
            output=experiment.output,
            batch=experiment.batch_size,
            inputs=inputs.astype(np.float32),
            targets=targets.astype(np.float32),
            runs=tuple(run.model_dump() for run in experiment.runs),
            start=tuple(layers_of(trainer.weights(run), sizes) for run in runs),
            experiment=experiment.model_dump_json(),
        )


def mixed(experiment: Experiment, words: list[str], count: int) -> Experiment:
    """So many runs, whose optimizers take turns."""
    runs = tuple(
        RunSpec(optimizer=words[run % len(words)], learning_rate=0.01, seed=run)
        for run in range(count)
    )
    fewer = GeneratedData(name="spiral", samples=MIXED_SAMPLES, train_share=1.0)
    return change(experiment, data=fewer, runs=runs)


SMALL_PROMISES = {
    TORCH: Promise(">=", 15),
    FIT: Promise(">=", 100),
    SCAN: Promise(">=", 0.85),
    "maps": Promise("<=", 9, "steps"),
    "frame": Promise("<=", 60, "steps"),
    "landscape": Promise(">=", 100, "a second"),
}
BIG_PROMISES = {"maps": Promise("<=", 25.7, "steps")}
MIX_PROMISES = {16: Promise(">=", 1), 64: Promise(">=", 1.4), 256: Promise(">=", 1.4)}


def cases() -> Iterator[Case]:
    """All cases, one run first."""
    for name, experiment in NETWORKS.items():
        is_small = experiment is SMALL
        promises = SMALL_PROMISES if is_small else BIG_PROMISES
        yield Case(f"{name}, SGD", experiment, SINGLE, PARTS, promises)
        linear = change(experiment, output="linear")
        promises = dict.fromkeys(SCIKIT, Promise(">=", 18)) if is_small else {}
        yield Case(f"{name}, SGD, linear output", linear, SCIKIT, promises=promises)
    words = [word for word in SEVEN if word in OPTIMIZERS]
    for name, experiment in NETWORKS.items():
        for count in MIXED_RUNS:
            is_promised = experiment is SMALL and count in MIX_PROMISES
            yield Case(
                f"{name}, {count} runs, mix of {len(words)}",
                mixed(experiment, words, count),
                (VMAP,),
                promises={VMAP: MIX_PROMISES[count]} if is_promised else {},
            )

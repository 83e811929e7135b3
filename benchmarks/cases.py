"""What is measured: problems, who solves them, and what the project promised itself of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class Case:
    """A problem, the peers beside our engine, and which parts of our engine are timed.

    `least`: a peer's time in times of ours; `most`: a part's time in steps of ours.
    """

    name: str
    experiment: Experiment
    peers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    least: dict[str, float] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)

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


def cases() -> Iterator[Case]:
    """All cases, one run first."""
    for name, experiment in NETWORKS.items():
        is_small = experiment is SMALL
        least = {TORCH: 15.0, FIT: 100.0, SCAN: 0.85} if is_small else {}
        most = {"maps": 9.0, "frame": 60.0} if is_small else {"maps": 25.7}
        parts = ("maps", "frame", "picture")
        yield Case(f"{name}, SGD", experiment, SINGLE, parts, least, most)
        linear = change(experiment, output="linear")
        least = dict.fromkeys(SCIKIT, 18.0) if is_small else {}
        yield Case(f"{name}, SGD, linear output", linear, SCIKIT, least=least)
    words = [word for word in SEVEN if word in OPTIMIZERS]
    for name, experiment in NETWORKS.items():
        for count in MIXED_RUNS:
            least = {16: {VMAP: 1.0}, 64: {VMAP: 1.4}, 256: {VMAP: 1.4}}.get(count, {})
            yield Case(
                f"{name}, {count} runs, mix of {len(words)}",
                mixed(experiment, words, count),
                (VMAP,),
                least=least if experiment is SMALL else {},
            )

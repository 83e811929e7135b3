"""What is measured: problems, who solves them, and what the project promised itself of each.

A target is a ratio of times within one run: `least` of a peer's time to ours, `most` of a part of
our engine to one of its steps.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.problem import Problem, layers_of
from playground import data
from playground.engine import MLPTrainer
from playground.spec import Experiment, GeneratedData, LayerSpec, RunSpec, change
from playground.engine.optimizers import OPTIMIZERS

SAMPLES, MIXED_SAMPLES = 5000, 1000  # all for training; many runs are measured on fewer
SEVEN = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")
MIXED_RUNS = (4, 16, 64, 256)
SCIKIT = ("scikit-learn partial_fit, each batch", "scikit-learn partial_fit, many batches")
OTHERS = (
    "first-written NumPy", "PyTorch eager", "Keras train_on_batch", "Keras fit", "JAX jit + scan"
)  # fmt: skip

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
    """A problem, the peers beside our engine, and which parts of our engine are timed."""

    name: str
    experiment: Experiment
    peers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    targets: tuple[tuple[str, float], ...] = ()  # peer -> least ratio, part -> most steps

    def problem(self) -> Problem:
        """The case as every peer is given it."""
        experiment = self.experiment
        dataset, trainer = data.load(experiment), MLPTrainer(experiment)
        inputs = data.expand(dataset.points, experiment.features)
        hidden = [layer.units for layer in experiment.layers]
        targets = data.targets(dataset, experiment.output)
        sizes = (inputs.shape[1], *hidden, targets.shape[1])
        return Problem(
            sizes=sizes,
            activation=experiment.layers[0].activation,
            output=experiment.output,
            batch=experiment.batch_size,
            inputs=inputs.astype(np.float32),
            targets=targets.astype(np.float32),
            runs=tuple(run.model_dump() for run in experiment.runs),
            start=tuple(
                layers_of(trainer.weights(run), sizes) for run in range(len(experiment.runs))
            ),
            experiment=experiment.model_dump_json(),
        )


def cases() -> Iterator[Case]:
    """All cases, one run first."""
    for name, experiment in NETWORKS.items():
        is_small = experiment is SMALL
        yield Case(
            f"{name}, SGD",
            experiment,
            OTHERS,
            ("maps", "frame", "picture"),
            (
                ("PyTorch eager", 15.0), ("Keras fit", 100.0), ("JAX jit + scan", 0.85),
                ("maps", 9.0), ("frame", 60.0),
            ) if is_small else (("maps", 25.7),),
        )  # fmt: skip
        linear = change(experiment, output="linear")
        targets = tuple((peer, 18.0) for peer in SCIKIT) if is_small else ()
        yield Case(f"{name}, SGD, linear output", linear, SCIKIT, targets=targets)
    fewer = SMALL.data.model_copy(update={"samples": MIXED_SAMPLES})
    words = [word for word in SEVEN if word in OPTIMIZERS]
    for name, experiment in NETWORKS.items():
        for count in MIXED_RUNS:
            runs = tuple(
                RunSpec(optimizer=words[run % len(words)], learning_rate=0.01, seed=run)
                for run in range(count)
            )
            least = {16: 1.0, 64: 1.4, 256: 1.4}.get(count)
            targets = (("JAX jit + vmap + scan", least),) if least else ()
            yield Case(
                f"{name}, {count} runs, mix of {len(words)}",
                change(experiment, data=fewer, runs=runs),
                ("JAX jit + vmap + scan",),
                targets=targets if experiment is SMALL else (),
            )

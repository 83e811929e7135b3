"""Our engine against the network one writes first in NumPy, measured in turns in the same process.

    python -m benchmarks.engine

Times are the best of several rounds in microseconds; another machine has other times and nearly
the same ratios. A step is one batch of 10.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for the baseline; ours sees to it itself

from collections.abc import Callable
from itertools import pairwise
from time import perf_counter

import numpy as np

from playground import data
from playground.engine import MLPTrainer
from playground.spec import Experiment, GeneratedData, LayerSpec, RunSpec, change

ROUNDS = 12
SLICE = 0.03  # seconds of work in a round
STEPS = 20  # in one timed call

SMALL = Experiment()
BIG = Experiment(
    data=GeneratedData(name="spiral"),
    features=("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"),
    layers=tuple(LayerSpec(units=8, activation="relu") for _ in range(3)),
)
NETWORKS = {"2-4-2-1 tanh": SMALL, "7-8-8-8-1 relu": BIG}
VIEWS = ("output", "units", "predictions")


class FirstWritten:
    """A network as one writes it first: a list of matrices, new arrays at every step."""

    def __init__(self, experiment: Experiment, seed: int = 0) -> None:
        dataset = data.load(experiment)
        x = data.expand(dataset.points, experiment.features).astype(np.float32)
        t = data.targets(dataset, experiment.output).astype(np.float32)
        self.x, self.t = x[~dataset.is_test], t[~dataset.is_test]
        self.all_x, self.all_t = x, t
        self.tanh = experiment.layers[0].activation == "tanh"
        sizes = [x.shape[1], *(layer.units for layer in experiment.layers), t.shape[1]]
        self.rng = np.random.default_rng(seed)
        self.w = [
            self.rng.uniform(-0.5, 0.5, (i, o)).astype(np.float32) for i, o in pairwise(sizes)
        ]
        self.b = [np.full(o, 0.1, np.float32) for o in sizes[1:]]

    def forward(self, x):
        a = [x]
        for layer, (w, b) in enumerate(zip(self.w, self.b, strict=True)):
            z = a[-1] @ w + b
            is_tanh = self.tanh or layer == len(self.w) - 1
            a.append(np.tanh(z) if is_tanh else np.maximum(z, 0))
        return a

    def step(self, x, t, rate=0.03):
        a = self.forward(x)
        delta = (a[-1] - t) * (1 - a[-1] ** 2) / len(x)
        for layer in reversed(range(len(self.w))):
            dw, db = a[layer].T @ delta, delta.sum(axis=0)
            if layer:
                slope = 1 - a[layer] ** 2 if self.tanh else a[layer] > 0
                delta = (delta @ self.w[layer].T) * slope
            self.w[layer] -= rate * dw
            self.b[layer] -= rate * db

    def steps(self, order, size=10):
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            self.step(self.x[batch], self.t[batch])

    def epoch(self):
        self.steps(self.rng.permutation(len(self.x)))
        y = self.forward(self.all_x)[-1]
        half = len(self.x)
        for y_side, t_side in ((y[:half], self.all_t[:half]), (y[half:], self.all_t[half:])):
            float(0.5 * np.mean((y_side - t_side) ** 2))
            float(np.mean((y_side >= 0) == (t_side > 0)))

    def picture(self):
        axis = np.linspace(-6, 6, 100, dtype=np.float32)
        points = np.stack(np.meshgrid(axis, axis[::-1]), axis=-1).reshape(-1, 2)
        inputs = points
        if self.x.shape[1] == 7:
            x1, x2 = points.T
            inputs = np.stack([x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)], axis=1)
        layers = self.forward(inputs)[1:]
        tiles = [a.T.reshape(-1, 100, 100)[:, ::2, ::2] for a in layers]
        return layers[-1].reshape(100, 100), tiles, self.forward(self.all_x)[-1]


def measure(*works: tuple[Callable[[], object], int]) -> list[float]:
    """Best time per unit [us] of each (work, units it does), in turns so that all see the same.

    Each call is timed alone: among many short calls some are disturbed by nobody.
    """
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for index, (work, units) in enumerate(works):
            end = perf_counter() + SLICE
            while (begin := perf_counter()) < end:
                work()
                best[index] = min(best[index], (perf_counter() - begin) / units)
    return [1e6 * seconds for seconds in best]


def steps_of(trainer: MLPTrainer) -> tuple[Callable[[], object], int]:
    return lambda: trainer.advance(STEPS), STEPS


def with_runs(experiment: Experiment, count: int, *words: str) -> Experiment:
    runs = tuple(
        RunSpec(optimizer=words[i % len(words)], learning_rate=0.01, seed=i) for i in range(count)
    )
    return experiment.model_copy(update={"runs": runs})


def report_steps() -> None:
    """Steps alone: an epoch is so long that the best calls hold no measuring."""
    print("step [us]                                   first-written    ours   ratio")
    for name, experiment in NETWORKS.items():
        long = change(experiment, data=GeneratedData(name="spiral", samples=5000, train_share=1.0))
        baseline, trainer = FirstWritten(long), MLPTrainer(long)
        order = baseline.rng.permutation(10 * STEPS)
        first_written = (lambda b=baseline, o=order: b.steps(o), STEPS)
        theirs, ours = measure(first_written, steps_of(trainer))
        line(f"{name}, sgd", theirs, ours)
        for word in ("momentum", "nesterov", "adam"):
            line(f"{name}, {word}", None, *measure(steps_of(MLPTrainer(with_runs(long, 1, word)))))
        for count in (16, 64):
            for words in (("sgd",), ("sgd", "momentum", "nesterov", "adam")):
                (ours,) = measure(steps_of(MLPTrainer(with_runs(long, count, *words))))
                kind = "mix" if len(words) > 1 else "sgd"
                line(f"{name}, {count} runs, {kind}", count * theirs, ours)


def report_epochs() -> None:
    print("\nepoch of 250 points [us], losses and accuracies of 500 points included")
    for name, experiment in NETWORKS.items():
        baseline, trainer = FirstWritten(experiment), MLPTrainer(experiment)
        ours = (lambda t=trainer: t.advance(t.steps_per_epoch), 1)
        line(name, *measure((baseline.epoch, 1), ours))


def line(name: str, theirs: float | None, ours: float) -> None:
    ratio = f"{theirs:15.1f}{ours:8.1f}{theirs / ours:8.1f}" if theirs else f"{'':15s}{ours:8.1f}"
    print(f"{name:42s}{ratio}")


def report_pictures() -> None:
    print("\npicture [us]: outputs 100x100, every unit, all predictions, metrics")
    for name, experiment in NETWORKS.items():
        baseline, trainer = FirstWritten(experiment), MLPTrainer(experiment)

        def picture(trainer: MLPTrainer = trainer) -> None:
            trainer.edit(0, 0, 0, 0, 0.1)  # else what was measured would still hold
            trainer.snapshot(VIEWS)

        def maps(trainer: MLPTrainer = trainer) -> None:
            trainer.snapshot(("output",))

        theirs, ours, alone = measure((baseline.picture, 1), (picture, 1), (maps, 1))
        print(
            f"{name:42s}{theirs:15.0f}{ours:8.0f}{theirs / ours:8.1f}   100x100 alone {alone:.0f}"
        )


if __name__ == "__main__":
    report_steps()
    report_epochs()
    report_pictures()

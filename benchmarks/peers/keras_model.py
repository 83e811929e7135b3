"""Keras on TensorFlow, compiled as `compile` does by default."""

import keras

from benchmarks.problem import Layers, Problem


def half_squared_error(t, y):
    """Half the squared error of each point, as in the problem."""
    return 0.5 * keras.ops.sum(keras.ops.square(y - t), axis=-1)


class TrainOnBatch:
    """train_on_batch, a batch a call."""

    call = 2

    def __init__(self, problem: Problem) -> None:
        self.problem, self.at = problem, 0
        words = [problem.activation] * (len(problem.sizes) - 2) + [problem.output]
        self.model = keras.Sequential([keras.Input((problem.sizes[0],))])
        for units, word in zip(problem.sizes[1:], words, strict=True):
            self.model.add(keras.layers.Dense(units, activation=word))
        for layer, (kernel, bias) in zip(self.model.layers, problem.start[0], strict=True):
            layer.set_weights([kernel, bias])
        rate = problem.runs[0]["learning_rate"]
        self.model.compile(keras.optimizers.SGD(rate), loss=half_squared_error)

    def train(self, steps: int) -> None:
        for _ in range(steps):
            batch = self.problem.span(self.at, 1)
            self.model.train_on_batch(self.problem.inputs[batch], self.problem.targets[batch])
            self.at = (self.at + 1) % self.problem.batches

    def layers(self) -> list[Layers]:
        return [[tuple(layer.get_weights()) for layer in self.model.layers]]


class Fit(TrainOnBatch):
    """Fit for an epoch of the playground's 250 points."""

    call = 25

    def train(self, steps: int) -> None:
        batch = self.problem.span(self.at, steps)
        self.model.fit(
            self.problem.inputs[batch],
            self.problem.targets[batch],
            batch_size=self.problem.batch,
            shuffle=False,
            verbose=0,
        )
        self.at = (self.at + steps) % self.problem.batches

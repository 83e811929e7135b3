"""scikit-learn's MLPRegressor: its output is linear, so it has a problem of its own."""

import numpy as np
from sklearn.neural_network import MLPRegressor

from benchmarks.problem import Layers, Problem


class Scikit:
    """partial_fit on many batches at once: it cuts them itself."""

    call = 25

    def __init__(self, problem: Problem) -> None:
        self.problem, self.at = problem, 0
        self.targets = problem.targets[:, 0]
        self.model = MLPRegressor(
            hidden_layer_sizes=problem.sizes[1:-1],
            activation=problem.activation,
            solver="sgd",
            alpha=0.0,
            batch_size=problem.batch,
            learning_rate_init=problem.runs[0]["learning_rate"],
            momentum=0.0,
            nesterovs_momentum=False,
            shuffle=False,
            random_state=0,
        )
        self._fit(1)  # makes the weights, which then become the problem's
        parts = zip(self.model.coefs_, self.model.intercepts_, problem.start[0], strict=True)
        for w, b, (kernel, bias) in parts:
            w[:], b[:] = kernel, bias

    def train(self, steps: int) -> None:
        self._fit(steps)
        self.at = (self.at + steps) % self.problem.batches

    def layers(self) -> list[Layers]:
        pairs = zip(self.model.coefs_, self.model.intercepts_, strict=True)
        return [[(np.array(w), np.array(b)) for w, b in pairs]]

    def _fit(self, steps: int) -> None:
        batch = self.problem.span(self.at, steps)
        self.model.partial_fit(self.problem.inputs[batch], self.targets[batch])


class BatchByBatch(Scikit):
    """partial_fit on one batch after the other, as one would to look at each."""

    def train(self, steps: int) -> None:
        for _ in range(steps):
            super().train(1)

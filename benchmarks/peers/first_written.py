"""The network one writes first in NumPy: a list of matrices, new arrays at every step."""

import numpy as np

from benchmarks.problem import Array, Layers, Problem


class FirstWritten:
    """One run of plain descent."""

    call = 10

    def __init__(self, problem: Problem) -> None:
        self.problem, self.at = problem, 0
        self.rate = np.float32(problem.runs[0]["learning_rate"])
        self.is_tanh = problem.activation == "tanh"
        self.w = [kernel.copy() for kernel, _ in problem.start[0]]
        self.b = [bias.copy() for _, bias in problem.start[0]]

    def train(self, steps: int) -> None:
        for _ in range(steps):
            batch = self.problem.span(self.at, 1)
            self.step(self.problem.inputs[batch], self.problem.targets[batch])
            self.at = (self.at + 1) % self.problem.batches

    def step(self, x: Array, t: Array) -> None:
        a = [x]
        for layer, (w, b) in enumerate(zip(self.w, self.b, strict=True)):
            z = a[-1] @ w + b
            is_tanh = self.is_tanh or layer == len(self.w) - 1
            a.append(np.tanh(z) if is_tanh else np.maximum(z, 0))
        delta = (a[-1] - t) * (1 - a[-1] ** 2) / len(x)
        for layer in reversed(range(len(self.w))):
            dw, db = a[layer].T @ delta, delta.sum(axis=0)
            if layer:
                slope = 1 - a[layer] ** 2 if self.is_tanh else a[layer] > 0
                delta = (delta @ self.w[layer].T) * slope
            self.w[layer] -= self.rate * dw
            self.b[layer] -= self.rate * db

    def layers(self) -> list[Layers]:
        return [list(zip(self.w, self.b, strict=True))]

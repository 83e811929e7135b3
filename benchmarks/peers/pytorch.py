"""PyTorch on the CPU, eager: the training loop of its tutorials."""

import torch
from torch import nn

from benchmarks.problem import Layers, Problem

ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU}


class Eager:
    """nn.Sequential, autograd, torch.optim.SGD."""

    call = 10

    def __init__(self, problem: Problem) -> None:
        torch.set_num_threads(1)
        self.problem, self.at = problem, 0
        parts: list[nn.Module] = []
        for index, (kernel, bias) in enumerate(problem.start[0]):
            linear = nn.Linear(*kernel.shape)
            with torch.no_grad():
                linear.weight.copy_(torch.tensor(kernel.T))
                linear.bias.copy_(torch.tensor(bias))
            is_last = index == len(problem.start[0]) - 1
            word = problem.output if is_last else problem.activation
            parts += [linear] if word == "linear" else [linear, ACTIVATIONS[word]()]
        self.model = nn.Sequential(*parts)
        self.rule = torch.optim.SGD(self.model.parameters(), lr=problem.runs[0]["learning_rate"])
        self.loss = nn.MSELoss()
        x, t = torch.tensor(problem.inputs), torch.tensor(problem.targets)
        spans = [problem.span(batch, 1) for batch in range(problem.batches)]
        self.batches = [(x[span], t[span]) for span in spans]

    def train(self, steps: int) -> None:
        for _ in range(steps):
            x, t = self.batches[self.at]
            self.rule.zero_grad()
            (0.5 * self.loss(self.model(x), t)).backward()  # one output: the mean is ours
            self.rule.step()
            self.at = (self.at + 1) % len(self.batches)

    def layers(self) -> list[Layers]:
        linears = [part for part in self.model if isinstance(part, nn.Linear)]
        return [[(part.weight.detach().numpy().T, part.bias.detach().numpy()) for part in linears]]

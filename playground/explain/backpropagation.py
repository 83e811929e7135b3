"""A small network by hand: every number of one forward and one backward walk, one point at a time.

Each number is there by itself, so that it can be shown: sums z, values a, slopes h'(z), and the
gradients with respect to each of them and to each weight. The rules are the engine's registries;
`tests/explain/test_backpropagation.py` holds every number against the engine's own walk and against
finite differences. Kernels are (I, O) as in layout.py's canonical order; `w` counts from 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine.activations import ACTIVATIONS, OUTPUTS
from playground.engine.batches import with_ones
from playground.engine.layout import Layout
from playground.engine.losses import LOSSES
from playground.engine.network import Forward, Rules
from playground.engine.program import Program
from playground.engine.training import draw
from playground.explain.activations import respond
from playground.spec.lessons import Backpropagation

Array = NDArray[np.float64]

NUDGE = 1e-5
"""How far finite differences move a weight."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer of the walk.

    Attributes:
        kernel, bias: its weights (I, O) and biases (O,).
        sums, values, slopes: z, a = h(z) and h'(z) of its units (O,).
        pulls: dE/da (O,); of a fused output not known by itself, then NaN.
        deltas: dE/dz (O,).
    """

    kernel: Array
    bias: Array
    sums: Array
    values: Array
    slopes: Array
    pulls: Array
    deltas: Array


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """All numbers of one point.

    `is_fused` says that loss and output are taken together: dE/dz = a - t at once.
    """

    inputs: Array
    target: Array
    layers: tuple[Layer, ...]
    loss: float
    is_fused: bool

    def before(self, layer: int) -> Array:
        """What a layer sees (I,)."""
        return self.layers[layer - 1].values if layer else self.inputs

    def gradients(self, layer: int) -> tuple[Array, Array]:
        """Return dE/dw (I, O) and dE/db (O,) of a layer."""
        deltas = self.layers[layer].deltas
        return np.outer(self.before(layer), deltas), deltas

    @property
    def gradient(self) -> Array:
        """The whole gradient in canonical order (P,)."""
        pairs = [self.gradients(layer) for layer in range(len(self.layers))]
        return np.concatenate([part.ravel() for pair in pairs for part in pair])


def rules_of(setting: Backpropagation) -> Rules:
    """Return the engine's rules for a setting."""
    hidden = (ACTIVATIONS[setting.activation],) * len(setting.hidden)
    return Rules(hidden, OUTPUTS[setting.output], setting.loss)


def weights_of(setting: Backpropagation) -> Array:
    """Return the weights in canonical order (P,): those that were set, else drawn ones.

    Drawn weights are rounded to two decimals, so that a person can follow them by hand.
    """
    if setting.theta:
        return np.array(setting.theta)
    drawn: Array = draw(Layout(setting.sizes, 1), setting.initializer, setting.seed)
    return drawn.round(2) + 0.0


def trace(setting: Backpropagation) -> Trace:
    """Walk forward and backward."""
    rules = rules_of(setting)
    kernels = _kernels(setting.sizes, weights_of(setting))
    activations = [*rules.hidden, rules.output]
    inputs, target = np.array(setting.inputs), np.array(setting.targets)
    value, forward = inputs, []
    for (kernel, bias), activation in zip(kernels, activations, strict=True):
        sums = value @ kernel + bias
        value, slope = respond(activation, sums)
        forward.append((kernel, bias, sums, value, slope))
    loss = LOSSES[setting.loss]
    is_fused = loss.fused is not None
    error, pull = _judged(setting.loss, forward[-1][2] if is_fused else value, value, target)
    layers: list[Layer] = []
    for kernel, bias, sums, value, slope in reversed(forward):
        is_output = not layers
        delta = pull if is_output and is_fused else pull * slope
        seen = np.full_like(pull, np.nan) if is_output and is_fused else pull
        layers.append(Layer(kernel, bias, sums, value, slope, seen, delta))
        pull = kernel @ delta
    return Trace(inputs, target, tuple(layers[::-1]), error, is_fused)


def _judged(word: str, shown: Array, value: Array, target: Array) -> tuple[float, Array]:
    """The loss of one point, and its slope by the outputs (by their sums where fused)."""
    loss, do = LOSSES[word], Program(np.float64)
    y, t, s = value[:, None, None], target[:, None, None], shown[:, None, None].copy()
    error, slope = np.zeros((1, 1)), np.zeros_like(y)
    loss.value(do, s, t, np.zeros_like(s), error)
    loss.slope(do, y, t, slope)
    do.run()
    return float(error[0, 0]), slope[:, 0, 0] * loss.scale(len(y))


def _kernels(sizes: tuple[int, ...], weights: Array) -> list[tuple[Array, Array]]:
    """The kernel (I, O) and the bias (O,) of each layer from canonical order."""
    layout = Layout(sizes, 1)
    flat = layout.zeros(np.float64)
    layout.put(flat, 0, weights)
    return [(block[:, 0, :-1].T.copy(), block[:, 0, -1].copy()) for block in layout.blocks(flat)]


def finite_differences(setting: Backpropagation) -> Array:
    """Return every gradient by central differences, (E(w + h) - E(w - h)) / 2h, canonical (P,).

    Two copies of the network for each weight walk forward together, as runs of the engine.
    """
    weights = weights_of(setting)
    nudges = np.eye(len(weights)) * NUDGE
    losses = losses_at(setting, weights + np.concatenate([nudges, -nudges]))
    up, down = losses.reshape(2, -1)
    slopes: Array = (up - down) / (2 * NUDGE)
    return slopes


def losses_at(setting: Backpropagation, rows: Array) -> Array:
    """Return the loss under each row of weights (R, P) -> (R,), by the engine's forward walk."""
    layout, do = Layout(setting.sizes, len(rows)), Program(np.float64)
    flat = layout.zeros(np.float64)
    layout.put_all(flat, rows)
    inputs = with_ones(np.array(setting.inputs)[:, None])
    forward = Forward(rules_of(setting), layout.blocks(flat), inputs)
    errors = forward.errors(do, np.array(setting.targets)[:, None])
    with np.errstate(all="ignore"):
        do.run()
    return errors[:, 0].copy()

"""Recurrent cells step by step: every gate, the state, and how far back the gradient reaches.

Keras trains; this file recomputes what one layer did from its weights, so that each number can be
shown. Weights are in Keras' own order: kernel (F, K U), recurrent kernel (U, K U), bias; K is 1 for
SimpleRNN, 3 for GRU (z, r, h; two rows of bias, reset after the product), 4 for LSTM (i, f, g, o).

Axis letters: B sequences, T steps, F inputs, U units, K gates.
Sources: Elman 1990; Hochreiter and Schmidhuber 1997; Cho et al. 2014 (reset_after as in cuDNN).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

GATES: Mapping[str, tuple[str, ...]] = {
    "simple_rnn": ("state",),
    "gru": ("update", "reset", "candidate", "state"),
    "lstm": ("input", "forget", "candidate", "output", "cell", "state"),
}
"""Cell -> what a step computes, in this order; "state" is what the next layer sees."""


@dataclass(frozen=True)
class CellWeights:
    """Weights of one recurrent layer in one direction, as Keras gives them."""

    cell: str
    kernel: Array
    recurrent: Array
    bias: Array

    @property
    def units(self) -> int:
        """Cells of the layer."""
        return int(self.recurrent.shape[0])


@dataclass(frozen=True)
class Trace:
    """What a layer computed: gate -> (B, T, U), and the inputs (B, T, F) it read."""

    weights: CellWeights
    inputs: Array
    gates: Mapping[str, Array]

    @property
    def states(self) -> Array:
        """What the next layer sees (B, T, U)."""
        return self.gates["state"]


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)), without overflow."""
    shrunk = np.exp(-np.abs(x))
    answer: Array = np.where(x >= 0, 1, shrunk) / (1 + shrunk)
    return answer


def _simple(weights: CellWeights, driven: Array, state: Array, _cell: Array) -> dict[str, Array]:
    """H' = tanh(x W + b + h U)."""
    return {"state": np.tanh(driven + weights.bias + state @ weights.recurrent)}


def _gru(weights: CellWeights, driven: Array, state: Array, _cell: Array) -> dict[str, Array]:
    """z, r = s(x W + h U); g = tanh(x W + r (h U)); h' = z h + (1 - z) g."""
    z_x, r_x, g_x = np.split(driven + weights.bias[0], 3, axis=-1)
    z_h, r_h, g_h = np.split(state @ weights.recurrent + weights.bias[1], 3, axis=-1)
    update, reset = sigmoid(z_x + z_h), sigmoid(r_x + r_h)
    candidate = np.tanh(g_x + reset * g_h)
    after = update * state + (1 - update) * candidate
    return {"update": update, "reset": reset, "candidate": candidate, "state": after}


def _lstm(weights: CellWeights, driven: Array, state: Array, cell: Array) -> dict[str, Array]:
    """i, f, o = s(x W + h U + b); g = tanh(...); c' = f c + i g; h' = o tanh(c')."""
    i, f, g, o = np.split(driven + state @ weights.recurrent + weights.bias, 4, axis=-1)
    gates = {"input": sigmoid(i), "forget": sigmoid(f)}
    gates |= {"candidate": np.tanh(g), "output": sigmoid(o)}
    gates["cell"] = gates["forget"] * cell + gates["input"] * gates["candidate"]
    gates["state"] = gates["output"] * np.tanh(gates["cell"])
    return gates


_STEPS: Mapping[str, Callable[[CellWeights, Array, Array, Array], dict[str, Array]]] = {
    "simple_rnn": _simple,
    "gru": _gru,
    "lstm": _lstm,
}


@dataclass
class CellState:
    """State and cell of a layer between two steps (B, U); the cell is used by LSTM only."""

    state: Array
    cell: Array

    @classmethod
    def zero(cls, weights: CellWeights, count: int) -> "CellState":
        """The state before the first step."""
        zeros = np.zeros((count, weights.units), dtype=weights.recurrent.dtype)
        return cls(zeros, zeros)


def step(weights: CellWeights, inputs: Array, before: CellState) -> dict[str, Array]:
    """One step: inputs (B, F) and the state before -> every gate (B, U)."""
    return _STEPS[weights.cell](weights, inputs @ weights.kernel, before.state, before.cell)


def trace(weights: CellWeights, inputs: Array) -> Trace:
    """Run a layer over sequences (B, T, F) and keep every gate."""
    count, steps, _ = inputs.shape
    driven = inputs @ weights.kernel  # (B, T, K U), all steps at once
    gates = {
        name: np.empty((count, steps, weights.units), dtype=driven.dtype)
        for name in GATES[weights.cell]
    }
    at = CellState.zero(weights, count)
    for index in range(steps):
        found = _STEPS[weights.cell](weights, driven[:, index], at.state, at.cell)
        for name, values in found.items():
            gates[name][:, index] = values
        at = CellState(found["state"], found.get("cell", at.cell))
    return Trace(weights, inputs, gates)


def reach(traced: Trace, gradient: Array) -> Array:
    """Carry the gradient of the last state back: dL/dh_t of every step (B, T, U).

    `gradient` is dL/dh_T (B, U) and only the last state enters the loss. For LSTM the path through
    the cell is part of it. Backpropagation through time: Werbos 1990.
    """
    return _BACK[traced.weights.cell](traced, gradient)


def horizon(gradients: Array) -> tuple[Array, int]:
    """The norm of dL/dh_t, its mean over sequences (T,), and the steps until it halves.

    Counted back from the last step; T where it never halves.
    """
    norms = np.linalg.norm(gradients, axis=-1).mean(axis=0)  # (T,)
    last = norms[-1]
    below = np.flatnonzero(norms[::-1] < last / 2)
    return norms, int(below[0]) if len(below) else len(norms)


def _before(values: Array) -> Array:
    """Values (B, T, U) one step earlier, zero before the first."""
    earlier = np.zeros_like(values)
    earlier[:, 1:] = values[:, :-1]
    return earlier


def _back_simple(traced: Trace, gradient: Array) -> Array:
    """dL/dh_{t-1} = (dL/dh_t (1 - h_t^2)) U^T."""
    states, recurrent = traced.states, traced.weights.recurrent.T
    found = np.empty_like(states)
    found[:, -1] = gradient
    for index in range(states.shape[1] - 1, 0, -1):
        slope = found[:, index] * (1 - states[:, index] ** 2)
        found[:, index - 1] = slope @ recurrent
    return found


def _back_gru(traced: Trace, gradient: Array) -> Array:
    """The path of z h, of the candidate, and of both gates."""
    gates, weights = traced.gates, traced.weights
    units = weights.units
    z_u, r_u, g_u = (weights.recurrent[:, k * units : (k + 1) * units].T for k in range(3))
    states, before = gates["state"], _before(gates["state"])
    inner = before @ weights.recurrent[:, 2 * units :] + weights.bias[1][2 * units :]
    found = np.empty_like(states)
    found[:, -1] = gradient
    for index in range(states.shape[1] - 1, 0, -1):
        here, z = found[:, index], gates["update"][:, index]
        r, g = gates["reset"][:, index], gates["candidate"][:, index]
        d_g = here * (1 - z) * (1 - g * g)
        d_z = here * (before[:, index] - g) * z * (1 - z)
        d_r = d_g * inner[:, index] * r * (1 - r)
        found[:, index - 1] = here * z + (d_g * r) @ g_u + d_z @ z_u + d_r @ r_u
    return found


def _back_lstm(traced: Trace, gradient: Array) -> Array:
    """Through the output gate and, along the cell, through the other three."""
    gates, weights = traced.gates, traced.weights
    cells, before = gates["cell"], _before(gates["cell"])
    found = np.empty_like(gates["state"])
    found[:, -1] = gradient
    along = np.zeros_like(gradient)  # dL/dc that comes from the step after
    for index in range(found.shape[1] - 1, 0, -1):
        here, bent = found[:, index], np.tanh(cells[:, index])
        i, f = gates["input"][:, index], gates["forget"][:, index]
        g, o = gates["candidate"][:, index], gates["output"][:, index]
        cell = along + here * o * (1 - bent * bent)
        slopes = [
            cell * g * i * (1 - i),
            cell * before[:, index] * f * (1 - f),
            cell * i * (1 - g * g),
            here * bent * o * (1 - o),
        ]
        along = cell * f
        found[:, index - 1] = np.concatenate(slopes, axis=-1) @ weights.recurrent.T
    return found


_BACK: Mapping[str, Callable[[Trace, Array], Array]] = {
    "simple_rnn": _back_simple,
    "gru": _back_gru,
    "lstm": _back_lstm,
}

"""JAX as fast as one can reasonably write it: the loop over all batches is one compiled scan.

The parameters of a run are one flat array, which measured faster than a tree of matrices; unrolled
scans, given-away buffers and more threads changed nothing or made it slower.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.flatten_util import ravel_pytree

from benchmarks.problem import Layers, Problem

ACTIVATIONS = {"tanh": jnp.tanh, "relu": jax.nn.relu, "linear": lambda z: z}


class Scan:
    """One run of plain descent: jit of a scan over the batches."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.at, self.call = problem, 0, min(100, problem.batches)
        count, size = problem.batches, problem.batch
        self.x = problem.inputs[: count * size].reshape(count, size, -1)
        self.t = problem.targets[: count * size].reshape(count, size, -1)
        starts = [ravel_pytree(layers) for layers in problem.start]
        self.start, self.layers_of = jnp.stack([theta for theta, _ in starts]), starts[0][1]
        self.slices: dict[tuple[int, int], tuple[jax.Array, ...]] = {}
        self.compiled = jax.jit(lambda state, batches: lax.scan(self.step, state, batches)[0])
        self.state = self.begin()

    def begin(self):
        self.rate = self.problem.runs[0]["learning_rate"]
        return {"theta": self.start[0]}

    def step(self, state, batch):
        slope = jax.grad(self.loss)(state["theta"], *batch)
        return {"theta": state["theta"] - self.rate * slope}, None

    def loss(self, theta, x, t):
        a, layers = x, self.layers_of(theta)
        for index, (w, b) in enumerate(layers):
            is_last = index == len(layers) - 1
            word = self.problem.output if is_last else self.problem.activation
            a = ACTIVATIONS[word](a @ w + b)
        return 0.5 * jnp.sum((a - t) ** 2) / len(x)

    def train(self, steps: int) -> None:
        if self.at + steps > len(self.x):
            self.at = 0
        place = self.at, self.at + steps
        if place not in self.slices:
            parts = (self.x, self.t)
            self.slices[place] = tuple(jnp.asarray(part[slice(*place)]) for part in parts)
        self.state = jax.block_until_ready(self.compiled(self.state, self.slices[place]))
        self.at = place[1]

    def layers(self) -> list[Layers]:
        rows = jnp.atleast_2d(self.state["theta"])
        return [[(np.asarray(w), np.asarray(b)) for w, b in self.layers_of(row)] for row in rows]


class VmapScan(Scan):
    """Many runs with any mix of optimizers: jit of a scan over a step that is vmapped over runs.

    The optimizers are one formula with a coefficient of each run, as in our engine: a switch
    between rules would, under vmap, compute all rules for all runs.
    """

    def begin(self):
        rows = [coefficients(run) for run in self.problem.runs]
        self.c = {name: jnp.array([row[name] for row in rows], jnp.float32) for name in rows[0]}
        nothing = jnp.zeros_like(self.start)
        near = jnp.zeros(len(rows))
        return {
            "theta": self.start,
            "m": nothing,
            "s": nothing + self.c["start"][:, None],
            "near_1": near,
            "near_2": near,
        }

    def step(self, state, batch):
        return jax.vmap(lambda c, one: self.step_of_run(c, one, *batch))(self.c, state), None

    def step_of_run(self, c, state, x, t):
        w, g = state["theta"], jax.grad(self.loss)(state["theta"], x, t)
        near_1 = c["beta_1"] * state["near_1"] + c["rest_1"]
        near_2 = c["beta_2"] * state["near_2"] + c["rest_2"]
        rate = c["rate"] * jnp.sqrt(near_2) / near_1
        m = c["keep_1"] * state["m"] + c["gain_1"] * g
        s = c["keep_2"] * state["s"] + c["gain_2"] * g * g
        way = (c["take_m"] * m + c["take_g"] * g) / (jnp.sqrt(s + c["inner"]) + c["outer"])
        w = w - c["decay"] * w - rate * way
        return {"theta": w, "m": m, "s": s, "near_1": near_1, "near_2": near_2}


PLAIN = {
    "rate": 0.0, "decay": 0.0, "keep_1": 0.0, "gain_1": 0.0, "keep_2": 0.0, "gain_2": 0.0,
    "take_m": 0.0, "take_g": 1.0, "inner": 0.0, "outer": 1.0, "start": 0.0,
    "beta_1": 0.0, "rest_1": 1.0, "beta_2": 0.0, "rest_2": 1.0,
}  # fmt: skip


def coefficients(run: dict) -> dict[str, float]:
    """The optimizer of a run (Keras' forms) as coefficients of one family.

    m ← keep₁ m + gain₁ g,  s ← keep₂ s + gain₂ g²,
    w ← w - decay w - rate (take_m m + take_g g) / (√(s + inner) + outer),
    Adam's rate times √near₂ / near₁, where near = 1 - βᵗ ← β near + rest. The rests 1 - β are
    taken in float64: float32 would lose digits, and the check would see it.
    """
    rate, word = run["learning_rate"], run["optimizer"]
    row = {**PLAIN, "rate": rate}
    if word in ("momentum", "nesterov"):
        row |= {"rate": 1.0, "keep_1": run["momentum"], "gain_1": rate}
        is_ahead = word == "nesterov"
        row |= {"take_m": run["momentum"], "take_g": rate} if is_ahead else _BY_MEMORY
    elif word in ("adagrad", "rmsprop"):
        row |= {"inner": run["epsilon"], "outer": 0.0}
        keep, gain = (1.0, 1.0) if word == "adagrad" else (run["rho"], 1 - run["rho"])
        start = run["initial_accumulator_value"] if word == "adagrad" else 0.0
        row |= {"keep_2": keep, "gain_2": gain, "start": start}
    elif word in ("adam", "adamw"):
        row |= {**_BY_MEMORY, "outer": run["epsilon"]}
        for index in (1, 2):
            beta = run[f"beta_{index}"]
            row |= {f"keep_{index}": beta, f"gain_{index}": 1 - beta}
            row |= {f"beta_{index}": beta, f"rest_{index}": 1 - beta}
        row |= {"decay": rate * run["weight_decay"]}
    elif word != "sgd":
        raise ValueError(f"no coefficients for {word}")
    return row


_BY_MEMORY = {"take_m": 1.0, "take_g": 0.0}

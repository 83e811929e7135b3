"""What becomes of a gradient before an optimizer sees it: penalties, then clipping.

A run may clip in one of three ways, as in Keras: each entry (`clipvalue`), the norm of each kernel
and of each bias by itself (`clipnorm`), or the norm of everything (`global_clipnorm`).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.engine.layout import Layout
from playground.engine.program import Array, Program
from playground.spec import RunSpec


def write_penalties(
    do: Program, layout: Layout, runs: Sequence[RunSpec], theta: Array, gradient: Array
) -> None:
    """Write down g ← g + l2 w + l1 sign(w) for weights, never for biases."""
    has_l1, has_l2 = any(run.l1 for run in runs), any(run.l2 for run in runs)
    pull = layout.zeros(do.dtype) if has_l1 or has_l2 else gradient
    if has_l2:
        strength = layout.spread_to_weights(np.array([run.l2 for run in runs]), do.dtype)
        do(np.multiply, theta, strength, pull)
        do(np.add, gradient, pull, gradient)
    if has_l1:
        strength = layout.spread_to_weights(np.array([run.l1 for run in runs]), do.dtype)
        do(np.sign, theta, pull)
        do(np.multiply, pull, strength, pull)
        do(np.add, gradient, pull, gradient)


def write_clipping(do: Program, layout: Layout, runs: Sequence[RunSpec], gradient: Array) -> None:
    """Write down g ← g made smaller, for the runs that clip."""
    if any(run.clipvalue is not None for run in runs):
        most = layout.spread(_bounds([run.clipvalue for run in runs]), do.dtype)
        do.into(gradient, np.minimum, gradient, most)
        do.into(gradient, np.maximum, gradient, -most)
    bounds = _bounds([run.clipnorm or run.global_clipnorm for run in runs])
    if np.isfinite(bounds).any():
        is_global = np.array([run.global_clipnorm is not None for run in runs])
        _write_norms(do, layout, bounds, is_global, gradient)


def _bounds(values: Sequence[float | None]) -> NDArray[np.float64]:
    """The bounds of all runs (R,), without limit where there is none."""
    return np.array([np.inf if value is None else value for value in values])


def _write_norms(
    do: Program,
    layout: Layout,
    bounds: NDArray[np.float64],
    is_global: NDArray[np.bool_],
    gradient: Array,
) -> None:
    """Write down g ← g / max(1, ‖g‖ / bound), with the norm of a kernel, a bias or everything."""
    squares = layout.zeros(do.dtype)
    norms = do.zeros(2 * len(layout.shapes), layout.runs)
    do(np.multiply, gradient, gradient, squares)
    for place, part in enumerate(layout.variables(squares)):
        do(np.add.reduce, part, (0, 2), None, norms[place])
    if is_global.any():
        total = do.zeros(layout.runs)
        everything = np.zeros(norms.shape, np.bool_)
        everything[:] = is_global
        do(np.add.reduce, norms, 0, None, total)
        do(np.copyto, norms, total, "same_kind", everything)
    do(np.sqrt, norms, norms)
    do(np.divide, norms, bounds.astype(do.dtype), norms)
    do.into(norms, np.fmax, norms, do.filled(norms, 1.0))
    for place, part in enumerate(layout.variables(gradient)):
        do(np.divide, part, norms[place][:, None], part)

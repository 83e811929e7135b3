"""The steps of an optimizer on one point, recorded by the engine's own microscope."""

import numpy as np
from numpy.typing import NDArray

from playground.engine.batches import Batch, with_ones
from playground.engine.layout import Layout
from playground.engine.memory import Memory
from playground.engine.microscope import Microscope, Moment
from playground.engine.network import Gradient
from playground.engine.update import Update
from playground.explain.backpropagation import rules_of, weights_of
from playground.spec import RunSpec
from playground.spec.lessons import Backpropagation

Array = NDArray[np.float64]


class Descent:
    """So many steps of an optimizer on the setting's one point, from the setting's weights.

    Attributes:
        weights: after each step, the start first (T + 1, P), in canonical order.
    """

    def __init__(self, setting: Backpropagation, optimizer: str) -> None:
        """Take the steps."""
        run = RunSpec(optimizer=optimizer, learning_rate=setting.learning_rate)
        layout, dtype = Layout(setting.sizes, 1), np.dtype(np.float64)
        theta, gradient = layout.zeros(dtype), layout.zeros(dtype)
        layout.put(theta, 0, weights_of(setting))
        inputs = with_ones(np.array(setting.inputs)[:, None])
        batch = Batch(inputs, np.array(setting.targets)[:, None])
        walk = Gradient(rules_of(setting), layout.blocks(theta), layout.blocks(gradient), batch)
        memory, moving = Memory.start(layout, (run,), dtype), np.ones(1, np.bool_)
        update = Update(layout, (run,), moving, theta=theta, gradient=gradient, memory=memory)
        self._layout, self._microscope = layout, Microscope(layout, (0,), dtype)
        self._microscope.begin((run,), moving, memory)
        step = [
            *walk.program.calls,
            *self._microscope.around(update.program.calls, update.clips, theta, gradient, memory),
        ]
        rows = [layout.row(theta, 0)]
        with np.errstate(all="ignore"):
            for _ in range(setting.updates):
                for call in step:
                    call()
                rows.append(layout.row(theta, 0))
        self.weights: Array = np.array(rows)

    def moment(self, place: int) -> Moment:
        """The last step of the weight at a place in canonical order."""
        return self._microscope.moments(0, *whereabouts(self._layout.sizes, place))[-1]


def whereabouts(sizes: tuple[int, ...], place: int) -> tuple[int, int, int]:
    """Return layer, source (-1: the bias) and target of a place in canonical order."""
    layer, left = 0, place
    while left >= (size := (sizes[layer] + 1) * sizes[layer + 1]):
        layer, left = layer + 1, left - size
    source, target = divmod(left, sizes[layer + 1])
    return layer, -1 if source == sizes[layer] else source, target

"""The network as one forward and one backward walk, written down for all runs at once.

Arrays of a layer have the runs in the middle: weights (O, R, I + 1), sums and activations
(O, R, B). All activations lie in one array, each hidden layer followed by a plane of ones, which
the bias of the next layer multiplies. So a layer is one product, and neighbours with the same
activation share the calls for their slopes. Where dropout leaves answers out, what the next layer
sees stands beside them, since slopes are told from the whole ones.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from playground.engine.activations import ACTIVATIONS, OUTPUTS, Activation
from playground.engine.batches import Batch
from playground.engine.losses import LOSSES
from playground.engine.program import Array, Program, product
from playground.spec import Experiment


class Rules(NamedTuple):
    """What an Experiment chose from the registries."""

    hidden: tuple[Activation, ...]
    output: Activation
    loss: str

    @classmethod
    def of(cls, experiment: Experiment) -> "Rules":
        """Look the words of an Experiment up."""
        hidden = tuple(ACTIVATIONS[layer.activation] for layer in experiment.layers)
        return cls(hidden, OUTPUTS[experiment.output], experiment.loss)


class Forward:
    """One forward walk over B points that all runs share.

    Attributes:
        layers: activations of the hidden layers and the outputs, (O, R, B) each.
        sums: writes down everything up to the sums of the outputs, which then stand in `outputs`.
        answer: writes down the outputs' own activation.
        errors: writes down both, and the loss of each point.
    """

    def __init__(
        self,
        rules: Rules,
        blocks: Sequence[Array],
        inputs: Array,
        masks: Sequence[Array | None] = (),
    ) -> None:
        """Make room for the walk through `blocks` from `inputs` (I + 1, B), ones included.

        A hidden layer with a mask (H, 1, B) passes its answers on multiplied by that.
        """
        self.rules, self.blocks, self.inputs = rules, blocks, inputs
        runs, points = blocks[0].shape[1], inputs.shape[1]
        rows = [len(block) + 1 for block in blocks]
        rows[-1] -= 1  # nothing follows the outputs, so they need no ones
        self.everything = np.ones((sum(rows), runs, points), inputs.dtype)
        self.spare = np.zeros_like(self.everything)
        self.ends = np.cumsum(rows).tolist()
        self.starts = [0, *self.ends[:-1]]
        self.layers = [
            self.everything[start : start + len(block)]
            for start, block in zip(self.starts, blocks, strict=True)
        ]
        self.masks = {layer: mask for layer, mask in enumerate(masks) if mask is not None}
        self._masked = {layer: np.ones_like(self._with_ones(layer)) for layer in self.masks}

    @property
    def outputs(self) -> Array:
        """The outputs (O, R, B)."""
        return self.layers[-1]

    def layer_inputs(self, layer: int) -> Array:
        """What a layer sees, ones included: (I + 1, B) for the first, else (I + 1, R, B)."""
        if layer == 0:
            return self.inputs
        before = layer - 1
        return self._masked[before] if before in self._masked else self._with_ones(before)

    def spare_of(self, layer: int) -> Array:
        """The layer's part of `spare`, shaped like its activations."""
        return self.spare[self.starts[layer] :][: len(self.blocks[layer])]

    def sums(self, do: Program) -> None:
        """Write down the walk to the sums of the outputs."""
        for layer, block in enumerate(self.blocks):
            a = self.layers[layer]
            product(do, block, self.layer_inputs(layer), a)
            if layer < len(self.rules.hidden):
                value = self.rules.hidden[layer].value
                if value is not None:
                    value(do, a, self.spare_of(layer))
            if layer in self.masks:
                do(np.multiply, a, self.masks[layer], self._masked[layer][:-1])

    def answer(self, do: Program) -> None:
        """Write down the activation of the outputs."""
        if self.rules.output.value is not None:
            self.rules.output.value(do, self.outputs, self.spare_of(-1))

    def errors(self, do: Program, targets: Array) -> Array:
        """Write down the whole walk and the loss of each point, returned (R, B)."""
        loss, y = LOSSES[self.rules.loss], self.outputs
        errors = do.zeros(*y.shape[1:])
        self.sums(do)
        if not loss.fused:
            self.answer(do)
        loss.value(do, y, targets[:, None], self.spare_of(-1), errors)
        if loss.fused:
            self.answer(do)
        return errors

    def _with_ones(self, layer: int) -> Array:
        """The activations of a hidden layer and the ones below them (H + 1, R, B)."""
        return self.everything[self.starts[layer] : self.ends[layer]]


class Gradient:
    """The forward and the backward walk of one batch."""

    def __init__(
        self,
        rules: Rules,
        blocks: Sequence[Array],
        gradients: Sequence[Array],
        batch: Batch,
    ) -> None:
        """Write the walk down.

        Args:
            rules: activations and loss.
            blocks: the weights of each layer (O, R, I + 1).
            gradients: where their gradients of the mean loss go, in the same shapes.
            batch: the points; the content of its arrays may change between two runs.
        """
        self.program = do = Program(batch.inputs.dtype)
        forward = Forward(rules, blocks, batch.inputs, batch.masks)
        forward.sums(do)
        forward.answer(do)
        slopes = self._write_slopes(do, forward)
        delta = self._write_output_delta(do, forward, batch, slopes[-1])
        for layer in reversed(range(len(blocks))):
            if layer:
                before = forward.layer_inputs(layer)
                product(do, delta, before.transpose(2, 1, 0), gradients[layer])
                delta = self._write_back(do, blocks[layer], delta)
                for factor in (slopes[layer - 1], forward.masks.get(layer - 1)):
                    if factor is not None:
                        do(np.multiply, delta, factor, delta)
            else:
                product(do, delta, batch.inputs.T, gradients[0])

    def _write_back(self, do: Program, block: Array, delta: Array) -> Array:
        """Write down dE/da of the layer before, W' dE/dz (I, R, B)."""
        back = block.transpose(2, 1, 0)
        inputs = len(back) - 1
        # The bias has no part in this. But a single run's weights are contiguous only with it, and
        # NumPy would copy them for every product: there it comes along into a plane unread.
        if block.shape[1] > 1:
            back = back[:inputs]
        slope = do.zeros(len(back), *delta.shape[1:])
        product(do, back, delta, slope)
        return slope[:inputs]

    def _write_slopes(self, do: Program, forward: Forward) -> list[Array | None]:
        """Write down h' of every layer, neighbours with the same rule in one go."""
        loss = LOSSES[forward.rules.loss]
        rules = [activation.slope for activation in forward.rules.hidden]
        rules.append(None if loss.fused else forward.rules.output.slope)
        first = 0
        for layer, rule in enumerate(rules):
            if layer + 1 == len(rules) or rules[layer + 1] is not rule:
                if rule is not None:
                    span = slice(forward.starts[first], forward.ends[layer])
                    rule(do, forward.everything[span], forward.spare[span])
                first = layer + 1
        return [
            None if rule is None else forward.spare_of(layer) for layer, rule in enumerate(rules)
        ]

    def _write_output_delta(
        self, do: Program, forward: Forward, batch: Batch, slope: Array | None
    ) -> Array:
        """Write down dE/dz of the outputs (O, R, B), E = 1/B sum_n w_n E_n the loss of the batch.

        Divided by the count of points and not by the sum of their weights, as Keras does.
        """
        loss, output = LOSSES[forward.rules.loss], forward.rules.output
        y = forward.outputs
        delta = do.zeros(*y.shape)
        loss.slope(do, y, do.spread(batch.targets[:, None], y), delta)
        do(np.multiply, delta, do.number(loss.scale(len(y)) / y.shape[2]), delta)
        if batch.weights is not None:
            do(np.multiply, delta, batch.weights, delta)
        if slope is not None:
            do(np.multiply, delta, slope, delta)
        elif output.pull is not None and not loss.fused:
            output.pull(do, y, delta)
        return delta

"""One network with its compiled step, and the pool from which networks are lent.

Compiling takes a third of a second and leaks some 4 MB that nothing frees; giving a compiled
network other values takes milliseconds and leaks nothing. So networks are kept, told apart by how
they were built, and lent to one run at a time. A step is one graph for any number of batches: the
batches are rows of places in the data, everything that changes from step to step is an argument.
XLA compiles anew for every shape, so there batches are filled up, in number and in length; what
they were filled with counts for nothing.
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.deep.building import Weights, variables_of
from playground.deep.optimizers import constants, optimizer_of
from playground.spec import RunSpec

CHUNK = 256
"""Examples that are looked at in one piece, so that a large data set needs no more memory."""
PIECE = 8
"""Batches that a step of XLA takes at most; what is shorter is filled up and not trained on."""
KEPT = 24
"""Networks that wait for somebody in a process; the one that has waited longest goes."""

PLACES = tf.TensorSpec((None, None), tf.int32)
NUMBERS = tf.TensorSpec((None,), tf.float32)
COUNTS = tf.TensorSpec((2,), tf.int32)

Array = NDArray[Any]


class Criterion(NamedTuple):
    """How answers are judged: `loss` and `score` take (targets, answers) and return (B,).

    `loss` takes a third argument, the label smoothing. The word tells one criterion from another.
    """

    word: str
    loss: Callable[[Any, Any, Any], Any]
    score: Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the network of one run is built; equal `key`s build equal networks.

    `start(model, fresh, seed)` gives the values it starts from. `uses_xla`: recurrent networks are
    three times as fast with XLA, convolutions ten times as slow.
    """

    key: Hashable
    build: Callable[[], keras.Model]
    start: Callable[[keras.Model, Weights, int], Weights]
    criterion: Criterion
    uses_xla: bool = False


class Examples(NamedTuple):
    """What a network is shown (N, ...) and what it should answer (N, ...), as tensors."""

    inputs: Any
    targets: Any


class Slice(NamedTuple):
    """Batches to train on: places (K, B), rates (K,), l1, l2 and label smoothing.

    `counts`: how many batches, and how many examples of each; what stands behind is filling.
    """

    places: Any
    rates: Any
    extras: Any
    counts: Any


class Machine:
    """A model, its optimizer, and the compiled functions on both: what takes seconds to make.

    With XLA that takes so long that several runs share one. Their values change places then, each
    time another one is asked.
    """

    def __init__(self, plan: Plan, run: RunSpec) -> None:
        """Build a model and its optimizer, and keep the values they were built with."""
        self.plan, self.model, self.optimizer = plan, plan.build(), optimizer_of(run)
        self.key = _key(plan, run)
        self.optimizer.build(self.model.trainable_variables)
        self.variables = variables_of(self.model)
        self.memory = _memory(self.optimizer)
        self.fresh: Weights = [variable.numpy() for variable in (*self.variables, *self.memory)]
        self.lenses: dict[int, Any] = {}
        """What looks at copies of its weights, made when first wanted and lent with it."""
        self.step: Any = None
        self.look: Any = None
        self.inside: Network | None = None
        """Whose values stand in the variables."""
        self.runs = 0
        """Networks that it is lent to."""


class Network:
    """The values of one run in a machine."""

    def __init__(self, machine: Machine) -> None:
        """Have the values that the machine was built with."""
        self.machine = machine
        self._away: Weights = machine.fresh

    @property
    def plan(self) -> Plan:
        """How it was built."""
        return self.machine.plan

    @property
    def model(self) -> keras.Model:
        """The model, with the values of this run."""
        return self._entered().model

    @property
    def variables(self) -> list[Any]:
        """Its weights, and where its random numbers stand."""
        return self._entered().variables

    @property
    def memory(self) -> list[Any]:
        """The variables of its optimizer."""
        return self._entered().memory

    @property
    def fresh(self) -> Weights:
        """The values of everything when it was built."""
        return self.machine.fresh

    @property
    def lenses(self) -> dict[int, Any]:
        """What looks at copies of its weights."""
        return self.machine.lenses

    def weights(self) -> Weights:
        """The weights, in Keras' own order."""
        return self.values()[: len(self.machine.model.weights)]

    def values(self) -> Weights:
        """Everything that later steps depend on: weights first, then the optimizer's memory."""
        if self.machine.inside is not self:
            return self._away
        return [variable.numpy() for variable in (*self.variables, *self.memory)]

    def put(self, values: Sequence[Array]) -> None:
        """Set the first so many variables; others keep their values."""
        for variable, value in zip((*self.variables, *self.memory), values, strict=False):
            variable.assign(value)

    def begin(self, seed: int) -> None:
        """Stand at the start of a seed, with an empty memory."""
        count = len(self.variables)
        drawn = self.plan.start(self.model, self.fresh[:count], seed)
        self.put([*drawn, *self.fresh[count:]])

    def forget(self) -> None:
        """Empty the optimizer's memory."""
        for variable, value in zip(self.memory, self.fresh[len(self.variables) :], strict=True):
            variable.assign(value)

    def train(
        self,
        examples: Examples,
        places: Array,
        rates: Array,
        extras: tuple[float, float, float],
        width: int = 0,
    ) -> tuple[Array, Array]:
        """Train on batches of `places` (K, B) at `rates` (K,); returns loss and score of each.

        `extras` are l1, l2 and the label smoothing; `width` is the length of other batches, where
        these are the shorter rest. Both answers are (K,), measured in passing.
        """
        machine = self._entered()
        if machine.step is None:
            signature = [*map(_any_number, examples), Slice(PLACES, NUMBERS, NUMBERS, COUNTS)]
            machine.step = self._compiled(self._train, signature)
        size, told = places.shape[1], []
        most = PIECE if self.plan.uses_xla else len(places)
        if self.plan.uses_xla and size < width:
            places = np.pad(places, ((0, 0), (0, width - size)))
        for begin in range(0, len(places), most):
            rows = np.arange(begin, begin + most).clip(max=len(places) - 1)
            count = min(most, len(places) - begin)
            batches = Slice(
                tf.constant(places[rows], tf.int32),
                tf.constant(rates[rows], tf.float32),
                tf.constant(extras, tf.float32),
                tf.constant([count, size], tf.int32),
            )
            answer = machine.step(*examples, batches)
            told.append([part.numpy()[:count] for part in answer])
        losses, scores = (np.concatenate(parts) for parts in zip(*told, strict=True))
        return losses, scores

    def judge(self, examples: Examples) -> tuple[Array, Array, Array]:
        """Loss (N,), score (N,) and answers (N, ...) of each example, without training on it."""
        machine = self._entered()
        if machine.look is None:
            machine.look = self._compiled(self._judge, [*map(_any_number, examples)])
        count, found = len(examples.inputs), []
        for first in range(0, count, CHUNK):
            last = min(first + CHUNK, count)
            rows = range(first, first + CHUNK if self.plan.uses_xla else last)
            places = np.arange(rows.start, rows.stop).clip(max=count - 1)
            shown = (tf.gather(part, places) for part in examples)
            found.append([part.numpy()[: last - first] for part in machine.look(*shown)])
        losses, scores, answers = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return losses, scores, answers

    def _entered(self) -> Machine:
        """The machine, with the values of this run inside."""
        machine, before = self.machine, self.machine.inside
        if before is not self:
            if before is not None:
                before._away = before.values()
            machine.inside = self
            self.put(self._away)
        return machine

    def _compiled(self, work: Callable[..., Any], signature: list[Any]) -> Any:
        """Compile for examples of this kind, however many there are."""
        return tf.function(work, input_signature=signature, jit_compile=self.plan.uses_xla)

    def _train(self, inputs: Any, targets: Any, batches: Slice) -> Any:
        """Train on the batches of a slice; what is told of its filling means nothing."""
        places, rates, extras, counts = batches
        losses, scores = (tf.TensorArray(tf.float32, tf.shape(places)[0]) for _ in range(2))
        index, known = tf.constant(0), tf.range(tf.shape(places)[1]) < counts[1]
        while index < counts[0]:  # over a tf.range XLA would compile anew for every count
            batch = places[index]
            examples = Examples(tf.gather(inputs, batch), tf.gather(targets, batch))
            loss, score = self._descend(examples, known, rates[index], extras)
            losses, scores = losses.write(index, loss), scores.write(index, score)
            index += 1
        return losses.stack(), scores.stack()

    def _descend(self, examples: Examples, known: Any, rate: Any, extras: Any) -> tuple[Any, Any]:
        """One step on the `known` (B,) examples.

        l2/2 Σ w² + l1 Σ |w| over weights (never biases) is added to the gradient.
        """
        l1, l2, smoothing = extras[0], extras[1], extras[2]
        model, criterion = self.machine.model, self.plan.criterion
        variables, optimizer = model.trainable_variables, self.machine.optimizer
        with tf.GradientTape() as tape:
            answers = model(examples.inputs, training=True)
            loss = _mean(criterion.loss(examples.targets, answers, smoothing), known)
        gradients = [
            gradient + l2 * variable + l1 * tf.sign(variable)
            if len(variable.shape) > 1
            else gradient
            for gradient, variable in zip(tape.gradient(loss, variables), variables, strict=True)
        ]
        optimizer.learning_rate.assign(rate)
        optimizer.apply(gradients, variables)
        return loss, _mean(criterion.score(examples.targets, answers), known)

    def _judge(self, inputs: Any, targets: Any) -> tuple[Any, Any, Any]:
        answers, criterion = self.machine.model(inputs, training=False), self.plan.criterion
        return criterion.loss(targets, answers, 0.0), criterion.score(targets, answers), answers


class Pool:
    """Networks that are built, each lent to one run at a time."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._waiting: list[tuple[Hashable, Network]] = []

    def borrow(self, plan: Plan, run: RunSpec, beside: Sequence[Network] = ()) -> Network:
        """A network of a plan with the optimizer of a run; built only if none is free.

        One that needs XLA may share the machine of a network `beside` it.
        """
        key = _key(plan, run)
        network = next(
            (Network(other.machine) for other in beside if other.machine.key == key), None
        ) if plan.uses_xla else None  # fmt: skip
        with self._lock:
            for index, (own, free) in enumerate(self._waiting):
                if network is None and own == key:
                    del self._waiting[index]
                    network = free
                    break
        network = network or Network(Machine(plan, run))
        network.machine.runs += 1
        return network

    @staticmethod
    def serves(network: Network, run: RunSpec) -> bool:
        """Whether a network would do for a run."""
        return network.machine.key == _key(network.plan, run)

    def give_back(self, network: Network) -> None:
        """Take a network back; its machine waits for others when its last run has gone."""
        network.machine.runs -= 1
        if not network.machine.runs:
            with self._lock:
                self._waiting.append((network.machine.key, network))
                del self._waiting[:-KEPT]


POOL = Pool()
"""The networks of this process."""


def _mean(values: Any, known: Any) -> Any:
    """The mean of those values (B,) that are known."""
    weights = tf.cast(known, values.dtype)
    return tf.reduce_sum(values * weights) / tf.reduce_sum(weights)


def _any_number(part: Any) -> Any:
    """The signature of examples like these."""
    return tf.TensorSpec((None, *part.shape[1:]), part.dtype)


def _key(plan: Plan, run: RunSpec) -> Hashable:
    return plan.key, plan.criterion.word, run.optimizer, constants(run)


def _memory(optimizer: Any) -> list[Any]:
    """All variables of an optimizer; Nadam does not count its running product among them."""
    found = list(optimizer.variables)
    product = getattr(optimizer, "_u_product", None)
    if product is not None and not any(product is variable for variable in found):
        found.append(product)
    return found

"""The lesson on one neuron: its sum, the perceptron rule, several outputs, a loop."""

from collections.abc import Mapping
from typing import ClassVar

from playground.errors import N_
from playground.spec.choices import ACTIVATIONS, Choice
from playground.spec.lessons.lesson import Lesson

TOPICS = {
    "sum": Choice(N_("One neuron"), N_("A weighted sum, a bias, an activation.")),
    "perceptron": Choice(
        N_("Perceptron"), N_("It learns a logic gate from its mistakes, one at a time.")
    ),
    "outputs": Choice(N_("Several outputs"), N_("Each output is a neuron with its own weights.")),
    "loop": Choice(N_("A loop"), N_("A neuron that hears itself remembers.")),
}
"""Topic of the page -> its name."""

GATES = {
    "and": Choice(N_("AND"), N_("On where both inputs are on.")),
    "or": Choice(N_("OR"), N_("On where at least one input is on.")),
    "nand": Choice(N_("NAND"), N_("Off only where both inputs are on.")),
    "xor": Choice(N_("XOR"), N_("On where the inputs differ.")),
}
"""Logic gate -> its name."""


class Neuron(Lesson):
    """One neuron: a = f(w1 x1 + w2 x2 + bias), and what it learns.

    `gate`, `hidden`, `learning_rate` and `seed` belong to the perceptron (seed 0: all weights
    zero), `shared` to the outputs, `recurrent` to the loop, w1 of which weighs its input.
    """

    choices: ClassVar[Mapping[str, Mapping[str, Choice]]] = {
        "topic": TOPICS,
        "activation": ACTIVATIONS,
        "gate": GATES,
    }

    topic: str = "sum"
    x1: float = 1.0
    x2: float = -0.5
    w1: float = 1.5
    w2: float = 1.0
    bias: float = -0.5
    activation: str = "sigmoid"
    gate: str = "and"
    hidden: bool = False
    learning_rate: float = 1.0
    seed: int = 0
    shared: bool = False
    recurrent: float = 0.9

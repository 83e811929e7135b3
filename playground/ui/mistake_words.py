"""What is said about each of the eight mistakes: its aim, a question, and the reason."""

from collections.abc import Mapping
from typing import NamedTuple

from playground.errors import N_


class Case(NamedTuple):
    """`aim` is what the code was written for; answer number `right` is right, `reason` says why."""

    aim: str
    asked: str
    answers: tuple[str, ...]
    right: int
    reason: str


CASES: Mapping[str, Case] = {
    "average": Case(
        N_("Gradient descent on the line y = 3 + 4x + noise, 100 points. The loss falls to **0**: "
           "below the noise, which no line can do."),
        N_("What has this code learned?"),
        (N_("The true line, very well"), N_("A private line for each point"), N_("Nothing")),
        1,
        N_("The gradient is not averaged over the points: its shape (100, 1) spreads w from "
           "(1, 1) to (100, 1), and every point gets a line of its own."),
    ),
    "sigmoid": Case(
        N_("Two classes, 1 where x₁ + x₂ > 1, trained by cross-entropy on the bare sum; the loss "
           "cuts it to between 0 and 1, as libraries do."),
        N_("Why do the points stop at about half right?"),
        (N_("The learning rate is too small"), N_("What is cut has no slope"),
         N_("A line can't do it")),
        1,
        N_("A sum is no probability: outside 0 to 1 it is cut and has no slope, near the cut the "
           "slope leaps; the sigmoid keeps every answer between and every slope at p − y."),
    ),
    "backward": Case(
        N_("Two layers for a crossed pattern, with the update in a function of its own. Find "
           "**two** mistakes."),
        N_("How many updates does the program make?"),
        ("600", "1", N_("None")),
        2,
        N_("Assigning to w1 inside the function makes it a new local name, so it stops before "
           "the first update; and behind that, the gradient lacks the factor h (1 − h) of the "
           "activation."),
    ),
    "zeros": Case(
        N_("The same two layers, with a right backward pass. All weights begin at 0."),
        N_("How many different neurons has the hidden layer after training?"),
        ("8", "4", "1"),
        2,
        N_("Equal neurons get equal gradients, so they stay equal for ever: eight are worth one. "
           "Random weights break the symmetry."),
    ),
    "integers": Case(
        N_("100 sequences of 10 real numbers between 0 and 1 go into an Embedding, a table that "
           "is asked by **whole** numbers. The labels are random."),
        N_("What does the network see?"),
        (N_("100 different sequences"), N_("100 times the same"), N_("Only the labels")),
        1,
        N_("Cut to integers, all numbers are 0. And with random labels there is nothing to learn: "
           "the network knows them by heart, which only points held back can tell."),
    ),
    "shared": Case(
        N_("Three classes, and a perceptron with three outputs, each trained for its own class."),
        N_("How do the three outputs differ after training?"),
        (N_("Each knows its class"), N_("Only in their bias"), N_("Not at all")),
        2,
        N_("The list holds one neuron three times: each update changes all of them, so every "
           "output is always equal. Each output needs weights of its own."),
    ),
    "softmax": Case(
        N_("Three classes and softmax. The loss of two classes, with its term log(1 − p), is added "
           "up over all three."),
        N_("A point of class 1 is surely taken for class 2. What should happen to the sum of "
           "class 3?"),
        (N_("It should rise"), N_("It should hardly move"), N_("It should fall fast")),
        1,
        N_("Softmax shares one whole already. Counted again for each class the gradient is another "
           "one: it pulls harder, as a larger rate would, and even pushes class 3 up; "
           "cross-entropy's pull is just t − p."),
    ),
    "prediction": Case(
        N_("A line through points of y = 2x + 1, and then the prediction for a new x. Drag the "
           "new x."),
        N_("What does the printed number depend on?"),
        (N_("The new x"), N_("The first training point"), N_("Chance")),
        1,
        N_("It prints an answer to the training inputs; what was asked has to go through the model "
           "itself."),
    ),
}  # fmt: skip
"""Mistake -> what is said about it."""

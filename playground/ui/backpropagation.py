"""The page on backpropagation: the graph, its controls, and one idea at a time beside it."""

from functools import partial

from playground.explain.backpropagation import trace, weights_of
from playground.spec.choices import ACTIVATIONS, LOSSES, OUTPUTS
from playground.spec.lessons import Backpropagation, change_network
from playground.spec.lessons.backpropagation import FITTING, TOPICS
from playground.ui import lesson
from playground.ui.backpropagation_words import proof, update, walk
from playground.ui.lesson import PICTURE
from playground.ui.stage import TEXTS, graph
from playground.ui.state import Session
from playground.ui.texts import _, label
from playground.ui.widgets import Form

HIDDEN = ("none", "1", "2", "3", "2~2", "3~2", "3~3")
"""Shapes of the hidden layers that a menu offers."""
SPARE = (1.0, 0.5, -1.0)
"""What further inputs and targets begin with."""


def draw(session: Session, page: str) -> None:
    """Draw the whole page."""
    lesson.topics(session, page, TOPICS)
    setting = session.lessons.backpropagation
    found = trace(setting)
    left, right = lesson.spread()
    with left:
        texts = {word: _(TEXTS[word]) for word in graph.TEXTS}
        graph.draw(
            f"{page}:graph",
            {**graph.content(setting, found, session.language, texts), "calls": session.desk.calls},
            partial(changed, session),
        )
        network(lesson.form_of(session, page), setting)
    with right:
        {"walk": walk, "proof": proof, "update": update}[setting.topic](session, page, found)


def changed(session: Session, change: graph.Change) -> None:
    """Follow a hand on the graph."""
    session.attempt_lesson(PICTURE, partial(moved, change), is_passing=change.is_passing)


def moved(change: graph.Change, old: Backpropagation) -> Backpropagation:
    """Return the network with the number that a hand has set."""
    if change.kind in ("weight", "look") and change.at >= old.parameters:
        return old
    if change.kind == "look":
        return change_network(old, shown=change.at)
    if change.kind == "weight":
        theta = weights_of(old).tolist()
        theta[change.at] = change.value
        return change_network(old, theta=tuple(theta), shown=change.at)
    field = f"{change.kind}s"
    values = list(getattr(old, field))
    if change.at >= len(values):
        return old
    values[change.at] = change.value
    return change_network(old, **{field: tuple(values)})


def network(form: Form, setting: Backpropagation) -> None:
    """Draw what the network is made of."""
    inputs, hidden, outputs, activation, output, loss, draw_anew = form.row(
        (2, 3, 2, 3, 3, 4, 3), align="bottom"
    )
    inputs.menu(
        "inputs", _("Inputs"), str(len(setting.inputs)), ("1", "2", "3"),
        lambda old, text: change_network(old, inputs=_sized(old.inputs, int(text))),
        help=_("How many numbers the network sees."),
    )  # fmt: skip
    shape = "~".join(map(str, setting.hidden)) or "none"
    hidden.menu(
        "hidden", _("Hidden units"), shape, tuple(dict.fromkeys((*HIDDEN, shape))),
        lambda old, text: change_network(old, hidden=_hidden(text)),
        show=lambda text: _("None") if text == "none" else text.replace("~", " – "),
        help=_("The units of each hidden layer."),
    )  # fmt: skip
    outputs.menu(
        "outputs", _("Outputs"), str(len(setting.targets)),
        ("2",) if setting.output == "softmax" else ("1", "2"),
        lambda old, text: change_network(old, targets=_sized(old.targets, int(text))),
        help=_("How many answers are compared with a target."),
    )  # fmt: skip
    activation.menu(
        "activation", _("Activation"), setting.activation, tuple(ACTIVATIONS),
        lambda old, word: change_network(old, activation=word),
        show=lambda word: label(ACTIVATIONS[word]), help=_(ACTIVATIONS[setting.activation].help),
    )  # fmt: skip
    output.menu(
        "output", _("Output"), setting.output, tuple(FITTING),
        lambda old, word: change_network(old, output=word),
        show=lambda word: label(OUTPUTS[word]), help=_(OUTPUTS[setting.output].help),
    )  # fmt: skip
    loss.menu(
        "loss", _("Loss"), setting.loss, FITTING[setting.output],
        lambda old, word: change_network(old, loss=word),
        show=lambda word: label(LOSSES[word]), help=_(LOSSES[setting.loss].help),
    )  # fmt: skip
    draw_anew.button(
        "seed", _("New weights"), lambda old: change_network(old, seed=(old.seed + 1) % 2**32),
        help=_("Draw other weights."),
    )  # fmt: skip


def _sized(values: tuple[float, ...], count: int) -> tuple[float, ...]:
    return (*values, *SPARE[len(values) :])[:count]


def _hidden(text: str) -> tuple[int, ...]:
    return () if text == "none" else tuple(map(int, text.split("~")))

"""The pictures of the recipe: one for each of its seven steps."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from playground.data import load
from playground.explain import recipe as explained
from playground.explain.lockstep import REACH, Looks
from playground.explain.recipe import experiment_of, settled
from playground.spec.lessons import Recipe
from playground.spec.lessons.recipe import MEASURES, RULES
from playground.ui.lesson import plain
from playground.ui.stage.plane import (
    Array,
    Axis,
    Board,
    Mark,
    Motion,
    Plane,
    Row,
    bars,
    dots,
    heat,
    label,
    line,
    links,
    nodes,
    segments,
)
from playground.ui.texts import _
from playground.ui.texts import label as named

TRAIN, CHECK, TEST = "gold", "blue", "teal"
HUES = ("mute", "blue", "violet", "teal")
DASHES = ("2 4", "8 4", "5 3", "")
NODES = 8
"""So many neurons of a layer are drawn."""
HEIGHT = 450


def plane(recipe: Recipe) -> Plane:
    """Return the picture of the step that is open."""
    return DRAWN[recipe.topic](recipe)


def looks_of(recipe: Recipe) -> Looks:
    """Return the training of all decisions."""
    return explained.trained(settled(recipe))


def _epochs(recipe: Recipe, looks: Looks) -> Array:
    found: Array = looks.updates / looks.updates[-1] * recipe.rounds
    return found


def _map(title: str, marks: Sequence[Mark]) -> Board:
    return Board("map", title, Axis(-REACH, REACH, "x₁"), Axis(-REACH, REACH, "x₂"), tuple(marks),
                 _("Map of the plane of both inputs, with the points."), square=True)  # fmt: skip


def _points(recipe: Recipe) -> list[Mark]:
    """Points: trained on filled, held back hollow."""
    dataset = load(experiment_of(recipe))
    held = dataset.is_test
    return [
        dots(dataset.points[~held], dataset.labels[~held], radius=4.5),
        dots(dataset.points[held], dataset.labels[held], radius=4, hollow=True),
    ]


def _moving(recipe: Recipe, boards: tuple[Board, ...], told: Sequence[str]) -> Plane:
    return Plane((Row(HEIGHT, boards),), say="{told:text}",
                 motion=Motion({"told": told}, seconds=6.0, plays=True, run=repr(recipe))
    )  # fmt: skip


def _prepare(recipe: Recipe) -> Plane:
    """The points, and how many of each class are trained on and held back."""
    dataset = load(experiment_of(recipe))
    held, one = dataset.is_test, dataset.labels > 0.5
    counts = [int((part & side).sum()) for part in (~held, held) for side in (~one, one)]
    most = max(counts)
    x = np.array([0.6, 1.4, 2.9, 3.7])
    corners = np.column_stack([x - 0.35, np.zeros(4), x + 0.35, counts])
    marks: list[Mark] = [bars(corners, ["neg", "pos"] * 2)]
    marks += [label((place, count + 0.05 * most), str(count), "text", bold=True)
              for place, count in zip(x, counts, strict=True)]  # fmt: skip
    marks += [label((1.0, -0.09 * most), _("trained on"), TRAIN, bold=True),
              label((3.3, -0.09 * most), _("held back"), CHECK, bold=True)]  # fmt: skip
    shares = Board("counts", _("Points of both classes"), Axis(0, 4.3),
                   Axis(-0.15 * most, 1.15 * most), tuple(marks),
                   _("How many points of each class are trained on and held back."), axes=False
    )  # fmt: skip
    say = _("{count} points: {known} to train on, {held} held back.").format(
        count=len(held), known=int((~held).sum()), held=int(held.sum()))  # fmt: skip
    title = _("Filled: trained on; hollow: held back")
    return Plane((Row(HEIGHT, (_map(title, _points(recipe)), shares)),), say=say)


def _build(recipe: Recipe) -> Plane:
    """The network as a diagram with its first weights, and what it answers at the start."""
    kernels = explained.start_of(recipe)
    sizes = [2, *(kernel.shape[1] for kernel in kernels)]
    columns = np.linspace(10, 90, len(sizes))
    places = [_column(x, min(NODES, size)) for x, size in zip(columns, sizes, strict=True)]
    marks: list[Mark] = []
    for kernel, left, right in zip(kernels, places, places[1:], strict=False):
        ends = [(*a, *b) for a in left for b in right]
        marks.append(links(np.array(ends), kernel[: len(left), : len(right)].reshape(-1)))
    for at, (column, size) in enumerate(zip(places, sizes, strict=True)):
        marks.append(nodes(column, [""] * len(column), radius=11))
        name = _("inputs") if not at else _("output") if at == len(sizes) - 1 else str(size)
        marks.append(label((column[0][0], 4), name, "mute", bold=True))
    diagram = Board("diagram", _("The network at its start"), Axis(0, 100), Axis(0, 100),
                    tuple(marks), _("Diagram: inputs, hidden layers, output."), axes=False,
                    weight=1.2)  # fmt: skip
    start = looks_of(recipe).maps[0, 0]
    ground = heat(start, "probability", edge=True)
    say = _("{count} weights and biases, the weights drawn at random. The answer means nothing "
            "yet.").format(count=explained.parameters(recipe))  # fmt: skip
    title = _("Its answer at the start")
    return Plane((Row(HEIGHT, (diagram, _map(title, [ground, *_points(recipe)]))),), say=say)


def _column(x: float, count: int) -> Array:
    heights = 53 + 10.5 * (np.arange(count)[::-1] - (count - 1) / 2)
    return np.column_stack([np.full(count, x), heights])


def _loss(recipe: Recipe) -> Plane:
    """What an answer costs, by both losses, and where the points stand at the start."""
    p = np.linspace(0.01, 1, 160)
    marks: list[Mark] = []
    for word, hue, height in (("binary_crossentropy", TEST, 2.6), ("mean_squared_error", "violet",
                                                                  1.3)):  # fmt: skip
        is_chosen = word == recipe.loss
        places = np.stack([p, explained.loss_of(word, p)], -1)
        marks.append(line(places, hue, width=3.5 if is_chosen else 1.5,
                          dash="" if is_chosen else "6 4"))  # fmt: skip
        marks.append(label((0.97, height), named(MEASURES[word]), hue, align="right",
                           bold=is_chosen))  # fmt: skip
    answers = explained.first_answers(settled(recipe))
    costs = explained.loss_of(recipe.loss, np.maximum(answers, 1e-6))
    labels = load(experiment_of(recipe)).labels
    marks.append(dots(np.column_stack([answers, costs]), labels, radius=4.5))
    board = Board("costs", _("What an answer costs: every point at the start"),
                  Axis(0, 1, _("probability of the right class")), Axis(0, 4, _("loss")),
                  tuple(marks), _("The loss against the probability of the right class.")
    )  # fmt: skip
    say = _("At the start the mean loss is {loss}; knowing nothing costs {half} a point.").format(
        loss=plain(float(costs.mean()), 3),
        half=plain(float(explained.loss_of(recipe.loss, np.array(0.5))), 3))  # fmt: skip
    return Plane((Row(HEIGHT, (board,)),), say=say)


def _optimizer(recipe: Recipe) -> Plane:
    """The loss by each optimizer at the chosen rate."""
    losses = explained.compared(settled(recipe))  # (T, R)
    high = 1.1 * float(np.nanmax(losses[0]))
    epochs = np.arange(len(losses))
    marks: list[Mark] = []
    for at, (word, row) in enumerate(RULES.items()):
        is_chosen = word == recipe.optimizer
        places = np.stack([epochs, np.minimum(losses[:, at], 2 * high)], -1)
        marks.append(line(places, HUES[at], width=4 if is_chosen else 2, dash=DASHES[at],
                          grows=True))  # fmt: skip
        marks.append(label((0.97 * epochs[-1], (0.94 - 0.075 * at) * high), named(row), HUES[at],
                           align="right", bold=is_chosen))  # fmt: skip
    board = Board("race", _("The same start, the same batches, four optimizers"),
                  Axis(0, float(epochs[-1]), _("epochs")), Axis(0, high, _("training loss")),
                  tuple(marks), _("The training loss by each optimizer against epochs.")
    )  # fmt: skip
    told = [
        _("Epoch {epoch}: {losses}").format(epoch=epoch, losses=" · ".join(
            f"{named(row)} {plain(float(value), 3)}"
            for row, value in zip(RULES.values(), values, strict=True)))
        for epoch, values in zip(epochs, losses, strict=True)
    ]  # fmt: skip
    return _moving(recipe, (board,), told)


def _curves(recipe: Recipe, looks: Looks, *, checked: bool) -> Board:
    epochs = _epochs(recipe, looks)
    train, test = looks.train[:, 0], looks.test[:, 0]
    high = 1.15 * float(np.nanmax([*train[:2], *(test if checked else train)]))
    marks: list[Mark] = [
        line(np.stack([epochs, train], -1), TRAIN, width=2.5, grows=True),
        label((0.97 * epochs[-1], 0.92 * high), _("trained on"), TRAIN, align="right", bold=True),
    ]
    if checked:
        best = epochs[int(test.argmin())]
        marks += [
            line(np.stack([epochs, test], -1), CHECK, width=2.5, dash="7 4", grows=True),
            label((0.97 * epochs[-1], 0.82 * high), _("held back"), CHECK, align="right",
                  bold=True),
            segments(np.array([[best, 0, best, 0.6 * high]]), "mute", dash="4 4"),
            label((best, 0.65 * high), _("best"), "mute", align="left"),
        ]  # fmt: skip
    return Board("curves", _("Loss"), Axis(0, float(epochs[-1]), _("epochs")), Axis(0, high),
                 tuple(marks), _("The loss against epochs."))  # fmt: skip


def _train(recipe: Recipe) -> Plane:
    """The answer on its way, and the loss of the points that are trained on."""
    looks = looks_of(recipe)
    told = [
        _("Epoch {epoch}, update {update}: training loss {loss}.").format(
            epoch=round(epoch), update=update, loss=plain(loss, 3))
        for epoch, update, loss in zip(_epochs(recipe, looks), looks.updates, looks.train[:, 0],
                                       strict=True)
    ]  # fmt: skip
    ground = heat(looks.maps[:, 0], "probability", edge=True)
    board = _map(_("The answer over the plane"), [ground, _points(recipe)[0]])
    return _moving(recipe, (board, _curves(recipe, looks, checked=False)), told)


def _validate(recipe: Recipe) -> Plane:
    """Both losses, and how many of the points held back are right."""
    looks = looks_of(recipe)
    told = [
        _("Epoch {epoch}: loss {train} on what is trained on, {check} on what is held back, of "
          "which {right} % are right.").format(
            epoch=round(epoch), train=plain(a, 3), check=plain(b, 3), right=round(100 * c))
        for epoch, a, b, c in zip(_epochs(recipe, looks), looks.train[:, 0], looks.test[:, 0],
                                  looks.right[:, 0], strict=True)
    ]  # fmt: skip
    ground = heat(looks.maps[:, 0], "probability", edge=True)
    board = _map(_("Filled: trained on; hollow: held back"), [ground, *_points(recipe)])
    return _moving(recipe, (board, _curves(recipe, looks, checked=True)), told)


def _test(recipe: Recipe) -> Plane:
    """The finished network on points that nobody has seen."""
    found = explained.verdict(settled(recipe))
    looks = looks_of(recipe)
    ground = heat(looks.maps[-1, 0], "probability", edge=True)
    board = _map(_("Points that nobody has seen"),
                 [ground, dots(found.points[:200], found.labels[:200], radius=3.5, hollow=True)]
    )  # fmt: skip
    marks: list[Mark] = [
        label((38, 92), _("said 1"), "mute"), label((78, 92), _("said 0"), "mute"),
        label((4, 70), "y = 1", "mute", align="left"),
        label((4, 36), "y = 0", "mute", align="left"),
    ]  # fmt: skip
    spots = ((38, 70, "good"), (38, 36, "bad"), (78, 70, "bad"), (78, 36, "good"))
    for count, (x, y, hue) in zip(found.counts, spots, strict=True):
        marks.append(label((x, y), str(int(count)), hue, size=30, bold=True))
    table = Board("table", _("Confusion"), Axis(0, 100), Axis(0, 100), tuple(marks),
                  _("How many points of each class are called 1 and 0."), axes=False)  # fmt: skip
    say = _("{right} % of {count} new points are right; of those held back it was {check} %.")
    return Plane((Row(HEIGHT, (board, table)),), say=say.format(
        right=plain(100 * found.right, 1), count=len(found.labels),
        check=plain(100 * float(looks.right[-1, 0]), 1)))  # fmt: skip


DRAWN: Mapping[str, Callable[[Recipe], Plane]] = {
    "prepare": _prepare,
    "build": _build,
    "loss": _loss,
    "optimizer": _optimizer,
    "train": _train,
    "validate": _validate,
    "test": _test,
}
"""Step -> its picture."""

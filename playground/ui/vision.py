"""The sidebar of the image networks: images, the selected layer, and how it is learned."""

from collections.abc import Iterable, Mapping
from functools import partial

import streamlit as st

from playground.spec.choices import ACTIVATIONS, OPTIMIZERS, Choice
from playground.spec.limits import LIMITS
from playground.spec.stack import (
    LAYER_KINDS,
    PADDINGS,
    STACK_ACTIVATIONS,
    STACK_LABELS,
    STACKS,
    StackLayer,
)
from playground.spec.vision import IMAGES, OWN_IMAGES, Vision, change_vision
from playground.ui import vision_data
from playground.ui.changes import RATES, changed_run
from playground.ui.state import Session
from playground.ui.texts import _, label, sentence
from playground.ui.vision_changes import (
    edit_stack,
    place_of,
    with_images,
    with_layer,
    with_preset,
    with_variant,
)
from playground.ui.vision_expanders import expanders
from playground.ui.vision_scene import OWN_STACK, SHORT, layer_names
from playground.ui.vision_stores import Networks
from playground.ui.widgets import Form

OWN = "own"
STACK = "stack"
"""Control that tells why a layer could not be added, moved or removed."""
COUNTS = (100, 200, 500, 1000, 1797, 2000, 3000, 5000, 6000, 12_000, 20_000, 30_000, 70_000)
BATCHES = (1, 4, 8, 16, 32, 64, 128, 256, 512)
FILTERS = (4, 6, 8, 10, 12, 16, 24, 32, 48, 64, 96, 128)
UNITS = (10, 16, 32, 64, 84, 120, 128, 256, 512)
SHARES = (0.1, 0.2, 0.25, 0.3, 0.4, 0.5)
ACTS = {
    "earlier": ":material/arrow_back:",
    "later": ":material/arrow_forward:",
    "add": ":material/add:",
    "duplicate": ":material/content_copy:",
    "remove": ":material/delete:",
}
"""Act on a layer -> its picture."""


def sidebar(session: Session, page: str) -> None:
    """Draw the whole sidebar."""
    form = Form(page, Networks(session))
    images(form, session.vision)
    network(form, session)
    layer(form, session, page)
    learning(form, session)
    expanders(session, page)
    vision_data.groups(session, page)


def images(form: Form, vision: Vision) -> None:
    """Which images, how many, and how far they are shifted."""
    data = vision.data
    names = {word: label(row) for word, row in IMAGES.items()}
    if data.name == OWN_IMAGES:
        names[OWN_IMAGES] = _("Your own images")
    form.menu(
        "images_of",
        _("Images"),
        data.name,
        list(names),
        lambda old, word: with_images(old, name=word) if word != old.data.name else old,
        show=lambda word: names[word],
        help=_(IMAGES[data.name].help) if data.name in IMAGES else _("From your own files."),
    )
    most = IMAGES[data.name].most_images if data.name in IMAGES else data.images
    left, right = form.row()
    left.steps(
        "images",
        _("How many"),
        data.images,
        [count for count in COUNTS if count <= most],
        lambda old, value: with_images(old, images=value),
        help=_("Images used, for training and validation together. Fewer are learned by heart."),
    )
    right.steps(
        "shift",
        _("Random shift"),
        data.shift,
        range(int(LIMITS["shift"].high) + 1),
        lambda old, value: with_images(old, shift=value),
        help=_("Pixels by which training images are moved, anew each time they are seen."),
    )


def network(form: Form, session: Session) -> None:
    """The preset of the network that is looked at."""
    number = session.sight.variant
    stack = session.vision.variants[number].stack
    chosen = next((word for word, layers in STACKS.items() if layers == stack), OWN)
    names = {word: label(row) for word, row in STACK_LABELS.items()}
    names[OWN] = _(OWN_STACK)
    count = len(session.vision.variants)
    form.menu(
        "preset",
        _("Network")
        if count == 1
        else _("Network {number} of {count}").format(number=number + 1, count=count),
        chosen,
        list(names),
        lambda old, word: old if word == OWN else with_preset(old, number, word),
        show=lambda word: names[word],
        help=_("Ready stacks of layers.")
        + ("" if chosen == OWN else " " + _(STACK_LABELS[chosen].help)),
    )


def layer(form: Form, session: Session, page: str) -> None:
    """The settings of the selected layer, and what can be done with it."""
    vision, sight = session.vision, session.sight
    place = place_of(vision, sight.variant, sight.layer)
    names = layer_names(vision.variants[sight.variant].stack, session.language)
    with st.container(gap=None):
        shown = _("none") if place is None else names[place]
        st.caption(_("Selected layer: {name}").format(name=shown))
        _acts(session, page)
    if place is not None:
        _settings(form, vision.variants[sight.variant].stack[place], sight.variant, place)


def _acts(session: Session, page: str) -> None:
    """Move, add, duplicate and remove."""
    sight, titles = session.sight, {
        "earlier": _("Move earlier"),
        "later": _("Move later"),
        "add": _("Add a layer behind it"),
        "duplicate": _("Duplicate"),
        "remove": _("Remove"),
    }  # fmt: skip
    is_movable = place_of(session.vision, sight.variant, sight.layer) is not None

    def acted(act: str) -> None:
        found = list[str]()

        def made(vision: Vision) -> Vision:
            changed, name = edit_stack(vision, sight.variant, sight.layer, act)
            found.append(name)
            return changed

        session.attempt_vision(STACK, made)
        if found and STACK not in session.refusals:
            session.look(layer=found[0])

    for column, (act, icon) in zip(st.columns(len(ACTS), gap="xxsmall"), ACTS.items(), strict=True):
        column.button(
            icon,
            key=f"{page}:{act}",
            on_click=partial(acted, act),
            help=titles[act],
            disabled=act != "add" and not is_movable,
            width="stretch",
        )
    if STACK in session.refusals:
        st.error(sentence(session.refusals[STACK]))


def _settings(form: Form, chosen: StackLayer, number: int, place: int) -> None:
    """What the layer's kind has to be set, two a row."""
    fields = LAYER_KINDS[chosen.kind].fields
    cells = ["kind", *fields]
    for first in range(0, len(cells), 2):
        row = form.row()
        for cell, name in zip(row, cells[first : first + 2], strict=False):
            _setting(cell, chosen, name, number, place)


def _setting(form: Form, chosen: StackLayer, name: str, number: int, place: int) -> None:
    def made(old: Vision, value: object) -> Vision:
        return with_layer(old, number, place, **{name: value})

    value = getattr(chosen, name)
    control = f"stack.{number}.{place}.{name}"  # each layer has controls of its own
    words: dict[str, tuple[str, Iterable[str], Mapping[str, Choice]]] = {
        "kind": (_("Kind"), LAYER_KINDS, LAYER_KINDS),
        "padding": (_("Padding"), PADDINGS, PADDINGS),
        "activation": (_("Activation"), STACK_ACTIVATIONS, ACTIVATIONS),
    }
    if name in words:
        title, options, rows = words[name]
        form.menu(
            control, title, value, list(options), made,
            show=lambda word: _(SHORT[word]) if name == "kind" else label(rows[word]),
            help=_(rows[value].help),
        )  # fmt: skip
        return
    numbers = {
        "filters": (_("Filters"), FILTERS, _("So many kernels, and so many maps come out.")),
        "dense_units": (_("Units"), UNITS, _("So many numbers come out.")),
        "kernel": (_("Kernel"), (1, 2, 3, 4, 5, 7, 9), _("Pixels along a side of the window.")),
        "stride": (_("Stride"), (1, 2, 3, 4), _("Pixels that the window moves each time.")),
        "size": (_("Window"), (2, 3, 4), _("Pixels along a side that become one.")),
        "dropout": (_("Dropout"), SHARES, _("The share that is left out while training.")),
    }
    title, usual, help = numbers[name]
    is_share = name == "dropout"
    form.figure(
        control, title, value, usual,
        lambda old, entered: made(old, entered if is_share else whole(entered)), help=help,
    )  # fmt: skip


def whole(number: float) -> float:
    """Return a whole number as one: the spec refuses others in words."""
    return int(number) if number == int(number) else number


def learning(form: Form, session: Session) -> None:
    """Optimizer and rate of the network that is looked at; batches of all."""
    number, vision = session.sight.variant, session.vision
    run = vision.variants[number].run

    def tuned(name: str, old: Vision, value: object) -> Vision:
        changed = changed_run(old.variants[number].run, **{name: value})
        return with_variant(old, number, run=changed)

    form.menu(
        "optimizer",
        _("Optimizer"),
        run.optimizer,
        list(OPTIMIZERS),
        partial(tuned, "optimizer"),
        show=lambda word: label(OPTIMIZERS[word]),
        help=_(OPTIMIZERS[run.optimizer].help),
    )
    left, right = form.row()
    left.figure(
        "learning_rate",
        _("Learning rate"),
        run.learning_rate,
        RATES,
        partial(tuned, "learning_rate"),
        help=_("How long the steps are. It acts at once."),
    )
    right.figure(
        "batch_size",
        _("Batch size"),
        vision.batch_size,
        BATCHES,
        lambda old, value: change_vision(old, batch_size=whole(value)),
        help=_("Images per step: few give many noisy steps, many give few calm ones."),
    )

"""The image networks' closed groups: what is set once in a while, and tables to read."""

import streamlit as st

from playground.spec.limits import LENGTHS
from playground.spec.vision import NORMALISATIONS, Vision, change_vision, stack_of
from playground.ui import optimizing
from playground.ui.state import Session
from playground.ui.texts import _, label, number_text
from playground.ui.vision_changes import with_images, with_more, without
from playground.ui.vision_files import files
from playground.ui.vision_scene import layer_names, names_of
from playground.ui.vision_stores import Learner, Networks
from playground.ui.widgets import Form

SHARES = (0.1, 0.15, 0.2, 0.22, 0.25, 0.3, 0.4, 0.5)
ANGLES = (0.0, 5.0, 10.0, 15.0, 30.0, 45.0)
NOISES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5)
SMOOTHINGS = (0.0, 0.05, 0.1, 0.2)
EPOCHS = (1, 5, 10, 20, 50, 100, 200)


def expanders(session: Session, page: str) -> None:
    """The groups that are closed at first."""
    form = Form(page, Networks(session))
    learner = Form(page, Learner(session, session.sight.variant))
    with st.container(gap="xxsmall"):
        with st.expander(_("Augmentation and split")):
            augmentation(form, session.vision)
        with st.expander(_("Optimizer and schedule")):
            optimizing.settings(learner)
            optimizing.schedule(learner)
            stop(form, session.vision)
        with st.expander(_("Layers as a table")):
            table(session)
        with st.expander(_("Compare networks")):
            variants(session, page)
        with st.expander(_("Take it home")):
            files(session, page)


def augmentation(form: Form, vision: Vision) -> None:
    """How training images are changed, how all are written, and which are held out."""
    data = vision.data
    left, right = form.row()
    left.figure(
        "rotate", _("Rotation"), data.rotate, ANGLES,
        lambda old, value: with_images(old, rotate=float(value)),
        help=_("Degrees by which training images are turned, either way."),
    )  # fmt: skip
    right.figure(
        "pixel_noise", _("Pixel noise"), data.pixel_noise, NOISES,
        lambda old, value: with_images(old, pixel_noise=float(value)),
        help=_("Noise added to every pixel of training images, 0 to 1."),
    )  # fmt: skip
    form.switch(
        "flip", _("Flip left and right"), data.flip,
        lambda old, value: with_images(old, flip=value),
        help=_("Half of the training images are mirrored; wrong for digits, right for cats."),
    )  # fmt: skip
    form.menu(
        "normalisation", _("Normalisation"), data.normalisation, list(NORMALISATIONS),
        lambda old, word: with_images(old, normalisation=word),
        show=lambda word: label(NORMALISATIONS[word]),
        help=_(NORMALISATIONS[data.normalisation].help),
    )  # fmt: skip
    left, right = form.row()
    left.figure(
        "validation_share", _("Held out"), data.validation_share, SHARES,
        lambda old, value: with_images(old, validation_share=float(value)),
        help=_("The share of each class that is kept for validation."),
    )  # fmt: skip
    right.number(
        "data_seed", _("Split seed"), data.seed, 1,
        lambda old, value: with_images(old, seed=value),
        help=_("Chooses which images are held out."),
    )  # fmt: skip


def stop(form: Form, vision: Vision) -> None:
    """When it ends, and how sure the answers should be."""
    left, right = form.row()
    left.number(
        "epoch", _("Last epoch"), vision.epoch, 1,
        lambda old, value: change_vision(old, epoch=value), placeholder=_("none"),
        help=_("After it training stops by itself."),
    )  # fmt: skip
    right.figure(
        "label_smoothing", _("Label smoothing"), vision.label_smoothing, SMOOTHINGS,
        lambda old, value: change_vision(old, label_smoothing=float(value)),
        help=_("A share of each target is spread over all classes: answers stay less sure."),
    )  # fmt: skip


def table(session: Session) -> None:
    """Every layer of the network that is looked at: shape, parameters, receptive field."""
    vision, number = session.vision, session.sight.variant
    names = [*layer_names(vision.variants[number].stack, session.language), _("Answer")]
    rows = [
        {
            _("Layer"): name,
            _("Shape"): " × ".join(map(str, level.shape)),
            _("Parameters"): f"{level.parameters:,}",
            _("Sees"): f"{level.field} px",
        }
        for name, level in zip(names, stack_of(vision, number), strict=True)
    ]
    st.table(rows)


def variants(session: Session, page: str) -> None:
    """Up to four networks side by side: add a copy, look at one, remove it."""
    vision, number = session.vision, session.sight.variant
    st.caption(_("Up to four networks learn from the same batches; change one of them."))
    names = names_of(vision, session.language)
    rows = [
        {
            _("Network"): name,
            _("Optimizer"): variant.run.optimizer,
            _("Rate"): number_text(variant.run.learning_rate),
        }
        for name, variant in zip(names, vision.variants, strict=True)
    ]
    st.table(rows)
    most = LENGTHS["variants"][1]

    def added() -> None:
        session.attempt_vision("variants", lambda old: with_more(old, number))
        session.look(variant=len(session.vision.variants) - 1)

    def removed() -> None:
        session.attempt_vision("variants", lambda old: without(old, number))

    left, right = st.columns(2)
    left.button(
        _("Add a copy"), key=f"{page}:more", on_click=added, disabled=len(names) >= most,
        width="stretch",
    )  # fmt: skip
    right.button(
        _("Remove it"), key=f"{page}:fewer", on_click=removed, disabled=len(names) == 1,
        width="stretch",
    )  # fmt: skip

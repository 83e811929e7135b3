"""The sidebar of the recurrent networks: the task, its sequences, the cells that race."""

from functools import partial

import streamlit as st

from playground.spec.choices import OPTIMIZERS
from playground.spec.limits import LENGTHS
from playground.spec.recurrent import (
    CELLS,
    RECURRENT_INITIALIZERS,
    SEQUENCES,
    TASKS,
    Recurrent,
    change_recurrent,
)
from playground.ui import optimizing
from playground.ui.changes import RATES, changed_run
from playground.ui.recurrent_changes import (
    with_data,
    with_more,
    with_network,
    with_task,
    with_variant,
    without,
)
from playground.ui.recurrent_files import own_file
from playground.ui.recurrent_scene import names_of, variant_of
from playground.ui.recurrent_stores import CellLearner, Cells
from playground.ui.state import Session
from playground.ui.texts import _, label
from playground.ui.vision import BATCHES, whole
from playground.ui.widgets import Form

LENGTHS_USUAL = (8, 12, 16, 24, 32, 40, 50, 64, 80, 100, 128, 150, 200)
HORIZONS = (1, 6, 12, 24, 36, 52, 100)
UNITS = (4, 8, 16, 24, 32, 48, 64, 96, 128)
EMBEDDINGS = (2, 4, 8, 16, 32, 64)
SHARES = (0.0, 0.1, 0.2, 0.3, 0.5)
HELD = (0.1, 0.15, 0.2, 0.25, 0.3, 0.5)
STARTS = (1, 2, 3, 4, 5, 6, 8)


def sidebar(session: Session, page: str) -> None:
    """Draw the whole sidebar."""
    form = Form(page, Cells(session))
    task(form, session.recurrent)
    sequences(form, session.recurrent)
    race(session, page)
    cell(form, session)
    learning(form, session)
    expanders(session, page)


def task(form: Form, recurrent: Recurrent) -> None:
    """What is to be learned, and from which sequences."""
    data = recurrent.data
    form.menu(
        "task", _("Task"), recurrent.task, list(TASKS), with_task,
        show=lambda word: label(TASKS[word]), help=_(TASKS[recurrent.task].help),
    )  # fmt: skip
    words = [word for word, row in SEQUENCES.items() if row.task == recurrent.task]
    form.menu(
        f"sequences_of.{recurrent.task}", _("Sequences"), data.name, words,
        lambda old, word: with_data(old, name=word) if word != old.data.name else old,
        show=lambda word: label(SEQUENCES[word]), help=_(SEQUENCES[data.name].help),
    )  # fmt: skip


def sequences(form: Form, recurrent: Recurrent) -> None:
    """How many steps are read at once, and how far a forecast goes on."""
    data, most = recurrent.data, SEQUENCES[recurrent.data.name].length[1]
    left, right = form.row()
    left.figure(
        "length", _("Steps read"), data.length,
        [count for count in LENGTHS_USUAL if count <= most],
        lambda old, value: with_data(old, length=whole(value)),
        help=_("How long a sequence is. What is far back is harder to remember."),
    )  # fmt: skip
    if recurrent.task == "forecast":
        right.figure(
            "horizon", _("Steps ahead"), data.horizon, HORIZONS,
            lambda old, value: with_data(old, horizon=whole(value)),
            help=_("How far the forecast goes on, reading its own answers."),
        )  # fmt: skip
    else:
        right.figure(
            "starts", _("Starts"), recurrent.starts, STARTS,
            lambda old, value: change_recurrent(old, starts=whole(value)),
            help=_("Each network learns from so many random starts; curves show a band."),
        )  # fmt: skip


def race(session: Session, page: str) -> None:
    """The networks that learn side by side: choose one to look at, add one, remove it."""
    recurrent, number = session.recurrent, variant_of(session)
    names = names_of(recurrent, session.language)
    most = LENGTHS["variants"][1]

    def added() -> None:
        session.attempt_recurrent("variants", lambda old: with_more(old, number))
        session.recall(run=(len(session.recurrent.variants) - 1) * session.recurrent.starts)

    def removed() -> None:
        session.attempt_recurrent("variants", lambda old: without(old, number))
        session.recall(run=0)

    with st.container(gap="xxsmall"):
        st.caption(_("Selected network: {name}").format(name=names[number]))
        left, right = st.columns(2)
        left.button(
            _("Add a copy"), key=f"{page}:more", on_click=added, disabled=len(names) >= most,
            width="stretch",
        )  # fmt: skip
        right.button(
            _("Remove it"), key=f"{page}:fewer", on_click=removed, disabled=len(names) == 1,
            width="stretch",
        )  # fmt: skip


def cell(form: Form, session: Session) -> None:
    """The cells of the network that is looked at."""
    number = variant_of(session)
    network = session.recurrent.variants[number].network

    def made(name: str, old: Recurrent, value: object) -> Recurrent:
        return with_network(old, number, **{name: value})

    left, right = form.row()
    left.menu(
        f"cell.{number}", _("Cell"), network.cell, list(CELLS), partial(made, "cell"),
        show=lambda word: CELLS[word].label, help=_(CELLS[network.cell].help),
    )  # fmt: skip
    right.figure(
        f"cell_units.{number}", _("Units"), network.cell_units, UNITS,
        lambda old, value: made("cell_units", old, whole(value)),
        help=_("So many numbers are remembered from step to step."),
    )  # fmt: skip


def learning(form: Form, session: Session) -> None:
    """Optimizer and rate of the network that is looked at; batches of all."""
    number, recurrent = variant_of(session), session.recurrent
    run = recurrent.variants[number].run

    def tuned(name: str, old: Recurrent, value: object) -> Recurrent:
        changed = changed_run(old.variants[number].run, **{name: value})
        return with_variant(old, number, run=changed)

    form.menu(
        f"optimizer.{number}", _("Optimizer"), run.optimizer, list(OPTIMIZERS),
        partial(tuned, "optimizer"),
        show=lambda word: label(OPTIMIZERS[word]), help=_(OPTIMIZERS[run.optimizer].help),
    )  # fmt: skip
    left, right = form.row()
    left.figure(
        f"learning_rate.{number}", _("Learning rate"), run.learning_rate, RATES,
        partial(tuned, "learning_rate"),
        help=_("How long the steps are. It acts at once."),
    )  # fmt: skip
    right.figure(
        "batch_size", _("Batch size"), recurrent.batch_size, BATCHES,
        lambda old, value: change_recurrent(old, batch_size=whole(value)),
        help=_("Sequences per step: few give many noisy steps, many give few calm ones."),
    )  # fmt: skip


def expanders(session: Session, page: str) -> None:
    """The groups that are closed at first."""
    form = Form(page, Cells(session))
    learner = Form(page, CellLearner(session, variant_of(session)))
    with st.container(gap="xxsmall"):
        with st.expander(_("More about the cells")):
            details(form, session)
        with st.expander(_("Sequences and split")):
            split(form, session.recurrent)
        with st.expander(_("Optimizer and schedule")):
            optimizing.settings(learner)
            optimizing.schedule(learner)
        with st.expander(_("Your own file or text")):
            own_file(session, page)


def details(form: Form, session: Session) -> None:
    """Depth, both directions, dropout, and where the cells start."""
    number, recurrent = variant_of(session), session.recurrent
    network = recurrent.variants[number].network

    def made(name: str, old: Recurrent, value: object) -> Recurrent:
        return with_network(old, number, **{name: value})

    left, right = form.row()
    left.steps(
        f"cell_layers.{number}", _("Layers"), network.cell_layers, (1, 2, 3),
        partial(made, "cell_layers"),
        help=_("Each layer reads what the one below remembers."),
    )  # fmt: skip
    right.figure(
        f"dropout.{number}", _("Dropout"), network.dropout, SHARES,
        lambda old, value: made("dropout", old, float(value)),
        help=_("The share that is left out while training."),
    )  # fmt: skip
    form.menu(
        f"recurrent_initializer.{number}", _("Recurrent start"), network.recurrent_initializer,
        list(RECURRENT_INITIALIZERS), partial(made, "recurrent_initializer"),
        show=lambda word: label(RECURRENT_INITIALIZERS[word]),
        help=_(RECURRENT_INITIALIZERS[network.recurrent_initializer].help),
    )  # fmt: skip
    if SEQUENCES[recurrent.data.name].answer != "next":
        form.switch(
            f"bidirectional.{number}", _("Both directions"), network.bidirectional,
            partial(made, "bidirectional"),
            help=_("A second set of cells reads the sequence from its end."),
        )  # fmt: skip
    if network.cell == "lstm":
        form.switch(
            f"forget_bias.{number}", _("Forget bias 1"), network.forget_bias,
            partial(made, "forget_bias"),
            help=_("The forget gate begins open, so that the cell keeps what it has."),
        )  # fmt: skip
    if SEQUENCES[recurrent.data.name].has_tokens:
        form.figure(
            f"embedding.{number}", _("Embedding"), network.embedding, EMBEDDINGS,
            lambda old, value: made("embedding", old, whole(value)),
            help=_("Numbers by which each sign or word is told."),
        )  # fmt: skip


def split(form: Form, recurrent: Recurrent) -> None:
    """How many sequences there are, what is held out, and when it ends."""
    data, row = recurrent.data, SEQUENCES[recurrent.data.name]
    left, right = form.row()
    left.number(
        "sequences", _("How many"), data.sequences, 100,
        lambda old, value: with_data(old, sequences=value),
        help=_("Sequences, values of a series or signs of a text: at most {most}.").format(
            most=f"{row.sequences[1]:,}"
        ),
    )  # fmt: skip
    right.figure(
        "validation_share", _("Held out"), data.validation_share, HELD,
        lambda old, value: with_data(old, validation_share=float(value)),
        help=_("The share that is kept for validation: of a series or text its end."),
    )  # fmt: skip
    left, right = form.row()
    left.number(
        "data_seed", _("Data seed"), data.seed, 1, lambda old, value: with_data(old, seed=value),
        help=_("Chooses what is drawn and what is held out."),
    )  # fmt: skip
    right.number(
        "epoch", _("Last epoch"), recurrent.epoch, 1,
        lambda old, value: change_recurrent(old, epoch=value), placeholder=_("none"),
        help=_("After it training stops by itself."),
    )  # fmt: skip
    if recurrent.task == "forecast":
        form.figure(
            "starts", _("Starts"), recurrent.starts, STARTS,
            lambda old, value: change_recurrent(old, starts=whole(value)),
            help=_("Each network learns from so many random starts; curves show a band."),
        )  # fmt: skip

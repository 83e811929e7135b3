"""The sidebar's forms: the choices of an Experiment that the stage has no button for.

Each function draws one group; what is set once in a while stands in `expanders`. Names of controls
are the spec's field names, so that a refusal finds its control and its plain name.
"""

import streamlit as st

from playground.errors import N_
from playground.explain.rates import USUAL, is_far_off
from playground.spec import (
    Experiment,
    GeneratedData,
    RunSpec,
    change,
    change_data,
    change_run,
)
from playground.spec.choices import ACTIVATIONS, OPTIMIZERS
from playground.spec.limits import LIMITS
from playground.ui.changes import RATES, common_activation, with_all_layers
from playground.ui.expanders import expanders
from playground.ui.state import Session
from playground.ui.texts import _, label, number_text
from playground.ui.widgets import Form

STRENGTHS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCHES = (1, 2, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000)
FIRST_STRENGTH = 0.001
MIXED = "mixed"
PENALTIES = {
    "none": N_("None"),
    "l1": "L1",
    "l2": "L2",
    "both": "L1 + L2",
}


def data(form: Form) -> None:
    """Noise and train share of a generated data set."""
    chosen = form.session.experiment.data
    if not isinstance(chosen, GeneratedData):
        return
    left, right = form.row()
    left.slider(
        "noise",
        _("Noise"),
        float(chosen.noise),
        (LIMITS["noise"].low, LIMITS["noise"].high, 0.01),
        lambda old, value: change_data(old, noise=round(value, 2)),
        pattern="%.2f",
        help=_("How far points stray, or how many labels are wrong. Noise can't be learned."),
    )
    right.slider(
        "train_share",
        _("Train share"),
        round(100 * chosen.train_share),
        (round(100 * LIMITS["train_share"].low), round(100 * LIMITS["train_share"].high), 5),
        lambda old, value: change_data(old, train_share=value / 100),
        pattern="%d %%",
        help=_("The share of points to learn from; the rest tests what was learned."),
    )


def learning(form: Form) -> None:
    """Optimizer, rate, batch, activation and penalty."""
    experiment = form.session.experiment
    run = experiment.runs[0]
    with st.container(gap=None):
        st.caption(_("Learning"))
        _optimizer(form, run)
    left, right = form.row()
    left.figure(
        "learning_rate",
        _("Learning rate"),
        run.learning_rate,
        RATES,
        lambda old, value: change_run(old, 0, learning_rate=value),
        help=_(
            "How long the steps are. Too small is slow, too large jumps past the valley. "
            "It acts at once."
        ),
    )
    right.steps(
        "batch_size",
        _("Batch size"),
        experiment.batch_size,
        BATCHES,
        lambda old, value: change(old, batch_size=value),
        help=_("Points per step: few give many noisy steps, many give few calm ones."),
    )
    with st.container():  # always there: what comes and goes must not shut the groups below
        _usual_rates(run)
    _activation(form)
    _penalty(form)


def _usual_rates(run: RunSpec) -> None:
    """Say at which rates the optimizer usually learns, where the chosen one is far off."""
    if is_far_off(run):
        low, high = (number_text(rate) for rate in USUAL[run.optimizer])
        st.caption(
            _("{optimizer} usually learns at rates from {low} to {high}.").format(
                optimizer=label(OPTIMIZERS[run.optimizer]), low=low, high=high
            )
        )


def _optimizer(form: Form, run: RunSpec) -> None:
    form.menu(
        "optimizer",
        _("Optimizer"),
        run.optimizer,
        list(OPTIMIZERS),
        lambda old, word: change_run(old, 0, optimizer=word),
        show=lambda word: label(OPTIMIZERS[word]),
        help=_("The rule that turns gradients into steps.")
        + " "
        + _(OPTIMIZERS[run.optimizer].help),
    )


def _activation(form: Form) -> None:
    """One activation for all hidden layers."""
    layers = form.session.experiment.layers
    used = {layer.activation for layer in layers}
    is_mixed = len(used) > 1
    common = common_activation(form.session.experiment)
    words = [MIXED, *ACTIVATIONS] if is_mixed else list(ACTIVATIONS)

    def everywhere(old: Experiment, word: str) -> Experiment:
        if word == MIXED:
            return old
        return with_all_layers(old, activation=word)

    form.menu(
        "activation",
        _("Activation of hidden layers"),
        MIXED if is_mixed else common,
        words,
        everywhere,
        show=_activation_label,
        help=_("What bends the sum of each neuron; without a bend, layers add nothing.")
        + " "
        + _(ACTIVATIONS[common].help),
        disabled=not layers,
    )


def _activation_label(word: str) -> str:
    return _("Mixed") if word == MIXED else label(ACTIVATIONS[word])


def _penalty(form: Form) -> None:
    """Which penalty on weights, and how strong."""
    run = form.session.experiment.runs[0]
    kind = {(False, False): "none", (True, False): "l1", (False, True): "l2"}.get(
        (run.l1 > 0, run.l2 > 0), "both"
    )

    def other_kind(old: Experiment, word: str) -> Experiment:
        amount = max(old.runs[0].l1, old.runs[0].l2) or FIRST_STRENGTH
        amounts = {"none": (0.0, 0.0), "l1": (amount, 0.0), "l2": (0.0, amount)}
        l1, l2 = amounts.get(word, (old.runs[0].l1, old.runs[0].l2))
        return change_run(old, 0, l1=l1, l2=l2)

    left, right = form.row()
    left.menu(
        "penalty",
        _("Penalty"),
        kind,
        [word for word in PENALTIES if word != "both" or kind == "both"],
        other_kind,
        show=lambda word: _(PENALTIES[word]),
        help=_(
            "Holds weights small against overfitting: L1 pulls them to zero evenly, "
            "L2 the large ones most."
        ),
    )
    _strength(right, kind)


def _strength(form: Form, kind: str) -> None:
    run = form.session.experiment.runs[0]
    title, sentence = _("Strength"), _("How hard the penalty pulls at every step.")
    if kind == "both":  # only a link or a file can ask for that
        both = f"{number_text(run.l1)} + {number_text(run.l2)}"
        form.menu(
            "strengths", title, both, [both], lambda old, _word: old, help=sentence, disabled=True
        )
        return
    form.figure(
        "strength",
        title,
        run.l1 if kind == "l1" else run.l2,
        STRENGTHS if kind != "none" else (0.0,),
        lambda old, value: change_run(old, 0, **{"l1" if kind == "l1" else "l2": value}),
        help=sentence,
        disabled=kind == "none",
    )


def sidebar(session: Session, page: str) -> None:
    """Draw all forms below the gallery."""
    form = Form(page, session)
    data(form)
    learning(form)
    expanders(form)

"""The sidebar's closed groups: what is set once in a while.

Names of controls are the spec's field names, so that a refusal finds its control and its plain
name.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from playground.errors import N_
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    Stop,
    change,
    change_data,
    change_output,
    change_run,
    fitting_losses,
    fitting_outputs,
    problem_of,
    settings_of,
)
from playground.spec.choices import (
    ACTIVATIONS,
    DATASETS,
    INITIALIZERS,
    LOSSES,
    OUTPUTS,
    DataChoice,
)
from playground.ui.changes import next_data, with_layer
from playground.ui.texts import _, label
from playground.ui.widgets import Form

SETTINGS: dict[str, tuple[str, str, Sequence[float]]] = {
    "momentum": (
        N_("Momentum: speed that is kept"),
        N_("The share of the last step that is added to the next one."),
        (0.0, 0.5, 0.8, 0.9, 0.95, 0.99),
    ),
    "beta_1": (
        N_("Beta 1: memory of the mean"),
        N_("How much of the mean of past gradients is kept at each step."),
        (0.0, 0.5, 0.8, 0.9, 0.95, 0.99),
    ),
    "beta_2": (
        N_("Beta 2: memory of the spread"),
        N_("How much of the mean of past squared gradients is kept at each step."),
        (0.9, 0.99, 0.999, 0.9999),
    ),
    "epsilon": (
        N_("Epsilon"),
        N_("A small number that keeps the division from blowing up where gradients vanish."),
        (1e-8, 1e-7, 1e-5, 1e-3, 0.1),
    ),
}
"""Setting of an optimizer -> its label, its sentence and usual values."""


def expanders(form: Form) -> None:
    """The groups that are closed at first."""
    with st.container(gap="xsmall"):
        with st.expander(_("Samples, seed")):
            samples(form)
        with st.expander(_("Initial weights, loss")):
            start(form)
        with st.expander(_("Optimizer settings")):
            settings(form)
        with st.expander(_("Stop rules")):
            stops(form)


def samples(form: Form) -> None:
    """How the data are drawn and in which order they are learned."""
    experiment = form.session.experiment
    chosen = experiment.data
    if isinstance(chosen, GeneratedData):
        row = DATASETS[chosen.name]
        with st.container():
            _drawing(form, chosen, row)
    form.switch(
        "shuffle",
        _("Shuffle every epoch"),
        experiment.shuffle,
        lambda old, value: change(old, shuffle=value),
        help=_("Takes the points in a new order in every epoch; off keeps one order."),
    )
    form.number(
        "order_seed",
        _("Order seed"),
        experiment.order_seed,
        1,
        lambda old, value: change(old, order_seed=value),
        help=_("The same seed gives the same order of points and so the same training."),
    )


def _drawing(form: Form, chosen: GeneratedData, row: DataChoice) -> None:
    form.number(
        "samples",
        _("Samples"),
        chosen.samples,
        50,
        lambda old, value: change_data(old, samples=value),
        help=_("How many points there are, for training and testing together."),
    )
    if not row.fixed_classes:
        form.slider(
            "classes",
            _("Classes"),
            chosen.classes,
            (2, row.classes[1], 1),
            lambda old, value: change_data(old, classes=value),
            help=_("How many kinds of points the network has to tell apart."),
        )
    form.number(
        "data_seed",
        _("Data seed"),
        chosen.seed,
        1,
        lambda old, value: change_data(old, seed=value),
        help=_("The same seed draws the same points."),
    )
    form.button(
        "regenerate",
        _("Regenerate"),
        next_data,
        help=_("Draws new points of the same kind: the next data seed."),
    )


def start(form: Form) -> None:
    """Initial weights, output, loss, and each layer by itself."""
    experiment = form.session.experiment
    form.menu(
        "initializer",
        _("Initial weights"),
        experiment.initializer,
        list(INITIALIZERS),
        lambda old, word: change(old, initializer=word),
        show=lambda word: label(INITIALIZERS[word]),
        help=_(INITIALIZERS[experiment.initializer].help),
    )
    form.number(
        "seed",
        _("Start seed"),
        experiment.runs[0].seed,
        1,
        lambda old, value: change_run(old, 0, seed=value),
        help=_("The same seed gives the same initial weights."),
    )
    form.menu(
        "output",
        _("Output"),
        experiment.output,
        fitting_outputs(problem_of(experiment)),
        change_output,
        show=lambda word: label(OUTPUTS[word]),
        help=_(OUTPUTS[experiment.output].help),
    )
    form.menu(
        "loss",
        _("Loss"),
        experiment.loss,
        fitting_losses(experiment.output, problem_of(experiment)),
        lambda old, word: change(old, loss=word),
        show=lambda word: label(LOSSES[word]),
        help=_(LOSSES[experiment.loss].help),
    )
    for index, layer in enumerate(experiment.layers):
        _layer(form, index, layer)


def _layer(form: Form, index: int, layer: LayerSpec) -> None:
    left, right = st.columns(2)
    with left:
        form.number(
            f"layers.{index}.units",
            _("Layer {number}").format(number=index + 1),
            layer.units,
            1,
            lambda old, value: with_layer(old, index, units=value),
            help=_("How many neurons this hidden layer has."),
        )
    with right:
        form.menu(
            f"layers.{index}.activation",
            _("Activation"),
            layer.activation,
            list(ACTIVATIONS),
            lambda old, word: with_layer(old, index, activation=word),
            show=lambda word: label(ACTIVATIONS[word]),
            help=_("The activation of this layer alone.")
            + " "
            + _(ACTIVATIONS[layer.activation].help),
        )


def settings(form: Form) -> None:
    """The settings of the optimizer besides its rate."""
    for name, value in settings_of(form.session.experiment.runs[0]).items():
        if name in SETTINGS:
            _setting(form, name, value)


def _setting(form: Form, name: str, value: float) -> None:
    title, sentence, usual = SETTINGS[name]
    form.figure(
        name,
        _(title),
        value,
        usual,
        lambda old, number: change_run(old, 0, **{name: number}),
        help=_(sentence),
    )


def stops(form: Form) -> None:
    """When training ends by itself."""
    rule = form.session.experiment.stop

    def changed(old: Experiment, **fields: Any) -> Experiment:
        return change(old, stop=Stop.model_validate({**old.stop.model_dump(), **fields}))

    form.number(
        "stop_epoch",
        _("Stop at epoch"),
        rule.epoch,
        10,
        lambda old, value: changed(old, epoch=value),
        placeholder=_("never"),
        help=_("Training pauses there by itself. Empty: it goes on until you pause it."),
    )
    form.number(
        "stop_target",
        _("Stop at loss"),
        rule.target,
        0.01,
        lambda old, value: changed(old, target=value),
        placeholder=_("never"),
        pattern="%g",
        help=_(
            "Training pauses once the test loss is this low (the training loss where nothing is "
            "held out). Empty: never."
        ),
    )

"""The sidebar's closed groups: what is set once in a while.

Names of controls are the spec's field names, so that a refusal finds its control and its plain
name.
"""

from typing import Any

import streamlit as st

from playground.errors import N_
from playground.spec import (
    Experiment,
    GeneratedData,
    Stop,
    change,
    change_data,
    change_output,
    change_run,
    fitting_losses,
    fitting_outputs,
    problem_of,
)
from playground.spec.checks import fitting_metrics
from playground.spec.choices import DATASETS, INITIALIZERS, LOSSES, METRICS, OUTPUTS, DataChoice
from playground.spec.cost import classes as classes_of
from playground.ui.changes import metric_of, next_data
from playground.ui.layers import layers
from playground.ui.optimizing import schedule, settings
from playground.ui.texts import _, label
from playground.ui.widgets import Form

SIDES = (N_("Orange"), N_("Blue"))
"""The two classes as the map colours them."""
CLASS_WEIGHTS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
GAINS = (0.0, 0.0001, 0.001, 0.01)


def expanders(form: Form) -> None:
    """The groups that are closed at first."""
    with st.container(gap="xxsmall"):
        with st.expander(_("Samples, seed")):
            samples(form)
        with st.expander(_("Initial weights, loss")):
            start(form)
        with st.expander(_("Layers, dropout")):
            layers(form)
        with st.expander(_("Optimizer settings")):
            settings(form)
        with st.expander(_("Learning-rate schedule")):
            schedule(form)
        with st.expander(_("Stop rules, second curve")):
            stops(form)
            second_curve(form)


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
    """Initial weights, output, loss, and how much each class counts in it."""
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
    _class_weights(form)


def _class_weights(form: Form) -> None:
    """How much the points of each class count; nothing where the data ask for values."""
    experiment = form.session.experiment
    count = classes_of(experiment)
    weights = experiment.class_weights or (1.0,) * count
    if count:
        st.caption(_("Weights of the classes"))
    for first in range(0, count, 2):
        for index, half in enumerate(form.row(), first):
            if index < count:
                _class_weight(half, index, weights)


def _class_weight(form: Form, index: int, weights: tuple[float, ...]) -> None:
    def weighed(old: Experiment, value: float) -> Experiment:
        new = (*weights[:index], value, *weights[index + 1 :])
        return change(old, class_weights=() if set(new) == {1.0} else new)

    form.figure(
        f"class_weights.{index}",
        _("Class {number}").format(number=index + 1) if len(weights) > 2 else _(SIDES[index]),
        weights[index],
        CLASS_WEIGHTS,
        weighed,
        help=_("How much a point of this class counts in the loss: 1 as usual, 2 like two points."),
    )


def stops(form: Form) -> None:
    """When training ends by itself."""
    rule = form.session.experiment.stop

    def changed(old: Experiment, **fields: Any) -> Experiment:
        return change(old, stop=Stop.model_validate({**old.stop.model_dump(), **fields}))

    left, right = form.row()
    left.number(
        "stop_epoch",
        _("Stop at epoch"),
        rule.epoch,
        10,
        lambda old, value: changed(old, epoch=value),
        placeholder=_("never"),
        help=_("Training pauses there by itself. Empty: it goes on until you pause it."),
    )
    right.number(
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
    left, right = form.row()
    left.number(
        "stop_patience",
        _("Stop early"),
        rule.patience,
        5,
        lambda old, value: changed(old, patience=value),
        placeholder=_("never"),
        help=_(
            "Patience: after so many epochs without a better test loss (training loss where "
            "nothing is held out) training ends by itself. Empty: never."
        ),
    )
    right.figure(
        "stop_min_delta",
        _("Smallest gain"),
        rule.min_delta,
        GAINS,
        lambda old, value: changed(old, min_delta=value),
        help=_("The loss must fall by more than this to count as better."),
        disabled=rule.patience is None,
    )
    form.switch(
        "stop_restore_best",
        _("Then restore the best"),
        rule.restore_best,
        lambda old, value: changed(old, restore_best=value),
        help=_("An early stop brings back the weights of the epoch with the lowest loss."),
        disabled=rule.patience is None,
    )


def second_curve(form: Form) -> None:
    """What the curve beside the loss shows."""
    experiment = form.session.experiment
    fitting = fitting_metrics(problem_of(experiment))
    shown = metric_of(experiment)
    form.menu(
        "metric",
        _("Second curve shows"),
        shown,
        fitting,
        lambda old, word: change(old, metrics=() if word == fitting[0] else (word,)),
        show=lambda word: label(METRICS[word]),
        help=_(METRICS[shown].help),
        disabled=len(fitting) == 1,
    )

"""The sidebar's forms: every choice of an Experiment that the stage has no button for.

Each function draws one group. Names of controls are the spec's field names, so that a refusal
finds its control and its plain name.
"""

from collections import Counter
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
    OPTIMIZERS,
    OUTPUTS,
    DataChoice,
)
from playground.spec.limits import LIMITS
from playground.ui.state import Session
from playground.ui.texts import _, label
from playground.ui.widgets import Form

RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
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


def data(form: Form) -> None:
    """Noise and train share of a generated data set."""
    chosen = form.session.experiment.data
    if not isinstance(chosen, GeneratedData):
        return
    left, right = st.columns(2)
    with left:
        form.slider(
            "noise",
            _("Noise"),
            float(chosen.noise),
            (LIMITS["noise"].low, LIMITS["noise"].high, 0.01),
            lambda old, value: change_data(old, noise=round(value, 2)),
            pattern="%.2f",
            help=_("How far points stray, or how many labels are wrong. Noise can't be learned."),
        )
    with right:
        form.slider(
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
    st.caption(_("Learning"))
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
    left, right = st.columns(2)
    with left:
        form.figure(
            "learning_rate",
            _("Learning rate"),
            run.learning_rate,
            RATES,
            lambda old, value: change_run(old, 0, learning_rate=value),
            help=_(
                "How long the steps are. Too small is slow, too large jumps past the valley. "
                "Choose a value or type one; it acts at once."
            ),
        )
    with right:
        form.steps(
            "batch_size",
            _("Batch size"),
            experiment.batch_size,
            BATCHES,
            lambda old, value: change(old, batch_size=value),
            help=_("Points per step: few give many noisy steps, many give few calm ones."),
        )
    _activation(form)
    _penalty(form)


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
        return change(
            old, layers=tuple(LayerSpec(units=layer.units, activation=word) for layer in old.layers)
        )

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


def common_activation(experiment: Experiment) -> str:
    """Return the activation that most hidden layers have, the usual one without any layer."""
    used = Counter(layer.activation for layer in experiment.layers)
    return used.most_common(1)[0][0] if used else LayerSpec().activation


def _activation_label(word: str) -> str:
    return _("Mixed") if word == MIXED else label(ACTIVATIONS[word])


def _penalty(form: Form) -> None:
    """Which penalty on weights, and how strong."""
    run = form.session.experiment.runs[0]
    kind = {(False, False): "none", (True, False): "l1", (False, True): "l2"}.get(
        (run.l1 > 0, run.l2 > 0), "both"
    )
    strength = run.l2 if kind == "l2" else run.l1

    def other_kind(old: Experiment, word: str) -> Experiment:
        amount = max(old.runs[0].l1, old.runs[0].l2) or FIRST_STRENGTH
        amounts = {"none": (0.0, 0.0), "l1": (amount, 0.0), "l2": (0.0, amount)}
        l1, l2 = amounts.get(word, (old.runs[0].l1, old.runs[0].l2))
        return change_run(old, 0, l1=l1, l2=l2)

    left, right = st.columns(2)
    with left:
        form.menu(
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
    with right:
        form.figure(
            "strength",
            _("Strength"),
            strength,
            STRENGTHS if kind != "none" else (0.0,),
            lambda old, value: change_run(old, 0, **{"l1" if kind == "l1" else "l2": value}),
            help=_("How hard the penalty pulls at every step. Zero switches it off."),
            disabled=kind in ("none", "both"),
        )


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


def next_data(experiment: Experiment) -> Experiment:
    """Return the Experiment with the next data seed."""
    data = experiment.data
    old = data.seed if isinstance(data, GeneratedData) else 0
    return change_data(experiment, seed=next_seed(old))


def next_seed(seed: int) -> int:
    """Return the seed after this one, beginning again after the last."""
    return (seed + 1) % (int(LIMITS["seed"].high) + 1)


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


def with_layer(experiment: Experiment, index: int, **fields: Any) -> Experiment:
    """Return the Experiment with one hidden layer changed."""
    layers = list(experiment.layers)
    layers[index] = LayerSpec.model_validate({**layers[index].model_dump(), **fields})
    return change(experiment, layers=tuple(layers))


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


def sidebar(session: Session, page: str) -> None:
    """Draw all forms below the gallery."""
    form = Form(page, session)
    data(form)
    learning(form)
    expanders(form)

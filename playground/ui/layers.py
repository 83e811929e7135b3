"""The sidebar's group of the hidden layers: dropout and input noise for all, and each by itself."""

import streamlit as st

from playground.spec import LayerSpec, change
from playground.spec.choices import ACTIVATIONS
from playground.ui.changes import in_common, with_all_layers, with_layer
from playground.ui.texts import _, label
from playground.ui.widgets import Form

DROPOUTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.8)
NOISES = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0)


def layers(form: Form) -> None:
    """What is left out or blurred in training, and every hidden layer by itself."""
    experiment = form.session.experiment
    left, right = form.row()
    left.figure(
        "dropout",
        _("Dropout"),
        in_common(experiment, "dropout", 0.0),
        DROPOUTS,
        lambda old, value: with_all_layers(old, dropout=value),
        placeholder=_("Mixed"),
        help=_(
            "The share of neurons that sit out each batch, in all hidden layers. "
            "None may rely on another, which helps against overfitting."
        ),
        disabled=not experiment.layers,
    )
    right.figure(
        "input_noise",
        _("Input noise"),
        experiment.input_noise,
        NOISES,
        lambda old, value: change(old, input_noise=value),
        help=_(
            "How far inputs are shaken at each batch, anew each time: "
            "the network can't learn single points by heart."
        ),
    )
    for index, layer in enumerate(experiment.layers):
        _layer(form, index, layer)


def _layer(form: Form, index: int, layer: LayerSpec) -> None:
    st.caption(_("Layer {number}").format(number=index + 1))
    form.menu(
        f"layers.{index}.activation",
        _("Activation"),
        layer.activation,
        list(ACTIVATIONS),
        lambda old, word: with_layer(old, index, activation=word),
        show=lambda word: label(ACTIVATIONS[word]),
        help=_("The activation of this layer alone.") + " " + _(ACTIVATIONS[layer.activation].help),
    )
    left, right = form.row()
    left.number(
        f"layers.{index}.units",
        _("Neurons"),
        layer.units,
        1,
        lambda old, value: with_layer(old, index, units=value),
        help=_("How many neurons this hidden layer has."),
    )
    right.figure(
        f"layers.{index}.dropout",
        _("Dropout"),
        layer.dropout,
        DROPOUTS,
        lambda old, value: with_layer(old, index, dropout=value),
        help=_("The share of this layer's neurons that sit out each batch."),
    )

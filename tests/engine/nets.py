"""Hypothesis draws small networks of every kind, on a few points of their own."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from playground.spec import (
    Experiment,
    LayerSpec,
    PointsData,
    RunSpec,
    Schedule,
    change,
    fitting_losses,
    problem_of,
)
from playground.spec.checks import CLIPPINGS, fitting_metrics
from playground.spec.choices import (
    ACTIVATIONS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    OUTPUTS,
    SCHEDULES,
)
from playground.spec.cost import classes

MOST_CLASSES = 8
PERIODS = ("decay_steps", "first_decay_steps", "total_steps")
WEIGHTS = (0.0, 0.5, 1.0, 3.0)
RATES = (0.003, 0.03, 0.1)
CALM = (0.0003, 0.001)  # rates so small that rounding is not blown up from step to step


@st.composite
def experiments(
    draw,
    *,
    most_layers=8,
    most_units=6,
    most_runs=3,
    optimizers=tuple(OPTIMIZERS),
    rates=RATES,
    options=False,
    disturbed=True,
):
    """Any depth, widths, activations, output with loss, penalties, weights and count of runs.

    With `options` the runs may also have schedules, clipping, weight decay and the like. Where
    `disturbed` also with dropout and noise, which are other ones in every epoch.
    """
    output = draw(st.sampled_from(list(OUTPUTS)))
    loss = draw(st.sampled_from(fitting_losses(output)))
    widths = draw(st.lists(st.integers(1, most_units), max_size=most_layers))
    layers = [
        LayerSpec(
            units=units,
            activation=draw(st.sampled_from(list(ACTIVATIONS))),
            dropout=draw(st.sampled_from([0.0, 0.0, 0.25, 0.6])) if disturbed else 0.0,
        )
        for units in widths
    ]
    words = draw(st.lists(st.sampled_from(optimizers), min_size=1, max_size=most_runs))
    runs = [draw(run_specs(word, rates, options)) for word in words]
    features = draw(st.lists(st.sampled_from(list(FEATURES)), min_size=1, max_size=9, unique=True))
    experiment = Experiment(
        data=draw(points(output, loss)),
        features=tuple(features),
        layers=tuple(layers),
        output=output,
        loss=loss,
        initializer=draw(st.sampled_from(list(INITIALIZERS))),
        batch_size=draw(st.integers(1, 9)),
        shuffle=draw(st.booleans()),
        order_seed=draw(st.integers(0, 1000)),
        input_noise=draw(st.sampled_from([0.0, 0.3])) if disturbed else 0.0,
        runs=tuple(runs),
    )
    fitting = st.sampled_from(fitting_metrics(problem_of(experiment)))
    count = classes(experiment)
    weights = st.lists(st.sampled_from(WEIGHTS), min_size=count, max_size=count)
    return change(
        experiment,
        metrics=tuple(draw(st.lists(fitting, unique=True))),
        class_weights=tuple(draw(st.just([]) | weights)),
    )


@st.composite
def run_specs(draw, word, rates, options):
    """One optimizer with penalties, and with options half of the time with more."""
    fields: dict[str, Any] = {}
    if options and draw(st.booleans()):
        fields["schedule"] = Schedule(
            name=draw(st.sampled_from(list(SCHEDULES))),
            warmup_steps=draw(st.sampled_from([0, 10])),
            patience=1,
            **dict.fromkeys(PERIODS, draw(st.integers(2, 30))),
        )
        fields["weight_decay"] = draw(st.sampled_from([0.0, 0.1]))
        fields[draw(st.sampled_from(CLIPPINGS))] = draw(st.sampled_from([None, 0.01, 1.0]))
        fields["centered"] = draw(st.booleans())
        fields["momentum"] = draw(st.sampled_from([0.0, 0.8]))
    return RunSpec(
        optimizer=word,
        learning_rate=draw(st.sampled_from(rates)),
        l1=draw(st.sampled_from([0.0, 0.01])),
        l2=draw(st.sampled_from([0.0, 0.03])),
        seed=draw(st.integers(0, 1000)),
        **fields,
    )


@st.composite
def points(draw, output, loss):
    """Some points for training, a few perhaps for testing, with labels that fit the output."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    trained, tested = draw(st.integers(2, 8)), draw(st.integers(0, 4))
    classes = draw(st.integers(2, MOST_CLASSES)) if output == "softmax" else 2
    count = trained + tested
    labels = generator.integers(0, classes, count).astype(float)
    if output == "softmax":
        labels[0] = classes - 1
    elif output == "tanh" or LOSSES[loss].problems == ("binary",):
        labels = 2 * labels - 1
    elif output == "exponential":
        labels = generator.poisson(2.0, count).astype(float)
    elif output == "linear":
        labels = generator.normal(size=count)
    coordinates = generator.uniform(-2, 2, (count, 2))
    table = [(x1, x2, label) for (x1, x2), label in zip(coordinates.tolist(), labels, strict=True)]
    is_test = generator.permutation(count) < tested
    weights = st.lists(st.sampled_from(WEIGHTS), min_size=count, max_size=count)
    return PointsData(
        points=tuple(table),
        split=tuple("test" if test else "train" for test in is_test),
        weights=tuple(draw(st.just([]) | weights)),
    )

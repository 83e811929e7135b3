"""A dense network trained with Keras equals the NumPy engine from the same start."""

import numpy as np
import pytest

from playground.engine.layout import Layout
from playground.engine.training import Training
from playground.spec import Experiment, GeneratedData, LayerSpec, RunSpec, Schedule
from playground.spec.choices import OPTIMIZERS
from playground.spec.cost import widths
from playground.spec.stack import STACKS
from tests.deep.visions import FEW, experiment, pictures, trainer

MLP = tuple(
    layer.model_copy(update={"dropout": 0.0}) if layer.kind == "dropout" else layer
    for layer in STACKS["mlp"]
)
"""The preset without its dropout, whose masks differ."""
STEPS = 50
RUNS = {
    **{word: RunSpec(optimizer=word) for word in OPTIMIZERS if word not in ("sgd", "lion")},
    "adadelta": RunSpec(optimizer="adadelta", learning_rate=1.0),
    "sgd": RunSpec(l1=1e-4, l2=1e-3, weight_decay=1e-3),
    "clipped": RunSpec(optimizer="momentum", learning_rate=0.01, momentum=0.9, clipnorm=0.05),
    "scheduled": RunSpec(
        optimizer="adam",
        learning_rate=0.002,
        schedule=Schedule(name="cosine", decay_steps=60, warmup_steps=5),
    ),
}
"""Lion follows signs, which rounding may turn; its rule has its own law in tests/engine."""
QUICK = ("sgd", "scheduled")


def engine_of(run: RunSpec, row: np.ndarray) -> tuple[Training, Layout]:
    """The engine on 64 inputs and ten classes; its own forms end at 9 features and 64 units."""
    wanted = Experiment().model_copy(
        update={
            "data": GeneratedData(name="blobs").model_copy(update={"classes": 10}),
            "features": ("x1",) * 64,
            "layers": (LayerSpec().model_copy(update={"units": 128, "activation": "relu"}),),
            "output": "softmax",
            "loss": "categorical_crossentropy",
            "runs": (run,),
        }
    )
    layout = Layout(widths(wanted), 1)
    return Training(wanted, layout, np.dtype(np.float64), [row]), layout


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in QUICK else pytest.mark.slow) for n in RUNS]
)
def test_the_dense_preset_equals_the_engine(name):
    run = RUNS[name]
    here = trainer(experiment(run, stack=MLP, shuffle=False))
    start = np.concatenate([array.ravel() for array in here.weights(0)]).astype(np.float64)
    engine, layout = engine_of(run, start)
    shown = pictures(FEW)
    images = shown.train.reshape(len(shown.train), -1).T.astype(np.float64)
    table = np.vstack([images, np.ones(images.shape[1]), np.eye(10)[shown.train_labels].T])
    done = 0
    while done < STEPS:
        first = done % here.steps_per_epoch
        here.advance(1)
        places = here._batches.places(first, 1)[0]
        place, batch, calls = engine.steps([table[:, places]])[0]
        place[...] = batch
        for call in calls:
            call()
        engine.count(1)
        done += 1
    ours = layout.row(engine.theta, 0)
    theirs = np.concatenate([array.ravel() for array in here.weights(0)])
    assert np.abs(ours - start).max() > 1e-3  # it has learned something
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-5)
    here.close()

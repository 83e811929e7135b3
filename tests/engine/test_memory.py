"""What an Experiment is predicted to cost is what its trainer really takes."""

import tracemalloc

import pytest

from playground import data
from playground.engine import MLPTrainer
from playground.engine.race import RaceTrainer
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    Race,
    RunSpec,
    Schedule,
    Stop,
    change,
    change_race,
    entry,
)
from playground.spec.choices import ACTIVATIONS, FEATURES, OPTIMIZERS
from playground.spec.cost import megabytes
from playground.spec.race_cost import race_megabytes

WIDE = (LayerSpec(units=64),) * 8
FEW = GeneratedData(samples=10)

CASES = {
    "default": Experiment(),
    "one large batch": Experiment(
        data=GeneratedData(samples=5000), layers=WIDE, batch_size=5000, runs=(RunSpec(),)
    ),
    "1024 tiny runs": Experiment(data=FEW, layers=(LayerSpec(units=1),), runs=(RunSpec(),) * 1024),
    "100 runs of adam": Experiment(
        data=FEW, layers=WIDE, runs=tuple(RunSpec(optimizer="adam", seed=k) for k in range(100))
    ),
    "a mix of optimizers": Experiment(
        data=GeneratedData(samples=100),
        layers=WIDE[:2],
        runs=tuple(RunSpec(optimizer=word) for word in OPTIMIZERS) * 15,
    ),
    "different settings": Experiment(
        data=FEW,
        layers=WIDE[:3],
        runs=tuple(
            RunSpec(optimizer="adam", learning_rate=0.001 * k, beta_1=0.9 - 0.01 * k, l1=0.01 * k)
            for k in range(1, 31)
        ),
    ),
    "scheduled": Experiment(
        data=FEW,
        layers=(LayerSpec(units=8),),
        runs=tuple(
            RunSpec(
                optimizer=word,
                learning_rate=0.001 * k,
                schedule=Schedule(name="cosine"),
                clipnorm=1.0,
            )
            for word in ("nadam", "momentum", "ftrl", "rmsprop")
            for k in range(1, 65)
        ),
    ),
    **{
        f"nothing but {word}": Experiment(
            data=FEW,
            layers=WIDE[:4],
            runs=tuple(RunSpec(optimizer=word, seed=k) for k in range(30)),
        )
        for word in OPTIMIZERS
    },
    "all that rmsprop has": Experiment(
        data=FEW,
        layers=WIDE[:4],
        runs=tuple(
            RunSpec(
                optimizer="rmsprop", centered=k > 3, momentum=0.5, clipvalue=1.0, weight_decay=0.1
            )
            for k in range(30)
        ),
    ),
    "dropout and noise": Experiment(
        data=GeneratedData(samples=5000),
        layers=(LayerSpec(units=64, dropout=0.5),) * 8,
        input_noise=0.5,
        batch_size=100,
    ),
    "noise alone": Experiment(
        data=GeneratedData(samples=5000),
        features=tuple(FEATURES),
        layers=(),
        input_noise=0.5,
        class_weights=(1.0, 2.0),
    ),
    "dropout in many runs": Experiment(
        data=FEW,
        layers=(LayerSpec(units=64, dropout=0.5),) * 2,
        runs=tuple(RunSpec(seed=k) for k in range(100)),
    ),
    "patience": Experiment(
        data=FEW,
        layers=WIDE[:3],
        stop=Stop(patience=3),
        runs=tuple(RunSpec(seed=k) for k in range(100)),
    ),
    **{
        f"{word} of many": Experiment(
            data=GeneratedData(samples=1000),
            layers=(LayerSpec(units=1),),
            metrics=(word,),
            runs=(RunSpec(),) * 200,
        )
        for word in ("accuracy", "precision", "recall", "auc")
    },
    "all metrics of classes": Experiment(
        data=GeneratedData(name="blobs", classes=8, samples=2000),
        layers=(LayerSpec(units=4),),
        output="softmax",
        loss="categorical_crossentropy",
        metrics=("precision", "auc", "recall"),
        runs=(RunSpec(),) * 50,
    ),
    **{
        f"{word} in ten runs": Experiment(
            data=GeneratedData(samples=3000),
            layers=(LayerSpec(units=64, activation=word),),
            batch_size=1000,
            runs=tuple(RunSpec(seed=k) for k in range(10)),
        )
        for word in ACTIVATIONS
    },
    "softmax of relu": Experiment(
        data=GeneratedData(name="blobs", classes=8, samples=3000),
        layers=(LayerSpec(units=32, activation="relu"),) * 2,
        output="softmax",
        loss="categorical_crossentropy",
        batch_size=70,
        runs=(RunSpec(),) * 4,
    ),
}


@pytest.mark.parametrize("experiment", CASES.values(), ids=CASES)
def test_memory_is_predicted(experiment):
    """A trainer, its start for going back, one step, and a picture of everything."""
    views = ["output", "units", "weights", "gradients", "predictions", "batch", "probe"]
    for index, layer in enumerate(experiment.layers):
        views += [f"unit:{index}:{unit}" for unit in range(layer.units)]
    data.load(experiment)  # shared by all trainers
    tracemalloc.start()
    try:
        trainer = MLPTrainer(experiment)
        start = trainer.checkpoint()
        trainer.advance(1)
        frame = trainer.snapshot(views, (1.0, 2.0))
        taken = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    assert (start.step, frame.step) == (0, 1)
    assert 0.8 * taken <= megabytes(experiment) <= 1.6 * taken


ADAMS = (RunSpec(optimizer="adam", learning_rate=0.01),)
RACES = {
    "default": (Experiment(), Race()),
    "384 runs": (Experiment(), Race(racers=ADAMS * 12, starts=32)),
    "wide": (change(Experiment(), layers=WIDE[:4], batch_size=250), Race(starts=2)),
    "deep": (
        Experiment(data=GeneratedData(samples=2000), layers=WIDE, batch_size=1000),
        Race(starts=1),
    ),
    "classes": (
        Experiment(
            data=GeneratedData(name="blobs", classes=8, samples=2000),
            layers=(LayerSpec(units=8, activation="gelu"),) * 2,
            output="softmax",
            loss="categorical_crossentropy",
        ),
        Race(racers=ADAMS * 6, starts=8),
    ),
    "dropout": (
        Experiment(layers=(LayerSpec(units=32, dropout=0.5),) * 2, batch_size=125),
        Race(racers=ADAMS * 8, starts=8),
    ),
}
EPOCHS, LOOKS = 130, 4


@pytest.mark.parametrize("case", RACES)
def test_memory_of_a_race_is_predicted(case):
    """A trainer that has run for a while, and pictures of all that a race can show."""
    experiment, race = RACES[case]
    entered = entry(experiment, change_race(race, epochs=EPOCHS))
    data.load(entered)
    tracemalloc.start()
    try:
        trainer = RaceTrainer(entered)
        start = trainer.checkpoint()
        trainer.advance(EPOCHS * trainer.steps_per_epoch)
        for view in ("boundaries:0", "predictions:0", "ensemble", "diverged", "slice:0:0:1"):
            trainer.snapshot([view])
        for _ in range(LOOKS):
            trainer.snapshot(["boundaries:0", "terrain:0:paths"])
        taken = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    assert start.trainer.step == 0
    assert 0.8 * taken <= race_megabytes(entered) <= 2 * taken

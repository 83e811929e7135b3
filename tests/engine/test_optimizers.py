"""The oracle law: each rule goes where Keras' optimizer goes, alone and in any mix."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.engine.layout import Layout
from playground.engine.optimizers import OPTIMIZERS, Terms
from playground.engine.update import Memory, Update, terms_of
from playground.spec import RunSpec

ROOT = Path(__file__).resolve().parents[2]
STEPS = 200
SIZES = (3, 4, 2)
SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {"learning_rate": 0.3, "momentum": 0.5, "beta_1": 0.6, "beta_2": 0.9},
)


def rounded(value: float) -> float:
    """Keras passes its settings through float32: compare at what it can hold."""
    return float(np.float32(value))


def spec_of(word: str, settings: dict[str, Any]) -> RunSpec:
    run = RunSpec(optimizer=word, **settings)
    numbers = ("learning_rate", "momentum", "beta_1", "beta_2", "epsilon")
    return run.model_copy(update={name: rounded(getattr(run, name)) for name in numbers})


def rmsprop(run: RunSpec) -> Terms:
    rho = run.beta_2
    return Terms(run.learning_rate, second=(rho, 1 - rho), inner=run.epsilon, outer=0.0)


def adagrad(run: RunSpec) -> Terms:
    return Terms(
        run.learning_rate, second=(1.0, 1.0), inner=run.epsilon, outer=0.0, start=rounded(0.1)
    )


NEW = {"rmsprop": rmsprop, "adagrad": adagrad}
RUNS = [spec_of(word, settings) for word in (*OPTIMIZERS, *NEW) for settings in SETTINGS]


def paths_of(runs: list[RunSpec], starts, gradients):
    """The weights of every run after each step (R, T, P), all runs in one pass."""
    layout = Layout(SIZES, len(runs))
    theta, gradient = layout.zeros(np.float64), layout.zeros(np.float64)
    memory = Memory(theta.copy(), theta.copy(), np.zeros(len(runs), np.int64))
    for run, spec in enumerate(runs):
        layout.put(theta, run, starts[run])
        memory.empty(layout, run, terms_of(spec).start)
    moving = np.ones(len(runs), np.bool_)
    update = Update(layout, runs, moving, theta=theta, gradient=gradient, memory=memory)
    paths = np.empty((len(runs), STEPS, layout.parameters))
    for step in range(STEPS):
        for run in range(len(runs)):
            layout.put(gradient, run, gradients[run, step])
        update.program.run()
        for run in range(len(runs)):
            paths[run, step] = layout.row(theta, run)
    return paths


@pytest.fixture(name="draws", scope="module")
def some_starts_and_gradients():
    generator = np.random.default_rng(0)
    parameters = Layout(SIZES, 1).parameters
    starts = generator.normal(size=(len(RUNS), parameters))
    return starts, generator.normal(size=(len(RUNS), STEPS, parameters))


@pytest.fixture(autouse=True)
def entries_of_tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    for word, rule in NEW.items():
        monkeypatch.setitem(OPTIMIZERS, word, rule)


@pytest.mark.slow
def test_each_rule_follows_its_keras_twin(draws):
    starts, gradients = draws
    order = {
        "runs": [run.model_dump() for run in RUNS],
        "starts": starts.tolist(),
        "gradients": gradients.tolist(),
    }
    twin = subprocess.run(
        [sys.executable, "-m", "tests.engine.keras_twin"],
        cwd=ROOT,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1"},
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
    )
    assert twin.returncode == 0, twin.stderr
    expected = np.array(json.loads(twin.stdout))
    found = paths_of(RUNS, starts, gradients)
    for run, spec in enumerate(RUNS):
        np.testing.assert_allclose(
            found[run], expected[run], rtol=1e-12, atol=1e-12, err_msg=str(spec)
        )


def test_a_mix_is_bit_for_bit_each_rule_alone(draws):
    starts, gradients = draws
    together = paths_of(RUNS, starts, gradients)
    for run, spec in enumerate(RUNS):
        alone = paths_of([spec], starts[run : run + 1], gradients[run : run + 1])
        np.testing.assert_array_equal(together[run], alone[0], err_msg=str(spec))


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_every_rule_descends_a_bowl(word):
    """w² / 2 has the slope w: from anywhere to (nearly) its bottom."""
    layout = Layout((2, 1), 1)
    theta, gradient = layout.zeros(np.float64), layout.zeros(np.float64)
    theta[:] = (2.0, -1.5, 0.5)
    memory = Memory(layout.zeros(np.float64), layout.zeros(np.float64), np.zeros(1, np.int64))
    runs = [RunSpec(optimizer=word, learning_rate=0.05)]
    update = Update(layout, runs, np.array([True]), theta=theta, gradient=gradient, memory=memory)
    for _ in range(500):
        gradient[:] = theta
        update.program.run()
    assert np.abs(theta).max() < 0.02

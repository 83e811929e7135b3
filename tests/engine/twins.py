"""Runs for the oracle law: every optimizer with every option, every schedule with every option."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from playground.spec import RunSpec, Schedule, schedule_settings, settings_of
from playground.spec.choices import OPTIMIZERS, SCHEDULES

P = TypeVar("P", RunSpec, Schedule)
ROOT = Path(__file__).resolve().parents[2]

OTHER: dict[str, float] = {
    "learning_rate": 0.07,
    "momentum": 0.5,
    "rho": 0.8,
    "beta_1": 0.6,
    "beta_2": 0.9,
    "epsilon": 0.003,
    "centered": True,
    "initial_accumulator_value": 0.3,
    "weight_decay": 0.05,
    "learning_rate_power": -0.7,
    "l1_regularization_strength": 0.2,
    "l2_regularization_strength": 0.3,
    "l2_shrinkage_regularization_strength": 0.1,
    "beta": 0.4,
    "decay_steps": 30,
    "decay_rate": 0.7,
    "staircase": True,
    "end_learning_rate": 0.002,
    "power": 2.5,
    "cycle": True,
    "alpha": 0.2,
    "first_decay_steps": 20,
    "t_mul": 1.5,
    "m_mul": 0.8,
    "total_steps": 150,
    "pct_start": 0.4,
    "div_factor": 10.0,
    "final_div_factor": 50.0,
    "factor": 0.5,
    "patience": 3,
    "min_delta": 0.01,
    "cooldown": 2,
    "min_lr": 0.004,
}
"""Another value for each setting than its default."""


def options(settings: dict[str, Any]) -> list[dict[str, Any]]:
    """The defaults, each setting alone at its other value, and all of them together."""
    others = {name: OTHER[name] for name in settings}
    return [{}, *({name: value} for name, value in others.items()), others]


def optimizer_runs() -> list[RunSpec]:
    """Each optimizer with each of its options."""
    return [
        rounded(RunSpec(optimizer=word, **{"learning_rate": 0.03, **given}))
        for word, row in OPTIMIZERS.items()
        for given in (*options(dict(row.settings)), *everywhere(word))
    ]


def everywhere(word: str) -> tuple[dict[str, Any], ...]:
    """What every optimizer can be told besides its own settings."""
    warm = 0 if word == "ftrl" else 20  # Keras' FTRL divides by the rate, which begins at 0
    falling = Schedule(name="exponential", decay_steps=60, decay_rate=0.2, warmup_steps=warm)
    return (
        {"weight_decay": 0.05},
        {"clipvalue": 0.7},
        {"clipnorm": 1.5},
        {"global_clipnorm": 2.5},
        {"schedule": falling},
    )


def schedules() -> list[Schedule]:
    """Each schedule with each of its options, the same after a warm-up."""
    return [
        rounded(Schedule(name=word, warmup_steps=warm, **{**short(row.settings), **given}))
        for word, row in SCHEDULES.items()
        for given in options(dict(row.settings))
        for warm in (0, 17)
    ]


def exact(value: float) -> float:
    """The nearest number that float32 can hold."""
    return float(np.float32(value))


def rounded(part: P) -> P:
    """The same with numbers that float32 can hold."""
    values = {name: getattr(part, name) for name in type(part).model_fields}
    floats = {name: value for name, value in values.items() if isinstance(value, float)}
    changed: dict[str, Any] = {name: exact(value) for name, value in floats.items()}
    if isinstance(part, RunSpec):
        changed["schedule"] = rounded(part.schedule)
    return part.model_copy(update=changed)


def short(settings: Any) -> dict[str, Any]:
    """Defaults with periods so short that much happens in 200 steps."""
    periods = {"decay_steps": 50, "first_decay_steps": 40, "total_steps": 120}
    return {name: value for name, value in periods.items() if name in settings}


def described(run: RunSpec) -> dict[str, Any]:
    """A run as the twin wants it told."""
    return {
        **run.model_dump(),
        "settings": settings_of(run),
        "schedule_settings": schedule_settings(run.schedule),
    }


def ask(orders: list[dict[str, Any]]) -> list[Any]:
    """The answers of Keras, in a process of its own."""
    twin = subprocess.run(
        [sys.executable, "-m", "tests.engine.keras_twin"],
        cwd=ROOT,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1"},
        input=json.dumps(orders),
        capture_output=True,
        text=True,
        check=False,
    )
    assert twin.returncode == 0, twin.stderr
    answers: list[Any] = json.loads(twin.stdout)
    return answers

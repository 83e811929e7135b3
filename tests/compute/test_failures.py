"""Divergence, errors in the thread, errors while building: named states, never a dead thread."""

import logging
import threading

import numpy as np
import pytest

from playground.errors import DataError
from playground.spec import Experiment, change, change_run
from tests.compute.scripted import Script, Stage

WILD = change_run(Experiment(), 0, learning_rate=3.0)


def test_divergence_is_a_state_that_play_does_not_leave(stage):
    here = stage(WILD)
    here.runner.play()
    here.shown("diverged")
    here.runner.play()
    here.runner.step("batch")
    assert here.runner.state == "diverged"
    assert np.isfinite(here.frames[-1][0].views["weights"]).all()


def test_lower_rate_leaves_divergence(stage):
    here = stage(WILD)
    here.runner.play()
    here.shown("diverged")
    here.runner.adopt(Experiment())
    here.shown("paused")
    step = here.trainer.step
    here.runner.play()
    here.until(lambda: here.trainer.step > step)


def test_reset_leaves_divergence(stage):
    here = stage(WILD)
    here.runner.play()
    here.shown("diverged")
    here.runner.reset()
    here.shown("idle", 0)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuntimeError("x"), "trainer_failed"),
        (MemoryError(), "out_of_memory"),
        (DataError("data", "no_training_points"), "no_training_points"),
    ],
)
def test_error_in_the_thread_becomes_a_state(stage, caplog, error, code):
    caplog.set_level(logging.CRITICAL)
    here = stage(script=Script(fails_with=error))
    here.runner.play()
    here.shown("failed")
    assert here.status.failure == code
    here.runner.play()
    assert here.runner.state == "failed"


@pytest.mark.parametrize(
    ("error", "is_traced"),
    [(RuntimeError("x"), True), (DataError("data", "no_training_points"), False)],
)
def test_only_what_was_not_foreseen_leaves_a_trace_in_the_log(stage, caplog, error, is_traced):
    here = stage(script=Script(fails_with=error))
    here.runner.play()
    here.shown("failed")
    (record,) = caplog.records
    assert (record.exc_info is not None) == is_traced
    assert is_traced or str(error) in record.getMessage()


def test_reset_and_restart_leave_failure(stage, caplog):
    caplog.set_level(logging.CRITICAL)
    here = stage(script=Script(fails_with=RuntimeError()))
    here.runner.play()
    here.shown("failed")
    here.script.fails_with = None
    here.runner.reset()
    here.shown("idle", 0)
    assert here.status.failure is None
    here.script.fails_with = RuntimeError()
    here.runner.play()
    here.shown("failed")
    here.script.fails_with = None
    here.runner.adopt(change(Experiment(), batch_size=5))
    here.until(lambda: here.status.generation == 2)
    assert (here.status.state, here.status.failure) == ("idle", None)
    here.runner.play()
    here.trained(2)


def test_error_in_the_encoder_does_not_end_the_thread(stage, caplog):
    caplog.set_level(logging.CRITICAL)
    broken: list[bool] = []

    def encode(frame, status):
        if broken:
            raise ValueError("no picture")
        return b""

    here = stage(encode=encode)
    broken.append(True)
    here.runner.play()
    here.until(lambda: here.runner.state == "failed")
    broken.clear()
    here.after(here.runner.reset)
    assert here.status.state == "idle"


def test_trainer_that_cannot_be_built_disturbs_nothing(stage):
    script = Script()

    def make(experiment):
        if experiment.batch_size == 7:
            raise DataError("data", "no_training_points")
        return script.make(experiment)

    here = stage(script=script, make=make)
    here.runner.play()
    here.trained(1)
    with pytest.raises(DataError):
        here.runner.adopt(change(Experiment(), batch_size=7))
    assert (here.runner.generation, here.runner.experiment) == (1, Experiment())
    here.trained(2)
    with pytest.raises(DataError):
        stage(change(Experiment(), batch_size=7), make=make)


def failing(stage) -> tuple[Stage, threading.Semaphore]:
    """A playing run whose slice under way will fail as soon as the gate opens."""
    gate = threading.Semaphore(0)
    here = stage(script=Script(gate=gate, fails_with=RuntimeError()))
    here.runner.play()
    here.until(lambda: here.script.waiting > 0)
    return here, gate


def test_restart_ordered_while_a_slice_fails_is_carried_out(stage, caplog):
    caplog.set_level(logging.CRITICAL)
    here, gate = failing(stage)
    changed = change(Experiment(), batch_size=5)
    here.runner.adopt(changed)
    here.runner.adopt(change_run(changed, 0, learning_rate=0.5))
    here.runner.pause()
    gate.release()
    here.until(lambda: here.status.generation == 2)
    assert (here.status.state, here.status.failure) == ("paused", None)
    assert here.status.experiment == here.runner.experiment
    assert here.runner.generation == 2
    here.script.fails_with = None
    gate.release(100)
    here.runner.step("batch")
    here.shown("paused", 1)
    here.after(here.runner.reset)
    assert (here.status.state, here.status.generation, here.status.step) == ("idle", 2, 0)


def test_reset_ordered_while_a_slice_fails_is_carried_out(stage, caplog):
    caplog.set_level(logging.CRITICAL)
    here, gate = failing(stage)
    here.runner.reset()
    gate.release()
    here.shown("idle")
    assert (here.runner.state, here.status.failure, here.status.step) == ("idle", None, 0)


def test_live_change_adopted_while_a_slice_fails_holds_after_the_reset(stage, caplog):
    caplog.set_level(logging.CRITICAL)
    here, gate = failing(stage)
    slower = change_run(Experiment(), 0, learning_rate=0.5)
    here.runner.adopt(slower)
    gate.release()
    here.shown("failed")
    here.runner.reset()
    here.shown("idle", 0)
    assert here.status.experiment == slower

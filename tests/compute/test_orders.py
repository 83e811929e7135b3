"""Play, Pause, Step, Reset: what each does, and that it is a setter and prompt."""

import threading

import numpy as np

from playground.spec import Experiment, Stop, change, change_run
from tests.compute.scripted import PATIENCE, Script


def test_first_picture_exists_before_any_order(stage):
    runner = stage().runner
    assert (runner.state, runner.latest.sequence, runner.generation) == ("idle", 1, 1)
    assert runner.latest.is_complete
    assert runner.status.step == 0


def test_play_trains_and_pause_freezes(stage):
    here = stage()
    here.runner.play()
    here.trained(3)
    here.runner.pause()
    here.shown("paused")
    slices, step = len(here.script.advances), here.trainer.step
    here.runner.wish(None, (1.0, 1.0))
    here.until(lambda: here.status.probe is not None)
    assert (len(here.script.advances), here.trainer.step) == (slices, step)
    assert here.status.step == step > 0


def test_state_is_told_at_once(stage):
    runner = stage().runner
    runner.play()
    assert runner.state == "playing"
    runner.step("epoch")
    assert runner.state == "paused"
    runner.reset()
    assert runner.state == "idle"


def test_pause_waits_for_one_slice_only(stage):
    gate = threading.Semaphore(0)
    here = stage(script=Script(gate=gate))
    here.runner.play()
    gate.release()
    here.trained(1)
    here.runner.pause()  # while the second slice waits at the gate, or before it began
    gate.release(10)
    here.shown("paused")
    assert len(here.script.advances) <= 2


def test_orders_are_setters(stage):
    here = stage()
    here.runner.pause()
    assert here.runner.state == "idle"
    for _ in range(3):
        here.runner.play()
    here.trained(1)
    for _ in range(3):
        here.runner.pause()
    here.shown("paused")
    assert here.runner.state == "paused"


def test_step_trains_one_batch(stage):
    here = stage()
    here.runner.step("batch")
    here.shown("paused", 1)
    assert here.trainer.step == 1


def test_step_epoch_ends_the_epoch_under_way(stage):
    here = stage()
    here.runner.step("batch")
    here.runner.step("epoch")
    here.shown("paused", here.trainer.steps_per_epoch)
    assert (here.status.epoch, here.status.batch) == (1, 0)


def test_steps_add_up(stage):
    here = stage()
    for _ in range(3):
        here.runner.step("epoch")
    here.shown("paused", 3 * here.trainer.steps_per_epoch)


def test_step_pauses_a_playing_run_first(stage):
    here = stage()
    here.runner.play()
    here.trained(2)
    here.runner.step("batch")
    here.shown("paused")
    steps = sum(here.script.advances)
    assert here.trainer.step == here.status.step == steps
    assert here.script.advances[-1] == 1


def test_step_makes_one_picture_at_its_end(stage):
    here = stage()
    here.runner.step("epoch")
    here.shown("paused", here.trainer.steps_per_epoch)
    assert [status.step for _, status in here.frames] == [0, here.trainer.steps_per_epoch]


def test_pause_drops_steps_not_done_yet(stage):
    gate = threading.Semaphore(0)
    here = stage(Experiment(batch_size=1), Script(gate=gate))
    here.runner.step("epoch")
    here.runner.step("epoch")
    gate.release()
    here.trained(1)
    here.runner.pause()
    gate.release(100)
    here.shown("paused")
    assert len(here.script.advances) <= 2
    assert here.status.epoch == 0


def test_reset_returns_to_the_same_start_bit_for_bit(stage):
    here = stage()
    here.runner.step("epoch")
    here.shown("paused", here.trainer.steps_per_epoch)
    first, curve = here.trainer.theta.copy(), here.trainer.history.column("train_loss").copy()
    here.runner.reset()
    here.shown("idle", 0)
    assert np.array_equal(here.frames[0][0].views["weights"], here.frames[-1][0].views["weights"])
    assert np.array_equal(here.frames[0][0].views["output"], here.frames[-1][0].views["output"])
    here.runner.step("epoch")
    here.shown("paused", here.trainer.steps_per_epoch)
    assert np.array_equal(here.trainer.theta, first)
    assert np.array_equal(here.trainer.history.column("train_loss"), curve)


def test_reset_undoes_an_edit_and_keeps_live_settings(stage):
    here = stage()
    start = here.trainer.theta.copy()
    faster = change_run(Experiment(), 0, learning_rate=0.5)
    here.runner.edit(0, 0, -1, 1, 7.0)
    here.runner.adopt(faster)
    here.until(lambda: here.status.experiment == faster)
    assert here.frames[-1][0].views["weights"][2 * 4 + 1] == 7.0
    here.after(here.runner.reset)
    assert np.array_equal(here.trainer.theta, start)
    here.runner.step("batch")
    here.shown("paused", 1)
    assert np.abs(here.trainer.theta - 1).max() < 0.8, "the rate adopted before the reset holds"


def test_live_change_keeps_the_step(stage):
    here = stage()
    here.runner.play()
    here.trained(2)
    here.runner.adopt(change_run(Experiment(), 0, learning_rate=0.1))
    here.until(lambda: here.status.experiment.runs[0].learning_rate == 0.1)
    assert here.runner.state == "playing"
    assert (here.runner.generation, len(here.script.trainers)) == (1, 1)
    assert here.status.step > 0


def test_restart_while_paused_is_idle_with_a_new_generation(stage):
    here = stage()
    here.runner.step("epoch")
    here.shown("paused", 6)
    here.runner.adopt(change(Experiment(), features=("x1",)))
    assert (here.runner.state, here.runner.generation) == ("idle", 2)
    here.shown("idle", 0)
    assert here.status.generation == 2
    assert here.status.experiment.features == ("x1",)


def test_restart_while_playing_goes_on_playing(stage):
    here = stage()
    here.runner.play()
    here.trained(2)
    here.runner.adopt(change(Experiment(), batch_size=5))
    assert here.runner.state == "playing"
    here.until(lambda: here.status.generation == 2)
    here.trained(2)
    assert here.trainer.steps_per_epoch == here.status.batches == 12
    assert here.trainer.step > 0


def test_restart_drops_orders_meant_for_the_old_trainer(stage):
    gate = threading.Semaphore(0)
    here = stage(script=Script(gate=gate))
    here.runner.step("epoch")
    here.runner.step("epoch")
    here.runner.adopt(change(Experiment(), batch_size=5))
    gate.release(100)
    here.until(lambda: here.status.generation == 2)
    assert here.trainer.step == 0


def test_an_instruction_reaches_a_new_trainer_before_its_first_step(stage):
    here, told = stage(), []
    here.runner.instruct(lambda trainer: told.append((trainer, trainer.step)))
    assert told == [(here.trainer, 0)]
    here.runner.play()
    for size in (5, 6, 7):
        here.runner.adopt(change(Experiment(), batch_size=size))
        generation = here.runner.generation
        here.until(lambda wanted=generation: here.status.generation == wanted)
        here.trained(2)
        assert told[-1] == (here.trainer, 0)
    here.runner.adopt(change_run(here.runner.experiment, 0, learning_rate=0.5))
    here.trained(2)
    assert len(told) <= 4


def test_equal_experiment_changes_nothing(stage):
    here = stage()
    here.runner.adopt(Experiment())
    assert (here.runner.generation, len(here.script.trainers)) == (1, 1)


def test_play_goes_on_after_a_stop_rule_was_raised(stage):
    here = stage(Experiment(stop=Stop(epoch=2)))
    here.runner.play()
    here.shown("stopped", 12)
    here.runner.adopt(Experiment(stop=Stop(epoch=4)))
    here.shown("paused", 12)
    here.runner.play()
    here.shown("stopped", 24)


def test_close_ends_the_thread_and_tells_subscribers(stage):
    here, told = stage(), threading.Event()
    here.runner.subscribe(told.set)
    told.clear()
    here.runner.close()
    assert here.runner.join(PATIENCE)
    assert told.wait(PATIENCE)
    assert here.runner.is_closed
    assert here.runner.latest.payload


def test_twenty_playing_runners_close_and_no_thread_remains(stage):
    before = threading.active_count()
    many = [stage() for _ in range(20)]
    for here in many:
        here.runner.play()
    for here in many:
        here.trained(2)
    for here in many:
        here.runner.close()
    assert all(here.runner.join(PATIENCE) for here in many)
    assert threading.active_count() == before


def test_the_trainer_can_be_asked_at_any_time(stage):
    here = stage()
    assert here.runner.ask(lambda trainer: trainer.step) == 0
    here.runner.play()
    here.trained(3)
    assert here.runner.ask(lambda trainer: trainer is here.trainer)

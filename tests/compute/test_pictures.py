"""What is published, when, and with what: demand, rate, completeness, wishes."""

import threading

import numpy as np
import pytest

from playground.compute.watch import SENTENCE, Wish
from playground.data import features
from playground.spec import Experiment, LayerSpec, change_run
from tests.compute.scripted import FakeClock, Script


def fast_clocked(step_seconds: float = 0.0005) -> tuple[Script, FakeClock]:
    clock = FakeClock()
    return Script(clock=clock, step_seconds=step_seconds), clock


def test_nothing_is_made_without_demand(stage):
    here = stage()
    here.runner.play()
    here.shown("playing")
    made = len(here.frames)
    here.trained(20)
    assert len(here.frames) == made


def test_one_demand_brings_one_picture(stage):
    here = stage(script=fast_clocked()[0])
    here.runner.play()
    here.shown("playing")
    made = len(here.frames)
    here.runner.demand()
    here.runner.demand()
    here.until(lambda: len(here.frames) > made)
    here.trained(50)
    assert len(here.frames) == made + 1
    assert not here.runner.latest.is_urgent


def test_state_changes_are_shown_without_demand(stage):
    here = stage()
    here.runner.play()
    here.shown("playing")
    here.runner.pause()
    here.shown("paused")
    assert [status.state for _, status in here.frames] == ["idle", "playing", "paused"]
    assert here.runner.latest.is_urgent


def test_newest_wins(stage):
    here = stage()
    for _ in range(5):
        here.runner.step("batch")
    here.shown("paused", 5)
    assert here.runner.latest.sequence == here.frames[-1][1].sequence
    assert here.runner.latest.payload == b"%d" % here.runner.latest.sequence
    sequences = [status.sequence for _, status in here.frames]
    assert sequences == sorted(set(sequences))


def test_at_most_sixty_pictures_a_second(stage):
    script, clock = fast_clocked()
    here = stage(script=script)
    here.runner.play()
    here.shown("playing")
    here.runner.subscribe(here.runner.demand)  # a viewer faster than any screen
    made, began = len(here.frames), clock.now()
    here.runner.demand()
    here.until(lambda: clock.now() >= began + 2.0)
    here.runner.pause()
    here.shown("paused")
    elapsed = clock.now() - began
    pictures = sum(status.state != "paused" for _, status in here.frames[made:])
    assert 50 <= pictures / elapsed <= 61


def test_predictions_and_curves_come_a_few_times_a_second(stage):
    script, clock = fast_clocked()
    here = stage(script=script)
    here.runner.play()
    here.shown("playing")
    here.runner.subscribe(here.runner.demand)
    made, began = len(here.frames), clock.now()
    here.runner.demand()
    here.until(lambda: clock.now() >= began + 2.0)
    here.runner.pause()
    here.shown("paused")
    elapsed = clock.now() - began
    live = [pair for pair in here.frames[made:] if pair[1].state == "playing"]
    judged = sum("predictions" in frame.views for frame, _ in live)
    drawn = sum(status.history is not None for _, status in live)
    assert judged == drawn
    assert 7 <= judged / elapsed <= 10.5
    last_frame, last_status = here.frames[-1]
    assert "predictions" in last_frame.views
    assert last_status.history is not None


def test_a_sentence_is_not_made_for_every_picture(stage):
    script, clock = fast_clocked(step_seconds=0.02)
    here = stage(script=script)
    here.runner.play()
    here.shown("playing")
    here.runner.subscribe(here.runner.demand)
    said, began = len(here.said), clock.now()
    here.runner.demand()
    here.until(lambda: clock.now() >= began + 7.0)
    here.runner.pause()
    here.shown("paused")
    elapsed = clock.now() - began
    assert 1 <= here.said[said:].count("playing") <= elapsed / SENTENCE + 1
    assert here.said[-1] == here.status.diagnosis.code == "paused"


def test_newcomer_gets_a_complete_picture_while_it_plays(stage):
    here = stage(script=fast_clocked()[0])
    here.runner.play()
    here.shown("playing")
    for _ in range(2):
        here.after(here.runner.demand)
    assert not here.runner.latest.is_complete
    heard = threading.Event()
    here.after(lambda: here.runner.subscribe(heard.set) and None)
    assert heard.is_set()
    assert here.runner.latest.is_complete


def test_unsubscribed_is_left_alone(stage):
    here, calls = stage(), []
    end = here.runner.subscribe(lambda: calls.append(1))
    here.after(lambda: here.runner.step("batch"))
    assert len(calls) == 1
    end()
    end()
    here.after(lambda: here.runner.step("batch"))
    assert len(calls) == 1


def test_wish_is_shown_at_once_when_paused(stage):
    here = stage()
    status = here.after(lambda: here.runner.wish((0, 3), (1.5, -2.0)))
    assert (status.look, status.probe) == ((0, 3), (1.5, -2.0))
    frame = here.frames[-1][0]
    assert {"unit:0:3", "probe"} <= set(frame.views)
    assert here.runner.latest.is_complete
    made = len(here.frames)
    here.runner.wish((0, 3), (1.5, -2.0))
    here.after(lambda: here.runner.wish(None, None))
    assert len(here.frames) == made + 1
    assert "probe" not in here.frames[-1][0].views


@pytest.mark.parametrize(
    ("look", "probe"),
    [
        ((9, 0), None),
        ((0, 4), None),
        ((-1, 0), None),
        ((2, 1), None),
        (None, (7.0, 0.0)),
        (None, (float("nan"), 0.0)),
        (None, (float("inf"), 0.0)),
    ],
)
def test_a_wish_the_network_cannot_fulfil_is_none(stage, look, probe):
    here = stage()
    status = here.after(lambda: here.runner.wish(look, probe))
    assert (status.look, status.probe) == (None, None)
    assert here.runner.state == "idle"


def test_output_can_be_looked_at(stage):
    here = stage(Experiment(layers=(LayerSpec(units=3),)))
    assert here.after(lambda: here.runner.wish((1, 0), None)).look == (1, 0)


def test_batch_is_shown_at_slow_speed_and_after_a_batch_step(stage):
    here = stage(script=fast_clocked()[0], speed="slow")
    assert "batch" not in here.frames[-1][0].views, "there is none before the first step"
    here.runner.step("batch")
    here.shown("paused", 1)
    assert len(here.frames[-1][0].views["batch"]) == 10
    here.runner.set_speed("fast")
    here.until(lambda: here.status.speed == "fast")
    assert "batch" in here.frames[-1][0].views, "still what the step was"
    here.runner.step("epoch")
    here.shown("paused", 6)
    assert "batch" not in here.frames[-1][0].views


def test_steps_per_second_are_measured_while_playing(stage):
    script, clock = fast_clocked(step_seconds=0.001)
    here = stage(script=script)
    here.runner.play()
    here.until(lambda: clock.now() >= 3.0)
    here.after(here.runner.demand)
    assert here.status.steps_per_second == pytest.approx(1000, rel=0.05)
    here.runner.pause()
    assert here.shown("paused")
    assert here.status.steps_per_second == 0


@pytest.mark.parametrize(("speed", "rate"), [("slow", 2), ("normal", 120)])
def test_speed_is_kept(stage, speed, rate):
    """Slow is 2 batches a second, normal 20 epochs a second of 6 batches each."""
    clock = FakeClock()
    here = stage(script=Script(clock=clock, step_seconds=0.0001), speed=speed)
    here.runner.play()
    clock.rest()
    began, step = clock.now(), here.trainer.step
    for _ in range(20):
        clock.move(0.05)
        clock.rest()
    elapsed = clock.now() - began
    assert here.trainer.step - step == pytest.approx(rate * elapsed, abs=2)


def test_pictures_of_one_start_are_equal(stage):
    one, other = stage(), stage()
    for here in (one, other):
        here.runner.step("epoch")
        here.shown("paused", 6)
    assert np.array_equal(one.frames[-1][0].views["output"], other.frames[-1][0].views["output"])


def test_live_change_is_shown_while_paused(stage):
    here = stage()
    faster = change_run(Experiment(), 0, learning_rate=0.2)
    assert here.after(lambda: here.runner.adopt(faster)).experiment == faster


def test_curves_can_be_taken_along(stage):
    here = stage()
    here.after(lambda: here.runner.step("epoch"))
    taken = here.runner.history
    here.after(lambda: here.runner.step("epoch"))
    assert taken.epochs.tolist() == [0, 1]
    assert here.runner.history.epochs.tolist() == [0, 1, 2]


def test_how_it_is_shown_is_handed_on_and_outlives_what_is_looked_at(stage):
    here = stage()
    assert here.after(lambda: here.runner.show("large")).shown == "large"
    assert here.after(lambda: here.runner.wish((0, 1), None)).shown == "large"
    status = here.after(lambda: here.runner.show("small"))
    assert (status.shown, status.look) == ("small", (0, 1))


@pytest.mark.parametrize("side", [3.0, 6.0, 9.0])
def test_a_probe_may_be_wherever_the_maps_are(monkeypatch, side):
    monkeypatch.setattr(features, "BOARD", (-side, side))
    legal = {x: Wish(None, (x, -x)).within(Experiment()).probe for x in (side, side + 0.1)}
    assert legal == {side: (side, -side), side + 0.1: None}


def test_an_unfinished_picture_goes_on_on_demand_while_nothing_moves(stage):
    script = Script(unfinished=3)
    here = stage(script=script)
    for made in (1, 2, 3):
        assert len(here.frames) == made
        here.runner.demand()
        here.until(lambda made=made: len(here.frames) > made)
    here.runner.demand()
    here.runner.step("batch")
    here.shown("paused", 1)
    assert len(here.frames) == 5

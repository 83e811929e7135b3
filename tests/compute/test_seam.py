"""The seam law: a Runner treats every trainer alike, the toy and the real one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest

from playground import data
from playground.compute import Runner
from playground.compute.cluster import CLUSTERS
from playground.compute.remote import RemoteTrainer
from playground.engine import MLPTrainer
from playground.engine.race import RaceTrainer
from playground.engine.range_test import RangeTrainer
from playground.frame import Trainer
from playground.live.encode import Encoder
from playground.live.wire import unpack
from playground.spec import Experiment, GeneratedData, LayerSpec, Stop, change, change_run
from playground.spec.stack import STACKS
from playground.spec.vision import Images, Variant, Vision, on_images
from tests.compute.scripted import Script, Stage
from tests.ended import PATIENCE

SMALL = Experiment(data=GeneratedData(samples=120), batch_size=10)
HARD = Experiment(
    data=GeneratedData(name="spiral", samples=200),
    features=("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"),
    layers=tuple(LayerSpec(units=8, activation="relu") for _ in range(3)),
)
WORKS = {
    "small": SMALL,
    "hard": HARD,
    "no layers": change(SMALL, layers=()),
    "classes": change(
        SMALL,
        data=GeneratedData(name="rings", samples=120, classes=3),
        output="softmax",
        loss="categorical_crossentropy",
    ),
    "regression": change(SMALL, data=GeneratedData(name="plane", samples=120), output="linear"),
}
TRAINERS: dict[str, Callable[[Experiment], Trainer]] = {
    "mlp": MLPTrainer, "race": RaceTrainer, "range": RangeTrainer, "keras": RemoteTrainer
}  # fmt: skip
IMAGES = on_images(Vision(data=Images(images=120), variants=(Variant(stack=STACKS["small"][4:]),)))
"""What is trained where the trainer learns from images."""
VIEWS = {"keras": ["kernel:0:output"]}
"""Trainer -> the views that tell its weights, where it hasn't those of the playground."""


@dataclass
class Seam:
    """Makes a Stage on one of the trainers, and the list of the trainers that it builds."""

    word: str
    stage: Callable[..., Stage]
    small: Experiment

    def __call__(self, experiment: Experiment, **options: Any) -> tuple[Stage, list[Trainer]]:
        script, built = Script(), []

        def make(wanted: Experiment) -> Trainer:
            trainer: Any = TRAINERS.get(self.word, script.make)(wanted)
            built.append(trainer)
            return trainer

        here = self.stage(experiment, script, make=make, views=VIEWS.get(self.word), **options)
        if self.word == "keras":
            assert built[0]._is_ready(PATIENCE)
            here.after(here.runner.demand)
        return here, built

    @property
    def views(self) -> list[str]:
        """What tells the weights."""
        return VIEWS.get(self.word, ["weights", "output", "units"])

    def stopping(self, **rule: Any) -> Experiment:
        """The small experiment with a rule to stop."""
        return self.small.model_copy(update={"stop": Stop(**rule)})


NEAR = ["scripted", "mlp", "race", "range"]
"""Trainers of this process: they learn SMALL, and their weights can be set by hand."""
FAR = pytest.param("keras", marks=pytest.mark.slow)


@pytest.fixture(name="seam", params=[*NEAR, FAR])
def a_seam(request: pytest.FixtureRequest, stage: Callable[..., Stage]) -> Seam:
    """Make Stages on each of the trainers."""
    return Seam(request.param, stage, IMAGES if request.param == "keras" else SMALL)


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    """End the workers with the last of these tests."""
    yield
    CLUSTERS.close()


def as_it_is(trainer: Trainer, _: Experiment) -> Trainer:
    return trainer


def stepped(runner: Runner, here: Stage, epochs: int = 1) -> Any:
    goal = runner.status.epoch + epochs
    for _ in range(epochs):
        runner.step("epoch")
    here.until(lambda: runner.status.epoch == goal)
    return here.frames[-1][0]


def test_step_epoch_ends_an_epoch(seam):
    here, built = seam(seam.small)
    stepped(here.runner, here)
    here.runner.step("batch")
    here.until(lambda: here.status.batch == 1)
    stepped(here.runner, here)
    assert built[0].step == here.status.step == 2 * built[0].steps_per_epoch
    assert len(built[0].history) == 3


@pytest.mark.parametrize("is_hard", [False, True], ids=["small", "hard"])
@pytest.mark.parametrize("seam", NEAR, indirect=True)
def test_reset_equals_the_first_start_bit_for_bit(seam, is_hard):
    expect_the_first_start_after_reset(seam, HARD if is_hard else SMALL)


@pytest.mark.parametrize("seam", [FAR], indirect=True)
def test_reset_in_a_worker_equals_the_first_start_bit_for_bit(seam):
    expect_the_first_start_after_reset(seam, IMAGES)


def expect_the_first_start_after_reset(seam: Seam, work: Experiment) -> None:
    here, built = seam(work)
    begun = here.frames[-1][0]
    first = stepped(here.runner, here, 2)
    curve = built[0].history.column("train_loss").copy()
    start = here.after(here.runner.reset)
    assert (start.step, start.state) == (0, "idle")
    for name in seam.views:
        np.testing.assert_array_equal(
            here.frames[-1][0].views[name], begun.views[name], strict=True
        )
    again = stepped(here.runner, here, 2)
    np.testing.assert_array_equal(again.views[seam.views[0]], first.views[seam.views[0]])
    np.testing.assert_array_equal(built[0].history.column("train_loss"), curve)


def test_played_equals_stepped(seam):
    """However the slices fall, the same number of steps gives the same weights."""
    here, _ = seam(seam.stopping(epoch=5))
    here.runner.play()
    here.shown("stopped")
    played = here.frames[-1][0]
    other, _ = seam(seam.small)
    walked = stepped(other.runner, other, 5)
    assert played.step == walked.step
    name = seam.views[0]
    np.testing.assert_array_equal(played.views[name], walked.views[name])


def test_live_change_keeps_the_step_and_a_restart_begins_anew(seam):
    here, built = seam(seam.small)
    stepped(here.runner, here)
    step, runs = here.status.step, change_run(SMALL, 0, learning_rate=0.1, l2=0.01).runs
    live = seam.small.model_copy(update={"runs": runs})
    assert here.after(lambda: here.runner.adopt(live)).step == step
    assert len(built) == 1
    other = live.model_copy(update={"batch_size": 7})
    fresh = here.after(lambda: here.runner.adopt(other))
    assert (fresh.step, fresh.generation, len(built)) == (0, 2, 2)


EARLY = {"patience": 3, "min_delta": 100.0}
"""Nothing after the first epoch is better by so much: the third after it is the last."""


def test_patience_stops_and_the_best_epoch_can_be_brought_back(seam):
    here, built = seam(seam.stopping(**EARLY))
    here.runner.play()
    here.shown("stopped_early")
    last = here.status
    assert (last.epoch, last.best_epoch, last.is_at_best) == (4, 1, False)
    losses = built[0].history.column("train_loss")[:, 0].copy()
    assert last.metrics["train_loss"] == pytest.approx(losses[4])
    best = here.after(here.runner.go_to_best)
    assert (best.state, best.epoch, best.is_at_best) == ("stopped_early", 4, True)
    assert best.metrics["train_loss"] == pytest.approx(losses[1])
    assert len(built[0].history) == 5  # the curves keep what was


def test_play_and_step_go_on_after_an_early_stop(seam):
    here, _ = seam(seam.stopping(**EARLY))
    here.runner.play()
    here.shown("stopped_early")
    stepped(here.runner, here)
    assert here.status.state == "paused"
    here.runner.play()
    here.until(lambda: here.status.state == "stopped_early" and here.status.epoch > 5)
    assert here.status.epoch == 7  # patience began anew at epoch 4
    here.runner.reset()
    here.shown("idle", 0)
    assert here.status.best_epoch is None


def test_an_early_stop_may_restore_the_best_by_itself(seam):
    here, _ = seam(seam.stopping(**EARLY, restore_best=True))
    here.runner.play()
    here.shown("stopped_early")
    assert here.status.is_at_best


def test_more_patience_lets_an_early_stop_go_on(seam):
    here, _ = seam(seam.stopping(**EARLY))
    here.runner.play()
    here.shown("stopped_early")
    here.runner.adopt(seam.stopping(patience=30, min_delta=100.0))
    here.shown("paused")


def test_only_an_early_stop_can_go_to_the_best(seam):
    here, _ = seam(seam.stopping(**EARLY))
    stepped(here.runner, here, 2)
    name = seam.views[0]
    weights = here.frames[-1][0].views[name]
    here.runner.go_to_best()
    here.after(lambda: here.runner.wish(None, (1.0, 1.0)))
    np.testing.assert_array_equal(here.frames[-1][0].views[name], weights)


@pytest.mark.parametrize("seam", NEAR, indirect=True)
def test_edit_is_seen_and_undone_by_reset(seam):
    here, _ = seam(SMALL)
    start = here.frames[-1][0].views["weights"]
    here.after(lambda: here.runner.edit(0, 0, 1, 2, 0.75))
    assert here.frames[-1][0].views["weights"][1 * 4 + 2] == 0.75
    here.after(lambda: here.runner.edit(0, 0, -1, 3, -0.75))
    assert here.frames[-1][0].views["weights"][2 * 4 + 3] == -0.75
    here.after(here.runner.reset)
    np.testing.assert_array_equal(here.frames[-1][0].views["weights"], start)


@pytest.mark.parametrize("name", WORKS)
def test_every_kind_of_work_is_encoded(stage, name):
    here = stage(WORKS[name], make=MLPTrainer, encode=Encoder(data.load), speed="slow")
    here.runner.step("batch")
    here.shown("paused", 1)
    layers = len(WORKS[name].layers)
    here.after(lambda: here.runner.wish((0, 0), (1.0, -1.0)))
    header, arrays = unpack(here.runner.latest.payload)
    frame, points = header["frame"], data.load(WORKS[name])
    units = sum(layer.units for layer in WORKS[name].layers) + max(
        1, points.classes * (name == "classes")
    )
    assert len(arrays["tiles"]) == len(frame["unit_ranges"]) == units
    assert len(arrays["batch_points"]) == WORKS[name].batch_size
    assert len(arrays["wrong" if points.classes else "errors"]) == len(points.labels)
    assert arrays["look_map"].shape == (100, 100)
    assert arrays["probe_values"].shape == (len(WORKS[name].features) + units,)
    assert ("winner" in arrays) == (name == "classes")
    assert frame["look"] == [0, 0]
    assert layers == 0 or frame["look_range"] == frame["unit_ranges"][0]
    assert arrays["curve"].shape == (len(frame["columns"]), 1)


def test_wrong_points_agree_with_the_accuracy(stage):
    """The encoder and the engine decide alike which class is predicted."""
    for name in ("small", "classes"):
        trainer = MLPTrainer(WORKS[name])
        trainer.advance(40)
        frame = trainer.snapshot(["output", "units", "weights", "predictions"])
        points = data.load(WORKS[name])
        encoder = Encoder(data.load)
        here = stage(WORKS[name], make=partial(as_it_is, trainer), encode=encoder)
        wrong = unpack(here.runner.latest.payload)[1]["wrong"]
        share = 1 - wrong[points.is_test].mean()
        assert float(frame.metrics["test_accuracy"][0]) == pytest.approx(share, abs=1e-6)


def test_divergence_of_a_real_network(stage):
    wild = change_run(
        change(SMALL, output="linear", data=GeneratedData(name="plane")), 0, learning_rate=50.0
    )
    here = stage(wild, make=MLPTrainer, encode=Encoder(data.load))
    here.runner.play()
    here.shown("diverged")
    _, arrays = unpack(here.runner.latest.payload)
    assert np.isfinite(arrays["weights"]).all()
    here.runner.reset()
    here.shown("idle", 0)


def test_stop_at_a_target(stage):
    here = stage(change(SMALL, stop=Stop(target=0.4)), make=MLPTrainer)
    here.runner.play()
    here.shown("stopped")
    assert 0 < here.status.metrics["test_loss"] <= 0.4

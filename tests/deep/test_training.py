"""The laws of training with Keras: what is the same bit for bit, and what equals the engine."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from playground.deep import trainer as training
from playground.deep.film import Film
from playground.deep.stepping import Pool
from playground.spec import RunSpec, Schedule, Stop
from playground.spec.choices import OPTIMIZERS
from playground.spec.vision import Vision, on_images
from tests.deep.visions import FEW, STACK, equal, experiment, pictures, state, trainer

AUGMENTED = FEW.model_copy(update={"shift": 1, "rotate": 10.0, "pixel_noise": 0.1})
PLAIN = RunSpec(optimizer="momentum", learning_rate=0.05)


@pytest.fixture(name="open_trainer")
def an_opener():
    """Make trainers that give their networks back."""
    made = []

    def make(*facts, **fields):
        made.append(trainer(experiment(*facts, **fields)))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize("data", [FEW, AUGMENTED], ids=["plain", "augmented"])
def test_stepped_equals_played(open_trainer, data):
    """However the slices fall, and over a last batch that is smaller."""
    played, stepped = open_trainer(data=data), open_trainer(data=data)
    played.advance(23)
    for steps in (1, 1, 2, 5, 1, 7, 1, 1, 1, 3):
        assert stepped.advance(steps) == steps
    assert stepped.epoch == 5
    assert equal(state(played), state(stepped))


def test_reset_equals_the_first_start(open_trainer):
    here = open_trainer()
    start = state(here)
    here.advance(11)
    first = state(here)
    here.restore(None)
    assert equal(state(here), start)
    here.advance(11)
    assert equal(state(here), first)


MANY = [pytest.param(word, marks=() if word in ("momentum", "nadam") else pytest.mark.slow)
        for word in OPTIMIZERS]  # fmt: skip


@pytest.mark.parametrize("word", MANY)
def test_going_on_from_a_checkpoint_equals_having_gone_on(open_trainer, word):
    schedule = Schedule(name="cosine", decay_steps=30, warmup_steps=3)
    here = open_trainer(RunSpec(optimizer=word, schedule=schedule), data=AUGMENTED)
    here.advance(7)
    kept = here.checkpoint()
    here.advance(9)
    gone_on = state(here)
    here.restore(kept)
    here.advance(9)
    assert equal(state(here), gone_on)


def test_a_borrowed_network_equals_a_new_one():
    pool, wanted = Pool(), experiment()
    made = [trainer(wanted) for _ in range(2)]  # both at once: two networks
    assert made[0].networks[0] is not made[1].networks[0]
    made[0].advance(9)
    used = made[0].networks[0]
    made[0].close()
    again = trainer(wanted)
    assert again.networks[0] is used
    for each in (again, made[1]):
        each.advance(9)
    assert equal(state(again), state(made[1]))
    again.close()
    made[1].close()
    assert pool.borrow(again._work.plans[0], wanted.runs[0]) is not used


def test_a_run_in_company_equals_the_run_alone(open_trainer):
    runs = (PLAIN, RunSpec(optimizer="adam"), RunSpec(learning_rate=100.0, seed=3))
    together = open_trainer(*runs)
    together.advance(20)
    for run, spec in enumerate(runs):
        alone = open_trainer(spec)
        alone.advance(20)
        for name in ("train_loss", "test_accuracy", "batch_loss"):
            own = alone.history.column(name)[:, 0]
            np.testing.assert_array_equal(together.history.column(name)[: len(own), run], own)
        assert equal(together.weights(run), alone.weights(0))


def test_the_seed_makes_the_start_and_the_order_of_images_does_not(open_trainer):
    runs = [RunSpec(seed=seed) for seed in (0, 1, 0)]
    here = open_trainer(*runs)
    here.advance(4)
    assert equal(here.weights(0), here.weights(2))
    assert not equal(here.weights(0), here.weights(1))


def test_a_diverged_run_rests_at_its_last_good_weights(open_trainer):
    here = open_trainer(RunSpec(learning_rate=100.0, seed=3), PLAIN)
    start = here.weights(0)
    here.advance(20)
    assert here.runs_state == ["diverged", "training"]
    assert equal(here.weights(0), start)
    assert here.history.column("train_loss")[-1, 0] > 1e6
    assert all(np.isfinite(array).all() for array in here.weights(0))
    here.restore(None)
    assert here.runs_state == ["training", "training"]


def test_a_live_rate_counts_from_the_next_step(open_trainer):
    plain = RunSpec(learning_rate=0.1)
    here = open_trainer(plain, stack=STACK[3:])
    here.advance(3)
    before, network = here.weights(0), here.networks[0]
    here.retune(experiment(plain.model_copy(update={"learning_rate": 0.0}), stack=STACK[3:]))
    here.advance(3)
    assert here.networks[0] is network
    assert equal(here.weights(0), before)
    here.retune(experiment(plain, stack=STACK[3:]))
    here.advance(1)
    assert not equal(here.weights(0), before)


def test_another_setting_keeps_the_memory_and_another_optimizer_empties_it(open_trainer):
    here = open_trainer(PLAIN)
    here.advance(5)
    memory = [variable.numpy() for variable in here.networks[0].memory]
    here.retune(experiment(PLAIN.model_copy(update={"momentum": 0.5})))
    assert equal([variable.numpy() for variable in here.networks[0].memory][2:], memory[2:])
    weights = here.weights(0)
    here.retune(experiment(RunSpec(optimizer="adam")))
    network = here.networks[0]
    assert equal(here.weights(0), weights)
    fresh = network.fresh[len(network.variables) :]
    assert equal([variable.numpy() for variable in network.memory], fresh)


def test_patience_ends_and_the_best_epoch_comes_back(open_trainer):
    here = open_trainer(PLAIN)
    here.retune(here._experiment.model_copy(update={"stop": Stop(patience=2, min_delta=100.0)}))
    done = here.advance(1000)
    assert (here.runs_state, here.epoch, here.best_epoch) == (["stopped_early"], 3, [1])
    assert done == 3 * here.steps_per_epoch
    assert not here.is_at_best[0]
    here.go_to_best()
    assert here.is_at_best == [True]
    assert equal(here.weights(0), here.film[1][0])
    assert here.snapshot([]).metrics["test_loss"] == here.history.column("test_loss")[1]
    here.wake()
    assert here.advance(1) == 1


def test_label_smoothing_is_part_of_the_loss_that_is_trained(open_trainer):
    here = open_trainer(PLAIN, data=FEW, label_smoothing=0.2, stack=STACK[3:4])
    places = here._batches.places(0, 1)[0]
    answers = here.networks[0].judge(here._train_examples)[2][places].astype(np.float64)
    labels = pictures(FEW).train_labels[places]
    targets = 0.8 * np.eye(10)[labels] + 0.02
    told = here.networks[0].train(here._train_examples, places[None], np.zeros(1), (0, 0, 0.2))
    assert told[0][0] == pytest.approx(-(targets * np.log(answers)).sum(-1).mean(), rel=1e-5)


def test_views_of_a_kept_epoch_show_the_weights_of_then(open_trainer):
    here = open_trainer()
    kept = []
    for _ in range(4):
        here.advance(here.steps_per_epoch)
        kept.append(here.snapshot(["kernel:0:conv_1"]).views["kernel:0:conv_1"].copy())
    names = ["epochs_kept", "kernel:0:conv_1", "kernel:0:conv_1@2", "nonsense:3"]
    shown = here.snapshot(names).views
    assert shown["epochs_kept"].tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(shown["kernel:0:conv_1@2"], kept[1])
    np.testing.assert_array_equal(shown["kernel:0:conv_1"], kept[3])
    assert "nonsense:3" not in shown


def test_what_judges_all_images_belongs_to_the_numbers_beside_it(open_trainer):
    here = open_trainer()
    for steps in (3, 3, 4, 1):
        here.advance(steps)
        frame = here.snapshot(["confusion", "kernel:0:conv_1"])
        table = frame.views["confusion"][0]
        right = frame.metrics["test_accuracy"][0]
        assert np.trace(table) / table.sum() == pytest.approx(right, abs=1e-6)
        np.testing.assert_array_equal(frame.views["kernel:0:conv_1"], here.weights(0)[0])


def test_pictures_of_mistakes_are_those_that_the_table_names(open_trainer):
    here = open_trainer()
    here.advance(here.steps_per_epoch + 2)  # the weights have moved since they were measured
    names = ["mistakes:0", "mistakes_pictures:0", "cell:0:3:3", "cell_pictures:0:3:3"]
    seen = here.snapshot(names).views
    held_out = pictures(FEW).validation
    table, cell = seen["mistakes:0"], seen["cell:0:3:3"]
    assert len(table)
    np.testing.assert_array_equal(seen["mistakes_pictures:0"], held_out[table[:, 0].astype(int)])
    np.testing.assert_array_equal(seen["cell_pictures:0:3:3"], held_out[cell])
    here.advance(1)
    again = here.snapshot(names).views
    assert all(again[name] is seen[name] for name in names), "asked again only when measured again"


def test_a_slow_question_sees_the_weights_of_its_moment(open_trainer):
    here = open_trainer()
    here.advance(5)
    asked = here.question("kernel:0:conv_1")
    before = here.snapshot(["kernel:0:conv_1"]).views["kernel:0:conv_1"].copy()
    here.advance(5)
    np.testing.assert_array_equal(asked(), before)
    assert not np.array_equal(here.snapshot(["kernel:0:conv_1"]).views["kernel:0:conv_1"], before)


def test_a_film_is_thinned_evenly_and_stays_within_its_bytes():
    film = Film(most=400)
    for epoch in range(1000):
        if film.wants(epoch):
            film.keep(epoch, ([np.full(10, epoch, np.float32)],))
    assert len(film.epochs) * 40 <= 400
    assert len(set(np.diff(film.epochs))) == 1
    assert film[600][0][0][0] <= 600
    film.cut(-1)
    assert film.epochs == ()


def test_only_so_many_examples_are_measured(open_trainer, monkeypatch):
    here = open_trainer()
    monkeypatch.setattr(training, "DIVERGED", 0)
    losses, scores, _ = here.networks[0].judge(here._train_examples)
    newest = here.snapshot([]).metrics
    assert newest["train_loss"][0] == pytest.approx(losses.mean(), rel=1e-6)
    assert newest["train_accuracy"][0] == pytest.approx(scores.mean(), rel=1e-6)


FRESH = """
import sys
import numpy as np
from tests.deep.visions import experiment, state, trainer
here = trainer(experiment())
here.advance(20)
print(sum(hash(array.tobytes()) for array in state(here)))
"""


@pytest.mark.slow
def test_the_same_seed_gives_the_same_curve_in_another_process():
    command = [sys.executable, "-c", FRESH]
    ended = [
        subprocess.run(
            command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": "0", "TF_CPP_MIN_LOG_LEVEL": "3"},
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    assert ended[0] == ended[1] != ""


@pytest.mark.slow
def test_a_hundred_resets_and_restarts_cost_no_memory():
    process, wanted = psutil.Process(), experiment()
    for _ in range(5):
        again(wanted)
    before = process.memory_info().rss
    for _ in range(100):
        again(wanted)
    assert (process.memory_info().rss - before) / 1e6 <= 10


def again(wanted):
    here = trainer(wanted)
    here.advance(3)
    here.restore(None)
    here.advance(3)
    here.snapshot(["confusion"])
    here.close()


@pytest.mark.slow
def test_the_default_network_reads_digits(open_trainer):
    here = trainer(on_images(Vision()))
    here.advance(20 * here.steps_per_epoch)
    assert here.history.column("test_accuracy")[-1, 0] >= 0.97
    here.close()

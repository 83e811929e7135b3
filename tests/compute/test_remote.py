"""Trainers in a worker: they come up by themselves, die without harm, and leave nothing behind."""

import os
import signal
import sys
import tempfile
import threading

import numpy as np
import pytest

from playground.compute import Runner
from playground.compute.cluster import MOST_MEGABYTES, Clusters
from playground.compute.remote import RemoteTrainer
from playground.compute.turns import Apart
from playground.data.sequences import load_sequences
from playground.errors import BackendError, PlaygroundError, SpecError
from playground.spec.limits import RECURRENT_MEGABYTES, VISION_MEGABYTES
from playground.spec.recurrent import (
    CELLS,
    OWN_SEQUENCES,
    SEQUENCES,
    CellSpec,
    Recurrent,
    RecurrentVariant,
    SequenceData,
    change_recurrent,
    on_sequences,
    sequences_of,
)
from playground.spec.stack import STACKS, StackLayer
from playground.spec.vision import (
    Images,
    Variant,
    Vision,
    change_vision,
    on_images,
)
from tests.compute.scripted import Seen, Sentence
from tests.ended import PATIENCE

VISION = Vision(data=Images(images=120), variants=(Variant(stack=STACKS["small"][4:]),))
SMALL = on_images(VISION)
VIEW = "kernel:0:output"


@pytest.fixture(scope="module", name="clusters")
def the_clusters():
    """Workers shared by the tests that don't kill or outgrow them."""
    own = Clusters()
    yield own
    own.close()


@pytest.fixture(name="remote")
def an_opener(clusters):
    """Make trainers that are ready, and close them."""
    made = []

    def make(experiment=SMALL, where=clusters, **options):
        made.append(RemoteTrainer(experiment, clusters=where, **options))
        assert made[-1]._is_ready(PATIENCE)
        return made[-1]

    yield make
    for each in made:
        each.close()


def seen(trainer):
    return trainer.snapshot([VIEW]).views[VIEW]


@pytest.mark.slow
def test_a_runner_stands_at_once_and_plays_when_it_can(clusters):
    states, has_trained = [], threading.Event()
    known = {"keras", "tensorflow"} & set(sys.modules)  # other tests may have them

    def look(frame, status):
        states.append((frame.warmth, status.state))
        if status.step:
            has_trained.set()
        return b""

    runner = Runner(
        lambda experiment: RemoteTrainer(experiment, clusters=clusters),
        SMALL,
        encode=Seen(look, [VIEW]),
        diagnose=lambda _history, status: Sentence(status.state),
        speed="fast",
        turns=Apart(),
    )
    assert states == [("load" if clusters.is_warm else "start", "idle")]
    runner.play()
    unsubscribe = runner.subscribe(runner.demand)
    runner.demand()
    assert has_trained.wait(PATIENCE)
    unsubscribe()
    runner.close()
    assert runner.join(PATIENCE)
    told = list(dict.fromkeys(warmth for warmth, _ in states))
    assert told == [word for word in ("start", "load", "build", "ready") if word in told]
    assert told[-1] == "ready"
    assert {state for _, state in states[2:]} == {"playing"}
    assert known == {"keras", "tensorflow"} & set(sys.modules)


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_training_goes_on_from_the_last_checkpoint(remote):
    """On a worker of its own; what it then learns is what a fresh one learns from the start."""
    mortal = Clusters()
    here, other = remote(where=mortal), remote()
    here.advance(9)
    here._kept_at = 0.0
    here.advance(2)  # a checkpoint is fetched with it
    here._kept_at = float("inf")
    here.advance(5)
    here.snapshot([])
    (nanny,) = here._cluster.own.workers.values()
    os.kill(nanny.pid, signal.SIGKILL)
    assert here.advance(1) == 0
    frame = here.snapshot([VIEW])
    assert (frame.warmth, frame.step, frame.is_unfinished) == ("restart", 16, True)
    assert np.isfinite(frame.metrics["train_loss"]).all()
    assert here._is_ready(PATIENCE)
    assert here.step == 11
    other.advance(20)
    here.advance(9)
    np.testing.assert_array_equal(seen(here), seen(other))
    for name in other.history.columns:
        np.testing.assert_array_equal(here.history.column(name), other.history.column(name))
    here.close()
    mortal.close()


@pytest.mark.slow
def test_tensorflow_is_said_to_start_only_where_it_does(remote, clusters):
    remote()
    assert clusters.is_warm
    here = RemoteTrainer(SMALL, clusters=clusters)
    assert here.warmth in ("load", "build", "ready")
    here.close()
    assert not Clusters().is_warm


@pytest.mark.slow
def test_the_code_that_tensorflow_generates_lies_where_dask_clears_up(remote):
    """A worker that is killed leaves its temporary files; those of its own folder are cleared."""
    cluster = remote()._cluster
    (folder,) = cluster.client.run(tempfile.gettempdir).values()
    (own,) = cluster.client.run(lambda dask_worker: dask_worker.local_directory).values()
    assert folder == own


@pytest.mark.slow
def test_changes_before_it_is_ready_are_kept(remote, clusters):
    changed = SMALL.model_copy(
        update={"runs": (SMALL.runs[0].model_copy(update={"learning_rate": 0.0}),)}
    )
    here = RemoteTrainer(SMALL, clusters=clusters)
    here.retune(changed)
    here.restore(here.checkpoint())
    assert here._is_ready(PATIENCE)
    start = seen(here)
    here.advance(3)
    np.testing.assert_array_equal(seen(here), start)
    here.close()


@pytest.mark.slow
def test_an_image_can_be_placed_at_any_time_and_a_slow_question_is_answered_beside(remote):
    placed = {"drawn": np.zeros((8, 8, 1), np.float32)}
    here = remote(placed=placed)
    assert here.snapshot(["probabilities:drawn"]).views["probabilities:drawn"].shape == (1, 10)
    here.place("other", np.ones((8, 8, 1), np.float32))
    asked = here.call("probabilities:other")
    np.testing.assert_allclose(asked.result(PATIENCE).sum(), 1, rtol=1e-5)


@pytest.mark.slow
def test_sequences_are_trained_through_the_same_trainer(remote):
    cells = tuple(RecurrentVariant(network=CellSpec(cell=cell, cell_units=4)) for cell in CELLS)
    data = SequenceData(length=6, sequences=100)
    loaded = set(sys.modules)  # the tests' own oracles may be among them
    here = remote(on_sequences(Recurrent(data=data, variants=cells)))
    assert here.advance(4) == 4
    gates, reach = "gates:2:validation.0:cell_1", "horizon@0"
    shown = here.snapshot([gates, reach]).views
    assert shown[gates].shape == (6, 6, 4)
    assert shown[reach].shape == (3, 6)
    np.testing.assert_array_equal(here.call(gates).result(PATIENCE), shown[gates])
    assert not {"keras", "tensorflow"} & (set(sys.modules) - loaded)


@pytest.mark.slow
def test_an_error_of_the_data_is_told_as_ours(clusters):
    own = Images(name="own", digest="x", names=("a", "b"), images=40)
    here = RemoteTrainer(on_images(change_vision(VISION, data=own)), clusters=clusters)
    with pytest.raises(PlaygroundError) as caught:
        here._is_ready(PATIENCE)
    assert caught.value.code == "own_images_gone"
    here.close()


@pytest.mark.slow
def test_a_worn_worker_takes_no_new_trainers_and_ends_with_its_last():
    clusters = Clusters(worn=1.0)
    first = RemoteTrainer(SMALL, clusters=clusters)
    assert first._is_ready(PATIENCE)
    worn = first._cluster
    assert worn is not None
    assert worn.is_worn
    assert not clusters.is_running
    assert first.advance(3) == 3
    clusters.leave(worn)
    assert worn.client.status == "closed"


@pytest.mark.slow
def test_an_idle_worker_ends_by_itself():
    clusters = Clusters(idle_seconds=0.0)
    cluster = clusters.enter()
    assert clusters.is_running
    clusters.leave(cluster)
    timer = clusters._timer
    if timer is not None:
        timer.join(PATIENCE)
    assert not clusters.is_running
    assert cluster.client.status == "closed"


def test_memory_is_promised_before_anything_begins():
    clusters = Clusters()
    clusters.promise(MOST_MEGABYTES)
    with pytest.raises(BackendError) as refused:
        RemoteTrainer(SMALL, clusters=clusters)
    assert refused.value.code == "worker_full"
    assert refused.value.facts["high"] == 0
    clusters.forget(MOST_MEGABYTES)
    assert not clusters.is_running


def test_too_large_a_network_is_refused_with_its_size():
    wide = (StackLayer(kind="flatten"), *(StackLayer(kind="dense", dense_units=512),) * 11)
    stack = (*(StackLayer(filters=128, kernel=9),) * 10, *wide[:1])
    with pytest.raises(SpecError) as refused:
        change_vision(VISION, variants=(Variant(stack=stack),) * 4)
    assert refused.value.code == "stack_too_costly"
    assert float(str(refused.value.facts["value"])) > VISION_MEGABYTES


def test_what_is_live_of_recurrent_networks_needs_no_restart():
    plain = Recurrent()
    variant = plain.variants[0]
    run = variant.run.model_copy(update={"learning_rate": 0.5})
    faster = (variant.model_copy(update={"run": run}), *plain.variants[1:])
    first = on_sequences(plain).lasting()
    assert on_sequences(change_recurrent(plain, variants=faster, epoch=7)).lasting() == first
    assert on_sequences(change_recurrent(plain, batch_size=16)).lasting() != first
    assert on_sequences(change_recurrent(plain, starts=2)).lasting() != first


@pytest.mark.parametrize("word", [word for word, row in SEQUENCES.items() if not row.is_fetched])
def test_what_is_asked_of_a_worker_is_near_what_there_is(word):
    data = sequences_of(word)
    asked = on_sequences(Recurrent(data=data)).demand()
    assert 0 < asked.megabytes < RECURRENT_MEGABYTES
    if word not in OWN_SEQUENCES:
        trained = int((~load_sequences(data).is_held).sum())
        assert trained / 2 < asked.examples < trained * 2


def test_what_is_live_needs_no_restart():
    (variant,) = VISION.variants
    run = variant.run.model_copy(update={"learning_rate": 0.5})
    live = {"variants": (Variant(stack=variant.stack, run=run),), "epoch": 7}
    other = on_images(change_vision(VISION, label_smoothing=0.1, **live))
    assert other.lasting() == SMALL.lasting()
    assert on_images(change_vision(VISION, batch_size=16)).lasting() != SMALL.lasting()

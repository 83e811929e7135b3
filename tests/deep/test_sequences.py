"""The laws of recurrent networks: the same bit for bit, equal to Keras, and what is remembered."""

import numpy as np
import pytest

from playground.data.sequences import load_sequences
from playground.deep.memory import VIEWS
from playground.engine.cells import GATES
from playground.errors import BackendError
from playground.spec.recurrent import CELLS, CellSpec, SequenceData, sequences_of
from tests.deep.recurrents import FEW, UNITS, experiment, trainer
from tests.deep.visions import equal, state

PLACES = SequenceData(name="places", length=6, sequences=100)
WRITING = SequenceData(name="place_names", length=8, sequences=900)
SERIES = SequenceData(name="nile", length=6, sequences=100, horizon=5)
KINDS = {"adding": FEW, "places": PLACES, "place_names": WRITING, "nile": SERIES}
SMALL = CellSpec(cell="lstm", cell_units=UNITS, embedding=3)


@pytest.fixture(name="open_trainer", scope="module")
def an_opener():
    """Make trainers, kept for all tests of this file: compiling takes seconds."""
    made = []

    def make(*facts, **fields):
        made.append(trainer(experiment(*facts, **fields)))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture(name="of_kind", scope="module")
def trained(open_trainer):
    """Kind of data -> a trainer that has learned a little."""
    found = {}

    def get(kind):
        if kind not in found:
            found[kind] = open_trainer(SMALL, data=KINDS[kind])
            found[kind].advance(3)
        return found[kind]

    return get


def test_stepped_equals_played_and_a_reset_the_first_start(open_trainer):
    """However the slices fall, over a last batch that is smaller, with dropout."""
    cell = CellSpec(cell="gru", cell_units=UNITS, dropout=0.3)
    here = open_trainer(cell)
    start = state(here)
    here.advance(15)
    played = state(here)
    here.restore(None)
    assert equal(state(here), start)
    for steps in (1, 1, 2, 5, 1, 1, 4):
        assert here.advance(steps) == steps
    assert equal(state(here), played)
    kept = here.checkpoint()
    here.advance(5)
    further = state(here)
    here.restore(kept)
    here.advance(5)
    assert equal(state(here), further)


def test_starts_differ_and_a_start_in_company_equals_the_start_alone(open_trainer):
    together, alone = open_trainer(starts=2), open_trainer()
    for each in (together, alone):
        each.advance(6)
    assert equal(together.weights(0), alone.weights(0))
    assert not equal(together.weights(0), together.weights(1))
    assert together.history.column("test_loss").shape[1] == 2


@pytest.mark.parametrize(("depth", "bidirectional"), [(1, False), (2, True)])
@pytest.mark.parametrize("cell", CELLS)
def test_what_is_seen_equals_keras(open_trainer, cell, depth, bidirectional):
    """The last step's answer and, of the last layer, its last state."""
    spec = CellSpec(cell=cell, cell_units=UNITS, cell_layers=depth, bidirectional=bidirectional)
    here = open_trainer(spec)
    here.advance(3)
    model = here.networks[0].model
    inputs = load_sequences(FEW).inputs[load_sequences(FEW).is_held]
    keras_answers = np.asarray(model(inputs[:5], training=False))
    shown = here.snapshot([f"answers:0:validation.{place}" for place in range(5)]).views
    ours = np.stack([shown[f"answers:0:validation.{place}"][-1] for place in range(5)])
    np.testing.assert_allclose(ours, keras_answers, atol=1e-5)
    layer = f"cell_{depth}"
    gates = here.snapshot([f"gates:0:validation.0:{layer}"]).views.popitem()[1]
    assert gates.shape == (len(GATES[cell]), FEW.length, UNITS)
    into = model.get_layer("output").input
    last = type(model)(model.inputs[0], into)(inputs[:1])
    np.testing.assert_allclose(gates[-1, -1], np.asarray(last)[0, :UNITS], atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_every_view_is_finite_and_of_the_shape_that_is_told(of_kind, kind):
    here = of_kind(kind)
    sequences = load_sequences(KINDS[kind])
    given = {
        "run": "0", "sequence": "validation.1", "known_sequence": "train.2", "layer": "cell_1",
        "baseline": "last", "temperature": "0.7",
    }  # fmt: skip
    names = [":".join([word, *(given[kind] for kind in view.arguments)])
             for word, view in VIEWS.items()]  # fmt: skip
    shown = here.snapshot([*names, "horizon@0", "nonsense:1", "gates:7:validation.0:cell_1"]).views
    steps, held = sequences.inputs.shape[1], int(sequences.is_held.sum())
    shapes = {
        "horizon": (1, steps), "horizon_steps": (1,), "gates": (6, steps, UNITS),
        "answers": (steps, sequences.outputs), "token": (steps,), "trajectory": (steps, 2),
        "forecast": (held,), "ahead": (5,), "baseline": (held,), "baseline_ahead": (5,),
        "sample": (160,), "next": (len(sequences.alphabet),),
        "embedding": (len(sequences.alphabet), 2), "counts": (2,),
    }  # fmt: skip
    for name, value in shown.items():
        word = name.partition("@")[0].partition(":")[0]
        assert value.shape == shapes.get(word, value.shape), name
        assert np.isfinite(value).all(), name
        assert not value.flags.writeable
    words = {name.partition(":")[0] for name in shown}
    assert ("forecast" in words) == (kind == "nile")
    assert ("sample" in words) == (kind == "place_names")
    assert ("token" in words) == (kind != "place_names")
    assert "nonsense" not in words
    assert "gates:7:validation.0:cell_1" not in shown


def test_a_recursive_forecast_begins_with_the_one_step_forecast(of_kind):
    shown = of_kind("nile").snapshot(["ahead:0", "forecast:0", "series"]).views
    np.testing.assert_allclose(shown["ahead:0"][0], shown["forecast:0"][0], rtol=1e-5)
    assert abs(shown["forecast:0"].mean() - shown["series"].mean()) < 3 * shown["series"].std()


def test_what_is_typed_is_read_at_the_end_and_asked_beside_training(of_kind):
    here = of_kind("places")
    here.place("typed", np.array([3, 4]))
    tokens = here.snapshot(["inputs:typed"]).views["inputs:typed"]
    assert tokens.tolist() == [0, 0, 0, 0, 3, 4]
    answers = here.question("answers:0:typed")()
    np.testing.assert_allclose(answers.sum(axis=1), 1, rtol=1e-5)
    assert set(here.question("baseline", "commonest")()) == {"accuracy"}
    with pytest.raises(BackendError):
        here.question("baseline", "pairs")()


def test_writing_goes_on_after_the_beginning(of_kind):
    here = of_kind("place_names")
    before = here.snapshot(["next:0"]).views["next:0"]
    here.place("beginning", np.array([5, 6, 7]))
    after = here.snapshot(["next:0"]).views["next:0"]
    assert after.sum() == pytest.approx(1, rel=1e-5)
    assert not np.allclose(before, after)
    assert len(here.question("beam", 0, 12, 3)()) == 12
    assert 0 <= here.question("novelty", 0, 1.0)() <= 1


@pytest.mark.slow
def test_gates_remember_over_fifty_steps_what_a_plain_cell_does_not(open_trainer):
    """The adding problem, the median of three starts after 1,600 steps."""
    cells = [CellSpec(cell=word) for word in CELLS]
    run = experiment().runs[0].model_copy(update={"learning_rate": 0.003})
    here = open_trainer(*cells, data=sequences_of("adding"), run=run, starts=3)
    here.advance(1600)
    losses = np.median(here.snapshot([]).metrics["test_loss"].reshape(3, 3), axis=1)
    plain, gru, lstm = losses
    assert plain > 0.1
    assert max(gru, lstm) < 0.03

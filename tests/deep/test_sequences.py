"""The laws of recurrent networks: the same bit for bit, equal to Keras, and what is remembered."""

from functools import cache

import numpy as np
import pytest

from playground.deep.memory import VIEWS
from playground.deep.sequences import QUESTIONS
from playground.engine.cells import GATES
from playground.errors import BackendError
from playground.spec.recurrent import CELLS, CellSpec, SequenceData, sequences_of
from tests.deep.recurrents import FEW, UNITS, experiment, memory, trainer
from tests.deep.visions import equal, state

PLACES = SequenceData(name="places", length=6, sequences=100)
WRITING = SequenceData(name="place_names", length=8, sequences=900)
SERIES = SequenceData(name="nile", length=6, sequences=100, horizon=5)
KINDS = {"adding": FEW, "places": PLACES, "place_names": WRITING, "nile": SERIES}
SMALL = CellSpec(cell="lstm", cell_units=UNITS, embedding=3)


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


@cache
def untrained(kind):
    return memory(SMALL, KINDS[kind])


def test_stepped_equals_played_and_a_reset_the_first_start(open_trainer):
    """However the slices fall, over a last batch that is smaller, with dropout."""
    here = open_trainer(CellSpec(cell="gru", cell_units=UNITS, dropout=0.3), batch_size=28)
    start = state(here)
    assert here.advance(15) == 15
    played = state(here)
    assert not equal(start, played)
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


def test_starts_share_a_machine_and_each_learns_as_if_it_were_alone(open_trainer):
    together = open_trainer(starts=2)
    assert together.networks[0].machine is together.networks[1].machine
    together.advance(7)
    weights = [together.weights(run) for run in range(2)]
    shown = together.snapshot(["horizon", "horizon@0"]).views
    assert shown["horizon"].shape == (2, FEW.length)
    assert not np.array_equal(shown["horizon"], shown["horizon@0"])
    together.place("typed", np.ones((3, 2)))
    assert together.question("inputs:typed")()[-4:, 0].tolist() == [0, 1, 1, 1]
    together.close()
    alone = open_trainer()
    alone.advance(7)
    assert equal(alone.weights(0), weights[0])
    assert not equal(weights[0], weights[1])


BUILT = [*((cell, 1, False) for cell in CELLS), ("gru", 2, True), ("lstm", 2, True)]


@pytest.mark.parametrize(("cell", "layers", "both"), BUILT)
def test_what_is_seen_equals_keras(cell, layers, both):
    """The answers and, of the last layer, the last state."""
    spec = CellSpec(cell=cell, cell_units=UNITS, cell_layers=layers, bidirectional=both)
    here = memory(spec, FEW)
    (model,), held = here.models, here.sequences.is_held
    inputs = here.sequences.inputs[held][:5]
    ours = [here.look(f"answers:0:validation.{place}")[-1] for place in range(5)]
    np.testing.assert_allclose(ours, np.asarray(model(inputs, training=False)), atol=1e-5)
    gates = here.look(f"gates:0:validation.0:cell_{layers}")
    assert gates.shape == (len(GATES[cell]), FEW.length, UNITS)
    into = type(model)(model.inputs[0], model.get_layer("output").input)
    last = np.asarray(into(inputs[:1], training=False))[0]
    np.testing.assert_allclose(gates[-1, -1], last[:UNITS], atol=1e-5)
    if both:
        back = here.look(f"gates:0:validation.0:cell_{layers}_back")
        np.testing.assert_allclose(back[-1, 0], last[UNITS:], atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_every_view_is_finite_and_of_the_shape_that_is_told(kind):
    here = untrained(kind)
    sequences = here.sequences
    given = {
        "run": "0", "sequence": "validation.1", "known_sequence": "train.2", "layer": "cell_1",
        "baseline": "last", "temperature": "0.7",
    }  # fmt: skip
    names = [":".join([word, *(given[kind] for kind in view.arguments)])
             for word, view in VIEWS.items()]  # fmt: skip
    shown = {name.partition(":")[0]: here.look(name) for name in names if here.sees(name)}
    steps, held = sequences.inputs.shape[1], int(sequences.is_held.sum())
    shapes = {
        "horizon": (1, steps), "horizon_steps": (1,), "gates": (6, steps, UNITS),
        "answers": (steps, sequences.outputs), "token": (steps,), "trajectory": (steps, 2),
        "forecast": (held,), "ahead": (5,), "baseline": (held,), "baseline_ahead": (5,),
        "sample": (160,), "next": (len(sequences.alphabet),),
        "embedding": (len(sequences.alphabet), 2), "counts": (2,),
    }  # fmt: skip
    for word, value in shown.items():
        assert value.shape == shapes.get(word, value.shape), word
        assert np.isfinite(value).all(), word
        assert not value.flags.writeable
    assert ("forecast" in shown) == (kind == "nile")
    assert ("sample" in shown) == (kind == "place_names")
    assert ("token" in shown) == (kind != "place_names")
    for name in ("nonsense", "gates:7:validation.0:cell_1", "gates:0:validation.0:cell_2",
                 "answers:0:validation.99999", "answers:0:typed", "sample:0:nan"):  # fmt: skip
        assert not here.sees(name), name


def test_a_recursive_forecast_begins_with_the_one_step_forecast():
    here = untrained("nile")
    forecast, series = here.look("forecast:0"), here.look("series")
    np.testing.assert_allclose(here.look("ahead:0")[0], forecast[0], rtol=1e-5)
    assert abs(forecast.mean() - series.mean()) < 3 * series.std()
    assert QUESTIONS["baseline"](here, "linear").keys() == {"rmse", "mae"}


def test_what_is_typed_is_read_at_the_end():
    here = memory(SMALL, PLACES)
    here.place("typed", np.array([3, 4]))
    assert here.look("inputs:typed").tolist() == [0, 0, 0, 0, 3, 4]
    np.testing.assert_allclose(here.look("answers:0:typed").sum(axis=1), 1, rtol=1e-5)
    assert set(QUESTIONS["baseline"](here, "commonest")) == {"accuracy"}
    with pytest.raises(BackendError):
        QUESTIONS["baseline"](here, "pairs")


def test_writing_goes_on_after_the_beginning():
    here = memory(SMALL, WRITING)
    before = here.look("next:0")
    here.place("beginning", np.array([5, 6, 7]))
    after = here.look("next:0")
    assert after.sum() == pytest.approx(1, rel=1e-5)
    assert not np.allclose(before, after)
    assert len(QUESTIONS["beam"](here, 0, 12, 3)) == 12
    assert 0 <= QUESTIONS["novelty"](here, 0, 1.0) <= 1


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

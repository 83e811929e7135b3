"""Frames of recurrent networks: complete, in step with what is looked at, and without NaN."""

import numpy as np
import pytest

from playground.compute.status import Status
from playground.compute.watch import Wish
from playground.data.sequences import load_sequences
from playground.engine.cells import GATES
from playground.frame import Frame, History
from playground.live.recurrent import LIKELIEST, RecurrentEncoder
from playground.live.recurrent_sight import PANELS, TEMPERATURES, RecurrentSight, layers_of
from playground.live.vision import COLUMNS
from playground.live.wire import unpack
from playground.spec.recurrent import (
    CELLS,
    SEQUENCES,
    CellSpec,
    Recurrent,
    RecurrentVariant,
    SequenceData,
    on_sequences,
)

STEPS, UNITS, HELD = 9, 4, 6


def recurrent(word, **fields):
    variants = tuple(RecurrentVariant(network=CellSpec(cell=cell, cell_units=UNITS))
                     for cell in CELLS)  # fmt: skip
    count = min(1000, SEQUENCES[word].sequences[0])
    data = SequenceData(name=word, length=STEPS, sequences=count, horizon=5)
    return Recurrent(data=data, variants=variants, **fields)


def looked_at(name, wanted, sequences):
    """A view in its true shape, of seeded noise."""
    word, *rest = name.partition("@")[0].split(":")
    rng, runs = np.random.default_rng(len(name)), len(on_sequences(wanted).runs)
    size = len(sequences.alphabet)
    if word == "gates":
        cell = wanted.variants[int(rest[0]) // wanted.starts].network.cell
        return rng.normal(size=(len(GATES[cell]), STEPS, UNITS)).astype(np.float32)
    joined = {"alphabet": sequences.alphabet, "names": sequences.names}
    if word in joined:
        return np.frombuffer("\0".join(joined[word]).encode(), np.uint8)
    made = {
        "inputs": lambda: sequences.inputs[0], "truth": lambda: np.asarray(sequences.targets[0]),
        "horizon": lambda: rng.random((runs, STEPS)), "horizon_steps": lambda: np.arange(runs),
        "answers": lambda: rng.random((STEPS, sequences.outputs)), "series": lambda: rng.random(40),
        "forecast": lambda: rng.random(HELD), "baseline": lambda: rng.random(HELD),
        "ahead": lambda: rng.random(5), "baseline_ahead": lambda: rng.random(5),
        "sample": lambda: rng.integers(1, size, 30), "next": lambda: rng.dirichlet(np.ones(size)),
        "embedding": lambda: rng.normal(size=(size, 2)), "token": lambda: rng.random(STEPS),
        "trajectory": lambda: rng.normal(size=(STEPS, 2)), "epochs_kept": lambda: np.arange(4),
    }  # fmt: skip
    return made[word]()


def told(wanted, sight):
    """The frame's header and arrays, as a browser gets them."""
    experiment, encoder = on_sequences(wanted), RecurrentEncoder()
    sequences, runs = load_sequences(wanted.data), len(on_sequences(wanted).runs)
    metrics = {name: np.full(runs, 0.5) for name in (*COLUMNS, "batch_loss")}
    history = History(COLUMNS, runs)
    history.append(0, metrics)
    names = encoder.views(experiment, Wish(shown=sight), batch=False, predictions=True)
    names = [name for name in names if sequences.alphabet or not name.startswith("alphabet")]
    views = {name: looked_at(name, wanted, sequences) for name in names}
    frame = Frame(3, 1, metrics, views)
    status = Status(
        experiment, 1, 1, "paused", "normal", 3, 1, 5, 20, 0.0, {}, 0.0, history=history,
        shown=sight, views=views,
    )  # fmt: skip
    header, arrays = unpack(encoder(frame, status))
    again = encoder.views(experiment, Wish(shown=sight), batch=False, predictions=False)
    return header["frame"], arrays, again


@pytest.mark.parametrize("word", ["adding", "places", "co2", "place_names"])
@pytest.mark.parametrize("panel", PANELS)
def test_every_task_and_panel_gets_what_it_shows(word, panel):
    header, arrays, again = told(recurrent(word), RecurrentSight(run=2, panel=panel))
    row = SEQUENCES[word]
    assert {"gates", "inputs", "truth", "horizon", "horizon_start", "curve"} <= arrays.keys()
    assert [gate["name"] for gate in header["gates_told"]] == list(GATES["lstm"])
    assert arrays["gates"].shape == (6, STEPS, UNITS)
    assert arrays["gates"].dtype == np.uint8
    assert len(header["horizon_steps"]) == len(header["rows"]) == 3
    assert ("answers" in arrays) == (row.answer != "next")
    assert ("words" in header) == row.has_tokens
    assert ("network" in header["errors"]) == (row.task == "forecast")
    costs_when_open = {"trajectory", "embedding"}
    assert (costs_when_open & arrays.keys()) <= {panel}, "a closed panel costs nothing"
    if (panel, row.has_tokens) != ("embedding", False):
        assert panel not in costs_when_open or panel in arrays
    if row.task == "write":
        assert header["samples"].keys() == {str(one) for one in TEMPERATURES}
        assert len(header["next"]) == LIKELIEST
    assert not {"alphabet", "horizon@0"} & set(again), "what stands still is asked for once"


def test_a_sight_falls_back_to_what_there_is():
    wanted = recurrent("adding", starts=2)
    both = RecurrentVariant(network=CellSpec(cell="gru", bidirectional=True, cell_units=UNITS))
    other = wanted.model_copy(update={"variants": (both,)})
    assert layers_of(other, 1) == ["cell_1", "cell_1_back"]
    sight = RecurrentSight(run=9, layer="cell_3", unit=50)
    found = sight.within(wanted)
    assert (found.run, found.layer, found.unit) == (5, "cell_1", UNITS - 1)
    assert RecurrentSight(layer="cell_1_back").within(other).layer == "cell_1_back"

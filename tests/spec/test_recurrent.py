"""The recurrent page's link: readable, round, and whatever others write gets one sentence."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playground.errors import PlaygroundError, ShareError, SpecError
from playground.spec.limits import LENGTHS
from playground.spec.recurrent import (
    CELLS,
    RECURRENT_INITIALIZERS,
    SEQUENCES,
    CellSpec,
    Recurrent,
    RecurrentVariant,
    change_recurrent,
    on_sequences,
    sequences_of,
)
from playground.spec.recurrent_link import recurrent_from_query, recurrent_to_query
from tests.spec.strategies import limited, runs, views


@st.composite
def recurrents(draw):
    data = sequences_of(draw(st.sampled_from(list(SEQUENCES))))
    row = SEQUENCES[data.name]
    fields = {
        "length": draw(limited("length", high=row.length[1])),
        "horizon": draw(limited("horizon")),
        "validation_share": draw(limited("validation_share")),
        "seed": draw(limited("seed")),
        "digest": draw(st.text("0123456789abcdef", max_size=16)),
    }
    network = st.builds(
        CellSpec,
        cell=st.sampled_from(list(CELLS)),
        cell_units=limited("cell_units"),
        cell_layers=limited("cell_layers"),
        bidirectional=st.just(value=False) if row.answer == "next" else st.booleans(),
        dropout=st.sampled_from([0.0, 0.25]),
        recurrent_initializer=st.sampled_from(list(RECURRENT_INITIALIZERS)),
        forget_bias=st.booleans(),
        embedding=limited("embedding"),
    )
    most = LENGTHS["variants"][1]
    made = st.lists(st.builds(RecurrentVariant, network=network, run=runs()), min_size=1,
                    max_size=most)  # fmt: skip
    try:
        return Recurrent(
            data=data.model_copy(update=fields),
            variants=tuple(draw(made)),
            starts=draw(st.integers(1, 6)),
            batch_size=draw(limited("batch_size", high=512)),
            epoch=draw(st.none() | limited("epoch")),
        )
    except SpecError:  # too much of it
        return Recurrent(data=data)


@given(recurrents(), views)
@settings(deadline=None, max_examples=60)
def test_every_recurrent_survives_its_link(recurrent, view):
    try:
        words = recurrent_to_query(recurrent, view)
    except ShareError:
        assume(False)
    again = dict(parse_qsl(urlencode(words), keep_blank_values=True))
    assert recurrent_from_query(again) == (recurrent, view)


def test_the_usual_race_has_no_words():
    assert recurrent_to_query(Recurrent()) == {}
    assert recurrent_from_query({"utm_source": "mail"})[0] == Recurrent()


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_data_set_is_its_own_word(name):
    recurrent = change_recurrent(Recurrent(), data=sequences_of(name))
    assert recurrent_to_query(recurrent) == ({} if name == "adding" else {"data": name})


def test_one_entry_stands_for_all_cells():
    recurrent, _ = recurrent_from_query({"cell": "gru~lstm", "units": "8", "optimizer": "sgd"})
    assert [v.network.cell for v in recurrent.variants] == ["gru", "lstm"]
    assert {v.network.cell_units for v in recurrent.variants} == {8}
    assert {v.run.optimizer for v in recurrent.variants} == {"sgd"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"variants": ()}, "wrong_length"),
        ({"variants": (RecurrentVariant(),) * 5}, "wrong_length"),
        ({"variants": (RecurrentVariant(network=CellSpec(cell="moon")),)}, "unknown_word"),
        ({"starts": 9}, "wrong_length"),
        ({"data": sequences_of("nile").model_copy(update={"length": 49})}, "out_of_range"),
        (
            {
                "data": sequences_of("place_names"),
                "variants": (RecurrentVariant(network=CellSpec(bidirectional=True)),),
            },
            "sees_the_future",
        ),
    ],
)
def test_what_is_wrong_is_refused_in_one_sentence(fields, code):
    with pytest.raises(SpecError) as refused:
        change_recurrent(Recurrent(), **fields)
    assert refused.value.code == code
    assert "\n" not in str(refused.value)


@given(
    st.dictionaries(
        st.sampled_from(["data", "cell", "units", "depth", "optimizer", "learning_rate", "starts",
                         "bidirectional", "recurrent_start", "dropout", "length", "schedule"]),
        st.sampled_from(["none", "nan", "own_text", "0", "-1", "1e400", "~", "", "3", "nile",
                         "gru", "gru~lstm", "adam~sgd~adam", "gru~gru~gru~gru~gru", "٣", "1~2"]),
    )
)  # fmt: skip
@settings(deadline=None, max_examples=200)
def test_what_others_write_is_read_or_refused_in_one_sentence(words):
    try:
        recurrent, _ = recurrent_from_query(words)
    except PlaygroundError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    assert recurrent == Recurrent.model_validate_json(recurrent.model_dump_json())


def test_runs_are_networks_times_starts():
    recurrent = Recurrent(starts=3)
    found = on_sequences(recurrent).runs
    assert len(found) == 9
    assert [run.seed for run in found[:4]] == [0, 1, 2, 0]

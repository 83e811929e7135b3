"""The page of recurrent networks: controls, refusals and links; a trainer is scripted."""

import pytest

from playground.data.own_sequences import own_text
from playground.live.wire import unpack
from playground.spec.recurrent import (
    SEQUENCES,
    Recurrent,
    change_recurrent,
    on_sequences,
    sequences_of,
)
from playground.spec.recurrent_link import recurrent_to_query
from playground.ui import runs
from playground.ui.changes import changed_run
from playground.ui.recurrent_changes import (
    with_data,
    with_network,
    with_task,
    with_variant,
)
from tests.pages.conftest import Page
from tests.recurrent import ScriptedSequences

USUAL = Recurrent()


class RecurrentPage(Page):
    """The page of recurrent networks, opened by its own address."""

    word = "rnn"


@pytest.fixture
def open_rnn(monkeypatch):
    monkeypatch.setattr(
        runs, "_recurrent_trainer", lambda experiment, placed: ScriptedSequences(experiment)
    )
    return RecurrentPage


def tuned(**fields):
    return with_variant(USUAL, 0, run=changed_run(USUAL.variants[0].run, **fields))


CONTROLS = [
    ("menu", "task", "forecast", with_task(USUAL, "forecast")),
    ("menu", "task", "write", with_task(USUAL, "write")),
    ("menu", "sequences_of.memory", "parity", with_data(USUAL, name="parity")),
    ("selectbox", "length", "64", with_data(USUAL, length=64)),
    ("selectbox", "starts", "3", change_recurrent(USUAL, starts=3)),
    ("menu", "cell.0", "lstm", with_network(USUAL, 0, cell="lstm")),
    ("selectbox", "cell_units.0", "16", with_network(USUAL, 0, cell_units=16)),
    ("menu", "optimizer.0", "sgd", tuned(optimizer="sgd")),
    ("selectbox", "learning_rate.0", "0.01", tuned(learning_rate=0.01)),
    ("selectbox", "batch_size", "64", change_recurrent(USUAL, batch_size=64)),
    ("select_slider", "cell_layers.0", 2, with_network(USUAL, 0, cell_layers=2)),
    ("selectbox", "dropout.0", "0.2", with_network(USUAL, 0, dropout=0.2)),
    ("menu", "recurrent_initializer.0", "small",
     with_network(USUAL, 0, recurrent_initializer="small")),
    ("toggle", "bidirectional.0", True, with_network(USUAL, 0, bidirectional=True)),
    ("number_input", "sequences", 400, with_data(USUAL, sequences=400)),
    ("selectbox", "validation_share", "0.3", with_data(USUAL, validation_share=0.3)),
    ("number_input", "data_seed", 4, with_data(USUAL, seed=4)),
    ("number_input", "epoch", 20, change_recurrent(USUAL, epoch=20)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "value", "expected"), CONTROLS, ids=lambda case: str(case)[:24]
)
def test_control_changes_networks_run_and_address(open_rnn, kind, name, value, expected):
    page = open_rnn().set(kind, name, value)
    assert not page.told
    assert page.session.recurrent == expected
    assert page.session.runner.experiment == on_sequences(expected)
    assert page.words == recurrent_to_query(expected)


@pytest.mark.parametrize(("language", "title"), [("en", "Task"), ("zh", "任务")])
@pytest.mark.parametrize("data", ["adding", "sines", "places", "place_names"])
def test_page_opens_cold_in_both_languages(open_rnn, language, title, data):
    page = open_rnn(lang=language, data=data, cell="gru~lstm")
    assert title in [element.label for element in page.at.selectbox]
    [proto] = [
        element.proto for element in page.at.get("bidi_component")
        if element.proto.component_name.endswith("recurrent")
    ]  # fmt: skip
    header, _arrays = unpack(proto.bytes)
    assert header["scene"]["generation"] == header["frame"]["generation"]
    assert [one["name"] for one in header["scene"]["variants"]] == ["GRU", "LSTM"]
    assert header["scene"]["task"] == SEQUENCES[data].task


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("selectbox", "length", "201"),
        ("selectbox", "length", "2.5"),
        ("selectbox", "starts", "9"),
        ("selectbox", "cell_units.0", "0"),
        ("selectbox", "learning_rate.0", "fast"),
        ("number_input", "sequences", 20_001),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_does_not_fit_is_told_and_the_old_networks_stay(open_rnn, language, kind, name, value):
    page = open_rnn(lang=language)
    page.set(kind, name, value)
    [told] = page.told
    assert "\n" not in told
    assert page.session.recurrent == USUAL


def test_networks_are_added_and_removed_in_the_sidebar(open_rnn):
    page = open_rnn().press("more")
    assert len(page.session.recurrent.variants) == 4
    assert page.session.recollection.run == 3
    page.press("fewer")
    assert page.session.recurrent == USUAL


@pytest.mark.parametrize("words", [{"cell": "moon"}, {"data": "moon"}, {"length": "5000"}])
def test_broken_link_opens_the_defaults_with_one_notice(open_rnn, words):
    page = open_rnn(**words)
    assert page.session.recurrent == USUAL
    assert len(page.at.warning) == 1
    assert page.words == {}


@pytest.mark.parametrize(
    ("text", "is_read"),
    [("白日依山尽，黄河入海流。" * 60, True), ("", False), ("a", False), ("🙂", False),
     ("مرحبا بالعالم " * 60, True)],
)  # fmt: skip
def test_pasted_text_is_learned_or_refused_in_one_sentence(open_rnn, text, is_read):
    page = open_rnn(data="place_names")
    page.at.text_area(key="rnn:own_pasted").set_value(text)
    page.press("own_use")
    if is_read:
        assert not page.told
        assert page.session.recurrent.data.digest == own_text(text).digest
    else:
        [told] = page.told
        assert "\n" not in told
        assert page.session.recurrent == change_recurrent(USUAL, data=sequences_of("place_names"))

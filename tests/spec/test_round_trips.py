"""Every Experiment survives its JSON and its link; defaults are left out of the link."""

import json
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playground.errors import PlaygroundError, ShareError
from playground.spec import (
    Experiment,
    View,
    change_data,
    change_run,
    from_query,
    parse_json,
    to_json,
    to_query,
)
from playground.spec.choices import DATASETS, OPTIMIZERS
from playground.spec.limits import LINK_CHARACTERS
from tests.spec.strategies import experiments, views


@given(experiments())
@settings(deadline=None)
def test_experiment_survives_json(experiment):
    assert parse_json(to_json(experiment)) == experiment


@given(experiments(), views)
@settings(deadline=None)
def test_experiment_survives_its_link(experiment, view):
    try:
        words = to_query(experiment, view)
    except ShareError:
        return
    travelled = dict(
        parse_qsl(urlencode(words), keep_blank_values=True, strict_parsing=bool(words))
    )
    assert from_query(travelled) == (experiment, view)
    assert len(urlencode(words)) <= LINK_CHARACTERS


def test_link_of_the_defaults_is_empty():
    assert to_query(Experiment(), View()) == {}
    assert from_query({}) == (Experiment(), View())


@pytest.mark.parametrize("name", DATASETS)
def test_link_of_a_fresh_data_set_names_only_it(name):
    words = to_query(change_data(Experiment(), name=name), View())
    assert words == ({} if name == "circle" else {"data": name})


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_link_of_a_fresh_optimizer_leaves_out_its_own_settings(name):
    experiment = change_run(Experiment(), 0, optimizer=name)
    assert set(to_query(experiment)) <= {"optimizer", "learning_rate"}


@given(experiments(), views)
@settings(deadline=None, max_examples=50)
def test_no_word_of_a_link_can_be_left_out(experiment, view):
    """Each word stands for something that is not a default."""
    try:
        words = to_query(experiment, view)
    except ShareError:
        assume(False)
    for left_out in words:
        rest = {word: value for word, value in words.items() if word != left_out}
        try:
            read = from_query(rest)
        except PlaygroundError:
            continue
        assert read != (experiment, view), left_out


def test_words_of_others_are_passed_over():
    assert from_query({"utm_source": "mail", "embed": "true"}) == (Experiment(), View())


@given(st.text(alphabet="0123456789e+-.", min_size=1, max_size=12))
def test_numbers_of_a_link_are_json_numbers_or_refused(text):
    try:
        experiment, _ = from_query({"learning_rate": text})
    except PlaygroundError:
        return
    assert experiment.runs[0].learning_rate == float(text)


def test_json_of_an_experiment_is_plain():
    values = json.loads(to_json(Experiment()))
    assert values["data"]["name"] == "circle"
    assert values["version"] == 1

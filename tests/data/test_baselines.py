"""Every baseline against its library's own, or against what it must be by construction."""

from importlib import import_module

import numpy as np
import pytest

from playground.data import baselines
from playground.data.own_sequences import OwnSequences
from playground.data.sequences import load_sequences
from playground.spec.recurrent import sequences_of


@pytest.fixture(scope="module")
def sunspots():
    series = load_sequences(sequences_of("sunspots")).series
    assert series is not None
    return series


@pytest.mark.slow
def test_the_linear_forecast_is_that_of_statsmodels(sunspots):
    model = (
        import_module("statsmodels.tsa.ar_model")
        .AutoReg(sunspots.values[: sunspots.border], lags=9)
        .fit()
    )
    ours = baselines.ahead(sunspots, 9, sunspots.border, 20)["linear"]
    np.testing.assert_allclose(ours, model.forecast(20), rtol=1e-8)
    applied = model.append(sunspots.values[sunspots.border :], refit=False)
    theirs = applied.predict(start=sunspots.border)
    np.testing.assert_allclose(baselines.one_step(sunspots, 9)["linear"], theirs, rtol=1e-8)


def test_naive_forecasts_look_back(sunspots):
    found, border = baselines.one_step(sunspots, 9), sunspots.border
    held = sunspots.values[border:]
    assert all(len(answer) == len(held) for answer in found.values())
    np.testing.assert_array_equal(found["last"][1:], held[:-1])
    np.testing.assert_array_equal(found["seasonal"][11:], held[:-11])
    beyond = baselines.ahead(sunspots, 9, border, 23)
    assert set(beyond["last"]) == {sunspots.values[border - 1]}
    np.testing.assert_array_equal(beyond["seasonal"][11:22], beyond["seasonal"][:11])


def test_errors_are_those_of_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    truth, answer = np.random.default_rng(1).normal(size=(2, 50))
    found = baselines.errors(truth, answer)
    assert found.rmse == pytest.approx(metrics.root_mean_squared_error(truth, answer))
    assert found.mae == pytest.approx(metrics.mean_absolute_error(truth, answer))


def test_a_bag_of_words_only_guesses_at_negation():
    found = load_sequences(sequences_of("negation"))
    assert baselines.bag_of_tokens(found) < 0.6
    places = load_sequences(sequences_of("places"))
    assert baselines.bag_of_tokens(places) > baselines.commonest(places)


def test_a_table_of_pairs_knows_what_always_follows():
    text = OwnSequences("x", text="abc" * 800)
    found = load_sequences(sequences_of("own_text"), text)
    assert baselines.pairs(found) == pytest.approx(0, abs=0.01)

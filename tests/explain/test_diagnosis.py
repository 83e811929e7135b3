"""Each kind of curve gets its sentence, and only its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.explain import SENTENCES, diagnose
from playground.explain.diagnosis import SPEAKERS
from playground.explain.rendering import PLACEHOLDER
from playground.explain.sentences import MARKS
from playground.spec import (
    Experiment,
    LayerSpec,
    Stop,
    change,
    change_data,
    change_output,
    change_run,
)
from tests.explain.curves import FALLING, Situation, T, history, jitter

LINE = change(Experiment(), layers=())
PLANE = change_data(Experiment(), name="plane")


def code_of(curves, **situation):
    return diagnose(curves, Situation(**situation)).code


def of_layers(*units, activation="tanh", **fields):
    layers = tuple(LayerSpec(units=count, activation=activation) for count in units)
    return change(Experiment(), layers=layers, **fields)


def test_falling_curves_are_learning():
    said = diagnose(history(FALLING, FALLING + 0.01), Situation())
    assert (said.code, said.mark) == ("learning", "good")
    assert said.facts["accuracy"] == pytest.approx(0.7)
    assert said.facts["before"] == pytest.approx(FALLING[0] + 0.01)
    assert said.facts["now"] == pytest.approx(FALLING[-1] + 0.01)


def test_a_fall_too_small_to_show_is_a_beginning():
    barely = 0.5 - 1e-5 * T[:9]
    assert code_of(history(barely, barely), epoch=8) == "started"


def test_after_some_epochs_no_progress_is_called_so():
    said = diagnose(history(0.5 - 1e-5 * T[:31], 0.5 - 1e-5 * T[:31]), Situation(epoch=30))
    assert said.code == "searching"
    assert said.facts == pytest.approx({"epochs": 30, "now": 0.5, "before": 0.5}, abs=1e-3)


def test_a_falling_loss_without_right_answers_is_guessing():
    said = diagnose(history(FALLING[:31], FALLING[:31], 0.51), Situation(epoch=30))
    assert said.code == "guessing"
    assert said.facts["accuracy"] == pytest.approx(0.51)


def ends(share, *, layer=0, sides=(-1.0, 1.0)):
    """Units of a 4-2-1 network over the board, one layer at its ends on so much of it."""
    units = np.zeros((7, 10, 10))
    first, last = [(0, 4), (4, 6), (6, 7)][layer]
    units[first:last, : round(10 * share)] = sides[1]
    units[first:last, : round(10 * share) : 2] = sides[0]
    return units


@pytest.mark.parametrize("layer", range(3))
def test_a_layer_at_its_ends_that_has_gained_nothing_is_saturated(layer):
    flat = np.full(len(T), 0.9)
    flat[0] = 0.5
    curves = history(flat, flat, 0.5)
    said = diagnose(curves, Situation(units=ends(1.0, layer=layer)))
    assert (said.code, said.mark) == ("saturated", "caution")
    assert code_of(curves, units=ends(0.8, layer=layer)) == "worse"
    assert code_of(history(FALLING, FALLING), units=ends(1.0, layer=layer)) == "learning"
    assert code_of(curves, units=ends(1.0, layer=layer), epoch=3) == "worse"


def test_a_cross_entropy_passes_errors_back_from_the_ends_of_its_sigmoid():
    flat = np.full(len(T), 0.9)
    sigmoid = change_output(Experiment(), "sigmoid")
    units = ends(1.0, layer=2, sides=(0.0, 1.0))
    curves = history(flat, flat, 0.5)
    assert code_of(curves, experiment=sigmoid, units=units) != "saturated"
    squared = change(sigmoid, loss="half_squared_error")
    assert code_of(curves, experiment=squared, units=units) == "saturated"


def test_without_test_points_the_training_points_speak():
    assert code_of(history(FALLING)) == "learning_train"
    assert code_of(history(FALLING, score=1.0)) == "solved_train"


def test_regression_speaks_of_r2():
    assert code_of(history(FALLING, FALLING, 0.8, column="r2"), experiment=PLANE) == (
        "learning_regression"
    )
    assert code_of(history(FALLING, None, 0.8, column="r2"), experiment=PLANE) == (
        "learning_regression_train"
    )
    assert code_of(history(FALLING, FALLING, 0.998, column="r2"), experiment=PLANE) == "fits"
    assert code_of(history(FALLING, None, 0.998, column="r2"), experiment=PLANE) == "fits_train"


def test_all_right_in_several_epochs_is_solved():
    score = np.full(len(T), 1.0)
    assert code_of(history(FALLING, FALLING, score)) == "solved"
    score[-3] = 0.996
    assert code_of(history(FALLING, FALLING, score)) == "learning"


def test_an_accuracy_that_only_rounding_keeps_from_one_is_solved():
    assert code_of(history(FALLING, FALLING, np.float32(1) - np.float32(1e-7))) == "solved"


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [0.001, 0.004, 0.01])
def test_noise_alone_is_neither_overfitting_nor_trouble(size, seed):
    train, test = FALLING + jitter(size, seed), FALLING + 0.01 + jitter(size, seed + 99)
    said = diagnose(history(np.abs(train), np.abs(test), 0.95), Situation())
    assert said.code in {"learning", "settled"}


@pytest.mark.parametrize("seed", range(10))
def test_rising_test_loss_is_overfitting(seed):
    test = np.where(T < 100, 0.5 - 0.003 * T, 0.2 + 0.001 * (T - 100)) + jitter(0.003, seed)
    said = diagnose(history(FALLING, test), Situation())
    assert (said.code, said.mark) == ("overfitting", "caution")
    assert said.facts["epochs"] == pytest.approx(200, abs=25)


def test_a_rise_too_small_to_matter_is_no_overfitting():
    test = np.where(T < 100, 0.5 - 0.0049 * T, 0.010 + 0.00001 * (T - 100))
    assert code_of(history(FALLING, test, 0.99)) == "learning"


def test_a_wide_gap_is_memorising():
    train, test = 0.5 * np.exp(-T / 30), np.full(len(T), 0.4)
    score = np.linspace(0.5, 0.99, len(T))
    said = diagnose(history(train, test, score, test_score=0.7), Situation())
    assert (said.code, said.mark) == ("memorising", "caution")
    assert said.facts["test"] == pytest.approx(0.4)


def test_thinned_rows_count_epochs_and_not_rows():
    test = np.where(T < 100, 0.5 - 0.003 * T, 0.2 + 0.001 * (T - 100))
    said = diagnose(history(FALLING, test, every=8), Situation(epoch=2400))
    assert said.facts["epochs"] == pytest.approx(1600, abs=150)


def test_a_loss_that_falls_ever_so_slowly_is_hardly_learning():
    slow = 0.5 - 1e-5 * T
    said = diagnose(history(slow, slow, 0.55), Situation())
    assert (said.code, said.mark) == ("hardly_learning", "caution")
    assert 0 < said.facts["fall"] <= 0.02
    assert said.facts["epochs"] == 50


@pytest.mark.parametrize("seed", range(10))
def test_a_loss_that_only_jitters_is_stuck(seed):
    flat = 0.3 + 0.2 * np.exp(-T / 5) + jitter(0.002, seed)
    said = diagnose(history(flat, flat, 0.55), Situation())
    assert said.code == "stuck"
    assert said.facts["now"] == pytest.approx(0.3, abs=0.01)


def test_a_loss_at_rest_with_good_answers_has_settled():
    flat = 0.1 + 0.4 * np.exp(-T / 5)
    said = diagnose(history(flat, flat, 0.93), Situation())
    assert (said.code, said.mark) == ("settled", "good")


@pytest.mark.parametrize(
    ("experiment", "code"),
    [
        (change_run(Experiment(), 0, l2=0.1), "penalised"),
        (change_run(Experiment(), 0, l1=0.03), "penalised"),
        (change_run(Experiment(), 0, learning_rate=1.0), "stuck_fast"),
        (change_run(Experiment(), 0, optimizer="adam", learning_rate=0.1), "stuck_fast"),
        (of_layers(4, 4, 4, activation="sigmoid"), "vanishing"),
        (change_data(Experiment(), name="xor", noise=0.4), "noisy"),
        (change_data(Experiment(), name="spiral", noise=0.4), "stuck"),
        (Experiment(), "stuck"),
    ],
)
def test_a_stuck_loss_names_what_most_likely_holds_it(experiment, code):
    flat = 0.3 + 0.2 * np.exp(-T / 5) + jitter(0.002)
    assert code_of(history(flat, flat, 0.6), experiment=experiment) == code


def test_a_loss_above_its_start_has_got_worse():
    grown = np.minimum(0.5 + 0.05 * T, 0.95)
    said = diagnose(history(grown, grown, 0.5), Situation())
    assert (said.code, said.mark) == ("worse", "caution")
    assert said.facts == pytest.approx({"before": 0.5, "now": 0.95})


def test_a_loss_that_jumps_is_unsteady():
    jumps = 0.4 + 0.1 * np.sin(2.0 * T)
    said = diagnose(history(jumps, jumps, 0.6), Situation())
    assert said.code == "unsteady"
    assert said.facts["low"] < said.facts["high"]


def test_a_rate_of_zero_is_named_at_once():
    still = change_run(Experiment(), 0, learning_rate=0.0)
    assert code_of(history([0.5]), experiment=still, epoch=0) == "zero_rate"


STILL = np.full(len(T), 0.49)


@pytest.mark.parametrize(
    ("experiment", "code"),
    [
        (LINE, "straight_line_feature"),
        (change_data(LINE, name="xor"), "straight_line_feature"),
        (change_data(LINE, name="spiral"), "straight_line"),
        (change_output(change_data(LINE, name="rings"), "softmax"), "straight_line"),
        (of_layers(4, 2, activation="linear"), "straight_layers"),
        (change(LINE, features=("x1_squared", "x2_squared")), "stuck"),
        (change_data(LINE, name="gauss"), "stuck"),
        (change_output(change_data(LINE, name="blobs"), "softmax"), "stuck"),
        (change(Experiment(), initializer="zeros"), "alike"),
        (change(LINE, initializer="zeros", features=("x1_x2",)), "stuck"),
    ],
)
def test_what_a_network_cannot_do_is_named_for_certain(experiment, code):
    assert code_of(history(STILL, STILL, 0.55), experiment=experiment) == code


def test_a_plane_cannot_follow_hills():
    hills, curves = change_data(LINE, name="multi_gauss"), history(STILL, STILL, 0.1, column="r2")
    assert code_of(curves, experiment=hills) == "flat"
    linear = change(hills, layers=(LayerSpec(units=3, activation="linear"),))
    assert code_of(curves, experiment=linear) == "flat_layers"
    assert code_of(curves, experiment=change_data(LINE, name="plane")) == "stuck"


def test_a_line_that_does_well_is_left_alone():
    assert code_of(history(FALLING, FALLING, 0.95), experiment=LINE) == "learning"


def test_dead_neurons_are_counted_layer_by_layer():
    units = np.ones((11, 4, 4))
    units[[0, 2, 5]] = 0
    relu, curves = of_layers(8, 2, activation="relu"), history(FALLING, FALLING)
    said = diagnose(curves, Situation(relu, units=units))
    assert said.code == "dead_units"
    assert said.facts == {"dead": 3, "units": 8, "layer": 1}
    assert code_of(curves, experiment=relu, units=np.ones((11, 4, 4))) == "learning"
    assert code_of(curves, experiment=of_layers(8, 2), units=units) == "learning"


def test_a_layer_of_dead_neurons_counts_however_narrow():
    units = np.ones((6, 4, 4))
    units[4] = 0
    said = diagnose(history(FALLING), Situation(of_layers(4, 1, activation="relu"), units=units))
    assert said.facts == {"dead": 1, "units": 1, "layer": 2}


@pytest.mark.parametrize(
    ("fields", "code", "mark"),
    [
        ({"state": "idle", "epoch": 0}, "ready", "idle"),
        ({"state": "paused"}, "paused", "paused"),
        ({"state": "diverged"}, "diverged", "bad"),
        ({"state": "failed", "failure": "out_of_memory"}, "out_of_memory", "bad"),
        ({"state": "failed", "failure": "unheard_of"}, "trainer_failed", "bad"),
        ({"state": "failed"}, "trainer_failed", "bad"),
        ({"state": "stopped"}, "stopped_at_epoch", "stopped"),
        ({"state": "stopped_early", "best_epoch": 200}, "stopped_early", "stopped"),
        (
            {"state": "stopped_early", "best_epoch": 200, "is_at_best": True},
            "back_at_best",
            "stopped",
        ),
        ({"state": "stopped_early"}, "stopped_at_epoch", "stopped"),
        (
            {"state": "stopped", "experiment": change(Experiment(), stop=Stop(target=0.2))},
            "stopped_at_target",
            "stopped",
        ),
        (
            {
                "state": "stopped",
                "experiment": change(Experiment(), stop=Stop(epoch=300, target=0.001)),
            },
            "stopped_at_epoch",
            "stopped",
        ),
    ],
)
def test_states_have_their_sentences(fields, code, mark):
    said = diagnose(history(FALLING, FALLING), Situation(**fields))
    assert (said.code, said.mark) == (code, mark)


def test_an_early_stop_tells_how_long_it_has_waited_and_for_what():
    early = Situation(state="stopped_early", best_epoch=270)
    said = diagnose(history(FALLING, FALLING), early)
    assert said.facts == {"epoch": 300, "epochs": 30, "best": 270}
    assert diagnose(history(FALLING), early).code == "stopped_early_train"


def test_trouble_stays_to_be_read_while_paused():
    said = diagnose(history(STILL, STILL, 0.55), Situation(LINE, state="paused"))
    assert (said.code, said.mark) == ("straight_line_feature", "paused")


@pytest.mark.parametrize("state", ["playing", "paused"])
def test_before_the_first_epoch_there_is_a_sentence(state):
    said = code_of(history([0.5], [0.5]), state=state, epoch=0)
    assert said == {"playing": "started", "paused": "paused"}[state]


def test_a_diverged_run_has_rows_that_are_no_numbers():
    curves = history([0.5, 0.6, np.nan], [0.5, 0.7, np.inf])
    assert diagnose(curves, Situation(state="diverged", epoch=2)).facts == {"epoch": 2}


losses = st.floats(0, 1e9) | st.just(np.nan) | st.just(np.inf)


@given(
    rows=st.lists(st.tuples(losses, losses, st.floats(-10, 1)), max_size=80),
    every=st.sampled_from([1, 2, 64]),
    state=st.sampled_from([*SPEAKERS, "playing"]),
    best_epoch=st.none() | st.integers(0, 80),
    experiment=st.sampled_from([Experiment(), LINE, PLANE, of_layers(3, activation="relu")]),
)
def test_every_history_gets_a_whole_sentence(rows, every, state, best_epoch, experiment):
    column = "r2" if experiment is PLANE else "accuracy"
    train, test, score = np.array(rows).T if rows else np.zeros((3, 0))
    curves = history(train, test, score, column=column, every=every)
    situation = Situation(experiment, state, epoch=len(rows) * every, best_epoch=best_epoch)
    said = diagnose(curves, situation)
    assert said == diagnose(curves, situation)
    assert said.mark in {"idle", "good", "paused", "caution", "bad", "stopped"}
    wanted = {name for name, _ in PLACEHOLDER.findall(SENTENCES[said.code])}
    assert wanted <= set(said.facts)
    numbers = [fact for fact in said.facts.values() if not isinstance(fact, str)]
    assert np.isfinite(numbers).all()


def test_every_sentence_has_a_mark():
    assert set(SENTENCES) == set(MARKS)

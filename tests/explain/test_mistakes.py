"""The eight mistakes do what is said of them, and are mended, by closed forms and differences."""

import numpy as np
import pytest

from playground.explain.logistic import sigmoid
from playground.explain.mistaken import PROGRAMS
from playground.explain.mistakes import SURELY_WRONG, changes, pulls, run, stages_of
from playground.spec.lessons.mistakes import MISTAKES
from playground.ui.mistake_words import CASES

seeds = pytest.mark.parametrize("seed", range(3))
RATE = 5
"""Of the programs with two layers."""


def test_every_mistake_has_programs_and_words():
    assert list(PROGRAMS) == list(CASES) == list(MISTAKES)
    for word, case in CASES.items():
        assert list(stages_of(word, mended=False)) == ["written"]
        assert stages_of(word, mended=True)[-1] == "mended"
        assert 0 <= case.right < len(case.answers)


@pytest.mark.parametrize("word", PROGRAMS)
def test_changes_lead_from_the_program_to_the_mended_one(word):
    programs = PROGRAMS[word]
    lines = changes(programs["written"], programs["mended"]).split("\n")
    for mark, program in (("-", "written"), ("+", "mended")):
        kept = [line[2:] for line in lines if line[:1] in (" ", mark)]
        assert kept == programs[program].splitlines()
    marks = "".join(line[0] for line in lines)
    assert "+-" not in marks  # what goes is read before what comes


@seeds
def test_without_an_average_every_point_has_a_line_of_its_own(seed):
    written, mended = (run("average", stage, seed) for stage in ("written", "mended"))
    x, y = written.data["x"], written.data["y"]
    assert written.seen["w"].shape[1:] == (100, 1)
    assert np.mean((x * written.seen["w"][-1] + written.seen["b"][-1] - y) ** 2) < 1e-12
    exact = np.linalg.lstsq(np.hstack([x, np.ones_like(x)]), y, rcond=None)[0]
    np.testing.assert_allclose(mended.seen["w"][-1], exact[:1], atol=0.05)
    np.testing.assert_allclose(mended.seen["b"][-1], exact[1:], atol=0.05)


@seeds
def test_what_is_cut_stands_still_and_the_sigmoid_goes_on(seed):
    written, mended = (run("sigmoid", stage, seed) for stage in ("written", "mended"))
    y = written.data["y"]
    p = written.seen["p"][-1]
    assert np.mean((p <= 0) | (p >= 1)) == 1
    np.testing.assert_array_equal(written.seen["w"][-1], written.seen["w"][-2])
    assert np.mean((p > 0.5) == (y > 0.5)) < 0.65
    assert np.mean((mended.seen["p"][-1] > 0.5) == (y > 0.5)) > 0.9


def loss(w1, w2, x, y):
    p = sigmoid(sigmoid(x @ w1) @ w2)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@seeds
def test_only_the_mended_backward_pass_follows_the_slope(seed):
    written = run("backward", "written", seed)
    assert written.error.startswith("UnboundLocalError")
    assert len(written.epochs) == 1
    first = {}
    for stage in ("half", "mended"):
        trace = run("backward", stage, seed)
        assert not trace.error
        first[stage] = (trace.seen["w1"][0] - trace.seen["w1"][1]) / RATE
    w1, w2 = trace.seen["w1"][0], trace.seen["w2"][0]
    x, y = trace.data["x"], trace.data["y"]
    slope = np.zeros_like(w1)
    for at in np.ndindex(w1.shape):
        step = np.zeros_like(w1)
        step[at] = 1e-5
        slope[at] = (loss(w1 + step, w2, x, y) - loss(w1 - step, w2, x, y)) / 2e-5
    np.testing.assert_allclose(first["mended"], slope, atol=1e-8)
    assert np.abs(first["half"] - slope).max() > 0.01


@seeds
def test_equal_neurons_stay_equal(seed):
    written, mended = (run("zeros", stage, seed) for stage in ("written", "mended"))
    assert np.ptp(written.seen["w1"], axis=2).max() < 1e-9
    assert np.ptp(mended.seen["w1"], axis=2).max() > 1
    x, y = mended.data["x"], mended.data["y"]
    ends = {name: loss(trace.seen["w1"][-1], trace.seen["w2"][-1], x, y)
            for name, trace in (("written", written), ("mended", mended))}  # fmt: skip
    assert ends["written"] > 0.4
    assert ends["mended"] < 0.1


@seeds
def test_integers_carry_nothing_and_random_labels_tell_nothing(seed):
    written, half, mended = (run("integers", stage, seed) for stage in PROGRAMS["integers"])
    assert np.ptp(written.data["inputs"], axis=0).max() == 0
    assert np.ptp(written.seen["p"], axis=1).max() < 1e-12
    share = written.data["y"].mean()
    assert written.seen["p"][-1, 0] == pytest.approx(share, abs=0.02)
    assert half.seen["right"][-1] > 0.95
    assert half.seen["test_right"][-1] < 0.7
    assert mended.seen["test_right"][-1] > 0.85


@seeds
def test_a_shared_neuron_gives_equal_outputs(seed):
    written, mended = (run("shared", stage, seed) for stage in ("written", "mended"))
    assert np.ptp(written.seen["w"], axis=1).max() == 0
    winners = (mended.data["x"] @ mended.seen["w"][-1].T).argmax(1)
    assert np.mean(winners == mended.data["y"]) > 0.85


@pytest.mark.parametrize("stage", ["written", "mended"])
def test_softmax_pulls_are_those_of_the_loss_and_of_the_program(stage):
    def cost(z):
        p = np.exp(z) / np.exp(z).sum()
        right = -np.log(p[0])
        return right if stage == "mended" else right - np.log(1 - p[1]) - np.log(1 - p[2])

    z = np.log(SURELY_WRONG)
    steps = 1e-6 * np.eye(3)
    pull = [(cost(z - step) - cost(z + step)) / 2e-6 for step in steps]
    np.testing.assert_allclose(pulls(SURELY_WRONG, stage), pull, atol=1e-6)
    trace = run("softmax", stage, 0)
    each = np.array([pulls(np.full(3, 1 / 3), stage)[np.roll(range(3), k)] for k in range(3)])
    x, y = trace.data["x"], trace.data["y"]
    np.testing.assert_allclose(trace.seen["w"][1], 0.5 * each[y].T @ x / len(x), atol=1e-12)


def test_the_sum_of_another_class_is_pushed_up_by_the_mistake_alone():
    assert pulls(SURELY_WRONG, "written")[2] > 0.1
    assert pulls(SURELY_WRONG, "mended")[2] < 0


@pytest.mark.parametrize("new_x", [0.0, 0.7, 1.5])
def test_only_the_mended_prediction_hears_the_new_input(new_x):
    written, mended = (run("prediction", stage, 0, new_x) for stage in ("written", "mended"))
    x, y = written.data["x"], written.data["y"]
    w, b = np.polyfit(x, y, 1)
    assert float(written.printed[-1]) == pytest.approx(w * x[0] + b, abs=1e-3)
    assert float(mended.printed[-1]) == pytest.approx(w * new_x + b, abs=1e-3)

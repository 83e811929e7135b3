"""The laws of the walk: every number is made known once, after what it is told from."""

from itertools import product

import pytest

from playground.explain.backpropagation import trace
from playground.explain.walkthrough import Walkthrough
from playground.spec.lessons.backpropagation import FITTING, Backpropagation

ENDS = [(output, loss) for output, losses in FITTING.items() for loss in losses]
SHAPES = [*product(((1.0,), (1.0, 0.5, -1.0)), ((), (2,), (3, 2)))]


@pytest.fixture(params=[(*end, *shape) for end in ENDS for shape in SHAPES], ids=str)
def setting(request):
    output, loss, inputs, hidden = request.param
    targets = (1.0, 0.0) if output == "softmax" else (0.5, 1.0)
    return Backpropagation(output=output, loss=loss, inputs=inputs, hidden=hidden, targets=targets)


def terms(lines):
    return [token for line in lines for token in line if isinstance(token, dict)]


def known_at_first(name):
    return name.startswith(("w", "a0.", "t."))


def test_every_number_is_made_known_once_and_used_only_then(setting):
    known: set[str] = set()
    for step in Walkthrough(setting, trace(setting)).steps:
        for name in step.shows:
            assert name not in known
        known.update(step.shows)
        used = {term["id"] for term in terms(step.lines)}
        assert all(name in known or known_at_first(name) for name in used), step
        assert set(step.shows) <= used


def test_every_gradient_is_told(setting):
    shown = [name for step in Walkthrough(setting, trace(setting)).steps for name in step.shows]
    gradients = sorted(name for name in shown if name.startswith("dw"))
    assert gradients == sorted(f"dw{place}" for place in range(setting.parameters))


def test_every_number_in_a_line_is_that_of_the_trace(setting):
    found = trace(setting)
    walk = Walkthrough(setting, found)
    for step in walk.steps:
        for term in terms(step.lines):
            if "n" in term and term["id"].startswith("dw"):
                assert term["n"] == found.gradient[int(term["id"][2:])]
            if "n" in term and term["id"] == "E":
                assert term["n"] == found.loss


def test_it_goes_forward_judges_and_goes_back(setting):
    phases = [step.phase for step in Walkthrough(setting, trace(setting)).steps]
    turn = phases.index("loss")
    assert set(phases[:turn]) == {"forward"}
    assert set(phases[turn + 1 :]) == {"backward"}

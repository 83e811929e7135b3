"""The sentence on a descent says what happens on that surface."""

import pytest

from playground.engine.slope import SlopeTrainer
from playground.explain.rendering import render
from playground.explain.slope import comment
from playground.explain.slope_sentences import SLOPE_MARKS, SLOPE_SENTENCES
from playground.i18n import LANGUAGES, translate
from playground.spec import Race, RunSpec, Slope, on_slope


class Now:
    """What a sentence asks of a Status."""

    def __init__(self, experiment, state):
        self.experiment, self.state = experiment, state
        self.epoch, self.failure, self.best_epoch = 0, None, None
        self.is_at_best, self.units = False, None


def said(slope, racers, steps, state="playing"):
    race = Race(racers=racers)
    experiment = on_slope(race, slope)
    trainer = SlopeTrainer(experiment)
    trainer.advance(steps)
    return comment(race, slope, trainer.history, Now(experiment, state))


SGD, ADAM = RunSpec(learning_rate=0.05), RunSpec(optimizer="adam", learning_rate=0.05)
CASES = [
    (Slope(), (SGD, ADAM), 0, "slope_ready"),
    (Slope(), (SGD, ADAM), 20, "slope_lowest"),
    (Slope(), (SGD,), 20, "slope_alone"),
    (Slope(surface="bowl"), (RunSpec(learning_rate=0.5),), 60, "slope_arrived"),
    (Slope(surface="rosenbrock"), (RunSpec(learning_rate=1.0), ADAM), 5, "slope_left"),
    (Slope(surface="rosenbrock"), (RunSpec(learning_rate=1.0),), 5, "slope_nobody_left"),
    (Slope(), (RunSpec(learning_rate=0.99),), 15, "slope_swings"),
    (Slope(surface="own", formula="x^2 + 3y^2"), (RunSpec(learning_rate=0.2),), 80, "slope_hollow"),
    (Slope(surface="saddle", start_x=0.0, start_y=0.0), (SGD,), 20, "slope_saddle"),
]


@pytest.mark.parametrize(("slope", "racers", "steps", "code"), CASES, ids=[c[3] for c in CASES])
def test_what_happens_is_said(slope, racers, steps, code):
    found = said(slope, racers, steps)
    assert found.code == code
    assert found.mark == SLOPE_MARKS[code]
    for language in LANGUAGES:
        words = render(found, translate, language)
        assert len(words) <= 100
        assert "{" not in words


def test_every_sentence_is_said_somewhere():
    assert {case[3] for case in CASES} == set(SLOPE_SENTENCES) == set(SLOPE_MARKS)


def test_a_hollow_is_not_called_a_pass():
    """A racer that lies at the bottom of a surface whose minima nobody knows."""
    slope = Slope(surface="own", start_x=-3.4, start_y=1.8)
    assert said(slope, (RunSpec(learning_rate=0.2),), 190).code == "slope_hollow"


def test_who_is_only_slow_is_not_said_to_rest():
    slope = Slope(surface="own", formula="x^2 + 3y^2")
    assert said(slope, (RunSpec(learning_rate=1e-6), ADAM), 40).code == "slope_lowest"


def test_a_deep_hollow_beside_the_deepest_is_no_arrival():
    slope = Slope(surface="rastrigin")
    assert said(slope, (RunSpec(learning_rate=0.002),), 90).code == "slope_hollow"

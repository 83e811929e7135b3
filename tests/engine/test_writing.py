"""Writing: beams and draws against plain enumeration."""

from itertools import product

import numpy as np
import pytest

from playground.engine import writing
from playground.engine.cells import CellWeights

SIGNS, UNITS = 4, 3


@pytest.fixture
def speaker() -> writing.Speaker:
    rng = np.random.default_rng(5)
    layers = tuple(
        CellWeights(
            "gru",
            rng.normal(size=(width, 3 * UNITS)),
            rng.normal(size=(UNITS, 3 * UNITS)),
            rng.normal(size=(2, 3 * UNITS)),
        )
        for width in (2, UNITS)
    )
    answer, bias = rng.normal(0, 3, (UNITS, SIGNS)), rng.normal(size=SIGNS)
    return writing.Speaker(rng.normal(size=(SIGNS, 2)), layers, answer, bias)


def chance(speaker: writing.Speaker, beginning: list[int], text: tuple[int, ...]) -> float:
    states, logs = speaker.listen(beginning)
    total = 0.0
    for token in text:
        total += float(logs[0, token])
        states, logs = speaker.hear(states, np.array([token]))
    return total


def test_a_wide_beam_finds_the_likeliest_text(speaker):
    texts = product(range(1, SIGNS), repeat=4)
    best = max(texts, key=lambda text: chance(speaker, [1], text))
    assert tuple(writing.beam(speaker, [1], 4, width=81)) == best
    assert writing.beam(speaker, [1], 4, width=1) == writing.sample(
        speaker, [1], 4, 0.0, np.random.default_rng(0)
    )


def test_signs_are_drawn_as_often_as_their_probability_says(speaker):
    rng, temperature = np.random.default_rng(7), 0.7
    drawn = [writing.sample(speaker, [2], 1, temperature, rng)[0] for _ in range(4000)]
    _, logs = speaker.listen([2])
    wanted = np.exp(writing.log_softmax(logs[0, 1:] / temperature))
    shares = np.bincount(drawn, minlength=SIGNS)[1:] / len(drawn)
    np.testing.assert_allclose(shares, wanted, atol=4 * np.sqrt(0.25 / len(drawn)))


def test_the_same_seed_writes_the_same(speaker):
    one, other = (writing.sample(speaker, [], 30, 1.0, np.random.default_rng(3)) for _ in range(2))
    assert one == other
    assert 0 not in one


def test_what_is_not_known_is_new():
    assert writing.novelty(["Rome", "Romb", ""], ["Rome", "Paris"]) == 0.5
    assert np.isnan(writing.novelty([""], ["Rome"]))

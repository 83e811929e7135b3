"""The laws of surfaces: their minima are minima, and the engine's own rules descend them."""

import numpy as np
import pytest

from playground.engine.layout import Layout
from playground.engine.memory import Memory
from playground.engine.optimizers import OPTIMIZERS
from playground.engine.surfaces import FAR, SURFACES, Descent, Surface, surface_of
from playground.engine.update import Update
from playground.errors import SpecError
from playground.spec import RunSpec, Schedule, choices, parse_formula

RATES = (1e-3, 0.01, 0.1, 1.0)
EVERY = tuple(RunSpec(optimizer=word) for word in OPTIMIZERS)

each_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)


def places_on(surface):
    (left, right), (low, high) = surface.x, surface.y
    shares = np.random.default_rng(3).random((2, 200))
    return left + (right - left) * shares[0], low + (high - low) * shares[1]


def test_every_word_has_its_surface():
    assert list(SURFACES) == list(choices.SURFACES)


@each_surface
def test_slopes_are_those_of_differences(surface):
    x, y = places_on(surface)
    _, *slopes = surface.formula.gradient(x, y)
    h = 1e-6
    for slope, (dx, dy) in zip(slopes, np.eye(2) * h, strict=True):
        step = surface.formula.value(x + dx, y + dy) - surface.formula.value(x - dx, y - dy)
        np.testing.assert_allclose(
            slope, step / (2 * h), rtol=1e-5, atol=1e-5 * np.abs(slope).max()
        )


@each_surface
def test_its_minima_are_the_lowest_places_and_flat(surface):
    _, _, heights = surface.grid(101)
    around = np.linspace(0, 2 * np.pi, 16)
    for x, y in surface.minima:
        lowest, *slopes = surface.formula.gradient(x, y)
        assert np.abs(slopes).max() < 1e-12
        assert lowest <= heights.min() + 1e-12
        near = surface.formula.value(x + 1e-3 * np.cos(around), y + 1e-3 * np.sin(around))
        assert (near > lowest).all()


@each_surface
def test_the_start_lies_in_the_domain_above_the_minima(surface):
    descent = Descent(surface, [RunSpec()])
    assert descent.states == ["moving"]
    heights = [surface.formula.value(*place) for place in surface.minima]
    assert all(surface.formula.value(*surface.start) > height for height in heights)


@pytest.mark.parametrize("name", ["bowl", "rosenbrock"])
def test_every_optimizer_descends_at_some_rate(name):
    runs = [RunSpec(optimizer=word, learning_rate=rate) for word in OPTIMIZERS for rate in RATES]
    descent = Descent(SURFACES[name], runs)
    descent.advance(2000)
    start, *_, end = descent.history.column("value").reshape(-1, len(OPTIMIZERS), len(RATES))
    best = np.nanmin(end, axis=1)
    assert {word for word, height in zip(OPTIMIZERS, best, strict=True)
            if height > 0.02 * start[0, 0]} == set()  # fmt: skip


def test_the_rules_are_those_that_train_networks():
    """Each run goes where the engine's pass takes a network of one weight and one bias."""
    surface = SURFACES["himmelblau"]
    runs = [RunSpec(optimizer=word, learning_rate=0.001) for word in OPTIMIZERS]
    descent = Descent(surface, runs)
    descent.advance(50)
    layout = Layout((1, 1), len(runs))
    theta, gradient = layout.zeros(np.float64), layout.zeros(np.float64)
    memory = Memory.start(layout, runs, np.float64)
    moving = np.ones(len(runs), np.bool_)
    update = Update(layout, runs, moving, theta=theta, gradient=gradient, memory=memory)
    for run in range(len(runs)):
        layout.put(theta, run, np.array(surface.start))
    for _ in range(50):
        for run in range(len(runs)):
            _, *slopes = surface.formula.gradient(*layout.row(theta, run))
            layout.put(gradient, run, np.array(slopes))
        update.program.run()
    rows = [layout.row(theta, run) for run in range(len(runs))]
    np.testing.assert_array_equal(descent.trails[-1], rows)


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_a_run_in_a_race_equals_the_run_alone(noise):
    surface = SURFACES["beale"]
    together = Descent(surface, EVERY, noise=noise, seed=4)
    together.advance(200)
    for run, spec in enumerate(EVERY):
        alone = Descent(surface, [spec], noise=noise, seed=4)
        alone.advance(200)
        np.testing.assert_array_equal(together.trails[:, run], alone.trails[:, 0])


def test_reordered_runs_take_their_trails_along():
    order = np.random.default_rng(0).permutation(len(EVERY))
    straight = Descent(SURFACES["ackley"], EVERY, noise=0.1)
    shuffled = Descent(SURFACES["ackley"], [EVERY[run] for run in order], noise=0.1)
    for descent in (straight, shuffled):
        descent.advance(100)
    np.testing.assert_array_equal(straight.trails[:, order], shuffled.trails)


def test_a_diverged_run_is_named_and_disturbs_nobody():
    wild = RunSpec(learning_rate=1.0)
    calm = RunSpec(learning_rate=0.001)
    both, alone = (Descent(SURFACES["rosenbrock"], runs) for runs in ([wild, calm], [calm]))
    for descent in (both, alone):
        descent.advance(300)
    assert both.states == ["diverged", "moving"]
    np.testing.assert_array_equal(both.trails[:, 1], alone.trails[:, 0])
    trail = both.trails[:, 0]
    is_known = np.atleast_1d(np.isfinite(trail).all(1))
    assert is_known[0]
    assert not is_known[-1]
    assert (np.diff(is_known.astype(int)) <= 0).all()
    assert (np.abs(trail[is_known]) <= FAR * 4 + 2).all()


def test_who_leaves_the_domain_may_come_back():
    """Down the saddle there is no end; a swing in the bowl is over the edge and back."""
    away = Descent(SURFACES["saddle"], [RunSpec(learning_rate=0.1)])
    away.advance(60)
    assert away.states == ["outside"]
    swing = Descent(SURFACES["bowl"], [RunSpec(learning_rate=1.8)], (2.9, -2.9), noise=0.2)
    swing.advance(1)
    seen = set(swing.states)
    for _ in range(100):
        swing.advance(1)
        seen |= set(swing.states)
    assert "diverged" not in seen
    assert swing.states == ["moving"]


def test_each_run_may_have_its_own_start():
    starts = np.array([[1.0, 2.0], [-0.5, 0.25]])
    descent = Descent(SURFACES["bowl"], EVERY[:2], starts)
    np.testing.assert_array_equal(descent.trails, starts[None])


def test_the_same_steps_in_pieces_are_the_same():
    whole, pieces = (Descent(SURFACES["booth"], EVERY, noise=1.0, seed=9) for _ in range(2))
    whole.advance(60)
    for steps in (1, 0, 20, 39):
        pieces.advance(steps)
    assert whole.step == pieces.step == 60
    np.testing.assert_array_equal(whole.trails, pieces.trails)


def test_a_clipped_norm_is_that_of_both_coordinates():
    """Whatever the slope, the way stays straight downhill and no longer than rate times norm."""
    run = RunSpec(learning_rate=0.1, clipnorm=1.0)
    descent = Descent(SURFACES["booth"], [run])
    (before,) = descent.trails[0]
    _, *slopes = descent.surface.formula.gradient(*before)
    descent.advance(1)
    moved = descent.trails[1, 0] - before
    np.testing.assert_allclose(moved, -0.1 * np.array(slopes) / np.hypot(*slopes))


def test_schedules_count_the_steps():
    run = RunSpec(learning_rate=0.1, schedule=Schedule(name="step", decay_steps=1, decay_rate=0.5))
    descent = Descent(SURFACES["bowl"], [run], (1.0, 0.0))
    descent.advance(2)
    np.testing.assert_allclose(descent.trails[:, 0, 0], [1, 0.9, 0.9 * 0.95], rtol=1e-6)


def test_long_trails_are_thinned():
    descent = Descent(SURFACES["bowl"], [RunSpec(learning_rate=1e-4)])
    descent.advance(5000)
    assert len(descent.trails) == len(descent.history.epochs) < 5000
    assert descent.history.epochs[-1] == 5000


def test_a_typed_surface_starts_where_it_has_a_height():
    surface = surface_of("(x - 1)^2 + log(-y)*y")
    assert Descent(surface, [RunSpec()]).states == ["moving"]
    assert surface.formula == parse_formula("(x - 1)^2 + log(-y)*y")


@pytest.mark.parametrize("text", ["x +", "z", "1/(x*0)", "9" * 300])
def test_a_typed_surface_that_is_none_is_refused(text):
    with pytest.raises(SpecError):
        surface_of(text)


def test_a_surface_is_seen_from_its_lowest_row():
    x, y, heights = Surface(parse_formula("x + 10y"), (0, 1), (0, 2), (0, 0)).grid(3)
    np.testing.assert_array_equal((x, y), ([0, 0.5, 1], [0, 1, 2]))
    np.testing.assert_array_equal(heights, [[0, 0.5, 1], [10, 10.5, 11], [20, 20.5, 21]])

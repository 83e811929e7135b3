"""The laws of the update rules: each goes where Keras' goes, alone and in any mix."""

from itertools import pairwise

import numpy as np
import pytest

from playground.engine.layout import Layout
from playground.engine.memory import Memory
from playground.engine.optimizers import OPTIMIZERS
from playground.engine.training import Training
from playground.engine.update import Update
from playground.spec import Experiment, RunSpec, Schedule
from playground.spec.choices import SCHEDULES
from tests.engine import twins

STEPS = 200
SIZES = (3, 4, 2)
RUNS = twins.optimizer_runs()


class Race:
    """Runs under given gradients, without a network."""

    def __init__(self, runs, starts, sizes=SIZES):
        self.layout = layout = Layout(sizes, len(runs))
        self.theta, self.gradient = layout.zeros(np.float64), layout.zeros(np.float64)
        self.memory = Memory.start(layout, runs, np.float64)
        for run, start in enumerate(starts):
            layout.put(self.theta, run, np.asarray(start))
        self.set(runs)

    def set(self, runs, moving=None):
        moving = np.ones(len(runs), np.bool_) if moving is None else moving
        self.update = Update(
            self.layout,
            runs,
            moving,
            theta=self.theta,
            gradient=self.gradient,
            memory=self.memory,
        )

    def step(self, gradients):
        """One step of every run under gradients (R, P); returns the weights (R, P)."""
        for run, gradient in enumerate(gradients):
            self.layout.put(self.gradient, run, gradient)
        with np.errstate(all="ignore"):
            self.update.program.run()
        return self.weights()

    def weights(self):
        return np.stack([self.layout.row(self.theta, run) for run in range(self.layout.runs)])


def paths_of(runs, starts, gradients):
    """The weights of every run after each step (R, T, P), all runs in one pass."""
    race = Race(runs, starts)
    return np.stack([race.step(gradients[:, step]) for step in range(STEPS)], axis=1)


@pytest.fixture(name="draws", scope="module")
def some_starts_and_gradients():
    generator = np.random.default_rng(0)
    parameters = Layout(SIZES, 1).parameters
    starts = generator.normal(size=(len(RUNS), parameters))
    return starts, generator.normal(size=(len(RUNS), STEPS, parameters))


def parts_of(row):
    """Canonical order (..., P) -> kernel, bias, kernel, bias, as Keras keeps them."""
    parts, start = [], 0
    for inputs, outputs in pairwise(SIZES):
        for shape in ((inputs, outputs), (outputs,)):
            end = start + int(np.prod(shape))
            parts.append(row[..., start:end].reshape(*row.shape[:-1], *shape))
            start = end
    return parts


@pytest.mark.slow
def test_each_rule_follows_its_keras_twin(draws):
    starts, gradients = draws
    orders = [
        {
            "what": "path",
            "run": twins.described(run),
            "start": [part.tolist() for part in parts_of(start)],
            "gradients": [[part.tolist() for part in parts_of(row)] for row in rows],
        }
        for run, start, rows in zip(RUNS, starts, gradients, strict=True)
    ]
    found = paths_of(RUNS, starts, gradients)
    for run, rows, answer in zip(RUNS, found, twins.ask(orders), strict=True):
        expected = np.array([np.concatenate([np.ravel(part) for part in row]) for row in answer])
        np.testing.assert_allclose(rows, expected, rtol=1e-12, atol=1e-12, err_msg=str(run))


def test_a_mix_is_each_rule_alone(draws):
    """Bit for bit, but for norms, added up in another order, and powers that are roots if alone."""
    starts, gradients = draws
    together = paths_of(RUNS, starts, gradients)
    for run, spec in enumerate(RUNS):
        alone = paths_of([spec], starts[run : run + 1], gradients[run : run + 1])
        rounds = spec.clipnorm or spec.global_clipnorm or spec.optimizer == "ftrl"
        slack = 1e-12 if rounds else 0
        np.testing.assert_allclose(together[run], alone[0], slack, slack, err_msg=str(spec))


def test_the_order_of_racers_changes_nothing(draws):
    starts, gradients = draws
    order = np.random.default_rng(1).permutation(len(RUNS))
    straight = paths_of(RUNS, starts, gradients)
    shuffled = paths_of([RUNS[run] for run in order], starts[order], gradients[order])
    np.testing.assert_array_equal(shuffled, straight[order])


def parabola(w):
    """½‖w‖² and its slope, for many w (R, 2) at once."""
    return (w**2).sum(1) / 2, w


def rosenbrock(w):
    """A valley in the shape of a banana: its bottom is easily found, its end (1, 1) is not."""
    x, y = w.T
    slope = np.stack([2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)], axis=1)
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2, slope


@pytest.mark.parametrize(
    ("landscape", "start", "steps", "bottom"),
    [(parabola, (2.0, -1.5), 500, 1e-3), (rosenbrock, (-1.2, 1.0), 6000, 0.05)],
    ids=["parabola", "rosenbrock"],
)
@pytest.mark.parametrize("word", OPTIMIZERS)
def test_every_rule_descends(word, landscape, start, steps, bottom):
    """At one of the rates 10⁻⁴, 3 10⁻⁴, ... 300."""
    rates = [digit * 10.0**power for power in range(-4, 3) for digit in (1, 3)]
    runs = [RunSpec(optimizer=word, learning_rate=rate) for rate in rates]
    race = Race(runs, [start] * len(runs), sizes=(1, 1))
    w, slopes = (flat.reshape(len(runs), 2) for flat in (race.theta, race.gradient))
    with np.errstate(all="ignore"):
        height = np.inf
        for _ in range(steps):
            values, slopes[:] = landscape(w)
            height = np.fmin(height, np.nanmin(values))
            race.update.program.run()
        assert height < bottom


def test_a_rate_of_zero_changes_no_weight(draws):
    starts, gradients = draws
    still = [spec.model_copy(update={"learning_rate": 0.0}) for spec in RUNS]
    rising = [
        spec.model_copy(update={"schedule": Schedule(name=word, warmup_steps=10)})
        for spec in RUNS
        for word in SCHEDULES
    ]
    race = Race(still, starts)
    for step in range(10):
        np.testing.assert_array_equal(race.step(gradients[:, step]), starts)
    of_run = np.repeat(np.arange(len(RUNS)), len(SCHEDULES))
    found = Race(rising, starts[of_run]).step(gradients[of_run, 0])
    np.testing.assert_array_equal(found, starts[of_run])


def test_a_run_at_rest_keeps_weights_and_memories_and_goes_on_as_if_nothing_had_been(draws):
    starts, gradients = draws
    straight = paths_of(RUNS, starts, gradients)
    race = Race(RUNS, starts)
    rests = np.arange(len(RUNS)) % 2 == 0
    for step in range(30):
        race.step(gradients[:, step])
    race.memory.count(30, np.ones(len(RUNS), np.bool_))
    race.set(RUNS, ~rests)
    for step in range(30, 50):
        w = race.step(gradients[:, step])
    np.testing.assert_array_equal(w[rests], straight[rests, 29])
    np.testing.assert_array_equal(w[~rests], straight[~rests, 49])
    race.memory.count(20, ~rests)
    race.set(RUNS)
    for step in range(30, 50):
        w = race.step(gradients[:, step])
    np.testing.assert_array_equal(w[rests], straight[rests, 49])


@pytest.mark.parametrize(
    ("run", "calls"),
    [
        (RunSpec(), 2),
        (RunSpec(optimizer="momentum"), 4),
        (RunSpec(optimizer="rmsprop"), 9),
        (RunSpec(optimizer="adam"), 13),
        (RunSpec(optimizer="adamw"), 14),
        (RunSpec(optimizer="adam", schedule=Schedule(name="cosine", warmup_steps=5)), 13),
        (RunSpec(schedule=Schedule(name="reduce_on_plateau")), 2),
    ],
    ids=str,
)
def test_what_is_not_used_costs_nothing(run, calls):
    """As many calls as before there were any other rules."""
    for runs in ([run], [run] * 3):
        assert len(Race(runs, []).update.program.calls) == calls
    for clipping in ({"clipvalue": 1.0}, {"clipnorm": 1.0}, {"global_clipnorm": 1.0}):
        clipped = run.model_copy(update=clipping)
        assert len(Race([run, clipped], []).update.program.calls) > calls


def test_a_memory_is_there_only_while_it_is_used():
    layout = Layout(SIZES, 2)
    memory = Memory.start(layout, [RunSpec(), RunSpec()], np.float32)
    assert not memory.arrays
    memory.tune(layout, [RunSpec(), RunSpec(optimizer="amsgrad")], np.float32)
    assert list(memory.arrays) == ["first", "largest", "second"]
    memory.tune(layout, [RunSpec(optimizer="adagrad"), RunSpec()], np.float32)
    assert list(memory.arrays) == ["second"]
    assert set(layout.row(memory.arrays["second"], 0).tolist()) == {np.float32(0.1)}
    assert not layout.row(memory.arrays["second"], 1).any()


def test_what_is_remembered_of_a_weight_can_be_told():
    """Lion and Adam after a first step: m = (1 - β) g, s = (1 - β₂) g²."""
    runs = (RunSpec(), RunSpec(optimizer="adam"), RunSpec(optimizer="lion"))
    experiment = Experiment(runs=runs)
    training = Training(experiment, Layout((2, 4, 2, 1), 3), np.dtype(np.float64))
    batch = np.random.default_rng(0).normal(size=(4, 10))
    slopes = training.gradient_of(batch, 2)[-3:]
    for place, _, calls in training.steps([batch]):
        place[...] = batch
        for call in calls:
            call()
    training.count(1)
    assert training.remembered(0, 2, 0, 0) == {"rate": 0.03, "steps": 1}
    for source, slope in zip((0, 1, -1), slopes, strict=True):
        assert training.remembered(2, 2, source, 0)["first"] == pytest.approx(0.01 * slope)
        known = training.remembered(1, 2, source, 0)
        assert known["second"] == pytest.approx(known["first"] ** 2 / 10)

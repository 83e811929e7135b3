"""The laws of schedules: each rate is Keras' (PyTorch's for one cycle), whatever the steps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine import MLPTrainer
from playground.engine.optimizers import OPTIMIZERS
from playground.engine.schedules import SCHEDULES, Pace, is_scheduled, rates
from playground.spec import (
    Experiment,
    GeneratedData,
    RunSpec,
    Schedule,
    Stop,
    change,
    change_run,
    change_schedule,
    choices,
)
from tests.engine import twins

EPOCHS = 200
BASE = 0.3
STEPS = np.arange(400.0)
SOON = {"patience": 3, "min_delta": 0.01, "cooldown": 2}  # plateaus


def run_with(schedule, **fields):
    return RunSpec(learning_rate=twins.exact(BASE), schedule=schedule, **fields)


def scheduled():
    return [schedule for schedule in twins.schedules() if is_scheduled(run_with(schedule))]


def values_of(run, steps=STEPS):
    return np.broadcast_to(rates(run, steps), steps.shape)


@pytest.mark.slow
def test_each_schedule_follows_its_twin():
    runs = [run_with(schedule) for schedule in twins.schedules()]
    steps = list(range(200))
    orders = [{"what": "rates", "run": twins.described(run), "steps": steps} for run in runs]
    for run, expected in zip(runs, twins.ask(orders), strict=True):
        np.testing.assert_allclose(
            values_of(run)[:200], expected, rtol=1e-12, atol=1e-15, err_msg=str(run.schedule)
        )


def rate_in(pace, run):
    """The rate of a run that is alone in its pace."""
    return pace.rates(np.array([0]), run.schedule, run.learning_rate)[0]


def losses_of(generator, epochs=EPOCHS):
    """Losses that fall, stand still, rise, and come back."""
    falling = np.exp(-np.arange(epochs) / 40)
    return falling + generator.choice([0, 0.003, 0.02, 0.3], epochs) * generator.random(epochs)


@pytest.mark.slow
def test_plateaus_are_found_where_keras_finds_them():
    row = dict(choices.SCHEDULES["reduce_on_plateau"].settings)
    given_options = [*twins.options(row), {"patience": 1}, {"patience": 2, "cooldown": 5}]
    runs = [run_with(Schedule(name="reduce_on_plateau", **option)) for option in given_options]
    generator = np.random.default_rng(3)
    losses = [losses_of(generator).tolist() for _ in runs]
    orders = [
        {"what": "plateaus", "run": twins.described(run), "losses": row}
        for run, row in zip(runs, losses, strict=True)
    ]
    falls = 0
    for run, row, expected in zip(runs, losses, twins.ask(orders), strict=True):
        pace, found = Pace.start(1), []
        for loss in row:
            falls += pace.judge(0, run, loss)
            found.append(rate_in(pace, run))
        np.testing.assert_allclose(
            found, expected, rtol=1e-12, atol=1e-30, err_msg=str(run.schedule)
        )
    assert falls > 20


@pytest.mark.parametrize("schedule", scheduled(), ids=str)
def test_a_rate_depends_on_its_step_alone(schedule):
    """However the steps are cut into pieces."""
    run = run_with(schedule)
    whole = values_of(run)
    for begin in (0, 1, 16, 17, 18, 100, 301):
        np.testing.assert_array_equal(values_of(run, STEPS[begin:]), whole[begin:])
        np.testing.assert_array_equal(values_of(run, STEPS[begin : begin + 1]), whole[begin])


@pytest.mark.parametrize("schedule", twins.schedules(), ids=str)
def test_runs_with_the_same_schedule_are_told_at_once(schedule):
    """Each at its own step, from its own rate."""
    bases, pace = np.linspace(0.1, 0.4, 40), Pace.start(40)
    pace.steps[:] = np.arange(0, 200, 5)
    found = pace.rates(np.arange(40), schedule, bases)
    for run, (base, step) in enumerate(zip(bases, pace.steps, strict=True)):
        spec = RunSpec(learning_rate=base, schedule=schedule)
        alone = np.ravel(rates(spec, np.array([float(step)])))[0]
        assert found[run] == pytest.approx(alone, rel=1e-13)


@pytest.mark.parametrize("word", SCHEDULES)
def test_warm_up_rises_evenly_to_where_the_schedule_begins(word):
    cold = run_with(Schedule(name=word, **twins.short(choices.SCHEDULES[word].settings)))
    warm = run_with(cold.schedule.model_copy(update={"warmup_steps": 40}))
    found = values_of(warm)
    np.testing.assert_allclose(found[:40], cold.learning_rate * np.arange(40) / 40, rtol=1e-15)
    np.testing.assert_array_equal(found[40:], values_of(cold)[:-40])


def test_one_cycle_is_pytorchs():
    """The rates that PyTorch's own tests expect of OneCycleLR."""
    schedule = Schedule(name="one_cycle", total_steps=10, final_div_factor=2.0)
    found = values_of(RunSpec(learning_rate=25.0, schedule=schedule), np.arange(12.0))
    fall = 0.5 + 24.5 / 2 * (1 + np.cos(np.pi * np.arange(1, 7) / 7))
    np.testing.assert_allclose(found, [1, 13, 25, *fall, 0.5, 0.5, 0.5], rtol=1e-13)


@st.composite
def short_schedules(draw):
    period, factor = draw(st.integers(2, 30)), draw(st.floats(1.0, 10.0))
    return Schedule(
        name=draw(st.sampled_from(list(SCHEDULES))),
        warmup_steps=draw(st.integers(0, 50)),
        decay_steps=period,
        first_decay_steps=period,
        total_steps=period,
        t_mul=factor,
        power=factor,
        pct_start=draw(st.floats(0.01, 0.99)),
        cycle=draw(st.booleans()),
    )


@given(short_schedules())
def test_rates_stay_between_zero_and_the_rate_chosen(schedule):
    found = values_of(RunSpec(learning_rate=0.1, schedule=schedule))
    assert (found >= 0).all()
    assert (found <= 0.1 * (1 + 1e-12)).all()


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(name="step", decay_rate=1000.0, decay_steps=1),
        Schedule(name="exponential", decay_rate=1000.0, decay_steps=1),
        Schedule(name="cosine_restarts", m_mul=2.0, t_mul=1.0, first_decay_steps=1),
        Schedule(name="cosine_restarts", m_mul=2.0, t_mul=1.0, first_decay_steps=1, alpha=1.0),
    ],
    ids=str,
)
def test_a_rate_that_grows_without_bounds_is_still_a_number(schedule):
    """And nothing times it is nothing, in any kind of number."""
    many = np.arange(2000.0)
    grown = values_of(run_with(schedule), many)
    assert (grown > 0).all()
    assert not np.isnan(grown).any()
    still = RunSpec(learning_rate=0.0, schedule=schedule)
    assert not values_of(still, many).any()
    trainer = MLPTrainer(Experiment(runs=(still, run_with(schedule))))
    trainer.advance(2000)
    assert trainer.runs_state[0] == "training"


@pytest.mark.parametrize("length", [1.5, 2.0, 3.0, 10.0])
def test_each_restart_begins_at_the_top(length):
    schedule = Schedule(name="cosine_restarts", first_decay_steps=20, t_mul=length)
    starts = 20 * np.cumsum([0, *length ** np.arange(8)])
    whole = starts[starts == starts.round()]
    np.testing.assert_array_equal(
        values_of(RunSpec(learning_rate=0.1, schedule=schedule), whole), 0.1
    )


CALM = Experiment(runs=(RunSpec(optimizer="momentum", learning_rate=0.003), RunSpec(seed=1)))


def rates_of(trainer):
    return trainer.snapshot(()).metrics["learning_rate"]


def test_the_rate_in_force_is_shown_where_it_changes():
    trainer = MLPTrainer(CALM)
    trainer.advance(50)
    assert "learning_rate" not in trainer.snapshot(()).metrics
    assert "learning_rate" not in trainer.history.columns
    cosine = change_schedule(CALM, 0, name="cosine", decay_steps=100)
    trainer.retune(cosine)
    np.testing.assert_allclose(rates_of(trainer), [0.0015, 0.03])
    trainer.advance(50)
    np.testing.assert_allclose(rates_of(trainer), [0, 0.03], atol=1e-18)
    curve = trainer.history.column("learning_rate")
    assert np.isnan(curve[:3]).all()
    half = 0.003 * (1 + np.cos(np.pi * np.array([75, 100]) / 100)) / 2
    np.testing.assert_allclose(curve[3:], np.stack([half, [0.03, 0.03]], axis=1), atol=1e-18)
    weights = trainer.weights(0)
    trainer.advance(10)
    assert np.abs(trainer.weights(0) - weights).max() < 0.01  # only its momentum is left


@pytest.mark.parametrize("word", SCHEDULES)
def test_the_rate_in_force_is_the_one_of_the_next_step(word):
    """Where every batch holds all points, SGD goes down the gradient seen, times the rate shown."""
    settings = twins.short(choices.SCHEDULES[word].settings)
    schedule = Schedule(name=word, warmup_steps=7, **{**settings, **SOON})
    run = RunSpec(learning_rate=0.3, schedule=schedule)
    trainer = MLPTrainer(Experiment(runs=(run,), batch_size=250, shuffle=False), np.float64)
    trainer.advance(1)
    seen = set()
    for _ in range(150):
        frame, before = trainer.snapshot(["gradients"]), trainer.weights(0)
        rate = frame.metrics["learning_rate"][0]
        trainer.advance(1)
        step = before - trainer.weights(0)
        np.testing.assert_allclose(step, rate * frame.views["gradients"], atol=1e-15)
        seen.add(rate)
    assert len(seen) > 7 or word == "constant"


def test_another_optimizer_does_not_turn_the_clock_back():
    experiment = change_schedule(CALM, 0, name="exponential", decay_steps=50, warmup_steps=10)
    trainer = MLPTrainer(experiment)
    trainer.advance(60)
    trainer.retune(change_run(experiment, 0, optimizer="adam", learning_rate=0.003))
    assert rates_of(trainer)[0] == pytest.approx(0.0015)
    trainer.advance(50)
    assert rates_of(trainer)[0] == pytest.approx(0.00075)


def test_a_stopped_run_does_not_go_on_in_its_schedule():
    schedule = Schedule(name="exponential", decay_steps=100, decay_rate=0.9)
    runs = tuple(RunSpec(learning_rate=rate, schedule=schedule) for rate in (0.03, 0.0001))
    experiment = Experiment(runs=runs, stop=Stop(target=0.35))
    trainer = MLPTrainer(experiment)
    trainer.advance(1000)
    assert trainer.runs_state == ["stopped", "training"]
    before = rates_of(trainer)
    trainer.advance(100)
    np.testing.assert_allclose(rates_of(trainer), before * [1, 0.9])
    trainer.retune(change(experiment, stop=Stop()))
    trainer.advance(100)
    np.testing.assert_allclose(rates_of(trainer), before * [0.9, 0.81])


def plateau(**settings):
    return Schedule(name="reduce_on_plateau", **settings)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_plateaus_are_judged_by_test_loss_or_training_loss(share):
    """The curve of rates follows from the curve of losses, for each run by itself."""
    runs = [
        RunSpec(learning_rate=rate, seed=seed, schedule=plateau(patience=2, min_delta=0.001))
        for seed, rate in enumerate((0.3, 0.03, 0.001))
    ]
    data = GeneratedData(noise=0.4, train_share=share)
    trainer = MLPTrainer(Experiment(data=data, runs=tuple(runs)))
    trainer.advance(40 * trainer.steps_per_epoch)
    losses = trainer.history.column("test_loss" if share < 1 else "train_loss")
    found = trainer.history.column("learning_rate")
    for run, spec in enumerate(runs):
        pace = Pace.start(1)
        assert found[0, run] == spec.learning_rate
        for loss, rate in zip(losses[1:, run], found[1:, run], strict=True):
            pace.judge(0, spec, loss)
            assert rate == rate_in(pace, spec)
    assert (found[-1] < found[0]).sum() >= 2


def test_another_schedule_forgets_the_plateaus():
    run = RunSpec(learning_rate=0.03, schedule=plateau(patience=1, min_delta=100.0, factor=0.5))
    experiment = Experiment(runs=(run,))
    trainer = MLPTrainer(experiment)
    trainer.advance(3 * trainer.steps_per_epoch)
    assert rates_of(trainer)[0] == 0.03 / 4
    trainer.retune(change_run(experiment, 0, learning_rate=0.06))
    assert rates_of(trainer)[0] == 0.06 / 4
    trainer.retune(change_schedule(experiment, 0, name="constant", warmup_steps=1))
    assert rates_of(trainer)[0] == 0.03
    trainer.retune(experiment)
    assert rates_of(trainer)[0] == 0.03


@pytest.mark.parametrize("word", SCHEDULES)
@pytest.mark.parametrize("before", [11, 105])
def test_resuming_goes_on_at_the_same_rate(word, before):
    """In the middle of a warm-up, of a plateau, of a cycle: bit for bit."""
    settings = twins.short(choices.SCHEDULES[word].settings)
    schedule = Schedule(name=word, warmup_steps=20, **{**settings, **SOON})
    runs = [RunSpec(optimizer=word, learning_rate=0.1, schedule=schedule) for word in OPTIMIZERS]
    experiment = Experiment(runs=(*runs, RunSpec()), data=GeneratedData(samples=80, noise=0.5))
    whole, resumed = MLPTrainer(experiment), MLPTrainer(experiment)
    whole.advance(before)
    checkpoint = whole.checkpoint()
    whole.advance(180)
    resumed.advance(7)
    resumed.restore(checkpoint)
    resumed.advance(180)
    for name in ("learning_rate", "train_loss"):
        np.testing.assert_array_equal(whole.history.column(name), resumed.history.column(name))
    for run in range(len(experiment.runs)):
        np.testing.assert_array_equal(whole.weights(run), resumed.weights(run))

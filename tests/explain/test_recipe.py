"""The recipe: its Experiment is what it shows, and its test has points that nobody has seen."""

import numpy as np
import pytest

from playground.data import load
from playground.engine import MLPTrainer
from playground.explain import recipe as explained
from playground.spec.lessons import Recipe, change_lesson
from playground.spec.lessons.recipe import MEASURES, RULES, SETS, SHAPES, TOPICS

RECIPE = Recipe(rounds=20)


@pytest.mark.parametrize("data", SETS)
@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_all_decisions_make_an_experiment(data, hidden_layers):
    for activation in SHAPES:
        for loss in MEASURES:
            recipe = change_lesson(
                RECIPE, data=data, hidden_layers=hidden_layers, activation=activation, loss=loss
            )
            experiment = explained.experiment_of(recipe)
            assert len(experiment.layers) == hidden_layers
            assert experiment.loss == loss
    kernels = explained.start_of(recipe)
    assert explained.parameters(recipe) == sum(k.size + k.shape[1] for k in kernels)


def test_whichever_step_is_open_the_same_is_trained():
    assert len({explained.settled(change_lesson(RECIPE, topic=word)) for word in TOPICS}) == 1


def test_training_ends_where_the_engine_does():
    looks = explained.trained(RECIPE)
    trainer = MLPTrainer(explained.experiment_of(RECIPE))
    trainer.advance(20 * trainer.steps_per_epoch)
    assert looks.train[-1, 0] == trainer.snapshot(()).metrics["train_loss"][0]
    assert looks.train[-1, 0] < looks.train[0, 0]


def test_optimizers_start_alike_and_the_chosen_one_runs_as_alone():
    losses = explained.compared(RECIPE)
    assert losses.shape == (explained.SHOWN_EPOCHS + 1, len(RULES))
    assert np.ptp(losses[0]) == 0
    trainer = MLPTrainer(explained.experiment_of(RECIPE))
    trainer.advance(explained.SHOWN_EPOCHS * trainer.steps_per_epoch)
    alone = trainer.history.column("train_loss")[:, 0]
    np.testing.assert_allclose(losses[:, list(RULES).index("adam")], alone, rtol=1e-4)


def test_the_test_has_other_points_and_counts_each_once():
    found = explained.verdict(change_lesson(RECIPE, rounds=100))
    assert sum(map(int, found.counts)) == len(found.points) == explained.NEW
    seen = load(explained.experiment_of(RECIPE)).points
    assert not set(map(tuple, found.points)) & set(map(tuple, seen))
    assert found.right > 0.85


@pytest.mark.parametrize("loss", MEASURES)
def test_answers_at_the_start_cost_what_the_engine_says(loss):
    recipe = change_lesson(RECIPE, loss=loss, samples=1000, share=0.9)
    answers = explained.first_answers(recipe)
    known = ~load(explained.experiment_of(recipe)).is_test
    cost = explained.loss_of(loss, answers[known]).mean()
    trainer = MLPTrainer(explained.experiment_of(recipe))
    assert cost == pytest.approx(trainer.snapshot(()).metrics["train_loss"][0], rel=1e-4)

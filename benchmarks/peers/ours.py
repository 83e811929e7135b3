"""Our engine, through the door that the playground uses."""

from functools import cached_property

import numpy as np

from benchmarks.problem import Layers, Problem, layers_of
from playground.engine import MLPTrainer, planes
from playground.engine.landscape import Landscape
from playground.spec import Experiment, change

FRAME_STEPS = 25
SIDE = np.linspace(-1, 1, 51)


class Ours:
    """MLPTrainer.

    What it does at the end of an epoch (measuring losses and accuracies, a row of history) falls
    into one call of ten; the median of the calls does not see it.
    """

    def __init__(self, problem: Problem) -> None:
        self.experiment = Experiment.model_validate_json(problem.experiment)
        self.sizes, self.call = problem.sizes, problem.batches // 10
        self.trainer = MLPTrainer(self.experiment)
        hidden = enumerate(self.experiment.layers)
        units = [f"unit:{layer}:{unit}" for layer, spec in hidden for unit in range(spec.units)]
        self.every_map = [*units, "output"]

    def train(self, steps: int) -> None:
        self.trainer.advance(steps)

    def layers(self) -> list[Layers]:
        runs = range(len(self.experiment.runs))
        return [layers_of(self.trainer.weights(run), self.sizes) for run in runs]

    def maps(self) -> None:
        """The 100x100 map of every neuron."""
        self.trainer.snapshot(self.every_map)

    def frame(self) -> None:
        """25 steps, both losses of 500 points, the 100x100 map of every neuron."""
        self.usual.advance(FRAME_STEPS)
        self.usual.snapshot(self.every_map)

    def picture(self) -> None:
        """What the page asks for: 25 steps, both losses, the large output, small maps, weights."""
        self.usual.advance(FRAME_STEPS)
        self.usual.snapshot(("output", "units", "weights"))

    def landscape(self) -> None:
        """The loss of 51x51 networks around this one, of 250 points each."""
        self.surface.over(self.plane, SIDE, SIDE)

    @cached_property
    def surface(self) -> Landscape:
        """The walk of a landscape, written down once."""
        return Landscape(self.usual_experiment)

    @cached_property
    def plane(self) -> planes.Plane:
        """A plane through the weights as they are now."""
        return planes.random(self.trainer.weights(0), self.sizes, seed=0)

    @cached_property
    def usual_experiment(self) -> Experiment:
        """The same network on half of 500 points, the other half for the test."""
        data = self.experiment.data.model_copy(update={"samples": 500, "train_share": 0.5})
        return change(self.experiment, data=data, shuffle=True)

    @cached_property
    def usual(self) -> MLPTrainer:
        """Its trainer."""
        return MLPTrainer(self.usual_experiment)

"""Ready tasks for a race: networks and data on which optimizers differ visibly."""

from collections.abc import Mapping

from playground.spec import Experiment, GeneratedData, LayerSpec, Stop, change
from playground.spec.choices import ACTIVATIONS, DATASETS
from playground.spec.cost import widths
from playground.ui.texts import label


def _layers(*units: int, activation: str = "tanh") -> tuple[LayerSpec, ...]:
    return tuple(LayerSpec(units=count, activation=activation) for count in units)


TASKS: Mapping[str, Experiment] = {
    "circle": Experiment(),
    "moons": Experiment(
        data=GeneratedData(name="moons", noise=0.15), layers=_layers(4, 4, activation="relu")
    ),
    "spiral": Experiment(
        data=GeneratedData(name="spiral", samples=300),
        features=("x1", "x2", "sin_x1", "sin_x2"),
        layers=_layers(8, 8),
    ),
    "arms": Experiment(
        data=GeneratedData(name="arms", classes=3, samples=300),
        features=("x1", "x2", "sin_x1", "sin_x2"),
        layers=_layers(8, 8),
        output="softmax",
        loss="categorical_crossentropy",
    ),
    "hills": Experiment(
        data=GeneratedData(name="multi_gauss", samples=400),
        layers=_layers(8, 8),
        output="linear",
    ),
}
"""Word -> the task, easiest first."""


def task_of(experiment: Experiment) -> str | None:
    """Return the word of the ready task that this is, None for a person's own."""
    return next((word for word, task in TASKS.items() if _bare(task) == _bare(experiment)), None)


def take(old: Experiment, word: str) -> Experiment:
    """Return a ready task with the runs of the Experiment that it takes the place of."""
    return change(TASKS[word], runs=old.runs)


def name_of(experiment: Experiment) -> str:
    """Return data, widths and activation, such as "Spiral, 4-8-8-1, tanh"."""
    data = experiment.data
    name = label(DATASETS[data.name]) if isinstance(data, GeneratedData) else ""
    shape = "-".join(str(width) for width in widths(experiment))
    used = {layer.activation for layer in experiment.layers}
    bend = label(ACTIVATIONS[used.pop()]) if len(used) == 1 else ""
    return ", ".join(part for part in (name, shape, bend) if part)


def _bare(experiment: Experiment) -> Experiment:
    return experiment.model_copy(update={"runs": (), "stop": Stop()})

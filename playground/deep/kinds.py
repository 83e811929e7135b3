"""Which trainer learns what: kind of Experiment -> how its data are loaded, and what trains it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from playground.data.images import load_images
from playground.data.sequences import load_sequences
from playground.deep.sequences import SequencesTrainer
from playground.deep.trainer import KerasTrainer
from playground.deep.vision import VisionTrainer
from playground.spec import Experiment
from playground.spec.recurrent import RecurrentExperiment
from playground.spec.vision import VisionExperiment


class Kind(NamedTuple):
    """`load(experiment, own, told)`: `own` is the person's file, `told` hears of what is fetched.

    `trainer(experiment, data)` stands at the start.
    """

    load: Callable[[Any, Any, Any], Any]
    trainer: Callable[[Experiment, Any], KerasTrainer]


KINDS: dict[type[Experiment], Kind] = {
    VisionExperiment: Kind(
        lambda experiment, own, told: load_images(experiment.vision.data, own, told), VisionTrainer
    ),
    RecurrentExperiment: Kind(
        lambda experiment, own, told: load_sequences(experiment.recurrent.data, own, told),
        SequencesTrainer,
    ),
}

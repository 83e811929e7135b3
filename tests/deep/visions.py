"""Small experiments on images for the laws of training."""

from functools import cache

import numpy as np

from playground.data.images import load_images
from playground.data.pictures import Pictures
from playground.deep.vision import VisionTrainer
from playground.spec import RunSpec
from playground.spec.stack import StackLayer
from playground.spec.vision import Images, Variant, Vision, VisionExperiment, on_images

FEW = Images(images=150)
STACK = (
    StackLayer(kind="conv", filters=3),
    StackLayer(kind="max_pool"),
    StackLayer(kind="batch_norm"),
    StackLayer(kind="flatten"),
    StackLayer(kind="dropout", dropout=0.3),
)
"""Small, and with everything whose state could be forgotten."""


@cache
def pictures(data: Images) -> Pictures:
    return load_images(data)


def experiment(
    *runs: RunSpec, data: Images = FEW, stack=STACK, shuffle: bool = True, **fields
) -> VisionExperiment:
    """Variants of one stack that learn in different ways."""
    runs = runs or (RunSpec(optimizer="adam", learning_rate=0.01),)
    variants = tuple(Variant(stack=stack, run=run) for run in runs)
    made = on_images(Vision(data=data, variants=variants, **fields))
    return made.model_copy(update={"shuffle": shuffle})


def trainer(wanted: VisionExperiment) -> VisionTrainer:
    return VisionTrainer(wanted, pictures(wanted.vision.data))


def state(of: VisionTrainer) -> list[np.ndarray]:
    """Everything there is to compare: weights, memories, curves."""
    values = [array for network in of.networks for array in network.values()]
    return [*values, *(of.history.column(name) for name in of.history.columns)]


def equal(first: list[np.ndarray], second: list[np.ndarray]) -> bool:
    pairs = list(zip(first, second, strict=True))
    return all(np.array_equal(one, other, equal_nan=True) for one, other in pairs)

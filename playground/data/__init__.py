"""Every data set: drawn on the plane, taken from real tables, or a person's own points."""

from playground.data import features
from playground.data.dataset import DATASETS, Dataset, load, targets, thumbnail, weights
from playground.data.features import FEATURES, expand

__all__ = [
    "DATASETS",
    "FEATURES",
    "Dataset",
    "expand",
    "features",
    "load",
    "targets",
    "thumbnail",
    "weights",
]

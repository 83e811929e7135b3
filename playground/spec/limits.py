"""Limits as data: read by the forms, the links, the command line and the tests alike."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A closed interval [low, high]; `integer` says that only whole numbers lie in it."""

    low: float
    high: float
    integer: bool = False


SEED = Limit(0, 2**32 - 1, integer=True)

LIMITS: dict[str, Limit] = {
    "samples": Limit(10, 5000, integer=True),
    "noise": Limit(0.0, 0.5),
    "train_share": Limit(0.1, 1.0),
    "classes": Limit(2, 8, integer=True),
    "units": Limit(1, 64, integer=True),
    "batch_size": Limit(1, 5000, integer=True),
    "learning_rate": Limit(0.0, 100.0),
    "momentum": Limit(0.0, 1.0),
    "beta_1": Limit(0.0, 0.9999999),
    "beta_2": Limit(0.0, 0.9999999),
    "epsilon": Limit(1e-16, 1.0),
    "l1": Limit(0.0, 10.0),
    "l2": Limit(0.0, 10.0),
    "epoch": Limit(1, 1_000_000, integer=True),
    "target": Limit(0.0, 100.0),
    "coordinate": Limit(-100.0, 100.0),
    "label": Limit(-1e6, 1e6),
    "weight": Limit(-100.0, 100.0),
    "smoothing": Limit(0.0, 0.95),
    "seed": SEED,
    "order_seed": SEED,
}
"""Field name -> what its value may be. A field of the same name obeys the same limit everywhere."""

LENGTHS: dict[str, tuple[int, int]] = {
    "features": (1, 9),
    "layers": (0, 8),
    "runs": (1, 1024),
    "points": (1, 5000),
}
"""Field name -> the fewest and the most entries of a list."""

MEMORY_MEGABYTES = 256
"""What one Experiment's arrays may need, predicted by `cost.megabytes` before any is made."""

LINK_CHARACTERS = 2000
"""The longest query string that is written or read."""

FILE_BYTES = 4_000_000
"""The largest experiment file that is read."""

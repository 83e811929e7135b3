"""What a race needs beside its trainer: boards, paths, and the landscape between them.

Counted array by array as the engine makes them; `tests/engine/test_memory.py` compares the sum
with what is really taken.
"""

from playground.spec.cost import (
    classes,
    forward,
    landscape_megabytes,
    megabytes,
    outputs,
    parameters,
    widths,
)
from playground.spec.experiment import Experiment
from playground.spec.race import starts_of

BOARD_SIDE = 64
"""Samples along one side of a racer's board."""
BOARD_NUMBERS = 1_000_000
"""Activations that one walk over the boards may hold: enough for small networks to share it, and
no more memory than the largest network needs by itself."""
PATH_ROWS = 128
"""The most places that are kept of a path: more would not be seen."""
PATH_BYTES = 16_000_000
"""What all paths may take; of large networks fewer starts are kept, and then fewer places."""
PLANE_ROWS = 256
"""Places, evenly chosen, that a plane is laid through: more would not turn it by much."""
PLANE_COPIES = 4
"""Of these in float64: themselves, their distances, and two that the decomposition needs."""


def board_runs(experiment: Experiment) -> int:
    """Networks that walk over the board at once."""
    rows = sum(units + 1 for units in widths(experiment)[1:])
    return max(1, min(len(experiment.runs), BOARD_NUMBERS // (rows * BOARD_SIDE**2)))


def paths_kept(racers: int, starts: int, parameters: int, itemsize: int = 4) -> tuple[int, int]:
    """Of how many starts, from the first, the paths are kept, and how many places of each."""
    place = racers * parameters * itemsize
    kept = max(1, min(starts, PATH_BYTES // (PATH_ROWS * place)))
    return kept, max(2, min(PATH_ROWS, PATH_BYTES // (kept * place)))


def race_megabytes(entry: Experiment) -> float:
    """Predicted memory of a race's `entry`: its trainer, and pictures of all it shows [MB]."""
    starts, size = starts_of(entry), parameters(entry)
    racers = len(entry.runs) // starts
    places, walked = BOARD_SIDE**2, board_runs(entry)
    boards = (forward(entry) * walked + len(entry.features) + 1) * places + walked * size
    boards += 2 * racers * (outputs(entry) + classes(entry)) * places
    kept, rows = paths_kept(racers, starts, size)
    paths = (kept + 1) * rows * racers * size  # and a copy of one start's
    plane = 2 * PLANE_COPIES * min(PLANE_ROWS, racers * rows) * size
    numbers = boards + paths + plane + 2 * kept * racers * size  # where each weight stands
    return megabytes(entry) + 4 * numbers / 1e6 + landscape_megabytes(entry)

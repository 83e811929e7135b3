"""What the landscape card shows of a race: a calm plane, the loss on a grid of it, the trails.

The loss of given weights stays the same however long a race runs, so a grid is true for as long as
its plane stands. The plane follows the racers only now and then: when a trail leaves the picture,
or another plane would show clearly more. It is worked out anew a few networks at a look, while
the former one is still shown; once nothing moves any more it is drawn on a finer grid.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine import planes
from playground.engine.landscape import Landscape
from playground.engine.planes import Plane
from playground.engine.program import Array
from playground.spec import Experiment
from playground.spec.cost import landscape_runs, widths

SIDE, FINE_SIDE = 51, 101
"""Samples along a side of the grid while the racers move, and once they rest."""
CHUNKS = 4
"""So many walks of the landscape's networks are measured at one look."""
LOOKS, LOOKS_OUTSIDE = 15, 5
"""A plane is kept for so many looks at least; for fewer when a trail has left its window."""
GAIN, GAIN_AT_REST = 0.02, 0.002
"""How much more of the movement another plane must show to take this one's place."""
AROUND = np.full((1, 2), 0.4)
"""How far random directions are followed at least, as a share of the weights' own length."""
SLICE_SHARES = np.linspace(-0.25, 1.25, 91)
"""Where a slice is measured: from one end (0) to the other (1), and somewhat beyond."""

Ranges = tuple[tuple[float, float], tuple[float, float]]


class Scenery(NamedTuple):
    """The training loss at the middles of G x G cells of a window (x low, high; y low, high).

    `losses` (G, G) has a row for each y, from low to high; `trails` (racers, T, 2) are coordinates
    on the plane, NaN where weights are no numbers; `share` of all movement is along the plane.
    """

    losses: Array
    window: NDArray[np.float64]
    trails: Array
    share: float


class Grid:
    """The losses on a window of a plane, row after row."""

    def __init__(self, plane: Plane, ranges: Ranges, side: int) -> None:
        """Start with nothing measured."""
        self.plane, self.ranges = plane, ranges
        self.losses = np.empty((side, side))
        self._x, self._y = (_middles(low, high, side) for low, high in ranges)
        self._done = 0

    @property
    def is_complete(self) -> bool:
        """Whether every loss is known."""
        return self._done == len(self.losses)

    def measure(self, landscape: Landscape, rows: int) -> None:
        """Measure so many rows more."""
        some = slice(self._done, min(self._done + rows, len(self.losses)))
        self.losses[some] = landscape.over(self.plane, self._x, self._y[some])
        self._done = some.stop

    def shows(self, trails: NDArray[Any]) -> bool:
        """Whether all places (..., 2) lie within the window."""
        low, high = np.array(self.ranges).T
        return bool(((trails >= low) & (trails <= high)).all())


class Terrain:
    """What is shown of the racers from one start, look after look; it remembers the last one."""

    def __init__(self, experiment: Experiment, landscape: Landscape, start: int, kind: str) -> None:
        """Take the kind of plane: "paths", or "random" directions from the start's own seed."""
        self.start, self.kind = start, kind
        self._landscape = landscape
        self._networks = CHUNKS * landscape_runs(experiment)
        self._sizes, self._seed = widths(experiment), experiment.runs[start].seed
        self.shown: Grid | None = None
        """The grid that is drawn."""
        self._coming: Grid | None = None
        self._looks = 0
        self._step = -1
        self.is_unfinished = False
        """Whether another look at the same step would show more."""

    def look(self, paths: NDArray[Any], is_sound: NDArray[np.bool_], step: int) -> Scenery | None:
        """What is to be seen of paths (racers, T, P), of which the sound ones shape the plane.

        None before anybody has moved. Two looks at the same step mean that nothing moves now.
        """
        rests, self._step = step == self._step, step
        self._looks += 1
        sound = paths[is_sound]
        if not _has_moved(sound):
            self.shown = self._coming = None
            self.is_unfinished = False
            return None
        self.is_unfinished = True
        if self._coming is None:
            self._plan(sound, rests=rests)
        if self._coming is not None:
            self._coming.measure(
                self._landscape, max(1, self._networks // len(self._coming.losses))
            )
            if self._coming.is_complete:
                self.shown, self._coming = self._coming, None
        return None if self.shown is None else self._scenery(self.shown, paths, sound)

    def _plan(self, sound: NDArray[Any], *, rests: bool) -> None:
        """Order another grid if the one shown no longer does."""
        shown = self.shown
        if shown is None:
            self._turn(self._plane(sound, None), sound)
            return
        is_inside = shown.shows(_on(shown.plane, sound))
        if self._looks >= (LOOKS if is_inside else LOOKS_OUTSIDE):
            self._looks = 0
            plane = self._plane(sound, shown.plane)
            gain = plane.share(_some(sound)) - shown.plane.share(_some(sound))
            if gain > (GAIN_AT_REST if rests else GAIN) or not is_inside:
                self._turn(plane, sound)
            elif rests and len(shown.losses) < FINE_SIDE:
                self._coming = Grid(shown.plane, shown.ranges, FINE_SIDE)
            else:
                self.is_unfinished = not rests

    def _turn(self, plane: Plane, sound: NDArray[Any]) -> None:
        self._looks = 0
        trails = _on(plane, sound).reshape(-1, 2)
        if self.kind == "random":
            trails = np.vstack([trails, -AROUND, AROUND])
        self._coming = Grid(plane, planes.window(trails), SIDE)

    def _plane(self, sound: NDArray[Any], former: Plane | None) -> Plane:
        """The plane that suits best now, turned as little as possible against the former one."""
        if self.kind == "paths":
            plane = planes.through(sound.swapaxes(0, 1))
            return plane if former is None else planes.aligned(plane, former)
        ends = sound[:, -1]
        best = int(np.argmin(np.nan_to_num(self._landscape.of(ends), nan=np.inf)))
        return planes.random(ends[best].astype(np.float64), self._sizes, self._seed)

    def _scenery(self, grid: Grid, paths: NDArray[Any], sound: NDArray[Any]) -> Scenery:
        window = np.array(grid.ranges)
        return Scenery(grid.losses, window, _on(grid.plane, paths), grid.plane.share(_some(sound)))


def _middles(low: float, high: float, side: int) -> NDArray[np.float64]:
    """The middles of so many cells from low to high."""
    return low + (np.arange(side) + 0.5) * (high - low) / side


def _has_moved(paths: NDArray[Any]) -> bool:
    """Whether anybody has been at two places."""
    known = paths[np.isfinite(paths).all((1, 2))]
    return bool(known.size) and bool((known != known[:, :1]).any())


def _some(paths: NDArray[Any]) -> NDArray[Any]:
    """Some of the places of each racer (racers, t, P), evenly: enough to judge a plane by."""
    return paths[:, :: max(1, paths.shape[1] // 32)]


def _on(plane: Plane, paths: NDArray[Any]) -> Array:
    """Where paths (..., P) run on the plane (..., 2), in the paths' own precision."""
    across = np.linalg.pinv(plane.directions)
    seen: Array = paths @ across.astype(paths.dtype) - plane.origin @ across
    return seen

"""Surfaces over two coordinates on which optimizers can be watched: height, slopes and valleys.

A surface is its formula: values, gradients and the LaTeX on the page come from that one text. The
optimizers are the engine's own: to them each run is a network with one weight, x, and one bias, y.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.engine.layout import Layout
from playground.engine.memory import Memory
from playground.engine.microscope import Microscope, Moment
from playground.engine.program import Program
from playground.engine.update import Update
from playground.frame import History
from playground.spec import Formula, RunSpec, parse_formula
from playground.spec.formula import SAMPLES

Array = NDArray[np.float64]
Range = tuple[float, float]
Place = tuple[float, float]

FAR = 100.0
"""A run has diverged once it is so many widths of the domain away from its centre."""


@dataclass(frozen=True, slots=True)
class Surface:
    """A formula of x and y over a domain.

    `minima` are the places of its lowest value, none where there is none or it isn't known; `start`
    is where a descent has something to show; `source` says who thought of it.
    """

    formula: Formula
    x: Range
    y: Range
    start: Place
    minima: tuple[Place, ...] = ()
    source: str = ""

    def grid(self, size: int) -> tuple[Array, Array, Array]:
        """Coordinates x (G,) and y (G,) and heights (G, G), a row for each y from the lowest on."""
        x, y = np.linspace(*self.x, size), np.linspace(*self.y, size)
        return x, y, self.formula.value(*np.meshgrid(x, y))


def surface_of(text: str, x: Range = (-5.0, 5.0), y: Range = (-5.0, 5.0)) -> Surface:
    """The surface of a formula that a person typed; raises SpecError."""
    formula = parse_formula(text)
    formula.check_finite(x, y)
    flat = Surface(formula, x, y, start=(0.75 * x[0] + 0.25 * x[1], 0.25 * y[0] + 0.75 * y[1]))
    return replace(flat, start=_nearest_with_a_height(flat))


def _nearest_with_a_height(surface: Surface) -> Place:
    """Of the places that a formula is tried at the one nearest to the start."""
    across, up, heights = surface.grid(SAMPLES)
    away = np.hypot(across - surface.start[0], (up - surface.start[1])[:, None])
    away[~np.isfinite(heights)] = np.inf
    row, column = np.unravel_index(away.argmin(), away.shape)
    return float(across[column]), float(up[row])


def _classic(
    text: str,
    ranges: tuple[Range, Range],
    start: Place,
    minima: tuple[Place, ...],
    source: str,
) -> Surface:
    return Surface(parse_formula(text), *ranges, start, minima, source)


def _square(reach: float) -> tuple[Range, Range]:
    """The same range around 0 for both coordinates."""
    return (-reach, reach), (-reach, reach)


HIMMELBLAU = (
    (3.0, 2.0),
    (-2.805118086952745, 3.131312518250573),
    (-3.779310253377747, -3.283185991286169),
    (3.584428340330491, -1.848126526964404),
)
STYBLINSKI = -2.903534027771177

SURFACES: dict[str, Surface] = {
    "bowl": _classic("(x^2 + y^2)/2", _square(3), (-2.5, 1.5), ((0, 0),), ""),
    "ravine": _classic("x^2/20 + y^2", _square(10), (-7, 2), ((0, 0),), "Saito 2016"),
    "saddle": _classic("x^2 - y^2", _square(2), (-1.5, 0.001), (), ""),
    "booth": _classic(
        "(x + 2y - 7)^2 + (2x + y - 5)^2", _square(10), (-8, -3), ((1, 3),), "Jamil, Yang 2013"
    ),
    "three_hump_camel": _classic(
        "2x^2 - 1.05x^4 + x^6/6 + x*y + y^2", _square(2.5), (-2, 2), ((0, 0),), "Jamil, Yang 2013"
    ),
    "himmelblau": _classic(
        "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", _square(5), (-0.5, -1), HIMMELBLAU, "Himmelblau 1972"
    ),
    "styblinski_tang": _classic(
        "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2",
        _square(5),
        (0.5, -0.3),
        ((STYBLINSKI, STYBLINSKI),),
        "Styblinski, Tang 1990",
    ),
    "rosenbrock": _classic(
        "(1 - x)^2 + 100(y - x^2)^2", ((-2, 2), (-1, 3)), (-1.2, 1), ((1, 1),), "Rosenbrock 1960"
    ),
    "beale": _classic(
        "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
        _square(4.5),
        (1, 1.5),
        ((3, 0.5),),
        "Beale 1958",
    ),
    "ackley": _classic(
        "20 + e - 20exp(-0.2sqrt((x^2 + y^2)/2)) - exp((cos(2pi*x) + cos(2pi*y))/2)",
        _square(5),
        (-3.4, 2.6),
        ((0, 0),),
        "Ackley 1987",
    ),
    "rastrigin": _classic(
        "20 + x^2 - 10cos(2pi*x) + y^2 - 10cos(2pi*y)",
        _square(5.12),
        (-3.3, 2.7),
        ((0, 0),),
        "Rastrigin 1974",
    ),
}
"""Simplest first: one valley, two, many."""


class Stand(NamedTuple):
    """Where the runs of a descent stand, and what they remember."""

    step: int
    places: Array
    downhill: Array
    memory: Memory
    chance: Mapping[str, Any]
    has_diverged: NDArray[np.bool_]
    steps: NDArray[np.int64]
    history: History


class Descent:
    """R optimizers on their way down one surface; deterministic, and without a clock.

    A step is one gradient for each run, at the place where it is, by the rules that train networks.
    With `noise` each step adds a draw from N(0, noise²) to both slopes, the same for all runs. Of
    a RunSpec the penalties and the seed say nothing here. `steps` counts the steps of each run
    until it diverged (R,).
    """

    def __init__(
        self,
        surface: Surface,
        runs: Sequence[RunSpec],
        starts: ArrayLike | None = None,
        *,
        noise: float = 0.0,
        seed: int = 0,
    ) -> None:
        """Stand at `starts`, one place for all (2,) or one for each run (R, 2)."""
        self.surface, self.step = surface, 0
        self._layout = layout = Layout((1, 1), len(runs))
        self.theta, self.gradient = layout.zeros(np.float64), layout.zeros(np.float64)
        self._places = layout.blocks(self.theta)[0][0]  # (R, 2)
        self._slopes = layout.blocks(self.gradient)[0][0]  # (R, 2)
        self._places[:] = surface.start if starts is None else starts
        self._runs = [_as_one_vector(run) for run in runs]
        self.memory = Memory.start(layout, self._runs, np.float64)
        self._microscope: Microscope | None = None
        self._prepare()
        self._noise, self._generator = noise, np.random.default_rng(seed)
        self.has_diverged = np.zeros(layout.runs, np.bool_)
        self.steps = np.zeros(layout.runs, np.int64)
        self.history = History(("x", "y", "value"), layout.runs)
        with np.errstate(all="ignore"):
            self._look()

    def advance(self, steps: int) -> None:
        """Take so many steps."""
        with np.errstate(all="ignore"):
            for _ in range(steps):
                self._slopes[:] = self._downhill
                if self._noise:
                    self._slopes += self._generator.normal(0, self._noise, 2)
                self._pass.run()
                self.step += 1
                self._look()
        self.memory.count(steps, np.ones(self._layout.runs, np.bool_))

    def tune(self, runs: Sequence[RunSpec]) -> None:
        """Go on by other rules; a run with another optimizer than before forgets everything."""
        self._runs = [_as_one_vector(run) for run in runs]
        self._prepare()

    def watch(self, *, is_watched: bool) -> None:
        """Record what the optimizers do from the next step on, or nothing any more."""
        if is_watched != (self._microscope is not None):
            runs, dtype = range(self._layout.runs), self.theta.dtype
            self._microscope = Microscope(self._layout, runs, dtype) if is_watched else None
            self._prepare()

    def moments(self, run: int, axis: int) -> list[Moment]:
        """The recorded steps of a run's x (0) or y (1), oldest first; none after it diverged."""
        if self._microscope is None:
            return []
        source = (0, -1)[axis]  # to the optimizers y is a bias
        made = self._microscope.moments(run, 0, source, 0)
        return [moment for moment in made if moment.step <= self.steps[run] + 1]

    def checkpoint(self) -> "Stand":
        """Everything that later steps depend on."""
        return Stand(
            self.step,
            self._places.copy(),
            self._downhill.copy(),
            self.memory.copy(),
            self._generator.bit_generator.state,
            self.has_diverged.copy(),
            self.steps.copy(),
            self.history.copy(),
        )

    def restore(self, stand: "Stand") -> None:
        """Go back to where the runs stood, by the rules of today."""
        self.step, self._places[:] = stand.step, stand.places
        self._downhill, self.memory = stand.downhill.copy(), stand.memory.copy()
        self._generator.bit_generator.state = stand.chance
        self.has_diverged, self.steps = stand.has_diverged.copy(), stand.steps.copy()
        self.history = stand.history.copy()
        if self._microscope is not None:
            self._microscope.clear()
        self._prepare()

    def _prepare(self) -> None:
        """Write the step of all runs down."""
        self.memory.tune(self._layout, self._runs, np.float64)
        moving = np.ones(self._layout.runs, np.bool_)
        theta, gradient, memory = self.theta, self.gradient, self.memory
        update = Update(
            self._layout, self._runs, moving, theta=theta, gradient=gradient, memory=memory
        )
        self._pass = update.program
        if self._microscope is not None:
            self._microscope.begin(self._runs, moving, memory)
            self._pass, arrays = Program(np.float64), (theta, gradient, memory)
            calls = update.program.calls
            self._pass.calls = self._microscope.around(calls, update.clips, *arrays)

    @property
    def trails(self) -> Array:
        """Where the runs were (T, R, 2) at the steps `history.epochs`; NaN once diverged."""
        return np.stack([self.history.column("x"), self.history.column("y")], -1)

    @property
    def states(self) -> list[str]:
        """What each run does: "moving", "outside" the domain (it may return) or "diverged"."""
        x, y = self._places.T
        (left, right), (low, high) = self.surface.x, self.surface.y
        is_inside = (left <= x) & (x <= right) & (low <= y) & (y <= high)
        words = np.where(is_inside, "moving", "outside")
        states: list[str] = np.where(self.has_diverged, "diverged", words).tolist()
        return states

    def _look(self) -> None:
        """Find height and slopes of the new places, and note them."""
        x, y = self._places.T
        value, *slopes = self.surface.formula.gradient(x, y)
        self._downhill = np.stack(slopes, -1)
        self.has_diverged |= ~(np.isfinite(value) & self._is_near())
        self.steps[~self.has_diverged] = self.step
        seen = {"x": x, "y": y, "value": value}
        row = {name: np.where(self.has_diverged, np.nan, seen[name]) for name in seen}
        self.history.append(self.step, row)

    def _is_near(self) -> NDArray[np.bool_]:
        """Which runs are still somewhere about the domain (R,)."""
        low, high = np.array([self.surface.x, self.surface.y]).T
        away = np.abs(self._places - (low + high) / 2) / (high - low)
        is_near: NDArray[np.bool_] = (away < FAR).all(1)  # also false for NaN
        return is_near


def _as_one_vector(run: RunSpec) -> RunSpec:
    """The run with (x, y) as ONE variable: its own norm is then the norm of everything."""
    if run.clipnorm is None:
        return run
    return run.model_copy(update={"global_clipnorm": run.clipnorm, "clipnorm": None})

"""One signal through many layers and its gradient back: what vanishes, what explodes, who is dead.

N units in each of L layers, weights from the engine's initializers, activations from its registry.
Forward a_l = h(W_l a_{l-1} + b); backward dE/da_{l-1} = W_l' (dE/da_l * h'(z_l)), begun with
normal draws at the last layer (Glorot, Bengio 2010; He et al. 2015).
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.activations import ACTIVATIONS
from playground.engine.initializers import INITIALIZERS
from playground.engine.threads import use_one_blas_thread
from playground.explain.activations import FLAT, respond
from playground.spec.lessons import Activations

Array = NDArray[np.float64]

POINTS = 128
"""Samples that are sent through."""
FEW = 32
"""Samples that tell how pairs of activation and initializer compare."""
BINS = 41
TINY, HUGE = -12.0, 6.0
"""Powers of ten between which sizes are told apart."""
VANISHED, EXPLODED = 1e-3, 1e3
"""A signal that shrank or grew by these factors is lost."""


class Stage(NamedTuple):
    """What happens in one layer; the input counts as one, without a slope.

    Attributes:
        spread: root mean square of the activations.
        pull: root mean square of the gradient dE/da.
        shares: how the activations spread over BINS from -reach to reach (they add up to 1).
        sizes: how log10 |dE/da| spreads over BINS from TINY to HUGE; what is 0 counts as TINY.
        saturated: the share of slopes under FLAT.
        dead: units whose slope is 0 on every sample.
    """

    spread: float
    pull: float
    shares: Array
    sizes: Array
    saturated: float
    dead: int


class Journey(NamedTuple):
    """All layers, the input first, and the reach of their histograms."""

    stages: tuple[Stage, ...]
    reach: float

    @property
    def forward(self) -> float:
        """The last layer's spread, measured by the input's."""
        return _ratio(self.stages[-1].spread, self.stages[0].spread)

    @property
    def backward(self) -> float:
        """The gradient at the first layer, measured by that at the last."""
        return _ratio(self.stages[1].pull, self.stages[-1].pull)

    @property
    def dead(self) -> int:
        """Dead units of all layers."""
        return sum(stage.dead for stage in self.stages)


class Walk(NamedTuple):
    """Activations, slopes and gradients of all layers, the input first (N, B each)."""

    values: list[Array]
    slopes: list[Array]
    pulls: list[Array]


def walk(setting: Activations, points: int = POINTS) -> Walk:
    """Send so many samples through the layers, and a gradient back."""
    use_one_blas_thread()
    generator = np.random.default_rng(setting.seed)
    units, activation = setting.units, ACTIVATIONS[setting.activation]
    start = INITIALIZERS[setting.initializer]
    values = [generator.standard_normal((units, points))]
    kernels, slopes = [], [np.ones((units, points))]
    with np.errstate(all="ignore"):
        for _ in range(setting.depth):
            kernels.append(setting.gain * start.kernel(generator, units, units))  # (I, O)
            sums = kernels[-1].T @ values[-1] + (start.bias + setting.bias)
            value, slope = respond(activation, sums)
            values.append(value)
            slopes.append(slope)
        pulls = [generator.standard_normal((units, points))]
        for kernel, slope in zip(kernels[::-1], slopes[:0:-1], strict=True):
            pulls.append(kernel @ (pulls[-1] * slope))
    return Walk(values, slopes, pulls[::-1])


def journey(setting: Activations) -> Journey:
    """Return what becomes of the signal in each layer."""
    values, slopes, pulls = walk(setting)
    reach = _reach(values)
    return Journey(
        tuple(
            Stage(
                spread=_size(value),
                pull=_size(pull),
                shares=_histogram(value, -reach, reach),
                sizes=_histogram(_powers(pull), TINY, HUGE),
                saturated=float((np.abs(slope) < FLAT).mean()),
                dead=int((slope == 0).all(1).sum()),
            )
            for value, slope, pull in zip(values, slopes, pulls, strict=True)
        ),
        reach,
    )


@lru_cache(maxsize=256)
def kept(setting: Activations) -> float:
    """Return log10 of what a gradient at the last layer becomes at the first; told from a few."""
    pulls = walk(setting, FEW).pulls
    ratio = _ratio(_size(pulls[1]), _size(pulls[-1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.clip(np.nan_to_num(np.log10(ratio), nan=HUGE), TINY, HUGE))


def _reach(values: list[Array]) -> float:
    """How far the histograms of values go: what most of the input and of a sound signal needs."""
    spreads = [_size(value) for value in values]
    known = [spread for spread in spreads if np.isfinite(spread)]
    return float(np.clip(2.5 * max(known), 1.0, 10.0))


def _size(values: Array) -> float:
    """The root mean square, safe from overflow as long as the values are."""
    largest = float(np.abs(values).max())
    if largest == 0 or not np.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.square(values / largest).mean()))


def _powers(values: Array) -> Array:
    sizes = np.abs(np.nan_to_num(values, nan=np.inf, posinf=np.inf, neginf=np.inf))
    with np.errstate(divide="ignore"):
        powers: Array = np.log10(sizes)
    return powers


def _histogram(values: Array, low: float, high: float) -> Array:
    """Shares of values (...) in BINS from low to high; what lies outside counts at the ends."""
    known = np.nan_to_num(values, nan=high, posinf=high, neginf=low)
    places = (np.clip(known, low, high) - low) * (BINS / (high - low))
    counts = np.bincount(np.minimum(places.astype(np.intp), BINS - 1).ravel(), minlength=BINS)
    return counts / values.size


def _ratio(one: float, other: float) -> float:
    return one / other if other else float("nan")

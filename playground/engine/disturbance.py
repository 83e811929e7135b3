"""What makes training harder on purpose: noise on the inputs, and units that are left out.

Both belong to the training points of one epoch and are the same for all runs. They come from
generators of their own, seeded with the order's seed and the number of the epoch: so there is
nothing to remember, and a run that is resumed, cut into slices or tuned meets the same ones.
Whatever is measured or shown sees clean inputs and the whole network.
"""

from typing import NamedTuple

import numpy as np

from playground.engine.program import Array
from playground.spec import Experiment

NOISE, DROPOUT = 1, 2
"""Which of the generators of an epoch it is."""


class Disturbance(NamedTuple):
    """How strong it is: standard deviation of the noise, and each masked unit's chance to go."""

    noise: float
    rates: tuple[float, ...]
    seed: int

    @classmethod
    def of(cls, experiment: Experiment) -> "Disturbance":
        """What an Experiment asks for."""
        rates = [layer.dropout for layer in experiment.layers for _ in range(layer.units)]
        chosen = tuple(rate for rate in rates if rate)
        return cls(experiment.input_noise, chosen, experiment.order_seed)

    def __bool__(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.noise or self.rates)

    def disturb(self, epoch: int, features: Array, masks: Array) -> None:
        """Draw for all training points of an epoch.

        Noise: x ← x + σ ε, ε from N(0, 1), in place in `features` (F, N).

        Inverted dropout: `masks` (U, N) becomes 1/(1 - p) with probability 1 - p, else 0, so the
        mean of what a unit passes on stays as it is (Srivastava et al. 2014). After SELU it is
        this plain dropout too, not alpha dropout, which keeps the variance as well.
        """
        if self.noise:
            draw = self._generator(NOISE, epoch).standard_normal(features.shape)
            features += self.noise * draw
        if self.rates:
            rates = np.array(self.rates)[:, None]
            stays = self._generator(DROPOUT, epoch).random(masks.shape) >= rates
            np.divide(stays, 1 - rates, masks)

    def _generator(self, kind: int, epoch: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, kind, epoch))

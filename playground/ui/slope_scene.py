"""The scene of a descent: surface, minima, start and racers, packed for the browser."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.slope import start_on, surface_on
from playground.explain.race import names_of
from playground.live import wire
from playground.spec import Slope
from playground.spec.limits import FORMULA_VALUE
from playground.ui import scene
from playground.ui.state import Session
from playground.ui.texts import number_text

Array = NDArray[Any]

SIDE = 161
"""Places along each side of the map at which the height is known."""
LEVELS = 14
SOFT = 0.05
"""Share of the board that lies below the first contour, about; the others follow in logarithms."""


def pack_of(session: Session) -> bytes:
    """Return the newest scene and the newest frame of the session's descent."""
    runner = session.runner
    # The scene's generation is asked first: a frame that is newer than its scene only waits.
    header = header_of(session)
    content = wire.scene(header, {"levels": contours(session.slope)[0]})
    return wire.join(runner.latest.payload, content)


def header_of(session: Session) -> dict[str, Any]:
    """Return the scene's header."""
    slope, race = session.slope, session.race
    surface = surface_on(slope)
    _, low, soft, span = contours(slope)
    return {
        **scene.base_of(session),
        "racers": [
            {"name": name, "optimizer": racer.optimizer, "rate": number_text(racer.learning_rate)}
            for name, racer in zip(names_of(race), race.racers, strict=True)
        ],
        "stop": {"epoch": slope.steps if race.racers else None},
        "surface": {
            "x": surface.x,
            "y": surface.y,
            "minima": surface.minima,
            "start": start_on(slope),
            "levels": LEVELS,
            "low": low,
            "soft": soft,
            "span": span,
        },
    }


@lru_cache(maxsize=32)
def contours(slope: Slope) -> tuple[Array, float, float, float]:
    """Return the map in contour levels (G, G) and how they are found: low, soft and span.

    level = LEVELS log(1 + (height - low) / soft) / span; NaN where there is no height in sight.
    """
    surface = surface_on(slope)
    _, _, heights = surface.grid(SIDE)
    is_known = np.abs(heights) <= FORMULA_VALUE  # also false for NaN
    known = heights[is_known]
    bottoms = [float(surface.formula.value(*place)) for place in surface.minima]
    low = min([float(known.min()), *bottoms])
    above = known - low
    soft = max(float(np.quantile(above, SOFT)), float(above.max()) * 1e-4, 1e-12)
    span = max(float(np.log1p(above.max() / soft)), 1e-12)
    levels = np.full(heights.shape, np.nan)
    levels[is_known] = LEVELS * np.log1p(above / soft) / span
    levels.setflags(write=False)
    return levels, low, soft, span

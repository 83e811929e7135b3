"""The Slope: on which surface the racers of a race go down, from where, and how the wind blows.

`on_slope` puts racers and slope together as ONE Experiment; its data and network say nothing then.
In the link the slope's words stand beside those of the race.
"""

import json
from collections.abc import Mapping
from typing import Any, Self

from pydantic import ValidationError, model_validator

from playground.spec import checks
from playground.spec.choices import SURFACES, Choice
from playground.spec.experiment import Experiment
from playground.spec.link import differing, read_fields
from playground.spec.parts import Part, Stop
from playground.spec.race import Race, check_racers
from playground.spec.reading import refuse
from playground.spec.syntax import parse

OWN = "own"
"""The word of the surface whose formula a person typed."""
REACH = (-5.0, 5.0)
"""Of both coordinates, the range over which an own formula is shown."""


class Slope(Part):
    """A surface and how it is gone down.

    `formula` is that of the surface "own"; without a start a surface has its usual one. Each step
    adds a draw from N(0, gradient_noise²) to both slopes, the same for all racers. Playing at the
    usual speed takes `steps_per_second`; that alone is live.
    """

    surface: str = "ravine"
    formula: str = "x^2/5 + y^2/5 + sin(2x) cos(2y)"
    start_x: float | None = None
    start_y: float | None = None
    gradient_noise: float = 0.0
    noise_seed: int = 0
    steps: int = 500
    steps_per_second: int = 100

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        """Refuse what is outside the limits or can't be computed (raises SpecError)."""
        checks.check_limits(self)
        known: dict[str, Choice] = {**SURFACES, OWN: Choice(OWN, OWN)}
        checks.check_word("surface", self.surface, known)
        parse(self.formula).check_finite(REACH, REACH)
        return self


class SlopeExperiment(Experiment):
    """What is trained on a slope: of the Experiment only its runs count, one for each racer."""

    slope: Slope

    def lasting(self) -> Self:
        """The Experiment with every live field at its default."""
        pace = {"steps_per_second": Slope.model_fields["steps_per_second"].default}
        return super().lasting().model_copy(update={"slope": self.slope.model_copy(update=pace)})


def on_slope(race: Race, slope: Slope) -> SlopeExperiment:
    """The Experiment of all racers on a slope; raises SpecError without racers."""
    check_racers(race)
    return SlopeExperiment(slope=slope, runs=race.racers, stop=Stop(epoch=slope.steps))


def change_slope(slope: Slope, **fields: Any) -> Slope:
    """The Slope with some fields replaced, validated; another surface has its own usual start."""
    kept: dict[str, Any] = slope.model_dump()
    is_other = any(name in fields and fields[name] != kept[name] for name in ("surface", "formula"))
    if is_other:
        kept.update(start_x=None, start_y=None)
    try:
        return Slope.model_validate({**kept, **fields})
    except ValidationError as error:
        refuse(error)


_WORDS = {name: name for name in Slope.model_fields}


def slope_to_query(slope: Slope) -> dict[str, str]:
    """Write a slope as query words; defaults are left out."""
    return differing(slope, Slope(), _WORDS)


def slope_from_query(words: Mapping[str, str]) -> Slope:
    """Read what `slope_to_query` wrote; raises ShareError or SpecError with one clear sentence."""
    values: dict[str, Any] = read_fields(words, _WORDS)
    try:
        return Slope.model_validate_json(json.dumps(values))
    except ValidationError as error:
        refuse(error)

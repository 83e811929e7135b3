"""What an experiment is: its words, its limits, its link. Imports nothing but `errors`."""

from playground.errors import N_
from playground.spec.checks import fitting_losses, fitting_outputs, problem_of
from playground.spec.experiment import Experiment, View, needs_restart
from playground.spec.formula import Formula
from playground.spec.link import from_query, to_query
from playground.spec.parts import GeneratedData, LayerSpec, PointsData, RunSpec, Schedule, Stop
from playground.spec.race import (
    Race,
    add_racer,
    alone,
    change_race,
    change_racer,
    change_racer_schedule,
    duplicate_racer,
    entry,
    judged_column,
    remove_racer,
    starts_of,
)
from playground.spec.race_link import race_from_query, race_to_query
from playground.spec.reading import (
    change,
    change_data,
    change_output,
    change_run,
    change_schedule,
    change_view,
    parse_json,
    schedule_settings,
    settings_of,
    to_json,
)
from playground.spec.slope import (
    Slope,
    SlopeExperiment,
    change_slope,
    on_slope,
    slope_from_query,
    slope_to_query,
)
from playground.spec.syntax import parse as parse_formula

__all__ = [
    "N_",
    "Experiment",
    "Formula",
    "GeneratedData",
    "LayerSpec",
    "PointsData",
    "Race",
    "RunSpec",
    "Schedule",
    "Slope",
    "SlopeExperiment",
    "Stop",
    "View",
    "add_racer",
    "alone",
    "change",
    "change_data",
    "change_output",
    "change_race",
    "change_racer",
    "change_racer_schedule",
    "change_run",
    "change_schedule",
    "change_slope",
    "change_view",
    "duplicate_racer",
    "entry",
    "fitting_losses",
    "fitting_outputs",
    "from_query",
    "judged_column",
    "needs_restart",
    "on_slope",
    "parse_formula",
    "parse_json",
    "problem_of",
    "race_from_query",
    "race_to_query",
    "remove_racer",
    "schedule_settings",
    "settings_of",
    "slope_from_query",
    "slope_to_query",
    "starts_of",
    "to_json",
    "to_query",
]

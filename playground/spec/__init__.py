"""What an experiment is: its words, its limits, its link. Imports nothing but `errors`."""

from playground.errors import N_
from playground.spec.checks import fitting_losses, fitting_outputs, problem_of
from playground.spec.experiment import Experiment, View, needs_restart
from playground.spec.formula import Formula
from playground.spec.link import from_query, to_query
from playground.spec.parts import GeneratedData, LayerSpec, PointsData, RunSpec, Schedule, Stop
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
from playground.spec.syntax import parse as parse_formula

__all__ = [
    "N_",
    "Experiment",
    "Formula",
    "GeneratedData",
    "LayerSpec",
    "PointsData",
    "RunSpec",
    "Schedule",
    "Stop",
    "View",
    "change",
    "change_data",
    "change_output",
    "change_run",
    "change_schedule",
    "change_view",
    "fitting_losses",
    "fitting_outputs",
    "from_query",
    "needs_restart",
    "parse_formula",
    "parse_json",
    "problem_of",
    "schedule_settings",
    "settings_of",
    "to_json",
    "to_query",
]

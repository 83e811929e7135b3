"""Where trainers live: a Runner on its thread, the registry of all Runners, the clock."""

from playground.compute.interpreter import tune_interpreter
from playground.compute.registry import RUNS, Lease, Registry
from playground.compute.runner import Runner
from playground.compute.status import Diagnosis, Look, Point, Published, Speed, State, Status, Unit

__all__ = [
    "RUNS",
    "Diagnosis",
    "Lease",
    "Look",
    "Point",
    "Published",
    "Registry",
    "Runner",
    "Speed",
    "State",
    "Status",
    "Unit",
    "tune_interpreter",
]

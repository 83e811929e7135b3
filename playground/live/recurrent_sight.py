"""The RecurrentSight: what a person looks at in a recurrent network, and which views show that."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from playground.spec import Experiment
from playground.spec.recurrent import SEQUENCES, Recurrent, RecurrentExperiment

PANELS: Final = ("gates", "horizon", "forecast", "write", "embedding", "token", "trajectory")
TEMPERATURES: Final = (0.3, 0.7, 1.0)
BACK: Final = "_back"
"""How the name of a layer's backward reader ends."""


@dataclass(frozen=True, slots=True)
class RecurrentSight:
    """What is looked at.

    Attributes:
        run: number of the run: variant * starts + start.
        sequence: "validation.17", "train.3", or the name of one that was placed.
        layer: "cell_1" ..., with "_back" of its backward reader.
        unit: the unit that is followed, -1 for the one that changes most.
        stroke: counts what was typed: another text is another sequence of the same name.
        epoch: a kept epoch to look back at; None is now.
        panel: the open panel, a word of `PANELS`, or "".
        temperatures: how boldly the samples are drawn.
    """

    run: int = 0
    sequence: str = "validation.0"
    layer: str = "cell_1"
    unit: int = -1
    stroke: int = 0
    epoch: int | None = None
    panel: str = ""
    temperatures: tuple[float, ...] = TEMPERATURES

    def within(self, recurrent: Recurrent) -> "RecurrentSight":
        """The sight that these networks can fulfil."""
        run = min(self.run, len(recurrent.variants) * recurrent.starts - 1)
        names = layers_of(recurrent, run)
        unit = min(self.unit, recurrent.variants[run // recurrent.starts].network.cell_units - 1)
        layer = self.layer if self.layer in names else names[0]
        return replace(self, run=run, layer=layer, unit=unit)


def layers_of(recurrent: Recurrent, run: int) -> list[str]:
    """The recurrent layers of a run, each before its backward reader."""
    network = recurrent.variants[run // recurrent.starts].network
    names = [f"cell_{index + 1}" for index in range(network.cell_layers)]
    return [each + end for each in names for end in ("", BACK)[: 1 + network.bidirectional]]


def recurrent_of(experiment: Experiment) -> Recurrent:
    """What a run of recurrent networks trains."""
    assert isinstance(experiment, RecurrentExperiment)
    return experiment.recurrent


def views(recurrent: Recurrent, sight: RecurrentSight) -> Collection[str]:
    """The views of every picture: what is read, what every gate does, what is answered."""
    run, sequence = sight.run, sight.sequence
    names = [f"inputs:{sequence}", f"gates:{run}:{sequence}:{sight.layer}"]
    if SEQUENCES[recurrent.data.name].answer != "next":
        names.append(f"answers:{run}:{sequence}")
    return [name + at(sight) for name in names]


def slow_views(recurrent: Recurrent, sight: RecurrentSight) -> Collection[str]:
    """The views of what changes slowly; with a forecast all that it is compared with."""
    run, names = sight.run, [f"truth:{sight.sequence}", "horizon", "horizon_steps"]
    if recurrent.task == "forecast":
        words = ("last", "seasonal", "linear")
        names += ["series", f"forecast:{run}", f"ahead:{run}"]
        names += [f"{kind}:{word}" for kind in ("baseline", "baseline_ahead") for word in words]
    if recurrent.task == "write":
        names += [f"next:{run}", *(f"sample:{run}:{one}" for one in sight.temperatures)]
    if sight.panel == "embedding":
        names.append(f"embedding:{run}")
    if sight.panel == "token" or recurrent.task == "classify":
        names.append(f"token:{run}:{sight.sequence}")
    if sight.panel == "trajectory":
        names.append(f"trajectory:{run}:{sight.sequence}:{sight.layer}")
    return [*(name + at(sight) for name in names), "epochs_kept", "names"]


def at(sight: RecurrentSight) -> str:
    """The end of a view's name that says of which epoch."""
    return "" if sight.epoch is None else f"@{sight.epoch}"

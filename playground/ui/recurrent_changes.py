"""From one Recurrent to the next: what the controls of the recurrent networks' page mean."""

from typing import Any

from playground.data.own_sequences import OwnSequences
from playground.spec.limits import LENGTHS
from playground.spec.recurrent import (
    OWN_SEQUENCES,
    SEQUENCES,
    CellSpec,
    Recurrent,
    RecurrentVariant,
    SequenceData,
    change_recurrent,
    sequences_of,
)
from playground.spec.vision import made_part
from playground.ui.changes import changed_run

FIRST_OF = {"forecast": "sines", "memory": "adding", "classify": "places", "write": "place_names"}
"""Task -> the data set that it begins with."""


def with_task(recurrent: Recurrent, task: str) -> Recurrent:
    """Return the Recurrent with another task, on that task's first data set."""
    return recurrent if recurrent.task == task else with_data(recurrent, name=FIRST_OF[task])


def with_data(recurrent: Recurrent, **fields: Any) -> Recurrent:
    """Return the Recurrent with other sequences; another set brings its own usual lengths."""
    old = recurrent.data
    is_other = fields.get("name", old.name) != old.name
    usual = sequences_of(fields["name"]) if is_other else old
    data = made_part(SequenceData, {**usual.model_dump(), **fields})
    variants = recurrent.variants
    if SEQUENCES[data.name].answer == "next":  # a writer can't read from the end
        variants = tuple(
            RecurrentVariant(
                network=variant.network.model_copy(update={"bidirectional": False}),
                run=variant.run,
            )
            for variant in variants
        )
    return change_recurrent(recurrent, data=data, variants=variants)


def with_own(recurrent: Recurrent, name: str, own: OwnSequences) -> Recurrent:
    """Return the Recurrent that learns from a person's own file."""
    assert name in OWN_SEQUENCES
    return with_data(recurrent, name=name, digest=own.digest)


def with_variant(recurrent: Recurrent, number: int, **fields: Any) -> Recurrent:
    """Return the Recurrent with one network, or how it learns, changed."""
    variants = list(recurrent.variants)
    old = variants[number]
    variants[number] = RecurrentVariant(
        network=fields.get("network", old.network), run=fields.get("run", old.run)
    )
    return change_recurrent(recurrent, variants=tuple(variants))


def with_network(recurrent: Recurrent, number: int, **fields: Any) -> Recurrent:
    """Return the Recurrent with settings of one network's cells replaced."""
    old = recurrent.variants[number].network
    network = made_part(CellSpec, {**old.model_dump(), **fields})
    return with_variant(recurrent, number, network=network)


def with_runs(recurrent: Recurrent, **fields: Any) -> Recurrent:
    """Return the Recurrent in which all networks learn with some settings alike."""
    for number, variant in enumerate(recurrent.variants):
        recurrent = with_variant(recurrent, number, run=changed_run(variant.run, **fields))
    return recurrent


def with_more(recurrent: Recurrent, number: int) -> Recurrent:
    """Return the Recurrent with a copy of a network at the end; fewer starts if need be."""
    variants = (*recurrent.variants, recurrent.variants[number])
    starts = min(recurrent.starts, LENGTHS["recurrent_runs"][1] // len(variants))
    return change_recurrent(recurrent, variants=variants, starts=starts)


def without(recurrent: Recurrent, number: int) -> Recurrent:
    """Return the Recurrent without one of its networks."""
    kept = [one for place, one in enumerate(recurrent.variants) if place != number]
    return change_recurrent(recurrent, variants=tuple(kept))

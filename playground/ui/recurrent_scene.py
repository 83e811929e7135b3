"""The scene of recurrent networks: the task, the cells that race, packed for the browser."""

from typing import Any

from playground.data.sequences import load_sequences
from playground.engine.cells import GATES
from playground.errors import DataError
from playground.i18n import translate
from playground.live import wire
from playground.spec.recurrent import CELLS, SEQUENCES, Recurrent, SequenceData
from playground.ui import runs, scene
from playground.ui.state import Session
from playground.ui.texts import number_text

SOME = 50
"""Held-out sequences to look at where only a worker can read them."""


def pack_of(session: Session) -> bytes:
    """Return the newest scene and the newest frame of the session's networks."""
    runner = session.runner
    # The scene's generation is asked first: a frame that is newer than its scene only waits.
    return wire.join(runner.latest.payload, wire.scene(header_of(session), {}))


def header_of(session: Session) -> dict[str, Any]:
    """Return the scene's header."""
    recurrent, language = session.recurrent, session.language
    row = SEQUENCES[recurrent.data.name]
    return {
        **scene.base_of(session),
        "problem": row.answer,
        "task": recurrent.task,
        "answer": row.answer,
        "data": recurrent.data.name,
        "data_label": translate(language, row.label),
        "has_tokens": row.has_tokens,
        "length": recurrent.data.length,
        "horizon": recurrent.data.horizon,
        "starts": recurrent.starts,
        "variants": [
            {
                "name": name,
                "cell": variant.network.cell,
                "units": variant.network.cell_units,
                "gates": list(GATES[variant.network.cell]),
                "layers": layers_of(recurrent, number),
                "rate": number_text(variant.run.learning_rate),
            }
            for number, (name, variant) in enumerate(
                zip(names_of(recurrent, language), recurrent.variants, strict=True)
            )
        ],
        "held": held_of(recurrent.data),
        "reads_typed": recurrent.task == "classify" and not row.is_fetched,
        "stop": {"epoch": recurrent.epoch},
        "answers": session.questions.told(session.runner),
    }


def layers_of(recurrent: Recurrent, number: int) -> list[str]:
    """Return the names of a network's recurrent layers, the backward readers behind theirs."""
    network = recurrent.variants[number].network
    names = [f"cell_{index + 1}" for index in range(network.cell_layers)]
    if network.bidirectional:
        return [name for one in names for name in (one, f"{one}_back")]
    return names


def names_of(recurrent: Recurrent, language: str) -> list[str]:
    """Return the networks' names: the cell, its units where these differ, else a number."""
    networks = [variant.network for variant in recurrent.variants]
    names = [translate(language, CELLS[network.cell].label) for network in networks]
    if len({network.cell_units for network in networks}) > 1:
        names = [
            f"{name} {network.cell_units}" for name, network in zip(names, networks, strict=True)
        ]
    return [
        name if names.count(name) == 1 else f"{name} ({names[: place + 1].count(name)})"
        for place, name in enumerate(names)
    ]


def variant_of(session: Session) -> int:
    """Return which network is looked at."""
    return min(
        session.recollection.run // session.recurrent.starts, len(session.recurrent.variants) - 1
    )


def held_of(data: SequenceData) -> int:
    """Return how many held-out sequences there are to look at; 1 where none can be read."""
    if SEQUENCES[data.name].is_fetched:
        return SOME
    try:
        return int(load_sequences(data, runs.own_of(data)).is_held.sum())
    except DataError:
        return 1


def alphabet_of(data: SequenceData) -> tuple[str, ...]:
    """Return the signs or words that a data set's networks know; raises DataError."""
    return load_sequences(data, runs.own_of(data)).alphabet

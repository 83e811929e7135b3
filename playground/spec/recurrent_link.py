"""A Recurrent <-> the words of a query string: readable, defaults left out.

`cell=gru~lstm` lists the networks; every other setting stands by column beside it, as in a race:
`units=16~64&optimizer=adam`. A single entry stands for all networks.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from playground.errors import ShareError
from playground.spec.experiment import View
from playground.spec.limits import LENGTHS, LINK_CHARACTERS
from playground.spec.link import (
    RUN_WORDS,
    by_column,
    check_outgrown,
    differing,
    read_fields,
    read_runs,
    run_words,
)
from playground.spec.reading import refuse
from playground.spec.recurrent import (
    THREE_CELLS,
    CellSpec,
    Recurrent,
    RecurrentVariant,
    SequenceData,
    sequences_of,
)

_DATA = {
    "length": "length", "sequences": "sequences", "horizon": "horizon",
    "validation_share": "validation_share", "data_seed": "seed", "digest": "digest",
}  # fmt: skip
_NETWORK = {
    "units": "cell_units", "depth": "cell_layers", "bidirectional": "bidirectional",
    "dropout": "dropout", "recurrent_start": "recurrent_initializer",
    "forget_bias": "forget_bias", "embedding": "embedding",
}  # fmt: skip
"""Word of a network's column, besides its cell -> the field."""
_PLAIN = {"starts": "starts", "batch_size": "batch_size", "stop_epoch": "epoch"}
_VIEW = {name: name for name in View.model_fields}


def recurrent_to_query(recurrent: Recurrent, view: View | None = None) -> dict[str, str]:
    """Write a Recurrent as query words; raises ShareError when the link would be too long."""
    default, data, variants = Recurrent(), recurrent.data, recurrent.variants
    words = {"data": data.name} if data.name != default.data.name else {}
    words |= differing(data, sequences_of(data.name), _DATA)
    cells = [variant.network.cell for variant in variants]
    if cells != [variant.network.cell for variant in THREE_CELLS]:
        words["cell"] = "~".join(cells)
    for word, name in _NETWORK.items():
        values = [getattr(variant.network, name) for variant in variants]
        if any(value != getattr(CellSpec(), name) for value in values):
            words[word] = by_column(values)
    runs = tuple(variant.run for variant in variants)
    if any(run != RecurrentVariant().run for run in runs):
        words |= run_words(runs)
        words["optimizer"] = by_column([run.optimizer for run in runs])
    words |= differing(recurrent, default, _PLAIN)
    if view is not None:
        words |= differing(view, View(), _VIEW)
    check_outgrown(words)
    return words


def recurrent_from_query(words: Mapping[str, str]) -> tuple[Recurrent, View]:
    """Read what `recurrent_to_query` wrote; raises ShareError or SpecError with one sentence."""
    length = sum(len(name) + len(value) + 2 for name, value in words.items())
    if length > LINK_CHARACTERS:
        raise ShareError("link", "link_too_long", {"value": length, "high": LINK_CHARACTERS})
    values: dict[str, Any] = read_fields(words, _PLAIN)
    usual = sequences_of(words.get("data", SequenceData().name))
    values["data"] = {**usual.model_dump(), **read_fields(words, _DATA)}
    values["variants"] = _read_variants(words)
    try:
        recurrent = Recurrent.model_validate_json(json.dumps(values))
        view = View.model_validate(read_fields(words, _VIEW))
    except ValidationError as error:
        refuse(error)
    return recurrent, view


def _read_variants(words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every network and how it learns; a column of one entry stands for all."""
    cells = [variant.network.cell for variant in THREE_CELLS]
    if "cell" in words:
        cells = words["cell"].split("~")
    # One more than there may be is read, so that the spec can say how many these are.
    cells = cells[: LENGTHS["variants"][1] + 1]
    networks = [{"cell": cell} for cell in cells]
    for word, name in _NETWORK.items():
        if word not in words:
            continue
        entries = _spread(words, word, len(cells))
        for network, entry in zip(networks, entries, strict=True):
            network.update(read_fields({word: entry}, {word: name}))
    if words.keys().isdisjoint(RUN_WORDS):
        runs = [RecurrentVariant().run.model_dump() for _ in cells]
    else:
        known = {"optimizer": RecurrentVariant().run.optimizer, **words}
        runs = read_runs({**known, "optimizer": "~".join(_spread(known, "optimizer", len(cells)))})
    return [{"network": network, "run": run} for network, run in zip(networks, runs, strict=True)]


def _spread(words: Mapping[str, str], word: str, count: int) -> list[str]:
    """The entries of a column, one a network."""
    entries = words[word].split("~")
    if len(entries) == 1:
        return entries * count
    if len(entries) != count:
        raise ShareError(word, "link_unreadable", {"value": words[word][:60]})
    return entries

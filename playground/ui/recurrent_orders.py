"""What each button of the recurrent networks' stage does to the session, besides the usual ones."""

from typing import Any

import numpy as np

from playground.errors import DataError
from playground.live.recurrent_sight import PANELS
from playground.spec.recurrent import SEQUENCES
from playground.ui.changes import changed_run, lower, next_seed
from playground.ui.commands import ORDERS, Arguments, Orders
from playground.ui.recurrent_changes import with_runs, with_variant
from playground.ui.recurrent_scene import alphabet_of
from playground.ui.state import Session

NOW = -1
"""The epoch that is none: the newest weights; as a unit, the one that changes most."""
PLACES = ("beginning", "typed")
MOST = 100_000
COPIED_AT = 0.7
"""Temperature at which it is counted what is copied."""


def _sight(session: Session, given: Arguments) -> None:
    """Look at another network, sequence, layer, unit, epoch or panel, where there is such a one."""
    field, value = given["field"], given["value"]
    found: Any = value if isinstance(value, int) and NOW <= value < MOST else None
    if field == "panel":
        found = value if value in PANELS else None
    elif field == "sequence":
        found = value if _is_sequence(value) else None
    elif field == "layer":
        found = value if isinstance(value, str) and value.startswith("cell_") else None
    elif field not in ("run", "unit", "epoch"):
        found = None
    if found is None or (field == "run" and found == NOW):
        return
    session.recall(**{field: None if (field, found) == ("epoch", NOW) else found})
    session.desk.is_stale = session.desk.is_stale or field == "run"


def _is_sequence(value: object) -> bool:
    side, _, index = str(value).partition(".")
    is_held = side in ("validation", "train") and index.isascii() and index.isdigit()
    return value in PLACES or (is_held and len(index) <= 6)


def _spell(session: Session, given: Arguments) -> None:
    """Take what a person typed: a text to go on with, or one to be read.

    Signs that the network has never seen are passed over; a sentence is read word by word.
    """
    data = session.recurrent.data
    row = SEQUENCES[data.name]
    if not row.has_tokens or row.is_fetched:
        return
    alphabet = alphabet_of(data)
    text = given["text"]
    is_worded = any(len(sign) > 1 for sign in alphabet[2:])
    pieces = text.lower().split() if is_worded else list(text)
    known = {sign: number for number, sign in enumerate(alphabet)}
    tokens = [known[piece] for piece in pieces if piece in known][-data.length :]
    if not tokens:
        raise DataError("sequences", "no_known_sign")
    field, placed = given["field"], np.asarray(tokens, dtype=np.int32)
    session.runner.ask(lambda trainer: trainer.place(field, placed))
    fields = {"sequence": field} if field == "typed" else {}
    session.recall(**fields, stroke=session.recollection.stroke + 1)


def _ask(session: Session, given: Arguments) -> None:
    """Compare with what needs no memory; the stage looks again for the answer."""
    asked: dict[str, tuple[Any, ...]] = {}
    if given["kind"] == "baselines" and session.recurrent.task == "write":
        run = session.recollection.run
        asked = {"pairs": ("baseline", "pairs"), "novelty": ("novelty", run, COPIED_AT)}
    elif given["kind"] == "baselines" and session.recurrent.task == "classify":
        words = {"commonest": "commonest", "bag": "bag_of_tokens"}
        asked = {name: ("baseline", word) for name, word in words.items()}
    if asked:
        session.questions.compare(session.runner, asked)
        session.desk.needs_scene = True


def _new_start(session: Session, _given: Arguments) -> None:
    """Take the next seed for all networks: they keep one start."""
    seed = next_seed(session.recurrent.variants[0].run.seed)
    session.apply(recurrent=with_runs(session.recurrent, seed=seed))
    session.desk.is_stale = True


def _lower_rate(session: Session, _given: Arguments) -> None:
    """Take smaller steps with every network, from the start."""
    recurrent = session.recurrent
    for number, variant in enumerate(recurrent.variants):
        run = changed_run(variant.run, learning_rate=lower(variant.run.learning_rate))
        recurrent = with_variant(recurrent, number, run=run)
    session.apply(recurrent=recurrent)
    session.runner.reset()
    session.desk.is_stale = True


def _play(session: Session, _given: Arguments) -> None:
    """Play from now on: whoever looked back comes back."""
    session.recall(epoch=None)
    session.runner.play()


RECURRENT_ORDERS: Orders = {
    **ORDERS,
    "play": _play,
    "new_start": _new_start,
    "lower_rate": _lower_rate,
    "sight": _sight,
    "spell": _spell,
    "ask": _ask,
}

"""What each button of the image networks' stage does to the session, besides the usual ones."""

from base64 import b64decode
from typing import Any

import numpy as np

from playground.data.drawing import prepare
from playground.live.sight import DRAWN, PANELS, WAYS
from playground.spec.vision import classes_of
from playground.ui.changes import changed_run, lower, next_seed
from playground.ui.commands import ORDERS, Arguments, Orders
from playground.ui.state import Session
from playground.ui.vision_changes import edit_stack, with_runs, with_variant

NOW = -1
"""The epoch that is none: the newest weights."""
WORDS = {"panel": {"none": "", **{word: word for word in PANELS}}, "way": {w: w for w in WAYS}}
"""Field of the sight -> the words it may be told, and what it becomes."""
MOST = 1024


def _sight(session: Session, given: Arguments) -> None:
    """Look at another layer, network, image, epoch or panel; what makes no sense is passed over."""
    field, value = given["field"], given["value"]
    found: Any
    if field in WORDS:
        found = WORDS[field].get(value)
    elif field in ("variant", "filter"):
        found = value if isinstance(value, int) and 0 <= value < MOST else None
    elif field == "picture":
        found = value if _is_picture(value) else None
    elif field == "epoch":
        is_epoch = isinstance(value, int) and value >= NOW
        found = value if is_epoch else None
    else:
        found = value if isinstance(value, str) else None
    if found is None:
        return
    session.look(**{field: None if (field, found) == ("epoch", NOW) else found})
    session.desk.is_stale = session.desk.is_stale or field in ("layer", "variant")
    if field == "panel":  # photographs come only with the panel that shows them
        session.desk.needs_scene = True


def _is_picture(value: object) -> bool:
    side, _, index = str(value).partition(".")
    is_held = side in ("validation", "train") and index.isascii() and index.isdigit()
    return value == DRAWN or (is_held and len(index) <= 6)


def _cell(session: Session, given: Arguments) -> None:
    """Show the images of one field of the confusion matrix; a negative number closes them."""
    truth, answer = given["truth"], given["answer"]
    classes = classes_of(session.vision.data)
    is_there = 0 <= truth < classes and 0 <= answer < classes
    session.look(cell=(truth, answer) if is_there else None)


def _draw(session: Session, given: Arguments) -> None:
    """Take the picture that a person drew or chose, a square of bytes."""
    channels = given["channels"]
    pixels = np.frombuffer(b64decode(given["pixels"]), np.uint8)
    side = int((len(pixels) / max(1, channels)) ** 0.5)
    if channels not in (1, 3) or side < 8 or side * side * channels != len(pixels):
        return
    drawn = pixels.reshape((side, side) if channels == 1 else (side, side, 3))
    placed = prepare(drawn, session.vision.data)
    session.runner.ask(lambda trainer: trainer.place(DRAWN, placed))
    session.look(picture=DRAWN, stroke=session.sight.stroke + 1, epoch=session.sight.epoch)


def _ask(session: Session, given: Arguments) -> None:
    """Ask something that takes seconds; the stage looks again for the answer."""
    session.questions.ask(session.runner, given["kind"], session.sight)
    session.desk.needs_scene = True


def _stack(session: Session, given: Arguments) -> None:
    """Add a layer after the selected one, or change the place of a layer."""
    vision, sight = session.vision, session.sight
    changed, layer = edit_stack(vision, sight.variant, given["layer"], given["act"])
    session.apply(vision=changed)
    session.look(layer=layer)
    session.desk.is_stale = True


def _new_start(session: Session, _given: Arguments) -> None:
    """Take the next seed for all networks: they keep one start."""
    seed = next_seed(session.vision.variants[0].run.seed)
    session.apply(vision=with_runs(session.vision, seed=seed))
    session.desk.is_stale = True


def _lower_rate(session: Session, _given: Arguments) -> None:
    """Take smaller steps with every network, from the start."""
    vision = session.vision
    for number, variant in enumerate(vision.variants):
        run = changed_run(variant.run, learning_rate=lower(variant.run.learning_rate))
        vision = with_variant(vision, number, run=run)
    session.apply(vision=vision)
    session.runner.reset()
    session.desk.is_stale = True


def _play(session: Session, _given: Arguments) -> None:
    """Play from now on: whoever looked back comes back."""
    session.look(epoch=None)
    session.runner.play()


VISION_ORDERS: Orders = {
    **ORDERS,
    "play": _play,
    "new_start": _new_start,
    "lower_rate": _lower_rate,
    "sight": _sight,
    "cell": _cell,
    "draw": _draw,
    "ask": _ask,
    "stack": _stack,
}

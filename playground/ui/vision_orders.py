"""What each button of the image networks' stage does to the session, besides the usual ones."""

from base64 import b64decode

import numpy as np

from playground.data.drawing import prepare
from playground.live.sight import DRAWN, PANELS, WAYS
from playground.spec.vision import classes_of
from playground.ui.changes import lower, next_seed
from playground.ui.commands import ORDERS, Arguments, Orders
from playground.ui.state import Session
from playground.ui.vision_changes import changed_run, edit_stack, with_runs, with_variant

SIDES = {"panel": ("", *PANELS), "way": WAYS}
"""Field of the sight -> the words it may be."""


def _sight(session: Session, given: Arguments) -> None:
    """Look at another layer, network, image, epoch or panel."""
    field, value = given["field"], given["value"]
    if field in SIDES and value not in SIDES[field]:
        return
    if field in ("variant", "filter") and not (isinstance(value, int) and 0 <= value < 1024):
        return
    if field == "epoch" and not (value is None or (isinstance(value, int) and value >= 0)):
        return
    if field == "picture" and not _is_picture(value):
        return
    if field == "layer" and not isinstance(value, str):
        return
    session.look(**{field: value})
    if field in ("layer", "variant"):
        session.desk.is_stale = True
    if field == "panel":  # photographs come only with the panel that shows them
        session.desk.needs_scene = True


def _is_picture(value: object) -> bool:
    side, _, index = str(value).partition(".")
    return value == DRAWN or (side in ("validation", "train") and index.isdigit())


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
    session.questions.ask(session.runner, given["kind"], session.sight.variant)
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

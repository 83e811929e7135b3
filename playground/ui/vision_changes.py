"""From one Vision to the next: what the buttons of the image networks' page mean."""

from typing import Any

from playground.live.sight import INPUT
from playground.spec.stack import STACKS, StackLayer
from playground.spec.vision import (
    OWN_IMAGES,
    Images,
    Variant,
    Vision,
    change_vision,
    made_part,
    stack_of,
)
from playground.spec.vision_link import usual_images
from playground.ui.changes import changed_run


def with_images(vision: Vision, **fields: Any) -> Vision:
    """Return the Vision with other images; another set brings its own usual count."""
    old = vision.data
    values = old.model_dump()
    if fields.get("name", old.name) != old.name:
        values["images"] = usual_images(fields["name"]).images
        if fields["name"] != OWN_IMAGES:
            values.update(digest="", names=(), shape=Images().shape)
    return change_vision(vision, data=made_part(Images, {**values, **fields}))


def with_variant(vision: Vision, number: int, **fields: Any) -> Vision:
    """Return the Vision with one network changed."""
    variants = list(vision.variants)
    old = variants[number]
    variants[number] = Variant(stack=fields.get("stack", old.stack), run=fields.get("run", old.run))
    return change_vision(vision, variants=tuple(variants))


def with_runs(vision: Vision, **fields: Any) -> Vision:
    """Return the Vision in which all networks learn with some settings alike."""
    for number, variant in enumerate(vision.variants):
        vision = with_variant(vision, number, run=changed_run(variant.run, **fields))
    return vision


def place_of(vision: Vision, number: int, layer: str) -> int | None:
    """Return where a layer stands in a network's stack; None for the image and the answer."""
    names = [level.name for level in stack_of(vision, number)[:-1]]
    return names.index(layer) if layer in names else None


def with_layer(vision: Vision, number: int, place: int, **fields: Any) -> Vision:
    """Return the Vision with one layer of a network changed."""
    stack = list(vision.variants[number].stack)
    stack[place] = made_part(StackLayer, {**stack[place].model_dump(), **fields})
    return with_variant(vision, number, stack=tuple(stack))


def edit_stack(vision: Vision, number: int, layer: str, act: str) -> tuple[Vision, str]:
    """Return the Vision after an act on a layer, and the name of the layer to look at then.

    Acts are add (one like it behind it, a dense one at the end), duplicate, remove, earlier and
    later.
    """
    stack = list(vision.variants[number].stack)
    place = place_of(vision, number, layer)
    if act == "add":
        at = 0 if layer == INPUT else len(stack) if place is None else place + 1
        stack.insert(at, _new_layer(vision, number, at))
    elif place is None:
        return vision, layer
    elif act == "duplicate":
        at = place + 1
        stack.insert(at, stack[place])
    elif act == "remove":
        at = max(0, place - 1)
        del stack[place]
    else:
        at = min(len(stack) - 1, max(0, place + (1 if act == "later" else -1)))
        stack.insert(at, stack.pop(place))
    changed = with_variant(vision, number, stack=tuple(stack))
    return changed, stack_of(changed, number)[at].name


def _new_layer(vision: Vision, number: int, at: int) -> StackLayer:
    """A convolution where there is still a map, else a dense layer."""
    levels = stack_of(vision, number)
    is_map = at == 0 or len(levels[at - 1].shape) == 3
    return StackLayer(kind="conv" if is_map else "dense")


def with_more(vision: Vision, number: int) -> Vision:
    """Return the Vision with a copy of a network at the end."""
    return change_vision(vision, variants=(*vision.variants, vision.variants[number]))


def without(vision: Vision, number: int) -> Vision:
    """Return the Vision without one of its networks."""
    kept = [variant for place, variant in enumerate(vision.variants) if place != number]
    return change_vision(vision, variants=tuple(kept))


def with_preset(vision: Vision, number: int, word: str) -> Vision:
    """Return the Vision with a preset's layers in one network."""
    return with_variant(vision, number, stack=STACKS[word])

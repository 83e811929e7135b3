"""Inventory: what there is to look at, so that the name of a view can be refused in time.

A page may still ask for a layer or an image of the network before; an entry of `PRESENT` says
whether the argument of a name is there: `(inventory, value, all arguments of the name) -> bool`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from playground.deep.lens import Lens

INPUT = "input"
"""The name of what goes into the first layer."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The lenses, the number of classes, images by group, and names of placed ones."""

    lenses: tuple[Lens, ...]
    classes: int
    images: Mapping[str, int]
    placed: Collection[str]

    def lens(self, given: Mapping[str, str]) -> Lens | None:
        """The lens of the variant that a name speaks of."""
        return (
            self.lenses[int(given["variant"])]
            if is_variant(self, given["variant"], given)
            else None
        )


Given = Mapping[str, str]


def is_variant(own: Inventory, value: str, _given: Given) -> bool:
    """A variant's number."""
    return value.isdecimal() and int(value) < len(own.lenses)


def is_class(own: Inventory, value: str, _given: Given) -> bool:
    """A class's number."""
    return value.isdecimal() and int(value) < own.classes


def is_own_layer(own: Inventory, value: str, given: Given) -> bool:
    """A layer of the variant's network."""
    lens = own.lens(given)
    return lens is not None and value in lens.names


def is_layer(own: Inventory, value: str, given: Given) -> bool:
    """The same, or the input."""
    return value == INPUT or is_own_layer(own, value, given)


def is_map_layer(own: Inventory, value: str, given: Given) -> bool:
    """A layer that answers with a map."""
    lens = own.lens(given)
    return lens is not None and value in lens.names and lens.is_map(value)


def is_kernel_layer(own: Inventory, value: str, given: Given) -> bool:
    """A layer with a kernel."""
    lens = own.lens(given)
    return lens is not None and value in lens.names and lens.has_kernel(value)


def is_unit(own: Inventory, value: str, given: Given) -> bool:
    """A filter or unit of the layer that the name speaks of."""
    lens, layer = own.lens(given), given["own_layer"]
    if lens is None or layer not in lens.names:
        return False
    return value.isdecimal() and int(value) < lens.units(layer)


def is_picture(own: Inventory, value: str, _given: Given) -> bool:
    """A placed picture, or one of a group by its number."""
    group, _, index = value.partition(".")
    return value in own.placed or (index.isdecimal() and int(index) < own.images.get(group, 0))


PRESENT: dict[str, Callable[[Inventory, str, Given], bool]] = {
    "variant": is_variant,
    "truth": is_class,
    "answer": is_class,
    "layer": is_layer,
    "own_layer": is_own_layer,
    "map_layer": is_map_layer,
    "kernel_layer": is_kernel_layer,
    "unit": is_unit,
    "picture": is_picture,
}
"""Argument of a view -> whether what it names is there."""

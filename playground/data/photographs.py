"""Photographs that come with scikit-image, small and grey: what classic kernels are shown on.

All were given to the public (CC0 or public domain). They are read from the package's folder.
"""

from functools import cache

import numpy as np
from PIL import Image

from playground.data.album import Pixels
from playground.data.bundled_images import picture_folder
from playground.errors import N_, DataError
from playground.spec.choices import Choice

SIDE = 96

FILES = {
    "camera": "camera.png",
    "cat": "chelsea.png",
    "coins": "coins.png",
    "astronaut": "astronaut.png",
    "coffee": "coffee.png",
    "moon": "moon.png",
    "bricks": "brick.png",
    "page": "page.png",
}
PHOTOGRAPHS: dict[str, Choice] = {
    "camera": Choice(N_("Cameraman"), N_("Strong edges before a calm sky (Varshney).")),
    "cat": Choice(N_("Cat"), N_("Fur and whiskers of Chelsea (van der Walt).")),
    "coins": Choice(N_("Coins"), N_("Greek coins from Pompeii (Brooklyn Museum).")),
    "astronaut": Choice(N_("Astronaut"), N_("Eileen Collins (NASA).")),
    "coffee": Choice(N_("Coffee"), N_("A cup seen from above (Michetti).")),
    "moon": Choice(N_("Moon"), N_("Craters in soft light (NASA).")),
    "bricks": Choice(N_("Bricks"), N_("Edges in two directions (CC0 Textures).")),
    "page": Choice(N_("Printed page"), N_("Thin dark strokes on uneven light.")),
}
"""Word -> name, and what a kernel finds there with its source."""


@cache
def photograph(name: str, side: int = SIDE) -> Pixels:
    """The middle square of a photograph as (side, side, 1) within [0, 1], read-only.

    Raises:
        DataError: scikit-image's file is not there.
    """
    path = picture_folder() / FILES[name]
    try:
        with Image.open(path, formats=("PNG",)) as image:
            grey = image.convert("L")
    except OSError as error:
        raise DataError("data", "not_a_file", {"value": f"scikit-image's {path.name}"}) from error
    short = min(grey.size)
    left, top = ((length - short) // 2 for length in grey.size)
    small = grey.resize(
        (side, side), Image.Resampling.BOX, box=(left, top, left + short, top + short)
    )
    pixels = np.asarray(small, np.float32)[..., None] / np.float32(255)
    pixels.setflags(write=False)
    return pixels

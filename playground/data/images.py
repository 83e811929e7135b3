"""From the Images of an experiment to its Pictures: one loader for each data set.

`load_images` may read from the network and take seconds for a fetched set: call it in a worker.
"""

from collections.abc import Callable
from functools import lru_cache

from playground.data import bundled_images, shapes
from playground.data.album import Album
from playground.data.pictures import Pictures, split
from playground.spec.vision import Images

BUNDLED: dict[str, Callable[[], Album]] = {
    "digits": bundled_images.digits,
    "shapes": shapes.shapes,
    "faces": bundled_images.faces,
}
"""Sets that need no network."""


def load_images(data: Images) -> Pictures:
    """The Pictures of `data`, the same for the same fields."""
    return _bundled(data.name, data.images, data.validation_share, data.seed)


@lru_cache(maxsize=8)
def _bundled(name: str, images: int, validation_share: float, seed: int) -> Pictures:
    """Pictures of a small set; what only changes how they are shown shares them."""
    data = Images(name=name, images=images, validation_share=validation_share, seed=seed)
    return split(BUNDLED[name](), data)

"""From the Images of an experiment to its Pictures: one loader for each data set.

Bundled sets are there at once. A fetched set may come over the network and takes seconds to read:
load it in a worker. A person's own album is handed in, since only the web process holds it.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from playground.data import archives, bundled_images, shapes
from playground.data.album import Album
from playground.data.fetched import Told, fetch
from playground.data.pictures import Pictures, split
from playground.errors import DataError
from playground.spec.vision import OWN_IMAGES, Images

BUNDLED: dict[str, Callable[[], Album]] = {
    "digits": bundled_images.digits,
    "shapes": shapes.shapes,
    "faces": bundled_images.faces,
}
"""Sets that need no network."""


FETCHED: dict[str, Callable[[Sequence[Path]], Album]] = {
    "mnist": archives.read_mnist,
    "fashion_mnist": archives.read_fashion,
    "cifar10": archives.read_cifar,
}
"""Sets of keras.datasets, read from its files."""

CLASS_NAMES: dict[str, tuple[str, ...]] = {
    "digits": bundled_images.DIGITS,
    "shapes": tuple(shapes.SHAPES),
    "faces": bundled_images.FACES,
    "mnist": bundled_images.DIGITS,
    "fashion_mnist": archives.CLOTHES,
    "cifar10": archives.PHOTOGRAPHED,
}
"""Names of the classes, known before anything is loaded; marked for the catalogue."""


def load_images(
    data: Images, own: Album | None = None, told: Told = lambda there, whole: None
) -> Pictures:
    """The Pictures of `data`, the same for the same fields.

    `own` is the person's album where the data are of that name; `told` hears of bytes that come
    over the network.

    Raises:
        DataError: files can't be fetched or read, the own album is not at hand, or a class would
            be left without images.
    """
    if data.name in FETCHED:
        return split(FETCHED[data.name](fetch(data.name, told)), data)
    if data.name == OWN_IMAGES:
        if own is None or own.digest != data.digest:
            raise DataError("data", "own_images_gone")
        return split(own, data)
    return _bundled(data.name, data.images, data.validation_share, data.seed)


@lru_cache(maxsize=8)
def _bundled(name: str, images: int, validation_share: float, seed: int) -> Pictures:
    """Pictures of a small set; what only changes how they are shown shares them."""
    data = Images(name=name, images=images, validation_share=validation_share, seed=seed)
    return split(BUNDLED[name](), data)

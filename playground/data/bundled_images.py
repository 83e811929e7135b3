"""Images that come with packages: scikit-learn's digits and scikit-image's faces.

Both are read from the packages' folders, since importing the libraries takes seconds. Digits:
Alpaydin and Kaynak, UCI 1998, 8x8 counts of ink from 0 to 16. Faces: 100 of Labeled Faces in the
Wild (Huang et al. 2007) and 100 other patches of 25x25.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from playground.data.album import Album, album
from playground.errors import N_, DataError

DIGITS = tuple("0123456789")
FACES = (N_("no face"), N_("face"))


@cache
def digits() -> Album:
    """All 1,797 digits."""
    path = _folder("scikit-learn", find_spec("sklearn")) / "datasets" / "data" / "digits.csv.gz"
    try:
        table = np.loadtxt(path, delimiter=",", dtype=np.uint8)  # (N, 65)
    except OSError as error:
        raise DataError("data", "not_a_file", {"value": f"scikit-learn's {path.name}"}) from error
    return album(table[:, :-1].reshape(-1, 8, 8), table[:, -1], DIGITS, white=16.0)


@cache
def faces() -> Album:
    """100 faces, then 100 patches without one."""
    path = picture_folder() / "lfw_subset.npy"
    try:
        patches = np.load(path, allow_pickle=False)  # (200, 25, 25)
    except (OSError, ValueError) as error:
        raise DataError("data", "not_a_file", {"value": f"scikit-image's {path.name}"}) from error
    return album(patches.astype(np.float32), 1 - np.arange(200) // 100, FACES, white=1.0)


def picture_folder() -> Path:
    """Where scikit-image keeps its pictures."""
    return _folder("scikit-image", find_spec("skimage")) / "data"


def _folder(library: str, spec: object) -> Path:
    """The folder of an installed package; raises DataError where there is none."""
    origin = getattr(spec, "origin", None)
    if not origin:
        raise DataError("data", "not_a_file", {"value": library})
    return Path(origin).parent

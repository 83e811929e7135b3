"""Film reviews of keras.datasets (IMDB; Maas et al. 2011), read without being believed.

The file is a zip of pickled arrays of lists. Python's own unpickler reads them, but every name in
them that is not NumPy's array is refused, and those of NumPy's array only make a `_Said`, which
keeps what it is told: no NumPy code runs on what a pickle says.
"""

import io
import json
import pickle
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy

from playground.data.archives import DAMAGE
from playground.data.fetched import Told, fetch
from playground.data.texts import REST, Labelled
from playground.errors import DataError

WORDS = 2000
"""The commonest words, which are told apart; a rarer one is the sign of the rest."""
MOST_BYTES = 120_000_000
"""More than half of the reviews take."""
LAST = 200
"""Words of a review that are kept, from its end: there the judgement stands."""
NAMES = ("negative", "positive")


def reviews(told: Told) -> Labelled:
    """The 25,000 reviews for training; a word is as common as its number is low.

    Raises:
        DataError: the files can't be fetched or read.
    """
    try:
        paths = fetch("imdb", told)
    except DataError as error:
        if error.code != "not_fetched":
            raise
        raise DataError("data", "reviews_not_fetched", error.facts) from error
    return read_reviews(paths)


def read_reviews(paths: Sequence[Path]) -> Labelled:
    """The reviews of imdb.npz for training, with the words of imdb_word_index.json.

    Raises:
        DataError: a file is not what it should be.
    """
    path, index = paths
    try:
        ranks = json.loads(index.read_text(encoding="utf-8"))
        words = {int(rank): str(word) for word, rank in ranks.items() if 1 <= int(rank) <= WORDS}
        with zipfile.ZipFile(path) as archive:
            texts, labels = (_listed(archive, name) for name in ("x_train", "y_train"))
        alphabet = ("", REST, *(words.get(rank, REST) for rank in range(1, WORDS + 1)))
        tokens = [[_token(rank) for rank in text[-LAST:]] for text in texts]
        if len(tokens) != len(labels) or not tokens or not set(labels) <= {0, 1}:
            raise ValueError("labels do not fit the reviews")
    except (*DAMAGE, pickle.UnpicklingError) as error:
        raise DataError("data", "fetched_wrong", {"value": path.name}) from error
    return Labelled(tokens, [int(label) for label in labels], alphabet, NAMES)


def _token(rank: Any) -> int:
    """The token of a word of some rank: 0 is the blank, 1 the rest."""
    if type(rank) is not int:
        raise TypeError("a review is made of numbers")
    return rank + 1 if 1 <= rank <= WORDS else 1


def _listed(archive: zipfile.ZipFile, name: str) -> list[Any]:
    """An array of an .npz as a list: one of whole numbers, or one of pickled lists."""
    with archive.open(f"{name}.npy") as member:
        content = member.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError("too long")
    file = io.BytesIO(content)
    if npy.read_magic(file) != (1, 0):
        raise ValueError("another version of .npy")
    shape, _, kind = npy.read_array_header_1_0(file)
    if kind.hasobject:
        entries = _Reader(file).entries()
    elif kind.kind in "iu":
        entries = np.frombuffer(content, kind, offset=file.tell()).tolist()
    else:
        raise ValueError(f"an array of {kind}")
    if shape != (len(entries),):
        raise ValueError("another length than is told")
    return entries


class _Said:
    """What a pickle says of an array or its kind; it only keeps it."""

    state: Any = None

    def __init__(self, *_said: Any) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _Reader(pickle.Unpickler):
    """Reads lists of numbers, and the name of NumPy's array around them."""

    def find_class(self, module: str, name: str) -> Any:
        """A stand-in for a name of NumPy's array; any other is refused."""
        if (module.replace("._core.", ".core."), name) not in _NAMES:
            raise pickle.UnpicklingError(f"{module} {name}")
        return _Said

    def entries(self) -> list[Any]:
        """The entries of an array of lists."""
        said = self.load()
        entries = said.state[4] if isinstance(said, _Said) else None
        if not isinstance(entries, list):
            raise TypeError("not an array of lists")
        return entries


_NAMES = frozenset({
    ("numpy.core.multiarray", "_reconstruct"), ("numpy", "ndarray"), ("numpy", "dtype"),
})  # fmt: skip

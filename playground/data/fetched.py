"""Files that come over the network the first time, into the cache that Keras uses too.

The same addresses, names and sums as `keras.datasets` (Keras 3.15), so what either has fetched the
other finds; `$KERAS_HOME` moves the cache of both. Fetching blocks: call it in a worker.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.request import urlopen

from playground.errors import DataError

Told = Callable[[int, int], None]
"""Is told how many bytes are there, of how many."""
PATIENCE_SECONDS = 20
CHUNK = 1 << 18
_HOST = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"


@dataclass(frozen=True, slots=True)
class Remote:
    """A file elsewhere: its address, its place in the cache, its size and its SHA-256.

    The sum is empty where Keras knows none of this kind; there size and form are checked.
    """

    url: str
    path: str
    bytes: int
    sum: str = ""


REMOTES: dict[str, tuple[Remote, ...]] = {
    "mnist": (
        Remote(
            _HOST + "mnist.npz",
            "mnist.npz",
            11_490_434,
            "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
        ),
    ),
    "fashion_mnist": tuple(
        Remote(f"{_HOST}{name}-ubyte.gz", f"fashion-mnist/{name}-ubyte.gz", size)
        for name, size in {
            "train-images-idx3": 26_421_880,
            "train-labels-idx1": 29_515,
            "t10k-images-idx3": 4_422_102,
            "t10k-labels-idx1": 5_148,
        }.items()
    ),
    "imdb": (
        Remote(
            _HOST + "imdb.npz",
            "imdb.npz",
            17_464_789,
            "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
        ),
        Remote(_HOST + "imdb_word_index.json", "imdb_word_index.json", 1_641_221),
    ),
    "cifar10": (
        Remote(
            "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
            "cifar-10-batches-py-target_archive",
            170_498_071,
            "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
        ),
    ),
}
"""Data set -> its files."""


def cache_folder() -> Path:
    """Where fetched files are kept."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "datasets"


def is_cached(name: str) -> bool:
    """Whether all files of a set are there in their size; their sums are checked when read."""
    return all(_has_size(cache_folder() / remote.path, remote) for remote in REMOTES[name])


def fetch(name: str, told: Told) -> list[Path]:
    """The files of a set, fetched where the cache has none that is whole.

    Raises:
        DataError: a file can't be fetched or kept, or is not the expected one.
    """
    remotes = REMOTES[name]
    total, before = sum(remote.bytes for remote in remotes), 0
    paths = []
    for remote in remotes:
        path = cache_folder() / remote.path
        if not _is_whole(path, remote):
            _download(remote, path, partial(_told_of_all, told, before, total))
        before += remote.bytes
        told(before, total)
        paths.append(path)
    return paths


def _told_of_all(told: Told, before: int, total: int, there: int) -> None:
    told(before + there, total)


def _download(remote: Remote, path: Path, told: Callable[[int], None]) -> None:
    """Fetch one file beside its place and move it there once it is whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as part:
            kept = Path(part.name)
        try:
            _copy(remote, kept, told)
            if not _is_whole(kept, remote):
                raise DataError("data", "fetched_wrong", {"value": path.name})
            kept.replace(path)
        finally:
            with suppress(OSError):
                kept.unlink(missing_ok=True)
    except (OSError, HTTPException) as error:
        raise DataError("data", "not_fetched", {"value": path.name}) from error


def _copy(remote: Remote, kept: Path, told: Callable[[int], None]) -> None:
    """Write what the address answers, and no more of it than the file is long."""
    there = 0
    with urlopen(remote.url, timeout=PATIENCE_SECONDS) as answer, kept.open("wb") as file:
        while there <= remote.bytes and (chunk := answer.read(CHUNK)):
            there += len(chunk)
            file.write(chunk)
            told(min(there, remote.bytes))


def _has_size(path: Path, remote: Remote) -> bool:
    try:
        return path.stat().st_size == remote.bytes
    except OSError:
        return False


def _is_whole(path: Path, remote: Remote) -> bool:
    """Whether a file has the size and the sum of the remote one."""
    if not _has_size(path, remote) or not remote.sum:
        return _has_size(path, remote)
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            found.update(chunk)
    return found.hexdigest() == remote.sum

"""The file formats of keras.datasets, read without executing or believing anything in them.

Sizes are checked before memory is taken: a file that says more than its set can hold is refused
with one sentence. MNIST is a zip of arrays (.npz), Fashion-MNIST four gzipped IDX files (LeCun),
CIFAR-10 a tar of Python 2 pickles (Krizhevsky 2009), of which a walk over the opcodes takes only
plain values: no object is ever made and no name ever looked up.
"""

import gzip
import io
import pickletools
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from playground.data.album import Album, album
from playground.data.bundled_images import DIGITS
from playground.errors import N_, DataError

Bytes = NDArray[np.uint8]

CLOTHES = (
    N_("T-shirt"), N_("trousers"), N_("pullover"), N_("dress"), N_("coat"), N_("sandal"),
    N_("shirt"), N_("sneaker"), N_("bag"), N_("ankle boot"),
)  # fmt: skip
PHOTOGRAPHED = (
    N_("airplane"), N_("car"), N_("bird"), N_("cat"), N_("deer"), N_("dog"), N_("frog"),
    N_("horse"), N_("ship"), N_("truck"),
)  # fmt: skip
MOST_IMAGES = 70_000
MOST_BYTES = MOST_IMAGES * 32 * 32 * 3
"""More than the pixels of any of these sets."""
BATCHES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")
DAMAGE = (
    OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error,
    zlib.error, zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the standard library raises on a file that is not what it should be."""


def read_mnist(paths: Sequence[Path]) -> Album:
    """All digits of mnist.npz, those for training first."""
    (path,) = paths
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [_npy(archive, name) for name in ("x_train", "x_test", "y_train", "y_test")]
        return _grey(np.concatenate(parts[:2]), np.concatenate(parts[2:]), DIGITS)
    except DAMAGE as error:
        raise _damaged(path) from error


def read_fashion(paths: Sequence[Path]) -> Album:
    """All clothes of the four IDX files, those for training first."""
    try:
        images, labels, more_images, more_labels = (_idx(path) for path in paths)
        pixels = np.concatenate([images, more_images])
        return _grey(pixels, np.concatenate([labels, more_labels]), CLOTHES)
    except DAMAGE as error:
        raise _damaged(paths[0]) from error


def read_cifar(paths: Sequence[Path]) -> Album:
    """All photographs of the six batches, those for training first."""
    (path,) = paths
    found = dict[str, tuple[Bytes, NDArray[np.int64]]]()
    try:
        with (
            gzip.open(path) as unpacked,
            tarfile.open(fileobj=_Capped(unpacked, 2 * MOST_BYTES), mode="r|") as archive,
        ):
            for member in archive:
                name = member.name.rpartition("/")[2]
                content = archive.extractfile(member) if name in BATCHES else None
                if content is not None:
                    found[name] = _batch(content.read(MOST_BYTES))
        pixels = np.concatenate([found[name][0] for name in BATCHES])
        labels = np.concatenate([found[name][1] for name in BATCHES])
        _check_labels(labels, len(pixels), PHOTOGRAPHED)
    except DAMAGE as error:
        raise _damaged(path) from error
    return album(pixels, labels, PHOTOGRAPHED)


def _damaged(path: Path) -> DataError:
    return DataError("data", "fetched_wrong", {"value": path.name})


def _grey(pixels: Bytes, labels: Bytes, names: Sequence[str]) -> Album:
    """An album of 28x28 grey images; raises ValueError where pixels and labels do not fit."""
    if pixels.shape[1:] != (28, 28):
        raise ValueError(f"images of {pixels.shape[1:]}")
    _check_labels(labels, len(pixels), names)
    return album(pixels, labels, names)


def _check_labels(labels: NDArray[Any], count: int, names: Sequence[str]) -> None:
    if labels.shape != (count,) or not count or labels.min() < 0 or labels.max() >= len(names):
        raise ValueError("labels do not fit the images")


def _npy(archive: zipfile.ZipFile, name: str) -> Bytes:
    """One array of bytes from an .npz; its header must say exactly what the member holds."""
    with archive.open(f"{name}.npy") as member:
        content = _taken(member)
    header = io.BytesIO(content)
    if npy.read_magic(header) != (1, 0):
        raise ValueError("another version of .npy")
    shape, is_fortran, dtype = npy.read_array_header_1_0(header)
    if dtype != np.uint8 or is_fortran:
        raise ValueError(f"an array of {dtype}")
    return np.frombuffer(content, np.uint8, offset=header.tell()).reshape(shape)


def _idx(path: Path) -> Bytes:
    """One gzipped IDX file: 0, 0, 8 (bytes), dimensions, each length as a big-endian integer."""
    with gzip.open(path) as file:
        content = _taken(file)
    zero, kind, dimensions = struct.unpack_from(">HBB", content)
    if zero or kind != 8 or dimensions not in (1, 3):
        raise ValueError("not an IDX file of bytes")
    shape = struct.unpack_from(f">{dimensions}I", content, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def _taken(file: IO[bytes] | gzip.GzipFile) -> bytes:
    """All of an unpacked file; raises ValueError where it is longer than any set."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError("too long")
    return content


class _Capped(io.RawIOBase):
    """A file that ends in an error after so many bytes."""

    def __init__(self, file: gzip.GzipFile, left: int) -> None:
        self._file, self._left = file, left

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(content)
        if self._left < 0:
            raise ValueError("too long")
        return content


def _batch(packed: bytes) -> tuple[Bytes, NDArray[np.int64]]:
    """Pixels (N, 32, 32, 3) and labels (N,) of one batch of CIFAR-10."""
    told = _Walk().through(packed)
    version, shape, kind, is_fortran, pixels = told["data"].state
    if version != 1 or not _is_bytes(kind):
        raise ValueError("another kind of array")
    content = pixels.encode("latin-1") if isinstance(pixels, str) else pixels
    rows = np.frombuffer(content, np.uint8).reshape(shape, order="F" if is_fortran else "C")
    rows = rows.reshape(-1, 3, 32, 32)
    return np.ascontiguousarray(rows.transpose(0, 2, 3, 1)), np.array(told["labels"], np.int64)


def _is_bytes(kind: Any) -> bool:
    """Whether what a pickle says of a dtype is unsigned bytes."""
    return isinstance(kind, _Made) and _text(kind.arguments[0]) == "u1"


def _text(word: Any) -> Any:
    return word.decode("latin-1") if isinstance(word, bytes) else word


class _Made:
    """What a pickle says should be made: by which name, from what, and in which state."""

    def __init__(self, name: str, arguments: tuple[Any, ...]) -> None:
        self.name, self.arguments = name, arguments
        self.state: Any = None


_NAMES = frozenset(
    f"{module} {name}"
    for module, name in (
        ("numpy.core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
    )
)
_EMPTY: dict[str, Callable[[], Any]] = {
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
}
_PLAIN = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_VALUES = frozenset({
    "SHORT_BINSTRING", "BINSTRING", "SHORT_BINBYTES", "BINBYTES", "BININT", "BININT1",
    "BININT2", "BINUNICODE",
})  # fmt: skip


class _Walk:
    """A walk over a pickle's opcodes with a stack of plain values.

    Names of NumPy's own array are noted, never looked up; any other name or opcode is an error.
    """

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}

    def through(self, content: bytes) -> dict[str, Any]:
        """Return the dictionary that the pickle describes, its keys as text."""
        for opcode, argument, _place in pickletools.genops(content):
            self._step(opcode.name, argument)
        (told,) = self.stack
        return {_text(name): value for name, value in told.items()}

    def _step(self, name: str, argument: Any) -> None:
        if name in _VALUES:
            self.stack.append(argument)
        elif name in _EMPTY:
            self.stack.append(_EMPTY[name]())
        elif name in _PLAIN:
            self.stack.append(_PLAIN[name])
        elif name in _TUPLES:
            self.stack.append(tuple(self._popped(len(self.stack) - _TUPLES[name])))
        elif name in ("BINPUT", "LONG_BINPUT"):
            self.memo[argument] = self.stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            self.stack.append(self.memo[argument])
        else:
            self._build(name, argument)

    def _build(self, name: str, argument: Any) -> None:
        """Take a step that puts values together."""
        if name == "MARK":
            self.marks.append(len(self.stack))
        elif name == "TUPLE":
            self.stack.append(tuple(self._popped(self.marks.pop())))
        elif name in ("APPENDS", "APPEND"):
            values = self._popped(self.marks.pop() if name == "APPENDS" else len(self.stack) - 1)
            self.stack[-1].extend(values)
        elif name in ("SETITEMS", "SETITEM"):
            pairs = self._popped(self.marks.pop() if name == "SETITEMS" else len(self.stack) - 2)
            self.stack[-1].update(zip(pairs[::2], pairs[1::2], strict=True))
        elif name == "GLOBAL" and argument in _NAMES:
            self.stack.append(argument)
        elif name == "REDUCE":
            called, arguments = self._popped(len(self.stack) - 2)
            self.stack.append(_Made(called, arguments))
        elif name == "BUILD":
            (state,) = self._popped(len(self.stack) - 1)
            self.stack[-1].state = state
        elif name not in ("PROTO", "STOP"):
            raise ValueError(f"{name} {argument}")

    def _popped(self, start: int) -> list[Any]:
        """Take everything from `start` on off the stack."""
        if start < 0:
            raise ValueError("the stack is empty")
        taken, self.stack[start:] = self.stack[start:], []
        return taken

"""Small files in the formats of keras.datasets, written as their makers wrote them."""

import gzip
import io
import pickle
import struct
import tarfile
from typing import Any, ClassVar

import numpy as np

BATCHES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")


def mnist(path, train=30, test=10, rng=None):
    """Write mnist.npz; returns pixels and labels of both parts."""
    rng = rng or np.random.default_rng(0)
    pixels = rng.integers(0, 256, (train + test, 28, 28)).astype(np.uint8)
    labels = (np.arange(train + test) % 10).astype(np.uint8)
    np.savez_compressed(
        path, x_train=pixels[:train], y_train=labels[:train], x_test=pixels[train:],
        y_test=labels[train:],
    )  # fmt: skip
    return pixels, labels


def idx(values):
    """An array of bytes as IDX: magic number, lengths, values."""
    head = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    return gzip.compress(head + values.tobytes())


def fashion(folder, train=30, test=10):
    """Write the four files; returns their paths, pixels and labels."""
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (train + test, 28, 28)).astype(np.uint8)
    labels = (np.arange(train + test) % 10).astype(np.uint8)
    parts = {
        "train-images-idx3": pixels[:train], "train-labels-idx1": labels[:train],
        "t10k-images-idx3": pixels[train:], "t10k-labels-idx1": labels[train:],
    }  # fmt: skip
    paths = []
    for name, values in parts.items():
        paths.append(folder / f"{name}-ubyte.gz")
        paths[-1].write_bytes(idx(values))
    return paths, pixels, labels


def save_string(pickler: Any, text: bytes) -> None:
    """Write bytes as Python 2 wrote its strings."""
    count = len(text)
    head = b"U" + bytes([count]) if count < 256 else b"T" + struct.pack("<i", count)
    pickler.write(head + text)
    pickler.memoize(text)


class Python2Pickler(pickle._Pickler):
    dispatch: ClassVar[dict[Any, Any]] = {**pickle._Pickler.dispatch, bytes: save_string}


def batch(pixels, labels):
    """One batch of CIFAR-10: rows of 3072 bytes, red first, and a list of labels."""
    content = io.BytesIO()
    told = {
        b"batch_label": b"training batch",
        b"labels": [int(label) for label in labels],
        b"data": pixels.transpose(0, 3, 1, 2).reshape(len(pixels), -1),
        b"filenames": [b"%d.png" % number for number in range(len(pixels))],
    }
    Python2Pickler(content, 2).dump(told)
    return content.getvalue().replace(b"numpy._core.multiarray", b"numpy.core.multiarray")


def cifar(path, each=4, members=None):
    """Write the tar of six batches (or of other `members`); returns pixels and labels."""
    rng = np.random.default_rng(2)
    pixels = rng.integers(0, 256, (6 * each, 32, 32, 3)).astype(np.uint8)
    labels = np.arange(6 * each) % 10
    parts = members or {
        f"cifar-10-batches-py/{name}": batch(
            pixels[number * each : (number + 1) * each], labels[number * each : (number + 1) * each]
        )
        for number, name in enumerate(BATCHES)
    }
    with tarfile.open(path, "w:gz") as archive:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return pixels, labels

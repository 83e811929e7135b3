"""A person's own images: a zip with a folder for each class, or several files for each class.

Nothing of a zip is written to a disk. Its directory is measured before it is read, every entry is
unpacked up to a limit and no further, and each image goes through `decoding`. What is wrong is told
in one sentence that names the file.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data.album import Album, album
from playground.data.decoding import FILE_MEGABYTES, decode
from playground.errors import DataError, one_line
from playground.spec.limits import LENGTHS, LIMITS

MOST_IMAGES, MOST_ENTRIES = 5000, 6000
ZIP_MEGABYTES, UNPACKED_MEGABYTES = 25, 200
TIGHTEST = 100
"""How many times larger than packed an image may be; PNG and JPEG are packed already."""
DIRECTORY_BYTES = 400
"""What the directory of a zip may need for each entry, on average."""
SIDES = (16, 24, 28, 32, 48, 64)
NAME_SIGNS = 40
COLOURED = 8
"""How far apart red, green and blue are in the mean before an album counts as coloured."""
UNSEEN = re.compile(r"(^|/)(\.|__MACOSX/|Thumbs\.db$|desktop\.ini$)")
"""What systems put into folders by themselves."""
OUTSIDE = re.compile(r"^(/|\\|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)|\0")
_END, _END_BYTES, _ZIP64 = b"PK\x05\x06", 22, b"PK\x06\x07"


class File(NamedTuple):
    """One image as it was handed in."""

    label: str
    name: str
    content: bytes


def from_zip(content: bytes, side: int) -> Album:
    """The images of a zip, each class named by the folder that holds it, as side x side.

    Raises:
        DataError: the zip or one of its images can't be used.
    """
    return _album(_unpacked(content), side)


def from_folder(files: Iterable[tuple[str, bytes]], side: int) -> Album:
    """The images of a folder (path, content), each class named by the folder that holds it.

    Raises:
        DataError: one of the files can't be used.
    """
    return _album(
        (File(_folder(path), path, content) for path, content in files if not UNSEEN.search(path)),
        side,
    )


def from_groups(groups: Mapping[str, Sequence[tuple[str, bytes]]], side: int) -> Album:
    """The images of several files (name, content) for each class, as side x side.

    Raises:
        DataError: one of the files can't be used.
    """
    files = (
        File(label, name, content) for label, group in groups.items() for name, content in group
    )
    return _album(files, side)


def picture_of(name: str, content: bytes, side: int = 64) -> NDArray[np.uint8]:
    """One uploaded image (side, side, 3), to ask a network about; raises DataError."""
    return decode(_shown(name), content, side)


def _album(files: Iterable[File], side: int) -> Album:
    """Decode the files one by one; classes stand in the order of their names."""
    pixels = list[NDArray[np.uint8]]()
    labels = list[str]()
    for file in files:
        if len(pixels) == MOST_IMAGES:
            _refuse_count(f"{MOST_IMAGES}+")
        pixels.append(decode(_shown(file.name), file.content, side))
        labels.append(_shown(file.label, NAME_SIGNS))
    names = sorted(set(labels))
    low, high = 2, LENGTHS["names"][1]
    if not low <= len(names) <= high:
        facts = {"low": low, "high": high, "value": len(names)}
        raise DataError("images", "wrong_number_of_classes", facts)
    if len(pixels) < LIMITS["images"].low:
        _refuse_count(len(pixels))
    numbers = {name: number for number, name in enumerate(names)}
    stacked = np.stack(pixels)
    return album(_grey_if_grey(stacked), np.array([numbers[name] for name in labels]), names)


def _refuse_count(value: int | str) -> None:
    facts = {"low": int(LIMITS["images"].low), "high": MOST_IMAGES, "value": value}
    raise DataError("images", "wrong_number_of_images", facts)


def _grey_if_grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Images (N, H, W, 3) with one channel where there is no colour in them."""
    apart = np.ptp(pixels.mean(axis=(1, 2)), axis=1).max()
    strays = np.ptp(pixels[:: max(1, len(pixels) // 200)], axis=3).mean()
    if max(apart, strays) > COLOURED:
        return pixels
    return np.asarray(pixels.mean(axis=3, keepdims=True).round(), np.uint8)


def _unpacked(content: bytes) -> Iterator[File]:
    """Yield the images of a zip; raises DataError at what is unsafe, too much or damaged."""
    _check_directory(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            left = int(UNPACKED_MEGABYTES * 1e6)
            for entry in archive.infolist():
                if OUTSIDE.search(entry.orig_filename) or OUTSIDE.search(entry.filename):
                    facts = {"value": _shown(entry.orig_filename)}
                    raise DataError("images", "archive_unsafe", facts)
                if entry.is_dir() or UNSEEN.search(entry.filename):
                    continue
                file = _entry(archive, entry)
                left -= len(file.content)
                if left < 0:
                    raise _too_large()
                yield file
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise _unreadable() from error


def _unreadable() -> DataError:
    return DataError("images", "archive_unreadable")


def _too_large() -> DataError:
    facts = {"high": ZIP_MEGABYTES, "value": UNPACKED_MEGABYTES}
    return DataError("images", "archive_too_large", facts)


def _check_directory(content: bytes) -> None:
    """Refuse a zip by the record at its very end, before its directory is read."""
    if len(content) > ZIP_MEGABYTES * 1e6:
        raise _too_large()
    end = content[-_END_BYTES:]
    if len(end) < _END_BYTES or not end.startswith(_END) or end[-2:] != b"\0\0":
        raise _unreadable()
    entries, directory = struct.unpack("<HI", end[10:16])
    if entries > MOST_ENTRIES or directory > DIRECTORY_BYTES * (entries + 10):
        raise DataError("images", "archive_crowded", {"value": entries, "high": MOST_ENTRIES})
    if content[-_END_BYTES - 20 :].startswith(_ZIP64):
        raise _unreadable()


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> File:
    """One image of a zip, unpacked no further than an image may be."""
    shown = _shown(entry.filename)
    label = _folder(entry.filename)
    most = int(FILE_MEGABYTES * 1e6)
    if entry.file_size > most:
        raise DataError("images", "file_too_large", {"value": shown, "high": FILE_MEGABYTES})
    if entry.file_size > TIGHTEST * max(entry.compress_size, 100):
        raise DataError("images", "archive_bomb", {"value": shown})
    is_plain = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not is_plain or entry.flag_bits & 1:  # the first bit: encrypted
        raise _unreadable()
    try:
        with archive.open(entry) as member:
            content = member.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise DataError("images", "image_damaged", {"value": shown}) from error
    return File(label, shown, content)


def _folder(path: str) -> str:
    """Return the folder that holds a file; raises DataError where it lies in none."""
    label = path.rpartition("/")[0].rpartition("/")[2]
    if not label:
        raise DataError("images", "image_without_class", {"value": _shown(path)})
    return label


def _shown(name: str, signs: int = 60) -> str:
    """A name from outside on one line; of a long one the end, where the file's own name is."""
    plain = one_line(name).strip() or "?"
    return plain if len(plain) <= signs else f"…{plain[1 - signs :]}"

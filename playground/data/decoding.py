"""A person's PNG or JPEG as an array: its size is read from the header before any of it is decoded.

18 kB of PNG can unpack to 144 million pixels, so what the header promises is held to a limit first,
and what the decoder then finds must be what the header said.
"""

import struct
import zlib
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from playground.errors import DataError

FILE_MEGABYTES, MEGAPIXELS = 10, 24
LONGEST = 16_384
"""Pixels that one side of an image may have."""
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
DAMAGE = (
    OSError, EOFError, ValueError, SyntaxError, KeyError, IndexError, TypeError, AttributeError,
    OverflowError, struct.error, zlib.error, RuntimeError, NotImplementedError, Warning,
    Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow raises on files that somebody has broken, warnings too where they are errors."""


def decode(name: str, content: bytes, side: int) -> NDArray[np.uint8]:
    """The middle square of an image, (side, side, 3), on white where it is transparent.

    Raises:
        DataError: it is no PNG or JPEG, too large, or damaged.
    """
    _check(name, content)
    try:
        return _decoded(content, side)
    except DAMAGE as error:
        raise DataError("images", "image_damaged", {"value": name}) from error


def size_in_header(content: bytes) -> tuple[int, int] | None:
    """Width and height as a PNG's or JPEG's header says; None where it is neither."""
    if content.startswith(PNG) and content[12:16] == b"IHDR" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return _jpeg_size(content) if content.startswith(JPEG) else None


def _check(name: str, content: bytes) -> None:
    """Refuse what is too large or of another kind, from its first bytes."""
    if len(content) > FILE_MEGABYTES * 1e6:
        raise DataError("images", "file_too_large", {"value": name, "high": FILE_MEGABYTES})
    size = size_in_header(content)
    if size is None or min(size) < 1:
        raise DataError("images", "not_an_image", {"value": name})
    if max(size) > LONGEST or size[0] * size[1] > MEGAPIXELS * 1e6:
        raise DataError("images", "too_many_pixels", {"value": name, "high": MEGAPIXELS})


def _decoded(content: bytes, side: int) -> NDArray[np.uint8]:
    with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as image:
        if image.size != size_in_header(content):
            raise ValueError("a second header")
        image.draft("RGB", (2 * side, 2 * side))  # JPEG only: decodes at a fraction of the size
        upright = ImageOps.exif_transpose(image)
    square = ImageOps.fit(_in_colour(upright), (side, side), Image.Resampling.BOX)
    return np.asarray(square, np.uint8)


def _in_colour(image: Image.Image) -> Image.Image:
    """Red, green and blue of eight bits, over white where it is transparent."""
    if image.mode.startswith("I"):  # 16 bits of grey
        grey = np.asarray(image, np.int64).clip(0, 65_535) // 257
        return Image.fromarray(grey.astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        over = image.convert("RGBA")
        ground = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(ground, over).convert("RGB")
    return image.convert("RGB")


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from the frame header (SOF) of a JPEG; segments before it are skipped."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF:  # padding
            place += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        place += 2 + length
    return None

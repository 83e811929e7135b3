"""The byte format of pictures, the same on the socket and in the component's data.

    b"NPF1" | uint32 n | header, n bytes of JSON in UTF-8, padded with spaces | arrays

All numbers are little-endian. 8 + n is a multiple of 8 and every array begins at one, so a browser
can lay typed arrays over the bytes. `header["arrays"]` maps a name to [dtype, shape, offset from
the end of the header]. The JSON holds neither NaN nor Infinity: they are null.

A content has a `scene` (what stands still: points, labels, texts), a `frame` (what moves), or both.
"""

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MAGIC: Final = b"NPF1"
ALIGNMENT: Final = 8
DTYPES: Final = {"u1": np.uint8, "i2": np.int16, "i4": np.int32, "f4": np.float32}
"""Word in the header -> what it means; the only four that travel."""
SCENE_ARRAYS: Final = {
    "points": "f4", "labels": "f4", "is_test": "u1", "feature_maps": "u1", "levels": "f4",
}  # fmt: skip


_WRITER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


class WireError(ValueError):
    """Bytes that are no content of ours."""


def pack(header: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """Return the bytes of a content; `header` must not name "arrays" itself.

    Raises:
        WireError: an array's dtype is none of `DTYPES`.
    """
    places: dict[str, list[Any]] = {}
    blocks: list[memoryview | bytes] = []
    offset = 0
    for name, array in arrays.items():
        word = _word(name, array)
        padding = bytes(-array.nbytes % ALIGNMENT)
        places[name] = [word, list(array.shape), offset]
        blocks += [np.ascontiguousarray(array, f"<{word}").data, padding]
        offset += array.nbytes + len(padding)
    text = _json({**header, "arrays": places}).encode()
    text += b" " * (-(len(MAGIC) + 4 + len(text)) % ALIGNMENT)
    return b"".join([MAGIC, len(text).to_bytes(4, "little"), text, *blocks])


def unpack(content: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return header (without "arrays") and arrays of a content.

    Raises:
        WireError: the bytes are no content of ours.
    """
    if content[:4] != MAGIC or len(content) < 8:
        raise WireError("a content begins with NPF1 and the length of its header")
    start = 8 + int.from_bytes(content[4:8], "little")
    try:
        header = json.loads(content[8:start])
        places = header.pop("arrays")
        arrays = {
            name: np.frombuffer(
                content,
                np.dtype(DTYPES[word]).newbyteorder("<"),
                count=int(np.prod(shape, dtype=np.int64)),
                offset=start + offset,
            ).reshape(shape)
            for name, (word, shape, offset) in places.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WireError(f"not a content: {error}") from error
    return header, arrays


def scene(header: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """Return the bytes of a scene.

    Args:
        header: what stands still, as texts and numbers.
        arrays: points (N, 2), labels (N,), is_test (N,), feature_maps (9, G, G); feature maps may
            be floats in [-1, 1], which become 0..255, the others are cast. A surface has levels
            (G, G) instead.
    """
    cast = {name: array.astype(DTYPES[SCENE_ARRAYS[name]]) for name, array in arrays.items()}
    maps = arrays.get("feature_maps")
    if maps is not None and maps.dtype.kind == "f":
        cast["feature_maps"] = np.rint((np.clip(maps, -1, 1) + 1) * 127.5).astype(np.uint8)
    return pack({"scene": dict(header)}, cast)


def join(*contents: bytes) -> bytes:
    """Return one content that holds what the given ones hold; later ones win."""
    header: dict[str, Any] = {}
    arrays: dict[str, Array] = {}
    for content in contents:
        more, further = unpack(content)
        header.update(more)
        arrays.update(further)
    return pack(header, arrays)


def _word(name: str, array: Array) -> str:
    word = array.dtype.str[1:]
    if word not in DTYPES:
        raise WireError(f"{name} must be one of {', '.join(DTYPES)}; received {array.dtype}")
    return word


def _json(value: Any) -> str:
    """The value as JSON proper, in the fewest characters."""
    try:
        return _WRITER.encode(value)
    except (TypeError, ValueError):  # rare: something is not finite, or NumPy's own
        return _WRITER.encode(_plain(value))


def _plain(value: Any) -> Any:
    """The value as JSON can hold it: NumPy scalars as numbers, what is not finite as None."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, Sequence):
        return [_plain(entry) for entry in value]
    return str(value)

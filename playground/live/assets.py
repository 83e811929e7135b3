"""The stage's own files and plotly.min.js: read, hashed and compressed once, then from memory."""

import gzip
import mimetypes
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

SMALL: Final = 1024
"""Bytes below which compressing is not worth a header."""
FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in memory, and compressed if that makes it smaller."""

    stamp: tuple[int, int]
    media_type: str
    tag: str
    content: bytes
    compressed: bytes | None


class Assets:
    """Serves a fixed set of files; a name that is not in it does not exist."""

    def __init__(self, paths: Mapping[str, Path], version: str) -> None:
        """Take the files by the name they are asked for, and the version they are together."""
        self._paths, self._version = dict(paths), version
        self._held: dict[str, Asset] = {}
        self._locks = {name: threading.Lock() for name in self._paths}

    def respond(self, request: Request) -> Response:
        """Answer a request for `{file}`; not async, so that Starlette calls it in a thread.

        With `?v=<the current version>` in its address a file never changes and is kept for ever;
        else the browser asks again each time and gets 304 if it has the newest. A page of another
        version, older or newer than this server, must not keep our file under its own address.
        """
        name = request.path_params["file"]
        if name not in self._paths:
            raise HTTPException(404)
        asset = self._get(name)
        is_current = self._version != "" and request.query_params.get("v") == self._version
        headers = {
            "ETag": asset.tag,
            "Cache-Control": FOREVER if is_current else ASK_AGAIN,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
        if asset.tag in known or f"W/{asset.tag}" in known:
            return Response(status_code=304, headers=headers)
        content = asset.content
        if asset.compressed and _takes_gzip(request):
            headers["Content-Encoding"] = "gzip"
            content = asset.compressed
        return Response(content, headers=headers, media_type=asset.media_type)

    def _get(self, name: str) -> Asset:
        """The file as it is now on the disk."""
        path = self._paths[name]
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        with self._locks[name]:  # two first requests at once compress one time
            held = self._held.get(name)
            if held is None or held.stamp != stamp:
                held = self._held[name] = _read(path, stamp)
            return held


def _read(path: Path, stamp: tuple[int, int]) -> Asset:
    content = path.read_bytes()
    compressed = gzip.compress(content, 6, mtime=0) if len(content) > SMALL else None
    if compressed is not None and len(compressed) >= len(content):
        compressed = None
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(stamp, media_type, f'"{sha256(content).hexdigest()[:20]}"', content, compressed)


def _takes_gzip(request: Request) -> bool:
    """Whether the browser accepts gzip (and has not switched it off by q=0)."""
    for entry in request.headers.get("accept-encoding", "").split(","):
        coding, _, weight = entry.replace(" ", "").partition(";")
        if coding in ("gzip", "*"):
            return weight not in ("q=0", "q=0.0")
    return False

"""The files of the stage and how a component of the browser begins with one of them."""

from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent
ASSETS: dict[str, Path] = {
    path.name: path for path in sorted(FOLDER.iterdir()) if path.suffix in {".js", ".css"}
}


def _hash(paths: Sequence[Path]) -> str:
    """Return a short hash of all assets, so that a changed file gets a new address."""
    digest = sha256(version_of("plotly").encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


VERSION = _hash(list(ASSETS.values()))


def bootstrap(entry: str) -> str:
    """Return the component's own JavaScript: import the entry, hand the call on."""
    # The string is imported from a blob: address, which has no folder: the URL must be absolute.
    # Streamlit takes a string of one line for the name of a file: the line break is needed.
    return (
        "export default async component =>\n(await import("
        f"new URL('/assets/{entry}?v={VERSION}', location.origin))).default(component)"
    )


def room(height: int) -> str:
    """Return the place the entry fills, its height kept from the start: nothing below jumps."""
    return f'<div class="np-room" style="min-height:{height}px"></div>'


def value_of(key: str, name: str) -> Any:
    """Return what a component's browser half said last, None when it said nothing."""
    state = st.session_state.get(key)
    return None if state is None else state.get(name)

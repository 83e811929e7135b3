"""Who may open a socket: pages of this very server.

Streamlit itself lets in whoever sends no Origin; a browser always sends one.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

PORTS: Final = {"http": 80, "https": 443}


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Whether the request carries an Origin and it names the Host that is asked."""
    try:
        origin = urlsplit(headers.get("origin", ""))
        host = urlsplit(f"//{headers.get('host', '')}")
        usual = PORTS[origin.scheme]
        same_port = (origin.port or usual) == (host.port or usual)
    except (ValueError, KeyError):
        return False
    return bool(origin.hostname) and origin.hostname == host.hostname and same_port

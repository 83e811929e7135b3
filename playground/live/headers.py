"""Headers on every answer that tell the browser what a page of ours may load, and who may frame it.

Streamlit sends none of them. The policy also keeps a picture named in somebody's text from being
loaded from elsewhere.
"""

import re
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        # Streamlit imports a component's own JavaScript from a blob, and compiles its charts.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "connect-src 'self'",  # the last: `policy` adds to it
    )
)
HEADERS: Final = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
HOST: Final = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,16}(:[0-9]{1,5})?")
"""A host that a policy can name: IPv6 addresses have no place in its grammar."""


def policy(host: str) -> str:
    """The Content-Security-Policy of a page asked from `host`; sockets go there and nowhere else.

    By CSP 3 'self' counts same-origin WebSockets, but Safari before 15.4 wants them named.
    """
    return f"{POLICY} ws://{host} wss://{host}" if HOST.fullmatch(host) else POLICY


class SafeHeaders:
    """Adds HEADERS and the policy to every HTTP answer (ASGI middleware)."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the app that gives the answers."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on; a WebSocket passes untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added = {
            "Content-Security-Policy": policy(Headers(scope=scope).get("host", "")),
            **HEADERS,
        }

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)

"""Every answer carries the headers that keep a page to its own server."""

import asyncio
from typing import Any

from starlette.responses import PlainTextResponse

from playground.live.headers import HEADERS, SafeHeaders


def answer(app: Any) -> dict[str, str]:
    """Ask an ASGI app for "/" and return the headers of its answer."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    asyncio.run(app(scope, receive, send))
    return {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}


def test_an_answer_gets_all_of_them() -> None:
    headers = answer(SafeHeaders(PlainTextResponse("hello")))
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS


def test_an_answer_that_says_otherwise_is_left_alone() -> None:
    own = PlainTextResponse("hello", headers={"Referrer-Policy": "no-referrer"})
    assert answer(SafeHeaders(own))["referrer-policy"] == "no-referrer"

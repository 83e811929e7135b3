"""Every answer carries the headers that keep a page to its own server."""

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from playground.live.headers import HEADERS, POLICY, SafeHeaders


def answer(app: Any, host: str = "a.org:8501") -> dict[str, str]:
    """Ask an ASGI app on a host for "/" and return the headers of its answer."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", host.encode())]}
    asyncio.run(app(scope, receive, send))
    return {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}


def test_an_answer_gets_all_of_them() -> None:
    headers = answer(SafeHeaders(PlainTextResponse("hello")))
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS


def test_an_answer_that_says_otherwise_is_left_alone() -> None:
    own = PlainTextResponse("hello", headers={"Referrer-Policy": "no-referrer"})
    assert answer(SafeHeaders(own))["referrer-policy"] == "no-referrer"


def connections(host: str) -> list[str]:
    """Where a page asked from a host may connect to."""
    policy = answer(SafeHeaders(PlainTextResponse("hello")), host)["content-security-policy"]
    assert policy.startswith(POLICY)
    rules = [rule.split() for rule in policy.split("; ")]
    (allowed,) = [rule[1:] for rule in rules if rule[0] == "connect-src"]
    return allowed


@pytest.mark.parametrize("host", ["a.org", "127.0.0.1:8501", "play-1.a.org:443", "localhost"])
def test_sockets_go_to_the_host_that_was_asked_and_nowhere_else(host: str) -> None:
    assert connections(host) == ["'self'", f"ws://{host}", f"wss://{host}"]


@pytest.mark.parametrize(
    "host",
    ["", "*", "*.org", "a.org *", "a.org; script-src *", "a.org/x", "a.org:*", "[::1]:8501", "a\n"],
)
def test_what_is_no_host_gets_into_no_policy(host: str) -> None:
    assert connections(host) == ["'self'"]

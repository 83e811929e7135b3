"""The socket: who may open it, what it says, what it hears."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from playground.live.origin import is_same_origin
from playground.live.viewer import BURST, Allowance
from playground.live.wire import unpack

HERE = {"origin": "http://testserver"}


@contextmanager
def opened(house: Any, path: str | None = None) -> Iterator[WebSocketTestSession]:
    with (
        TestClient(house.app) as client,
        client.websocket_connect(path or house.path, headers=HERE) as socket,
    ):
        yield socket


def frame(socket: WebSocketTestSession) -> dict[str, Any]:
    return unpack(socket.receive_bytes())[0]["frame"]


def say(socket: WebSocketTestSession, ack: int, **wish: Any) -> None:
    socket.send_json({"ack": ack, "look": None, "probe": None, **wish})


def until(socket: WebSocketTestSession, holds: Any) -> dict[str, Any]:
    """Draw frames until one is as wanted."""
    for _ in range(200):
        seen = frame(socket)
        say(socket, seen["sequence"])
        if holds(seen):
            return seen
    raise AssertionError(seen)


@pytest.mark.parametrize("origin", [None, "http://elsewhere", "http://testserver:81", "null", "x"])
def test_foreign_or_missing_origin_is_refused(house, origin):
    headers = {} if origin is None else {"origin": origin}
    with (
        TestClient(house.app) as client,
        pytest.raises(WebSocketDisconnect) as caught,
        client.websocket_connect(house.path, headers=headers),
    ):
        pass
    assert caught.value.code == 4403


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("https://a.org", "a.org", True),
        ("https://A.org", "a.org:443", True),
        ("http://a.org:8501", "a.org:8501", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("http://a.org", "a.org:443", False),
        ("http://a.org.evil", "a.org", False),
        ("http://a.org:x", "a.org", False),
        ("file://", "", False),
        ("ftp://a.org", "a.org", False),
        ("", "", False),
    ],
)
def test_origin_is_compared_with_host(origin, host, same):
    assert is_same_origin({"origin": origin, "host": host}) is same


@pytest.mark.parametrize("token", ["unknown", "x" * 5000])
def test_unknown_token_is_4404(house, token):
    with opened(house, f"/live/frames/{token}") as socket:
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_bytes()
        assert caught.value.code == 4404


def test_first_frame_comes_unasked_and_is_complete(house):
    with opened(house) as socket:
        header, arrays = unpack(socket.receive_bytes())
    assert header["frame"]["state"] == "idle"
    assert {"map", "tiles", "weights", "wrong", "curve"} <= set(arrays)


def test_frames_follow_acknowledgements(house):
    with opened(house) as socket:
        assert frame(socket)["step"] == 0
        house.stage.runner.play()
        first = until(socket, lambda seen: seen["state"] == "playing" and seen["step"] > 0)
        second = until(socket, lambda seen: seen["sequence"] > first["sequence"])
        assert second["step"] > first["step"]


def test_without_acknowledgement_only_orders_are_answered(house):
    with opened(house) as socket:
        frame(socket)
        house.stage.runner.play()
        assert frame(socket)["state"] == "playing"
        made = len(house.stage.frames)
        house.stage.trained(10)
        assert len(house.stage.frames) == made
        house.stage.runner.pause()
        assert frame(socket)["state"] == "paused"


def test_an_old_acknowledgement_demands_nothing(house):
    with opened(house) as socket:
        frame(socket)
        house.stage.runner.play()
        playing = frame(socket)
        made = len(house.stage.frames)
        say(socket, -1)
        say(socket, playing["sequence"] - 1)
        house.stage.trained(10)
        assert len(house.stage.frames) == made
        say(socket, 2**40)  # "all you sent, and more": the last one is drawn, no more than that
        assert frame(socket)["sequence"] == made + 1


def test_wish_brings_another_picture_when_paused(house):
    with opened(house) as socket:
        first = frame(socket)
        say(socket, first["sequence"], look=[0, 1], probe=[1, -2.5])
        seen = frame(socket)
        assert (seen["look"], seen["probe"]) == ([0, 1], [1, -2.5])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("play", 1008),
        ("{}", 1008),
        ('{"ack": "1"}', 1008),
        ('{"ack": true}', 1008),
        ('{"ack": -2}', 1008),
        ('{"ack": 1.5}', 1008),
        ('{"ack": 1, "play": true}', 1008),
        ('{"ack": 1, "look": [0]}', 1008),
        ('{"ack": 1, "look": [-1, 0]}', 1008),
        ('{"ack": 1, "probe": [NaN, 0]}', 1008),
        ('{"ack": 1, "probe": [1e400, 0]}', 1008),
        ('{"ack": 1, "probe": [7, 0]}', 1008),
        ("[" * 900, 1008),
        ('{"ack": 1}' + " " * 1024, 1009),
    ],
)
def test_whatever_else_is_said_ends_the_talk(house, words, code):
    with opened(house) as socket:
        frame(socket)
        socket.send_text(words)
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_bytes()
        assert caught.value.code == code
    assert house.stage.runner.state == "idle"


def test_bytes_are_no_message(house):
    with opened(house) as socket:
        frame(socket)
        socket.send_bytes(b"{}")
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_bytes()
        assert caught.value.code == 1008


def test_a_flood_ends_the_talk(house):
    with opened(house) as socket:
        frame(socket)
        for _ in range(int(BURST) * 3):
            say(socket, -1)
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_bytes()
        assert caught.value.code == 1008


def test_allowance_fills_again():
    allowance = Allowance(0.0)
    spent = 0
    while allowance.spend(0.0):
        spent += 1
    assert spent == BURST
    assert allowance.spend(0.0075)
    assert not allowance.spend(0.0075)


def test_second_window_takes_over(house):
    with TestClient(house.app) as client:
        with client.websocket_connect(house.path, headers=HERE) as first:
            frame(first)
            with client.websocket_connect(house.path, headers=HERE) as second:
                assert frame(second)["state"] == "idle"
                with pytest.raises(WebSocketDisconnect) as caught:
                    first.receive_bytes()
                assert caught.value.code == 4409
                house.stage.runner.play()
                assert until(second, lambda seen: seen["step"] > 0)
        with client.websocket_connect(house.path, headers=HERE) as third:
            assert frame(third)["step"] > 0


def test_closed_run_closes_its_socket(house):
    with opened(house) as socket:
        frame(socket)
        house.runs.close(house.token)
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_bytes()
        assert caught.value.code == 4404


def test_leaving_unsubscribes(house):
    before = len(house.stage.runner._workshop.publisher._callbacks)
    with opened(house) as socket:
        frame(socket)
        assert len(house.stage.runner._workshop.publisher._callbacks) == before + 1
    assert len(house.stage.runner._workshop.publisher._callbacks) == before


def test_open_socket_keeps_its_run_and_a_closed_one_does_not(house, monkeypatch):
    begin = time.monotonic()
    with opened(house) as socket:
        frame(socket)
        monkeypatch.setattr(house.runs, "_clock", lambda: begin + 500)
        house.runs.sweep()
        assert not house.stage.runner.is_closed
    monkeypatch.setattr(house.runs, "_clock", lambda: begin + 1000)
    house.runs.sweep()
    assert house.stage.runner.is_closed

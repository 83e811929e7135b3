"""The same over a real server and real sockets on loopback."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
import websockets
from websockets.typing import Origin

from playground.live.wire import unpack
from tests.compute.scripted import PATIENCE


@pytest.fixture(name="port")
def a_server(house) -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            house.app, ws="websockets-sansio", log_level="error", timeout_graceful_shutdown=2
        )
        server = uvicorn.Server(config)
        started = threading.Event()
        startup = server.startup

        async def announced(*args, **options):
            await startup(*args, **options)
            started.set()

        server.startup = announced  # type: ignore[method-assign]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        assert started.wait(PATIENCE)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()


async def watch(port: int, path: str, frames: int) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []
    address = f"127.0.0.1:{port}"
    async with websockets.connect(
        f"ws://{address}{path}", origin=Origin(f"http://{address}")
    ) as stream:
        await stream.send(json.dumps({"ack": -1, "look": None, "probe": None}))
        async with asyncio.timeout(PATIENCE):
            while len(seen) < frames:
                content = await stream.recv()
                assert isinstance(content, bytes)
                header, arrays = unpack(content)
                assert arrays["map"].shape == (100, 100)
                seen.append(header["frame"])
                ack = {"ack": seen[-1]["sequence"], "look": None, "probe": [1, 1]}
                await stream.send(json.dumps(ack))
    return seen


def test_frames_flow_over_a_real_socket(house, port):
    house.stage.runner.play()
    seen = asyncio.run(watch(port, house.path, 20))
    sequences = [frame["sequence"] for frame in seen]
    assert sequences == sorted(set(sequences))
    assert seen[-1]["step"] > seen[0]["step"] or seen[0]["state"] == "idle"
    assert seen[-1]["probe"] == [1, 1]


def test_refusals_over_a_real_socket(house, port):
    async def refused(origin: str | None, path: str) -> int:
        try:
            async with websockets.connect(f"ws://127.0.0.1:{port}{path}", origin=origin) as stream:  # type: ignore[arg-type]
                await asyncio.wait_for(stream.recv(), PATIENCE)
        except websockets.exceptions.InvalidStatus as error:
            return error.response.status_code
        except websockets.exceptions.ConnectionClosed as error:
            return error.rcvd.code if error.rcvd else 0
        return 0

    here = f"http://127.0.0.1:{port}"
    assert asyncio.run(refused(None, house.path)) == 403
    assert asyncio.run(refused("http://elsewhere", house.path)) == 403
    assert asyncio.run(refused(here, "/live/frames/unknown")) == 4404

"""A visitor without a browser: speaks Streamlit's protocol and pulls frames like the stage does.

    async with visit(server, page="", query="speed=fast") as visitor:
        await visitor.press("play")
        arrivals = await visitor.watch(frames=100, seconds=10)

The control connection carries protocol buffers (BackMsg out, ForwardMsg in); the frames come over
the socket that the stage's scene names and are acknowledged one by one.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection

from tests.serving import Server

PATIENCE = 60.0  # seconds for anything the server owes an answer to
EVENTS = "$$STREAMLIT_INTERNAL_KEY_{}__events"  # the widget that carries a component's triggers


def header_of(pack: bytes) -> dict[str, Any]:
    """Read a pack's header: b"NPF1", its length as uint32, JSON."""
    assert pack[:4] == b"NPF1", pack[:16]
    length = int.from_bytes(pack[4:8], "little")
    header: dict[str, Any] = json.loads(pack[8 : 8 + length])
    return header


@dataclass
class Visitor:
    """One browser tab's worth of protocol."""

    server: Server
    control: ClientConnection
    page: str = ""
    query: str = ""
    page_hash: str = ""
    stage: str = ""
    """The stage component's identifier."""
    scene: dict[str, Any] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    """Addresses of all pages in the navigation; the first page's is empty."""
    exceptions: list[str] = field(default_factory=list)

    async def run(self, widgets: dict[str, str] | None = None) -> None:
        """Ask for a script run and read until it has finished."""
        message = BackMsg()
        request = message.rerun_script
        request.query_string = self.query
        request.page_script_hash = self.page_hash
        request.page_name = "" if self.page_hash else self.page
        request.context_info.timezone = "UTC"
        request.context_info.locale = "en-US"
        request.context_info.url = f"{self.server.address}/{self.page}"
        for identifier, value in (widgets or {}).items():
            widget = request.widget_states.widgets.add()
            widget.id = identifier
            widget.json_trigger_value = value
        await self.control.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while not self.read(await self.control.recv(decode=False)):
                pass

    def read(self, raw: bytes) -> bool:
        """Take in one message of the server; tell whether the script run is over."""
        message = ForwardMsg()
        message.ParseFromString(raw)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page_hash = message.new_session.page_script_hash
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
            self.pages = [
                "" if page.is_default else page.url_pathname
                for page in message.navigation.app_pages
            ]
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.read_element(message.delta.new_element)
        return kind == "script_finished"

    def read_element(self, element: Any) -> None:
        """Note what the page shows: the stage's scene, and what went wrong."""
        if element.WhichOneof("type") == "exception":
            self.exceptions.append(f"{element.exception.type}: {element.exception.message}")
        elif element.WhichOneof("type") == "bidi_component":
            component = element.bidi_component
            if component.bytes[:4] == b"NPF1":
                header = header_of(component.bytes)
                if "scene" in header:
                    self.stage, self.scene = component.id, header["scene"]

    async def press(self, name: str, **arguments: Any) -> None:
        """Press a button of the stage."""
        command = {"name": name, "id": secrets.token_hex(8), **arguments}
        events = json.dumps([{"event": "command", "value": command}])
        await self.run({EVENTS.format(self.stage): events})

    async def watch(self, frames: int, seconds: float) -> list[tuple[float, dict[str, Any]]]:
        """Pull frames until so many have come or the time is over: (when, frame header) each."""
        seen: list[tuple[float, dict[str, Any]]] = []
        address = self.server.socket_address + self.scene["socket"]
        async with websockets.connect(address, origin=self.origin, max_size=2**24) as socket:
            await socket.send(json.dumps({"ack": -1, "look": None, "probe": None}))
            deadline = monotonic() + seconds
            while len(seen) < frames and (left := deadline - monotonic()) > 0:
                try:
                    pack = await asyncio.wait_for(socket.recv(decode=False), left)
                except TimeoutError:
                    break
                frame = header_of(pack)["frame"]
                seen.append((monotonic(), frame))
                acknowledgement = {"ack": frame["sequence"], "look": None, "probe": None}
                await socket.send(json.dumps(acknowledgement))
        return seen

    @property
    def origin(self) -> Any:
        """What a browser on the page itself would say."""
        return self.server.address


@asynccontextmanager
async def visit(server: Server, page: str = "", query: str = "") -> AsyncIterator[Visitor]:
    """Open a page and wait until it stands."""
    async with websockets.connect(
        f"{server.socket_address}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        origin=server.address,  # type: ignore[arg-type]
        max_size=2**27,
        open_timeout=PATIENCE,
    ) as control:
        visitor = Visitor(server, control, page, query)
        await visitor.run()
        yield visitor

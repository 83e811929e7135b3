"""One open socket: frames out, acknowledgements in.

The browser says {"ack": sequence drawn last, or -1, "look": [layer, unit] | null,
"probe": [x1, x2] | null}, and nothing else: it asks what to look at, it commands nothing. A frame
is sent when the last one was drawn, so a hidden tab costs nothing; only what answers an order
(Play, Pause, Step ...) goes out at once. Closing codes: 4404 unknown or expired token, 4409 another
window took over, 1008 what was said is not the above, 1009 it is too long.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Final

import anyio
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.compute.runner import Runner
from playground.compute.status import Published
from playground.data.features import BOARD
from playground.live.flight import Flight

UNKNOWN: Final = 4404
TAKEN: Final = 4409
MISSPOKEN: Final = 1008
TOO_LONG: Final = 1009
LONGEST_MESSAGE: Final = 1024
"""Characters of one message; a real one has about 60."""
MESSAGES_PER_SECOND: Final = 200.0
BURST: Final = 400.0
"""A browser acknowledges 60 frames and moves its pointer 60 times a second at most."""

Index = Annotated[int, Field(ge=0, lt=1024)]
Coordinate = Annotated[float, Field(ge=BOARD[0], le=BOARD[1], allow_inf_nan=False)]


class Ack(BaseModel):
    """What a browser may say."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    ack: Annotated[int, Field(ge=-1, lt=2**53)]
    look: tuple[Index, Index] | None = None
    probe: tuple[Coordinate, Coordinate] | None = None


class Allowance:
    """A token bucket: so many messages a second, with a burst."""

    def __init__(self, now: float) -> None:
        """Start full."""
        self._left, self._at = BURST, now

    def spend(self, now: float) -> bool:
        """Take one; returns whether there was one."""
        self._left = min(BURST, self._left + (now - self._at) * MESSAGES_PER_SECOND)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Viewer:
    """Serves one accepted socket until either side has enough."""

    def __init__(self, socket: WebSocket, runner: Runner, renew: Callable[[], object]) -> None:
        """Take the accepted socket, what it watches, and the way to renew the lease."""
        self._socket, self._runner, self._renew = socket, runner, renew
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._flight = Flight()
        self._is_displaced = False

    def displace(self) -> None:
        """Give way to another window; callable from any thread."""
        self._is_displaced = True
        self._wake()

    async def serve(self) -> None:
        """Send frames and hear acknowledgements until the socket is closed."""
        codes: list[int | None] = []

        async def until_over(part: Callable[[], Awaitable[int | None]]) -> None:
            codes.append(await part())
            group.cancel_scope.cancel()

        unsubscribe = self._runner.subscribe(self._wake)
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(until_over, self._listen)
                group.start_soon(until_over, self._send)
        finally:
            unsubscribe()
        code = next((code for code in codes if code is not None), None)
        if code is not None:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it may just have gone
                await self._socket.close(code)

    def _wake(self) -> None:
        """Have the sender look again; called from the Runner's thread."""
        with contextlib.suppress(RuntimeError):  # the loop is being shut down
            self._loop.call_soon_threadsafe(self._news.set)

    async def _send(self) -> int | None:
        """Send what is new when it may be sent; returns the code to close with."""
        while True:
            if self._is_displaced:
                return TAKEN
            if self._runner.is_closed:
                return UNKNOWN
            newest = self._runner.latest
            if newest.sequence > self._flight.newest and self._may_send(newest):
                self._flight.send(newest.sequence, self._loop.time())
                if self._flight.has_room:
                    self._runner.demand()
                try:
                    await self._socket.send_bytes(newest.payload)
                except (WebSocketDisconnect, RuntimeError):  # it has just gone
                    return None
                continue
            self._news.clear()
            await self._news.wait()

    def _may_send(self, newest: Published) -> bool:
        """Orders are answered at once, the rest by and by; the first must hold everything."""
        is_first = not self._flight.newest
        return newest.is_urgent or (self._flight.has_room and (newest.is_complete or not is_first))

    async def _listen(self) -> int | None:
        """Hear acknowledgements; returns the code to close with, None if the browser has left."""
        allowance = Allowance(self._loop.time())
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return None
            text = message.get("text")
            if text is None or not allowance.spend(self._loop.time()):
                return MISSPOKEN
            if len(text) > LONGEST_MESSAGE:
                return TOO_LONG
            try:
                ack = Ack.model_validate_json(text)
            except ValidationError:
                return MISSPOKEN
            self._hear(ack)

    def _hear(self, ack: Ack) -> None:
        self._renew()
        self._runner.wish(ack.look, ack.probe)
        if self._flight.land(ack.ack, self._loop.time()) and self._flight.has_room:
            if self._runner.latest.sequence == self._flight.newest:
                self._runner.demand()  # else there is already something newer to send
            self._news.set()
